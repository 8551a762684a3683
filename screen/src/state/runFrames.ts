import { api } from '../api/api';
import type { Run } from '../api/types';
import { Lru } from '../logic/lru';

export type FrameName = number | 'nadir';

/** Frames of one run as they were sent, compressed, kept up to a number of bytes. */
export class RunFrames {
  #run: Run | null = null;
  readonly #kept: Lru<FrameName, ArrayBuffer>;

  constructor(private readonly most: number) {
    this.#kept = new Lru(most, (body) => body.byteLength);
  }

  get bytes(): number {
    return this.#kept.bytes;
  }

  open(run: Run | null): void {
    this.#kept.clear();
    this.#run = run;
  }

  /** The body of a frame, asked for once; it is not kept where another run was opened meanwhile. */
  async body(run: Run, frame: FrameName): Promise<ArrayBuffer> {
    const kept = run === this.#run ? this.#kept.get(frame) : undefined;
    if (kept) return kept;
    const body = await api.frame(run.id, frame);
    if (this.#run === run) this.#kept.set(frame, body);
    return body;
  }

  /** Everything a scrub will ask for, one after another, as long as most of it fits. */
  async prefetch(run: Run): Promise<void> {
    for (let index = 0; index < run.frames && this.#run === run; index++) {
      if (this.#kept.bytes > 0.8 * this.most) return;
      if (this.#kept.has(index)) continue;
      try {
        await this.body(run, index);
      } catch {
        return; // whoever asks for the frame itself is told
      }
    }
  }
}
