"""The limb as the procedure finds it: the steady state, and in it the fluid injected a moment before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.fluid import label_of
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.enthalpy import Curve
from cryonerve.bioheat.materials import SHARES, tissue_curve
from cryonerve.bioheat.steady import steady_enthalpy, steady_together
from cryonerve.case.case import Case

__all__ = ["starting_enthalpy", "starting_together"]

Floats = NDArray[np.float64]


def starting_enthalpy(volume: Volume, case: Case, grid: Discretisation) -> Floats:
    """Enthalpy (cell,) J/m3 of the first moment.

    The steady state is that of the limb with its fluid in place, unperfused; then the fluid gets its own
    temperature. Of a cell that fluid fills in part, only that part does:

        h = s C_f (T_f - T_body) + (1 - s C_f / C) h_steady

    with C the heat capacities of fluid and of the whole cell, s the share of fluid.

    Raises
    ------
    GridError
        As `steady_enthalpy`.
    """
    still = np.zeros(grid.problem.count) if volume.uniform else steady_enthalpy(grid)
    return _with_fluid(still, volume, case, grid)


def starting_together(
    volumes: Sequence[Volume], cases: Sequence[Case], grids: Sequence[Discretisation]
) -> list[Floats]:
    """`starting_enthalpy` of each; see `steady_together`."""
    settled = iter(
        steady_together([grid for grid, one in zip(grids, volumes, strict=True) if not one.uniform])
    )
    found = []
    for volume, case, grid in zip(volumes, cases, grids, strict=True):
        still = np.zeros(grid.problem.count) if volume.uniform else next(settled)
        found.append(_with_fluid(still, volume, case, grid))
    return found


def _with_fluid(still: Floats, volume: Volume, case: Case, grid: Discretisation) -> Floats:
    if not case.hydrodissection:
        return still
    mixture, body = grid.cells.mixture, case.body_temperature
    flowing = np.array([item.always_flows for item in grid.materials])[grid.problem.material]
    capacity = np.array([_capacity(item.curve) for item in grid.materials])
    enthalpy = still.copy()
    for pool in case.hydrodissection:
        label = label_of(pool, volume)
        share = np.rint(np.asarray(mixture.share, float) * SHARES) / SHARES  # as the materials have it
        share = np.where(mixture.first == label, share, np.where(mixture.second == label, 1.0 - share, 0.0))
        share[(mixture.first == label) & (mixture.second == label)] = 1.0
        share[flowing] = 0.0
        cells = np.flatnonzero((share > 0.0) & grid.live)
        curve = tissue_curve(case.tissues[pool.fluid], body)
        kept = share[cells] * _capacity(curve) / capacity[grid.problem.material[cells]]
        mine = share[cells] * float(curve.enthalpy_at(pool.temperature))
        enthalpy[cells] = mine + np.maximum(1.0 - kept, 0.0) * enthalpy[cells]
    return enthalpy


def _capacity(curve: Curve) -> float:
    """J/m3/K unfrozen."""
    return float(curve.enthalpy_at(curve.body_temperature + 1.0))
