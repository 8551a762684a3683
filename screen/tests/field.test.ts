import { describe, expect, it } from 'vitest';
import type { Grid, Triple } from '../src/api/types';
import { halved, sampleOnPlane, temperatureAt, type Field } from '../src/logic/field';
import { coarser, outermost, type Drawn } from '../src/logic/mesh';
import { isothermLines } from '../src/drawing/isothermLines';
import { contoursOf } from '../src/logic/contours';
import { planeFrom, type Look } from '../src/logic/planes';
import { surfaceOf } from '../src/logic/surfaceNets';

/** A cold ball: distance from `middle` less `radius`, times `slope` degC a mm. */
function ball(radius: number, slope = 10, n = 41, spacing = 0.5): Field {
  const half = ((n - 1) * spacing) / 2;
  const grid: Grid = { shape: [n, n, n], origin_mm: [-half, -half, -half], spacing_mm: [spacing, spacing, spacing] };
  const values = new Int16Array(n ** 3);
  let at = 0;
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++)
      for (let i = 0; i < n; i++) {
        const r = Math.hypot(i * spacing - half, j * spacing - half, k * spacing - half);
        values[at++] = Math.round((r - radius) * slope * 100);
      }
  return { grid, values };
}

describe('a field', () => {
  it('is linear between cells, and knows where it ends', () => {
    const grid: Grid = { shape: [2, 2, 2], origin_mm: [1, 2, 3], spacing_mm: [1, 2, 4] };
    const values = new Int16Array([0, 100, 0, 100, 200, 300, 200, 300]);
    expect(temperatureAt({ grid, values }, [1.25, 3, 5])).toBeCloseTo(0.25 + 1);
    expect(temperatureAt({ grid, values }, [0.99, 3, 5])).toBeNull();
    expect(temperatureAt({ grid, values }, [2, 4, 7])).toBeCloseTo(3);
  });

  it('gives on a plane what it gives point by point', () => {
    const field = ball(4);
    const plane = { corner: [-6, -5, 0.3] as Triple, right: [0.7, 0.1, 0] as Triple, down: [0, 0.6, 0.2] as Triple, columns: 12, rows: 9 };
    const seen = sampleOnPlane(field, plane, 99, new Float32Array(12 * 9));
    for (const [column, row] of [[0, 0], [5, 3], [11, 8]] as const) {
      const at = [0, 1, 2].map((a) => plane.corner[a]! + column * plane.right[a]! + row * plane.down[a]!) as Triple;
      expect(seen[row * 12 + column]).toBeCloseTo(temperatureAt(field, at) ?? 99, 4);
    }
  });

  it('is 99 outside', () => {
    const plane = { corner: [50, 0, 0] as Triple, right: [1, 0, 0] as Triple, down: [0, 1, 0] as Triple, columns: 2, rows: 2 };
    expect([...sampleOnPlane(ball(4), plane, 99, new Float32Array(4))]).toEqual([99, 99, 99, 99]);
  });

  it('keeps every second cell when it is halved', () => {
    const field = ball(4);
    const half = halved(field);
    expect(half.grid.shape).toEqual([21, 21, 21]);
    expect(temperatureAt(half, [3, 2, 1])).toBeCloseTo(temperatureAt(field, [3, 2, 1])!, 5);
  });
});

describe('the surface of a ball', () => {
  const radius = 4.3;
  const surface = surfaceOf(ball(radius), 0);

  it('lies at its radius to a twentieth of a cell', () => {
    expect(surface.positions.length).toBeGreaterThan(0);
    for (let v = 0; v < surface.positions.length; v += 3) {
      const r = Math.hypot(surface.positions[v]!, surface.positions[v + 1]!, surface.positions[v + 2]!);
      expect(Math.abs(r - radius)).toBeLessThan(0.025);
    }
  });

  it('is closed: every edge belongs to two triangles that run it in opposite ways', () => {
    const edges = new Map<string, number>();
    const { indices } = surface;
    for (let t = 0; t < indices.length; t += 3)
      for (let c = 0; c < 3; c++) {
        const key = `${indices[t + c]}-${indices[t + ((c + 1) % 3)]}`;
        edges.set(key, (edges.get(key) ?? 0) + 1);
      }
    for (const [key, count] of edges) {
      expect(count).toBe(1);
      expect(edges.get(key.split('-').reverse().join('-'))).toBe(1);
    }
  });

  it('winds outwards and holds the volume of the ball', () => {
    let volume = 0;
    const { indices, positions: p } = surface;
    for (let t = 0; t < indices.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((n) => 3 * indices[t + n]!) as [number, number, number];
      volume +=
        (p[a]! * (p[b + 1]! * p[c + 2]! - p[b + 2]! * p[c + 1]!) +
          p[a + 1]! * (p[b + 2]! * p[c]! - p[b]! * p[c + 2]!) +
          p[a + 2]! * (p[b]! * p[c + 1]! - p[b + 1]! * p[c]!)) /
        6;
    }
    const right = (4 / 3) * Math.PI * radius ** 3;
    expect(volume / right).toBeGreaterThan(0.98);
    expect(volume / right).toBeLessThan(1.01);
  });

  it('has normals that look from cold to warm', () => {
    expect(surface.positions.length).toBeGreaterThan(0);
    for (let v = 0; v < surface.positions.length; v += 3) {
      const out = [0, 1, 2].reduce((sum, a) => sum + (surface.positions[v + a]! / radius) * surface.normals[v + a]!, 0);
      expect(out).toBeGreaterThan(0.98);
    }
  });

  it('is empty where nothing is that cold', () => {
    expect(surfaceOf(ball(radius), -60).indices).toHaveLength(0);
  });
});

describe('a coarser mesh', () => {
  const fine = surfaceOf(ball(4.3), 0);
  const coarse = coarser(fine, 600);

  it('has about the triangles asked for, and keeps to the ball', () => {
    expect(coarse.indices.length / 3).toBeGreaterThan(250);
    expect(coarse.indices.length / 3).toBeLessThan(900);
    for (let v = 0; v < coarse.positions.length; v += 3)
      expect(Math.abs(Math.hypot(...coarse.positions.slice(v, v + 3)) - 4.3)).toBeLessThan(0.25);
  });

  it('has no triangle that is a line', () => {
    for (let t = 0; t < coarse.indices.length; t += 3) expect(new Set(coarse.indices.slice(t, t + 3)).size).toBe(3);
  });
});

describe('contours', () => {
  function disc(radius: number, n = 61): Float32Array {
    return Float32Array.from({ length: n * n }, (_, at) => Math.hypot((at % n) - 30, Math.floor(at / n) - 30) - radius);
  }

  it('join to one closed line at the radius', () => {
    const [line, ...more] = contoursOf(disc(17.4), 61, 61, 0);
    expect(more).toHaveLength(0);
    expect(line!.closed).toBe(true);
    for (let n = 0; n < line!.points.length; n += 2)
      expect(Math.hypot(line!.points[n]! - 30, line!.points[n + 1]! - 30)).toBeCloseTo(17.4, 1);
    expect([...line!.points.slice(0, 2)]).toEqual([...line!.points.slice(-2)]);
  });

  it('stay open where they leave the picture', () => {
    const lines = contoursOf(Float32Array.from({ length: 25 }, (_, at) => (at % 5) - 1.5), 5, 5, 0);
    expect(lines).toHaveLength(1);
    expect(lines[0]!.closed).toBe(false);
    expect(lines[0]!.points).toHaveLength(10);
    expect([...lines[0]!.points].filter((_, n) => n % 2 === 0)).toEqual([1.5, 1.5, 1.5, 1.5, 1.5]);
  });

  it('part two discs, and lose no crossing at a saddle', () => {
    const two = disc(8).map((value, at) => Math.min(value, Math.hypot((at % 61) - 50, Math.floor(at / 61) - 30) - 8));
    const lines = contoursOf(two, 61, 61, 0);
    expect(lines.map((line) => line.closed)).toEqual([true, true]);
    const saddle = contoursOf(new Float32Array([-1, 1, 1, -1]), 2, 2, 0);
    expect(saddle).toHaveLength(2);
  });
});

describe('isotherms on a pane', () => {
  const field = ball(6);
  const through = (z: number) => planeFrom([0, 0, z], [1, 0, 0], [0, -1, 0]);
  const look = (mm: number, pan: [number, number] = [0, 0]): Look => ({ width: 200, height: 200, mm_per_px: mm / 200, pan });
  const all = () => true;

  it('are closed circles where the ice is whole', () => {
    const [line, ...others] = isothermLines(field, through(0), look(18), (level) => level === 0);
    expect([line!.closed, others.length]).toEqual([true, 0]);
    for (let n = 0; n < line!.points.length; n += 2)
      expect(Math.abs(Math.hypot(line!.points[n]! - 100, line!.points[n + 1]! - 100) * (18 / 200) - 6)).toBeLessThan(0.05);
  });

  it('close out of sight where the pane cuts the ice', () => {
    const lines = isothermLines(field, through(0), look(6, [6, 0]), all);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.closed)).toBe(true);
    // Points off the isotherm itself lie beyond the pane.
    for (const { points, isotherm } of lines)
      for (let n = 0; n < points.length; n += 2) {
        const [x, y] = [points[n]!, points[n + 1]!];
        const seen = x >= 0 && y >= 0 && x <= 200 && y <= 200;
        const r = Math.hypot((x - 100) * (6 / 200) + 6, (y - 100) * (6 / 200));
        if (seen) expect(Math.abs(r - (6 + isotherm.level / 10))).toBeLessThan(0.05);
      }
  });

  it('frame a pane that lies in the ice whole, beyond its edges', () => {
    const lines = isothermLines(field, through(0), look(2), (level) => level === 0);
    expect(lines.map((line) => line.closed)).toEqual([true]);
    const { points } = lines[0]!;
    for (let n = 0; n < points.length; n += 2)
      expect(points[n]! < 0 || points[n]! > 200 || points[n + 1]! < 0 || points[n + 1]! > 200).toBe(true);
  });

  it('are none where the plane misses the box, or the pane does', () => {
    expect(isothermLines(field, through(10.5), look(18), all)).toEqual([]);
    expect(isothermLines(field, through(NaN), look(18), all)).toEqual([]);
    expect(isothermLines(field, through(0), look(18, [40, 0]), all)).toEqual([]);
  });
});

describe('what is drawn as glass', () => {
  const body = (kind: string, size: number): Drawn => ({
    structure: { label: 1, name: kind, kind, mesh: '', triangles: 1 },
    mesh: { positions: new Float32Array([0, 0, 0, size, size, size]), indices: new Uint32Array(3) },
  });

  it('is the skin, or else what is as large as all together', () => {
    const kinds = (drawn: Drawn[]): string[] => [...outermost(drawn)].map(({ kind }) => kind);
    expect(kinds([body('skin', 50), body('fat', 50), body('bone', 10)])).toEqual(['skin']);
    expect(kinds([body('gel', 50), body('nerve', 10)])).toEqual(['gel']);
    expect(kinds([])).toEqual([]);
  });
});
