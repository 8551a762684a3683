from __future__ import annotations

import numpy as np
import pytest

from cryonerve.scans.scan import Scan
from cryonerve.scans.skin_patches import farthest_patch

STEP = 2e-3


def limb(pressed=0.0, wider=0.0):
    """A cylinder along z, dented by so much on its back over the middle third."""
    x, y, z = np.indices((60, 60, 80)) * STEP
    x, y = x - x.mean(), y - y.mean()
    flat = (z > 50e-3) & (z < 110e-3) & (y < 0.0) & (np.abs(x) < 20e-3)
    body = np.hypot(x, y) < 40e-3 + wider - np.where(flat, pressed, 0.0)
    return Scan(np.where(body, 0, -1000).astype(np.int16), np.zeros(3), np.full(3, STEP), "CT"), body


@pytest.mark.parametrize(("pressed", "low", "high"), [(0.0, 0.0, 0.6e-3), (6e-3, 4e-3, 7e-3)])
def test_a_dent_is_told_from_a_threshold_that_differs(pressed, low, high):
    one, other = limb(pressed, wider=1e-3), limb()
    found = farthest_patch((one[0], other[0]), (one[1], other[1]), np.eye(4))
    assert low <= found <= high


def test_without_a_surface_nothing_is_said():
    scan, body = limb()
    assert farthest_patch((scan, scan), (np.ones_like(body), body), np.eye(4)) is None
