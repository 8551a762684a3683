/** What others found, as the server tells it. Every field of a row is a text; '' where the source does not say it. */

export type Measure = 'difference' | 'share' | 'fall';

export interface EvidenceRow {
  label: string;
  study: string;
  counted: string;
  numbers: string;
  value: string;
  unit: string;
  when: string;
  design: string;
  population: string;
  people: string;
  treatment: string;
  followed: string;
  bias: string;
  bias_why: string;
  audit: string;
  audit_sign: string;
  audit_words: string;
  remark: string;
  apart: string;
  source: string;
  citation: string;
  locator: string;
}

export interface PlotHeading {
  kind: 'heading';
  words: string;
  small: string;
}

export interface PlotRow {
  kind: 'row';
  words: string;
  small: string;
  label: string;
  number: string;
  /** Share in a pool; alone, its precision: 0 to 1. */
  weight: number;
  value: number;
  low: number | null;
  high: number | null;
  apart: boolean;
  sham: boolean;
}

export interface PlotPool {
  kind: 'pool';
  words: string;
  small: string;
  number: string;
  value: number;
  low: number;
  high: number;
  few: boolean;
  /** Where a further such study would lie; null where too few tell. */
  further: [number, number] | null;
  pool: number;
  members: string[];
}

export type PlotLine = PlotHeading | PlotRow | PlotPool;

export interface Panel {
  measure: Measure;
  title: string;
  /** What 0 means on the axis, '' where nothing stands there. */
  zero: string;
  lines: PlotLine[];
}

export interface LeftOut {
  study: string;
  label: string;
  value: number;
  low: number;
  high: number;
}

export interface PooledRows {
  rows: string[];
  alike: string;
  sentences: string[];
  measure: Measure;
  line: PlotPool;
  lines: PlotRow[];
  without: LeftOut[];
}

export interface Refusal {
  what: string;
  remedy: string;
  rows: string[];
}

export interface PoolAnswer {
  pool: PooledRows | null;
  refused: Refusal[];
}

export interface EvidenceOverview {
  notice: string;
  sham: { sentence: string; citation: string; row: EvidenceRow; plot: PlotRow };
  questions: { name: string; title: string; short: string; rows: number; pools: number }[];
  studies: number;
  designs: string[];
  units: string[];
  audits: { name: string; sign: string }[];
}

export interface EvidenceQuestion {
  name: string;
  title: string;
  rows: EvidenceRow[];
  panels: Panel[];
  pools: PooledRows[];
  unpooled: string;
  alone: { label: string; kind: string }[];
}

export interface AuditStatement {
  name: string;
  status: string;
  sign: string;
  subject: string;
  where: string;
  report_words: string;
  source_words: string;
  found: string;
  source: string;
  citation: string;
  locator: string;
}

export interface AuditPage {
  title: string;
  summary: string;
  left_out: string;
  statements: AuditStatement[];
}
