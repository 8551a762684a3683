import { scanApi } from '../api/scan';
import type { ScanView } from '../api/scanTypes';
import type { Triple } from '../api/types';
import { axisOf } from '../logic/scanGrid';
import { distance, rounded } from '../logic/vectors';
import { notices } from './notices.svelte';
import { scan } from './scan.svelte';
import { scanTracing } from './scanTracing.svelte';

const STEP_MM = 0.2;
const MOST_POINTS = 400;

/** The outline of a nerve or vessel, drawn round it in one slice: kept as its cross-section there. */
class ScanOutline {
  points = $state.raw<Triple[]>([]);
  view = $state<ScanView | null>(null);
  /** Clicks that edges are followed between. */
  clicks = $state.raw<Triple[]>([]);
  /** The next outline is that of a bulb. */
  neuroma = $state(false);
  #clicked: ScanView | null = null;

  begin(view: ScanView, at: Triple): void {
    this.view = view;
    this.points = [rounded(at, 3)];
  }

  move(at: Triple): void {
    const last = this.points.at(-1);
    if (last && this.points.length < MOST_POINTS && distance(last, at) >= STEP_MM) this.points = [...this.points, rounded(at, 3)];
  }

  /** A line that was drawn round is the outline; a mere click is one of those that the edges are followed between. */
  end(): void {
    const [points, view] = [this.points, this.view];
    this.points = [];
    if (points.length >= 6) {
      this.clicks = [];
      this.#keep(points);
    } else if (points[0] && view) {
      if (this.#clicked !== view) this.clicks = [];
      this.#clicked = view;
      this.clicks = [...this.clicks, points[0]];
    }
  }

  forget(): void {
    this.clicks = [];
    this.points = [];
  }

  /** Closes the outline along the edges between the clicks. */
  async close(): Promise<void> {
    const [id, view, clicks] = [scan.now?.id, this.#clicked, this.clicks];
    if (!id || !view || clicks.length < 3) return;
    try {
      const { outline_mm } = await scanApi.wire(id, clicks, axisOf(view));
      this.clicks = [];
      this.#keep(outline_mm);
    } catch (reason) {
      notices.problem(reason);
    }
  }

  #keep(outline_mm: Triple[]): void {
    if (scanTracing.chosen) void scan.edit({ kind: 'outline', name: scanTracing.chosen, outline_mm, neuroma: this.neuroma });
  }
}

export const scanOutline = new ScanOutline();
