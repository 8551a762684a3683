import { describe, expect, it } from 'vitest';
import type { Pair } from '../src/api/types';
import { drawIsotherms, isothermLines } from '../src/drawing/isothermLines';
import { drawFrame, drawProbe } from '../src/drawing/sliceOverlay';
import { SliceWords } from '../src/drawing/sliceWords';
import { around, besideLine, overlap, placed, rectAt, type Rect, type Wish } from '../src/logic/labelPlaces';
import { planeFrom, type Look } from '../src/logic/planes';
import type { Probe } from '../src/api/types';
import { fakePen, random } from './fakes';

const room = (width: number, height: number): Rect => ({ left: 0, top: 0, right: width, bottom: height });
const inside = (a: Rect, b: Rect): boolean => a.left >= b.left && a.top >= b.top && a.right <= b.right && a.bottom <= b.bottom;

/** Some labels of a small pane: points, lines, and what stands there already. */
function scene(chance: () => number): { wishes: Wish[]; room: Rect; taken: Rect[] } {
  const [width, height] = [60 + 400 * chance(), 50 + 300 * chance()];
  const at = (): Pair => [chance() * width, chance() * height];
  const line = (): Float32Array => {
    const [[x, y], radius] = [at(), 4 + 120 * chance()];
    return Float32Array.from({ length: 80 }, (_, n) => (n % 2 === 0 ? x + radius * Math.cos(n / 12.6) : y + radius * Math.sin((n - 1) / 12.6)));
  };
  const wishes = Array.from({ length: 1 + Math.floor(12 * chance()) }, (): Wish => {
    const [wide, high, rank] = [8 + 70 * chance(), 11 + 5 * chance(), Math.floor(6 * chance())];
    return { width: wide, height: high, rank, places: chance() < 0.5 ? around(at(), wide, high) : besideLine(line(), wide, high) };
  });
  const taken = Array.from({ length: Math.floor(3 * chance()) }, () => rectAt(at(), 80 * chance(), 40 * chance()));
  return { wishes, room: room(width, height), taken };
}

describe('labels on a slice', () => {
  const seeds = Array.from({ length: 300 }, (_, n) => n + 1);

  it('never touch each other, what stands there, or the edge', () => {
    for (const seed of seeds) {
      const { wishes, room: all, taken } = scene(random(seed));
      const rects = placed(wishes, all, taken).flatMap((place, n) => (place ? [rectAt(place, wishes[n]!.width, wishes[n]!.height)] : []));
      rects.forEach((one, n) => {
        expect(inside(one, all)).toBe(true);
        for (const other of [...taken, ...rects.slice(n + 1)]) expect(overlap(one, other)).toBe(false);
      });
    }
  });

  it('are left out only where every place is covered, and never for one of less importance', () => {
    for (const seed of seeds) {
      const { wishes, room: all, taken } = scene(random(seed));
      const found = placed(wishes, all, taken);
      found.forEach((place, n) => {
        if (place) return;
        const { width, height, rank, places } = wishes[n]!;
        const heavier = wishes.flatMap((other, m) => (found[m] && other.rank <= rank ? [rectAt(found[m], other.width, other.height)] : []));
        for (const one of places) {
          const rect = rectAt(one, width, height);
          expect(!inside(rect, all) || [...taken, ...heavier].some((other) => overlap(rect, other))).toBe(true);
        }
      });
    }
  });

  it('stand at their best place where nothing is in the way', () => {
    const wish: Wish = { width: 30, height: 12, rank: 0, places: around([100, 100], 30, 12) };
    expect(placed([wish], room(300, 300))).toEqual([[110, 105]]);
  });
});

describe('a slice of a few pixels', () => {
  const grid = { shape: [30, 30, 3] as [number, number, number], origin_mm: [-15, -15, -1] as [number, number, number], spacing_mm: [1, 1, 1] as [number, number, number] };
  const values = new Int16Array(30 * 30 * 3);
  for (let n = 0; n < values.length; n++) values[n] = 100 * (6 * Math.hypot((n % 30) - 14.5, (Math.floor(n / 30) % 30) - 14.5) - 60);
  const plane = planeFrom([0, 0, 0], [-1, 0, 0], [0, -1, 0]);
  const probe = (name: string, x: number) =>
    ({ name, tip_mm: [x, 0, 0], axis: [0, 0, 1], diameter_mm: 1.5, active_length_mm: 5, insertion_mm: null }) as unknown as Probe;

  it.each([[420, 340], [236, 180], [150, 120], [90, 70], [40, 30]])('%i x %i px draws no word upon another', (width, height) => {
    const look: Look = { width, height, mm_per_px: 45 / Math.min(width, height), pan: [0, 0] };
    const { pen, words: written } = fakePen();
    const words = new SliceWords(pen, look, [{ left: 0, top: height - 35, right: width * 0.6, bottom: height }]);
    drawIsotherms(pen, isothermLines({ grid, values }, plane, look, () => true), words);
    for (const one of [probe('distal', 0), probe('proximal', 3)]) drawProbe(pen, plane, look, { probe: one, place: one, held: null, words });
    drawFrame(pen, plane, look, words);
    words.draw();
    const rects = written.map(({ rect }) => rect);
    rects.forEach((one, n) => rects.slice(n + 1).forEach((other) => expect(overlap(one, other)).toBe(false)));
    const said = written.map((one) => one.text);
    if (width >= 236) expect(said).toEqual(expect.arrayContaining(['R', 'L', 'A', 'P', 'distal', 'proximal', '−20 °C', '0 °C', '−40 °C']));
  });
});
