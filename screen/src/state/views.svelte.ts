import type { Pair, ScannerPlane, Triple } from '../api/types';
import type { SliceKind, ViewKind } from '../logic/planes';
import { remember, remembered, SHOWN_AT_FIRST } from '../logic/remembered';

export interface Zoom {
  /** 1 shows the whole limb across. */
  factor: number;
  pan: Pair;
}

const WHOLE: Zoom = { factor: 1, pan: [0, 0] };
/** Pictures along and across the nerve begin where the ice is, not with the whole limb. */
const AT_FIRST: Record<SliceKind, Zoom> = {
  axial: WHOLE,
  along: { factor: 2.4, pan: [0, 0] },
  across: { factor: 4.2, pan: [0, 0] },
  scanner: { factor: 1.8, pan: [0, 0] },
};

const KEPT = remembered();

/** What is looked at: one crosshair, four panes, and how each shows it. */
class Views {
  crosshair = $state.raw<Triple>([0, 0, 0]);
  panes = $state<ViewKind[]>(['3d', 'axial', 'along', 'across']);
  large = $state<number | null>(null);
  zooms = $state<Record<SliceKind, Zoom>>({ ...AT_FIRST });
  /** Contrast and brightness of the tissues, as width and middle of what is shown of 0 to 1. */
  window = $state({ width: 1, level: 0.5 });
  hidden = $state<Record<string, boolean>>(KEPT.hidden);
  /** Of tissues in 3D, by kind; 1 where nothing is said. */
  opacity = $state<Record<string, number>>(KEPT.opacity);
  isotherms = $state<Record<number, boolean>>(KEPT.isotherms);
  snap = $state(true);
  /** How far the picture along the nerve is shifted to its side, mm. */
  beside = $state(0);
  /** Plane of the simulated scanner, once its pictures were asked for. */
  scanner = $state.raw<ScannerPlane | null>(null);
  /** Counts resets: the 3D view returns to its first look when it changes. */
  resets = $state(0);

  reset(): void {
    this.zooms = { ...AT_FIRST };
    this.window = { width: 1, level: 0.5 };
    this.beside = 0;
    this.resets += 1;
  }

  /** How much of a tissue is seen in 3D: 0 is hidden. */
  seen(kind: string): number {
    return this.hidden[kind] ? 0 : (this.opacity[kind] ?? 1);
  }

  /** Keeps what is shown for the next visit. */
  keepShown(): void {
    remember({ hidden: this.hidden, opacity: this.opacity, isotherms: this.isotherms });
  }

  showAsAtFirst(): void {
    const fresh = structuredClone(SHOWN_AT_FIRST);
    this.hidden = fresh.hidden;
    this.opacity = fresh.opacity;
    this.isotherms = fresh.isotherms;
    this.keepShown();
  }

  resetOne(kind: ViewKind): void {
    if (kind === 'along') this.beside = 0;
    if (kind === '3d') this.resets += 1;
    else this.zooms[kind] = AT_FIRST[kind];
  }

  zoomBy(kind: SliceKind, by: number): void {
    const { factor, pan } = this.zooms[kind];
    this.zooms[kind] = { factor: Math.min(40, Math.max(0.5, factor * by)), pan };
  }

  /** Shows `kind` in a pane; the pane that had it takes what was there. */
  show(pane: number, kind: ViewKind): void {
    const there = this.panes.indexOf(kind);
    const before = this.panes[pane]!;
    this.panes[pane] = kind;
    if (there >= 0) this.panes[there] = before;
  }

  /** A slice takes the place of the 3D view, and the other way round. */
  swapWith3d(pane: number): void {
    this.show(pane, '3d');
  }

  enlarge(pane: number): void {
    this.large = this.large === pane ? null : pane;
  }
}

export const views = new Views();
