import type { CaseDocument, NerveLine, Pair, ScannerPlane, Triple } from '../api/types';
import { nearestOn, type Nearest } from './nerve';
import { add, along, cross, distance, dot, norm, scale, subtract, unit, withoutPart } from './vectors';

export type SliceKind = 'axial' | 'along' | 'across' | 'scanner';
export type ViewKind = '3d' | SliceKind;

const WITH_NERVE: Record<ViewKind, string> = {
  '3d': '3D',
  axial: 'Axial',
  along: 'Along the nerve',
  across: 'Across the nerve',
  scanner: 'Scanner plane',
};

/** Where no nerve is drawn, pictures along and across it are those along two axes of the body. */
export const viewNames = (nerve: boolean): Record<ViewKind, string> => (nerve ? WITH_NERVE : { ...WITH_NERVE, along: 'Sagittal', across: 'Coronal' });

/** A plane of the picture: `centre` is shown in the middle of the pane; all three directions are unit vectors. */
export interface Plane {
  centre: Triple;
  right: Triple;
  down: Triple;
  /** Into the picture: right x down. */
  normal: Triple;
}

export const planeFrom = (centre: Triple, right: Triple, down: Triple): Plane => ({
  centre,
  right,
  down,
  normal: unit(cross(right, down)),
});

/**
 * The way from the skin to the nerve: as the scanner looks, or else as the probes go, or else from the nearer of front
 * and back. Pictures along and across the nerve have the skin on top, as a scanner shows them.
 */
export function inwards(document: CaseDocument | null, bounds: [Triple, Triple] | null): Triple {
  const scanner = document?.scanner;
  if (scanner) return unit(scanner.down_mm);
  const ways = document?.probes.map((probe) => scale(probe.axis, -1)) ?? [];
  const mean = ways.reduce(add, [0, 0, 0]);
  if (norm(withoutPart(mean, [0, 0, 1])) > 0.2) return unit(withoutPart(mean, [0, 0, 1]));
  const middle = bounds ? (bounds[0][1] + bounds[1][1]) / 2 : 0;
  return middle > 0 ? [0, 1, 0] : [0, -1, 0];
}

export interface Sight {
  crosshair: Triple;
  bounds: [Triple, Triple];
  nerve: NerveLine | null;
  document: CaseDocument | null;
  /** How far the picture along the nerve is shifted to its side, mm; 0: through its middle. */
  beside_mm?: number;
  /** Plane of the simulated scanner, where it is known. */
  scanner?: ScannerPlane | null;
}

export function planeOf(kind: SliceKind, sight: Sight): Plane {
  const { crosshair, bounds, nerve, document } = sight;
  const middle = scale(add(bounds[0], bounds[1]), 0.5);
  if (kind === 'axial') return planeFrom([middle[0], middle[1], crosshair[2]], [-1, 0, 0], [0, -1, 0]);
  if (kind === 'scanner') return scannerPlane(sight);
  if (!nerve) return withoutNerve(kind, crosshair, probeMiddle(document) ?? middle);
  const near = nearestOn(nerve!, crosshair);
  const depth = unit(withoutPart(inwards(document, bounds), near.tangent), [0, 1, 0]);
  if (kind === 'across') return planeFrom(onPlane(near.point, crosshair, near.tangent), unit(cross(depth, near.tangent)), depth);
  const plane = planeFrom(near.point, near.tangent, towardsProbe(near, nerve!, document, depth));
  return { ...plane, centre: along(plane.centre, plane.normal, sight.beside_mm ?? 0) };
}

/** Sagittal in place of along the nerve, coronal in place of across it; `about` stays in the middle. */
const withoutNerve = (kind: SliceKind, crosshair: Triple, about: Triple): Plane =>
  kind === 'along'
    ? planeFrom([crosshair[0], about[1], about[2]], [0, -1, 0], [0, 0, -1])
    : planeFrom([about[0], crosshair[1], about[2]], [-1, 0, 0], [0, 0, -1]);

const probeMiddle = (document: CaseDocument | null): Triple | null => {
  const probe = document?.probes[0];
  return probe ? along(probe.tip_mm, probe.axis, probe.active_length_mm / 2) : null;
};

/**
 * The direction in which the nearest probe lies beside the nerve, or opposite, whichever leads inwards: the picture along the
 * nerve then holds the nerve and that probe, with the skin on top. `depth` where there is no probe, or one in the nerve's middle.
 */
function towardsProbe(near: Nearest, nerve: NerveLine, document: CaseDocument | null, depth: Triple): Triple {
  const sides = (document?.probes ?? []).map((probe) => {
    const middle = along(probe.tip_mm, probe.axis, probe.active_length_mm / 2);
    const side = withoutPart(subtract(middle, nearestOn(nerve, middle).point), near.tangent);
    return { side, away: distance(middle, near.point) };
  });
  const nearest = sides.reduce<(typeof sides)[number] | null>((best, one) => (best && best.away <= one.away ? best : one), null);
  if (!nearest || norm(nearest.side) < 0.3) return depth;
  return unit(scale(nearest.side, dot(nearest.side, depth) < 0 ? -1 : 1));
}

/** The scanner's own plane, shifted to hold the crosshair; across the nerve where a case has no scanner. */
function scannerPlane(sight: Sight): Plane {
  const known = sight.document?.scanner;
  const simulated = sight.scanner;
  const scanner = simulated
    ? { top_mm: simulated.origin_mm, right_mm: simulated.lateral, down_mm: simulated.axial, depth_mm: simulated.depth_mm }
    : known;
  if (!scanner) return planeOf(sight.nerve ? 'across' : 'axial', sight);
  const right = unit(scanner.right_mm);
  const down = unit(scanner.down_mm);
  const middle = along(scanner.top_mm, down, scanner.depth_mm / 2);
  return planeFrom(onPlane(middle, sight.crosshair, unit(cross(right, down))), right, down);
}

/** `point` moved along `normal` into the plane through `through`. */
const onPlane = (point: Triple, through: Triple, normal: Triple): Triple =>
  along(point, normal, dot(subtract(through, point), normal));

/** How a pane looks at its plane. */
export interface Look {
  width: number;
  height: number;
  mm_per_px: number;
  /** Shift of the middle of the pane, mm along right and down. */
  pan: Pair;
}

export function toPane(plane: Plane, look: Look, at: Triple): Pair {
  const from = subtract(at, plane.centre);
  return [
    look.width / 2 + (dot(from, plane.right) - look.pan[0]) / look.mm_per_px,
    look.height / 2 + (dot(from, plane.down) - look.pan[1]) / look.mm_per_px,
  ];
}

export function fromPane(plane: Plane, look: Look, x: number, y: number): Triple {
  const right = (x - look.width / 2) * look.mm_per_px + look.pan[0];
  const down = (y - look.height / 2) * look.mm_per_px + look.pan[1];
  return along(along(plane.centre, plane.right, right), plane.down, down);
}

const ENDS: readonly (readonly [string, string])[] = [
  ['R', 'L'],
  ['A', 'P'],
  ['Prox', 'Dist'],
];

/** What lies in a direction: R, L, A, P, Prox or Dist, two of them where it is oblique ("A-Prox"). */
export function letterOf(direction: Triple): string {
  const parts = direction
    .map((value, axis) => ({ size: Math.abs(value), letter: ENDS[axis]![value > 0 ? 0 : 1]! }))
    .filter((part) => part.size > 0.4)
    .sort((one, other) => other.size - one.size);
  return parts
    .slice(0, 2)
    .map((part) => part.letter)
    .join('-');
}

/** The nearest place of a plane to a point. */
export const onto = (plane: Plane, at: Triple): Triple => onPlane(at, plane.centre, plane.normal);

/** How far a point is from a plane, mm. */
export const offPlane = (plane: Plane, at: Triple): number => Math.abs(dot(subtract(at, plane.centre), plane.normal));

/** A length for a scale bar: 1, 2 or 5 times a power of ten, at most `most` mm long. */
export function barLength(most: number): number {
  const ten = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((by) => by * ten).find((length) => length <= most) ?? ten;
}

/** "R 3.2, P 12.0, Prox 4.1 mm": a place in words that need no legend. */
export function placeInWords(at: Triple): string {
  const parts = at.map((value, axis) => `${ENDS[axis]![value >= 0 ? 0 : 1]} ${Math.abs(value).toFixed(1)}`);
  return `${parts.join(', ')} mm`;
}
