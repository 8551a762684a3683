import type { ScanAxis, ScanView } from '../api/scanTypes';
import type { Pair, Triple } from '../api/types';

/** How long what was asked for took until it was drawn, ms; and where places lie on the page. For tests and benchmarks. */
class ScanMarks {
  readonly sliceMs: number[] = [];
  readonly strokeMs: number[] = [];
  readonly places = new Map<ScanView, (at: Triple) => Pair | null>();
  readonly #slices = new Map<ScanAxis, number>();
  #stroke = 0;

  /** Another slice is wished. */
  wished(axis: ScanAxis): void {
    this.#slices.set(axis, performance.now());
  }

  painted(): void {
    this.#stroke ||= performance.now();
  }

  /** A pane was drawn with what was wished. */
  drawn(axis: ScanAxis): void {
    const now = performance.now();
    const asked = this.#slices.get(axis);
    if (asked !== undefined) keep(this.sliceMs, now - asked);
    this.#slices.delete(axis);
    if (this.#stroke) keep(this.strokeMs, now - this.#stroke);
    this.#stroke = 0;
  }
}

export const scanMarks = new ScanMarks();

function keep(list: number[], ms: number): void {
  list.push(ms);
  if (list.length > 500) list.shift();
}
