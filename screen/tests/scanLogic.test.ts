import { describe, expect, it } from 'vitest';
import type { ScanAbout, ScanAxis, ScanGrid } from '../src/api/scanTypes';
import type { Triple } from '../src/api/types';
import { paintSlice, reaches, type Ink, type Stroke } from '../src/logic/brush';
import { dragged, presets, shades, valueWords } from '../src/logic/greyWindow';
import { scanCommandOf } from '../src/logic/keys';
import { labelColours } from '../src/logic/labelColours';
import { fromPane, letterOf, toPane, type Look } from '../src/logic/planes';
import { unrolled } from '../src/logic/runLength';
import { boundsOf, layerAt, middleOf, scanPlane, sliceSize, touches, voxelAt, within } from '../src/logic/scanGrid';
import { clickUnder, cutAcross, cutAlong, inserted } from '../src/logic/tubes';
import { scale } from '../src/logic/vectors';

const GRID: ScanGrid = { shape: [40, 36, 24], origin_mm: [-20, -18, -24], spacing_mm: [1, 1, 2] };
const INK: Ink = { label: 3, erase: false, over: null, range: null };
const blank = (axis: ScanAxis): Uint16Array => {
  const { columns, rows } = sliceSize(GRID, axis);
  return new Uint16Array(columns * rows);
};

/** Every voxel of a slice by the plain rule: its centre within the radius of one of the points of a fine line. */
function plainly(axis: ScanAxis, layer: number, stroke: Stroke): Uint16Array {
  const { columns, rows } = sliceSize(GRID, axis);
  const labels = blank(axis);
  const [u, v] = axis === 2 ? [0, 1] : axis === 1 ? [0, 2] : [1, 2];
  const points: Triple[] = [];
  for (let n = 0; n < Math.max(1, stroke.points.length - 1); n++)
    for (let s = 0; s <= 400; s++) {
      const [a, b] = [stroke.points[n]!, stroke.points[Math.min(n + 1, stroke.points.length - 1)]!];
      points.push(a.map((one, k) => one + (s / 400) * (b[k]! - one)) as Triple);
    }
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = [0, 0, 0] as Triple;
      at[axis] = middleOf(GRID, axis, layer);
      at[u!] = middleOf(GRID, u as ScanAxis, column);
      at[v!] = middleOf(GRID, v as ScanAxis, row);
      const near = points.some((p) => {
        const d2 = at.reduce((sum, one, k) => sum + (stroke.axis === k ? 0 : (one - p[k]!) ** 2), 0);
        return d2 <= stroke.radius_mm ** 2 * (1 + 1e-6);
      });
      if (near) labels[row * columns + column] = 3;
    }
  return labels;
}

describe('a brush', () => {
  it.each([
    ['a disk', { points: [[1.3, -2.2, 0.4]], radius_mm: 4.7, axis: 2 }, 2, 12],
    ['a line in a slice', { points: [[-8, -6, 0], [7, 9, 0], [9, -3, 0]], radius_mm: 3, axis: 2 }, 2, 12],
    ['a disk in a slice of slices', { points: [[0, 1, -3.5]], radius_mm: 6, axis: 0 }, 0, 20],
    ['a ball in its middle', { points: [[0, 0, 0]], radius_mm: 6, axis: null }, 2, 12],
    ['a ball beside its middle', { points: [[0, 0, 1]], radius_mm: 6, axis: null }, 2, 14],
    ['a ball along the limb', { points: [[0, 0, -10], [3, 2, 12]], radius_mm: 4, axis: null }, 1, 18],
  ] as [string, Stroke, ScanAxis, number][])('%s covers what lies within its radius, in mm', (_, stroke, axis, layer) => {
    const labels = blank(axis);
    const changed = paintSlice(GRID, { axis, layer, labels, greys: null }, stroke, INK);
    expect(Array.from(labels)).toEqual(Array.from(plainly(axis, layer, stroke)));
    expect(changed).toBe(labels.filter((one) => one === 3).length);
  });

  it('stops at the edge of the scan, and outside it does nothing', () => {
    const labels = blank(2);
    expect(paintSlice(GRID, { axis: 2, layer: 0, labels, greys: null }, { points: [[-20, -18, -24]], radius_mm: 3, axis: 2 }, INK)).toBe(11);
    expect(paintSlice(GRID, { axis: 2, layer: 0, labels, greys: null }, { points: [[500, 0, -24]], radius_mm: 3, axis: 2 }, INK)).toBe(0);
  });

  it('keeps to grey values, to labels it may cover, and takes away only what it is told to', () => {
    const stroke: Stroke = { points: [[0, 0, 0]], radius_mm: 3, axis: 2 };
    const greys = new Int16Array(40 * 36).map((_, n) => (n % 2 ? 100 : -100));
    const labels = blank(2);
    const slice = { axis: 2 as const, layer: 12, labels, greys };
    paintSlice(GRID, slice, stroke, { ...INK, range: [0, 200] });
    expect(labels.every((one, n) => one === 0 || n % 2 === 1)).toBe(true);
    const some = labels.filter((one) => one === 3).length;
    paintSlice(GRID, slice, stroke, { ...INK, label: 5, over: [0] });
    expect(labels.filter((one) => one === 3)).toHaveLength(some);
    paintSlice(GRID, slice, stroke, { label: 5, erase: true, over: null, range: null });
    expect([labels.filter((one) => one === 5).length, labels.filter((one) => one === 3).length]).toEqual([0, some]);
    paintSlice(GRID, slice, stroke, { label: 0, erase: true, over: null, range: null });
    expect(labels.every((one) => one === 0)).toBe(true);
  });

  it('reaches the slices that show it', () => {
    const disk: Stroke = { points: [[0, 0, 0]], radius_mm: 5, axis: 2 };
    expect([reaches(GRID, disk, 2, 12), reaches(GRID, disk, 2, 13), reaches(GRID, disk, 0, 20)]).toEqual([true, false, false]);
    const ball: Stroke = { ...disk, axis: null };
    expect([reaches(GRID, ball, 2, 14), reaches(GRID, ball, 2, 15), reaches(GRID, ball, 0, 25)]).toEqual([true, false, true]);
  });
});

describe('runs of labels', () => {
  it('become a slice again', () => {
    expect(Array.from(unrolled(new Uint16Array([0, 2, 7, 3, 0, 1]).buffer, 6))).toEqual([0, 0, 7, 7, 7, 0]);
  });
  it('are refused where they are not whole', () => {
    expect(() => unrolled(new Uint16Array([0, 2]).buffer, 6)).toThrow(/not whole/);
  });
});

describe('a window of grey values', () => {
  it('goes from black to white over its width', () => {
    const table = shades({ width: 400, level: 40 }, 1, 0);
    const shade = (value: number) => table[value + 32768];
    expect([shade(-2000), shade(-160), shade(-60), shade(240), shade(3000)]).toEqual([0, 0, 64, 255, 255]);
  });
  it('knows slope and intercept', () => {
    expect(shades({ width: 10, level: 5 }, 0.001, 32.768)[0]).toBe(0);
    expect(shades({ width: 65.536, level: 32.768 }, 0.001, 32.768)[32768]).toBe(128);
  });
  it('is widened by a drag to the right, and made darker downwards', () => {
    const at = { width: 100, level: 50 };
    expect(dragged(at, 50, 0, 1000).width).toBeGreaterThan(100);
    expect(dragged(at, 0, 50, 1000).level).toBeGreaterThan(50);
    expect(dragged(at, -5000, 0, 1000).width).toBe(0.5);
  });
  it('is offered by modality', () => {
    const about = { modality: 'CT', low: -1024, high: 3071, window: { width: 400, level: 40 } } as ScanAbout;
    expect(presets(about).map((one) => one.name)).toContain('Bone');
    expect(presets({ ...about, modality: 'MR' }).map((one) => one.name)).toEqual(['As at first', 'All values']);
    expect([valueWords(-105, 'HU'), valueWords(0.1234, ''), valueWords(123.4, '')]).toEqual(['-105 HU', '0.123', '123']);
  });
});

describe('slices of a scan', () => {
  it('hold the places they show', () => {
    expect(voxelAt(GRID, [-20, -18, -24])).toEqual([0, 0, 0]);
    expect(voxelAt(GRID, [-20.6, 0, 0])).toBeNull();
    expect([layerAt(GRID, 2, 0.9), layerAt(GRID, 2, 1.1), layerAt(GRID, 2, 1e6), layerAt(GRID, 2, -1e6)]).toEqual([12, 13, 23, 0]);
    expect(boundsOf(GRID)).toEqual([[-20.5, -18.5, -25], [19.5, 17.5, 23]]);
    expect(within(GRID, [100, -100, 3])).toEqual([19, -18, 3]);
    expect([touches([[0, 0, 3], [9, 9, 5]], 2, 4), touches([[0, 0, 3], [9, 9, 5]], 2, 5)]).toEqual([true, false]);
  });

  it('are shown as on every workstation: right on the left, front and head on top', () => {
    const edges = ([0, 1, 2] as const).map((axis) => {
      const plane = scanPlane(axis, GRID, [0, 0, 0]);
      return [letterOf(scale(plane.right, -1)), letterOf(scale(plane.down, -1))];
    });
    expect(edges).toEqual([['A', 'Prox'], ['R', 'Prox'], ['R', 'A']]);
  });

  it('keep mm square whatever the voxels are', () => {
    const look: Look = { width: 300, height: 200, mm_per_px: 0.5, pan: [3, -2] };
    for (const axis of [0, 1, 2] as const) {
      const plane = scanPlane(axis, GRID, [1, 2, 3]);
      const at = fromPane(plane, look, 40, 70);
      expect(at[axis]).toBeCloseTo(middleOf(GRID, axis, layerAt(GRID, axis, [1, 2, 3][axis]!)));
      const [x, y] = toPane(plane, look, at);
      expect([x, y]).toEqual([expect.closeTo(40), expect.closeTo(70)]);
      const [x2, y2] = toPane(plane, look, fromPane(plane, look, 50, 80).map((one, n) => at[n]! + (one - at[n]!) * 2) as Triple);
      expect([x2 - x, y2 - y]).toEqual([expect.closeTo(20), expect.closeTo(20)]);
    }
  });
});

describe('a traced tube', () => {
  const ring = (z: number, r: number): Triple[] => Array.from({ length: 24 }, (_, n) => [r * Math.cos((n * Math.PI) / 12), r * Math.sin((n * Math.PI) / 12), z]);
  const rings = [-10, -5, 0, 5, 10].map((z) => ring(z, 2 + z / 10));

  it('is cut across as wide as it is there', () => {
    const [outline] = cutAcross(rings, scanPlane(2, GRID, [0, 0, 2]));
    expect(outline).toHaveLength(24);
    for (const [x, y] of outline!) expect(Math.hypot(x, y)).toBeCloseTo(2.2);
  });

  it('is cut along at both edges', () => {
    const pairs = cutAlong(rings, scanPlane(0, GRID, [0, 0, 0]));
    expect(pairs).toHaveLength(5);
    expect(pairs[2]!.map(([, y]) => Math.abs(y))).toEqual([expect.closeTo(2), expect.closeTo(2)]);
    expect(cutAlong(rings, scanPlane(0, GRID, [9, 0, 0]))).toHaveLength(0);
  });

  it('is not shown where it is not, but at its very end', () => {
    expect(cutAcross(rings, scanPlane(2, GRID, [0, 0, 20]))).toHaveLength(0);
    expect(cutAcross(rings.slice(0, 3).concat([ring(5.5, 1)]), scanPlane(2, GRID, [0, 0, 6]))).toHaveLength(1);
  });

  it('has no end in a slice that it runs along', () => {
    expect(cutAcross(rings, scanPlane(0, GRID, [0.4, 0, 0]))).toHaveLength(0);
  });

  it('takes another click where it lies between', () => {
    const clicks: Triple[] = [[0, 0, 0], [0, 0, 10], [0, 0, 20]];
    expect(inserted(clicks, [1, 0, 14]).map((one) => one[2])).toEqual([0, 10, 14, 20]);
    expect(inserted(clicks, [0, 0, -4]).map((one) => one[2])).toEqual([-4, 0, 10, 20]);
    expect(inserted(clicks, [0, 0, 26]).map((one) => one[2])).toEqual([0, 10, 20, 26]);
    const look: Look = { width: 100, height: 100, mm_per_px: 1, pan: [0, 0] };
    const plane = scanPlane(2, GRID, [0, 0, 10]);
    expect(clickUnder(plane, look, clicks, toPane(plane, look, [0, 0, 10]), 3)).toBe(1);
    expect(clickUnder(plane, look, clicks, [0, 0], 3)).toBe(-1);
  });
});

describe('keys and colours of the scan page', () => {
  it('take a tool, a brush, and what was done back', () => {
    const key = (name: string, ctrl = false, shift = false) => scanCommandOf({ key: name, ctrlKey: ctrl, metaKey: false, shiftKey: shift, altKey: false }, false);
    expect(['b', 'E', 't', 'm', 'w', '[', ']', 'd'].map((one) => key(one))).toEqual(['paint', 'erase', 'trace', 'measure', 'window', 'smaller', 'larger', 'ball']);
    expect([key('z', true), key('y', true), key('z', true, true), key('s', true), key('x')]).toEqual(['undo', 'redo', 'redo', 'save', null]);
    expect(scanCommandOf({ key: 'b', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }, true)).toBeNull();
  });
  it('tell labels of one kind apart', () => {
    const colours = labelColours([{ number: 1, kind: 'muscle' }, { number: 4, kind: 'muscle' }, { number: 9, kind: 'unheard of' }]);
    expect(colours.get(1)).not.toEqual(colours.get(4));
    expect(colours.get(9)).toHaveLength(3);
  });
});
