import { scanApi } from '../api/scan';
import type { CurveKind, Tube } from '../api/scanTypes';
import type { Triple } from '../api/types';
import { inserted } from '../logic/tubes';
import { notices } from './notices.svelte';
import { scan } from './scan.svelte';

/** Clicks along a nerve or vessel that is being traced, or corrected. */
class ScanTracing {
  kind = $state<CurveKind>('nerve');
  name = $state('');
  clicks = $state.raw<Triple[]>([]);
  /** The curve that is corrected; '' for a new one. */
  instead = $state('');
  busy = $state(false);
  /** The curve whose cross-sections are shown in the panel. */
  chosen = $state('');

  /** A new curve of a kind, with a name that is free. */
  begin(kind: CurveKind, name: string): void {
    this.kind = kind;
    this.name = name;
    this.instead = '';
    this.clicks = [];
  }

  correct(tube: Tube): void {
    this.kind = tube.kind;
    this.name = tube.name;
    this.instead = tube.name;
    this.clicks = [...tube.clicks_mm];
    this.chosen = tube.name;
  }

  add(at: Triple): void {
    this.clicks = this.instead ? inserted(this.clicks, at) : [...this.clicks, at];
    if (this.instead) void this.trace();
  }

  move(number: number, at: Triple): void {
    this.clicks = this.clicks.map((one, n) => (n === number ? at : one));
  }

  /** A click stays where it was dragged: a curve that is there is traced again. */
  settle(): void {
    if (this.instead) void this.trace();
  }

  removeLast(): boolean {
    if (this.instead || this.clicks.length === 0) return false;
    this.clicks = this.clicks.slice(0, -1);
    return true;
  }

  leave(): void {
    this.instead = '';
    this.clicks = [];
  }

  /** Breaks off what is being traced; the clicks stay. */
  async stop(): Promise<void> {
    if (scan.now && this.busy) await scanApi.stopTracing(scan.now.id).catch((reason: unknown) => notices.problem(reason));
  }

  async trace(): Promise<void> {
    if (this.clicks.length < 2 || this.busy) return;
    this.busy = true;
    const { clicks, name, kind, instead } = this;
    const done = await scan.trace(clicks, name.trim(), kind, instead);
    this.busy = false;
    if (done) {
      this.instead = name.trim();
      this.chosen = this.instead;
    } else if (instead) this.clicks = [...(scan.tubes.find((one) => one.name === instead)?.clicks_mm ?? clicks)];
  }
}

export const scanTracing = new ScanTracing();
