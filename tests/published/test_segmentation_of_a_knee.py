"""Machine labels of made-up knees: bones that end in thin cortex, fat between muscles, the end of a coil.

The method was made on seeds 1 to 6. Seeds from 101 on were first looked at when it was done: they are held
out, and are not to be used for changes of the method.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from tests.unit.anatomy.scans_made import knee, overlaps_of_knee, segmented_knee

ASKED = {"body": 0.95, "fat": 0.95, "muscle": 0.93, "bone with marrow": 0.92}
HELD_OUT = range(101, 107)
MOTION = 0.2e-3


def write_down(record, found, remark, *, asserted=()):
    for name, value in found.items():
        record(
            f"Dice of {name}",
            expected=1.0,
            got=value,
            tolerance=1.0 - ASKED[name] if name in asserted else None,
            unit="",
            source="made-up scans of knees",
            remark=remark,
        )


def joint_of(made):
    """Slices from the first in which bones have 1.6 times the area they have in the calf."""
    area = made.truth.mask("bone", "marrow").sum(axis=(0, 1))
    return slice(int(np.argmax(area > 1.6 * area[:5].mean())), None)


def test_a_small_region_around_the_joint(record):
    """MR, 1.5 x 1.5 x 3.3 mm, from the upper third of the calf to the kneecap."""
    options = {"spacing": (1.5e-3, 1.5e-3, 3.3e-3), "region": 0.12, "other_leg": False}
    made = knee("MR", 101, **options)
    found = overlaps_of_knee(segmented_knee("MR", 101, **options), made)
    write_down(
        record, found, "MR, seed 101, held out; coarse", asserted=("body", "muscle", "bone with marrow")
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", HELD_OUT)
@pytest.mark.parametrize("modality", ["CT", "MR"])
def test_calf_and_knee(record, modality, seed):
    """1 x 1 x 3.3 mm, usual noise, bias of 40 %, motion, couch; every third with another leg beside it."""
    options = {"motion": MOTION, "other_leg": seed % 3 == 0}
    made, found = knee(modality, seed, **options), segmented_knee(modality, seed, **options)
    whole, joint = overlaps_of_knee(found, made), overlaps_of_knee(found, made, joint_of(made))
    write_down(record, whole, f"{modality}, seed {seed}, held out")
    write_down(record, joint, f"{modality}, seed {seed}, held out; from where the tibia widens")
    knee.cache_clear()
    segmented_knee.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [101, 103])
def test_a_coil_that_ends_at_the_knee(record, seed):
    """The signal falls to 40 % over the last 45 mm."""
    made = knee("MR", seed, motion=MOTION, other_leg=False)
    count = made.scan.values.shape[2]
    fall = 1.0 - 0.6 * np.clip((np.arange(count) - (count - 14)) / 13.0, 0.0, 1.0)
    scan = replace(made.scan, values=(made.scan.values * fall).astype(np.float32))
    found = overlaps_of_knee(cn.segment(scan), made)
    write_down(record, found, f"MR, seed {seed}, held out; the signal falls to 40 %")
    knee.cache_clear()
