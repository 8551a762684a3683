import type { Pair, Triple } from '../api/types';
import type { ViewKind } from '../logic/planes';

/** Where a point of the case lies on the page, CSS pixels, in each view that is there: for browser tests. */
export const places = new Map<ViewKind, (at: Triple) => Pair | null>();
