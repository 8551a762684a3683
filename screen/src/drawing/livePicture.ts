import type { LiveMoment, LivePicture, Pair, Triple } from '../api/types';
import { regionBox, type Region } from '../logic/beginning';
import { lay, ring, type Laid } from '../logic/liveMoment';
import { barLength, letterOf } from '../logic/planes';
import { scale } from '../logic/vectors';
import { text } from './sliceWords';

type Pen = CanvasRenderingContext2D;

const HALO = 'rgba(4, 8, 14, 0.8)';
const FRONT = '#ffffff';
const COLD = '#56b4e9';

/** A scanner's picture with what was tracked in it (white, solid) and what is inferred (−20 °C: blue, dashed, its band hatched). */
export function drawLive(
  pen: Pen,
  pane: { width: number; height: number },
  shown: {
    moment: LiveMoment;
    bitmap: ImageBitmap | null;
    plane?: { lateral: Triple; axial: Triple } | undefined;
    /** That is looked at; the rest is dimmed. */
    region?: Region | null | undefined;
    /** That is being drawn, or holds from the next beginning. */
    next?: Region | null | undefined;
    /** Row and column where the shaft was said to be. */
    shaft?: [number, number] | null | undefined;
  },
): void {
  pen.clearRect(0, 0, pane.width, pane.height);
  const { moment, bitmap, plane } = shown;
  if (!moment.picture) return;
  const laid = lay(moment.picture, pane.width, pane.height);
  pen.imageSmoothingEnabled = true;
  if (bitmap) pen.drawImage(bitmap, laid.x, laid.y, laid.width, laid.height);
  drawRegions(pen, laid, moment.picture, shown);
  if (!laid.perMm) return;
  pen.save();
  pen.beginPath();
  pen.rect(laid.x, laid.y, laid.width, laid.height);
  pen.clip();
  const cold = drawCold(pen, laid, moment);
  const front = drawFront(pen, laid, moment);
  if (shown.shaft) drawShaft(pen, laid, moment.picture, shown.shaft);
  pen.restore();
  pen.font = '600 13px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  if (front) text(pen, 'Edge of the ice, tracked', ...beside(laid, front, 'Edge of the ice, tracked', pen, -22), FRONT);
  const none = moment.cold_text?.startsWith('none') === true;
  const words = none ? '−20 °C: none, or at most this (95 %)' : '−20 °C, inferred (5 to 95 %)';
  if (cold) text(pen, words, ...beside(laid, cold, words, pen, 18), '#9fd6f7');
  drawScale(pen, laid, laid.perMm[0], shown.region ? regionBox(moment.picture, laid, shown.region).y : laid.y, plane);
}

/** What is not looked at is dimmed; a region of the next beginning is outlined. */
function drawRegions(pen: Pen, laid: Laid, picture: LivePicture, { region, next }: { region?: Region | null | undefined; next?: Region | null | undefined }): void {
  pen.save();
  pen.beginPath();
  pen.rect(laid.x, laid.y, laid.width, laid.height);
  pen.clip();
  if (region) {
    const box = regionBox(picture, laid, region);
    pen.fillStyle = 'rgba(4, 8, 14, 0.62)';
    pen.beginPath();
    pen.rect(laid.x, laid.y, laid.width, laid.height);
    pen.rect(box.x, box.y, box.width, box.height);
    pen.fill('evenodd');
    outline(pen, box, '#c6d0da', []);
  }
  if (next && String(next) !== String(region ?? '')) {
    const box = regionBox(picture, laid, next);
    outline(pen, box, '#ffd166', [7, 5]);
    pen.font = '600 12px system-ui, sans-serif';
    pen.textBaseline = 'middle';
    pen.textAlign = 'center';
    text(pen, 'this edge counts as the transducer’s face', box.x + box.width / 2, box.y + 12, '#ffd166');
  }
  pen.restore();
}

function drawShaft(pen: Pen, laid: Laid, picture: LivePicture, [row, column]: [number, number]): void {
  const [columns, rows] = picture.size;
  const [x, y] = [laid.x + ((column + 0.5) / columns) * laid.width, laid.y + ((row + 0.5) / rows) * laid.height];
  for (const [colour, width] of [[HALO, 5], ['#ffd166', 2]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
      pen.moveTo(x + 4 * dx, y + 4 * dy);
      pen.lineTo(x + 13 * dx, y + 13 * dy);
    }
    pen.stroke();
  }
  pen.font = '600 12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  pen.textAlign = 'right';
  text(pen, 'shaft, as entered', x - 17, y, '#ffd166');
}

function outline(pen: Pen, box: { x: number; y: number; width: number; height: number }, colour: string, dash: number[]): void {
  for (const [stroke, width] of [[HALO, 4], [colour, 1.8]] as const) {
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    pen.setLineDash(stroke === HALO ? [] : dash);
    pen.strokeRect(box.x + 1, box.y + 1, box.width - 2, box.height - 2);
  }
  pen.setLineDash([]);
}

/** A label right of a point; where it does not fit there, as far right as it can and `down` px lower, off the line. */
function beside(laid: Laid, [x, y]: Pair, words: string, pen: Pen, down: number): Pair {
  const most = laid.x + laid.width - pen.measureText(words).width - 8;
  const lower = x + 12 > most ? y + down : y;
  return [Math.max(laid.x + 6, Math.min(x + 12, most)), Math.min(Math.max(lower, laid.y + 14), laid.y + laid.height - 40)];
}

function drawFront(pen: Pen, laid: Laid, { front = [] }: LiveMoment): Pair | null {
  let top: Pair | null = null;
  pen.lineJoin = pen.lineCap = 'round';
  for (const [colour, width] of [[HALO, 5], [FRONT, 2.4]] as const) {
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.lineWidth = width;
    for (const piece of front) {
      const points = piece.map(laid.place);
      pen.beginPath();
      points.forEach(([x, y], n) => (n === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
      if (points.length > 1) pen.stroke();
      for (const at of points) if (!top || at[0] - at[1] > top[0] - top[1]) top = at;
    }
  }
  return top;
}

function drawCold(pen: Pen, laid: Laid, { centre_mm, angles_deg, cold_mm }: LiveMoment): Pair | null {
  if (!centre_mm || !angles_deg || !cold_mm || !cold_mm.high.some((radius) => radius !== null && radius > 0.05)) return null;
  const [low, middle, high] = (['low', 'middle', 'high'] as const).map((name) => ring(centre_mm, angles_deg, cold_mm[name]).map((at) => at && laid.place(at)));
  const band = new Path2D();
  band.addPath(pathOf(high!));
  band.addPath(pathOf(low!));
  pen.fillStyle = 'rgba(86, 180, 233, 0.26)';
  pen.fill(band, 'evenodd');
  hatch(pen, band, high!);
  const line = new Path2D();
  line.addPath(pathOf(middle!));
  for (const [colour, width, dash] of [[HALO, 4.6, []], [COLD, 2.4, [8, 5]]] as const) {
    pen.setLineDash([...dash]);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke(line);
  }
  pen.setLineDash([]);
  const known = high!.filter((at): at is Pair => at !== null);
  return known.reduce<Pair | null>((best, at) => (best && best[0] + best[1] > at[0] + at[1] ? best : at), null);
}

/** A closed line; where a point is not known (along the shaft), it goes on with the next. */
function pathOf(points: readonly (Pair | null)[]): Path2D {
  const path = new Path2D();
  let begun = false;
  for (const at of points) {
    if (!at) continue;
    if (begun) path.lineTo(...at);
    else path.moveTo(...at);
    begun = true;
  }
  if (begun) path.closePath();
  return path;
}

/** Slanting lines in a band, so that it is told without its colour. */
function hatch(pen: Pen, band: Path2D, around: readonly (Pair | null)[]): void {
  const known = around.filter((at): at is Pair => at !== null);
  const [left, right] = [Math.min(...known.map(([x]) => x)), Math.max(...known.map(([x]) => x))];
  const [top, bottom] = [Math.min(...known.map(([, y]) => y)), Math.max(...known.map(([, y]) => y))];
  pen.save();
  pen.clip(band, 'evenodd');
  pen.strokeStyle = 'rgba(159, 214, 247, 0.75)';
  pen.lineWidth = 1;
  pen.beginPath();
  for (let x = left - (bottom - top); x < right; x += 7) {
    pen.moveTo(x, bottom);
    pen.lineTo(x + (bottom - top), top);
  }
  pen.stroke();
  pen.restore();
}

function drawScale(pen: Pen, laid: Laid, perMm: number, face: number, plane?: { lateral: Triple; axial: Triple }): void {
  pen.font = '600 12px system-ui, sans-serif';
  const length = barLength(Math.min(140, laid.width / 3) / perMm);
  const px = length * perMm;
  const [x, y] = [laid.x + laid.width - 12 - px, laid.y + laid.height - 12];
  for (const [colour, thick] of [[HALO, 5], ['#f2f6fa', 2.5]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.moveTo(x, y - 4);
    pen.lineTo(x, y);
    pen.lineTo(x + px, y);
    pen.lineTo(x + px, y - 4);
    pen.stroke();
  }
  pen.textAlign = 'center';
  text(pen, `${length} mm`, x + px / 2, y - 13);
  const middle = laid.x + laid.width / 2;
  text(pen, 'transducer', middle, face + 11);
  // every 5 mm of depth, on the left edge
  pen.textAlign = 'left';
  const [, zero] = laid.place([0, 0]);
  for (let depth = 5; zero + depth * perMm < laid.y + laid.height - 8; depth += 5) {
    const at = zero + depth * perMm;
    pen.lineWidth = 2;
    pen.strokeStyle = '#f2f6fa';
    pen.beginPath();
    pen.moveTo(laid.x, at);
    pen.lineTo(laid.x + (depth % 10 === 0 ? 12 : 7), at);
    pen.stroke();
    if (depth % 10 === 0) text(pen, `${depth} mm`, laid.x + 16, at);
  }
  if (plane) {
    pen.textAlign = 'right';
    text(pen, `${letterOf(scale(plane.lateral, -1))} ◂`, middle - 44, face + 11);
    pen.textAlign = 'left';
    text(pen, `▸ ${letterOf(plane.lateral)}`, middle + 44, face + 11);
    pen.textAlign = 'center';
    text(pen, `▾ ${letterOf(plane.axial)}`, middle, laid.y + laid.height - 12);
  }
  pen.textAlign = 'left';
}
