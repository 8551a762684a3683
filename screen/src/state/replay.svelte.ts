import { api } from '../api/api';
import type { LiveMoment, Recording, RecordingRow } from '../api/types';
import { Latest } from '../logic/latest';
import { momentAt, readMoment, risingTimes } from '../logic/liveMoment';
import { notices } from './notices.svelte';

/** A recorded session on the live page: played, paused, scrubbed. */
class Replay {
  list = $state.raw<RecordingRow[]>([]);
  recording = $state.raw<Recording | null>(null);
  moment = $state.raw<LiveMoment | null>(null);
  bitmap = $state.raw<ImageBitmap | null>(null);
  index = $state(0);
  playing = $state(false);
  /** s of the procedure in one second. */
  speed = $state(4);
  times = $state.raw<number[]>([]);
  readonly time = $derived(this.times[this.index] ?? 0);
  #run = '';
  #at = 0;
  #before = 0;
  #next = 0;
  #wanted = new Latest<{ recording: Recording; index: number }>((wish) => this.#bring(wish));

  async refresh(run: string): Promise<void> {
    try {
      const list = await api.recordings(run);
      this.#run = run;
      this.list = list;
    } catch (reason) {
      notices.problem(reason);
    }
  }

  async open(name: string): Promise<void> {
    try {
      const recording = await api.recording(this.#run, name);
      this.close();
      this.recording = recording;
      this.times = risingTimes(recording.times_s);
      this.go(0);
    } catch (reason) {
      notices.problem(reason);
    }
  }

  close(): void {
    this.pause();
    this.recording = null;
    this.moment = null;
    this.times = [];
    this.index = 0;
    this.#show(null);
  }

  go(index: number): void {
    if (!this.recording || this.times.length === 0) return;
    this.index = Math.min(Math.max(Math.round(index), 0), this.times.length - 1);
    this.#at = this.time;
    this.#wanted.want({ recording: this.recording, index: this.index });
  }

  /** To the moment at s of the procedure; a person who moves the time stops the playing. */
  goTo(time: number): void {
    this.pause();
    this.go(momentAt(this.times, time));
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  play(): void {
    if (this.times.length === 0) return;
    if (this.index >= this.times.length - 1) this.go(0);
    this.playing = true;
    this.#before = performance.now();
    this.#next = requestAnimationFrame((now) => this.#tick(now));
  }

  pause(): void {
    this.playing = false;
    cancelAnimationFrame(this.#next);
  }

  url(file: string): string {
    return this.recording ? api.recordedUrl(this.#run, this.recording.id, file) : '';
  }

  #tick(now: number): void {
    if (!this.playing) return;
    this.#at += (this.speed * (now - this.#before)) / 1000;
    this.#before = now;
    const index = momentAt(this.times, this.#at);
    const at = this.#at;
    if (index !== this.index) this.go(index);
    this.#at = at;
    if (index >= this.times.length - 1) this.pause();
    else this.#next = requestAnimationFrame((then) => this.#tick(then));
  }

  async #bring({ recording, index }: { recording: Recording; index: number }): Promise<void> {
    try {
      const { moment, picture } = readMoment(await api.recordedMoment(this.#run, recording.id, index));
      const bitmap = picture.byteLength ? await createImageBitmap(new Blob([picture], { type: 'image/jpeg' })) : null;
      if (this.recording !== recording) {
        bitmap?.close();
        return;
      }
      this.moment = moment;
      if (bitmap) this.#show(bitmap);
    } catch (reason) {
      this.pause();
      notices.problem(reason);
    }
  }

  #show(bitmap: ImageBitmap | null): void {
    const before = this.bitmap;
    this.bitmap = bitmap;
    before?.close();
  }
}

export const replay = new Replay();
