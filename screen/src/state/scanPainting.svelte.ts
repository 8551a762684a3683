import type { ScanAxis } from '../api/scanTypes';
import type { Triple } from '../api/types';
import { paintSlice, reaches, type Ink, type Stroke } from '../logic/brush';
import { rounded } from '../logic/vectors';
import { notices } from './notices.svelte';
import { scan } from './scan.svelte';
import { scanMarks } from './scanMarks';
import { scanTools } from './scanTools.svelte';

/** Points of one stroke that are sent; a longer one goes on as another. */
const MOST_POINTS = 400;
/** Points nearer to the last one than this share of the radius change nothing that is seen. */
const CLOSE = 0.15;

/** A stroke of the brush: seen at once, kept by the program when the button is let go. */
class ScanPainting {
  #stroke: Stroke | null = null;
  #points: Triple[] = [];
  #ink: Ink | null = null;

  /** Puts the brush down; false where there is nothing to paint with. */
  begin(axis: ScanAxis, at: Triple): boolean {
    const ink = this.#inkNow();
    if (!ink || !scan.now) return false;
    this.#ink = ink;
    this.#points = [rounded(at, 3)];
    this.#stroke = { points: this.#points, radius_mm: scanTools.radius_mm, axis: scanTools.ball ? null : axis };
    scan.drawing = true;
    this.#paint(this.#points);
    return true;
  }

  move(at: Triple): void {
    if (!this.#stroke) return;
    const last = this.#points.at(-1)!;
    const next = rounded(at, 3);
    if (Math.hypot(next[0] - last[0], next[1] - last[1], next[2] - last[2]) < CLOSE * this.#stroke.radius_mm) return;
    this.#points.push(next);
    this.#paint([last, next]);
    if (this.#points.length >= MOST_POINTS) this.#goOn(next);
  }

  end(): Promise<boolean> {
    const [stroke, ink] = [this.#stroke, this.#ink];
    this.#stroke = null;
    scan.drawing = false;
    if (!stroke || !ink) return Promise.resolve(false);
    return this.#send(stroke, ink);
  }

  /** The stroke was broken off by the system: what is seen is fetched anew. */
  cancel(): void {
    if (!this.#stroke) return;
    this.#stroke = null;
    scan.drawing = false;
    void scan.slices?.changed(null, scan.layers());
  }

  fill(axis: ScanAxis, at: Triple): Promise<boolean> {
    const ink = this.#inkNow();
    if (!ink || ink.erase) return Promise.resolve(false);
    return scan.edit({ kind: 'fill', label: ink.label, at_mm: rounded(at, 3), axis: scanTools.ball ? null : axis, ...this.#limits() });
  }

  #goOn(at: Triple): void {
    const [stroke, ink] = [this.#stroke!, this.#ink!];
    this.#points = [at];
    this.#stroke = { ...stroke, points: this.#points };
    void this.#send(stroke, ink);
  }

  #send(stroke: Stroke, ink: Ink): Promise<boolean> {
    return scan.edit({
      kind: 'paint',
      label: ink.label,
      erase: ink.erase,
      points_mm: [...stroke.points],
      radius_mm: stroke.radius_mm,
      axis: stroke.axis,
      over: ink.over,
      ...this.#limits(),
    });
  }

  #limits(): { low: number | null; high: number | null } {
    return scanTools.limited ? { low: Math.min(scanTools.low, scanTools.high), high: Math.max(scanTools.low, scanTools.high) } : { low: null, high: null };
  }

  #inkNow(): Ink | null {
    const now = scan.now;
    if (!now) return null;
    const erase = scanTools.tool === 'erase';
    if (scanTools.label === null && !erase) {
      notices.note('Choose or add a label first: it says what is painted.');
      return null;
    }
    const { slope, intercept } = now.scan;
    const { low, high } = this.#limits();
    const range = low === null || high === null ? null : ([(low - intercept) / slope, (high - intercept) / slope] as const);
    return { label: erase ? 0 : scanTools.label!, erase, over: !erase && scanTools.onlyEmpty ? [0] : null, range };
  }

  #paint(points: readonly Triple[]): void {
    const { slices, now } = scan;
    if (!slices || !now || !this.#stroke || !this.#ink) return;
    const piece = { ...this.#stroke, points };
    for (const [axis, layer] of scan.layers()) {
      const labels = slices.labels(axis, layer);
      if (labels && reaches(now.scan, piece, axis, layer)) paintSlice(now.scan, { axis, layer, labels, greys: slices.greys(axis, layer) }, piece, this.#ink);
    }
    scanMarks.painted();
    slices.touched();
  }
}

export const scanPainting = new ScanPainting();
