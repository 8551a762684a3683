import type { LiveOrder, Problem } from '../api/types';
import { AT_FIRST, entriesOf, orderOf, regionOf, regionText, type Entries, type Region } from '../logic/beginning';

/** What the next session is begun with: the fields of the live page, what is wrong with them, and what the mouse is to point at. */
class Beginning {
  entries = $state<Entries>({ ...AT_FIRST });
  problem = $state.raw<Problem | null>(null);
  /** What the next press on the picture shows. */
  pointing = $state<'region' | 'shaft' | null>(null);
  /** Whether the folded fields are seen. */
  more = $state(false);
  readonly region = $derived<Region | null>(regionOf(this.entries.region));
  #of: string | undefined;

  get order(): LiveOrder {
    return orderOf(this.entries);
  }

  /** The fields of a session that somebody began; the same session's only once, so that a change of them stays. */
  adopt(session: string | undefined, order: LiveOrder | undefined): void {
    if (!session || session === this.#of) return;
    this.#of = session;
    if (order) this.entries = entriesOf(order);
    this.problem = null;
  }

  /** What the server says of a field; true where there is such a field to say it at. */
  refuse(problem: Problem): boolean {
    this.problem = problem.field ? problem : null;
    if (problem.field && !ALWAYS_SEEN.has(problem.field)) this.more = true;
    return this.problem !== null;
  }

  drawn(region: Region | null): void {
    this.pointing = null;
    if (region) this.entries.region = regionText(region);
  }

  pointedAt([across, deep]: [number, number]): void {
    this.pointing = null;
    if (this.entries.shaft === 'planned') this.entries.shaft = 'near';
    [this.entries.across, this.entries.deep] = [across.toFixed(1), deep.toFixed(1)];
  }
}

const ALWAYS_SEEN = new Set(['host', 'port', 'truth']);

export const beginning = new Beginning();
