import { coldOf, type Cold } from './colours';

export interface Stretch {
  cold: Cold;
  from_mm: number;
  to_mm: number;
}

/** A nerve as stretches of equal class, their ends interpolated between stations where a limit is crossed. */
export function stretchesOf(arc_mm: readonly number[], coldest_degC: readonly number[]): Stretch[] {
  const found: Stretch[] = [];
  const begin = (cold: Cold, from: number): void => {
    const last = found.at(-1);
    if (last) last.to_mm = from;
    found.push({ cold, from_mm: from, to_mm: from });
  };
  arc_mm.forEach((arc, index) => {
    const now = coldest_degC[index]!;
    if (index === 0) return begin(coldOf(now), arc);
    const before = coldest_degC[index - 1]!;
    const start = arc_mm[index - 1]!;
    const limits = [0, -20, -40].filter((limit) => before > limit !== now > limit);
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

/** Length of nerve at or below a temperature, mm. */
export function lengthBelow(arc_mm: readonly number[], coldest_degC: readonly number[], level: number): number {
  let total = 0;
  for (let i = 1; i < arc_mm.length; i++) {
    const step = arc_mm[i]! - arc_mm[i - 1]!;
    const [a, b] = [coldest_degC[i - 1]! - level, coldest_degC[i]! - level];
    if (a <= 0 && b <= 0) total += step;
    else if (a <= 0 || b <= 0) total += (step * Math.min(a, b)) / (Math.min(a, b) - Math.max(a, b));
  }
  return total;
}

/** Value of a table at `x`, linear between its rows, held at its ends. */
export function tableAt(xs: readonly number[], values: readonly number[], x: number): number {
  const next = xs.findIndex((value) => value >= x);
  if (next < 0) return values.at(-1)!;
  if (next === 0) return values[0]!;
  const share = (x - xs[next - 1]!) / (xs[next]! - xs[next - 1]! || 1);
  return values[next - 1]! * (1 - share) + values[next]! * share;
}
