/** Days on a line: around the procedure every day counts, later months do. */
const STRETCH = 3; // days: below this the scale is nearly even, above it is logarithmic

/** Where a day lies, from 0 at the procedure; negative before it. */
export function placeOf(day: number): number {
  return Math.sign(day) * Math.log1p(Math.abs(day) / STRETCH);
}

export interface Tick {
  day: number;
  words: string;
}

const MARKS: [number, string][] = [
  [-365, '1 year before'],
  [-91, '3 months before'],
  [-30, '1 month before'],
  [-7, '1 week before'],
  [0, 'day 0'],
  [1, '1 day'],
  [7, '1 week'],
  [14, '2 weeks'],
  [30, '1 month'],
  [91, '3 months'],
  [182, '6 months'],
  [365, '1 year'],
  [730, '2 years'],
  [1826, '5 years'],
];

export interface TimeScale {
  first: number;
  last: number;
  x: (day: number) => number;
  ticks: Tick[];
}

/** A scale from `left` to `right` that holds all days; ticks that would come closer than `apart` are left out. */
export function timeScale(days: number[], left: number, right: number, apart = 62): TimeScale {
  const first = Math.min(-3, ...days);
  const last = Math.max(14, ...days);
  const [from, to] = [placeOf(first), placeOf(last)];
  const x = (day: number) => left + ((placeOf(day) - from) / (to - from)) * (right - left);
  const ticks: Tick[] = [];
  // day 0 is never left out; the others give way to it and to each other
  for (const [day, words] of [...MARKS].sort((one, two) => Math.abs(one[0]) - Math.abs(two[0]))) {
    if (day < first || day > last) continue;
    if (ticks.every((other) => Math.abs(x(other.day) - x(day)) >= apart)) ticks.push({ day, words });
  }
  return { first, last, x, ticks: ticks.sort((one, two) => one.day - two.day) };
}

/** A day in words. */
export function dayWords(day: number): string {
  return day < 0 ? `${-day} days before` : `day ${day}`;
}

/** Rows for words of given widths, so that none covers another; each takes the first row with room. */
export function rowsFor(spans: { from: number; to: number }[], gap = 6): number[] {
  const ends: number[] = [];
  const order = spans.map((span, place) => ({ ...span, place })).sort((one, two) => one.from - two.from);
  const rows = new Array<number>(spans.length).fill(0);
  for (const span of order) {
    const free = ends.findIndex((end) => end + gap <= span.from);
    const row = free < 0 ? ends.length : free;
    rows[span.place] = row;
    ends[row] = span.to;
  }
  return rows;
}
