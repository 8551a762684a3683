import { ISOTHERMS } from '../logic/colours';
import type { Field } from '../logic/field';
import type { Look, Plane } from '../logic/planes';
import { SURE, type SureKey } from '../logic/sure';
import { isothermLines, nameLine, pathOf, type IsothermLine } from './isothermLines';
import type { SliceWords } from './sliceWords';

/** Lines of a limit on a plane, for each share of the samples. */
export type BandLines = Record<SureKey, IsothermLine[]>;

export function bandLines(fields: Record<SureKey, Field>, limit: number, plane: Plane, look: Look): BandLines {
  const of = (field: Field): IsothermLine[] => isothermLines(field, plane, look, (level) => level === limit);
  return { p5: of(fields.p5), p50: of(fields.p50), p95: of(fields.p95) };
}

/** The band from 5 to 95 % filled, what is reached in 95 % filled more, the median as a strong line; each named. */
export function drawBands(pen: CanvasRenderingContext2D, lines: BandLines, limit: number, words: SliceWords): void {
  const colour = ISOTHERMS.find(({ level }) => level === limit)!.colour;
  const path = (key: SureKey): Path2D => {
    const all = new Path2D();
    for (const line of lines[key]) all.addPath(pathOf(line));
    return all;
  };
  const band = path('p5');
  band.addPath(path('p95'));
  pen.fillStyle = colour;
  pen.globalAlpha = 0.26;
  pen.fill(band, 'evenodd');
  pen.globalAlpha = 0.5;
  pen.fill(path('p95'), 'evenodd');
  pen.globalAlpha = 1;
  pen.lineJoin = 'round';
  for (const { key, width, dash } of SURE) {
    const line = path(key);
    pen.setLineDash([]);
    pen.strokeStyle = 'rgba(4, 8, 14, 0.75)';
    pen.lineWidth = width + 2.2;
    pen.stroke(line);
    pen.setLineDash([...dash]);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke(line);
  }
  pen.setLineDash([]);
  for (const { key, percent, rank } of SURE) nameLine(words, lines[key], `${percent} %`, { rank, colour, least: 12 });
}
