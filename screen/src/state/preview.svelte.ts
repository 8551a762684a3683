import type { Grid, LiveReceived, Measured, Previewed, Probe, ProbePlace, Problem, Triple } from '../api/types';
import { drawnInSoftware } from '../drawing/softness';
import { readHeader } from '../logic/frame';
import { snapped } from '../logic/nerve';
import type { ViewKind } from '../logic/planes';
import { aimed, moved, placeOf, ringOf, samePlace, turned, type Grip } from '../logic/probes';
import { add, along } from '../logic/vectors';
import { notices } from './notices.svelte';
import { playback } from './playback.svelte';
import { scenes } from './scenes.svelte';
import { session } from './session.svelte';
import { views } from './views.svelte';

interface Drag {
  probe: Probe;
  grip: Grip;
  start: ProbePlace;
  ring: Triple;
  place: ProbePlace;
  snapped: boolean;
}

/** A probe in a hand: where it is, and the quick answer of what the ice would be there. */
class Preview {
  drag = $state.raw<Drag | null>(null);
  answer = $state.raw<Previewed | null>(null);
  sentence = $state('');
  refused = $state('');
  measured = $state.raw<Measured[]>([]);
  prepared = $state(false);
  /** Milliseconds from the newest move to its picture, for tests. */
  answerMs = $state<number | null>(null);
  #grid: Grid | null = null;
  #seq = 0;
  #sentAt = new Map<number, { at: number; places: ProbePlace[] }>();
  #view: ViewKind | null = null;
  #answeredPlaces = $state.raw<ProbePlace[] | null>(null);
  #waits: ProbePlace[] | null = null;
  /** Questions up to this number are of no interest any more. */
  #over = 0;
  #releasing = false;

  /** Places as they are shown: of the case, or of the hand. */
  get places(): ProbePlace[] {
    const held = this.drag?.place;
    return (session.document?.probes ?? []).map((probe) => (held?.name === probe.name ? held : placeOf(probe)));
  }

  /**
   * Places as a view draws them. Where a processor draws, only the view in which the hand moves follows it at once; the
   * others follow with the answer, which comes the sooner for it.
   */
  placesIn(view: ViewKind): ProbePlace[] {
    const waits = this.drag && this.#answeredPlaces && view !== this.#view && drawnInSoftware();
    return waits ? this.#answeredPlaces! : this.places;
  }

  connected(): void {
    this.#forget();
    if (this.prepared) session.live?.send({ kind: 'prepare' });
  }

  /** A hand comes near a probe: have the answers ready. */
  prepare(): void {
    if (!this.prepared) session.live?.send({ kind: 'prepare' });
  }

  grab(probe: Probe, grip: Grip, view: ViewKind): void {
    if (this.#releasing) return;
    this.prepare();
    this.#view = view;
    this.#answeredPlaces = null;
    const start = placeOf(probe);
    this.drag = { probe, grip, start, ring: ringOf(start, probe.insertion_mm), place: start, snapped: false };
  }

  /** The hand moved by `by` mm since it took hold. */
  move(by: Triple, keepEntry: boolean, snap: boolean): void {
    const drag = this.drag;
    if (!drag || this.#releasing) return;
    let place = drag.grip === 'ring' ? turned(drag.start, add(drag.ring, by)) : moved(drag.start, by);
    if (drag.grip === 'tip' && keepEntry) place = aimed(drag.start, drag.ring, by);
    let touches = false;
    if (drag.grip === 'tip' && snap && scenes.nerve) {
      const { diameter_mm, active_length_mm } = drag.probe;
      const needle = { tip: place.tip_mm, axis: place.axis, radius: diameter_mm / 2, active: active_length_mm };
      const tip = snapped(needle, scenes.nerve);
      if (tip) {
        touches = true;
        place = moved({ ...place, tip_mm: tip }, [0, 0, 0]);
      }
    }
    if (samePlace(place, drag.place)) return;
    this.drag = { ...drag, place, snapped: touches };
    this.#ask(this.places);
  }

  async release(): Promise<void> {
    const drag = this.drag;
    if (!drag || this.#releasing) return;
    if (samePlace(drag.place, drag.start)) {
      this.drag = null;
      return;
    }
    const { name, tip_mm, axis } = drag.place;
    this.#releasing = true;
    const done = await session.edit({ kind: 'move_probe', name, tip_mm, axis });
    this.#releasing = false;
    if (this.drag === drag) this.drag = null;
    if (!done) return this.cancel();
    views.crosshair = along(tip_mm, axis, drag.probe.active_length_mm / 2);
    if (session.runAfterDrag) await session.run();
  }

  cancel(): void {
    this.drag = null;
    this.answer = null;
    this.refused = '';
    this.measured = [];
    this.#forget();
    playback.restore();
  }

  clear(): void {
    if (this.drag) return;
    this.answer = null;
    this.refused = '';
    this.measured = [];
    this.sentence = '';
    this.#forget();
    if (playback.source === 'preview') playback.restore();
  }

  /** Another case: nothing is held and nothing prepared. */
  reset(): void {
    this.drag = null;
    this.prepared = false;
    this.#grid = null;
    this.clear();
  }

  told(message: LiveReceived): void {
    if (message.kind === 'preparing') this.sentence = message.sentence;
    if (message.kind === 'prepared') {
      this.#grid = message.grid;
      this.prepared = true;
      this.sentence = '';
      this.#next();
    }
    if (message.kind === 'previewed') {
      this.#grid = message.grid ?? this.#grid;
      if (this.#sentAt.has(message.seq)) {
        this.answer = message;
        this.refused = '';
      }
    }
    if (message.kind === 'measured' && message.seq > this.#over) this.measured = message.probes;
  }

  /** A place that cannot be previewed is told beside the views and forgotten with the next move. */
  failed(problem: Problem, seq?: number): void {
    const words = [problem.what, problem.remedy].filter(Boolean).join(' ');
    if (seq === undefined) {
      this.#sentAt.clear();
      this.sentence = '';
      notices.problem(new Error(words));
      return;
    }
    if (seq <= this.#over) return;
    this.#answered(seq);
    this.refused = words;
    this.#next();
  }

  /** After a run the preview is corrected by it: have it ready before the next drag. */
  refresh(): void {
    if (this.prepared) session.live?.send({ kind: 'prepare' });
  }

  async frame(body: ArrayBuffer): Promise<void> {
    const { index } = readHeader(body);
    session.live?.send({ kind: 'ack', index });
    const sent = this.#sentAt.get(index);
    this.#answered(index);
    this.#next();
    if (!this.#grid || sent === undefined || !this.answer) return;
    if (!(await playback.preview(body, this.#grid))) return;
    if (this.drag) this.#answeredPlaces = sent.places;
    requestAnimationFrame(() => (this.answerMs = performance.now() - sent.at));
  }

  /** A newer answer also ends the wait for older ones, which the server drops. */
  #answered(index: number): void {
    for (const seq of this.#sentAt.keys()) if (seq <= index) this.#sentAt.delete(seq);
  }

  #forget(): void {
    this.#sentAt.clear();
    this.#waits = null;
    this.#over = this.#seq;
  }

  #ask(places: ProbePlace[]): void {
    this.#waits = places;
    this.#next();
  }

  /** At most two questions under way, as the server gives credit; the newest waits, older ones are forgotten. */
  #next(): void {
    if (!this.#waits || !this.prepared || this.#sentAt.size >= 2) return;
    const seq = ++this.#seq;
    if (!session.live?.send({ kind: 'preview', seq, probes: this.#waits })) return;
    this.#sentAt.set(seq, { at: performance.now(), places: this.#waits });
    this.#waits = null;
  }
}

export const preview = new Preview();
