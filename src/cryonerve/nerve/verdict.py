"""One checked quantity held against its limits: a `Finding` with a sentence a physician can read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.findings import LEVELS, Finding, Level
from cryonerve.nerve.vessel_walls import coldest_walls
from cryonerve.sources.finding_limits import limits

__all__ = ["at_most", "coldest_of", "held"]


def held(name: str, value: float, measured: str, *, about: str = "") -> Finding:
    """The finding of one quantity.

    Parameters
    ----------
    name : row of limits.toml ("skin").
    value : the quantity in SI units, temperatures in degC.
    measured : sentence that says what was found; unless all is well, why it matters and a remedy follow.
    about : words that replace the row's own.

    Examples
    --------
    >>> str(held("skin", 3.0, "The coldest skin reaches 3 degC."))
    'warn: coldest skin 3 degC, limit 5 degC [assumed]'
    """
    return limits()[name].finding(value, measured=measured, about=about)


def at_most(finding: Finding, level: Level) -> Finding:
    """The same finding, no graver than `level`."""
    return replace(finding, level=LEVELS[min(LEVELS.index(finding.level), LEVELS.index(level))])


def coldest_of(
    freezing: Freezing, volume: Volume, labels: tuple[int, ...], *, case: Case | None = None
) -> tuple[float, str] | None:
    """Coldest temperature of structures with these labels and the name of the coldest; None without tissue.

    Parameters
    ----------
    case : tells which vessels and nerves are read at points of their walls; everything else, and all of it
        without a case, is read by its cells.
    """
    named = {item.label: item.name for item in volume.structures if item.label in labels}
    walls = {} if case is None else coldest_walls(case, volume, freezing, labels)
    found = [(walls[name], name) for name in named.values() if name in walls]
    by_cells = [label for label, name in named.items() if name not in walls]
    chosen: NDArray[np.bool_] = (
        np.isin(freezing.labels, by_cells) & (freezing.tissue_volume > 0) & np.isfinite(freezing.nadir)
    )
    if chosen.any():
        values = np.where(chosen, freezing.nadir, np.inf)
        label = int(freezing.labels.flat[int(values.argmin())])
        found.append((float(values.min()), named[label]))
    return min(found, default=None)
