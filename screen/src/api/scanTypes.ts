import type { Job, Level, Pair, Triple } from './types';

export type ScanAxis = 0 | 1 | 2;
export type ScanView = 'sagittal' | 'coronal' | 'axial';
export type StepName = 'load' | 'check' | 'tissues' | 'curves' | 'save';
export type CurveKind = 'nerve' | 'artery' | 'vein';

export interface ScanGrid {
  shape: Triple;
  origin_mm: Triple;
  spacing_mm: Triple;
}

export interface ScanAbout extends ScanGrid {
  modality: string;
  contrast: string;
  unit: string;
  slice_axis: ScanAxis;
  slice_thickness_mm: number;
  tilt_deg: number;
  source: string;
  /** value = slope * stored + intercept. */
  slope: number;
  intercept: number;
  low: number;
  high: number;
  window: GreyWindow;
}

export interface GreyWindow {
  width: number;
  level: number;
}

export interface ScanFinding {
  level: Level;
  about: string;
  value: number | null;
  limit: number | null;
  unit: string;
  source: string;
  reason: string;
}

export interface ScanLabel {
  number: number;
  name: string;
  tissue: string;
  kind: string;
  drawn_by: 'machine' | 'person' | 'file' | 'assumed';
  why: string;
  guessed: boolean;
  /** Share of it that a person changed of what a machine or a file had drawn. */
  by_hand: number;
  voxels: number;
  ml: number;
  /** One standard deviation of where its edge lies, as the segmentation says. */
  edge_mm: number | null;
}

export interface ScanMeasure {
  id: number;
  kind: 'distance' | 'angle' | 'circle';
  view: ScanView;
  points_mm: Triple[];
  /** Of a circle: the values in it. */
  voxels?: number;
  mean?: number | null;
  sd?: number | null;
}

export interface ScanStep {
  name: StepName;
  title: string;
  done: boolean;
  said: string;
  missing: string;
}

export interface ScanState {
  id: string;
  title: string;
  place: string;
  version: number;
  stamp: number;
  /** Grows where curves change. */
  curve_stamp: number;
  saved: boolean;
  undo: string | null;
  redo: string | null;
  scan: ScanAbout;
  findings: ScanFinding[];
  remarks: string[];
  labels: ScanLabel[];
  curves: { name: string; kind: CurveKind; treated: boolean }[];
  measures: ScanMeasure[];
  steps: ScanStep[];
}

/** Voxels from `low` up to, and without, `high`. */
export type ScanBox = [low: Triple, high: Triple];
export type Changed = ScanState & { box: ScanBox | null };

export interface TubeSection {
  station_mm: number;
  at_mm: Triple;
  semi_axes_mm: Pair;
  area_mm2: number;
  contour: boolean;
  neuroma: boolean;
  drawn_by: string;
}

export interface Tube {
  name: string;
  kind: CurveKind;
  treated: boolean;
  motor: boolean;
  drawn_by: string;
  why: string;
  length_mm: number;
  uncertainty_mm: number;
  area_mm2: number | null;
  points_mm: Triple[];
  clicks_mm: Triple[];
  /** Outlines across the curve, all with the same number of points. */
  rings_mm: Triple[][];
  sections: TubeSection[];
}

export interface PlaceEntry {
  name: string;
  path: string;
  kind: 'limb' | 'folder' | 'file';
  labels: boolean;
}

export interface PlaceList {
  place: string;
  above: string | null;
  entries: PlaceEntry[];
  /** What was asked for, where that is a file or a limb. */
  chosen?: PlaceEntry;
  left_out: number;
}

export interface ScanRow {
  id: string;
  title: string;
  place: string;
  when: number;
}

export interface SeriesRow {
  name: string;
  title: string;
  modality: string;
  /** Why it is no volume; '' where it is one. */
  obstacle: string;
}

export interface ScanNames {
  tissues: string[];
  kinds: string[];
  nerves: { name: string; area_mm2: number }[];
  labels: string[];
  devices: { name: string; title: string }[];
}

export interface PlanOrder {
  base: number;
  device: string;
  title: string;
  side: 'left' | 'right' | '';
}

/** Work that takes longer than a moment. */
export type ScanJob = Omit<Job, 'of' | 'result'> & { of: string; result?: Record<string, unknown> | null };
