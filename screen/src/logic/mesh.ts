export interface Mesh {
  positions: Float32Array<ArrayBuffer>;
  indices: Uint32Array<ArrayBuffer>;
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

/** Unit normals at vertices: the mean of the triangles around each, weighted by area. */
export function vertexNormals({ positions: p, indices }: Mesh): Float32Array<ArrayBuffer> {
  const normals = new Float32Array(p.length);
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [3 * indices[t]!, 3 * indices[t + 1]!, 3 * indices[t + 2]!];
    const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
    const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
    const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const corner of [a, b, c]) for (let i = 0; i < 3; i++) normals[corner + i]! += n[i]!;
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!) || 1;
    for (let k = 0; k < 3; k++) normals[i + k]! /= length;
  }
  return normals;
}
