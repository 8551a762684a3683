import type { Pair, Triple } from '../api/types';
import { contoursOf } from '../logic/contours';
import { ISOTHERMS, type Isotherm } from '../logic/colours';
import { sampleOnPlane, type Field } from '../logic/field';
import { fromPane, toPane, type Look, type Plane } from '../logic/planes';
import { besideLine } from '../logic/labelPlaces';
import { dot, scale, subtract } from '../logic/vectors';
import { RANKS, type SliceWords } from './sliceWords';

const STEP_PX = 2.5;
const OUTSIDE_DEGC = 100;

export interface IsothermLine {
  isotherm: Isotherm;
  /** CSS pixels of the pane, x and y in turn. */
  points: Float32Array;
  closed: boolean;
}

let raster = new Float32Array(0);

/**
 * Isotherms on a plane as lines in the pane, sampled every few pixels where the field's box crosses it. The raster reaches
 * two steps beyond box and pane, and ends warm there: every line is closed, out of sight where the pane cuts the ice.
 */
export function isothermLines(field: Field, plane: Plane, look: Look, shown: (level: number) => boolean): IsothermLine[] {
  const box = boxOnPane(field, plane, look);
  if (!box) return [];
  const [[left, top], [right, bottom]] = box;
  const columns = Math.max(2, Math.ceil((right - left) / STEP_PX) + 1);
  const rows = Math.max(2, Math.ceil((bottom - top) / STEP_PX) + 1);
  if (raster.length < columns * rows) raster = new Float32Array(columns * rows);
  const step = STEP_PX * look.mm_per_px;
  const corner = fromPane(plane, look, left, top);
  const grid = { corner, right: scale(plane.right, step), down: scale(plane.down, step), columns, rows };
  const values = sampleOnPlane(field, grid, OUTSIDE_DEGC, raster);
  for (let column = 0; column < columns; column++) values[column] = values[column + (rows - 1) * columns] = OUTSIDE_DEGC;
  for (let row = 0; row < rows; row++) values[row * columns] = values[(row + 1) * columns - 1] = OUTSIDE_DEGC;
  return ISOTHERMS.filter((isotherm) => shown(isotherm.level)).flatMap((isotherm) =>
    contoursOf(values, columns, rows, isotherm.level).map(({ points, closed }) => ({
      isotherm,
      closed,
      points: points.map((value, n) => value * STEP_PX + (n % 2 === 0 ? left : top)),
    })),
  );
}

const BEYOND = 2 * STEP_PX;

/** The part of the pane, and a little beyond it, that the field's box can reach, px; null where the plane misses the box. */
function boxOnPane(field: Field, plane: Plane, look: Look): [Pair, Pair] | null {
  const { shape, origin_mm, spacing_mm } = field.grid;
  const size = shape.map((n, a) => (n - 1) * spacing_mm[a]!);
  const ends = Array.from({ length: 8 }, (_, n) => origin_mm.map((start, a) => start + ((n >> a) & 1) * size[a]!) as Triple);
  const away = ends.map((at) => dot(subtract(at, plane.centre), plane.normal));
  if (!(Math.min(...away) <= 0 && Math.max(...away) >= 0)) return null;
  const corners = ends.map((at) => toPane(plane, look, at));
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const low: Pair = [Math.max(0, Math.min(...xs)) - BEYOND, Math.max(0, Math.min(...ys)) - BEYOND];
  const high: Pair = [Math.min(look.width, Math.max(...xs)) + BEYOND, Math.min(look.height, Math.max(...ys)) + BEYOND];
  if (high[0] <= 0 || high[1] <= 0 || low[0] >= look.width || low[1] >= look.height) return null;
  return low[0] < high[0] && low[1] < high[1] ? [low, high] : null;
}

/** Fills the ice faintly and draws every line with its dark halo, dash and label. */
export function drawIsotherms(pen: CanvasRenderingContext2D, lines: readonly IsothermLine[], words: SliceWords): void {
  const paths = lines.map((line) => ({ ...line, path: pathOf(line) }));
  for (const { level } of ISOTHERMS) {
    const ice = new Path2D();
    for (const item of paths) if (item.isotherm.level === level) ice.addPath(item.path);
    pen.fillStyle = level === 0 ? 'rgba(190, 225, 255, 0.22)' : level === -20 ? 'rgba(86, 180, 233, 0.20)' : 'rgba(230, 159, 0, 0.20)';
    pen.fill(ice, 'evenodd');
  }
  pen.lineJoin = 'round';
  for (const { isotherm, path } of paths) {
    pen.setLineDash([]);
    pen.strokeStyle = 'rgba(4, 8, 14, 0.75)';
    pen.lineWidth = isotherm.width + 2.4;
    pen.stroke(path);
    pen.setLineDash([...isotherm.dash]);
    pen.strokeStyle = isotherm.colour;
    pen.lineWidth = isotherm.width;
    pen.stroke(path);
  }
  pen.setLineDash([]);
  for (const [rank, level] of BY_WEIGHT.entries()) {
    const own = lines.filter(({ isotherm }) => isotherm.level === level);
    if (own[0]) nameLine(words, own, own[0].isotherm.label, { rank, colour: own[0].isotherm.colour, least: level === 0 ? 24 : 70 });
  }
}

export function pathOf({ points, closed }: IsothermLine): Path2D {
  const path = new Path2D();
  path.moveTo(points[0]!, points[1]!);
  for (let n = 2; n < points.length; n += 2) path.lineTo(points[n]!, points[n + 1]!);
  if (closed) path.closePath();
  return path;
}

/** Whose label is kept longest where room is short: what is meant to last, what a scanner shows, the core. */
const BY_WEIGHT = [-20, 0, -40];

/** Names the longest of some lines; none where it is shorter than `least` numbers. */
export function nameLine(words: SliceWords, lines: readonly IsothermLine[], name: string, style: { rank: number; colour: string; least: number }): void {
  const longest = lines.reduce<IsothermLine | null>((best, line) => (best && best.points.length >= line.points.length ? best : line), null);
  if (!longest || longest.points.length < style.least) return;
  words.add(name, { rank: RANKS.line + style.rank, colour: style.colour }, (width, height) => besideLine(longest.points, width, height));
}
