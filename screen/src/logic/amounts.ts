import { signed } from './colours';

const NAMES: Record<string, string> = { degC: '°C', mm2: 'mm²', mm3: 'mm³', share: '%' };

function bare(value: number | null, unit: string): string {
  if (value === null || Number.isNaN(value)) return 'unknown';
  if (unit === 'share') return signed(100 * value, 0);
  return signed(value, Math.abs(value) >= 100 ? 0 : 1);
}

/** A number with its unit as a person reads it: shares in percent, "−12.3 °C". */
export const amount = (value: number | null, unit: string): string =>
  value === null || Number.isNaN(value) ? 'unknown' : `${bare(value, unit)} ${NAMES[unit] ?? unit}`.trim();

/** "3.1 to 4.5 mm" */
export const range = (low: number | null, high: number | null, unit: string): string => `${bare(low, unit)} to ${amount(high, unit)}`;

/** "2.7 MB", "14 kB" */
export const megabytes = (bytes: number): string => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** A change of the share of a goal that is reached: "12 % of the goal more", "no change". */
export function gained(change: number): string {
  const percent = Math.round(100 * Math.abs(change));
  if (percent === 0) return 'no change';
  return `${percent} % of the goal ${change > 0 ? 'more' : 'less'}`;
}
