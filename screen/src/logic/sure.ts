import { degrees } from './colours';

/** Shares of the samples that are drawn, the widest first: what is reached in so many percent. `rank`: whose name is kept longest. */
export const SURE = [
  { key: 'p5', percent: 5, width: 1.4, dash: [6, 4], rank: 2 },
  { key: 'p50', percent: 50, width: 2.6, dash: [], rank: 0 },
  { key: 'p95', percent: 95, width: 1.4, dash: [], rank: 1 },
] as const;

export type SureKey = (typeof SURE)[number]['key'];

/**
 * How often a place falls below a limit. A share that was counted in few samples is never certain: where all or none of
 * them agree, it says so in their number. `percent` is null beyond the box, where nothing came near the limit.
 */
export function sureWords(percent: number | null, limit: number, samples: number): string {
  const below = `below ${degrees(limit, 0)}`;
  if (percent === null || percent < 0.005) return `${below} in none of ${samples} samples`;
  if (percent > 99.995) return `${below} in all of ${samples} samples`;
  return `${below} in ${percent < 1 ? '<1' : percent > 99 ? '>99' : Math.round(percent)} % of ${samples} samples`;
}
