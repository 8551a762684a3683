import { scanApi } from '../api/scan';
import type { ScanAxis, ScanBox, ScanGrid } from '../api/scanTypes';
import { Lru } from '../logic/lru';
import { unrolled } from '../logic/runLength';
import { sliceSize, touches } from '../logic/scanGrid';

/** Bytes of slices that the tab holds. */
const MOST_GREYS = 160e6;
const MOST_LABELS = 80e6;
/** Slices fetched ahead, in both directions. */
const AHEAD = 3;

const key = (axis: ScanAxis, layer: number): string => `${axis}/${layer}`;

/** Slices of one scan: fetched when they are looked at, and their neighbours a moment before. */
export class ScanSlices {
  /** Grows with everything that arrives or changes: pictures are drawn anew. */
  turn = $state(0);
  readonly #greys = new Lru<string, Int16Array>(MOST_GREYS, (one) => one.byteLength);
  readonly #labels = new Lru<string, Uint16Array>(MOST_LABELS, (one) => one.byteLength);
  readonly #asked = new Set<string>();
  /** Asked before labels changed: what comes then is of yesterday. */
  #epoch = 0;
  #failed: (reason: unknown) => void;

  constructor(
    readonly id: string,
    readonly grid: ScanGrid,
    failed: (reason: unknown) => void,
  ) {
    this.#failed = failed;
  }

  greys(axis: ScanAxis, layer: number): Int16Array | null {
    return this.#greys.get(key(axis, layer)) ?? null;
  }

  labels(axis: ScanAxis, layer: number): Uint16Array | null {
    return this.#labels.get(key(axis, layer)) ?? null;
  }

  /** Fetches a slice unless it is here, then its neighbours. */
  want(axis: ScanAxis, layer: number): void {
    this.#fetch(axis, layer);
    for (let by = 1; by <= AHEAD; by++) for (const near of [layer + by, layer - by]) if (near >= 0 && near < this.grid.shape[axis]!) this.#fetch(axis, near);
  }

  /** Labels of a box have changed: what shows it is fetched anew; what is shown stays until then. */
  changed(box: ScanBox | null, shown: readonly (readonly [ScanAxis, number])[]): Promise<void> {
    this.#epoch++;
    for (const axis of [0, 1, 2] as const) {
      const [first, last] = box ? [box[0][axis]!, box[1][axis]!] : [0, this.grid.shape[axis]!];
      for (let layer = first; layer < last; layer++) {
        const looked = shown.some(([one, at]) => one === axis && at === layer);
        if (!looked) this.#labels.delete(key(axis, layer));
      }
    }
    const anew = shown.filter(([axis, layer]) => !box || touches(box, axis, layer));
    return Promise.all(anew.map(([axis, layer]) => this.#fetchLabels(axis, layer))).then(() => undefined);
  }

  /** Something was painted here, before the program knows. */
  touched(): void {
    this.turn++;
  }

  #fetch(axis: ScanAxis, layer: number): void {
    const at = key(axis, layer);
    if (!this.#greys.has(at) && !this.#asked.has(`g${at}`)) {
      this.#asked.add(`g${at}`);
      void scanApi
        .slice(this.id, axis, layer)
        .then((body) => {
          this.#greys.set(at, new Int16Array(body));
          this.turn++;
        })
        .catch(this.#failed)
        .finally(() => this.#asked.delete(`g${at}`));
    }
    if (!this.#labels.has(at) && !this.#asked.has(`l${at}`)) void this.#fetchLabels(axis, layer);
  }

  async #fetchLabels(axis: ScanAxis, layer: number): Promise<void> {
    const at = key(axis, layer);
    const epoch = this.#epoch;
    this.#asked.add(`l${at}`);
    try {
      const { columns, rows } = sliceSize(this.grid, axis);
      const labels = unrolled(await scanApi.labels(this.id, axis, layer), columns * rows);
      if (epoch === this.#epoch) this.#labels.set(at, labels);
      this.turn++; // what came too late is asked for again where it is looked at
    } catch (reason) {
      this.#failed(reason);
    } finally {
      this.#asked.delete(`l${at}`);
    }
  }
}
