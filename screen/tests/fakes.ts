import type { CaseDocument, Grid, Probe, Run } from '../src/api/types';

/** A promise that a test settles when it wants. */
export interface Later<T> {
  promise: Promise<T>;
  give: (value: T) => void;
  fail: (reason: unknown) => void;
}

export function later<T>(): Later<T> {
  let [give, fail]: [(value: T) => void, (reason: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((done, failed) => ([give, fail] = [done, failed]));
  return { promise, give, fail };
}

/** Lets everything that waits for nothing but its turn go on. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export const GRID: Grid = { shape: [2, 2, 2], origin_mm: [0, 0, 0], spacing_mm: [1, 1, 1] };

export const aRun = (id: string, frames = 11): Run => ({
  id, document: 'd', version: 1, title: id, times_s: Array.from({ length: frames }, (_, n) => 10 * n), grid: GRID, frames,
  phases: [{ name: 'Freeze 1', kind: 'freeze', start_s: 0, end_s: 50, sentence: '', probes: [] }],
  nerve: null, histories: { times_s: [], series: [] }, findings: [], summary: { sentence: '', rows: [] },
  first_sentence: '',
});

export const aProbe = (name = 'probe'): Probe => ({
  name, device: 'cryo', tip_mm: [0, 0, 0], axis: [0, 1, 0], diameter_mm: 1.3, active_length_mm: 5, entry_mm: null,
  insertion_mm: 30, angle_deg: null, gap_mm: null, inside: null,
});

export const aCase = (version: number, more: Partial<CaseDocument> = {}): CaseDocument => ({
  id: 'd', version, name: 'd', title: 'A case', changed: `2026-01-01T00:00:0${version}`, undo: null, redo: null, yaml: '',
  probes: [aProbe()], protocol: [], procedure_s: 0, goal: null, limits: [], assumptions: [], findings: [],
  scene: 'scene', latest_run: null, stale: false, ...more,
});

/** A frame with its header and no body. */
export function aFrame(index: number): ArrayBuffer {
  const body = new ArrayBuffer(16);
  const view = new DataView(body);
  view.setUint32(0, 0x314e5243, true);
  view.setUint32(4, index, true);
  return body;
}

/** Stands in for the browser's WebSocket; a test opens, tells and closes it. */
export class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }

  opened(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  told(message: unknown): void {
    this.onmessage?.({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }

  get previews(): { seq: number; probes: unknown[] }[] {
    return this.sent.map((text) => JSON.parse(text)).filter((one) => one.kind === 'preview');
  }
}
