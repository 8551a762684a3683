import type { GreyWindow, ScanAbout } from '../api/scanTypes';

/** Shades of a screen for every stored value from -32768 on. */
export function shades(window: GreyWindow, slope: number, intercept: number): Uint8Array {
  const table = new Uint8Array(65536);
  const low = window.level - window.width / 2;
  const by = 255 / Math.max(window.width, 1e-9);
  for (let n = 0; n < 65536; n++) {
    const shade = (slope * (n - 32768) + intercept - low) * by;
    table[n] = shade <= 0 ? 0 : shade >= 255 ? 255 : shade + 0.5;
  }
  return table;
}

/** A window after a drag: sideways widens, downwards makes it darker, as on every workstation. */
export function dragged(window: GreyWindow, dx: number, dy: number, span: number): GreyWindow {
  const width = Math.min(4 * span, Math.max(span / 2000, window.width * Math.exp(dx * 0.006)));
  return { width, level: window.level + dy * 0.0035 * window.width };
}

export interface Preset extends GreyWindow {
  name: string;
}

/** Windows that are usual for CT, in HU; for others what the scan itself suggests. */
export function presets(scan: ScanAbout): Preset[] {
  const whole = { name: 'All values', width: Math.max(1e-6, scan.high - scan.low), level: (scan.high + scan.low) / 2 };
  if (scan.modality !== 'CT') return [{ name: 'As at first', ...scan.window }, whole];
  return [
    { name: 'Soft tissue', width: 400, level: 40 },
    { name: 'Nerve in fat', width: 250, level: -20 },
    { name: 'Bone', width: 1800, level: 400 },
    whole,
  ];
}

/** A value as it is shown: whole where values are whole. */
export const valueWords = (value: number, unit: string): string => `${Number.isInteger(value) || Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)}${unit ? ` ${unit}` : ''}`;
