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
  document?: string;
  error?: Problem | null;
  result?: unknown;
}

export interface PlanResult {
  sentence: string;
  reached: boolean;
  yaml: string;
  limited_by?: string[];
  front?: { plan: string; coverage: number; cold_outside_mm3: number; minutes: number; probes: number; confirmed: boolean }[];
  /** What one thing more of each kind would change, estimated by a preview; `gained` is a share of the goal. */
  gains?: { what: string; coverage: number; gained: number }[];
  stops?: unknown;
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
