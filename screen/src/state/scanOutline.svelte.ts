import type { ScanView } from '../api/scanTypes';
import type { Triple } from '../api/types';
import { distance, rounded } from '../logic/vectors';
import { scan } from './scan.svelte';
import { scanTracing } from './scanTracing.svelte';

const STEP_MM = 0.2;
const MOST_POINTS = 400;

/** The outline of a nerve or vessel, drawn round it in one slice: kept as its cross-section there. */
class ScanOutline {
  points = $state.raw<Triple[]>([]);
  view = $state<ScanView | null>(null);
  /** The next outline is that of a bulb. */
  neuroma = $state(false);

  begin(view: ScanView, at: Triple): void {
    this.view = view;
    this.points = [rounded(at, 3)];
  }

  move(at: Triple): void {
    const last = this.points.at(-1);
    if (last && this.points.length < MOST_POINTS && distance(last, at) >= STEP_MM) this.points = [...this.points, rounded(at, 3)];
  }

  end(): void {
    const points = this.points;
    this.view = null;
    this.points = [];
    if (points.length < 6 || !scanTracing.chosen) return;
    void scan.edit({ kind: 'outline', name: scanTracing.chosen, outline_mm: points, neuroma: this.neuroma });
  }
}

export const scanOutline = new ScanOutline();
