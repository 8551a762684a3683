import { bands } from './bands.svelte';
import { counts } from './counts';
import { jobs } from './jobs.svelte';
import { playback } from './playback.svelte';
import type { ScanView } from '../api/scanTypes';
import type { Pair, Triple } from '../api/types';
import type { ViewKind } from '../logic/planes';
import { places } from './places';
import { preview } from './preview.svelte';
import { replay } from './replay.svelte';
import { scan } from './scan.svelte';
import { scanMarks } from './scanMarks';
import { scanTools } from './scanTools.svelte';
import { scenes } from './scenes.svelte';
import { session } from './session.svelte';
import { views } from './views.svelte';
import { watch } from './watch.svelte';

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
  readonly counts: Readonly<typeof counts>;
  readonly moving: boolean;
  readonly job: string | null;
  /** Samples of the bands that the views show, null where none are shown. */
  readonly sure: number | null;
  readonly answerMs: number | null;
  readonly version: number | null;
  readonly connected: boolean;
  readonly prepared: boolean;
  /** Of the live page: where the session stands, and what is shown of it or of a recording. */
  readonly live: { state: string; pictures: number; time_s: number | null; front: number; cold: boolean; step: string; alarms: string[]; replayed: number | null; region: number[] | null; pixels: Pair | null };
  /** Of the scan page: what is open, what is under way, and how long the last slices and strokes took to be drawn. */
  readonly scan: { id: string; version: number; saved: boolean; pending: number; stamp: number; curves: number; crosshair: Triple; sliceMs: number[]; strokeMs: number[] } | null;
  /** Where a point lies on the page, in a slice of a scan. */
  scanPlace(view: ScanView, at: Triple): Pair | null;
  /** Of the first probe that has this name, as shown. */
  probe(name: string): { tip_mm: Triple; axis: Triple } | null;
  /** Where a point lies on the page, in a view. */
  place(view: ViewKind, at: Triple): Pair | null;
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
    get counts() { return { ...counts }; },
    get scan() {
      if (!scan.now) return null;
      const { id, version, saved, stamp } = scan.now;
      return { id, version, saved, stamp, pending: scan.pending, curves: scan.tubes.length, crosshair: scanTools.crosshair, sliceMs: scanMarks.sliceMs, strokeMs: scanMarks.strokeMs };
    },
    scanPlace: (view, at) => scanMarks.places.get(view)?.(at) ?? null,
    get moving() { return playback.moving; },
    get sure() { return bands.shown ? (bands.told?.samples ?? null) : null; },
    get job() { return jobs.current?.state ?? null; },
    get answerMs() { return preview.answerMs; },
    get version() { return session.document?.version ?? null; },
    get connected() { return session.connected; },
    get prepared() { return preview.prepared; },
    get live() {
      const moment = replay.recording ? replay.moment : watch.moment;
      return {
        state: watch.about.state,
        pictures: watch.pictures,
        time_s: moment?.time_s ?? null,
        front: moment?.front?.reduce((sum, piece) => sum + piece.length, 0) ?? 0,
        cold: moment?.cold_mm !== undefined,
        step: moment?.step.name ?? '',
        alarms: watch.alarms.map((alarm) => alarm.kind),
        replayed: replay.recording ? replay.index : null,
        region: watch.about.region ?? null,
        pixels: moment?.picture?.size ?? null,
      };
    },
    probe: (name) => preview.places.find((place) => place.name === name) ?? null,
    place: (view, at) => places.get(view)?.(at) ?? null,
  };
}
