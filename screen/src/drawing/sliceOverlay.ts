import type { NerveLine, Pair, Probe, ProbePlace, Triple } from '../api/types';
import { nearestOn } from '../logic/nerve';
import { barLength, letterOf, offPlane, toPane, type Look, type Plane } from '../logic/planes';
import { ringOf, type Grip } from '../logic/probes';
import { along, dot, scale, subtract } from '../logic/vectors';
import { around } from '../logic/labelPlaces';
import { INK, RANKS, type SliceWords } from './sliceWords';

type Pen = CanvasRenderingContext2D;

const HALO = 'rgba(4, 8, 14, 0.8)';
const OTHER = '#ffc46b';

export type OtherProbe = Pick<Probe, 'name' | 'tip_mm' | 'axis' | 'diameter_mm' | 'active_length_mm'>;

export function drawCrosshair(pen: Pen, plane: Plane, look: Look, crosshair: Triple): void {
  const [x, y] = toPane(plane, look, crosshair);
  const gap = 9;
  pen.setLineDash(offPlane(plane, crosshair) > 0.75 ? [2, 5] : []); // its shadow where it lies off this slice
  for (const [colour, width] of [[HALO, 2.5], ['#ffd166', 1]] as const) {
    pen.strokeStyle = colour;
    pen.globalAlpha = width === 1 ? 0.85 : 0.3;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(x - gap, y);
    pen.moveTo(x + gap, y);
    pen.lineTo(look.width, y);
    pen.moveTo(x, 0);
    pen.lineTo(x, y - gap);
    pen.moveTo(x, y + gap);
    pen.lineTo(x, look.height);
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** Letters at the four edges and a bar of a round length at the lower right. */
export function drawFrame(pen: Pen, plane: Plane, look: Look, words: SliceWords): void {
  const { width, height } = look;
  const letter = (direction: Triple, at: (wide: number, high: number) => Pair, aside: Pair): void =>
    words.add(letterOf(direction), { rank: RANKS.letter, px: 12 }, (wide, high) => {
      const [x, y] = at(wide, high);
      return ASIDE.map((by): Pair => [x + by * aside[0], y + by * aside[1]]);
    });
  letter(scale(plane.right, -1), (_, high) => [7, (height - high) / 2], [0, 1]);
  letter(plane.right, (wide, high) => [width - 7 - wide, (height - high) / 2], [0, 1]);
  letter(scale(plane.down, -1), (wide) => [(width - wide) / 2, 34], [1, 0]);
  letter(plane.down, (wide) => [(width - wide) / 2, height - 57], [1, 0]); // above the read-out
  const length = barLength(Math.min(90, width / 3) * look.mm_per_px);
  const px = length / look.mm_per_px;
  const [x, y] = [width - 10 - px, height - 10];
  for (const [colour, thick] of [[HALO, 5], [INK, 2.5]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + px, y);
    pen.stroke();
  }
  const bar = `${length} mm`;
  words.add(bar, { rank: RANKS.bar, px: 12 }, (wide, high) => [[x + (px - wide) / 2, y - 5 - high], [width - 8 - wide, y - 5 - high]]);
}

/** How far a letter may move along its edge, px. */
const ASIDE = [0, 20, -20, 40, -40, 70, -70];

/** Outlines of fascicles where a plane cuts the nerve about squarely. */
export function drawFascicles(pen: Pen, plane: Plane, look: Look, nerve: NerveLine): void {
  const near = nearestOn(nerve, plane.centre);
  if (Math.abs(dot(near.tangent, plane.normal)) < 0.9) return;
  const station = Math.round(near.station);
  const across = nerve.across[station];
  if (!across) return;
  pen.strokeStyle = 'rgba(70, 45, 0, 0.75)';
  pen.fillStyle = 'rgba(255, 226, 110, 0.55)';
  pen.lineWidth = 1;
  for (const { offset_mm, radius_mm } of nerve.fascicles[station] ?? []) {
    const at = along(along(near.point, across[0], offset_mm[0]), across[1], offset_mm[1]);
    const [x, y] = toPane(plane, look, at);
    pen.beginPath();
    pen.arc(x, y, radius_mm / look.mm_per_px, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }
}

/** Where a handle of a probe is drawn in a pane, px. */
export const handlePlace = (plane: Plane, look: Look, place: ProbePlace, grip: Grip, point: Triple): Pair =>
  grip === 'tip' ? toPane(plane, look, point) : inView(plane, look, place, point);

/** A ring outside the pane is shown where the shaft leaves it, so that it can be held there. */
function inView(plane: Plane, look: Look, place: ProbePlace, ring: Triple): Pair {
  const [x, y] = toPane(plane, look, ring);
  const [tx, ty] = toPane(plane, look, place.tip_mm);
  const margin = 16;
  let share = 1;
  const clip = (from: number, to: number, most: number): void => {
    if (to < margin && from > margin) share = Math.min(share, (from - margin) / (from - to));
    if (to > most - margin && from < most - margin) share = Math.min(share, (most - margin - from) / (to - from));
  };
  clip(tx, x, look.width);
  clip(ty, y, look.height);
  return [tx + share * (x - tx), ty + share * (y - ty)];
}

/** How far a rod is from a plane, mm; 0 where it passes it. */
function awayFrom(plane: Plane, a: Triple, b: Triple): number {
  const [da, db] = [a, b].map((end) => dot(subtract(end, plane.centre), plane.normal)) as [number, number];
  return da * db <= 0 ? 0 : Math.min(Math.abs(da), Math.abs(db));
}

/** A probe on the plane: bright where its active part is within 1 mm of it, faint elsewhere; the active part is marked. */
export function drawProbe(pen: Pen, plane: Plane, look: Look, shown: { probe: Probe; place: ProbePlace; held: Grip | null; words: SliceWords }): void {
  const { probe, place, held, words } = shown;
  const end = ringOf(place, probe.insertion_mm);
  const away = awayFrom(plane, place.tip_mm, along(place.tip_mm, place.axis, probe.active_length_mm));
  const alpha = held || away < 1 ? 1 : away < 5 ? 0.45 : 0.15;
  const width = Math.max(2.5, probe.diameter_mm / look.mm_per_px);
  const active = along(place.tip_mm, place.axis, probe.active_length_mm);
  const line = (a: Triple, b: Triple, colour: string, thick: number): void => {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.moveTo(...toPane(plane, look, a));
    pen.lineTo(...toPane(plane, look, b));
    pen.stroke();
  };
  pen.setLineDash([]);
  pen.globalAlpha = alpha;
  pen.lineCap = 'butt';
  line(place.tip_mm, end, HALO, width + 2);
  line(active, end, '#b9c4cf', width);
  line(place.tip_mm, active, '#7ff0d4', width);
  pen.globalAlpha = away < 5 || held ? 0.9 : 0.35;
  const handles = [['tip', place.tip_mm], ['ring', end]] as const;
  for (const [grip, point] of handles) {
    const at = handlePlace(plane, look, place, grip, point);
    pen.beginPath();
    pen.arc(at[0], at[1], held === grip ? 8 : 6, 0, 2 * Math.PI);
    pen.lineWidth = 4;
    pen.strokeStyle = HALO;
    pen.stroke();
    pen.lineWidth = 2;
    pen.strokeStyle = held === grip ? '#ffd166' : '#7ff0d4';
    words.keepFree(at, 8);
    if (grip === 'tip') {
      pen.fillStyle = held === grip ? 'rgba(255, 209, 102, 0.5)' : 'rgba(127, 240, 212, 0.35)';
      pen.fill();
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
  if (away < 5) nameProbe(words, probe.name, toPane(plane, look, place.tip_mm), '#bff7e8');
}

function nameProbe(words: SliceWords, name: string, tip: Pair, colour: string): void {
  words.add(name, { rank: RANKS.probe, colour }, (width, height) => around(tip, width, height));
}

/** Where a probe of another run was: an outline, broken, with its name; nothing to take hold of. */
export function drawOtherProbe(pen: Pen, plane: Plane, look: Look, { probe, words }: { probe: OtherProbe; words: SliceWords }): void {
  const active = along(probe.tip_mm, probe.axis, probe.active_length_mm);
  if (awayFrom(plane, probe.tip_mm, active) > 5) return;
  const half = Math.max(2, probe.diameter_mm / look.mm_per_px / 2);
  const [tip, edge, end] = [probe.tip_mm, active, along(probe.tip_mm, probe.axis, 45)].map((at) => toPane(plane, look, at)) as [Pair, Pair, Pair];
  const length = Math.hypot(end[0] - tip[0], end[1] - tip[1]) || 1;
  const [sx, sy] = [(-half * (end[1] - tip[1])) / length, (half * (end[0] - tip[0])) / length];
  for (const [colour, width] of [[HALO, 3.5], [OTHER, 1.6]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(colour === OTHER ? [5, 3] : []);
    pen.beginPath();
    pen.moveTo(end[0] + sx, end[1] + sy);
    pen.lineTo(tip[0] + sx, tip[1] + sy);
    pen.lineTo(tip[0] - sx, tip[1] - sy);
    pen.lineTo(end[0] - sx, end[1] - sy);
    pen.moveTo(edge[0] + sx, edge[1] + sy);
    pen.lineTo(edge[0] - sx, edge[1] - sy);
    pen.stroke();
  }
  pen.setLineDash([]);
  nameProbe(words, probe.name, tip, OTHER);
}
