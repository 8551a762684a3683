import { describe, expect, it } from 'vitest';
import type { ScanLabel, ScanState, Tube } from '../src/api/scanTypes';
import { doubts, handWords } from '../src/logic/doubts';

const label = (name: string, edge_mm: number | null, voxels = 10) => ({ name, edge_mm, voxels }) as ScanLabel;
const state = (labels: ScanLabel[], apart = 3) => ({ labels, scan: { spacing_mm: [1, 1, apart], slice_axis: 2 } }) as unknown as ScanState;
const nerve = (uncertainty_mm: number) => ({ name: 'tibial nerve', uncertainty_mm }) as Tube;

describe('how sure', () => {
  it('says the share that a person changed, and nothing where nobody did', () => {
    expect([0, 0.0001, 0.0064, 0.031, 1].map(handWords)).toEqual(['', '0.1 % by hand', '0.6 % by hand', '3 % by hand', '100 % by hand']);
  });

  it('is silent of a scan on which nothing is drawn', () => {
    expect(doubts(state([label('muscle', 0.8, 0), label('vein', null)]), [])).toEqual([]);
  });

  it('says edges, nerves and the distance of slices, and what is grave', () => {
    const rows = doubts(state([label('skin', 0.63), label('marrow', 1.2)], 6), [nerve(2.4), nerve(0)]);
    expect(rows.map((row) => row.said)).toEqual(['±0.63 to 1.2 mm', '±2.4 mm', 'not known', '6.0 mm']);
    expect(rows.map((row) => row.grave)).toEqual([false, true, false, true]);
  });
});
