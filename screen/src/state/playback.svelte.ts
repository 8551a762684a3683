import { api } from '../api/api';
import type { Grid, Run } from '../api/types';
import { askWorker, type Shown } from '../drawing/iceWorkerClient';
import type { Field } from '../logic/field';
import { Latest } from '../logic/latest';
import type { Course } from '../logic/nerve';
import { bandAt, bandsOfPhases, frameAt } from '../logic/protocol';
import type { Surface } from '../logic/surfaceNets';
import { notices } from './notices.svelte';
import { RunFrames, type FrameName } from './runFrames';
import { scenes } from './scenes.svelte';

const KEPT_BYTES = 48 * 2 ** 20;
const SETTLE_MS = 220;

/** The cold on screen: of a run at a moment, the coldest of all moments, or of a preview. */
class Playback {
  run = $state.raw<Run | null>(null);
  index = $state(0);
  nadir = $state(false);
  playing = $state(false);
  speed = $state(20);
  /** Something moves: surfaces are coarser until it rests, and the screen says so. */
  moving = $state(false);
  field = $state.raw<Field | null>(null);
  surfaces = $state.raw<Surface[]>([]);
  source = $state<'none' | 'run' | 'preview'>('none');
  shownIndex = $state<FrameName>(-1);
  framesDrawn = 0;

  bands = $derived(this.run ? bandsOfPhases(this.run.phases) : []);
  /** The course that the run's stations lie on. */
  course = $derived.by<Course | null>(() => {
    const nerve = this.run?.nerve;
    return nerve?.points_mm ? { points_mm: nerve.points_mm, arc_mm: nerve.arc_mm } : scenes.nerve;
  });
  time = $derived(this.run?.times_s[this.index] ?? 0);
  end = $derived(this.run?.times_s.at(-1) ?? 0);
  band = $derived(bandAt(this.bands, this.time));

  /** The run that was asked for last; it may still be on its way. */
  #asked: string | null = null;
  /** Counts what overtakes a preview that is still being drawn. */
  #turn = 0;
  #frames = new RunFrames(KEPT_BYTES);
  #settle: ReturnType<typeof setTimeout> | undefined;
  #timer: number | undefined;
  #wanted = new Latest<{ run: Run; frame: FrameName; coarse: boolean }>((wish) => this.#bring(wish));

  get keptBytes(): number {
    return this.#frames.bytes;
  }

  async open(id: string | null): Promise<void> {
    if (id === this.#asked) return;
    this.#asked = id;
    this.pause();
    if (id === null) return this.#leave();
    try {
      const run = await api.result(id);
      if (this.#asked !== id) return; // another one was chosen meanwhile
      const time = this.run ? this.time : null;
      this.pause();
      this.#turn += 1;
      this.#frames.open(run);
      this.run = run;
      this.nadir = time !== null && this.nadir;
      this.index = time === null ? coldestMoment(run) : frameAt(run.times_s, time);
      this.#ask(false);
      void this.#frames.prefetch(run);
    } catch (reason) {
      if (this.#asked !== id) return;
      this.#leave();
      notices.problem(reason);
    }
  }

  /** Shows a moment; what was playing stops there. */
  go(index: number, coarse = true): void {
    this.pause();
    this.#step(index, coarse);
  }

  #step(index: number, coarse: boolean): void {
    if (!this.run) return;
    this.nadir = false;
    this.index = Math.min(Math.max(Math.round(index), 0), this.run.frames - 1);
    if (coarse) this.#move();
    this.#ask(coarse);
  }

  goTo(time_s: number, coarse = true): void {
    if (this.run) this.go(frameAt(this.run.times_s, time_s), coarse);
  }

  showNadir(on: boolean): void {
    if (!this.run) return;
    this.pause();
    this.nadir = on;
    this.#ask(false);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.#play();
  }

  pause(): void {
    this.playing = false;
    if (this.#timer !== undefined) cancelAnimationFrame(this.#timer);
    this.#timer = undefined;
  }

  /** Shows a preview; false where it came too late, after the hand let go of it or another run was opened. */
  async preview(frame: ArrayBuffer, grid: Grid): Promise<boolean> {
    this.pause();
    const turn = this.#turn;
    const shown = await askWorker({ frame: frame.slice(0), grid, coarse: true });
    if (this.#turn !== turn) return false;
    this.#show(shown, 'preview', -1);
    return true;
  }

  /** Back from a preview to the run, when a drag was cancelled. */
  restore(): void {
    this.#turn += 1;
    if (this.run) this.#ask(false);
    else this.#leave();
  }

  #leave(): void {
    this.#asked = null;
    this.#turn += 1;
    this.run = null;
    this.nadir = false;
    this.index = 0;
    this.shownIndex = -1;
    this.#frames.open(null);
    this.field = null;
    this.surfaces = [];
    this.source = 'none';
  }

  #play(): void {
    const run = this.run;
    if (!run) return;
    this.nadir = false;
    this.playing = true;
    let clock = this.index >= run.frames - 1 ? run.times_s[0]! : this.time;
    let before = performance.now();
    const tick = (now: number): void => {
      if (this.run !== run) return this.pause();
      clock += ((now - before) / 1000) * this.speed;
      before = now;
      const last = run.times_s.at(-1)!;
      const index = frameAt(run.times_s, Math.min(clock, last));
      if (index !== this.index) this.#step(index, true);
      if (clock >= last) return this.pause();
      this.#timer = requestAnimationFrame(tick);
    };
    this.#timer = requestAnimationFrame(tick);
  }

  /** Something moves until nothing was asked for and nothing came for a while. */
  #move(): void {
    this.moving = true;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      this.moving = false;
      if (this.source === 'run') this.#ask(false);
    }, SETTLE_MS);
  }

  #ask(coarse: boolean): void {
    if (this.run) this.#wanted.want({ run: this.run, frame: this.nadir ? 'nadir' : this.index, coarse });
  }

  async #bring(wish: { run: Run; frame: FrameName; coarse: boolean }): Promise<void> {
    try {
      const body = await this.#frames.body(wish.run, wish.frame);
      const shown = await askWorker({ frame: body.slice(0), grid: wish.run.grid, coarse: wish.coarse });
      if (this.run === wish.run) this.#show(shown, 'run', wish.frame);
    } catch (reason) {
      notices.problem(reason);
    }
  }

  #show(shown: Shown, source: 'run' | 'preview', index: FrameName): void {
    this.field = shown.field;
    this.surfaces = shown.surfaces;
    this.source = source;
    this.shownIndex = index;
    this.framesDrawn += 1;
    if (this.moving) this.#move(); // a slow frame is no rest
  }
}

/** The end of the last freeze: what a person wants to see first. */
function coldestMoment(run: Run): number {
  const freeze = run.phases.findLast((phase) => phase.kind === 'freeze');
  return freeze ? frameAt(run.times_s, freeze.end_s) : run.frames - 1;
}

export const playback = new Playback();
