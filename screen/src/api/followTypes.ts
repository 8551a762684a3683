import type { Pair, Problem, Triple } from './types';

/** The live page: a procedure that is followed, or a recording of one. Millimetres of the picture: lateral, depth. */

export type LiveState = 'none' | 'reading' | 'members' | 'pictures' | 'connecting' | 'following' | 'ending' | 'ended' | 'failed';

export interface LiveStep {
  name: string;
  /** Who says so: the console, or the protocol at that time. */
  says: string;
  left_s: number | null;
  next: string | null;
  sentence?: string;
  kind?: string;
}

export interface LivePicture {
  size: Pair;
  scale: string;
  pixel_mm: Pair | null;
  /** Centre of the first pixel: lateral, depth. */
  corner_mm: Pair | null;
  /** By so much the picture was moved (right, down) to lie on the plan; null before the first that is tracked. */
  moved_mm?: Pair | null;
}

export interface LiveAlarm {
  kind: string;
  sentence: string;
  remedy: string;
  time_s: number | null;
  began_s: number;
}

/** Shares at 5, 50 and 95 %. */
export type Shares = Triple;

export interface LiveCoverage {
  goal: number;
  now: Shares;
  now_text: string;
  final: Shares | null;
  final_text: string;
  reach_text: string;
  reach_probability: number | null;
}

export interface LiveMoment {
  index: number;
  elapsed_s: number;
  time_s: number | null;
  clock: string;
  step: LiveStep;
  console_degC: number | null;
  simulated: boolean;
  picture: LivePicture | null;
  alarms: LiveAlarm[];
  stream: { connected: boolean; age_s: number | null; text: string };
  tracked: number;
  left_out: number;
  not_recorded?: string;
  front?: Pair[][];
  seen?: boolean;
  refused?: string;
  looks?: number;
  /** s of the procedure of the last look that saw an edge. */
  edge_seen_s?: number | null;
  disagrees?: boolean;
  centre_mm?: Pair;
  angles_deg?: number[];
  cold_mm?: { low: (number | null)[]; middle: (number | null)[]; high: (number | null)[] };
  edge_text?: string;
  cold_text?: string;
  coverage?: LiveCoverage | null;
}

export interface ProtocolStep {
  name: string;
  kind: string;
  sentence: string;
  seconds: number;
  begin_s: number | null;
  end_s: number | null;
}

export interface LiveEvent {
  number?: number;
  kind: string;
  words: string;
  procedure_s: number | null;
  elapsed_s: number;
}

/** What a session or a recording is of. */
export interface LiveAbout {
  id?: string;
  run?: string;
  document?: string;
  version?: number;
  title?: string;
  source?: string;
  simulated?: boolean;
  record?: boolean;
  began?: string;
  state: LiveState;
  sentence: string;
  done?: number;
  total?: number;
  left_s?: number | null;
  members?: number;
  probe?: string;
  protocol?: ProtocolStep[];
  not_watched?: string[];
  /** What it was begun with. */
  order?: LiveOrder;
  /** Of a simulation, once its pictures are drawn. */
  truth?: Truth | null;
  /** First row, first column, last row + 1, last column + 1 of the picture that are looked at. */
  region?: [number, number, number, number] | null;
  /** Where front, −20 °C and dose are offered; empty where nothing is. */
  published?: string;
  /** Of the picture, as it is followed. */
  plane?: { lateral: Triple; axial: Triple };
  /** Why it failed, and of which field. */
  problem?: Problem;
  result?: { sentence: string; remarks: string[]; clip: string; not_recorded: string };
}

export interface RecordingRow {
  id: string;
  title: string;
  source?: string;
  began: string;
  sentence: string;
  simulated?: boolean;
  whole?: boolean;
}

export interface Recording extends RecordingRow, Pick<LiveAbout, 'protocol' | 'not_watched' | 'plane' | 'order' | 'truth' | 'region'> {
  times_s: (number | null)[];
  events: LiveEvent[];
  files: { name: string; bytes: number }[];
}

/** What the simulated scanner shows: the run itself, another sample of what is not known, or probes beside the plan. */
export type TruthKind = 'run' | 'sample' | 'beside';

/** What is true in a simulation; the share of the nerve that was below −20 °C over time, empty without one. */
export interface Truth {
  kind: TruthKind;
  sentence: string;
  /** Of a sample: every number that was drawn, as a sentence's part. */
  values: string[];
  times_s: number[];
  covered: number[];
}

/** A source, and the options of `cryonerve follow --stream` as texts; empty or left out where nothing is said. */
export interface LiveOrder {
  simulated?: { truth: TruthKind; seed: number; speed: number; fault: string; fault_after: number } | null;
  host?: string;
  port?: number;
  device?: string;
  orientation?: string;
  scale?: string;
  region?: string;
  starts_at?: string;
  freezing_from?: string;
  view?: string;
  shift?: string;
  probe?: string;
  at?: string;
  near?: string;
  thermocouple?: string;
  goal?: string;
  publish?: string;
  members?: string;
  seed?: string;
  record: boolean;
}

export type WatchSent = { kind: 'ack' };

export type WatchReceived =
  | { kind: 'hello'; credit: number }
  | { kind: 'session'; session: LiveAbout }
  | { kind: 'events'; events: LiveEvent[] }
  | { kind: 'moment'; moment: LiveMoment }
  | { kind: 'error'; error: Problem };
