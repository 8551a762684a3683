"""Marrow in made-up T1 MR slices: bones with thin cortex in fat, and what looks like them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from cryonerve.anatomy.bias_field import even_slices
from cryonerve.anatomy.marrow_in_mr import dark_rims, find_marrow, to_the_dark_line

SPACING = np.array([1e-3, 1e-3, 3e-3])
MUSCLE, FAT, DARK = 340.0, 1000.0, 60.0
SIZE, SLICES = 90, 8


def rows():
    return np.meshgrid(np.arange(SIZE) - 45.0, np.arange(SIZE) - 45.0, indexing="ij")


def seen(fine_shares):
    """(i, j, k) smoothed pictures with noise, from shares (i, j) of dark and bright tissue in muscle."""
    rng = np.random.default_rng(3)
    one = MUSCLE + sum(share * (level - MUSCLE) for share, level in fine_shares)
    pictures = np.repeat(one[:, :, None], SLICES, axis=2) + rng.normal(0.0, 25.0, (SIZE, SIZE, SLICES))
    return ndimage.gaussian_filter(pictures.astype(np.float32), (0.7, 0.7, 0.0))


def inside(radius, x=0.0, y=0.0):
    """Share of each pixel within a circle, mm."""
    a, b = rows()
    return np.clip(0.5 + radius - np.hypot(a - x, b - y), 0.0, 1.0)


def found_in(pictures):
    deep = np.ones(pictures.shape, bool)
    return find_marrow(pictures, dark_rims(pictures, SPACING), deep, levels=(MUSCLE, FAT), spacing=SPACING)


@pytest.mark.parametrize("cortex", [0.4, 0.7, 1.5])
def test_bone_in_fat_is_found_whatever_its_cortex(cortex):
    bone, marrow, fat = inside(15.0), inside(15.0 - cortex), inside(32.0)
    pictures = seen([(fat - bone, FAT), (bone - marrow, DARK), (marrow, 850.0)])
    found = found_in(pictures)
    assert found[45, 45].all()
    assert not found[45 + 25, 45].any()
    whole = to_the_dark_line(pictures, found, np.zeros(found.shape, bool), SPACING)
    radius = float(np.sqrt(whole.sum(axis=(0, 1)).mean() / np.pi))
    assert 15.0 - 0.5 * cortex - 0.25 < radius < 15.0 + 0.25  # to the line's middle or beyond it


def test_fat_without_a_dark_rim_is_no_marrow():
    assert not found_in(seen([(inside(12.0), FAT)])).any()


def test_fat_around_vessels_is_no_marrow():
    vessels = sum(inside(3.0, 0.0, y) for y in (-7.0, 0.0, 7.0))
    assert not found_in(seen([(inside(14.0) - vessels, FAT), (vessels, DARK)])).any()


def test_slices_are_evened_by_the_fat_under_the_skin():
    rng = np.random.default_rng(0)
    depth = np.repeat((45e-3 - 1e-3 * np.hypot(*rows()))[:, :, None], 12, axis=2).clip(0.0)
    true = np.where(depth < 8e-3, FAT, MUSCLE) + rng.normal(0.0, 20.0, depth.shape)
    fall = np.interp(np.arange(12), [0, 6, 11], [1.0, 1.0, 0.5])
    evened = even_slices((true * fall).astype(np.float32), depth)
    levels = np.array([np.median(evened[:, :, k][depth[:, :, k] > 20e-3]) for k in range(12)])
    assert np.ptp(levels) / levels.mean() < 0.12
