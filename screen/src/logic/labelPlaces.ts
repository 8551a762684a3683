import type { Pair } from '../api/types';

/** A rectangle of a pane, px. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Words that may stand at one of several places. */
export interface Wish {
  width: number;
  height: number;
  /** Upper left corners, px, the best first. */
  places: readonly Pair[];
  /** The smaller, the more important. */
  rank: number;
}

export const rectAt = ([left, top]: Pair, width: number, height: number): Rect => ({ left, top, right: left + width, bottom: top + height });

export const overlap = (a: Rect, b: Rect): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const within = (a: Rect, room: Rect): boolean => a.left >= room.left && a.top >= room.top && a.right <= room.right && a.bottom <= room.bottom;

/**
 * Where each label stands: the more important choose first, each takes its best place that lies within the room and touches
 * nothing before it. null where none of its places is free: better no label than two that cannot be read.
 */
export function placed(wishes: readonly Wish[], room: Rect, taken: readonly Rect[] = []): (Pair | null)[] {
  const found: (Pair | null)[] = wishes.map(() => null);
  const full = [...taken];
  const order = wishes.map((_, n) => n).sort((a, b) => wishes[a]!.rank - wishes[b]!.rank);
  for (const n of order) {
    const { width, height, places } = wishes[n]!;
    for (const place of places) {
      const rect = rectAt(place, width, height);
      if (!within(rect, room) || full.some((other) => overlap(rect, other))) continue;
      full.push(rect);
      found[n] = place;
      break;
    }
  }
  return found;
}

/** Places around a point: below right first, then the other corners and sides, then the same farther out. */
export function around([x, y]: Pair, width: number, height: number, gaps: readonly number[] = [10, 20, 34]): Pair[] {
  return gaps.flatMap((gap): Pair[] => {
    const [left, right, middle] = [x - gap - width, x + gap, x - width / 2];
    const [above, below, level] = [y - gap / 2 - height, y + gap / 2, y - height / 2];
    return [[right, below], [right, above], [left, below], [left, above], [right, level], [left, level], [middle, y + gap], [middle, y - gap - height]];
  });
}

const LINE_PLACES = 32;
const BESIDE_LINE = 6;

/** Places beside a line (x and y in turn): at its upper right first, then all along it, on either side. */
export function besideLine(points: Float32Array, width: number, height: number): Pair[] {
  const every = 2 * Math.max(1, Math.ceil(points.length / 2 / LINE_PLACES));
  let first = 0;
  for (let n = 0; n < points.length; n += 2) if (points[n]! - points[n + 1]! > points[first]! - points[first + 1]!) first = n;
  const at = [first];
  for (let n = 0; n < points.length; n += every) at.push(n);
  at.sort((a, b) => points[b]! - points[b + 1]! - (points[a]! - points[a + 1]!));
  return at.flatMap((n): Pair[] => {
    const [x, y] = [points[n]!, points[n + 1]!];
    const top = y - BESIDE_LINE - height / 2;
    return [[x + BESIDE_LINE, top], [x - BESIDE_LINE - width, top], [x + BESIDE_LINE, y + BESIDE_LINE - height / 2]];
  });
}
