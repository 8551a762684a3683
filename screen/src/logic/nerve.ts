import type { NerveLine, Pair, Triple } from '../api/types';
import { add, along, distance, dot, mix, norm, scale, subtract, unit } from './vectors';

export interface Nearest {
  /** Position between stations, such as 3.25. */
  station: number;
  arc_mm: number;
  point: Triple;
  /** Unit vector towards the end of the line with the greater arc length. */
  tangent: Triple;
  distance_mm: number;
}

/** A centre line: of a nerve in the scene, or of a run. */
export type Course = Pick<NerveLine, 'points_mm' | 'arc_mm'>;

export const treatedNerve = (nerves: readonly NerveLine[]): NerveLine | null =>
  nerves.find((nerve) => nerve.treated) ?? nerves[0] ?? null;

/** The place on a nerve's centre line that is nearest to a point. */
export function nearestOn(nerve: Course, at: Triple): Nearest {
  const line = nerve.points_mm;
  let best: Nearest | null = null;
  for (let i = 0; i + 1 < line.length; i++) {
    const a = line[i]!;
    const step = subtract(line[i + 1]!, a);
    const length = dot(step, step);
    const share = length > 0 ? Math.min(1, Math.max(0, dot(subtract(at, a), step) / length)) : 0;
    const point = along(a, step, share);
    const away = distance(at, point);
    if (best && away >= best.distance_mm) continue;
    const arc = nerve.arc_mm[i]! * (1 - share) + nerve.arc_mm[i + 1]! * share;
    best = { station: i + share, arc_mm: arc, point, tangent: tangentAt(nerve, i + share), distance_mm: away };
  }
  const only = line[0] ?? [0, 0, 0];
  return best ?? { station: 0, arc_mm: 0, point: only, tangent: [0, 0, 1], distance_mm: distance(at, only) };
}

/** Direction of the nerve at a station, evened over the neighbours so that a plane does not flicker from one to the next. */
function tangentAt(nerve: Course, station: number): Triple {
  const line = nerve.points_mm;
  const reach = Math.max(2, Math.round(line.length / 30));
  const from = Math.max(0, Math.floor(station) - reach);
  const to = Math.min(line.length - 1, Math.ceil(station) + reach);
  return unit(subtract(line[to]!, line[from]!));
}

/** The point on the centre line at an arc length. */
export function pointAtArc(nerve: Course, arc_mm: number): Triple {
  const arcs = nerve.arc_mm;
  const next = arcs.findIndex((arc) => arc >= arc_mm);
  if (next < 0) return nerve.points_mm.at(-1)!;
  if (next === 0) return nerve.points_mm[0]!;
  const share = (arc_mm - arcs[next - 1]!) / (arcs[next]! - arcs[next - 1]! || 1);
  return mix(nerve.points_mm[next - 1]!, nerve.points_mm[next]!, share);
}

/** Radius of an ellipse with semi axes `axes` in the direction `towards` (any length), in its own basis. */
export function ellipseRadius(axes: Pair, towards: Pair): number {
  const [a, b] = axes;
  const length = Math.hypot(towards[0], towards[1]);
  if (length === 0) return Math.min(a, b);
  return (a * b) / Math.hypot((b * towards[0]) / length, (a * towards[1]) / length);
}

export interface Needle {
  tip: Triple;
  axis: Triple;
  radius: number;
  active: number;
}

/**
 * Where a probe's tip lies once its active part touches the nerve, the axis kept; null where it is farther than `reach`
 * from touching. A probe inside the nerve is moved out the shortest way.
 */
export function snapped(needle: Needle, nerve: NerveLine, reach = 2): Triple | null {
  const middle = along(needle.tip, needle.axis, needle.active / 2);
  const near = nearestOn(nerve, middle);
  const station = Math.round(near.station);
  const across = nerve.across[station];
  const axes = nerve.semi_axes_mm[station];
  if (!across || !axes) return null;
  const offset = subtract(middle, near.point);
  const flat: Pair = [dot(offset, across[0]), dot(offset, across[1])];
  const away = Math.hypot(flat[0], flat[1]);
  if (Math.abs(norm(offset) - away) > 1 || away < 1e-6) return null; // beyond an end of the nerve
  const wanted = ellipseRadius(axes, flat) + needle.radius;
  if (Math.abs(away - wanted) > reach) return null;
  const outward = unit(add(scale(across[0], flat[0]), scale(across[1], flat[1])));
  return along(needle.tip, outward, wanted - away);
}
