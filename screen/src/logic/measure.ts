import type { Triple } from '../api/types';
import { distance, dot, norm, subtract } from './vectors';

export type MeasureKind = 'distance' | 'angle' | 'circle';

export interface Measure {
  id: number;
  kind: MeasureKind;
  /** Two ends of a distance; a leg, the corner and the other leg of an angle; middle and rim of a circle. */
  points: readonly Triple[];
}

export const pointsOf = (kind: MeasureKind): number => (kind === 'angle' ? 3 : 2);

/** Angle at `corner` between two legs, degrees; null where a leg has no length. */
export function angleAt(leg: Triple, corner: Triple, other: Triple): number | null {
  const [a, b] = [subtract(leg, corner), subtract(other, corner)];
  const lengths = norm(a) * norm(b);
  if (lengths === 0) return null;
  return (Math.acos(Math.min(1, Math.max(-1, dot(a, b) / lengths))) * 180) / Math.PI;
}

/** "12.3 mm", "37°" or "⌀ 8.0 mm" of the points there are; empty while they are too few to say anything. */
export function measuredWords(kind: MeasureKind, points: readonly Triple[]): string {
  const [first, second, third] = points;
  if (!first || !second) return '';
  if (kind === 'distance') return `${distance(first, second).toFixed(1)} mm`;
  if (kind === 'circle') return `⌀ ${(2 * distance(first, second)).toFixed(1)} mm`;
  if (!third) return '';
  const angle = angleAt(first, second, third);
  return angle === null ? '' : `${angle.toFixed(0)}°`;
}
