import type { ScanAxis, ScanBox, ScanGrid, ScanView } from '../api/scanTypes';
import type { Triple } from '../api/types';
import { planeFrom, type Plane } from './planes';

/** The slice across an axis of the case's frame: x, y, z. */
export const VIEWS: readonly ScanView[] = ['sagittal', 'coronal', 'axial'];
export const axisOf = (view: ScanView): ScanAxis => VIEWS.indexOf(view) as ScanAxis;

/** The two axes of a slice: columns run along the first, rows along the second. */
export const inSlice = (axis: ScanAxis): [ScanAxis, ScanAxis] => (axis === 2 ? [0, 1] : axis === 1 ? [0, 2] : [1, 2]);

export const sliceSize = (grid: ScanGrid, axis: ScanAxis): { columns: number; rows: number } => {
  const [u, v] = inSlice(axis);
  return { columns: grid.shape[u]!, rows: grid.shape[v]! };
};

/** Outer corners of the voxels, mm. */
export function boundsOf(grid: ScanGrid): [Triple, Triple] {
  const low = grid.origin_mm.map((at, n) => at - grid.spacing_mm[n]! / 2) as Triple;
  return [low, low.map((at, n) => at + grid.spacing_mm[n]! * grid.shape[n]!) as Triple];
}

/** The voxel layer that holds a place along an axis; the nearest one where the place lies outside. */
export function layerAt(grid: ScanGrid, axis: ScanAxis, at_mm: number): number {
  const layer = Math.floor((at_mm - grid.origin_mm[axis]!) / grid.spacing_mm[axis]! + 0.5);
  return Math.min(grid.shape[axis]! - 1, Math.max(0, layer));
}

/** The middle of a layer, mm. */
export const middleOf = (grid: ScanGrid, axis: ScanAxis, layer: number): number => grid.origin_mm[axis]! + layer * grid.spacing_mm[axis]!;

/** The voxel that holds a place, or null outside of the scan. */
export function voxelAt(grid: ScanGrid, at: Triple): Triple | null {
  const voxel = at.map((mm, n) => Math.floor((mm - grid.origin_mm[n]!) / grid.spacing_mm[n]! + 0.5)) as Triple;
  return voxel.every((n, axis) => n >= 0 && n < grid.shape[axis]!) ? voxel : null;
}

/** A place moved into the scan, each coordinate in the middle of a voxel at its edge at most. */
export function within(grid: ScanGrid, at: Triple): Triple {
  return at.map((mm, n) => {
    const first = grid.origin_mm[n]!;
    return Math.min(first + (grid.shape[n]! - 1) * grid.spacing_mm[n]!, Math.max(first, mm));
  }) as Triple;
}

/** The plane of the slice that holds a place: patient's right on the left, front or head on top, as slices are always shown. */
export function scanPlane(axis: ScanAxis, grid: ScanGrid, at: Triple): Plane {
  const [low, high] = boundsOf(grid);
  const centre = low.map((one, n) => (one + high[n]!) / 2) as Triple;
  centre[axis] = middleOf(grid, axis, layerAt(grid, axis, at[axis]!));
  if (axis === 2) return planeFrom(centre, [-1, 0, 0], [0, -1, 0]);
  if (axis === 1) return planeFrom(centre, [-1, 0, 0], [0, 0, -1]);
  return planeFrom(centre, [0, -1, 0], [0, 0, -1]);
}

/** Whether a slice holds a voxel of a box. */
export const touches = (box: ScanBox, axis: ScanAxis, layer: number): boolean => layer >= box[0][axis]! && layer < box[1][axis]!;
