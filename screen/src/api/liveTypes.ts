import type { Grid, KeptMeasure, Measured, Problem, Triple } from './types';

/** Work that takes longer, and what travels over the WebSocket. */

export type JobKind = 'run' | 'plan' | 'spread' | 'report' | 'export' | 'pictures' | 'compare' | 'members';
export type JobState = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';

export interface Job {
  job: string;
  of: JobKind;
  step?: string;
  done: number;
  total: number;
  left_s: number | null;
  state: JobState;
  sentence: string;
  run?: string | null;
  /** Of the case that it was begun with. */
  version?: number | null;
  text_key?: string | null;
  document?: string;
  error?: Problem | null;
  result?: unknown;
}

/** Texts with their units. */
type Row = string[];

export interface PlanResult {
  sentence: string;
  reached: boolean;
  yaml: string;
  /** Why a longer search may find better; null where it was done. */
  unfinished: string | null;
  /** Findings that forbid even this proposal. */
  stops: string[];
  limited_by: string[];
  /** What, as the case was (estimate), proposed (full solver). */
  reach: Row[];
  /** Plan, goal covered, cold outside of the nerve, time, how it is known. */
  front: Row[];
  /** What one thing more of each kind would change, estimated: what, goal covered, change. */
  gains: Row[];
}

export interface SpreadResult {
  sentence: string;
  samples: number;
  /** What, in order, says no stop. */
  likely: Row[];
  /** What, planned, 5 %, 50 %, 95 %. */
  numbers: Row[];
  /** What the first number hangs on: unknown, from its 5 % to its 95 %. */
  matters: { title: string; rows: Row[]; remark: string } | null;
  notes: string[];
  remark: string;
}

export interface ProbePlace {
  name: string;
  tip_mm: Triple;
  axis: Triple;
}

export interface Previewed {
  kind: 'previewed';
  grid?: Grid;
  probes?: Measured[];
  seq: number;
  ms: number;
  error_mm: Record<string, number> | number | null;
  warnings: string[];
  note: string;
  cold: { nerve_min_degC: number | null; covered: number | null; sentence: string } | null;
}

export type LiveSent =
  | { kind: 'prepare' }
  | { kind: 'preview'; seq: number; probes: ProbePlace[] }
  | { kind: 'ack'; index: number };

export type LiveReceived =
  | { kind: 'hello'; version: number; credit: number }
  | { kind: 'preparing'; sentence: string }
  | { kind: 'prepared'; grid: Grid }
  | Previewed
  | ({ kind: 'job' } & Job)
  | { kind: 'changed'; version: number }
  | { kind: 'measured'; seq: number; probes: Measured[] }
  | { kind: 'measures'; measures: KeptMeasure[] }
  | { kind: 'ran'; run: string }
  | { kind: 'error'; error: Problem; seq?: number };
