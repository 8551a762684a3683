import type { ScanAxis, ScanGrid } from '../api/scanTypes';
import type { Triple } from '../api/types';
import type { Rgb } from '../logic/labelColours';
import { boundsOf, inSlice, sliceSize } from '../logic/scanGrid';
import { toPane, type Look, type Plane } from '../logic/planes';

type Pen = CanvasRenderingContext2D;

const PEN: CanvasRenderingContext2DSettings = { willReadFrequently: true };

/** A slice in its own pixels: grey values through a window, and labels in their colours. */
export class ScanPicture {
  readonly #greys = document.createElement('canvas');
  readonly #labels = document.createElement('canvas');
  #drawn: { greys: Int16Array; shades: Uint8Array } | null = null;

  /** Grey values as shades; nothing is done where these are drawn already. */
  paintGreys(greys: Int16Array, shades: Uint8Array, size: { columns: number; rows: number }): void {
    if (this.#drawn?.greys === greys && this.#drawn.shades === shades) return;
    const { pen, image } = blank(this.#greys, size);
    const out = new Uint32Array(image.data.buffer);
    for (let n = 0; n < greys.length; n++) out[n] = 0xff000000 | (shades[greys[n]! + 32768]! * 0x010101);
    pen.putImageData(image, 0, 0);
    this.#drawn = { greys, shades };
  }

  paintLabels(labels: Uint16Array, colours: ReadonlyMap<number, Rgb>, hidden: ReadonlySet<number>, size: { columns: number; rows: number }): void {
    const { pen, image } = blank(this.#labels, size);
    const out = new Uint32Array(image.data.buffer);
    const table = new Map<number, number>();
    for (const [number, [r, g, b]] of colours) if (!hidden.has(number)) table.set(number, (0xff000000 | (b << 16) | (g << 8) | r) >>> 0);
    let [last, ink] = [0, 0];
    for (let n = 0; n < labels.length; n++) {
      const label = labels[n]!;
      if (label !== last) [last, ink] = [label, table.get(label) ?? 0];
      if (ink) out[n] = ink;
    }
    pen.putImageData(image, 0, 0);
  }

  /** Puts the slice where it lies in a pane; `opacity` of the labels. */
  draw(pen: Pen, grid: ScanGrid, axis: ScanAxis, view: { plane: Plane; look: Look; ratio: number; opacity: number; labels: boolean }): void {
    const { plane, look, ratio, opacity } = view;
    const { columns, rows } = sliceSize(grid, axis);
    const [u, v] = inSlice(axis);
    const [low, high] = boundsOf(grid);
    const corner = (ends: [Triple, Triple]): Triple => {
      const at = [...plane.centre] as Triple;
      at[u] = ends[0][u]!;
      at[v] = ends[1][v]!;
      return at;
    };
    const [x0, y0] = toPane(plane, look, corner([low, low]));
    const [x1, y1] = toPane(plane, look, corner([high, high]));
    pen.setTransform((ratio * (x1 - x0)) / columns, 0, 0, (ratio * (y1 - y0)) / rows, ratio * x0, ratio * y0);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(this.#greys, 0, 0);
    if (view.labels && opacity > 0) {
      pen.imageSmoothingEnabled = false; // a voxel belongs to a label or does not
      pen.globalAlpha = opacity;
      pen.drawImage(this.#labels, 0, 0);
      pen.globalAlpha = 1;
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
}

function blank(canvas: HTMLCanvasElement, { columns, rows }: { columns: number; rows: number }): { pen: Pen; image: ImageData } {
  if (canvas.width !== columns || canvas.height !== rows) [canvas.width, canvas.height] = [columns, rows];
  const pen = canvas.getContext('2d', PEN)!;
  return { pen, image: pen.createImageData(columns, rows) };
}
