import type { ScanState, Tube } from '../api/scanTypes';

export interface Doubt {
  of: string;
  said: string;
  /** More than is good for a plan beside a nerve. */
  grave: boolean;
}

/** A nerve or an edge that may be farther off than this is said in the colour of a warning, mm: about half of a nerve's width. */
const GRAVE_MM = 2;

const mm = (value: number): string => `±${value.toPrecision(2)} mm`;

/** How much of a label a person changed; nothing where nobody did. */
export function handWords(share: number): string {
  if (share <= 0) return '';
  const percent = 100 * share;
  return `${percent < 0.95 ? Math.max(percent, 0.1).toFixed(1) : percent.toFixed(0)} % by hand`;
}

/** How sure what is labelled and traced is, in lines beside the picture: edges, nerves and vessels, and what slices hide. */
export function doubts(now: ScanState, tubes: readonly Tube[]): Doubt[] {
  const rows: Doubt[] = [];
  const edges = now.labels.filter((one) => one.voxels > 0 && one.edge_mm);
  const worst = edges.reduce((most, one) => Math.max(most, one.edge_mm ?? 0), 0);
  const best = edges.reduce((least, one) => Math.min(least, one.edge_mm ?? Infinity), Infinity);
  if (edges.length) rows.push({ of: 'Edges of tissues', said: best === worst ? mm(worst) : `±${best.toPrecision(2)} to ${worst.toPrecision(2)} mm`, grave: worst > GRAVE_MM });
  for (const tube of tubes) rows.push({ of: `Middle of ${tube.name}`, said: tube.uncertainty_mm > 0 ? mm(tube.uncertainty_mm) : 'not known', grave: tube.uncertainty_mm > GRAVE_MM });
  if (rows.length) {
    const { spacing_mm, slice_axis } = now.scan;
    rows.push({ of: 'Slices are apart', said: `${spacing_mm[slice_axis].toPrecision(2)} mm`, grave: spacing_mm[slice_axis] > 2 * GRAVE_MM });
  }
  return rows;
}
