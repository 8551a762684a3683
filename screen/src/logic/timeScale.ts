/** Days on a line on which the first week and the tenth year can both be read: symmetric about day 0, logarithmic away from it. */

import type { Scale } from './chart';

/** How far from day 0 a day stands, before it is stretched to pixels: sign(d) ln(1 + |d|), d in days. */
export const stretched = (day: number): number => Math.sign(day) * Math.log1p(Math.abs(day));

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

interface Tick {
  day: number;
  words: string;
}

/** Ticks that are looked for, the more important first: a label that finds no place gives way. */
const SOUGHT: readonly Tick[] = [
  [0, 'day 0'], [7, ''], [91, '3 months'], [365, '1 year'], [1, ''], [14, ''], [30, '1 month'], [182, '6 months'],
  [730, '2 years'], [1826, '5 years'], [3652, '10 years'], [3, ''], [60, '2 months'], [1096, '3 years'],
].map(([day, words]) => ({ day: day as number, words: (words as string) || periodWords(day as number) }));

/** A length of time as one says it: days, weeks, months, years; `days` is rounded to the unit that fits. */
export function periodWords(days: number): string {
  const size = Math.abs(days);
  if (size < 7 || (size < 29 && size % 7)) return plural(Math.round(size), 'day');
  if (size < 29) return plural(size / 7, 'week');
  if (size < 330) return plural(Math.round(size / 30.4), 'month');
  const years = Math.round((size / 365.25) * 10) / 10;
  return years === 1 ? '1 year' : `${years} years`;
}

/** "day 14 (2 weeks)", "day −3", "day 0". */
export function dayWords(day: number): string {
  const signed = day < 0 ? `−${-day}` : String(day);
  return Math.abs(day) < 7 ? `day ${signed}` : `day ${signed} (${periodWords(day)}${day < 0 ? ' before' : ''})`;
}

/** The first and the last day that are drawn: all that is told, day 0 and a week at least, and some room. */
export function span(days: readonly number[]): [number, number] {
  const known = days.filter(Number.isFinite);
  return [Math.min(-1, ...known), Math.max(7, ...known)];
}

/** Places of days, px. */
export function timeScale([first, last]: readonly [number, number], [left, right]: readonly [number, number]): Scale {
  const [low, high] = [stretched(first), stretched(last)];
  const perUnit = (right - left) / (high - low || 1);
  return (day) => left + (stretched(day) - low) * perUnit;
}

/** Ticks with words that stand apart, in the order of time; `width` reckons how wide words are, px. */
export function timeTicksOf([first, last]: readonly [number, number], x: Scale, width: (words: string) => number): Tick[] {
  const wanted = SOUGHT.flatMap(({ day, words }) => (day ? [{ day, words }, { day: -day, words: `−${words}` }] : [{ day, words }]));
  const taken: [number, number][] = [];
  const found: Tick[] = [];
  const [from, to] = [x(first), x(last)];
  for (const tick of wanted) {
    if (tick.day < first || tick.day > last) continue;
    const [at, half] = [x(tick.day), width(tick.words) / 2 + 5];
    if (tick.day !== 0 && (at - half < from - 40 || at + half > to + 20)) continue;
    if (taken.some(([left, right]) => at - half < right && left < at + half)) continue;
    taken.push([at - half, at + half]);
    found.push(tick);
  }
  return found.sort((a, b) => a.day - b.day);
}
