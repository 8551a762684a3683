"""Observed order of convergence, measured and asserted as it is.

A jump of latent heat makes a fixed grid first order at the front; smooth problems are second order. Orders
are the slope of log(error) against log(cell), or log(step), by least squares.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.verification.chain import chain, march, tissue_of
from tests.verification.materials import BT, Material
from tests.verification.pennes import REST
from tests.verification.planar import mushy, neumann

mm = 1e-3
DEPTH = 48 * mm


def slope(sizes, errors) -> float:
    return float(np.polyfit(np.log(sizes), np.log(errors), 1)[0])


def smooth_tissue():
    never = Material(REST.k, REST.c, REST.k, REST.c, 1.0, -200.0, -200.0, -200.0)
    return tissue_of(never, mushy=False, perfusion=REST.perfusion, metabolism=REST.metabolism)


def smooth_error(cells: int, scale: float) -> float:
    """Root mean square error of a cooled perfused plane that starts from the exact field at 20 s."""
    what = chain(np.linspace(0.0, DEPTH, cells + 1), smooth_tissue())
    exact = [REST.plane_transient(what.centres, t, 2.0) for t in (20.0, 80.0)]
    h, _ = march(what, what.start(exact[0]), (20.0, 80.0), lambda _: 2.0, scale=scale)
    return float(np.sqrt(np.mean((what.temperature(h) - exact[1]) ** 2)))


def test_smooth_in_space(record) -> None:
    counts = (24, 48, 96, 192)
    order = slope([1.0 / n for n in counts], [smooth_error(n, 0.25) for n in counts])
    record(
        "order in space, perfused plane without freezing, 2 to 0.25 mm",
        expected=2.0,
        got=order,
        tolerance=0.2,
        unit="order",
        source="closed form",
    )
    assert order >= 1.8


def test_smooth_in_time(record) -> None:
    """Against the same grid with steps sixteen times shorter."""
    what = chain(np.linspace(0.0, DEPTH, 97), smooth_tissue())
    start = what.start(REST.plane_transient(what.centres, 20.0, 2.0))

    def wall(t: float) -> float:
        return 2.0 + 3.0 * np.sin(0.1 * (t - 20.0))

    fine, _ = march(what, start, (20.0, 80.0), wall, scale=0.0625)
    scales = (2.0, 1.0, 0.5)
    errors = [
        float(np.sqrt(np.mean((march(what, start, (20.0, 80.0), wall, scale=s)[0] - fine) ** 2)))
        for s in scales
    ]
    order = slope(scales, errors)
    record(
        "order in time, perfused plane with a wall that swings",
        expected=2.0,
        got=order,
        tolerance=0.3,
        unit="order",
        source="Meyer, Balsara & Aslam 2014",
    )
    assert order >= 1.7


@pytest.mark.parametrize("freezing", ["isothermal", "over 7 K"])
def test_front(record, freezing) -> None:
    """Mean profile error against the exact solution, averaged over many moments.

    With one freezing temperature the error swings as the front passes from cell to cell; thirty moments
    average over its place within a cell on every grid.
    """
    isothermal = freezing == "isothermal"
    exact = neumann(BT, -80.0, 37.0) if isothermal else mushy(BT, -80.0, 37.0)
    tissue = tissue_of(BT, mushy=not isothermal)
    counts = (60, 120, 240, 480)
    errors = []
    for n in counts:
        what = chain(np.linspace(0.0, DEPTH, n + 1), tissue)
        h = what.start(exact.temperature(what.centres, 2.0))
        moments = [2.0, *np.linspace(30.0, 117.0, 30)]
        off = []
        for began, end in pairwise(moments):
            h, _ = march(what, h, (began, end), lambda _: -80.0)
            off.append(float(np.mean(np.abs(what.temperature(h) - exact.temperature(what.centres, end)))))
        errors.append(float(np.mean(off)))
    order = slope([1.0 / n for n in counts], errors)
    record(
        f"order in space, planar freezing {freezing}, 0.8 to 0.1 mm (mean profile error; at least 0.9)",
        expected=1.0,
        got=order,
        tolerance=None,
        unit="order",
        source="Neumann" if isothermal else "Tien & Geiger 1967",
    )
    assert order >= 0.9
