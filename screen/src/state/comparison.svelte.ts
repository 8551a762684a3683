import { api } from '../api/api';
import type { Run, RunRow } from '../api/types';
import { askWorker } from '../drawing/iceWorkerClient';
import type { Field } from '../logic/field';
import { Latest } from '../logic/latest';
import { frameAt } from '../logic/protocol';
import { notices } from './notices.svelte';
import { RunFrames, type FrameName } from './runFrames';

const KEPT_BYTES = 24 * 2 ** 20;

/** A second run beside the first, at the same moment of the procedure. */
class Comparison {
  runs = $state.raw<RunRow[]>([]);
  run = $state.raw<Run | null>(null);
  field = $state.raw<Field | null>(null);
  time = $state(0);
  #asked: string | null = null;
  #frames = new RunFrames(KEPT_BYTES);
  #wanted = new Latest<{ run: Run; frame: FrameName }>((wish) => this.#bring(wish));

  async list(document: string): Promise<void> {
    try {
      this.runs = await api.runs(document);
    } catch (reason) {
      notices.problem(reason);
    }
  }

  async choose(id: string | null): Promise<void> {
    this.#asked = id;
    this.run = null;
    this.field = null;
    this.#frames.open(null);
    if (id === null) return;
    try {
      const run = await api.result(id);
      if (this.#asked !== id) return;
      this.#frames.open(run);
      this.run = run;
    } catch (reason) {
      if (this.#asked === id) notices.problem(reason);
    }
  }

  /** Follows the time of the first run, or its coldest of all. */
  follow(time_s: number, nadir: boolean): void {
    const run = this.run;
    if (!run) return;
    const frame = frameAt(run.times_s, time_s);
    this.time = run.times_s[frame] ?? 0;
    this.#wanted.want({ run, frame: nadir ? 'nadir' : frame });
  }

  async #bring({ run, frame }: { run: Run; frame: FrameName }): Promise<void> {
    try {
      const body = await this.#frames.body(run, frame);
      if (this.run !== run) return;
      const { field } = await askWorker({ frame: body.slice(0), grid: run.grid, coarse: true, surfaces: false });
      if (this.run === run) this.field = field;
    } catch (reason) {
      notices.problem(reason);
    }
  }
}

export const comparison = new Comparison();
