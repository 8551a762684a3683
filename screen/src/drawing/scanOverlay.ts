import type { Tube } from '../api/scanTypes';
import type { Pair, Triple } from '../api/types';
import { CURVE_COLOURS } from '../logic/labelColours';
import { around } from '../logic/labelPlaces';
import { offPlane, toPane, type Look, type Plane } from '../logic/planes';
import { cutAcross, cutAlong } from '../logic/tubes';
import { distance } from '../logic/vectors';
import type { Placed } from '../state/measures.svelte';
import { RANKS, type SliceWords } from './sliceWords';

type Pen = CanvasRenderingContext2D;

const HALO = 'rgba(4, 8, 14, 0.85)';
/** Farther from the slice than this a centre line is drawn faintly, mm. */
const NEAR_MM = 3;

function line(pen: Pen, points: readonly Pair[], colour: string, width: number, closed = false): void {
  for (const [ink, thick] of [[HALO, width + 2], [colour, width]] as const) {
    pen.strokeStyle = ink;
    pen.lineWidth = thick;
    pen.beginPath();
    points.forEach(([x, y], n) => (n === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    if (closed) pen.closePath();
    pen.stroke();
  }
}

/** A traced nerve or vessel: its outline where the slice cuts it, its centre line where it runs near the slice. */
export function drawTube(pen: Pen, plane: Plane, look: Look, { tube, words, chosen }: { tube: Tube; words: SliceWords; chosen: boolean }): void {
  const colour = CURVE_COLOURS[tube.kind];
  const width = chosen ? 2.2 : 1.5;
  const outlines = cutAcross(tube.rings_mm, plane);
  for (const outline of outlines) {
    const places = outline.map((at) => toPane(plane, look, at));
    line(pen, places, colour, width, true);
    if (tube.uncertainty_mm > 0) doubtful(pen, places, tube.uncertainty_mm / look.mm_per_px, colour);
    const middle = middleOf(places);
    words.keepFree(middle, Math.max(...places.map(([x, y]) => Math.max(Math.abs(x - middle[0]), Math.abs(y - middle[1])))));
  }
  const edges = cutAlong(tube.rings_mm, plane);
  if (edges.length > 2) {
    pen.fillStyle = colour;
    for (const pair of edges)
      for (const at of pair) {
        const [x, y] = toPane(plane, look, at);
        pen.fillRect(x - 1, y - 1, 2, 2);
      }
  }
  centreLine(pen, plane, look, tube, colour);
  const first = outlines[0];
  const at = first ? rightmost(first.map((one) => toPane(plane, look, one))) : null;
  if (at) words.add(tube.treated ? `${tube.name} (treated)` : tube.name, { rank: RANKS.line, colour, px: 11.5 }, (wide, high) => around(at, wide, high));
}

const middleOf = (places: readonly Pair[]): Pair => [0, 1].map((n) => places.reduce((sum, one) => sum + one[n]!, 0) / places.length) as Pair;

/** How far out an outline may lie, one standard deviation: dotted round it. */
function doubtful(pen: Pen, outline: readonly Pair[], by_px: number, colour: string): void {
  const middle = middleOf(outline);
  pen.setLineDash([2, 3]);
  line(pen, outline.map(([x, y]): Pair => {
    const away = Math.hypot(x - middle[0], y - middle[1]) || 1;
    return [x + (by_px * (x - middle[0])) / away, y + (by_px * (y - middle[1])) / away];
  }), colour, 1, true);
  pen.setLineDash([]);
}

const rightmost = (places: readonly Pair[]): Pair => places.reduce((best, one) => (one[0] > best[0] ? one : best));

function centreLine(pen: Pen, plane: Plane, look: Look, tube: Tube, colour: string): void {
  pen.globalAlpha = 0.8;
  pen.setLineDash([5, 3]);
  let piece: Pair[] = [];
  const flush = (): void => {
    if (piece.length > 1) line(pen, piece, colour, 1);
    piece = [];
  };
  for (const point of tube.points_mm) {
    if (offPlane(plane, point) <= NEAR_MM) piece.push(toPane(plane, look, point));
    else flush();
  }
  flush();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** Clicks of a trace: full near the slice, small and faint elsewhere. */
export function drawClicks(pen: Pen, plane: Plane, look: Look, clicks: readonly Triple[]): void {
  clicks.forEach((click, n) => {
    const near = offPlane(plane, click) <= NEAR_MM;
    const [x, y] = toPane(plane, look, click);
    pen.globalAlpha = near ? 1 : 0.45;
    pen.beginPath();
    pen.arc(x, y, near ? 6 : 3.5, 0, 2 * Math.PI);
    pen.fillStyle = 'rgba(255, 120, 40, 0.35)';
    pen.fill();
    pen.lineWidth = 3.5;
    pen.strokeStyle = HALO;
    pen.stroke();
    pen.lineWidth = 1.6;
    pen.strokeStyle = '#ffb060';
    pen.stroke();
    if (near) {
      pen.font = '700 10px system-ui, sans-serif';
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      pen.fillStyle = '#fff1d6';
      pen.fillText(String(n + 1), x, y + 0.5);
    }
  });
  pen.globalAlpha = 1;
}

/** An outline that is being drawn by hand in a slice. */
export function drawOutline(pen: Pen, plane: Plane, look: Look, points: readonly Triple[]): void {
  if (points.length === 0) return;
  line(pen, points.map((at) => toPane(plane, look, at)), '#ffb060', 1.6, points.length > 2);
}

/** The brush under the pointer. */
export function drawBrush(pen: Pen, at: Pair, radius_px: number, colour: string, erase: boolean): void {
  pen.setLineDash(erase ? [4, 3] : []);
  for (const [ink, thick] of [[HALO, 3], [colour, 1.4]] as const) {
    pen.strokeStyle = ink;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.arc(at[0], at[1], Math.max(1, radius_px), 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.setLineDash([]);
}

/** The rim of a circle whose grey values are measured. */
export function drawCircle(pen: Pen, plane: Plane, look: Look, measure: Placed<string>): void {
  const [centre, rim] = measure.points;
  if (!centre || !rim) return;
  drawBrush(pen, toPane(plane, look, centre), distance(centre, rim) / look.mm_per_px, '#ffb3dd', offPlane(plane, centre) > 0.75);
}
