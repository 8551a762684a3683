"""One checked quantity held against its limits: a `Finding` with a sentence a physician can read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.findings import LEVELS, Finding, Level
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
    row = limits()[name]
    level, limit = row.judge(value)
    parts = (measured,) if level == "ok" else (measured, row.why, row.remedy)
    return Finding(
        level=level,
        about=about or row.about,
        value=row.shown(value),
        limit=row.shown(limit.value),
        unit=row.unit,
        source=limit.source,
        reason=" ".join(part for part in parts if part),
    )


def at_most(finding: Finding, level: Level) -> Finding:
    """The same finding, no graver than `level`."""
    return replace(finding, level=LEVELS[min(LEVELS.index(finding.level), LEVELS.index(level))])


def coldest_of(freezing: Freezing, volume: Volume, labels: tuple[int, ...]) -> tuple[float, str] | None:
    """Coldest temperature of cells with these labels and their structure's name; None without tissue."""
    chosen: NDArray[np.bool_] = (
        np.isin(freezing.labels, labels) & (freezing.tissue_volume > 0) & np.isfinite(freezing.nadir)
    )
    if not chosen.any():
        return None
    values = np.where(chosen, freezing.nadir, np.inf)
    label = int(freezing.labels.flat[int(values.argmin())])
    return float(values.min()), volume.structure(label).name
