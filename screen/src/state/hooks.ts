import { jobs } from './jobs.svelte';
import { playback } from './playback.svelte';
import { preview } from './preview.svelte';
import { scenes } from './scenes.svelte';
import { session } from './session.svelte';
import { views } from './views.svelte';

/** What a browser test may read. */
export interface Hooks {
  readonly open: boolean;
  readonly anatomy: boolean;
  readonly crosshair: readonly number[];
  readonly index: number;
  readonly shown: number | 'nadir';
  readonly source: string;
  readonly framesDrawn: number;
  readonly keptBytes: number;
  readonly moving: boolean;
  readonly job: string | null;
  readonly answerMs: number | null;
  readonly version: number | null;
  readonly connected: boolean;
  readonly prepared: boolean;
}

declare global {
  interface Window {
    __ready?: boolean;
    __screen?: Hooks;
  }
}

export function exposeHooks(): void {
  window.__screen = {
    get open() { return session.document !== null; },
    get anatomy() { return scenes.labels !== null && scenes.sentence === ''; },
    get crosshair() { return [...views.crosshair]; },
    get index() { return playback.index; },
    get shown() { return playback.shownIndex; },
    get source() { return playback.source; },
    get framesDrawn() { return playback.framesDrawn; },
    get keptBytes() { return playback.keptBytes; },
    get moving() { return playback.moving; },
    get job() { return jobs.current?.state ?? null; },
    get answerMs() { return preview.answerMs; },
    get version() { return session.document?.version ?? null; },
    get connected() { return session.connected; },
    get prepared() { return preview.prepared; },
  };
}
