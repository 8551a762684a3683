import type { LiveOrder, LivePicture, Pair, TruthKind } from '../api/types';
import type { Laid } from './liveMoment';

/** Rows and columns of a picture that are looked at: first row, first column, last row + 1, last column + 1. */
export type Region = [number, number, number, number];

/** What a person enters before a session begins, as it stands in the fields. */
export interface Entries {
  source: 'simulated' | 'stream';
  truth: TruthKind;
  speckle: number;
  speed: number;
  fault: string;
  host: string;
  port: number;
  record: boolean;
  view: string;
  shift: string;
  probe: string;
  shaft: 'planned' | 'at' | 'near';
  across: string;
  deep: string;
  region: string;
  orientation: string;
  device: string;
  scale: string;
  startsAt: string;
  freezingFrom: string;
  console: boolean;
  goal: string;
  publish: string;
  members: string;
  seed: string;
}

export const AT_FIRST: Entries = {
  source: 'simulated', truth: 'run', speckle: 1, speed: 4, fault: '', host: '', port: 18944, record: true,
  view: '', shift: '', probe: '', shaft: 'planned', across: '', deep: '', region: '', orientation: '', device: '', scale: '',
  startsAt: '', freezingFrom: '', console: false, goal: '', publish: '', members: '', seed: '',
};

/** A number with the unit that stands beside its field, where none was typed. */
export function withUnit(text: string, unit: string): string {
  const bare = text.trim();
  return /[\d.]$/.test(bare) ? `${bare} ${unit}` : bare;
}

/** The same text without that unit. */
export const withoutUnit = (text: string, unit: string): string => (text.endsWith(` ${unit}`) ? text.slice(0, -unit.length - 1) : text);

/** What is sent: the options of `cryonerve follow --stream`; the server checks them as the command does. */
export function orderOf(entries: Entries): LiveOrder {
  const place = entries.shaft === 'planned' ? '' : `${entries.across.trim()}, ${entries.deep.trim()}`;
  const order: LiveOrder = {
    record: entries.record,
    view: entries.view,
    shift: withUnit(entries.shift, 'mm'),
    probe: entries.probe,
    at: entries.shaft === 'at' ? place : '',
    near: entries.shaft === 'near' ? place : '',
    region: entries.region.trim(),
    orientation: entries.orientation,
    freezing_from: withUnit(entries.freezingFrom, 's'),
    thermocouple: entries.console ? 'console' : '',
    goal: withUnit(entries.goal, '%'),
    publish: entries.publish.trim(),
    members: entries.members.trim(),
    seed: entries.seed.trim(),
  };
  if (entries.source === 'simulated') {
    return { ...order, simulated: { truth: entries.truth, seed: entries.speckle, speed: entries.speed, fault: entries.fault, fault_after: 10 } };
  }
  return {
    ...order,
    host: entries.host.trim(),
    port: entries.port,
    device: entries.device.trim(),
    scale: withUnit(entries.scale, 'mm'),
    starts_at: withUnit(entries.startsAt, 's'),
  };
}

/** The fields as somebody else, or this page before it was loaded again, filled them. */
export function entriesOf(order: LiveOrder): Entries {
  const { simulated } = order;
  const place = order.at || order.near || '';
  const [across = '', deep = ''] = place.split(',').map((part) => part.trim());
  return {
    source: simulated ? 'simulated' : 'stream',
    truth: simulated?.truth ?? 'run',
    speckle: simulated?.seed ?? 1,
    speed: simulated?.speed ?? 4,
    fault: simulated?.fault ?? '',
    host: order.host ?? '',
    port: order.port ?? 18944,
    record: order.record,
    view: order.view ?? '',
    shift: withoutUnit(order.shift ?? '', 'mm'),
    probe: order.probe ?? '',
    shaft: order.at ? 'at' : order.near ? 'near' : 'planned',
    across,
    deep,
    region: order.region ?? '',
    orientation: order.orientation ?? '',
    device: order.device ?? '',
    scale: withoutUnit(order.scale ?? '', 'mm'),
    startsAt: withoutUnit(order.starts_at ?? '', 's'),
    freezingFrom: withoutUnit(order.freezing_from ?? '', 's'),
    console: Boolean(order.thermocouple),
    goal: withoutUnit(order.goal ?? '', '%'),
    publish: order.publish ?? '',
    members: order.members ?? '',
    seed: order.seed ?? '',
  };
}

const VIEWS: Record<string, string> = { along: 'along the nerve', across: 'across the nerve', 'in-plane': 'in-plane with the probe' };

/** What a session does otherwise than usual, for a person. */
export function unusual(order: LiveOrder): [string, string][] {
  const rows: [string, string | undefined][] = [
    ['Plane', order.view ? VIEWS[order.view] : ''],
    ['Along the nerve', order.shift],
    ['Whose ice', order.probe],
    ['Shaft at', order.at && `${order.at} mm`],
    ['Shaft near', order.near && `${order.near} mm`],
    ['Part of the picture', order.region],
    ['Orientation', order.orientation],
    ['Device', order.device],
    ['Pixel', order.scale],
    ['First picture at', order.starts_at],
    ['No ice until', order.freezing_from],
    ['Console’s temperature', order.thermocouple && 'is weighed'],
    ['Goal', order.goal],
    ['Members', order.members],
    ['Seed of members', order.seed],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

/** How a picture was laid onto the plan, for a person; empty where it was not moved. */
export function movedWords(moved: Pair | null | undefined): string {
  if (!moved || moved.every((part) => Math.abs(part) < 0.05)) return '';
  const [right, down] = moved;
  return `The picture was moved ${Math.abs(right).toFixed(1)} mm ${right < 0 ? 'left' : 'right'} and ${Math.abs(down).toFixed(1)} mm ${down < 0 ? 'up' : 'down'} for its shaft to lie on the plan’s.`;
}

/** The four numbers of a region, or null where they are none. */
export function regionOf(text: string): Region | null {
  const parts = text.trim().split(/[\s,]+/);
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,6}$/.test(part))) return null;
  const [top, left, bottom, right] = parts.map(Number) as Region;
  return top < bottom && left < right ? [top, left, bottom, right] : null;
}

export const regionText = (region: Region): string => region.join(' ');

/** Row and column of the pixel under a point of the pane, at the picture's edge where the point lies beyond it. */
export function pixelAt(picture: LivePicture, laid: Laid, [x, y]: Pair): [row: number, column: number] {
  const [columns, rows] = picture.size;
  const within = (share: number, most: number): number => Math.min(most - 1, Math.max(0, Math.floor(share * most)));
  return [within((y - laid.y) / laid.height, rows), within((x - laid.x) / laid.width, columns)];
}

const LEAST = 16; // px, of a region: smaller ones were clicks

/** The region between two pixels, either of which comes first; null where it is too small to be meant. */
export function regionBetween(one: [number, number], other: [number, number]): Region | null {
  const [top, bottom] = [Math.min(one[0], other[0]), Math.max(one[0], other[0]) + 1];
  const [left, right] = [Math.min(one[1], other[1]), Math.max(one[1], other[1]) + 1];
  return bottom - top >= LEAST && right - left >= LEAST ? [top, left, bottom, right] : null;
}

/** Where a pixel lies as the command counts: mm right of the middle of what is looked at, mm below its first row. */
export function placeOf(picture: LivePicture, [row, column]: [number, number], region: Region | null): Pair | null {
  if (!picture.pixel_mm) return null;
  const [columns] = picture.size;
  const [top, left, , right] = region ?? [0, 0, 0, columns];
  return [(column - left - 0.5 * (right - left - 1)) * picture.pixel_mm[0], (row - top) * picture.pixel_mm[1]];
}

/** The pixel of such a place: undoes `placeOf`; null where the texts are no numbers. */
export function pixelOf(picture: LivePicture, entries: { across: string; deep: string }, region: Region | null): [number, number] | null {
  const [across, deep] = [entries.across, entries.deep].map((text) => (text.trim() ? Number(text.trim().replace('−', '-')) : NaN)) as Pair;
  if (!picture.pixel_mm || !Number.isFinite(across) || !Number.isFinite(deep)) return null;
  const [columns] = picture.size;
  const [top, left, , right] = region ?? [0, 0, 0, columns];
  return [deep / picture.pixel_mm[1] + top, across / picture.pixel_mm[0] + left + 0.5 * (right - left - 1)];
}

/** The rectangle of a region in the pane. */
export function regionBox(picture: LivePicture, laid: Laid, [top, left, bottom, right]: Region): { x: number; y: number; width: number; height: number } {
  const [columns, rows] = picture.size;
  const [across, down] = [laid.width / columns, laid.height / rows];
  return { x: laid.x + left * across, y: laid.y + top * down, width: (right - left) * across, height: (bottom - top) * down };
}

/** The true share at a time, s; the last one after the end. */
export function trueShare(truth: { times_s: number[]; covered: number[] }, time: number): number | null {
  const { times_s, covered } = truth;
  const after = times_s.findIndex((one) => one >= time);
  if (after < 0) return covered.at(-1) ?? null;
  if (after === 0) return covered[0] ?? null;
  const [from, to] = [times_s[after - 1]!, times_s[after]!];
  return covered[after - 1]! + ((time - from) / (to - from)) * (covered[after]! - covered[after - 1]!);
}
