import type { ScanAxis, ScanGrid } from '../api/scanTypes';
import type { Triple } from '../api/types';
import { inSlice, layerAt, middleOf, sliceSize } from './scanGrid';

/** A line that a brush is drawn along; `axis`: of the slice it is drawn in, null: a ball. */
export interface Stroke {
  points: readonly Triple[];
  radius_mm: number;
  axis: ScanAxis | null;
}

/** What a stroke does to the voxels it covers. `label` 0 with `erase`: whatever is there. */
export interface Ink {
  label: number;
  erase: boolean;
  /** Only over these labels; null: over all. */
  over: readonly number[] | null;
  /** Only where the stored grey value lies between; null: everywhere. */
  range: readonly [number, number] | null;
}

/** One slice of a scan, as it is shown. */
export interface Slice {
  axis: ScanAxis;
  layer: number;
  labels: Uint16Array;
  greys: Int16Array | null;
}

const SLACK = 1e-6; // as the program has it: a voxel on the rim is covered

/** Whether a stroke touches a slice at all. */
export function reaches(grid: ScanGrid, stroke: Stroke, axis: ScanAxis, layer: number): boolean {
  if (stroke.axis === axis) return layerAt(grid, axis, stroke.points[0]![axis]!) === layer;
  if (stroke.axis !== null) return false; // a thin line there: it is shown once the program has answered
  const at = middleOf(grid, axis, layer);
  return stroke.points.some((point) => Math.abs(point[axis]! - at) <= stroke.radius_mm);
}

/** Puts ink on the voxels of a slice whose centres lie within the radius of the line; how many changed. */
export function paintSlice(grid: ScanGrid, slice: Slice, stroke: Stroke, ink: Ink): number {
  const { points } = stroke;
  let changed = 0;
  for (let n = 0; n < Math.max(1, points.length - 1); n++) changed += segment(grid, slice, [points[n]!, points[Math.min(n + 1, points.length - 1)]!], stroke, ink);
  return changed;
}

function segment(grid: ScanGrid, slice: Slice, [start, end]: [Triple, Triple], stroke: Stroke, ink: Ink): number {
  const [u, v] = inSlice(slice.axis);
  const { columns, rows } = sliceSize(grid, slice.axis);
  const r2 = stroke.radius_mm ** 2 * (1 + SLACK);
  const flat = stroke.axis !== null;
  const off = flat ? 0 : middleOf(grid, slice.axis, slice.layer) - start[slice.axis]!;
  const [wu, wv, ww] = [end[u]! - start[u]!, end[v]! - start[v]!, flat ? 0 : end[slice.axis]! - start[slice.axis]!];
  const length = wu * wu + wv * wv + ww * ww;
  const span = (axis: ScanAxis, size: number): [number, number] => {
    const low = Math.min(start[axis]!, end[axis]!) - stroke.radius_mm;
    const high = Math.max(start[axis]!, end[axis]!) + stroke.radius_mm;
    const place = (mm: number) => (mm - grid.origin_mm[axis]!) / grid.spacing_mm[axis]!;
    return [Math.max(0, Math.ceil(place(low) - SLACK)), Math.min(size - 1, Math.floor(place(high) + SLACK))];
  };
  const [firstColumn, lastColumn] = span(u, columns);
  const [firstRow, lastRow] = span(v, rows);
  let changed = 0;
  for (let row = firstRow; row <= lastRow; row++) {
    const dv = middleOf(grid, v, row) - start[v]!;
    for (let column = firstColumn; column <= lastColumn; column++) {
      const du = middleOf(grid, u, column) - start[u]!;
      const share = length > 0 ? Math.min(1, Math.max(0, (du * wu + dv * wv + off * ww) / length)) : 0;
      const d2 = (du - share * wu) ** 2 + (dv - share * wv) ** 2 + (off - share * ww) ** 2;
      if (d2 <= r2 && put(slice, row * columns + column, ink)) changed++;
    }
  }
  return changed;
}

function put({ labels, greys }: Slice, at: number, ink: Ink): boolean {
  const now = labels[at]!;
  if (ink.range && greys && (greys[at]! < ink.range[0] || greys[at]! > ink.range[1])) return false;
  if (ink.erase ? ink.label !== 0 && now !== ink.label : ink.over && !ink.over.includes(now)) return false;
  const next = ink.erase ? 0 : ink.label;
  if (next === now) return false;
  labels[at] = next;
  return true;
}
