/** Ticks of an axis at round numbers, about `count` of them. */
export function ticks(low: number, high: number, count: number): number[] {
  const raw = (high - low) / Math.max(count, 1);
  if (!(raw > 0)) return [low];
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((by) => by * ten).find((size) => size >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9) * step;
  return Array.from({ length: Math.floor((high - first) / step + 1e-9) + 1 }, (_, i) => Number((first + i * step).toFixed(6)));
}

/** Ticks of a time axis: whole minutes or a round number of seconds. */
export function timeTicks(end: number, count: number): number[] {
  const step = [5, 10, 15, 30, 60, 120, 300, 600, 1200].find((size) => end / size <= count) ?? 1800;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}

export type Scale = (value: number) => number;

export const linear = (from: readonly [number, number], to: readonly [number, number]): Scale => {
  const slope = (to[1] - to[0]) / (from[1] - from[0] || 1);
  return (value) => to[0] + (value - from[0]) * slope;
};

/** An SVG path through points; a gap where a value is missing. */
export function pathThrough(xs: readonly number[], ys: readonly (number | null)[], x: Scale, y: Scale): string {
  let pen = 'M';
  let path = '';
  xs.forEach((at, index) => {
    const value = ys[index];
    if (value === null || value === undefined || Number.isNaN(value)) {
      pen = 'M';
      return;
    }
    path += `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
  });
  return path;
}
