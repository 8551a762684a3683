import { coldOf, LEVELS, type Cold } from './colours';

export interface Stretch {
  cold: Cold;
  from_mm: number;
  to_mm: number;
}

/** A value for each station; null where nothing was simulated. */
export type Stations = readonly (number | null)[];

/**
 * A nerve as stretches of equal class, their ends interpolated between stations where a limit is crossed. Next to a
 * station that was not simulated nothing is known either: up to its neighbour, the stretch is `unknown`.
 */
export function stretchesOf(arc_mm: readonly number[], coldest_degC: Stations): Stretch[] {
  const found: Stretch[] = [];
  const begin = (cold: Cold, from: number): void => {
    const last = found.at(-1);
    if (last) last.to_mm = from;
    found.push({ cold, from_mm: from, to_mm: from });
  };
  arc_mm.forEach((arc, index) => {
    const now = coldest_degC[index] ?? null;
    if (index === 0) return begin(coldOf(now), arc);
    const before = coldest_degC[index - 1] ?? null;
    const start = arc_mm[index - 1]!;
    if (before === null || now === null) {
      if (found.at(-1)!.cold !== 'unknown') begin('unknown', start);
      if (now !== null) begin(coldOf(now), arc);
      return;
    }
    const limits = LEVELS.filter((limit) => before > limit !== now > limit);
    if (now > before) limits.reverse();
    for (const limit of limits) {
      const at = start + ((before - limit) / (before - now)) * (arc - start);
      begin(coldOf(now < before ? limit - 1e-9 : limit + 1e-9), at);
    }
  });
  const last = found.at(-1);
  if (last) last.to_mm = arc_mm.at(-1)!;
  return found;
}

/** Length of nerve known to be at or below a temperature, mm. */
export function lengthBelow(arc_mm: readonly number[], coldest_degC: Stations, level: number): number {
  let total = 0;
  for (let i = 1; i < arc_mm.length; i++) {
    const step = arc_mm[i]! - arc_mm[i - 1]!;
    const [before, now] = [coldest_degC[i - 1] ?? null, coldest_degC[i] ?? null];
    if (before === null || now === null) continue;
    const [a, b] = [before - level, now - level];
    if (a <= 0 && b <= 0) total += step;
    else if (a <= 0 || b <= 0) total += (step * Math.min(a, b)) / (Math.min(a, b) - Math.max(a, b));
  }
  return total;
}

/** Value of a table at `x`, linear between its rows, held at its ends; null next to a row that has none. */
export function tableAt(xs: readonly number[], values: Stations, x: number): number | null {
  const next = xs.findIndex((value) => value >= x);
  if (next < 0) return values.at(-1) ?? null;
  const [before, after] = [values[next - 1] ?? null, values[next] ?? null];
  if (next === 0 || xs[next] === x) return after;
  if (before === null || after === null) return null;
  const share = (x - xs[next - 1]!) / (xs[next]! - xs[next - 1]! || 1);
  return before * (1 - share) + after * share;
}
