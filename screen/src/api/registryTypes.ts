/** What travels between the registry's pages and the server. Days are counted from the case's first procedure. */

import type { Problem } from './types';

/** A value of a record as it is stored. */
export type Stored = string | number | boolean | null;

export interface RegistryAbout {
  installed: boolean;
  exists: boolean;
  /** Where it is kept, in words. */
  place: string;
  encrypted: boolean;
  who: string;
  role: string;
  may: string[];
  problem: { what: string; remedy: string } | null;
  counts: Record<string, number>;
}

export type FieldType = 'code' | 'word' | 'text' | 'document' | 'json' | 'number' | 'integer' | 'flag' | 'digest' | 'reference';

export interface KindField {
  name: string;
  type: FieldType;
  wanted: boolean;
  choices: string[];
  min: number | null;
  max: number | null;
  unit: string;
  meaning: string;
  /** The kind that a reference names. */
  to: string;
}

export interface Kind {
  name: string;
  letter: string;
  parent: string;
  meaning: string;
  fields: KindField[];
}

export interface InstrumentItem {
  item: string;
  title: string;
  codes: number[];
  labels: Record<string, string> | string[];
  low: number | null;
  high: number | null;
  step: number | null;
}

export interface Instrument {
  id: string;
  version: string;
  title: string;
  measures: string;
  lowest: number | null;
  highest: number | null;
  unit: string;
  direction: string;
  ages: string;
  scoring: string;
  missing: string;
  single: boolean;
  items: InstrumentItem[];
  slider: boolean;
}

export interface AdverseScale {
  id: string;
  version: string;
  title: string;
  grades: { grade: string; meaning: string }[];
}

export interface Instruments {
  instruments: Instrument[];
  scales: AdverseScale[];
}

export interface CaseRow {
  case: string;
  person: string;
  title: string | null;
  age: number | string | null;
  sex: string | null;
  amputation_level: string | null;
  amputation_cause: string | null;
  indication: string | null;
  nerve: string | null;
  side: string | null;
  procedures: number;
  last_day: number | null;
  pain_before: number | null;
  pain_last: number | null;
  pain_unit: string | null;
  adverse_events: number;
  consent: 'given' | 'withdrawn' | 'none';
  reconsent_due_day: number | null;
}

export interface FacetValue {
  value: string | null;
  count: number;
}

export interface CaseTable {
  rows: CaseRow[];
  total: number;
  facets: Record<string, FacetValue[]>;
}

/** A record as it holds now: its fields, and what it is. */
export type RecordRow = Record<string, unknown> & { record: string; version: number };

export interface TimeEvent {
  day: number;
  /** The day it was over; null where it has no length, or lasts. */
  until: number | null;
  lane: string;
  kind: string;
  record: string;
  words: string;
  short: string;
  assumed: boolean;
  value: string | number | null;
}

export interface SeriesPoint {
  day: number;
  value: number;
  assumed: boolean;
  record: string;
}

export interface Series {
  name: string;
  title: string;
  unit: string;
  low: number | null;
  high: number | null;
  /** 1 where a higher score is better, -1 where it is worse. */
  better: 1 | -1;
  points: SeriesPoint[];
}

export interface Predicted {
  what: 'recovery' | 'pain return';
  nerve: string;
  p5: number | null;
  p50: number | null;
  p95: number | null;
  record: string;
}

export interface TimeLine {
  events: TimeEvent[];
  series: Series[];
  predicted: Predicted[];
}

export interface RegistryCase {
  case: RecordRow;
  person: RecordRow;
  records: Record<string, RecordRow[]>;
  timeline: TimeLine;
  left_out: string[];
}

export interface HistoryEntry {
  number: number;
  at: string;
  who: string;
  action: string;
  version: number | null;
  why: string | null;
}

export interface RecordHistory {
  kind: string;
  record: string;
  person: string;
  parent: string;
  versions: RecordRow[];
  entries: HistoryEntry[];
}

export interface Draft {
  kind: string;
  /** A record, or "#0": an earlier draft of the same call. */
  parent?: string;
  values: Record<string, unknown>;
}

export interface NewRecords {
  drafts: Draft[];
  why: string;
  override: string;
  once: string;
}

export interface Correction {
  values: Record<string, unknown>;
  void: boolean | null;
  version: number;
  why: string;
  override: string;
}

export interface Scored {
  value: number | null;
  unit: string;
  shown: string;
  /** Why there is no score; "" where there is one. */
  refused: string | null;
  missing: string[];
  band: string | null;
  problems: Problem[];
  findings: string[];
}

export interface CaseQuery {
  where: string[];
  sort: string;
  down: boolean;
  offset: number;
  limit: number;
}
