"""How far a scan may be off: who says it, in which order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy.scan_uncertainty import boundary_spread, place_spread
from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import FieldStanding, LabelledScan
from synthetic import synthetic_nerve
from tests.unit.anatomy.people import case_of, stump


def scan(**changes):
    return case_of(LabelledScan("a.nii", "b.tsv", "tibial", **changes))


def volume(*size, uncertainty=None):
    nerve = replace(synthetic_nerve(), uncertainty=uncertainty)
    return Volume(np.ones((2, 2, 2), np.int16), np.diag([*size, 1.0]), (), nerves=(nerve,))


def test_voxels_tell_where_nobody_does() -> None:
    coarse, fine = volume(1e-3, 1e-3, 3.375e-3), volume(0.3e-3, 0.3e-3, 1e-3)
    assert place_spread(scan(), coarse).spread == pytest.approx(0.75e-3)  # half of a cube as large
    assert boundary_spread(scan(), coarse).spread == pytest.approx(0.75e-3)
    assert place_spread(scan(), fine).spread == boundary_spread(scan(), fine).spread == 0.5e-3
    assert place_spread(scan(), fine).standing == "assumed"
    assert "does not say" in place_spread(scan(), fine).remark


def test_a_traced_curve_goes_before_the_voxels_and_the_case_before_both() -> None:
    traced = volume(1e-3, 1e-3, 3e-3, uncertainty=0.35e-3)
    assert place_spread(scan(), traced).spread == 0.35e-3
    book = FieldStanding("anatomy.uncertainty.nerve", "0 mm", "assumed", why="read twice")
    said = replace(scan(uncertainty_nerve=0.0, uncertainty_boundary=1e-3), standings=(book,))
    found = place_spread(said, traced)
    assert (found.spread, found.standing, found.remark) == (0.0, "assumed", "read twice")
    assert (boundary_spread(said, traced).spread, boundary_spread(said, traced).standing) == (1e-3, "stated")


def test_a_phantom_was_not_seen() -> None:
    assert place_spread(stump(), volume(1e-3, 1e-3, 1e-3)).spread == 0.0
    assert boundary_spread(stump(), volume(1e-3, 1e-3, 1e-3)).spread == 0.0
