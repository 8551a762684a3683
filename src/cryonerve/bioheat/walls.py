"""What stands between a probe's gas and the tissue: power caps, films, and the wall they leave."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.points import Acting
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.case import Case

__all__ = ["acting_after", "film_conductances", "power_caps"]

Floats = NDArray[np.float64]


def power_caps(case: Case) -> Floats:
    """(probe,) W; inf for none."""
    caps = [case.device_of(probe).wall.power_cap for probe in case.probes]
    return np.array([np.inf if cap is None else cap.value for cap in caps])


def film_conductances(case: Case, placements: Sequence[Placement]) -> Floats:
    """(probe,) W/K between gas and active wall; inf where the wall itself is held."""
    films = np.full(len(case.probes), np.inf)
    for number, (probe, placement) in enumerate(zip(case.probes, placements, strict=True)):
        wall = case.device_of(probe).wall
        if wall.held_at == "gas" and wall.coefficient is not None:
            films[number] = wall.coefficient.value * placement.active_area
    return films


def acting_after(driven: Floats, *, power: Floats, effective: Floats, films: Floats) -> Acting:
    """What drives each probe after a step, gas (warmed by its cap) or wall, and the wall behind its film.

    Parameters
    ----------
    driven : (2, probe) degC asked for at the last stage, and at the end of the step.
    power, effective : (probe,) W and degC of the last stage. films : (probe,) W/K.
    """
    drives = driven[1] + np.maximum(0.0, effective - driven[0])  # by the power cap
    return Acting(drives, drives + power / films)
