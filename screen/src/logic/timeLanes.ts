/** Where everything of one case stands on its time line: lanes from top to bottom, marks, bars, and words that never touch. */

import type { Predicted, Series, TimeEvent, TimeLine } from '../api/registryTypes';
import type { Pair } from '../api/types';
import { linear, type Scale } from './chart';
import { placed, type Rect, type Wish } from './labelPlaces';
import { dayWords, span, timeScale, timeTicksOf } from './timeScale';

export interface Mark {
  x: number;
  y: number;
  /** Right end of a bar, where something lasted; null for a point. */
  until: number | null;
  /** It lasts: the bar's end is not known. */
  open: boolean;
  assumed: boolean;
  /** What is heard and shown when it is pointed at. */
  words: string;
  record: string;
  day: number;
  kind: string;
}

export interface Printed {
  x: number;
  y: number;
  text: string;
}

export interface Band {
  x: number;
  y: number;
  width: number;
  middle: number | null;
}

export interface Lane {
  title: string;
  note: string;
  kind: 'events' | 'series' | 'predicted';
  top: number;
  height: number;
  marks: Mark[];
  /** The line through a series, px, x and y in turn. */
  line: Pair[];
  bands: Band[];
  printed: Printed[];
}

export interface Drawn {
  lanes: Lane[];
  ticks: { x: number; words: string; zero: boolean }[];
  zero: number;
  height: number;
  left: number;
  right: number;
}

interface Room {
  top: number;
  left: number;
  right: number;
}

const LASTING = ['consent', 'adverse_event'];
const LETTER = 6.4; // px of a letter at 12 px, rather too wide than too narrow
const WORDS_HIGH = 15;
const ROW = 22; // px of one row of events
const SERIES_HIGH = 92;
const TOP = 46; // the time scale, and what day 0 is, stand above
const GAP = 8;
const PAD = 6;
const MARK = 6; // half a mark
const ORDER = ['consent', 'plan', 'procedure', 'adverse_event'];
const TITLES: Record<string, string> = { consent: 'Consent', plan: 'Plans', procedure: 'Procedures', adverse_event: 'Adverse events', measurement: 'Other findings' };

export const wordsWide = (text: string): number => LETTER * text.length + 2;

const number = (value: number): string => String(Math.round(value * 10) / 10).replace('-', '−');

/** Events that have no lane of their own elsewhere: a score is a point of its series. */
export function eventsOf({ events, series }: TimeLine): TimeEvent[] {
  const scored = new Set(series.flatMap((one) => one.points.map((point) => point.record)));
  return events.filter((event) => event.kind !== 'measurement' || !scored.has(event.record));
}

/** What is written beside a mark: what a consent is for, and how grave an event is. */
export function labelOfEvent({ kind, short, words }: Pick<TimeEvent, 'kind' | 'short' | 'words'>): string {
  if (kind === 'consent') return words.split(';')[0]!;
  const grade = kind === 'adverse_event' ? /grade [^;,(]*[^;,(\s]/.exec(words) : null;
  return grade && !short.includes('grade') ? `${short}, ${grade[0]}` : short;
}

/** Every day that has to be on the line. */
export function daysOf({ events, series, predicted }: TimeLine): number[] {
  return [
    ...events.flatMap((one) => (one.until === null ? [one.day] : [one.day, one.until])),
    ...series.flatMap((one) => one.points.map((point) => point.day)),
    ...predicted.flatMap((one) => [one.p5, one.p50, one.p95].filter((day): day is number => day !== null)),
  ];
}

/** Rows for bars, so that none lies upon another or upon another's words: the first row that is free where it begins. */
export function rowsFor(bars: readonly { from: number; to: number }[]): number[] {
  const ends: number[] = [];
  return bars.map(({ from, to }) => {
    const free = ends.findIndex((end) => end <= from);
    const row = free < 0 ? ends.length : free;
    ends[row] = to;
    return row;
  });
}

/** Everything laid out on `width` px, of which `left` are for the names of the lanes. */
export function laidOut(line: TimeLine, width: number, left: number): Drawn {
  const right = width - 14;
  const days = span(daysOf(line));
  const x = timeScale(days, [left + 16, right - 24]);
  const lanes: Lane[] = [];
  let top = TOP;
  const put = (lane: Lane): void => {
    lanes.push(lane);
    top += lane.height + GAP;
  };
  for (const [kind, events] of eventLanes(eventsOf(line))) put(eventLane(kind, events, x, { top, left, right, last: right - 8 }));
  for (const series of line.series) put(seriesLane(series, x, { top, left, right }));
  if (line.predicted.length) put(predictedLane(line.predicted, x, { top, left, right }));
  const ticks = timeTicksOf(days, x, wordsWide).map(({ day, words }) => ({ x: x(day), words, zero: day === 0 }));
  return { lanes, ticks, zero: x(0), height: top + 4, left, right };
}

function eventLanes(events: readonly TimeEvent[]): [string, TimeEvent[]][] {
  const found = new Map<string, TimeEvent[]>();
  for (const event of events) found.set(event.lane, [...(found.get(event.lane) ?? []), event]);
  const place = (lane: string): number => (ORDER.indexOf(lane) + 1 || ORDER.length + 1);
  return [...found].sort(([a], [b]) => place(a) - place(b)).map(([lane, list]) => [lane, list.toSorted((a, b) => a.day - b.day)]);
}

/** Lasting things are bars: consents that hold and adverse events that last reach to the end of the line. */
function eventLane(lane: string, events: readonly TimeEvent[], x: Scale, room: Room & { last: number }): Lane {
  const lasts = (event: TimeEvent): boolean => LASTING.includes(event.kind) && event.until === null;
  const bars: { from: number; to: number }[] = [];
  const drawn = events.map((event) => {
    const from = x(event.day);
    const until = lasts(event) ? Math.max(room.last, from + MARK) : event.until !== null && event.until > event.day ? x(event.until) : null;
    const words = wordsWide(labelOfEvent(event));
    const end = Math.max(until ?? 0, from + MARK);
    const textAt = besideBar(from, until, words, room);
    const bar = bars.push({ from: Math.min(from - MARK, textAt ?? from) - 4, to: Math.max(end, (textAt ?? from) + words) + 4 }) - 1;
    // where words fit neither into their bar nor beside it, they have a row of their own
    if (textAt !== null) return { event, from, until, bar, text: bar, textAt };
    bars[bar] = { from: from - MARK - 4, to: end + 4 };
    const at = Math.max(room.left + 4, Math.min(from, room.right - words));
    return { event, from, until, bar, text: bars.push({ from: at - 4, to: at + words + 4 }) - 1, textAt: at };
  });
  const rows = rowsFor(bars);
  const height = ROW * (Math.max(0, ...rows) + 1) + PAD;
  const y = (n: number): number => room.top + PAD / 2 + ROW * (rows[n]! + 0.5);
  return {
    title: TITLES[lane] ?? capital(lane), note: '', kind: 'events', top: room.top, height, line: [], bands: [],
    marks: drawn.map(({ event, from, until, bar }) => ({
      x: from, y: y(bar), until, open: lasts(event), assumed: event.assumed, record: event.record, day: event.day, kind: event.kind,
      words: [capital(dayWords(event.day)), event.words, event.assumed ? 'assumed' : ''].filter(Boolean).join(', '),
    })),
    printed: drawn.map(({ event, text, textAt }) => ({ x: textAt, y: y(text), text: labelOfEvent(event) })),
  };
}

/** Where the words of a bar or a mark begin: within the bar, after it, before it; null where none of these has room. */
function besideBar(from: number, until: number | null, words: number, room: Room): number | null {
  if (until !== null && until - from > words + 12) return from + 6;
  const end = Math.max(until ?? 0, from + MARK);
  if (end + 5 + words <= room.right) return end + 5;
  return from - MARK - 5 - words >= room.left + 4 ? from - MARK - 5 - words : null;
}

function seriesLane(series: Series, x: Scale, room: Room): Lane {
  const points = series.points.toSorted((a, b) => a.day - b.day);
  const values = points.map((point) => point.value);
  const low = series.low ?? Math.min(0, ...values);
  const high = series.high ?? Math.max(low + 1, ...values);
  const y = linear([low, high], [room.top + SERIES_HIGH - 14, room.top + 14]);
  const spots = points.map((point): Pair => [x(point.day), y(point.value)]);
  const taken: Rect[] = spots.map(([at, level]) => ({ left: at - MARK, top: level - MARK, right: at + MARK, bottom: level + MARK }));
  const wishes = points.map((point, n): Wish => wishFor(number(point.value), spots[n]!, n === points.length - 1 || n === 0 ? 0 : 1));
  const found = placed(wishes, { left: room.left + 4, top: room.top, right: room.right, bottom: room.top + SERIES_HIGH }, taken);
  const unit = series.unit ? ` ${series.unit}` : '';
  return {
    title: series.title, kind: 'series', top: room.top, height: SERIES_HIGH, line: spots, bands: [],
    note: [`${number(low)} to ${number(high)}${unit}`, series.better > 0 ? 'higher is better' : 'lower is better'].filter(Boolean).join(', '),
    marks: points.map((point, n) => ({
      x: spots[n]![0], y: spots[n]![1], until: null, open: false, assumed: point.assumed, record: point.record, day: point.day, kind: 'measurement',
      words: `${capital(dayWords(point.day))}, ${series.title}: ${number(point.value)}${unit}${point.assumed ? ', assumed' : ''}`,
    })),
    printed: found.flatMap((place, n) => (place ? [{ x: place[0], y: place[1] + WORDS_HIGH / 2, text: number(points[n]!.value) }] : [])),
  };
}

function wishFor(text: string, [at, level]: Pair, rank: number): Wish {
  const width = wordsWide(text);
  const [above, below] = [level - MARK - WORDS_HIGH, level + MARK];
  return {
    width, height: WORDS_HIGH, rank,
    places: [[at - width / 2, above], [at - width / 2, below], [at + MARK + 2, level - WORDS_HIGH / 2], [at - MARK - 2 - width, level - WORDS_HIGH / 2],
      [at + MARK, above], [at - MARK - width, above], [at + MARK, below], [at - MARK - width, below]],
  };
}

function predictedLane(predicted: readonly Predicted[], x: Scale, room: Room): Lane {
  const known = predicted.filter((one) => one.p50 !== null || (one.p5 !== null && one.p95 !== null));
  const high = ROW * 2;
  const lane: Lane = { title: 'Predicted', note: 'median, 5 to 95 %', kind: 'predicted', top: room.top, height: Math.max(1, known.length) * high + PAD, line: [], bands: [], marks: [], printed: [] };
  known.forEach((one, n) => {
    const [from, to] = [x(one.p5 ?? one.p50!), x(one.p95 ?? one.p50!)];
    const level = room.top + PAD / 2 + high * n;
    const text = predictedWords(one);
    lane.bands.push({ x: from, y: level + ROW, width: Math.max(to - from, 3), middle: one.p50 === null ? null : x(one.p50) });
    lane.marks.push({ x: one.p50 === null ? from : x(one.p50), y: level + ROW + ROW / 2 - 2, until: null, open: false, assumed: false, words: text, record: one.record, day: one.p50 ?? one.p5!, kind: 'prediction' });
    lane.printed.push({ x: Math.max(room.left + 4, Math.min(from, room.right - wordsWide(text))), y: level + ROW / 2, text });
  });
  return lane;
}

/** "predicted recovery, tibial: median 120 days (90 to 160)". */
export function predictedWords({ what, nerve, p5, p50, p95 }: Predicted): string {
  const about = what === 'recovery' ? 'predicted recovery' : 'predicted return of pain';
  const middle = p50 === null ? '' : `median ${Math.round(p50)} days`;
  const band = p5 === null || p95 === null ? '' : `${Math.round(p5)} to ${Math.round(p95)}`;
  return `${about}${nerve ? `, ${nerve}` : ''}: ${middle ? `${middle}${band ? ` (${band})` : ''}` : `${band} days`}`;
}

export function capital(text: string): string {
  const said = text.replaceAll('_', ' ');
  return said.charAt(0).toUpperCase() + said.slice(1);
}
