import type { Probe, ProbePlace, Triple } from '../api/types';
import { add, along, rounded, subtract, unit } from './vectors';

export type Grip = 'tip' | 'ring';

export const placeOf = (probe: Probe): ProbePlace => ({ name: probe.name, tip_mm: probe.tip_mm, axis: probe.axis });

/** Where the shaft ends on the screen: at the skin, or 45 mm from the tip where it never passes it. */
export function ringOf(place: ProbePlace, insertion_mm: number | null): Triple {
  const length = insertion_mm === null ? 45 : Math.min(Math.max(insertion_mm, 15), 120);
  return along(place.tip_mm, place.axis, length);
}

/** The whole probe moved, its direction kept. */
export const moved = (place: ProbePlace, by: Triple): ProbePlace => ({ ...place, tip_mm: rounded(add(place.tip_mm, by)) });

/** The tip moved, the place on the skin kept. */
export function aimed(place: ProbePlace, ring: Triple, by: Triple): ProbePlace {
  const tip = rounded(add(place.tip_mm, by));
  return { ...place, tip_mm: tip, axis: rounded(unit(subtract(ring, tip), place.axis), 4) };
}

/** The probe turned about its tip, so that the shaft passes `towards`. */
export const turned = (place: ProbePlace, towards: Triple): ProbePlace => ({
  ...place,
  axis: rounded(unit(subtract(towards, place.tip_mm), place.axis), 4),
});

export const samePlace = (a: ProbePlace, b: ProbePlace): boolean =>
  [0, 1, 2].every((i) => Math.abs(a.tip_mm[i]! - b.tip_mm[i]!) < 1e-6 && Math.abs(a.axis[i]! - b.axis[i]!) < 1e-6);
