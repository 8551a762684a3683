import type { EvidenceRow, Measure, Panel, PlotLine, PlotPool, PlotRow } from '../api/evidenceTypes';
import { ticks as roundTicks } from './chart';

/** An axis of a forest plot: from values to 0 to 1 and back, its ticks, and where it ends. */
export interface ForestAxis {
  measure: Measure;
  low: number;
  high: number;
  ticks: number[];
  /** 0 at the left end, 1 at the right end; what lies outside stays at the end. */
  at(value: number): number;
}

export type Steps = 'even' | 'odds';

const FULL = 10; // points of 10: no pain changes by more
const RARE = 60; // %: where every share stays below, the axis ends there
const LEAST = 0.5; // %: 0 and 100 % have no odds; the axis of odds ends this far from both
const ODDS_TICKS = [0.5, 2, 10, 50, 90, 98, 99.5];

export const logit = (percent: number): number => Math.log(percent / (100 - percent));

/** Everything an axis should hold; a pool of few studies is drawn as far as there is room. */
function extent(lines: readonly PlotLine[]): number[] {
  const ends = [0];
  for (const line of lines) {
    if (line.kind === 'row') ends.push(line.value, line.low ?? line.value, line.high ?? line.value);
    if (line.kind === 'pool' && !line.few) ends.push(line.low, line.high, ...(line.further ?? []));
  }
  return ends.filter(Number.isFinite);
}

export function axisOf(measure: Measure, lines: readonly PlotLine[], steps: Steps = 'even'): ForestAxis {
  if (measure === 'share' && steps === 'odds') return oddsAxis();
  const ends = extent(lines);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  let [low, high] = [0, 100];
  if (measure === 'share') {
    if (most < RARE) high = Math.max(5, Math.ceil(most / 5) * 5);
  } else if (measure === 'fall') {
    low = Math.max(-FULL, Math.min(0, Math.floor(least)));
    high = FULL;
  } else {
    high = Math.min(FULL, Math.max(2, Math.ceil(Math.max(most, -least))));
    low = -high;
  }
  const span = high - low;
  return {
    measure, low, high,
    ticks: roundTicks(low, high, 5),
    at: (value) => clamp((value - low) / span),
  };
}

function oddsAxis(): ForestAxis {
  const [low, high] = [LEAST, 100 - LEAST];
  const [from, span] = [logit(low), logit(high) - logit(low)];
  return {
    measure: 'share', low, high,
    ticks: ODDS_TICKS,
    at: (value) => clamp((logit(Math.min(Math.max(value, low), high)) - from) / span),
  };
}

const clamp = (part: number): number => Math.min(1, Math.max(0, part));

/** An interval as drawn: cut at the ends of the axis, with an arrow where it goes on. */
export interface Stroke {
  from: number;
  to: number;
  onLeft: boolean;
  onRight: boolean;
}

export function strokeOf(axis: ForestAxis, low: number | null, high: number | null): Stroke | null {
  if (low === null || high === null) return null;
  return { from: axis.at(low), to: axis.at(high), onLeft: low < axis.low - 1e-9, onRight: high > axis.high + 1e-9 };
}

/** Side of a square whose area is the weight, pixels; a dot of its own size without weight. */
export const sideOf = (weight: number): number => Math.sqrt(40 + 170 * Math.min(1, Math.max(0, weight)));

/** Ticks that have room for their words, `px` apart at least; the first and the last before those between. */
export function withRoom(axis: ForestAxis, width: number, px: number): number[] {
  const [first, ...rest] = axis.ticks;
  if (first === undefined) return [];
  const last = rest.pop();
  const kept = [first];
  for (const tick of rest) {
    const at = axis.at(tick) * width;
    const before = axis.at(kept.at(-1)!) * width;
    const end = last === undefined ? Infinity : axis.at(last) * width;
    if (at - before >= px && end - at >= px) kept.push(tick);
  }
  if (last !== undefined) kept.push(last);
  return kept;
}

export const tickWords = (axis: ForestAxis, tick: number): string =>
  `${tick < 0 ? '−' : ''}${Math.abs(tick)}${axis.measure === 'share' ? ' %' : ''}`;

/** What rows are chosen by; '' chooses all. */
export interface Chosen {
  design: string;
  unit: string;
  audit: string;
}

export const rowFits = (row: EvidenceRow, chosen: Chosen): boolean =>
  (!chosen.design || row.design === chosen.design) && (!chosen.unit || row.unit === chosen.unit) && (!chosen.audit || row.audit === chosen.audit);

/** A panel with the rows that are left; a pool stays only with all of its rows, a heading only above some. */
export function narrowed(panel: Panel, labels: ReadonlySet<string>): Panel {
  const kept = panel.lines.filter((line) =>
    line.kind === 'heading' || (line.kind === 'row' ? labels.has(line.label) : line.members.every((name) => labels.has(name))));
  return { ...panel, lines: kept.filter((line, place) => line.kind !== 'heading' || kept[place + 1] !== undefined) };
}

/** Names of the pools that the choice took rows from. */
export const brokenPools = (panel: Panel, labels: ReadonlySet<string>): PlotPool[] =>
  panel.lines.filter((line): line is PlotPool => line.kind === 'pool' && !line.members.every((name) => labels.has(name)));

/** What a row of the plot says to somebody who does not see it. */
export function spoken(line: PlotRow | PlotPool): string[] {
  const weight = line.kind === 'row' && !line.apart ? `${Math.round(100 * line.weight)} %` : '–';
  return [line.words, line.small, line.number, weight];
}
