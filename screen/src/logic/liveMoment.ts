import type { LiveMoment, LivePicture, Pair } from '../api/types';
import { HEADER_BYTES } from './frame';

/** "CRL1", little-endian. */
export const LIVE_MAGIC = 0x314c5243;

/** A moment and its picture (JPEG; empty where none came), of one message; throws where it is something else. */
export function readMoment(frame: ArrayBuffer): { moment: LiveMoment; picture: Uint8Array<ArrayBuffer> } {
  if (frame.byteLength < HEADER_BYTES + 4) throw new Error(`A moment of ${frame.byteLength} bytes has no header.`);
  const view = new DataView(frame);
  const magic = view.getUint32(0, true);
  if (magic !== LIVE_MAGIC) throw new Error(`A moment begins with 0x${magic.toString(16)} instead of CRL1.`);
  if (view.getUint32(12, true) !== frame.byteLength - HEADER_BYTES) throw new Error('A moment is not as long as it says.');
  const start = HEADER_BYTES + 4;
  const length = view.getUint32(HEADER_BYTES, true);
  if (start + length > frame.byteLength) throw new Error('A moment says more than it holds.');
  const moment = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, start, length))) as LiveMoment;
  return { moment, picture: new Uint8Array(frame, start + length) };
}

/** How a picture is laid into a pane: pixels of the pane per mm along and down, and where its lateral 0, depth 0 lies. */
export interface Laid {
  x: number;
  y: number;
  width: number;
  height: number;
  perMm: Pair | null;
  /** From lateral and depth, mm, to the pane. */
  place: (at: Pair) => Pair;
}

/** The whole picture in a pane, its millimetres equal in both directions. */
export function lay(picture: LivePicture, paneWidth: number, paneHeight: number): Laid {
  const [columns, rows] = picture.size;
  const [across, down] = picture.pixel_mm ?? [1, 1];
  const by = Math.min(paneWidth / (columns * across), paneHeight / (rows * down));
  const [width, height] = [columns * across * by, rows * down * by];
  const [x, y] = [(paneWidth - width) / 2, (paneHeight - height) / 2];
  const [lateral, depth] = picture.corner_mm ?? [0, 0];
  return {
    x, y, width, height,
    perMm: picture.pixel_mm ? [by, by] : null,
    place: ([atLateral, atDepth]) => [x + (atLateral - lateral + across / 2) * by, y + (atDepth - depth + down / 2) * by],
  };
}

/** Points of a closed line around a centre; null where the radius is not known. Angles: 0 up, positive to the right. */
export function ring(centre: Pair, angles_deg: readonly number[], radii_mm: readonly (number | null)[]): (Pair | null)[] {
  const order = angles_deg.map((_, n) => n).sort((a, b) => angles_deg[a]! - angles_deg[b]!);
  return order.map((n) => {
    const radius = radii_mm[n];
    if (radius === null || radius === undefined) return null;
    const angle = (angles_deg[n]! * Math.PI) / 180;
    return [centre[0] + radius * Math.sin(angle), centre[1] - radius * Math.cos(angle)];
  });
}

/** "19 %" of a share. */
export const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Moments of a recording as rising times, s: where one has none, that of the one before. */
export function risingTimes(times: readonly (number | null)[]): number[] {
  let last = 0;
  return times.map((time) => (last = Math.max(last, time ?? last)));
}

/** The last moment that is not after a time. */
export function momentAt(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
