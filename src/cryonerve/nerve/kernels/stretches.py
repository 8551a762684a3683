"""Where a nerve is cold over a long enough stretch: every moment and fascicle, by compiled loops.

=====  ================================  =======  ====================================================
t      (moment, station, fascicle) degC  limits   degC below which a stretch of `lengths` m blocks
arc    (station,) m, rising              out      (moment, fascicle) True where some stretch does
=====  ================================  =======  ====================================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["any_stretch", "least_limit"]

ENTRY: dict[str, Any] = {"cache": True, "error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}
INNER = {**ENTRY, "cache": False, "no_cpython_wrapper": True}
SAME = 1e-12  # m, lengths that differ by rounding only


@njit(**INNER)
def _crossing(arc: Any, cold: int, warm: int, below: float, above: float) -> float:
    """Where the line from a cold station to its warmer neighbour passes the limit."""
    if not above >= 0.0:
        return arc[cold]
    return arc[cold] + (arc[warm] - arc[cold]) * below / (below - above)


@njit(**INNER)
def _longest(t: Any, arc: Any, moment: int, fascicle: int, limit: float) -> float:
    """Longest unbroken stretch below a limit, m; an unknown temperature ends it."""
    longest, start, inside = 0.0, 0.0, False
    for k in range(arc.shape[0]):
        here = t[moment, k, fascicle] - limit
        before = t[moment, k - 1, fascicle] - limit if k else 0.0
        if here < 0.0 and not inside:
            start = _crossing(arc, k, k - 1, here, before) if k else arc[0]
            inside = True
        elif inside and not here < 0.0:
            longest = max(longest, _crossing(arc, k - 1, k, before, here) - start)
            inside = False
    return max(longest, arc[arc.shape[0] - 1] - start) if inside else longest


@njit(**ENTRY)
def any_stretch(t: Any, arc: Any, lengths: Any, limits: Any, out: Any) -> None:
    """Mark every moment and fascicle that has one of the stretches below its limit."""
    warmest = limits.max()
    for moment in range(t.shape[0]):
        for fascicle in range(t.shape[2]):
            cold = False
            for k in range(t.shape[1]):
                cold |= t[moment, k, fascicle] < warmest
            found = False
            for c in range(limits.shape[0]):
                if cold and not found:
                    found = _longest(t, arc, moment, fascicle, limits[c]) >= lengths[c] - SAME
            out[moment, fascicle] = found


@njit(**ENTRY)
def least_limit(t: Any, arc: Any, length: Any, within: Any, cold: Any, warm: Any) -> float:
    """Coldest limit from `cold` to `warm` with a stretch of `length`; inf for none. t : (1, station, 1)."""
    if not _longest(t, arc, 0, 0, warm) >= length:
        return np.inf
    while warm - cold > within:
        middle = 0.5 * (cold + warm)
        if _longest(t, arc, 0, 0, middle) >= length:
            warm = middle
        else:
            cold = middle
    return warm
