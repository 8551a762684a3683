import type { Triple } from '../api/types';
import { pointsOf, type Measure, type MeasureKind } from '../logic/measure';
import type { SliceKind } from '../logic/planes';

export interface Placed extends Measure {
  /** The slice it was measured on: there it stays visible off its plane too. */
  view: SliceKind;
}

/** Distances and angles measured on slices; they stay where they were put until they are removed. */
class Measures {
  mode = $state<MeasureKind | 'off'>('off');
  list = $state.raw<Placed[]>([]);
  /** Points of the one being measured. */
  points = $state.raw<Triple[]>([]);
  /** Where its next point would be. */
  next = $state.raw<Triple | null>(null);
  #view: SliceKind = 'axial';
  #id = 0;

  /** What is being measured, as far as it goes. */
  begun = $derived.by<Placed | null>(() => {
    if (this.mode === 'off' || this.points.length === 0) return null;
    const points = this.next ? [...this.points, this.next] : this.points;
    return { id: 0, kind: this.mode, points, view: this.#view };
  });

  /** Off, distance, angle, and off again. */
  turn(): void {
    this.set(this.mode === 'off' ? 'distance' : this.mode === 'distance' ? 'angle' : 'off');
  }

  set(mode: MeasureKind | 'off'): void {
    this.mode = mode;
    this.#forget();
  }

  put(at: Triple, view: SliceKind): void {
    if (this.mode === 'off') return;
    if (view !== this.#view) this.#forget(); // one measure, one slice
    this.#view = view;
    this.points = [...this.points, at];
    if (this.points.length < pointsOf(this.mode)) return;
    this.list = [...this.list, { id: ++this.#id, kind: this.mode, points: this.points, view }];
    this.#forget();
  }

  /** A point of a measure moved. */
  move(id: number, point: number, to: Triple): void {
    this.list = this.list.map((one) => (one.id === id ? { ...one, points: one.points.map((at, n) => (n === point ? to : at)) } : one));
  }

  remove(id: number): void {
    this.list = this.list.filter((one) => one.id !== id);
    if (this.list.length === 0) this.#id = 0;
  }

  /** Takes back the point just set, or else the last measure. */
  removeLast(): void {
    if (this.points.length > 0) this.points = this.points.slice(0, -1);
    else if (this.list.length > 0) this.remove(this.list.at(-1)!.id);
  }

  clear(): void {
    this.list = [];
    this.#id = 0;
    this.set('off');
  }

  /** Leaves what was begun, then measuring itself; false where there was nothing to leave. */
  escape(): boolean {
    if (this.mode === 'off') return false;
    if (this.points.length > 0) this.#forget();
    else this.mode = 'off';
    return true;
  }

  #forget(): void {
    this.points = [];
    this.next = null;
  }
}

export const measures = new Measures();
