"""Temperature of every cell after a step, and what must be known of it at once.

=======  =====================================================
h        enthalpy of cells, J/m3    T        temperature, degC
s        1 / unfrozen heat capacity, m3 K/J
=======  =====================================================
"""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.kernels.cells import INNER, bin_of, temperature_and_potential
from cryonerve.bioheat.kernels.layout import layout_of

__all__ = ["Seen", "fill_halved", "take_chunks", "take_temperature"]

Singles = NDArray[np.float32]
Families = tuple[NDArray[np.int64], NDArray[np.int64]]


class Seen(NamedTuple):
    """Coldest and warmest live cell, degC; nan where one is no number."""

    coldest: float
    warmest: float


def take_temperature(
    grid: Discretisation,
    enthalpy: NDArray[np.floating],
    temperature: Singles,
    halved: Families | None = None,
) -> Seen:
    """Fill temperatures (cell,) degC from enthalpies (cell,) J/m3.

    Halved cells, all or only those of `halved` with their parts, get the mean of their parts; what dead ones
    get means nothing.
    """
    a = layout_of(grid.problem)
    h = np.ascontiguousarray(enthalpy, np.float64)
    seen = np.empty((len(a.chunks.start), 3), np.float32)
    take_chunks(
        h, a.chunks, a.cells.material, a.cells.slope, a.pieces, a.by_enthalpy, a.liquid, grid.live,
        np.float32(grid.problem.body_temperature), temperature, seen,
    )  # fmt: skip
    fill_halved(*(grid.grid.families if halved is None else halved), grid.readable, temperature)
    coldest, warmest = float(seen[:, 0].min()), float(seen[:, 1].max())
    whole = bool(np.isfinite(seen[:, 2]).all())
    return Seen(coldest, warmest) if whole else Seen(np.nan, np.nan)


@njit(**INNER, fastmath={"contract", "nsz", "arcp", "reassoc"})
def _linear(h: Any, s: Any, body: Any, liquid: Any, T: Any) -> Any:
    """Temperature of the cells of a chunk as if unfrozen; how many are not, and nan if one is no number."""
    below, wrong = np.float32(0.0), np.float32(0.0)
    for n in range(h.shape[0]):
        u = np.float32(s[n] * h[n])
        wrong += u * np.float32(0.0)
        below += np.float32(1.0) if u < liquid else np.float32(0.0)
        T[n] = body + u
    return below, wrong


@njit(**INNER, fastmath={"nnan", "nsz", "reassoc"})
def _ends(T: Any, live: Any) -> Any:
    """Coldest and warmest live cell of a chunk; means nothing where one is no number."""
    coldest, warmest = np.float32(np.inf), np.float32(-np.inf)
    for n in range(T.shape[0]):
        cold, warm = (T[n], T[n]) if live[n] else (np.float32(np.inf), np.float32(-np.inf))
        coldest = cold if cold < coldest else coldest
        warmest = warm if warm > warmest else warmest
    return coldest, warmest


@njit(**INNER)
def _cold_cells(h: Any, material: Any, pieces: Any, lookup: Any, live: Any, T: Any) -> None:
    """Temperature of the cells of a chunk that are below their liquidus."""
    for n in range(h.shape[0]):
        m = material[n]
        depth = (lookup.top[m] - h[n]) * lookup.bins_per_unit[m]
        if depth > 0.0 and live[n]:
            start = lookup.start[m, bin_of(depth, lookup.start.shape[1])]
            T[n], _ = temperature_and_potential(h[n], pieces[m], start)


@njit(cache=True, parallel=True, error_model="numpy")
def take_chunks(
    h: Any, chunks: Any, material: Any, s: Any, pieces: Any, lookup: Any, liquid: Any, live: Any, body: Any,
    T: Any, seen: Any,
) -> None:  # fmt: skip
    """Temperature of all cells; seen (chunk, 3): coldest, warmest, and no number where one is none."""
    for chunk in prange(chunks.start.shape[0]):
        a, b = chunks.start[chunk], chunks.stop[chunk]
        below, wrong = _linear(h[a:b], s[a:b], body, liquid, T[a:b])
        if below > 0.0:
            _cold_cells(h[a:b], material[a:b], pieces, lookup, live[a:b], T[a:b])
        coldest, warmest = _ends(T[a:b], live[a:b])
        seen[chunk, 0], seen[chunk, 1], seen[chunk, 2] = coldest, warmest, wrong


@njit(cache=True)
def fill_halved(parents: Any, children: Any, live: Any, T: Any) -> None:
    """Halved cells (n,) get the mean of their readable parts (n, 8), finest first."""
    for n in range(parents.shape[0]):
        total, count = 0.0, 0
        for part in range(8):
            if live[children[n, part]]:
                total += T[children[n, part]]
                count += 1
        if count > 0:
            T[parents[n]] = total / count
