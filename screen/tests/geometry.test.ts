import { describe, expect, it } from 'vitest';
import type { CaseDocument, NerveLine, Pair, ProbePlace, Triple } from '../src/api/types';
import { ellipseRadius, nearestOn, pointAtArc, snapped } from '../src/logic/nerve';
import { barLength, fromPane, letterOf, offPlane, placeInWords, planeOf, toPane, viewNames } from '../src/logic/planes';
import { handleUnder, holdWords, isDrag } from '../src/logic/pointer';
import { aimed, moved, turned } from '../src/logic/probes';
import { along, cross, distance, dot, norm } from '../src/logic/vectors';
import { aProbe } from './fakes';

/** A straight nerve along z from 0 to 40 mm at x = 2, 3 mm wide and 2 mm deep. */
const nerve: NerveLine = {
  name: 'tibial', treated: true, motor: false,
  points_mm: Array.from({ length: 41 }, (_, n): Triple => [2, 0, n]),
  arc_mm: Array.from({ length: 41 }, (_, n) => n),
  semi_axes_mm: Array.from({ length: 41 }, (): Pair => [1.5, 1]),
  across: Array.from({ length: 41 }, (): [Triple, Triple] => [[1, 0, 0], [0, 1, 0]]),
  fascicles: Array.from({ length: 41 }, () => []),
};
const bounds: [Triple, Triple] = [[-30, -30, -10], [30, 30, 50]];
const withProbe = { probes: [{ tip_mm: [2, -2.4, 16], axis: [0, -0.8, 0.6], active_length_mm: 0 }] } as unknown as CaseDocument;

describe('the nearest place of a nerve', () => {
  it('is found between stations', () => {
    const near = nearestOn(nerve, [5, 4, 12.3]);
    expect(near.arc_mm).toBeCloseTo(12.3);
    expect(near.distance_mm).toBeCloseTo(5);
    expect(near.tangent).toEqual([0, 0, 1]);
    expect(pointAtArc(nerve, 12.3)[2]).toBeCloseTo(12.3);
  });

  it('is an end beyond the end', () => {
    expect(nearestOn(nerve, [2, 0, 60]).arc_mm).toBe(40);
    expect(pointAtArc(nerve, 99)).toEqual([2, 0, 40]);
  });
});

describe('snapping to the nerve', () => {
  const needle = { tip: [2, 3.1, 10] as Triple, axis: [0, 0, 1] as Triple, radius: 0.65, active: 7 };

  it('leaves the probe touching the nerve, on the side where it was', () => {
    const tip = snapped(needle, nerve)!;
    expect(tip[1]).toBeCloseTo(1 + 0.65);
    expect(tip[2]).toBeCloseTo(10);
  });

  it('pulls a probe out of the nerve', () => {
    expect(snapped({ ...needle, tip: [2.4, 0, 10] }, nerve)![0]).toBeCloseTo(2 + 1.5 + 0.65);
  });

  it('leaves a far probe, and one beyond the end, alone', () => {
    expect(snapped({ ...needle, tip: [2, 9, 10] }, nerve)).toBeNull();
    expect(snapped({ ...needle, tip: [2, 1.6, 60] }, nerve)).toBeNull();
  });

  it('knows the radius of an ellipse', () => {
    expect(ellipseRadius([3, 2], [1, 0])).toBeCloseTo(3);
    expect(ellipseRadius([3, 2], [0, -5])).toBeCloseTo(2);
    expect(ellipseRadius([3, 3], [1, 1])).toBeCloseTo(3);
  });
});

describe('planes', () => {
  const sight = { crosshair: [5, -3, 20] as Triple, bounds, nerve, document: withProbe };

  it.each(['axial', 'across', 'scanner', 'along'] as const)('%s holds the crosshair, or the nerve at its level, and is square', (kind) => {
    const plane = planeOf(kind, sight);
    expect(dot(plane.right, plane.down)).toBeCloseTo(0);
    expect(norm(plane.right)).toBeCloseTo(1);
    expect(norm(plane.down)).toBeCloseTo(1);
    expect(distance(cross(plane.right, plane.down), plane.normal)).toBeCloseTo(0);
    expect(offPlane(plane, kind === 'along' ? [2, 0, 20] : sight.crosshair)).toBeCloseTo(0);
  });

  it('along the nerve holds the nerve and the nearer probe, wherever the crosshair is', () => {
    const far = { tip_mm: [2, -9, 30], axis: [0, -1, 0], active_length_mm: 0 };
    const near = { tip_mm: [4.5, -2, 14], axis: [0, -0.8, 0.6], active_length_mm: 5 };
    const plane = planeOf('along', { ...sight, document: { probes: [far, near] } as unknown as CaseDocument });
    for (const point of nerve.points_mm) expect(offPlane(plane, point)).toBeCloseTo(0);
    expect(offPlane(plane, along([4.5, -2, 14], [0, -0.8, 0.6], 2.5))).toBeCloseTo(0);
    expect(plane.down[1]).toBeGreaterThan(0); // the skin that the probes pass stays on top
    expect(letterOf(plane.right)).toBe('Prox');
  });

  it('along the nerve lies as deep where no probe says otherwise, and beside the nerve when it is shifted', () => {
    const inside = { probes: [{ tip_mm: [2, 0, 14], axis: [0, -1, 0], active_length_mm: 0 }] } as unknown as CaseDocument;
    expect(planeOf('along', { ...sight, document: inside }).down).toEqual([0, 1, 0]);
    const shifted = planeOf('along', { ...sight, beside_mm: 3 });
    expect(offPlane(shifted, [2, 0, 20])).toBeCloseTo(3);
  });

  it('across the nerve has the nerve in its middle', () => {
    const plane = planeOf('across', sight);
    expect(distance(plane.centre, [2, 0, 20])).toBeCloseTo(0);
  });

  it('show an axial slice as seen from the feet: the right side at the left, the front on top', () => {
    const plane = planeOf('axial', sight);
    expect([letterOf(plane.right), letterOf(plane.down)]).toEqual(['L', 'P']);
  });

  it('show the nerve from distal to proximal with the skin that the probes pass on top', () => {
    const plane = planeOf('along', sight);
    expect(letterOf(plane.right)).toBe('Prox');
    expect(letterOf(plane.down)).toBe('A'); // the probes come from behind
    expect(dot(planeOf('across', sight).normal, [0, 0, 1])).toBeCloseTo(1);
  });

  it('without a nerve are sagittal and coronal ones through the crosshair, around the probe', () => {
    const bare = { ...sight, nerve: null };
    const [sagittal, coronal] = [planeOf('along', bare), planeOf('across', bare)];
    expect([letterOf(sagittal.right), letterOf(sagittal.down)]).toEqual(['P', 'Dist']);
    expect([letterOf(coronal.right), letterOf(coronal.down)]).toEqual(['L', 'Dist']);
    for (const plane of [sagittal, coronal]) {
      expect(offPlane(plane, bare.crosshair)).toBeCloseTo(0);
      expect(distance(cross(plane.right, plane.down), plane.normal)).toBeCloseTo(0);
      const probe = withProbe.probes[0]!;
      expect(toPane(plane, { width: 10, height: 10, mm_per_px: 1, pan: [0, 0] }, along(probe.tip_mm, probe.axis, probe.active_length_mm / 2))).toEqual([5, 5]);
    }
    expect([viewNames(false).along, viewNames(false).across, viewNames(true).along]).toEqual(['Sagittal', 'Coronal', 'Along the nerve']);
  });

  it('go to the pane and back', () => {
    const plane = planeOf('along', sight);
    const look = { width: 400, height: 300, mm_per_px: 0.2, pan: [3, -2] as Pair };
    const at = fromPane(plane, look, 123, 45);
    const [x, y] = toPane(plane, look, at);
    expect(x).toBeCloseTo(123);
    expect(y).toBeCloseTo(45);
  });

  it('name oblique directions by both', () => {
    expect(letterOf([0, 0.7, 0.7])).toBe('A-Prox');
    expect(letterOf([-1, 0, 0])).toBe('L');
    expect(placeInWords([3.24, -12, 4])).toBe('R 3.2, P 12.0, Prox 4.0 mm');
  });

  it('have a scale bar of a round length', () => {
    expect([9, 21, 50, 1.9].map(barLength)).toEqual([5, 20, 50, 1]);
  });
});

describe('a dragged probe', () => {
  const place = { name: 'distal', tip_mm: [0, 0, 0] as Triple, axis: [0, -0.8, 0.6] as Triple };
  const ring: Triple = [0, -24, 18];

  it('keeps its direction when it is moved', () => {
    expect(moved(place, [1, 2, 3])).toEqual({ ...place, tip_mm: [1, 2, 3] });
  });

  it('keeps its place on the skin when it is aimed', () => {
    const next = aimed(place, ring, [4, 0, 0]);
    const away = distance(along(next.tip_mm, next.axis, distance(next.tip_mm, ring)), ring);
    expect(away).toBeLessThan(0.01);
  });

  it('keeps its tip when it is turned', () => {
    const next = turned(place, [0, -10, 0]);
    expect(next.tip_mm).toEqual(place.tip_mm);
    expect(next.axis).toEqual([0, -1, 0]);
    expect(turned(place, place.tip_mm).axis[1]).toBeCloseTo(-0.8); // no direction: the old one stays
  });
});

describe('a hand', () => {
  const probe = { ...aProbe('one'), insertion_mm: 40 };
  const places = [{ name: 'one', tip_mm: [0, 0, 0], axis: [0, 1, 0] }] as ProbePlace[];
  const flat = (_place: ProbePlace, _grip: string, at: Triple): Pair => [at[0], at[1]];

  it('takes hold of the tip before the ring, within twelve pixels, and of nothing where there is none', () => {
    const at = (x: number, y: number) => handleUnder([x, y], [probe], places, flat);
    expect([at(0, 11), at(0, 13), at(5, 45)].map((held) => held?.grip ?? null)).toEqual(['tip', null, 'ring']);
    expect(handleUnder([0, 0], [aProbe('two')], places, flat)).toBeNull();
    expect([holdWords(at(0, 0)), holdWords(at(0, 40)), holdWords(null)]).toEqual(['Move probe one', 'Turn probe one', '']);
  });

  it('drags from three pixels on', () => {
    expect([isDrag(2, 2), isDrag(3, 0)]).toEqual([false, true]);
  });
});
