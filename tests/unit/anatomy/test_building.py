from dataclasses import replace

import pytest

from cryonerve.anatomy import build
from cryonerve.case.case import Block, Limb, SolverOptions
from cryonerve.errors import CaseError, GridError
from tests.unit.anatomy.people import case_of


def test_block():
    volume = build(case_of(Block((20e-3, 20e-3, 30e-3), "muscle")))
    assert volume.uniform
    assert volume.bounds.ravel() == pytest.approx([-10e-3, -10e-3, -15e-3, 10e-3, 10e-3, 15e-3])
    assert not volume.nerves
    assert not volume.shapes


def test_block_of_unknown_tissue():
    with pytest.raises(CaseError, match="no tissue is called 'jelly'") as caught:
        build(case_of(Block((20e-3, 20e-3, 30e-3), "jelly")))
    assert "gel" in caught.value.complaints[0].remedy


def test_block_too_large_for_its_spacing():
    case = replace(case_of(Block((1.0, 1.0, 1.0), "muscle")), solver=SolverOptions(spacing=0.1e-3))
    with pytest.raises(GridError, match="million voxels"):
        build(case)


def test_default_spacing_is_half_a_millimetre():
    volume = build(replace(case_of(Block((10e-3, 10e-3, 10e-3), "muscle")), solver=SolverOptions()))
    assert volume.affine[0, 0] == pytest.approx(0.5e-3)


def test_limb_and_stump_differ_where_they_should():
    limb, stump = build(case_of(Limb("limb"))), build(case_of(Limb("stump")))
    assert not limb.nerves[0].neuroma.any()
    assert stump.nerves[0].neuroma.any()
    assert limb.bounds[:, 2] == pytest.approx([-35e-3, 35e-3], abs=1.5e-3)
    assert not limb.uniform
