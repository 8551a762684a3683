import { api, tell } from '../api/api';
import { Live } from '../api/live';
import type { LiveAbout, LiveAlarm, LiveEvent, LiveMoment, LiveOrder, WatchReceived, WatchSent } from '../api/types';
import { readMoment } from '../logic/liveMoment';
import { alarmSound } from './alarmSound.svelte';
import { beginning } from './beginning.svelte';
import { notices } from './notices.svelte';

const SILENT_MS = 3000;
const MOST_EVENTS = 500;
const NONE: LiveAbout = { state: 'none', sentence: '' };

/** The live session of the program, as this page sees it. */
class Watch {
  about = $state.raw<LiveAbout>(NONE);
  moment = $state.raw<LiveMoment | null>(null);
  bitmap = $state.raw<ImageBitmap | null>(null);
  events = $state.raw<LiveEvent[]>([]);
  connected = $state(false);
  asking = $state(false);
  /** s since the program told anything while it follows; 0 while it does. */
  silence_s = $state(0);
  pictures = 0;
  /** Whether the live page is what a person sees; elsewhere alarms are followed and pictures let go. */
  shown = true;
  readonly busy = $derived(!['none', 'ended', 'failed'].includes(this.about.state));
  readonly alarms = $derived<LiveAlarm[]>([...this.#own(), ...(this.about.state === 'following' ? (this.moment?.alarms ?? []) : [])]);
  #live: Live<WatchReceived, WatchSent> | null = null;
  #heard = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Begins to look on. */
  join(): void {
    if (this.#live) return;
    this.#heard = Date.now();
    this.#live = new Live<WatchReceived, WatchSent>(api.watchUrl(), {
      told: (message) => this.#told(message),
      frame: (body) => void this.#frame(body),
      state: (connected) => this.#link(connected),
    });
    this.#timer = setInterval(() => this.#look(), 500);
  }

  leave(): void {
    this.#live?.close();
    this.#live = null;
    clearInterval(this.#timer);
    this.connected = false;
    this.silence_s = 0;
    this.#show(null);
    alarmSound.update([]);
  }

  retry(): void {
    this.#live?.retry();
  }

  /** Whether a session is under way, for a page that does not look on. */
  async ask(): Promise<void> {
    try {
      this.about = await api.session();
    } catch {
      /* the live page says it when it is opened */
    }
  }

  async begin(run: string, order: LiveOrder): Promise<void> {
    this.asking = true;
    beginning.problem = null;
    try {
      this.#session(await api.follow(run, order));
    } catch (reason) {
      if (!beginning.refuse(tell(reason))) notices.problem(reason);
    } finally {
      this.asking = false;
    }
  }

  /** Stops, and begins again with what stands in the fields once what came of it is written. */
  async again(): Promise<void> {
    const { run, id } = this.about;
    if (!run) return;
    this.asking = true;
    await this.stop();
    while (this.busy && this.about.id === id && this.#live) await new Promise((over) => setTimeout(over, 200));
    this.asking = false;
    if (!this.busy) await this.begin(run, beginning.order);
  }

  async stop(): Promise<void> {
    try {
      await api.stopFollowing();
    } catch (reason) {
      notices.problem(reason);
    }
  }

  /** What only this page knows: that the program tells nothing any more. */
  #own(): LiveAlarm[] {
    if (this.silence_s === 0) return [];
    const sentence = `The program has told nothing for ${this.silence_s} s: what is shown is old.`;
    return [{ kind: 'page', sentence, remedy: 'Look at the program; this page asks again and again.', time_s: null, began_s: 0 }];
  }

  #look(): void {
    const quiet = Date.now() - this.#heard;
    this.silence_s = this.about.state === 'following' && quiet > SILENT_MS ? Math.round(quiet / 1000) : 0;
    this.#sound();
  }

  #sound(): void {
    alarmSound.update(this.alarms.map((alarm) => alarm.kind));
  }

  #link(connected: boolean): void {
    this.connected = connected;
    if (connected) [this.events] = [[]]; // the whole log is told anew
  }

  #told(message: WatchReceived): void {
    this.#heard = Date.now();
    this.silence_s = 0;
    switch (message.kind) {
      case 'session':
        this.#session(message.session);
        break;
      case 'events':
        this.events = [...this.events, ...message.events].slice(-MOST_EVENTS);
        break;
      case 'moment':
        if (message.moment.index > (this.moment?.index ?? 0)) this.moment = message.moment;
        break;
    }
    this.#sound();
  }

  #session(about: LiveAbout): void {
    const before = this.busy;
    if (about.id !== this.about.id) {
      this.#show(null);
      this.moment = null;
      this.events = [];
    }
    this.about = about;
    if (this.busy) beginning.adopt(about.id, about.order);
    else if (about.state === 'failed' && about.problem && before) beginning.refuse(about.problem);
  }

  async #frame(body: ArrayBuffer): Promise<void> {
    this.#heard = Date.now();
    const session = this.about.id;
    try {
      const { moment, picture } = readMoment(body);
      const bitmap = this.shown && picture.byteLength ? await createImageBitmap(new Blob([picture], { type: 'image/jpeg' })) : null;
      const late = session !== this.about.id || this.#live === null || moment.index < (this.moment?.index ?? 0);
      if (late) bitmap?.close();
      else {
        this.moment = moment;
        if (bitmap) this.#show(bitmap);
        this.#sound();
      }
    } catch (reason) {
      notices.problem(reason);
    } finally {
      this.#live?.send({ kind: 'ack' });
    }
  }

  #show(bitmap: ImageBitmap | null): void {
    const before = this.bitmap;
    this.bitmap = bitmap;
    if (bitmap) this.pictures += 1;
    before?.close();
  }
}

export const watch = new Watch();
