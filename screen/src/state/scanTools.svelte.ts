import type { GreyWindow, ScanAbout, ScanAxis, ScanView } from '../api/scanTypes';
import type { Pair, Triple } from '../api/types';
import { scanMarks } from './scanMarks';
import { boundsOf, inSlice, within } from '../logic/scanGrid';

export type Tool = 'look' | 'window' | 'paint' | 'erase' | 'fill' | 'trace' | 'outline' | 'measure';

export interface Zoom {
  factor: number;
  pan: Pair;
}

const WHOLE: Zoom = { factor: 1, pan: [0, 0] };
const SMALLEST = 0.2;
const LARGEST = 60;

/** What is in the hand on the scan page, and how the slices are looked at. */
class ScanTools {
  tool = $state<Tool>('look');
  radius_mm = $state(4);
  /** The brush is a ball and goes through the slices. */
  ball = $state(false);
  /** Number of the label in the brush. */
  label = $state<number | null>(null);
  /** Paint only over what has no label. */
  onlyEmpty = $state(false);
  limited = $state(false);
  low = $state(0);
  high = $state(0);
  crosshair = $state.raw<Triple>([0, 0, 0]);
  window = $state.raw<GreyWindow>({ width: 1, level: 0.5 });
  zooms = $state.raw<Record<ScanView, Zoom>>({ axial: WHOLE, coronal: WHOLE, sagittal: WHOLE });
  opacity = $state(0.3);
  hidden = $state.raw<ReadonlySet<number>>(new Set());
  large = $state<ScanView | null>(null);
  #scan: ScanAbout | null = null;

  /** A scan is opened: its middle, its own window, a brush that fits. */
  begin(scan: ScanAbout): void {
    this.#scan = scan;
    const [low, high] = boundsOf(scan);
    this.crosshair = low.map((one, n) => (one + high[n]!) / 2) as Triple;
    this.window = scan.window;
    [this.low, this.high] = scan.modality === 'CT' ? [150, 3000] : [scan.low, scan.high];
    this.limited = false;
    this.hidden = new Set();
    this.large = null;
    this.tool = 'look';
    this.reset();
  }

  reset(): void {
    this.zooms = { axial: WHOLE, coronal: WHOLE, sagittal: WHOLE };
  }

  take(tool: Tool): void {
    this.tool = tool;
  }

  grow(way: number): void {
    const next = this.radius_mm * (way > 0 ? 1.2 : 1 / 1.2);
    this.radius_mm = Math.min(LARGEST, Math.max(SMALLEST, Math.round(next * 10) / 10 || SMALLEST));
  }

  /** The slice across an axis moves on by some layers. */
  step(axis: ScanAxis, by: number): void {
    if (!this.#scan) return;
    scanMarks.wished(axis);
    const to = [...this.crosshair] as Triple;
    to[axis] += by * this.#scan.spacing_mm[axis]!;
    this.crosshair = within(this.#scan, to);
  }

  look(at: Triple): void {
    if (this.#scan) this.crosshair = within(this.#scan, at);
  }

  /** How much of the limb a pane shows at first, mm. */
  spanOf(axis: ScanAxis): Pair {
    if (!this.#scan) return [100, 100];
    const [low, high] = boundsOf(this.#scan);
    const [u, v] = inSlice(axis);
    return [high[u]! - low[u]!, high[v]! - low[v]!];
  }

  /** `about`: what stays where it is, mm from the middle of the pane along right and down. */
  zoomBy(view: ScanView, by: number, about: Pair = [0, 0]): void {
    const { factor, pan } = this.zooms[view];
    const next = Math.min(60, Math.max(0.5, factor * by));
    const share = 1 - factor / next;
    this.zooms = { ...this.zooms, [view]: { factor: next, pan: [pan[0] + share * about[0], pan[1] + share * about[1]] } };
  }

  pan(view: ScanView, by: Pair): void {
    const { factor, pan } = this.zooms[view];
    this.zooms = { ...this.zooms, [view]: { factor, pan: [pan[0] + by[0], pan[1] + by[1]] } };
  }

  show(label: number, on: boolean): void {
    const hidden = new Set(this.hidden);
    if (on) hidden.delete(label);
    else hidden.add(label);
    this.hidden = hidden;
  }

  enlarge(view: ScanView): void {
    this.large = this.large === view ? null : view;
  }
}

export const scanTools = new ScanTools();
