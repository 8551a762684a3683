import type { Pair, Triple } from '../api/types';
import { toPane, type Look, type Plane } from './planes';
import { dot, norm, subtract } from './vectors';

/** Where the line between two places passes a plane; null where both lie on one side. */
function crossing(plane: Plane, a: Triple, b: Triple): Triple | null {
  const [da, db] = [dot(subtract(a, plane.centre), plane.normal), dot(subtract(b, plane.centre), plane.normal)];
  if (da === db || da * db > 0) return null;
  const share = da / (da - db);
  return a.map((one, n) => one + share * (b[n]! - one)) as Triple;
}

/** A tube that ends just before a slice is still shown there, mm. */
const END_MM = 1;

/** The outline of a tube where a plane cuts across it: one closed line for each time it passes; in mm. */
export function cutAcross(rings: readonly (readonly Triple[])[], plane: Plane): Triple[][] {
  const found: Triple[][] = [];
  const around = rings[0]?.length ?? 0;
  const offs = rings.map((ring) => ring.map((at) => dot(subtract(at, plane.centre), plane.normal)));
  const middles = offs.map((off) => off.reduce((sum, one) => sum + one, 0) / Math.max(1, around));
  for (let n = 0; n + 1 < rings.length; n++) {
    if (middles[n]! * middles[n + 1]! > 0 || middles[n] === middles[n + 1]) continue;
    const outline: Triple[] = [];
    for (let m = 0; m < around; m++) {
      const at = meridian(rings, plane, offs, [n, m]);
      if (at) outline.push(at);
    }
    if (outline.length >= around / 2) found.push(outline);
  }
  if (found.length > 0) return found;
  const end = [0, rings.length - 1].find((n) => rings[n] && Math.abs(middles[n]!) <= END_MM && faces(rings[n]!, offs[n]!));
  return end === undefined ? [] : [[...rings[end]!]];
}

/** Whether a ring faces the plane that its points are `off` from, and does not stand on edge in it. */
function faces(ring: readonly Triple[], off: readonly number[]): boolean {
  const across = norm(subtract(ring[0]!, ring[Math.floor(ring.length / 2)]!));
  return Math.max(...off) - Math.min(...off) < 0.6 * across;
}

/** Where the m-th line along the tube passes the plane, sought from the n-th ring to both sides. */
function meridian(rings: readonly (readonly Triple[])[], plane: Plane, offs: readonly number[][], [n, m]: Pair): Triple | null {
  for (let step = 0; step <= 12; step++)
    for (const first of step === 0 ? [n] : [n - step, n + step]) {
      const [a, b] = [offs[first]?.[m], offs[first + 1]?.[m]];
      if (a !== undefined && b !== undefined && a * b <= 0 && a !== b) return crossing(plane, rings[first]![m]!, rings[first + 1]![m]!);
    }
  return null;
}

/** The two edges of a tube that runs along a plane: where each ring passes it; in mm, as pieces. */
export function cutAlong(rings: readonly (readonly Triple[])[], plane: Plane): [Triple, Triple][] {
  const pairs: [Triple, Triple][] = [];
  for (const ring of rings) {
    const points: Triple[] = [];
    ring.forEach((at, n) => {
      const found = crossing(plane, at, ring[(n + 1) % ring.length]!);
      if (found) points.push(found);
    });
    if (points.length >= 2) pairs.push([points[0]!, points[1]!]);
  }
  return pairs;
}

/** The click under a pointer, px; -1 where there is none. Clicks far from the slice cannot be taken hold of. */
export function clickUnder(plane: Plane, look: Look, clicks: readonly Triple[], at: Pair, off_mm: number): number {
  return clicks.findIndex((click) => {
    const [x, y] = toPane(plane, look, click);
    return Math.abs(dot(subtract(click, plane.centre), plane.normal)) <= off_mm && Math.hypot(x - at[0], y - at[1]) < 10;
  });
}

/** Clicks with one more: between the two it lies between along the line they make, or at the nearer end. */
export function inserted(clicks: readonly Triple[], at: Triple): Triple[] {
  if (clicks.length < 2) return [...clicks, at];
  const far = (a: Triple, b: Triple) => Math.hypot(...subtract(a, b));
  let [best, place] = [Infinity, clicks.length];
  for (let n = 0; n <= clicks.length; n++) {
    const [a, b] = [clicks[n - 1], clicks[n]];
    const more = a && b ? far(a, at) + far(at, b) - far(a, b) : far(a ?? b!, at);
    if (more < best) [best, place] = [more, n];
  }
  return [...clicks.slice(0, place), at, ...clicks.slice(place)];
}
