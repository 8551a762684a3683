from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.echo_bone import bone_surface
from cryonerve.scans.scan import Scan

STEP = 0.5e-3


def swept(radius=10e-3, depth=12e-3, *, shadow=True, seed=1):
    """Speckle with a bright tube, the transducer on top, and shadow behind the half that faces it."""
    rng = np.random.default_rng(seed)
    x, y, _ = np.indices((60, 60, 40)) * STEP
    top = y.max() - depth - (radius - np.sqrt(np.maximum(radius**2 - (x - x.mean()) ** 2, 0.0)))
    facing = np.abs(x - x.mean()) < 0.8 * radius
    values = rng.rayleigh(35.0, x.shape)
    values[facing & (np.abs(y - top) < 0.6e-3)] = 220.0
    if shadow:
        behind = facing & (y < top - 0.6e-3)
        values[behind] = rng.rayleigh(4.0, behind.sum())
    scan = Scan(np.clip(values, 1, 255).astype(np.int16), np.zeros(3), np.full(3, STEP), "US")
    return scan, top[:, 0, 0]


def test_the_rim_in_front_of_a_shadow_is_found_within_half_a_voxel():
    scan, top = swept()
    cloud = bone_surface(scan)
    true = np.interp(cloud.points[:, 0], np.arange(len(top)) * STEP, top)
    assert len(cloud.points) > 500
    assert np.sqrt(np.mean((cloud.points[:, 1] - true) ** 2)) < 0.5 * STEP
    middle = 0.5 * STEP * (len(top) - 1)
    slope = (cloud.points[:, 0] - middle) / 10e-3  # of a circle's normal, across
    assert np.abs(cloud.normals[:, 0] - slope).mean() < 0.15
    assert (cloud.normals[:, 1] > 0.3).all()


def test_a_bright_layer_without_shadow_is_no_bone():
    with pytest.raises(ScanError, match="no bright ridge with a shadow"):
        bone_surface(swept(shadow=False)[0])


def under_skin(*, contact=True, black=True):
    """Bone askew, hardly brighter than tissue, under bright skin, an echo in its shadow; y of bone (i,)."""
    rng = np.random.default_rng(3)
    x, y, _ = np.indices((60, 60, 40)) * STEP
    skin, bone = y.max() - 1e-3, y.max() - 8e-3 - 0.2 * x
    values = rng.rayleigh(45.0, x.shape)
    values[y > skin] = 130.0
    hard = (x > 6e-3) & (x < 22e-3)
    values[hard & (np.abs(y - bone) < 0.5e-3)] = 75.0
    shadow = hard & (y < bone - 0.5e-3)
    values[shadow] = 0.0 if black else 2.0
    values[shadow & (np.abs(y - bone + 7e-3) < 0.5e-3)] = 30.0
    if not contact:
        values[(x > 24e-3) & (y < skin)] = 2.0
    return Scan(np.clip(values, 0, 255).astype(np.int16), np.zeros(3), np.full(3, STEP), "US"), bone[:, 0, 0]


@pytest.mark.parametrize("contact", [True, False])
@pytest.mark.parametrize("black", [True, False])
def test_bright_skin_is_no_bone_and_bone_askew_is(contact, black):
    scan, bone = under_skin(contact=contact, black=black)
    cloud = bone_surface(scan)
    off = cloud.points[:, 1] - np.interp(cloud.points[:, 0], np.arange(len(bone)) * STEP, bone)
    assert len(cloud.points) > 700
    assert np.abs(off).max() < 2e-3
    assert np.sqrt(np.mean(off**2)) < 0.7e-3


def test_bone_is_looked_for_in_ultrasound_only():
    with pytest.raises(ScanError, match="in ultrasound only"):
        bone_surface(replace(swept()[0], modality="MR"))
