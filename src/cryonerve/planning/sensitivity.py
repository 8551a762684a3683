"""What a number of a spread hangs on: Sobol indices and swings, from a surrogate of the runs.

First-order and total indices by SALib (Saltelli 2002, 2010; Sobol 2001) on a surrogate, because they take
thousands of runs. SALib is an extra: `pip install "cryonerve[planning]"`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.planning.spread_result import Sensitivity, Swing
from cryonerve.planning.surrogate import Surrogate, fit, scores
from cryonerve.planning.unknowns import Unknown

__all__ = ["salib_missing", "sensitivity_of"]

Floats = NDArray[np.float64]

BASE = 512  # points of the plan of Saltelli for each unknown
ENDS = (0.05, 0.95)


def salib_missing() -> str:
    """What to install, where SALib is not; else "".

    >>> salib_missing()
    ''
    """
    try:
        import SALib  # noqa: F401, PLC0415
    except ImportError:
        return 'Sobol indices need SALib, which is not installed: pip install "cryonerve[planning]"'
    return ""


def sensitivity_of(
    number: str, unknowns: Sequence[Unknown], shares: Floats, values: Floats, *, seed: int
) -> Sensitivity | None:
    """Indices and swings of one number; None for too few samples or a number that does not vary.

    Parameters
    ----------
    shares : (sample, unknown). values : (sample,), NaN where a sample has no such number.
    """
    found = fit(scores(unknowns, shares), values)
    if found is None:
        return None
    middle, swings = _swings(found, unknowns)
    first, total, first_error, total_error = _indices(found, unknowns, seed)
    return Sensitivity(
        number, middle, found.explained, found.error, found.held_out, found.good,
        first, total, first_error, total_error, swings,
    )  # fmt: skip


def _swings(found: Surrogate, unknowns: Sequence[Unknown]) -> tuple[float, tuple[Swing, ...]]:
    count = len(unknowns)
    shares = np.full((1 + 2 * count, count), 0.5)
    for column in range(count):
        shares[1 + 2 * column : 3 + 2 * column, column] = ENDS
    values = found(scores(unknowns, shares))
    swings = [
        Swing(item.name, float(values[1 + 2 * column]), float(values[2 + 2 * column]))
        for column, item in enumerate(unknowns)
    ]
    return float(values[0]), tuple(sorted(swings, key=lambda item: -item.width))


def _indices(found: Surrogate, unknowns: Sequence[Unknown], seed: int) -> list[dict[str, float]]:
    """First, total, and half widths of their 95 % intervals, by unknown; none without SALib."""
    if salib_missing():
        return [{}, {}, {}, {}]
    from SALib.analyze import sobol as analysis  # noqa: PLC0415
    from SALib.sample import sobol as plan  # noqa: PLC0415

    names = [item.name for item in unknowns]
    problem = {"num_vars": len(names), "names": names, "bounds": [[1e-6, 1.0 - 1e-6]] * len(names)}
    shares = plan.sample(problem, BASE, calc_second_order=False, seed=seed)
    values = found(scores(unknowns, np.asarray(shares, float)))
    told = analysis.analyze(problem, values, calc_second_order=False, seed=seed)
    return [
        dict(zip(names, (float(item) for item in told[what]), strict=True))
        for what in ("S1", "ST", "S1_conf", "ST_conf")
    ]
