"""Heat across the faces from box to box: a cosine fades as it should, whatever the size of the cells."""

from __future__ import annotations

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat.discretise import discretise
from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.nesting import nested
from cryonerve.bioheat.problem import Drive
from cryonerve.bioheat.stability import stiffness
from cryonerve.bioheat.timestep import stages_for
from tests.unit.bioheat.blocks import block, tissue

EDGE, AMPLITUDE, SECONDS = 16.0, 3.0, 30.0  # mm, K, s


def fade(cells: int, *, halvings: int, kernel: str = "reference") -> tuple[float, float]:
    """Largest and mean error (K) of cos(pi x / a) cos(pi y / a) cos(2 pi z / a) in an insulated block."""
    case = block(probes=[], of=tissue(perfusion=0.0, metabolic_heat=0.0), size=EDGE)
    even = np.linspace(-0.5, 0.5, cells + 1) * EDGE * 1e-3
    middle = np.array([1.1, -0.7, 0.4]) * 1e-3

    def wanted(points, reach):
        away = np.linalg.norm(points - middle, axis=1)
        return np.where(away - reach < 3e-3, 0.0, 1.0)

    grid = discretise(cn.build(case), case, nested((even, even, even), halvings, wanted))
    p, curve = grid.problem, grid.materials[0].curve
    number = np.array([1.0, 1.0, 2.0]) * np.pi / (EDGE * 1e-3)
    shape = np.cos((grid.grid.centre + 0.5e-3 * EDGE) * number).prod(axis=1)
    h = np.asarray(curve.enthalpy_at(37.0 + AMPLITUDE * shape), float) * grid.live
    _, advance = kernel_named(kernel)
    steps = 12
    stages = stages_for(SECONDS / steps, stiffness(p, grid.materials, above=0.0))
    drive = Drive(SECONDS / steps, stages, np.zeros((stages, 0)), np.zeros(0), np.ones(1))
    for _ in range(steps):
        h = advance(p, h, drive).enthalpy
    capacity = float(curve.enthalpy_at(38.0) - curve.enthalpy_at(37.0))
    exact = (
        AMPLITUDE
        * shape
        * np.exp(-float(curve.conductivity_at(37.0)) / capacity * (number**2).sum() * SECONDS)
    )
    error = np.abs(h / capacity - exact)[grid.live]
    return float(error.max()), float(error.mean())


@pytest.mark.parametrize("halvings", [0, 1, 2])
def test_order_in_space(halvings: int) -> None:
    """Twice as many cells along every edge: second order in the mean without seams, first beside them."""
    coarse, fine = (fade(cells, halvings=halvings) for cells in (8, 16))
    order = np.log2(coarse[1] / fine[1])
    assert order > (1.9 if halvings == 0 else 1.5)
    assert np.log2(coarse[0] / fine[0]) > (1.7 if halvings == 0 else 0.9)


def test_finer_boxes_do_not_make_it_worse() -> None:
    even, boxed = fade(16, halvings=0), fade(16, halvings=2)
    assert boxed[1] < 1.1 * even[1]


def test_the_compiled_kernel_alike() -> None:
    reference, compiled = (fade(8, halvings=2, kernel=name) for name in ("reference", "cpu"))
    np.testing.assert_allclose(compiled, reference, rtol=1e-3)
