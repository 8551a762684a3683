/** What a person chose to see; kept in the browser from one visit to the next. */
export interface Shown {
  /** Of each kind of tissue in 3D, 0 (clear) to 1. */
  opacity: Record<string, number>;
  hidden: Record<string, boolean>;
  isotherms: Record<number, boolean>;
}

export const SHOWN_AT_FIRST: Shown = {
  opacity: { muscle: 0.3, fat: 0.3 },
  hidden: { muscle: true, fat: true, marrow: true },
  isotherms: { 0: true, [-20]: true, [-40]: true },
};

const KEY = 'cryonerve.show';

/** What was kept, or what is shown at first where nothing sound was. */
export function readShown(text: string | null): Shown {
  const fresh: Shown = structuredClone(SHOWN_AT_FIRST);
  let kept: Partial<Record<keyof Shown, unknown>>;
  try {
    kept = JSON.parse(text ?? '{}') as typeof kept;
  } catch {
    return fresh;
  }
  const entries = (of: unknown): [string, unknown][] => (of && typeof of === 'object' ? Object.entries(of) : []);
  for (const [kind, value] of entries(kept?.opacity))
    if (typeof value === 'number' && value >= 0 && value <= 1) fresh.opacity[kind] = value;
  for (const [kind, value] of entries(kept?.hidden)) if (typeof value === 'boolean') fresh.hidden[kind] = value;
  for (const level of Object.keys(fresh.isotherms).map(Number)) {
    const value = entries(kept?.isotherms).find(([name]) => Number(name) === level)?.[1];
    if (typeof value === 'boolean') fresh.isotherms[level] = value;
  }
  return fresh;
}

export const remembered = (): Shown => readShown(typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY));

export function remember(shown: Shown): void {
  if (typeof localStorage !== 'undefined') localStorage.setItem(KEY, JSON.stringify(shown));
}
