import type { Triple } from '../api/types';

export const add = (a: Triple, b: Triple): Triple => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Triple, by: number): Triple => [a[0] * by, a[1] * by, a[2] * by];
export const along = (a: Triple, direction: Triple, by: number): Triple => add(a, scale(direction, by));
export const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const norm = (a: Triple): number => Math.hypot(a[0], a[1], a[2]);
export const distance = (a: Triple, b: Triple): number => norm(subtract(a, b));

/** Unit vector; `or` where `a` has no direction. */
export function unit(a: Triple, or: Triple = [0, 0, 1]): Triple {
  const length = norm(a);
  return length > 1e-9 ? scale(a, 1 / length) : or;
}

/** `a` without its part along the unit vector `normal`. */
export const withoutPart = (a: Triple, normal: Triple): Triple => along(a, normal, -dot(a, normal));

export const mix = (a: Triple, b: Triple, share: number): Triple => along(a, subtract(b, a), share);

/** To hundredths, as places in mm are sent; directions need more `digits`. */
export const rounded = (a: Triple, digits = 2): Triple => {
  const ten = 10 ** digits;
  return [Math.round(a[0] * ten) / ten, Math.round(a[1] * ten) / ten, Math.round(a[2] * ten) / ten];
};
