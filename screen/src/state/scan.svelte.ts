import { Refused } from '../api/api';
import { scanApi, type LabelEdit } from '../api/scan';
import type { Changed, PlanOrder, ScanAxis, ScanBox, ScanJob, ScanMeasure, ScanNames, ScanRow, ScanState, ScanView, StepName, Tube } from '../api/scanTypes';
import type { CaseDocument, Triple } from '../api/types';
import { layerAt } from '../logic/scanGrid';
import { Measures } from './measures.svelte';
import { notices } from './notices.svelte';
import { ScanSlices } from './scanSlices.svelte';
import { scanTools } from './scanTools.svelte';

const OVER = new Set(['done', 'cancelled', 'failed']);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const scanMeasures = new Measures<ScanView, ScanMeasure>(
  {
    put: (scan, one) => scanApi.measure(scan, one),
    remove: (scan, id) => scanApi.removeMeasure(scan, id),
    all: async (scan) => (await scanApi.read(scan)).measures,
  },
  ['distance', 'angle', 'circle'],
);

/** The limb that is open on the scan page: every change is kept by the program; its folder changes when somebody saves. */
class ScanStore {
  rows = $state.raw<ScanRow[] | null>(null);
  names = $state.raw<ScanNames | null>(null);
  now = $state.raw<ScanState | null>(null);
  slices = $state.raw<ScanSlices | null>(null);
  tubes = $state.raw<Tube[]>([]);
  step = $state<StepName>('load');
  opening = $state(false);
  /** Changes on their way to the program. */
  pending = $state(0);
  job = $state.raw<ScanJob | null>(null);
  /** A stroke is being drawn now. */
  drawing = false;
  /** The address says which scan is shown. */
  shown: (id: string) => void = () => undefined;
  #line: Promise<unknown> = Promise.resolve();
  #boxes: (ScanBox | null)[] = [];

  async begin(id: string): Promise<void> {
    try {
      this.names ??= await scanApi.names();
      if (id && this.now?.id !== id) await this.#enter(() => scanApi.read(id));
      this.rows = await scanApi.scans();
    } catch (reason) {
      notices.problem(reason);
    }
  }

  open(place: string): Promise<void> {
    return this.#enter(() => scanApi.open(place));
  }

  openAgain(id: string): Promise<void> {
    return this.#enter(() => scanApi.read(id));
  }

  async forget(row: ScanRow): Promise<void> {
    try {
      await scanApi.forget(row.id);
      if (this.now?.id === row.id) this.leave();
      this.rows = await scanApi.scans();
    } catch (reason) {
      notices.problem(reason);
    }
  }

  leave(): void {
    this.now = null;
    this.slices = null;
    this.tubes = [];
    this.step = 'load';
    scanMeasures.clear();
    this.shown('');
  }

  /** One change after another, each upon what the one before made of the scan. */
  edit(edit: LabelEdit): Promise<boolean> {
    return this.change((scan) => scanApi.edit(scan.id, scan.version, edit));
  }

  undo(): Promise<boolean> {
    return this.change((scan) => (scan.undo ? scanApi.undo(scan.id, scan.version) : null));
  }

  redo(): Promise<boolean> {
    return this.change((scan) => (scan.redo ? scanApi.redo(scan.id, scan.version) : null));
  }

  async save(): Promise<boolean> {
    const saved = await this.change((scan) => scanApi.save(scan.id, scan.version));
    if (saved) notices.note('Labels and curves are in the limb’s folder.');
    return saved;
  }

  change(ask: (scan: ScanState) => Promise<Changed> | null): Promise<boolean> {
    this.pending++;
    const turn = this.#line.then(async () => {
      try {
        const asked = this.now && ask(this.now);
        if (!asked) return false;
        const changed = await asked;
        if (changed.box) this.#boxes.push(changed.box);
        this.#take(changed);
        return true;
      } catch (reason) {
        this.#boxes.push(null);
        if (reason instanceof Refused && reason.status === 409 && reason.document) {
          this.#take(reason.document as unknown as ScanState);
          notices.problem(new Error('The scan was changed in another tab. Its state there is shown now; your last change was not made.'));
        } else notices.problem(reason);
        return false;
      } finally {
        this.pending--;
        this.settle();
      }
    });
    this.#line = turn;
    return turn;
  }

  /** Slices whose labels changed are fetched anew once nothing is under way: what is shown until then is what was painted. */
  settle(): void {
    if (this.drawing || this.pending > 0 || this.#boxes.length === 0 || !this.slices) return;
    const boxes = this.#boxes;
    this.#boxes = [];
    for (const box of boxes.includes(null) ? [null] : boxes) void this.slices.changed(box, this.layers());
  }

  /** The layer that each view shows. */
  layers(): [ScanAxis, number][] {
    const grid = this.now?.scan;
    return grid ? ([0, 1, 2] as const).map((axis) => [axis, layerAt(grid, axis, scanTools.crosshair[axis])]) : [];
  }

  trace(clicks_mm: readonly Triple[], name: string, kind: string, instead: string): Promise<boolean> {
    return this.change((scan) => scanApi.trace(scan.id, { base: scan.version, clicks_mm: [...clicks_mm], name, kind, instead }));
  }

  async plan(order: Omit<PlanOrder, 'base'>): Promise<CaseDocument | null> {
    await this.#line;
    if (!this.now) return null;
    const { id, version } = this.now;
    if (!(await this.follow(() => scanApi.plan(id, { ...order, base: version })))) return null;
    try {
      return await scanApi.planned(id, version);
    } catch (reason) {
      notices.problem(reason);
      return null;
    }
  }

  /** Follows work that takes longer; what came of it, or null. */
  async follow(start: () => Promise<{ job: string }>): Promise<Record<string, unknown> | null> {
    try {
      const { job } = await start();
      for (;;) {
        this.job = await scanApi.job(job);
        if (OVER.has(this.job.state)) break;
        await pause(300);
      }
      const ended = this.job;
      this.job = null;
      if (ended.state === 'failed') throw new Refused(0, ended.error ?? { what: ended.sentence });
      if (ended.state === 'cancelled') notices.note(ended.sentence || 'Cancelled.');
      return ended.state === 'done' ? (ended.result ?? {}) : null;
    } catch (reason) {
      this.job = null;
      notices.problem(reason);
      return null;
    }
  }

  async cancel(): Promise<void> {
    if (this.job) await scanApi.cancel(this.job.job).catch((reason: unknown) => notices.problem(reason));
  }

  /** The scan as the program has it now, after work that changed it. */
  async refresh(): Promise<void> {
    const id = this.now?.id;
    if (!id) return;
    try {
      const now = await scanApi.read(id);
      if (this.now?.id !== id) return;
      const anew = now.stamp !== this.now.stamp;
      this.#take(now);
      if (anew) await this.slices?.changed(null, this.layers());
    } catch (reason) {
      notices.problem(reason);
    }
  }

  async #enter(bring: () => Promise<ScanState>): Promise<void> {
    this.opening = true;
    try {
      const scan = await bring();
      this.leave();
      this.slices = new ScanSlices(scan.id, scan.scan, (reason) => notices.problem(reason));
      scanTools.begin(scan.scan);
      this.#take(scan);
      scanTools.label = scan.labels[0]?.number ?? null;
      this.step = scan.findings.some((one) => one.level === 'warn' || one.level === 'stop') ? 'check' : (scan.steps.find((one) => !one.done)?.name ?? 'save');
      this.shown(scan.id);
    } catch (reason) {
      notices.problem(reason);
    } finally {
      this.opening = false;
    }
  }

  #take(scan: ScanState): void {
    const before = this.now;
    this.now = scan;
    scanMeasures.take(scan.id, scan.measures);
    if (!scan.labels.some((one) => one.number === scanTools.label)) scanTools.label = scan.labels[0]?.number ?? null;
    if (before?.id !== scan.id || before.curve_stamp !== scan.curve_stamp) void this.#readCurves(scan.id);
  }

  async #readCurves(id: string): Promise<void> {
    try {
      const tubes = await scanApi.curves(id);
      if (this.now?.id === id) this.tubes = tubes;
    } catch (reason) {
      notices.problem(reason);
    }
  }
}

export const scan = new ScanStore();
