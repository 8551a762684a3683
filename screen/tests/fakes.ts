import { vi } from 'vitest';
import type { CaseDocument, Grid, Probe, Run } from '../src/api/types';
import type { Rect } from '../src/logic/labelPlaces';

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
  id, document: 'd', version: 1, title: id, folder: '', times_s: Array.from({ length: frames }, (_, n) => 10 * n), grid: GRID, frames,
  phases: [{ name: 'Freeze 1', kind: 'freeze', start_s: 0, end_s: 50, sentence: '', probes: [] }],
  nerve: null, histories: { times_s: [], series: [] }, findings: [], summary: { rows: [] },
  first_sentence: '',
});

export const aProbe = (name = 'probe'): Probe => ({
  name, device: 'cryo', tip_mm: [0, 0, 0], axis: [0, 1, 0], diameter_mm: 1.3, active_length_mm: 5, entry_mm: null,
  insertion_mm: 30, angle_deg: null, gap_mm: null, inside: null,
});

export const aCase = (version: number, more: Partial<CaseDocument> = {}): CaseDocument => ({
  id: 'd', version, name: 'd', title: 'A case', changed: `2026-01-01T00:00:0${version}`, undo: null, redo: null, yaml: '', text_key: '', bands: null,
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

/** Numbers from 0 to 1 that are the same for the same seed. */
export function random(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/** Stands in for a canvas: draws nothing, and keeps which words were written where. */
export function fakePen(): { pen: CanvasRenderingContext2D; words: { text: string; rect: Rect }[] } {
  vi.stubGlobal('Path2D', class { moveTo(): void {} lineTo(): void {} closePath(): void {} addPath(): void {} });
  const words: { text: string; rect: Rect }[] = [];
  const state: Record<string, unknown> = { font: '11px' };
  const high = (): number => Number(/([\d.]+)px/.exec(String(state.font))![1]);
  const wide = (text: string): number => 0.62 * high() * text.length;
  const known: Record<string, unknown> = {
    measureText: (text: string) => ({ width: wide(text) }),
    fillText: (text: string, x: number, y: number) =>
      words.push({ text, rect: { left: x, top: y - high() / 2, right: x + wide(text), bottom: y + high() / 2 } }),
  };
  const pen = new Proxy(state, { get: (on, name: string) => known[name] ?? on[name] ?? (() => undefined) });
  return { pen: pen as unknown as CanvasRenderingContext2D, words };
}
