from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.measures import measure
from cryonerve.anatomy.phantom_fit import fit_phantom
from cryonerve.errors import CaseError
from cryonerve.scans.rigid import moved
from tests.registered_scans import drawn_motion, made, moved_scan


def test_a_drawn_limb_finds_girth_and_place_of_a_scanned_one():
    """The child's own scan, moved, and a drawing that begins 15 % too slim."""
    case = cn.load("tibial-neuroma-child")
    true = measure(case, case.anatomy).circumference
    scan = made("CT", spacing=(1.5e-3, 1.5e-3, 2e-3), seed=2).scan
    motion = drawn_motion(4, scan.bounds.mean(axis=0), degrees=4.0)
    there = moved_scan(scan, motion, (2e-3, 2e-3, 3e-3), 4)
    slim = replace(case, anatomy=replace(case.anatomy, circumference=0.85 * true))
    found = fit_phantom(slim, there)
    assert found.case.anatomy.circumference == pytest.approx(true, rel=0.03)
    assert found.remaining < 1.5e-3
    axis = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.02]])
    assert np.linalg.norm((moved(found.transform, axis) - moved(motion, axis))[:, :2], axis=1).max() < 2e-3


def test_labels_with_bones_tell_how_far_the_drawn_bones_are_off():
    case = cn.load("tibial-neuroma-child")
    truth = made("CT", spacing=(2e-3, 2e-3, 3e-3)).truth
    found = fit_phantom(case, truth)
    assert found.bones is not None
    assert found.bones < 3e-3
    assert {item.about for item in found.findings} == {
        "drawn skin off the scan's",
        "drawn bones off the scan's",
    }


def test_a_block_is_not_laid_into_a_scan():
    with pytest.raises(CaseError, match="only a drawn limb"):
        fit_phantom(cn.load("gel-phantom"), made("CT", spacing=(2e-3, 2e-3, 3e-3)).scan)
