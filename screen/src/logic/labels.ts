import type { Grid, Structure, Triple } from '../api/types';

export interface Labels {
  grid: Grid;
  values: Uint8Array<ArrayBuffer>;
}

/** The label of the voxel a point lies in; 0 outside the volume. */
export function labelAt(labels: Labels, at: Triple): number {
  const { shape, origin_mm, spacing_mm } = labels.grid;
  const cell = at.map((value, a) => Math.round((value - origin_mm[a]!) / spacing_mm[a]!)) as Triple;
  if (cell.some((index, a) => index < 0 || index >= shape[a]!)) return 0;
  return labels.values[cell[0] + shape[0] * (cell[1] + shape[1] * cell[2])]!;
}

export const structureOf = (structures: readonly Structure[], label: number): Structure | null =>
  structures.find((structure) => structure.label === label) ?? null;
