import type { Field } from './field';

export interface Surface {
  positions: Float32Array<ArrayBuffer>;
  /** Unit vectors from cold to warm. */
  normals: Float32Array<ArrayBuffer>;
  indices: Uint32Array<ArrayBuffer>;
}

/**
 * The surface where a field has `level` degC, by naive surface nets: one vertex in every cell of eight values that the
 * surface crosses, at the mean of the crossed edges (linear along each), and one quad for every crossed edge.
 * Quads wind so that their front looks to the warm side.
 */
export function surfaceOf(field: Field, level: number): Surface {
  const [nx, ny, nz] = field.grid.shape;
  const { origin_mm: origin, spacing_mm: spacing } = field.grid;
  const v = field.values;
  const iso = level * 100;
  const sheet = nx * ny;
  const positions: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  const vertexOf = new Int32Array(2 * sheet).fill(-1); // two layers of cells are enough
  const corner = [0, 1, nx, nx + 1, sheet, sheet + 1, sheet + nx, sheet + nx + 1];
  const value = new Float64Array(8);

  for (let k = 0; k < nz - 1; k++) {
    const here = (k & 1) * sheet;
    const below = sheet - here;
    vertexOf.fill(-1, here, here + sheet);
    for (let j = 0; j < ny - 1; j++) {
      for (let i = 0; i < nx - 1; i++) {
        const base = i + nx * j + sheet * k;
        let cold = 0;
        for (let c = 0; c < 8; c++) {
          const d = v[base + corner[c]!]! - iso;
          value[c] = d;
          if (d < 0) cold |= 1 << c;
        }
        if (cold === 0 || cold === 255) continue;
        const vertex = positions.length / 3;
        vertexOf[here + i + nx * j] = vertex;
        place(value, positions, normals, i, j, k, origin, spacing);
        // Quads round the three edges that leave this cell's first corner, between cells that are all known by now.
        const first = (cold & 1) !== 0;
        const link = (other: number, a: number, b: number, c: number): void => {
          if (first === ((cold & (1 << other)) !== 0)) return;
          if (a < 0 || b < 0 || c < 0) return;
          if (first) indices.push(vertex, c, b, vertex, b, a);
          else indices.push(vertex, a, b, vertex, b, c);
        };
        const at = (di: number, dj: number, dk: number): number =>
          i < di || j < dj || k < dk ? -1 : vertexOf[(dk ? below : here) + (i - di) + nx * (j - dj)]!;
        link(1, at(0, 0, 1), at(0, 1, 1), at(0, 1, 0)); // along x
        link(2, at(1, 0, 0), at(1, 0, 1), at(0, 0, 1)); // along y
        link(4, at(0, 1, 0), at(1, 1, 0), at(1, 0, 0)); // along z
      }
    }
  }
  return {
    positions: new Float32Array(positions),
    normals: new Float32Array(normals),
    indices: new Uint32Array(indices),
  };
}

const EDGES = [
  [0, 1], [2, 3], [4, 5], [6, 7],
  [0, 2], [1, 3], [4, 6], [5, 7],
  [0, 4], [1, 5], [2, 6], [3, 7],
] as const;

function place(
  value: Float64Array,
  positions: number[],
  normals: number[],
  i: number,
  j: number,
  k: number,
  origin: readonly number[],
  spacing: readonly number[],
): void {
  let x = 0;
  let y = 0;
  let z = 0;
  let crossed = 0;
  for (const [a, b] of EDGES) {
    const va = value[a]!;
    const vb = value[b]!;
    if (va < 0 === vb < 0) continue;
    const t = va / (va - vb);
    x += (a & 1) + t * ((b & 1) - (a & 1));
    y += ((a >> 1) & 1) + t * (((b >> 1) & 1) - ((a >> 1) & 1));
    z += (a >> 2) + t * ((b >> 2) - (a >> 2));
    crossed++;
  }
  x /= crossed;
  y /= crossed;
  z /= crossed;
  positions.push(
    origin[0]! + (i + x) * spacing[0]!,
    origin[1]! + (j + y) * spacing[1]!,
    origin[2]! + (k + z) * spacing[2]!,
  );
  const [v0, v1, v2, v3, v4, v5, v6, v7] = value as unknown as [number, number, number, number, number, number, number, number];
  const gx = (v1 - v0 + v3 - v2 + v5 - v4 + v7 - v6) / spacing[0]!;
  const gy = (v2 - v0 + v3 - v1 + v6 - v4 + v7 - v5) / spacing[1]!;
  const gz = (v4 - v0 + v5 - v1 + v6 - v2 + v7 - v3) / spacing[2]!;
  const length = Math.hypot(gx, gy, gz) || 1;
  normals.push(gx / length, gy / length, gz / length);
}
