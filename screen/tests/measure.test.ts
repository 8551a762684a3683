import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptMeasure, Triple } from '../src/api/types';
import { pointUnder, liesOn } from '../src/drawing/measureOverlay';
import { commandOf } from '../src/logic/keys';
import { angleAt, measuredWords } from '../src/logic/measure';
import { planeFrom } from '../src/logic/planes';
import { measures } from '../src/state/measures.svelte';
import { notices } from '../src/state/notices.svelte';
import { later, settle, type Later } from './fakes';

/** What the program was asked to keep, and waits with its answer. */
const asked: { what: string; answer: Later<unknown> }[] = [];
const ask = (what: string): Promise<unknown> => {
  asked.push({ what, answer: later() });
  return asked.at(-1)!.answer.promise;
};
vi.mock('../src/api/api', async (real) => ({
  ...(await real<object>()),
  api: {
    measure: (_document: string, one: { id?: number; kind: string; points_mm: Triple[] }) => ask(`${one.kind} ${one.id ?? 'new'} ${one.points_mm.at(-1)}`),
    removeMeasure: (_document: string, id: number | null) => ask(`remove ${id}`),
    document: () => ask('document'),
  },
}));

const A: Triple = [0, 0, 0];
const B: Triple = [3, 4, 0];

describe('a measure', () => {
  it('says a distance in mm and an angle in degrees', () => {
    expect(measuredWords('distance', [A, B])).toBe('5.0 mm');
    expect(measuredWords('angle', [[10, 0, 0], A, [0, 2, 0]])).toBe('90°');
    expect(measuredWords('angle', [[10, 0, 0], A, [5, 5, 0]])).toBe('45°');
    expect(angleAt([1, 0, 0], A, [-7, 0, 0])).toBeCloseTo(180);
  });

  it('says nothing of too few points, or of a leg without length', () => {
    expect(measuredWords('distance', [A])).toBe('');
    expect(measuredWords('angle', [A, B])).toBe('');
    expect(measuredWords('angle', [A, A, B])).toBe('');
  });
});

describe('measuring', () => {
  beforeEach(() => measures.clear());

  it('is turned by a key: distance, angle, off', () => {
    const key = { key: 'm', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
    expect(commandOf(key, false)).toBe('measure');
    expect(commandOf(key, true)).toBeNull();
    const seen = [1, 2, 3].map(() => (measures.turn(), measures.mode));
    expect(seen).toEqual(['distance', 'angle', 'off']);
  });

  it('keeps what has all its points, and goes on', () => {
    measures.set('distance');
    measures.put(A, 'axial');
    expect(measures.list).toHaveLength(0);
    expect(measures.begun?.points).toEqual([A]);
    measures.put(B, 'axial');
    expect(measures.list).toEqual([{ id: 1, kind: 'distance', points: [A, B], view: 'axial' }]);
    expect(measures.mode).toBe('distance');
    measures.move(1, 1, [0, 0, 2]);
    expect(measuredWords('distance', measures.list[0]!.points)).toBe('2.0 mm');
    measures.remove(1);
    expect(measures.list).toHaveLength(0);
  });

  it('begins anew on another slice: one measure lies on one', () => {
    measures.set('distance');
    measures.put(A, 'axial');
    measures.put(B, 'across');
    expect(measures.list).toHaveLength(0);
    expect(measures.points).toEqual([B]);
  });

  it('is left point by point', () => {
    measures.set('angle');
    measures.put(A, 'axial');
    measures.put(B, 'axial');
    measures.removeLast();
    expect(measures.points).toEqual([A]);
    expect([measures.escape(), measures.points.length, measures.mode]).toEqual([true, 0, 'angle']);
    expect([measures.escape(), measures.mode, measures.escape()]).toEqual([true, 'off', false]);
  });

  it('belongs to its slice, and is taken hold of there only', () => {
    const one = { id: 4, kind: 'distance' as const, points: [A, B] };
    const look = { width: 100, height: 100, mm_per_px: 0.1, pan: [0, 0] as [number, number] };
    const flat = planeFrom(A, [1, 0, 0], [0, 1, 0]);
    const next = planeFrom([0, 0, 1], [1, 0, 0], [0, 1, 0]);
    expect([liesOn(flat, one), liesOn(next, one)]).toEqual([true, false]);
    expect(pointUnder(flat, look, [one], 50 + 30, 50 + 38)).toEqual({ id: 4, point: 1 });
    expect(pointUnder(next, look, [one], 50 + 30, 50 + 38)).toBeNull();
    expect(pointUnder(flat, look, [one], 65, 65)).toBeNull();
  });
});

describe('measures of a document', () => {
  const kept = (id: number, end: Triple = B): KeptMeasure => ({ id, kind: 'distance', view: 'axial', points_mm: [A, end] });
  const ids = (): number[] => measures.list.map((one) => one.id);

  beforeEach(() => {
    asked.length = 0;
    measures.clear();
    measures.take('d', [kept(1), kept(4)]);
    measures.set('distance');
  });

  it('are those that the program keeps, and a new one is kept at once', async () => {
    expect(ids()).toEqual([1, 4]);
    measures.put(A, 'axial');
    measures.put(B, 'axial');
    await settle();
    expect(asked.map((one) => one.what)).toEqual(['distance new 3,4,0']);
    expect(ids()).toEqual([1, 4, 5]);
    measures.take('d', [kept(1)]); // told before the program had the new one
    expect(ids()).toEqual([1, 4, 5]);
    asked[0]!.answer.give([kept(1), kept(4), kept(5), kept(6)]);
    await settle();
    expect(ids()).toEqual([1, 4, 5, 6]);
  });

  it('are moved and removed in order; only the last answer is shown', async () => {
    measures.move(4, 1, [0, 0, 2]);
    expect(asked).toEqual([]);
    measures.settle(4);
    measures.remove(1);
    await settle();
    expect(asked.map((one) => one.what)).toEqual(['distance 4 0,0,2']);
    asked[0]!.answer.give([kept(1), kept(4, [0, 0, 2])]);
    await settle();
    expect(ids()).toEqual([4]);
    asked[1]!.answer.give([kept(4, [0, 0, 2])]);
    await settle();
    expect([asked[1]!.what, ids()]).toEqual(['remove 1', [4]]);
    expect(measures.list[0]!.points[1]).toEqual([0, 0, 2]);
  });

  it('that could not be kept are said so and not shown as if they were', async () => {
    measures.removeAll();
    await settle();
    asked[0]!.answer.fail(new Error('the disk is full'));
    await settle();
    expect(notices.list.at(-1)?.problem.what).toContain('the disk is full');
    asked[1]!.answer.give({ measures: [kept(1), kept(4)] });
    await settle();
    expect([asked[1]!.what, ids()]).toEqual(['document', [1, 4]]);
  });

  it('of one document are not taken to the next', async () => {
    measures.remove(1);
    measures.clear();
    measures.take('e', [kept(7)]);
    await settle();
    asked[0]!.answer.give([kept(4)]);
    await settle();
    measures.take('e', [kept(7)]);
    expect(ids()).toEqual([7]);
  });
});
