/** What travels between server and client, format 1. Millimetres, degC, seconds; x right, y anterior, z proximal. */

import type { Job } from './liveTypes';

export type * from './followTypes';
export type * from './liveTypes';
export type * from './runTypes';

export type Triple = [number, number, number];
export type Pair = [number, number];
export type Level = 'ok' | 'note' | 'warn' | 'stop';

export interface About {
  version: string;
  notice: string;
}

export interface BundledCase {
  name: string;
  title: string;
}

export interface CatalogueDevice {
  name: string;
  title: string;
  diameter_mm: number;
  active_length_mm: number;
  kind?: string | null;
}

export interface CatalogueNerve {
  name: string;
  /** Only these can be built. */
  drawn?: boolean;
  area_mm2?: number | null;
  depth_mm?: number | null;
  source?: string;
}

export interface Catalogue {
  devices: CatalogueDevice[];
  nerves: (CatalogueNerve | string)[];
  /** What a limit can be set for. */
  structures?: string[];
}

export interface DocumentRow {
  id: string;
  title: string;
  changed: string;
}

export interface Probe {
  name: string;
  device: string;
  tip_mm: Triple;
  /** Unit vector from the tip towards the handle. */
  axis: Triple;
  diameter_mm: number;
  active_length_mm: number;
  entry_mm: Triple | null;
  insertion_mm: number | null;
  angle_deg: number | null;
  gap_mm: number | null;
  inside: string | null;
  device_title?: string;
}

/** What is measured of a probe once the body is drawn. */
export type Measured = Pick<Probe, 'name' | 'entry_mm' | 'insertion_mm' | 'angle_deg' | 'gap_mm' | 'inside'>;

export type StepKind = 'freeze' | 'thaw' | 'wait';

export interface Step {
  sentence: string;
  kind: StepKind;
  seconds: number;
  temperature_degC: number | null;
  probes: string[];
}

export interface Goal {
  cover: string;
  length_mm: number;
  below_degC: number;
  /** To spare around the fascicles; and in which share of procedures the goal is wanted. */
  margin_mm: number | null;
  probability: number | null;
}

export interface Limit {
  structure: string;
  above_degC: number;
  text: string;
}

export type Standing = 'stated' | 'assumed' | 'unknown';

export interface Assumption {
  path: string;
  label: string;
  text: string;
  standing: Standing;
  why: string;
  source: string;
}

export interface Finding {
  level: Level;
  /** Level as a sign and as a word. */
  sign: string;
  word: string;
  /** Value and limit as they are shown to a person. */
  value_text: string | null;
  limit_text: string | null;
  about: string;
  sentence: string;
  source: string;
  at_mm?: Triple | null;
  time_s?: number | null;
}

export interface Scanner {
  top_mm: Triple;
  right_mm: Triple;
  down_mm: Triple;
  depth_mm: number;
}

/** A distance or an angle on a slice, as the program keeps it with the document. */
export interface KeptMeasure {
  id: number;
  kind: 'distance' | 'angle';
  view: 'axial' | 'along' | 'across' | 'scanner';
  points_mm: Triple[];
}

export interface CaseDocument {
  id: string;
  version: number;
  name: string;
  title: string;
  changed: string;
  undo: string | null;
  redo: string | null;
  yaml: string;
  /** Of that text: the same after an edit and its undo. */
  text_key: string;
  /** The run whose bands say how sure each place is to get cold: of this text, else of an earlier one. */
  bands: string | null;
  probes: Probe[];
  protocol: Step[];
  procedure_s: number;
  goal: Goal | null;
  limits: Limit[];
  assumptions: Assumption[];
  findings: Finding[];
  scene: string;
  latest_run: string | null;
  stale: boolean;
  measures?: KeptMeasure[];
  scanner?: Scanner | null;
  job?: Job | null;
  anatomy?: { kind: string; nerve: string | null; side: string | null };
}

export interface GoalChoice {
  cover: string;
  length: string;
  below: string;
}

export type Edit =
  | { kind: 'move_probe'; name: string; tip_mm: Triple; axis: Triple }
  | { kind: 'set_probe'; name: string; device?: string; rename?: string }
  | { kind: 'add_probe'; tip_mm?: Triple; axis?: Triple }
  | { kind: 'remove_probe'; name: string }
  | { kind: 'set_protocol'; steps: string[] }
  | { kind: 'set_value'; path: string; text: string; standing?: 'stated' | 'assumed'; why?: string }
  | { kind: 'set_goal'; goal: GoalChoice }
  | { kind: 'set_limit'; structure: string; above: string | null }
  | { kind: 'set_yaml'; text: string; words?: string };

export interface BuildChoice {
  kind: 'limb' | 'stump';
  nerve: string;
  side: 'left' | 'right';
  age_years?: number;
  nerve_depth_mm?: number;
  nerve_area_mm2?: number;
  device: string;
  placements: 1 | 2;
  freeze_s: number;
  thaw_s: number;
  cycles: number;
  temperature_degC: number;
  goal_length_mm: number;
  title?: string;
}

export type NewDocument = { bundled: string } | { yaml: string; name: string } | { build: BuildChoice };

export interface Grid {
  shape: Triple;
  /** Centre of cell 0. */
  origin_mm: Triple;
  spacing_mm: Triple;
}

export interface Structure {
  label: number;
  name: string;
  kind: string;
  mesh: string | null;
  triangles: number;
}

export interface Fascicle {
  offset_mm: Pair;
  radius_mm: number;
}

export interface NerveLine {
  name: string;
  treated: boolean;
  motor: boolean;
  points_mm: Triple[];
  arc_mm: number[];
  semi_axes_mm: Pair[];
  across: [Triple, Triple][];
  fascicles: Fascicle[][];
}

export interface Scene {
  key: string;
  bounds_mm: [Triple, Triple];
  labels: Grid & { url: string };
  structures: Structure[];
  nerves: NerveLine[];
}

export interface Problem {
  what: string;
  remedy?: string;
  field?: string;
  line?: number;
  /** Words that may identify somebody: a written reason overrides the refusal. */
  may_override?: boolean;
  /** Further complaints of the same kind. */
  more?: Problem[];
}
