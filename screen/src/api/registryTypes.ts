/** What travels between the page and the registry. */
export interface RegistryState {
  installed: boolean;
  exists: boolean;
  place: string;
  encrypted: boolean;
  who: string;
  role: string;
  may: string[];
  problem: { what: string; remedy?: string } | null;
  counts: Record<string, number>;
}

export interface KindField {
  name: string;
  type: 'code' | 'word' | 'text' | 'document' | 'json' | 'number' | 'integer' | 'flag' | 'digest' | 'reference';
  wanted: boolean;
  choices: string[];
  min: number | null;
  max: number | null;
  unit: string;
  meaning: string;
  to: string;
}

export interface Kind {
  name: string;
  parent: string;
  meaning: string;
  fields: KindField[];
}

export interface InstrumentItem {
  item: string;
  title: string;
  allowed: string;
  codes: number[];
  labels: string[];
}

export interface InstrumentRow {
  id: string;
  version: string;
  title: string;
  measures: string;
  lowest: number;
  highest: number;
  unit: string;
  direction: string;
  ages: string;
  missing: string;
  single: boolean;
  beside: string[];
  recall: string;
  items: InstrumentItem[];
}

export interface ScaleRow {
  id: string;
  version: string;
  title: string;
  grades: { grade: string; meaning: string }[];
}

export interface InstrumentList {
  instruments: InstrumentRow[];
  scales: ScaleRow[];
}

export interface CaseRow {
  case: string;
  person: string;
  title: string | null;
  age: string | null;
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

export interface Facet {
  value: string | null;
  count: number;
}

export interface CasePage {
  rows: CaseRow[];
  total: number;
  facets: Record<string, Facet[]>;
}

export interface TimelineEvent {
  lane: string;
  record: string;
  day: number;
  until: number | null;
  lasting?: boolean;
  words: string;
  assumed: boolean;
}

export interface TimelineSeries {
  name: string;
  title: string;
  unit: string;
  low: number;
  high: number;
  better: number;
  points: { day: number; value: number; assumed: boolean }[];
}

export interface PredictedBand {
  what: string;
  nerve: string;
  p5: number;
  p50: number;
  p95: number;
}

export interface Timeline {
  events: TimelineEvent[];
  series: TimelineSeries[];
  predicted: PredictedBand[];
}

export type RecordRow = Record<string, unknown> & { record: string; version: number };

export interface CaseWhole {
  case: RecordRow;
  person: RecordRow;
  records: Record<string, RecordRow[]>;
  timeline: Timeline;
  left_out: string[];
}

export interface RecordHistory {
  kind: string;
  record: string;
  versions: RecordRow[];
  entries: { number: number; at: string; who: string; action: string; version: number; why: string }[];
}

export interface DraftOut {
  kind: string;
  parent?: string;
  values: Record<string, unknown>;
}

export interface FieldProblem {
  field: string;
  what: string;
  remedy: string;
}

export interface ScoreAnswer {
  value: number | null;
  unit: string;
  band: string;
  refused: string;
  findings: string[];
  problems: FieldProblem[];
}

export interface TableWish {
  where: string[];
  consent: string;
  sort: string;
  down: boolean;
  offset: number;
}
