import type { Grid, Triple } from '../api/types';

/** Temperatures on an even grid, hundredths of a degC, x fastest. */
export interface Field {
  grid: Grid;
  values: Int16Array;
}

export const cellsOf = (grid: Grid): number => grid.shape[0] * grid.shape[1] * grid.shape[2];

/** Linear in each direction between cell centres, degC; null outside the grid. */
export function temperatureAt(field: Field, at: Triple): number | null {
  const { shape, origin_mm, spacing_mm } = field.grid;
  const [nx, ny, nz] = shape;
  const x = (at[0] - origin_mm[0]) / spacing_mm[0];
  const y = (at[1] - origin_mm[1]) / spacing_mm[1];
  const z = (at[2] - origin_mm[2]) / spacing_mm[2];
  if (!(x >= 0 && y >= 0 && z >= 0 && x <= nx - 1 && y <= ny - 1 && z <= nz - 1)) return null;
  const i = Math.min(Math.floor(x), nx - 2);
  const j = Math.min(Math.floor(y), ny - 2);
  const k = Math.min(Math.floor(z), nz - 2);
  const fx = x - i;
  const fy = y - j;
  const fz = z - k;
  const plane = nx * ny;
  const base = i + nx * j + plane * k;
  const v = field.values;
  const row = (start: number): number => v[start]! * (1 - fx) + v[start + 1]! * fx;
  const near = row(base) * (1 - fy) + row(base + nx) * fy;
  const far = row(base + plane) * (1 - fy) + row(base + plane + nx) * fy;
  return (near * (1 - fz) + far * fz) / 100;
}

/**
 * Temperatures on a plane: `columns` x `rows` points from `corner` by steps `right` and `down` (mm), degC, row by row;
 * `outside` where the grid does not reach. The innermost loop steps in grid units: it runs for every picture.
 */
export function sampleOnPlane(
  field: Field,
  plane: { corner: Triple; right: Triple; down: Triple; columns: number; rows: number },
  outside: number,
  out: Float32Array,
): Float32Array {
  const { shape, origin_mm, spacing_mm } = field.grid;
  const [nx, ny, nz] = shape;
  const sheet = nx * ny;
  const v = field.values;
  const start = [0, 1, 2].map((a) => (plane.corner[a]! - origin_mm[a]!) / spacing_mm[a]!);
  const right = [0, 1, 2].map((a) => plane.right[a]! / spacing_mm[a]!);
  const down = [0, 1, 2].map((a) => plane.down[a]! / spacing_mm[a]!);
  const [rx, ry, rz] = right as Triple;
  let n = 0;
  for (let row = 0; row < plane.rows; row++) {
    let x = start[0]! + row * down[0]!;
    let y = start[1]! + row * down[1]!;
    let z = start[2]! + row * down[2]!;
    for (let column = 0; column < plane.columns; column++, n++) {
      if (x >= 0 && y >= 0 && z >= 0 && x <= nx - 1 && y <= ny - 1 && z <= nz - 1) {
        const i = Math.min(x | 0, nx - 2);
        const j = Math.min(y | 0, ny - 2);
        const k = Math.min(z | 0, nz - 2);
        const fx = x - i;
        const fy = y - j;
        const fz = z - k;
        const b = i + nx * j + sheet * k;
        const c = b + sheet;
        const a0 = v[b]! + (v[b + 1]! - v[b]!) * fx;
        const a1 = v[b + nx]! + (v[b + nx + 1]! - v[b + nx]!) * fx;
        const c0 = v[c]! + (v[c + 1]! - v[c]!) * fx;
        const c1 = v[c + nx]! + (v[c + nx + 1]! - v[c + nx]!) * fx;
        const near = a0 + (a1 - a0) * fy;
        out[n] = (near + (c0 + (c1 - c0) * fy - near) * fz) / 100;
      } else out[n] = outside;
      x += rx;
      y += ry;
      z += rz;
    }
  }
  return out;
}

/** Every second cell in each direction: coarser and eight times quicker, for while something moves. */
export function halved(field: Field): Field {
  const [nx, ny, nz] = field.grid.shape;
  const shape = [Math.ceil(nx / 2), Math.ceil(ny / 2), Math.ceil(nz / 2)] as Triple;
  const values = new Int16Array(shape[0] * shape[1] * shape[2]);
  let n = 0;
  for (let k = 0; k < nz; k += 2)
    for (let j = 0; j < ny; j += 2) for (let i = 0; i < nx; i += 2) values[n++] = field.values[i + nx * (j + ny * k)]!;
  const spacing_mm = field.grid.spacing_mm.map((s) => 2 * s) as Triple;
  return { grid: { shape, origin_mm: field.grid.origin_mm, spacing_mm }, values };
}
