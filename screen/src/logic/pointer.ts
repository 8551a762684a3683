import type { Pair, Probe, ProbePlace, Triple } from '../api/types';
import { ringOf, type Grip } from './probes';

/** How near the pointer must be to a handle, px. */
const REACH = 12;
/** Less than this is a click and no drag, px. */
const STILL = 3;

/** Where a pointer is in a pane, CSS pixels. */
export function local(event: { clientX: number; clientY: number }, box: Element): Pair {
  const { left, top } = box.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

/** The way back: where a place in a pane is on the page. */
export function onPage([x, y]: Pair, box: Element): Pair {
  const { left, top } = box.getBoundingClientRect();
  return [left + x, top + y];
}

export const isDrag = (dx: number, dy: number): boolean => Math.hypot(dx, dy) >= STILL;

export interface Held {
  probe: Probe;
  grip: Grip;
}

/** The first probe, tip before ring, whose handle is under the pointer. `at` says where the view draws it. */
export function handleUnder(
  [x, y]: Pair,
  probes: readonly Probe[],
  places: readonly ProbePlace[],
  at: (place: ProbePlace, grip: Grip, point: Triple) => Pair,
): Held | null {
  for (const probe of probes) {
    const place = places.find((one) => one.name === probe.name);
    if (!place) continue;
    for (const grip of ['tip', 'ring'] as const) {
      const [hx, hy] = at(place, grip, grip === 'tip' ? place.tip_mm : ringOf(place, probe.insertion_mm));
      if (Math.hypot(hx - x, hy - y) < REACH) return { probe, grip };
    }
  }
  return null;
}

export const holdWords = (held: Held | null): string => (held ? `${held.grip === 'tip' ? 'Move' : 'Turn'} probe ${held.probe.name}` : '');
