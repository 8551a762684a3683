import { ask, read, send } from './api';
import type { Changed, PlaceList, PlanOrder, ScanJob, ScanMeasure, ScanNames, ScanRow, ScanState, SeriesRow, Tube } from './scanTypes';
import type { CaseDocument, Triple } from './types';

const scan = (id: string) => `/api/scans/${encodeURIComponent(id)}`;

export type NewMeasure = Omit<ScanMeasure, 'id' | 'voxels' | 'mean' | 'sd'> & { id?: number };
export type LabelEdit = { kind: string } & Record<string, unknown>;

export interface TraceOrder {
  base: number;
  clicks_mm: Triple[];
  name: string;
  kind: string;
  instead: string;
}

export interface ImportOrder {
  place: string;
  series: string;
  modality: string;
  contrast: string;
  region: string;
  title: string;
}

/** The scan page's questions to the program. */
export const scanApi = {
  scans: () => read<ScanRow[]>('/api/scans'),
  names: () => read<ScanNames>('/api/scans/names'),
  places: (at: string) => read<PlaceList>(`/api/scans/places?at=${encodeURIComponent(at)}`),
  series: (place: string) => send<SeriesRow[]>('/api/scans/series', { place }),
  import: (order: ImportOrder) => send<{ job: string; place: string }>('/api/scans/import', order),
  open: (place: string) => send<ScanState>('/api/scans', { place }),
  read: (id: string) => read<ScanState>(scan(id)),
  forget: async (id: string): Promise<void> => {
    await ask(scan(id), { method: 'DELETE' });
  },

  slice: async (id: string, axis: number, index: number): Promise<ArrayBuffer> => (await ask(`${scan(id)}/slices/${axis}/${index}`)).arrayBuffer(),
  labels: async (id: string, axis: number, index: number): Promise<ArrayBuffer> => (await ask(`${scan(id)}/labels/${axis}/${index}`)).arrayBuffer(),
  curves: (id: string) => read<Tube[]>(`${scan(id)}/curves`),

  edit: (id: string, base: number, edit: LabelEdit) => send<Changed>(`${scan(id)}/edits`, { base, edit }),
  undo: (id: string, base: number) => send<Changed>(`${scan(id)}/undo`, { base }),
  redo: (id: string, base: number) => send<Changed>(`${scan(id)}/redo`, { base }),
  save: (id: string, base: number) => send<Changed>(`${scan(id)}/save`, { base }),
  trace: (id: string, order: TraceOrder) => send<Changed>(`${scan(id)}/traced`, order),
  stopTracing: async (id: string): Promise<void> => {
    await ask(`${scan(id)}/traced`, { method: 'DELETE' });
  },
  wire: (id: string, clicks_mm: Triple[], axis: number) => send<{ outline_mm: Triple[] }>(`${scan(id)}/outline`, { clicks_mm, axis }),

  measure: (id: string, one: NewMeasure) => send<ScanMeasure[]>(`${scan(id)}/measures`, one),
  removeMeasure: (id: string, number: number | null) =>
    read<ScanMeasure[]>(`${scan(id)}/measures${number === null ? '' : `/${number}`}`, { method: 'DELETE' }),

  segment: (id: string, keep: boolean) => send<{ job: string }>(`${scan(id)}/segment`, { keep }),
  loadLabels: (id: string, place: string, keep: boolean) => send<{ job: string }>(`${scan(id)}/labels-from`, { place, keep }),
  /** `original`: the DICOM folder or ZIP that was labelled, where the file shall point to it. */
  export: (id: string, format: string, original = '') => send<{ job: string }>(`${scan(id)}/exports`, { format, original }),
  exportUrl: (id: string, name: string) => `${scan(id)}/exports/${encodeURIComponent(name)}`,
  plan: (id: string, order: PlanOrder) => send<{ job: string }>(`${scan(id)}/plan`, order),
  planned: (id: string, base: number) => send<CaseDocument>(`${scan(id)}/planned`, { base }),
  job: (id: string) => read<ScanJob>(`/api/jobs/${encodeURIComponent(id)}`),
  cancel: async (id: string): Promise<void> => {
    await ask(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });
  },
};
