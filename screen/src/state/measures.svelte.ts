import { api } from '../api/api';
import type { KeptMeasure, Triple } from '../api/types';
import { pointsOf, type Measure, type MeasureKind } from '../logic/measure';
import type { SliceKind } from '../logic/planes';
import { notices } from './notices.svelte';

export interface Placed<View extends string = SliceKind> extends Measure {
  /** The slice it was measured on: there it stays visible off its plane too. */
  view: View;
}

/** A measure as the program keeps it. */
export interface Kept<View extends string> {
  id: number;
  kind: MeasureKind;
  view: View;
  points_mm: Triple[];
}

/** Where the program keeps what was measured. */
export interface Keeper<K extends { id: number }> {
  put: (document: string, one: Omit<K, 'id'> & { id?: number }) => Promise<K[]>;
  remove: (document: string, id: number | null) => Promise<K[]>;
  all: (document: string) => Promise<K[]>;
}

const placed = <View extends string>({ points_mm, ...one }: Kept<View>): Placed<View> => ({ ...one, points: points_mm });

/** Distances and the like measured on slices; the program keeps them with the document until they are removed. */
export class Measures<View extends string, K extends Kept<View>> {
  mode = $state<MeasureKind | 'off'>('off');
  list = $state.raw<Placed<View>[]>([]);
  /** As the program keeps them, with what it says of each. */
  kept = $state.raw<readonly K[]>([]);
  /** Points of the one being measured. */
  points = $state.raw<Triple[]>([]);
  /** Where its next point would be. */
  next = $state.raw<Triple | null>(null);
  #view: View | null = null;
  #document: string | null = null;
  /** Changes on their way: what the program tells meanwhile is older than what is shown. */
  #pending = 0;
  #line: Promise<void> = Promise.resolve();

  /** `kinds`: what can be measured, in the order in which a key offers them. */
  constructor(
    private readonly keeper: Keeper<K>,
    private readonly kinds: readonly MeasureKind[],
  ) {}

  /** What is being measured, as far as it goes. */
  begun = $derived.by<Placed<View> | null>(() => {
    if (this.mode === 'off' || this.points.length === 0 || this.#view === null) return null;
    const points = this.next ? [...this.points, this.next] : this.points;
    return { id: 0, kind: this.mode, points, view: this.#view };
  });

  /** One kind after the other, off, and again. */
  turn(): void {
    this.set(this.kinds[this.mode === 'off' ? 0 : this.kinds.indexOf(this.mode) + 1] ?? 'off');
  }

  set(mode: MeasureKind | 'off'): void {
    this.mode = mode;
    this.#forget();
  }

  put(at: Triple, view: View): void {
    if (this.mode === 'off') return;
    if (view !== this.#view) this.#forget(); // one measure, one slice
    this.#view = view;
    this.points = [...this.points, at];
    if (this.points.length < pointsOf(this.mode)) return;
    const made = { kind: this.mode, view, points: this.points };
    const id = 1 + Math.max(0, ...this.list.map((one) => one.id)); // as the program will number it
    this.list = [...this.list, { id, ...made }];
    this.#forget();
    this.#keep((document) => this.keeper.put(document, sent(made)));
  }

  /** What the program keeps of a document. */
  take(document: string, kept: readonly K[]): void {
    this.#document = document;
    this.kept = kept;
    if (this.#pending === 0) this.list = kept.map((one) => placed<View>(one));
  }

  /** A point of a measure moved. */
  move(id: number, point: number, to: Triple): void {
    this.list = this.list.map((one) => (one.id === id ? { ...one, points: one.points.map((at, n) => (n === point ? to : at)) } : one));
  }

  /** It stays where it was moved. */
  settle(id: number): void {
    const one = this.list.find((other) => other.id === id);
    if (one) this.#keep((document) => this.keeper.put(document, { ...sent<View, K>(one), id }));
  }

  remove(id: number): void {
    this.list = this.list.filter((one) => one.id !== id);
    this.#keep((document) => this.keeper.remove(document, id));
  }

  removeAll(): void {
    this.list = [];
    this.#keep((document) => this.keeper.remove(document, null));
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
    this.kept = [];
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
  #keep(ask: (document: string) => Promise<K[]>): void {
    const document = this.#document;
    if (document === null) return;
    this.#pending += 1;
    this.#line = this.#line.then(async () => {
      let kept: K[] | null = null;
      try {
        kept = await ask(document);
      } catch (reason) {
        notices.problem(reason);
        kept = await this.keeper.all(document).catch(() => null); // what is not kept is not shown as if it were
      }
      this.#pending -= 1;
      if (kept && this.#document === document) this.kept = kept;
      if (kept && this.#pending === 0 && this.#document === document) this.list = kept.map((one) => placed<View>(one));
    });
  }

  #forget(): void {
    this.points = [];
    this.next = null;
  }
}

const sent = <View extends string, K extends Kept<View>>({ kind, view, points }: Omit<Placed<View>, 'id'>): Omit<K, 'id'> =>
  ({ kind, view, points_mm: [...points] }) as unknown as Omit<K, 'id'>;

export const measures = new Measures<SliceKind, KeptMeasure>(
  {
    put: (document, one) => api.measure(document, one),
    remove: (document, id) => api.removeMeasure(document, id),
    all: async (document) => (await api.document(document)).measures ?? [],
  },
  ['distance', 'angle'],
);
