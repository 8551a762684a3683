import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bands as Told } from '../src/api/types';
import { aCase, GRID, later, settle } from './fakes';

const given = vi.hoisted(() => ({ told: null as unknown, asked: [] as string[], waits: null as Promise<void> | null }));

vi.mock('../src/api/api', async (original) => ({
  ...(await original<typeof import('../src/api/api')>()),
  api: {
    bands: async (run: string) => (await given.waits, { ...(given.told as object), run }),
    band: async (run: string, which: string) => (given.asked.push(`${run} ${which}`), new TextEncoder().encode(which).buffer),
  },
}));
vi.mock('../src/drawing/iceWorkerClient', () => ({
  askWorker: async ({ frame, surfaces }: { frame: ArrayBuffer; surfaces: boolean }) => {
    const which = new TextDecoder().decode(frame);
    const value = which.startsWith('below') ? 8250 : -2500;
    const surface = (level: number) => ({ positions: new Float32Array(3), normals: new Float32Array(3), indices: new Uint32Array(3), of: `${which} ${level}` });
    return { field: { grid: GRID, values: new Int16Array(8).fill(value) }, surfaces: surfaces ? [0, -20, -40].map(surface) : [] };
  },
}));

import { bands } from '../src/state/bands.svelte';
import { session } from '../src/state/session.svelte';
import { sureWords } from '../src/logic/sure';

const told: Told = {
  run: '', yaml: 'as it stands', samples: 200, grid: GRID, fields: [], limits_degC: [0, -20, -40], levels_percent: [5, 50, 95],
  off_mm: [0.1, 0.1, null], remark: '',
};

describe('words of a share', () => {
  test.each([
    [83.2, 'below −20 °C in 83 % of 200 samples'],
    [0.5, 'below −20 °C in <1 % of 200 samples'],
    [99.5, 'below −20 °C in >99 % of 200 samples'],
    [0, 'below −20 °C in none of 200 samples'],
    [100, 'below −20 °C in all of 200 samples'],
    [null, 'below −20 °C in none of 200 samples'],
  ])('%s percent', (percent, words) => expect(sureWords(percent, -20, 200)).toBe(words));
});

describe('bands', () => {
  beforeEach(async () => {
    [given.told, given.asked, given.waits] = [told, [], null];
    session.document = aCase(1, { yaml: 'as it stands' });
    bands.on = false;
    bands.expected = false;
    bands.limit = -20;
    await bands.open(null);
  });

  test('are shown at once where they were asked for here, else when they are switched on', async () => {
    await bands.open('one');
    expect(bands.shown).toBe(false);
    expect(bands.reading([0.5, 0.5, 0.5])).toBe('');
    bands.expected = true;
    await bands.open('one');
    expect(bands.shown).toBe(true);
    expect(bands.reading([0.5, 0.5, 0.5])).toBe('below −20 °C in 83 % of 200 samples');
  });

  test('give the inner surface before the outer one, at the limit that is chosen', async () => {
    bands.on = true;
    await bands.open('one');
    const names = () => bands.shells.map((shell) => (shell as unknown as { of: string }).of);
    expect(names()).toEqual(['p95 -20', 'p5 -20']);
    await bands.choose(-40);
    expect(names()).toEqual(['p95 -40', 'p5 -40']);
    expect(given.asked.at(-1)).toBe('one below-40');
  });

  test('are neither drawn nor read where they are of another state of the case, and again after undo', async () => {
    bands.on = true;
    await bands.open('one');
    session.document = aCase(2, { yaml: 'another' });
    expect([bands.stale, bands.shown, bands.shells.length, bands.reading([0, 0, 0])]).toEqual([true, false, 0, '']);
    session.document = aCase(3, { yaml: 'as it stands' });
    expect(bands.shown).toBe(true);
  });

  test('of a spread that was overtaken do not come back', async () => {
    const wait = later<void>();
    given.waits = wait.promise;
    const slow = bands.open('slow');
    await bands.open(null);
    wait.give();
    await slow;
    await settle();
    expect(bands.told).toBe(null);
  });
});
