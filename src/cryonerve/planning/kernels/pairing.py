"""The loop that combines what single probes leave, and asks how much each pair covers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["worths"]

PASSED = 5.0  # of the goal's share that all of a structure's warmth counts


@njit(cache=True, error_model="numpy", nogil=True)
def worths(
    one: Any, others: Any, cold: Any, station: Any, weight: Any, windows: Any, together: Any, per_warmth: Any,
    out: Any,
) -> None:  # fmt: skip
    """Worth (n,) of one place combined with each of others.

    Parameters
    ----------
    one : (point,) warmth that is left; the first `len(station)` points are of the nerve. others : (n, point).
    cold : (point,) warmth below which a point of the nerve counts, above which the others must stay.
    station, weight : (nerve point,). windows : (station, window) share of a stretch's area.
    together : warmths multiply, else the colder counts. per_warmth : what mean warmth counts.
    out : (n,) written.

    Examples
    --------
    >>> one, others = np.array([0.5, 0.9], np.float32), np.array([[0.5, 1.0]], np.float32)
    >>> cold, weight, found = np.array([0.3, 0.3], np.float32), np.full(2, 0.5, np.float32), np.zeros(1)
    >>> whole = np.ones((1, 1), np.float32)
    >>> worths(one, others, cold, np.zeros(2, np.int64), weight, whole, True, np.float32(0.0), found)
    >>> float(found[0])
    0.5
    """
    held = np.empty(windows.shape[0], np.float32)
    for n in range(others.shape[0]):
        held[:] = np.float32(0.0)
        for k in range(station.shape[0]):
            other = others[n, k]
            left = one[k] * other if together else min(one[k], other)
            # Equal shares (all, or none) are told apart by how warm the stretch is on the whole.
            value = (np.float32(1.0) if left < cold[k] else np.float32(0.0)) - per_warmth * left
            held[station[k]] += weight[k] * value
        passed = np.float32(0.0)
        for k in range(station.shape[0], cold.shape[0]):
            other = others[n, k]
            left = one[k] * other if together else min(one[k], other)
            passed = max(passed, cold[k] - left)
        best = np.float32(-np.inf)
        for w in range(windows.shape[1]):
            total = np.float32(0.0)
            for s in range(windows.shape[0]):
                total += held[s] * windows[s, w]
            best = max(best, total)
        out[n] = best - PASSED * passed
