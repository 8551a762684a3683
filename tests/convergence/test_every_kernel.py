"""The orders of tests/convergence hold for every kernel.

A perfused plane whose exact field is known, in space and in time, and the front of a plane that freezes at
one temperature. On few cells, for the kernel `reference` is slow; test_orders measures with `cpu` on many.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.convergence.test_orders import DEPTH, slope, smooth_tissue
from tests.kernels.test_against_reference import every
from tests.verification.chain import chain, frozen_volume, march, tissue_of
from tests.verification.materials import BT
from tests.verification.pennes import REST
from tests.verification.planar import neumann

pytestmark = pytest.mark.slow


@every
def test_temperature_in_space(name: str) -> None:
    """Second order, as far as single precision resolves it."""
    errors, counts = [], (12, 24, 48)
    for cells in counts:
        what = chain(np.linspace(0.0, DEPTH, cells + 1), smooth_tissue())
        exact = [REST.plane_transient(what.centres, t, 2.0) for t in (20.0, 50.0)]
        h, _ = march(what, what.start(exact[0]), (20.0, 50.0), lambda _: 2.0, kernel=name, scale=0.5)
        errors.append(float(np.sqrt(np.mean((what.temperature(h) - exact[1]) ** 2))))
    assert slope([1.0 / n for n in counts], errors) > 1.8


@every
def test_temperature_in_time(name: str) -> None:
    """Second order against steps eight times shorter."""
    what = chain(np.linspace(0.0, DEPTH, 49), smooth_tissue())
    start = what.start(REST.plane_transient(what.centres, 20.0, 2.0))

    def after(scale: float) -> np.ndarray:
        wall = lambda t: 2.0 + 3.0 * np.sin(0.1 * (t - 20.0))  # noqa: E731
        return what.temperature(march(what, start, (20.0, 60.0), wall, kernel=name, scale=scale)[0])

    fine, scales = after(0.125), (4.0, 2.0, 1.0)
    errors = [float(np.sqrt(np.mean((after(scale) - fine) ** 2))) for scale in scales]
    assert slope(scales, errors) > 1.7


@every
def test_front(name: str) -> None:
    """First order: its depth comes nearer with every halving of the cells."""
    exact, errors, counts = neumann(BT, -80.0, 37.0), [], (30, 60, 120)
    for cells in counts:
        what = chain(np.linspace(0.0, DEPTH, cells + 1), tissue_of(BT, mushy=False))
        start = what.start(exact.temperature(what.centres, 2.0))
        h, _ = march(what, start, (2.0, 60.0), lambda _: -80.0, kernel=name)
        errors.append(abs(frozen_volume(what, h, BT.latent) - exact.front(60.0)))
    assert slope([1.0 / n for n in counts], errors) > 0.8
    assert errors[-1] < 0.2 * DEPTH / counts[-1]
