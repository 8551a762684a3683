"""Volumes inside isotherms, counted below the cell size."""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.parts import shares_below
from cryonerve.bioheat.points import Acting
from cryonerve.bioheat.result import Isotherm

__all__ = ["SURFACES", "ice_marker", "isotherm_rows", "surface_volumes"]

Floats = NDArray[np.float64]

SURFACES: tuple[tuple[str, float | None], ...] = (("ice", None), ("-20C", -20.0), ("-40C", -40.0))
PLATEAU = 0.5  # K


def ice_marker(
    grid: Discretisation, enthalpy: Floats, temperature: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Temperature that also tells ice from water where a tissue freezes at one temperature.

    There temperature stands still while the latent heat is released; the share released moves the marker
    by up to PLATEAU to either side, so that it crosses the freezing point where half is frozen. Farther than
    that from the freezing point it is the temperature itself.
    """
    marker = temperature
    for number, item in enumerate(grid.materials):
        curve = item.curve
        if curve.solidus < curve.liquidus:
            continue
        flat = np.flatnonzero(np.diff(curve.temperature) == 0.0)
        low, high = float(curve.enthalpy[flat[0]]), float(curve.enthalpy[flat[-1] + 1])
        frozen = np.clip((high - enthalpy) / (high - low), 0.0, 1.0)
        level = curve.liquidus + PLATEAU * (1.0 - 2.0 * frozen)
        told = np.where(frozen > 0.5, np.minimum(temperature, level), np.maximum(temperature, level))
        marker = np.where(grid.problem.material == number, told, marker)
    return marker


def surface_volumes(
    grid: Discretisation, temperature: NDArray[np.floating], acting: Acting, liquidus: Floats
) -> list[float]:
    """Tissue volume (m3) below each of `SURFACES`; "ice" is tissue below its own liquidus.

    Whole cells count where all neighbours agree; cells near a surface or a probe are divided and read out at
    every part, parts inside a probe excluded.
    """
    temperature = np.asarray(temperature, np.float32)
    limits = np.stack(
        [liquidus if level is None else np.full(temperature.shape, level) for _, level in SURFACES],
        dtype=np.float32,
    )
    whole = grid.grid.size.prod(axis=1)
    tissue = grid.tissue_volume > 0.0
    cut = tissue & ((grid.tissue_volume < (1.0 - 1e-9) * whole) | ~grid.live)
    counted = grid.readable
    divided = np.zeros(grid.problem.count, np.bool_)
    for box in grid.grid.boxes:  # limits in one row, so that one or many boxes are compiled once
        part, shape = box.brick.cells, box.brick.shape
        _near_surface(
            temperature[part].reshape(shape), (counted[part].reshape(shape)) & box.there,
            (tissue[part].reshape(shape)) & box.leaf, cut[part].reshape(shape),
            np.ascontiguousarray(limits[:, part]).reshape(-1, *shape), divided[part].reshape(shape),
        )  # fmt: skip
    below = (temperature < limits) & ~divided & grid.live
    totals = [float(grid.tissue_volume[row].sum()) for row in below]
    for box in grid.grid.boxes:
        cells = box.brick.first + np.flatnonzero(divided[box.brick.cells])
        shares = shares_below(grid, box, cells, temperature, acting=acting, limits=limits)
        for row, share in enumerate(shares):
            totals[row] += float((share * grid.tissue_volume[cells]).sum())
    return totals


def isotherm_rows(
    grid: Discretisation,
    enthalpy: Floats,
    temperature: NDArray[np.floating],
    *,
    acting: Acting,
    when: tuple[float, str],
) -> tuple[Isotherm, ...]:
    """One row for each of `SURFACES`, at the end of a phase.

    Parameters
    ----------
    enthalpy, temperature : (cell,) J/m3; degC, halved cells filled.
    acting : what the probes do. when : the time in s and the phase's name.
    """
    liquidus = grid.freezes_at
    warmest = float(liquidus[grid.live].max())
    volumes = surface_volumes(grid, ice_marker(grid, enthalpy, temperature), acting, liquidus)
    return tuple(
        Isotherm(*when, surface, warmest if level is None else level, size)
        for (surface, level), size in zip(SURFACES, volumes, strict=True)
    )


@njit(cache=True)
def _cold_part(T: Any, counted: Any, limits: Any) -> Any:
    """First and last cells around which something is below the highest limit; elsewhere nothing can be."""
    highest = -np.inf
    for limit in limits.flat:
        highest = max(highest, limit)
    low, high = np.array(T.shape), np.zeros(3, np.int64)
    for i in range(T.shape[0]):
        for j in range(T.shape[1]):
            for k in range(T.shape[2]):
                if counted[i, j, k] and T[i, j, k] < highest:
                    for axis, at in enumerate((i, j, k)):
                        low[axis], high[axis] = min(low[axis], at), max(high[axis], at + 1)
    for axis in range(3):
        low[axis], high[axis] = max(low[axis] - 1, 0), min(high[axis] + 1, T.shape[axis])
    return low, high


@njit(cache=True)
def _near_surface(T: Any, counted: Any, tissue: Any, cut: Any, limits: Any, divided: Any) -> None:
    """Mark cells of a box that a surface may cross: neighbours that count lie on either side of a limit."""
    low, high = _cold_part(T, counted, limits)
    for i in range(low[0], high[0]):
        for j in range(low[1], high[1]):
            for k in range(low[2], high[2]):
                if not tissue[i, j, k]:
                    continue
                cold, warm = np.inf, -np.inf
                for a in range(max(i - 1, 0), min(i + 2, T.shape[0])):
                    for b in range(max(j - 1, 0), min(j + 2, T.shape[1])):
                        for c in range(max(k - 1, 0), min(k + 2, T.shape[2])):
                            if counted[a, b, c]:
                                cold, warm = min(cold, T[a, b, c]), max(warm, T[a, b, c])
                for row in range(limits.shape[0]):
                    limit = limits[row, i, j, k]
                    if cold < limit and (warm >= limit or cut[i, j, k]):
                        divided[i, j, k] = True
