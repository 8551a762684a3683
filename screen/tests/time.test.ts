import { describe, expect, it } from 'vitest';
import type { Step } from '../src/api/types';
import { ticks, timeTicks, pathThrough, linear } from '../src/logic/chart';
import { megabytes } from '../src/logic/amounts';
import { coldOf, degrees, signed, tissueColour } from '../src/logic/colours';
import { hand, numberOf } from '../src/logic/entry';
import { commandOf, isTyping } from '../src/logic/keys';
import { Latest } from '../src/logic/latest';
import { Lru } from '../src/logic/lru';
import { coarser, readMesh, vertexNormals } from '../src/logic/mesh';
import { whenWords } from '../src/logic/moments';
import { asCycles, bandAt, bandsOfSteps, clock, duration, frameAt, sentencesOf } from '../src/logic/protocol';
import { sideBySide } from '../src/logic/sideBySide';
import { lengthBelow, stretchesOf, tableAt } from '../src/logic/strip';

const step = (kind: Step['kind'], seconds: number, sentence: string, temperature_degC: number | null = null): Step => ({
  kind, seconds, sentence, temperature_degC, probes: [],
});
const twice = [
  step('freeze', 120, 'Freeze at -80 degC for 2 min', -80), step('thaw', 90, 'Thaw for 90 s'),
  step('freeze', 120, 'Freeze at -80 degC for 2 min', -80), step('thaw', 90, 'Thaw for 90 s'),
];

describe('a protocol', () => {
  it('becomes bands that follow one another', () => {
    const bands = bandsOfSteps(twice);
    expect(bands.map((band) => band.name)).toEqual(['Freeze 1', 'Thaw 1', 'Freeze 2', 'Thaw 2']);
    expect(bands.map((band) => band.end)).toEqual([120, 210, 330, 420]);
    expect(bandAt(bands, 120)!.name).toBe('Freeze 1');
    expect(bandAt(bands, 121)!.name).toBe('Thaw 1');
    expect(bandAt(bands, 999)!.name).toBe('Thaw 2');
  });

  it('of equal cycles is four numbers, and their sentences are the same', () => {
    const simple = asCycles(twice)!;
    expect(simple).toEqual({ cycles: 2, freeze_s: 120, thaw_s: 90, temperature_degC: -80 });
    expect(sentencesOf(simple)).toEqual(twice.map((one) => one.sentence));
  });

  it('of another kind is no four numbers', () => {
    expect(asCycles(twice.slice(0, 3))).toBeNull();
    expect(asCycles([...twice.slice(0, 3), step('thaw', 60, 'Thaw for 1 min')])).toBeNull();
    expect(asCycles([step('freeze', 120, 'Freeze distal at -80 degC for 2 min', -80), twice[1]!])).toBeNull();
    expect(asCycles([twice[0]!, step('thaw', 90, 'Thaw until 20 degC')])).toBeNull();
  });

  it('finds the nearest frame', () => {
    expect([-5, 0, 4, 6, 14.9, 99].map((time) => frameAt([0, 10, 20], time))).toEqual([0, 0, 0, 1, 1, 2]);
  });

  it('says times as people do', () => {
    expect([clock(65), clock(0), clock(599.6), duration(120), duration(90)]).toEqual(['1:05', '0:00', '10:00', '2 min', '90 s']);
  });
});

describe('keys', () => {
  const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

  it('command the screen', () => {
    expect(commandOf(press('z', { ctrlKey: true }), false)).toBe('undo');
    expect(commandOf(press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe('redo');
    expect(commandOf(press('y', { metaKey: true }), false)).toBe('redo');
    expect(['Home', 'End', ',', '.', '?'].map((key) => commandOf(press(key), false))).toEqual(['first', 'last', 'back', 'forward', 'keys']);
  });

  it('leave typing alone, but for running and leaving', () => {
    expect(commandOf(press('z', { ctrlKey: true }), true)).toBeNull();
    expect(commandOf(press('.'), true)).toBeNull();
    expect(commandOf(press('Enter', { ctrlKey: true }), true)).toBe('run');
    expect(commandOf(press('Escape'), true)).toBe('escape');
    expect(isTyping('INPUT', 'range', false)).toBe(false);
    expect(commandOf(press('z', { ctrlKey: true }), true)).toBeNull();
    expect(commandOf(press('z', { ctrlKey: true }), true, true)).toBe('undo');
    expect([isTyping('INPUT', 'number', false), isTyping('INPUT', 'checkbox', false), isTyping('DIV', '', true)]).toEqual([true, false, true]);
  });
});

describe('what is kept', () => {
  it('drops what was not used for longest', () => {
    const kept = new Lru<number, string>(6, (text) => text.length);
    kept.set(1, 'aa');
    kept.set(2, 'bb');
    kept.set(3, 'cc');
    kept.get(1);
    kept.set(4, 'dd');
    expect([1, 2, 3, 4].map((key) => kept.has(key))).toEqual([true, false, true, true]);
    expect(kept.bytes).toBe(6);
    kept.set(1, 'a');
    expect([kept.bytes, kept.size]).toEqual([5, 3]);
    kept.set(9, 'too long for it');
    expect([kept.has(9), kept.size]).toEqual([true, 1]); // the newest stays, whatever its size
  });

  it('does the newest wish only, one at a time', async () => {
    const done: number[] = [];
    let release: () => void = () => undefined;
    const latest = new Latest<number>(async (wish) => {
      await new Promise<void>((resolve) => (release = resolve));
      done.push(wish);
    });
    for (const wish of [1, 2, 3]) latest.want(wish);
    expect(latest.busy).toBe(true);
    release();
    await Promise.resolve();
    await Promise.resolve();
    release();
    await new Promise((resolve) => setTimeout(resolve));
    expect(done).toEqual([1, 3]);
    expect(latest.busy).toBe(false);
  });
});

describe('a nerve strip', () => {
  it('changes class where a limit is crossed between stations', () => {
    const stretches = stretchesOf([0, 10, 20], [30, -50, 30]);
    expect(stretches.map((one) => one.cold)).toEqual(['unfrozen', 'frozen', 'lasting', 'core', 'lasting', 'frozen', 'unfrozen']);
    expect(stretches.map((one) => one.to_mm)).toEqual([3.75, 6.25, 8.75, 11.25, 13.75, 16.25, 20]);
  });

  it('measures what is below a temperature', () => {
    expect(lengthBelow([0, 10, 20], [30, -50, 30], -20)).toBeCloseTo(7.5);
    expect(lengthBelow([0, 10], [-30, -30], -20)).toBe(10);
    expect(lengthBelow([0, 10], [30, 30], -20)).toBe(0);
  });

  it('says nothing of what was not simulated, and nothing beside it', () => {
    const stretches = stretchesOf([0, 10, 20, 30, 40], [null, -50, -50, null, null]);
    expect(stretches).toEqual([
      { cold: 'unknown', from_mm: 0, to_mm: 10 },
      { cold: 'core', from_mm: 10, to_mm: 20 },
      { cold: 'unknown', from_mm: 20, to_mm: 40 },
    ]);
    expect(lengthBelow([0, 10, 20, 30, 40], [null, -50, -50, null, -50], 0)).toBe(10);
    expect([5, 10, 12, 25].map((at) => tableAt([0, 10, 20, 30], [null, -50, -40, null], at))).toEqual([null, -50, -48, null]);
    expect([-1, 40].map((at) => tableAt([0, 10, 30], [null, 3, null], at))).toEqual([null, null]);
  });

  it('reads its table between stations and holds its ends', () => {
    expect([-1, 5, 30].map((at) => tableAt([0, 10, 20], [0, 10, 40], at))).toEqual([0, 5, 40]);
  });
});

describe('two tables side by side', () => {
  it('keep every row of both, in the order of the first', () => {
    const rows = sideBySide([{ label: 'a', v: 1 }, { label: 'b', v: 2 }], [{ label: 'c', v: 3 }, { label: 'b', v: 4 }]);
    expect(rows.map((row) => [row.label, row.first?.v, row.second?.v])).toEqual([['a', 1, undefined], ['b', 2, 4], ['c', undefined, 3]]);
  });

  it('pair rows of one label in their order, as two nerves have them', () => {
    const rows = sideBySide([{ label: 'a', v: 1 }, { label: 'a', v: 2 }], [{ label: 'a', v: 3 }, { label: 'a', v: 4 }, { label: 'a', v: 5 }]);
    expect(rows.map((row) => [row.first?.v, row.second?.v])).toEqual([[1, 3], [2, 4], [undefined, 5]]);
  });
});

describe('a field to type in', () => {
  const typed = async (text: string, done: boolean, given: string | number, then?: string): Promise<string> => {
    const field = { value: text };
    await hand(field, async (said) => {
      expect(said).toBe(text);
      if (then !== undefined) field.value = then;
      return done;
    }, () => given);
    return field.value;
  };

  it('shows again what holds where an entry was refused, empty or written otherwise', async () => {
    expect(await typed('999', false, 12)).toBe('12');
    expect(await typed('', false, 12)).toBe('12');
    expect(await typed('5.00', true, 5)).toBe('5');
  });

  it('keeps what was typed while the entry was on its way', async () => {
    expect(await typed('7', true, 7, '8')).toBe('8');
  });

  it('holds a number, or none', () => {
    expect([numberOf('−3.5'), numberOf('4'), numberOf(' '), numberOf('1e'), numberOf('Infinity')]).toEqual([-3.5, 4, null, null, null]);
  });
});

describe('words and axes', () => {
  it('write a size', () => {
    expect([megabytes(2_700_000), megabytes(14_200), megabytes(3)]).toEqual(['2.7 MB', '14 kB', '1 kB']);
  });

  it('tell a moment with its day, and what is no moment as it stands', () => {
    expect(whenWords('2026-11-28T21:04:00')).toMatch(/2026/);
    expect(whenWords('long ago')).toBe('long ago');
  });


  it('write a true minus, and no minus before nothing', () => {
    expect([signed(-12.34), signed(-0.01), signed(3, 0), degrees(null)]).toEqual(['−12.3', '0.0', '3', 'unknown']);
  });

  it('class the cold at its limits', () => {
    expect([0.1, 0, -20, -40, -41].map(coldOf)).toEqual(['unfrozen', 'frozen', 'lasting', 'core', 'core']);
    expect([null, NaN].map(coldOf)).toEqual(['unknown', 'unknown']);
  });

  it('colour by kind before name', () => {
    expect(tissueColour('artery', 'vein side')).toEqual(tissueColour('artery'));
    expect(tissueColour('', 'tibial nerve')).toEqual(tissueColour('nerve'));
  });

  it('put ticks at round numbers', () => {
    expect(ticks(-52, 40, 5)).toEqual([-40, -20, 0, 20, 40]);
    expect(timeTicks(480, 5)).toEqual([0, 120, 240, 360, 480]);
    expect(pathThrough([0, 1, 2, 3], [0, null, 2, 3], linear([0, 3], [0, 30]), (v) => v)).toBe('M0.0 0.0M20.0 2.0L30.0 3.0');
  });
});

describe('a mesh', () => {
  it('is read as it was written, with outward normals', () => {
    const body = new ArrayBuffer(8 + 36 + 12);
    new Uint32Array(body, 0, 2).set([3, 1]);
    new Float32Array(body, 8, 9).set([0, 0, 0, 1, 0, 0, 0, 1, 0]);
    new Uint32Array(body, 44, 3).set([0, 1, 2]);
    const mesh = readMesh(body);
    expect([...mesh.indices]).toEqual([0, 1, 2]);
    expect([...vertexNormals(mesh)]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect(coarser(mesh, 10)).toBe(mesh);
    expect(() => readMesh(body.slice(0, 52))).toThrow(/says 56 bytes/);
  });
});
