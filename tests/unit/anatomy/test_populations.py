"""Axons per fascicle: densities of the table, sensory ones on their side, by the seed."""

import numpy as np
import pytest

from cryonerve.anatomy import build
from cryonerve.sources.axons import axon_classes
from tests.unit.anatomy.people import stump

CLASSES = list(axon_classes())


def nerves(**changes):
    return {nerve.name: nerve for nerve in build(stump(**changes)).nerves}


LEFT = nerves()


@pytest.mark.parametrize("side", ["left", "right"])
def test_sensory_axons_of_the_tibial_nerve_lie_posteromedial(side: str) -> None:
    nerve = nerves(side=side)["tibial"]
    middle = int(np.flatnonzero(~nerve.neuroma)[10])
    places = nerve.fascicle_offsets[middle] @ nerve.across[middle]
    medial = 1.0 if side == "left" else -1.0
    towards = medial * places[:, 0] - places[:, 1]
    touch, motor = (nerve.axon_counts[:, CLASSES.index(name)].astype(float) for name in ("a-beta", "a-alpha"))
    assert np.average(towards, weights=touch) > np.average(towards, weights=motor) + 0.5e-3


def test_counts_are_density_times_area() -> None:
    nerve = LEFT["sural"]
    area = np.pi * (nerve.fascicle_radii[5] ** 2).sum()
    for order, kind in enumerate(axon_classes().values()):
        expected = area * kind.sensory_density.value
        assert nerve.axon_counts[:, order].sum() == pytest.approx(expected, abs=5 * np.sqrt(expected) + 1e-9)


def test_a_motor_branch_has_the_motor_densities() -> None:
    counts = LEFT["motor branch"].axon_counts.sum(axis=0)
    assert counts[CLASSES.index("a-alpha")] > 2 * counts[CLASSES.index("a-beta")]


def test_the_seed_draws_them_and_parts_have_none_of_their_own() -> None:
    again, nerve = nerves()["tibial"], LEFT["tibial"]
    np.testing.assert_array_equal(nerve.axon_counts, again.axon_counts)
    parts = nerve.fascicle_of != np.arange(len(nerve.fascicle_of))
    assert parts.any()
    assert nerve.axon_counts[parts].sum() == 0
    assert (nerve.axon_counts[~parts].sum(axis=1) > 0).all()
