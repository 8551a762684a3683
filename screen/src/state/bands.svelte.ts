import { api } from '../api/api';
import type { Bands as Told } from '../api/types';
import { askWorker } from '../drawing/iceWorkerClient';
import { LEVELS } from '../logic/colours';
import { temperatureAt, type Field } from '../logic/field';
import { sureWords } from '../logic/sure';
import type { Surface } from '../logic/surfaceNets';
import type { Triple } from '../api/types';
import { notices } from './notices.svelte';
import { session } from './session.svelte';

interface Fields {
  /** Temperatures that 5, 50 and 95 % of the samples reached. */
  p5: Field;
  p50: Field;
  p95: Field;
  /** Surfaces of the first and last, by level of the isotherms. */
  outer: Surface[];
  inner: Surface[];
}

/** How sure it is that a place gets cold: what the latest spread says of places. */
class Bands {
  told = $state.raw<Told | null>(null);
  on = $state(false);
  limit = $state(-20);
  fields = $state.raw<Fields | null>(null);
  /** Percent of the samples in which each place fell below the limit. */
  share = $state.raw<Field | null>(null);
  /** Of another state of the case than the one on the screen. */
  stale = $derived(this.told !== null && session.document !== null && this.told.yaml !== session.document.yaml);
  shown = $derived(this.on && !this.stale && this.fields !== null);
  /** The inner surface first, so that it shines through the outer one. */
  shells = $derived.by<Surface[]>(() => {
    const index = LEVELS.indexOf(this.limit);
    const of = this.shown ? this.fields : null;
    return of ? [of.inner[index]!, of.outer[index]!] : [];
  });
  /** Somebody on this page asked for the samples: they are shown once they are there. */
  expected = false;
  #asked = 0;

  /** Of a run that a spread was told of; shown as soon as it is there. */
  async open(run: string | null): Promise<void> {
    const turn = ++this.#asked;
    this.told = this.fields = this.share = null;
    if (run === null) return;
    try {
      const told = await api.bands(run);
      const bring = async (which: string, surfaces: boolean) =>
        askWorker({ frame: await api.band(run, which), grid: told.grid, coarse: false, surfaces });
      const [p5, p50, p95] = await Promise.all([bring('p5', true), bring('p50', false), bring('p95', true)]);
      if (turn !== this.#asked) return;
      this.fields = { p5: p5.field, p50: p50.field, p95: p95.field, outer: p5.surfaces, inner: p95.surfaces };
      this.told = told;
      if (this.expected) this.on = true;
      this.expected = false;
      await this.choose(this.limit);
    } catch (reason) {
      if (turn === this.#asked) notices.problem(reason);
    }
  }

  async choose(limit: number): Promise<void> {
    this.limit = limit;
    this.share = null;
    const [told, turn] = [this.told, this.#asked];
    if (!told) return;
    try {
      const { field } = await askWorker({ frame: await api.band(told.run, `below${limit}`), grid: told.grid, coarse: false, surfaces: false });
      if (turn === this.#asked && this.limit === limit) this.share = field;
    } catch (reason) {
      if (turn === this.#asked) notices.problem(reason);
    }
  }

  /** "below −20 °C in 83 % of 200 samples"; "" where nothing is shown. */
  reading(at: Triple): string {
    if (!this.shown || !this.share || !this.told) return '';
    return sureWords(temperatureAt(this.share, at), this.limit, this.told.samples);
  }
}

export const bands = new Bands();
