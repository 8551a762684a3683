import type { Pair, Triple } from '../api/types';
import { angleAt, measuredWords, type Measure } from '../logic/measure';
import { around } from '../logic/labelPlaces';
import { offPlane, toPane, type Look, type Plane } from '../logic/planes';
import { RANKS, type SliceWords } from './sliceWords';

type Pen = CanvasRenderingContext2D;

const HALO = 'rgba(4, 8, 14, 0.85)';
const INK = '#ffb3dd';
/** A measure farther than this from a slice does not lie on it, mm. */
const ON_SLICE_MM = 0.75;

export const liesOn = (plane: Plane, measure: Measure): boolean => measure.points.every((at) => offPlane(plane, at) <= ON_SLICE_MM);

/** The point of a measure under the pointer, or null. */
export function pointUnder(plane: Plane, look: Look, list: readonly Measure[], x: number, y: number): { id: number; point: number } | null {
  for (const measure of list) {
    if (!liesOn(plane, measure)) continue;
    const point = measure.points.findIndex((at) => {
      const [px, py] = toPane(plane, look, at);
      return Math.hypot(px - x, py - y) < 9;
    });
    if (point >= 0) return { id: measure.id, point };
  }
  return null;
}

/** A measure with ends and value: full on its own slice, broken and said to be off it elsewhere. */
export function drawMeasure(pen: Pen, plane: Plane, look: Look, { measure, words }: { measure: Measure; words: SliceWords }): void {
  const on = liesOn(plane, measure);
  const places = measure.points.map((at) => toPane(plane, look, at));
  pen.globalAlpha = on ? 1 : 0.6;
  for (const [colour, width] of [[HALO, 4], [INK, 1.8]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(on ? [] : [4, 4]);
    pen.beginPath();
    places.forEach(([x, y], n) => (n === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    pen.stroke();
    pen.setLineDash([]);
    for (const [x, y] of places) cross(pen, x, y);
    if (measure.kind === 'angle') arc(pen, measure.points, places);
  }
  pen.globalAlpha = 1;
  const value = measuredWords(measure.kind, measure.points);
  if (!value) return;
  const said = `${measure.id ? `${measure.id}: ` : ''}${value}${on ? '' : ', off this slice'}`;
  const at = labelPlace(measure, places);
  words.add(said, { rank: RANKS.measure, colour: INK, px: 12.5, weight: 700, alpha: on ? 1 : 0.85 }, (width, height) => {
    const inside: Pair = [Math.min(Math.max(4, at[0]), look.width - width - 4), Math.min(Math.max(44, at[1]), look.height - 10) - height / 2];
    return [inside, ...around(inside, width, height, [2, 14, 26])];
  });
}

function cross(pen: Pen, x: number, y: number): void {
  pen.beginPath();
  pen.moveTo(x - 5, y);
  pen.lineTo(x + 5, y);
  pen.moveTo(x, y - 5);
  pen.lineTo(x, y + 5);
  pen.stroke();
}

function arc(pen: Pen, points: readonly Triple[], places: readonly Pair[]): void {
  const [leg, corner, other] = places;
  if (!leg || !corner || !other || angleAt(points[0]!, points[1]!, points[2]!) === null) return;
  const from = Math.atan2(leg[1] - corner[1], leg[0] - corner[0]);
  const by = Math.atan2(other[1] - corner[1], other[0] - corner[0]) - from;
  const turn = Math.atan2(Math.sin(by), Math.cos(by)); // the shorter way round
  pen.beginPath();
  pen.arc(corner[0], corner[1], 16, from, from + turn, turn < 0);
  pen.stroke();
}

/** Beside the middle of a distance, outside of the corner of an angle. */
function labelPlace(measure: Measure, places: readonly Pair[]): Pair {
  const [first, second, third] = places;
  if (measure.kind === 'distance' || !third) return [(first![0] + second![0]) / 2 + 8, (first![1] + second![1]) / 2 - 11];
  const [mx, my] = [(first![0] + third[0]) / 2 - second![0], (first![1] + third[1]) / 2 - second![1]];
  const length = Math.hypot(mx, my) || 1;
  return [second![0] + (30 * mx) / length - 10, second![1] + (30 * my) / length];
}
