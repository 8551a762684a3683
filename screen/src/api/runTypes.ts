import type { Finding, Grid, Pair, Probe, StepKind, Triple } from './types';

/** What is told of a finished run. */

export interface Phase {
  name: string;
  kind: StepKind;
  start_s: number;
  end_s: number;
  sentence: string;
  probes: string[];
}

export interface Series {
  name: string;
  unit: string;
  values: (number | null)[];
}

/** Texts as they are shown, units and all. */
export interface SummaryRow {
  label: string;
  value: string;
  band: string | null;
  source: string;
}

export interface RunNerve {
  name: string;
  /** What the lengths are measured below. */
  below_degC: number;
  /** Where the stretch that is below it in whole begins and ends; equal where there is none. */
  full_extent_mm: Pair;
  sentence: string;
  /** The run draws its own piece of the limb: these stations are its own, not the scene's. */
  points_mm?: Triple[];
  arc_mm: number[];
  /** null: not simulated there. */
  coldest_degC: (number | null)[];
  /** Warmest point of each section at its coldest moment. */
  warmest_degC?: (number | null)[];
  grade_words: Record<string, string>;
  covered: (number | null)[];
}

export interface Run {
  id: string;
  document: string;
  version: number;
  title: string;
  /** Where its files lie on this computer. */
  folder: string;
  times_s: number[];
  grid: Grid;
  frames: number;
  phases: Phase[];
  nerve: RunNerve | null;
  histories: { times_s: number[]; series: Series[] };
  findings: Finding[];
  summary: { rows: SummaryRow[] };
  first_sentence: string;
  /** Where the run's probes were. */
  probes?: Pick<Probe, 'name' | 'tip_mm' | 'axis' | 'diameter_mm' | 'active_length_mm'>[];
}

export interface RunRow {
  id: string;
  document: string;
  version: number;
  title: string;
  began: string;
}

export interface Section {
  /** Of the station that is shown. */
  arc_mm: number;
  /** Directions of the two axes of `outline_mm`. */
  across: [Triple, Triple];
  outline_mm: Pair[];
  fascicles: { centre_mm: Pair; radius_mm: number; coldest_degC: number | null; interrupted: boolean | null }[];
}

/** The plane of simulated pictures: its upper edge's middle, and its directions sideways and into depth. */
export interface ScannerPlane {
  origin_mm: Triple;
  lateral: Triple;
  axial: Triple;
  depth_mm: number;
}

/** Where the simulated pictures of a run lie. */
export interface Pictures {
  frames: number;
  sentence?: string;
  label?: string;
  size?: Pair;
  remarks?: string[];
  plane?: ScannerPlane;
}

/** How sure each place is to get cold: what a spread left in space. */
export interface Bands {
  run: string;
  /** The case's text that the samples are of. */
  yaml: string;
  samples: number;
  grid: Grid;
  /** Names of the fields: "p5" (degC that 5 % of the samples reached), "below-20" (percent that fell below). */
  fields: string[];
  limits_degC: number[];
  levels_percent: number[];
  /** For each limit how far the samples' cells put the plan's own line, mm; null where that is not known. */
  off_mm: (number | null)[];
  remark: string;
}

/** What a second run does otherwise and what comes of it, in words and numbers of the server. */
export interface CompareResult {
  run: string;
  other: string;
  sentence: string;
  changes: string[];
  rows: { group: string; title: string; first: string; second: string; change: string; word: string }[];
  remarks: string[];
}

/** What can be taken of a run. */
export interface ExportPart {
  name: string;
  title: string;
}

/** An archive that was packed. */
export interface ExportResult {
  run: string;
  archive: string;
  bytes: number;
  sentence: string;
}

export interface RunFile {
  name: string;
  bytes: number;
}
