import { api } from '../api/api';
import type { KeptMeasure, Triple } from '../api/types';
import { pointsOf, type Measure, type MeasureKind } from '../logic/measure';
import type { SliceKind } from '../logic/planes';
import { notices } from './notices.svelte';

export interface Placed extends Measure {
  /** The slice it was measured on: there it stays visible off its plane too. */
  view: SliceKind;
}

const placed = (one: KeptMeasure): Placed => ({ id: one.id, kind: one.kind, view: one.view, points: one.points_mm });

/** Distances and angles measured on slices; the program keeps them with the document until they are removed. */
class Measures {
  mode = $state<MeasureKind | 'off'>('off');
  list = $state.raw<Placed[]>([]);
  /** Points of the one being measured. */
  points = $state.raw<Triple[]>([]);
  /** Where its next point would be. */
  next = $state.raw<Triple | null>(null);
  #view: SliceKind = 'axial';
  #document: string | null = null;
  /** Changes on their way: what the program tells meanwhile is older than what is shown. */
  #pending = 0;
  #line: Promise<void> = Promise.resolve();

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
    const made = { kind: this.mode, view, points: this.points };
    const id = 1 + Math.max(0, ...this.list.map((one) => one.id)); // as the program will number it
    this.list = [...this.list, { id, ...made }];
    this.#forget();
    this.#keep((document) => api.measure(document, { kind: made.kind, view, points_mm: [...made.points] }));
  }

  /** What the program keeps of a document. */
  take(document: string, kept: readonly KeptMeasure[]): void {
    this.#document = document;
    if (this.#pending === 0) this.list = kept.map(placed);
  }

  /** A point of a measure moved. */
  move(id: number, point: number, to: Triple): void {
    this.list = this.list.map((one) => (one.id === id ? { ...one, points: one.points.map((at, n) => (n === point ? to : at)) } : one));
  }

  /** It stays where it was moved. */
  settle(id: number): void {
    const one = this.list.find((other) => other.id === id);
    if (one) this.#keep((document) => api.measure(document, { id, kind: one.kind, view: one.view, points_mm: [...one.points] }));
  }

  remove(id: number): void {
    this.list = this.list.filter((one) => one.id !== id);
    this.#keep((document) => api.removeMeasure(document, id));
  }

  removeAll(): void {
    this.list = [];
    this.#keep((document) => api.removeMeasure(document, null));
  }

  /** Takes back the point just set, or else the last measure. */
  removeLast(): void {
    if (this.points.length > 0) this.points = this.points.slice(0, -1);
    else if (this.list.length > 0) this.remove(this.list.at(-1)!.id);
  }

  /** Another document: nothing of this one is shown, and nothing is removed. */
  clear(): void {
    this.#document = null;
    this.list = [];
    this.set('off');
  }

  /** Leaves what was begun, then measuring itself; false where there was nothing to leave. */
  escape(): boolean {
    if (this.mode === 'off') return false;
    if (this.points.length > 0) this.#forget();
    else this.mode = 'off';
    return true;
  }

  /** One change after another; what the program then has is shown once none is under way. */
  #keep(ask: (document: string) => Promise<KeptMeasure[]>): void {
    const document = this.#document;
    if (document === null) return;
    this.#pending += 1;
    this.#line = this.#line.then(async () => {
      let kept: KeptMeasure[] | null = null;
      try {
        kept = await ask(document);
      } catch (reason) {
        notices.problem(reason);
        kept = await api.document(document).then((now) => now.measures ?? [], () => null); // what is not kept is not shown as if it were
      }
      this.#pending -= 1;
      if (kept && this.#pending === 0 && this.#document === document) this.list = kept.map(placed);
    });
  }

  #forget(): void {
    this.points = [];
    this.next = null;
  }
}

export const measures = new Measures();
