import type { Structure } from '../api/types';

export interface Mesh {
  positions: Float32Array<ArrayBuffer>;
  indices: Uint32Array<ArrayBuffer>;
}

/** A structure and its surface. */
export interface Drawn {
  structure: Structure;
  mesh: Mesh;
}

/** An inflated mesh body: u32 vertices, u32 triangles, float32 xyz, u32 indices; throws where it is not as long as it says. */
export function readMesh(body: ArrayBuffer): Mesh {
  const [vertices, triangles] = new Uint32Array(body, 0, 2) as unknown as [number, number];
  const long = 8 + 12 * vertices + 12 * triangles;
  if (long !== body.byteLength) throw new Error(`A mesh says ${long} bytes and has ${body.byteLength}.`);
  return {
    positions: new Float32Array(body.slice(8, 8 + 12 * vertices)),
    indices: new Uint32Array(body.slice(8 + 12 * vertices)),
  };
}

/** What lies around everything else and is drawn as glass: the skin, or else bodies as large as all together. */
export function outermost(drawn: readonly Drawn[]): Set<Structure> {
  const skin = drawn.filter(({ structure }) => structure.kind === 'skin');
  if (skin.length > 0) return new Set(skin.map(({ structure }) => structure));
  const sizes = drawn.map(({ mesh }) => extent(mesh));
  const largest = [0, 1, 2].map((axis) => Math.max(0, ...sizes.map((size) => size[axis]!)));
  return new Set(drawn.filter((_, n) => sizes[n]!.every((size, axis) => size > 0.95 * largest[axis]!)).map(({ structure }) => structure));
}

function extent({ positions }: Mesh): number[] {
  const [low, high] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
  for (let n = 0; n < positions.length; n++) {
    low[n % 3] = Math.min(low[n % 3]!, positions[n]!);
    high[n % 3] = Math.max(high[n % 3]!, positions[n]!);
  }
  return low.map((from, axis) => high[axis]! - from);
}

/** Unit normals at vertices: the mean of the triangles around each, weighted by area. */
export function vertexNormals({ positions: p, indices }: Mesh): Float32Array<ArrayBuffer> {
  const normals = new Float32Array(p.length);
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [3 * indices[t]!, 3 * indices[t + 1]!, 3 * indices[t + 2]!];
    const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
    const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
    const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (let corner = 0; corner < 3; corner++) {
      const at = corner === 0 ? a : corner === 1 ? b : c;
      normals[at]! += x;
      normals[at + 1]! += y;
      normals[at + 2]! += z;
    }
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!) || 1;
    for (let k = 0; k < 3; k++) normals[i + k]! /= length;
  }
  return normals;
}

const SIDE = 2 ** 17; // cubes along each side of the raster, whose middle is the origin; three of them fit a number
const HALF = SIDE / 2;

/**
 * A mesh with about `most` triangles: vertices of one cube of a raster become one, at their mean. For drawing by a
 * processor, which spends its time on vertices; a mesh that is small enough is given back as it is.
 */
export function coarser(mesh: Mesh, most: number): Mesh {
  const triangles = mesh.indices.length / 3;
  if (triangles <= most) return mesh;
  const cell = meanEdge(mesh) * Math.sqrt(triangles / most) * 1.15;
  const { positions: p } = mesh;
  const cluster = new Map<number, number>(); // by the number of the cube: words as keys took ten times as long
  const sums: number[] = [];
  const of = new Uint32Array(p.length / 3);
  for (let v = 0; v < of.length; v++) {
    const [i, j, k] = [Math.floor(p[3 * v]! / cell), Math.floor(p[3 * v + 1]! / cell), Math.floor(p[3 * v + 2]! / cell)];
    const key = ((i + HALF) * SIDE + (j + HALF)) * SIDE + (k + HALF);
    let n = cluster.get(key);
    if (n === undefined) {
      n = cluster.size;
      cluster.set(key, n);
      sums.push(0, 0, 0, 0);
    }
    of[v] = n;
    for (let a = 0; a < 3; a++) sums[4 * n + a]! += p[3 * v + a]!;
    sums[4 * n + 3]! += 1;
  }
  const positions = new Float32Array(3 * cluster.size);
  for (let n = 0; n < cluster.size; n++) for (let a = 0; a < 3; a++) positions[3 * n + a] = sums[4 * n + a]! / sums[4 * n + 3]!;
  const kept: number[] = [];
  for (let t = 0; t < mesh.indices.length; t += 3) {
    const [a, b, c] = [of[mesh.indices[t]!]!, of[mesh.indices[t + 1]!]!, of[mesh.indices[t + 2]!]!];
    if (a !== b && b !== c && a !== c) kept.push(a, b, c);
  }
  return { positions, indices: new Uint32Array(kept) };
}

function meanEdge({ positions: p, indices }: Mesh): number {
  let sum = 0;
  const step = 3 * Math.max(1, Math.floor(indices.length / 3 / 500));
  let count = 0;
  for (let t = 0; t + 1 < indices.length; t += step, count++) {
    const [a, b] = [3 * indices[t]!, 3 * indices[t + 1]!];
    sum += Math.hypot(p[a]! - p[b]!, p[a + 1]! - p[b + 1]!, p[a + 2]! - p[b + 2]!);
  }
  return sum / Math.max(count, 1);
}
