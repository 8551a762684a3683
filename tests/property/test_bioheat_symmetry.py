"""Space has no preferred direction: mirrored and turned cases give mirrored and turned temperatures.

Sums run in another order then, in single precision; after some thirty steps that makes a millikelvin in cells
that freeze. 0.02 K is the tolerance. (Not through a thaw: the moment from which longer stable steps
suffice is when the last cell has left the solidus, and may fall into the next step by rounding.)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cryonerve.anatomy.volume import Structure
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze
from tests.unit.bioheat.blocks import block, device, frozen, probe, tissue, voxels

KELVIN = 0.02
PROTOCOL = (Freeze(-80.0, 8.0), Freeze(-50.0, 4.0))

ways = st.tuples(*[st.floats(-1.0, 1.0)] * 3).filter(lambda way: np.linalg.norm(way) > 0.2)
tips = st.tuples(*[st.floats(-3.0, 3.0)] * 3)


def mixed_labels() -> np.ndarray:
    """Three tissues without any symmetry, skin and air above."""
    i, j, k = np.meshgrid(*[np.arange(16)] * 3, indexing="ij")
    labels = np.where(i + 2 * j > 25, 2, 1)
    labels = np.where((i - 5) ** 2 + (j - 9) ** 2 < 7, 3, labels)
    return np.where(k > 13, 0, labels)


STRUCTURES = [
    Structure(0, "air", "", "other"),
    Structure(1, "flesh", "test-tissue", "muscle"),
    Structure(2, "fat", "fat", "fat"),
    Structure(3, "nerve", "nerve", "nerve"),
]


def moved(case: Case, matrix: np.ndarray) -> Case:
    """Every probe and thermocouple mapped by a matrix."""

    def mapped(vector):
        return tuple((matrix @ np.array(vector)).tolist())

    return replace(
        case,
        probes=tuple(replace(item, tip=mapped(item.tip), axis=mapped(item.axis)) for item in case.probes),
        sensors=tuple(replace(item, at=mapped(item.at)) for item in case.sensors),
    )


def same(first: Freezing, second: Freezing) -> None:
    """Thermocouples, powers, volumes and heat of two runs that must be each other's image."""
    np.testing.assert_allclose(first.sensors.values, second.sensors.values, atol=KELVIN)
    np.testing.assert_allclose(first.probes.values, second.probes.values, rtol=1e-3, atol=1e-3)
    for one, two in zip(first.isotherms, second.isotherms, strict=True):
        assert one.volume == pytest.approx(two.volume, rel=0.01, abs=1e-9)
    assert first.balance.extracted == pytest.approx(second.balance.extracted, rel=1e-4)


@settings(max_examples=12, deadline=None)
@given(tips, ways)
def test_mirror_of_a_block(tip, way) -> None:
    case = block(*PROTOCOL, probes=[probe(tip=tip, axis=way)], sensors=[(2, 1, 0), (-1, 2, 3), (0, -3, -1)])
    first, second = frozen(case), frozen(moved(case, np.diag([-1.0, 1.0, 1.0])))
    np.testing.assert_allclose(first.x, -second.x[::-1], atol=1e-9)
    np.testing.assert_allclose(first.temperature, second.temperature[:, ::-1], atol=KELVIN)
    same(first, second)


@settings(max_examples=12, deadline=None)
@given(tips, ways)
@example(tip=(2.0, 1.0, 0.0), way=(-0.5, -1.0, -0.375))  # the third thermocouple is inside the shaft
def test_quarter_turn_of_a_block(tip, way) -> None:
    turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    case = block(*PROTOCOL, probes=[probe(tip=tip, axis=way)], sensors=[(2, 1, 0), (-1, 2, 3), (0, -3, -1)])
    first, second = frozen(case), frozen(moved(case, turn))
    np.testing.assert_allclose(np.rot90(first.temperature, axes=(1, 2)), second.temperature, atol=KELVIN)
    same(first, second)


@settings(max_examples=12, deadline=None)
@given(tips, ways)
def test_exchange_of_axes(tip, way) -> None:
    """x becomes y, y becomes z, z becomes x: a turn about the diagonal."""
    turn = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    case = block(*PROTOCOL, probes=[probe(tip=tip, axis=way)], sensors=[(2, 1, 0), (-1, 2, 3), (0, -3, -1)])
    first, second = frozen(case), frozen(moved(case, turn))
    np.testing.assert_allclose(np.transpose(first.temperature, (0, 3, 1, 2)), second.temperature, atol=KELVIN)
    same(first, second)


@pytest.mark.parametrize("seed", range(3))
def test_mirror_of_mixed_tissue_with_skin(seed: int) -> None:
    rng = np.random.default_rng(seed)
    probes = [probe("a", rng.uniform(-3, 3, 3), rng.normal(size=3)), probe("b", rng.uniform(-4, 2, 3))]
    case = block(
        *PROTOCOL,
        probes=probes,
        uses=device(gas=-90.0, coefficient=8e3, cap=12.0),
        of=[tissue(), *(block().tissues[name] for name in ("fat", "nerve"))],
        sensors=[(2, 1, 0), (-1, 2, 3)],
    )
    labels = mixed_labels()
    first = frozen(case, voxels(labels, STRUCTURES))
    second = frozen(moved(case, np.diag([-1.0, 1.0, 1.0])), voxels(labels[::-1], STRUCTURES))
    np.testing.assert_array_equal(first.labels, second.labels[::-1])
    np.testing.assert_allclose(first.temperature, second.temperature[:, ::-1], atol=KELVIN)
    same(first, second)


@settings(max_examples=10, deadline=None)
@given(st.tuples(*[st.floats(0.0, 1.0)] * 3), st.sampled_from([(0, 0, 1), (0.3, 0.2, 1.0), (1.0, 0.7, -0.4)]))
def test_ice_does_not_depend_on_where_the_grid_lies(shift, way) -> None:
    """A probe moved by up to a cell in every direction, at the usual spacing."""
    tip = 0.5 * np.array(shift)
    protocol, fine = (Freeze(-80.0, 15.0),), {"size": 20.0, "spacing": 0.5}
    here = frozen(block(*protocol, probes=[probe(axis=way)], **fine))
    there = frozen(block(*protocol, probes=[probe(tip=tip, axis=way)], **fine))
    for one, two in zip(here.isotherms, there.isotherms, strict=True):
        assert one.volume == pytest.approx(two.volume, rel=0.03), one.surface
    assert here.balance.extracted == pytest.approx(there.balance.extracted, rel=0.02)


def test_direction_of_the_probe_does_not_matter() -> None:
    """Along an axis, across it, and at odd angles: the same ice and the same heat."""
    runs = []
    for way in [(0, 0, 1), (0, -1, 0), (1, 1, 0), (1, -1, 1), (0.3, 0.2, 1.0)]:
        tip = -2.0 * np.array(way) / np.linalg.norm(way)
        runs.append(
            frozen(block(Freeze(-80.0, 15.0), probes=[probe(tip=tip, axis=way)], size=20.0, spacing=0.5))
        )
    volumes = np.array([[row.volume for row in run.isotherms] for run in runs])
    assert (np.ptp(volumes, axis=0) / volumes.mean(axis=0) < 0.03).all()
    heat = [run.balance.extracted for run in runs]
    assert np.ptp(heat) / np.mean(heat) < 0.02
