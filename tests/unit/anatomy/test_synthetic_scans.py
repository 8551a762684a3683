"""Made-up pictures: reproducible, with the truth beside them and every fault that was asked for."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.picture_faults import bias_field, fourier_motion
from cryonerve.anatomy.synthetic_scans import synthetic_scan
from cryonerve.errors import ScanError

COARSE = (1.5e-3, 1.5e-3, 6e-3)


@cache
def child():
    return cn.build(cn.load("tibial-neuroma-child"))


@cache
def made(modality, **options):
    return synthetic_scan(child(), modality, spacing=COARSE, **options)


def mean_of(found, name):
    """Grey value where a label fills its voxels."""
    return float(found.scan.values[found.shares[name] > 0.98].mean())


@pytest.mark.parametrize("modality", ["CT", "MR"])
def test_the_same_seed_gives_the_same_pictures(modality):
    again = synthetic_scan(child(), modality, spacing=COARSE, seed=1)
    other = synthetic_scan(child(), modality, spacing=COARSE, seed=2)
    assert np.array_equal(made(modality).scan.values, again.scan.values)
    assert not np.array_equal(other.scan.values, again.scan.values)
    assert np.array_equal(other.truth.numbers, again.truth.numbers)


def test_tissues_look_as_the_table_says():
    ct, mr = made("CT"), made("MR", bias=0.0)
    assert mean_of(ct, "subcutaneous fat") == pytest.approx(-100, abs=10)
    assert mean_of(ct, "muscle") == pytest.approx(55, abs=10)
    assert mean_of(mr, "subcutaneous fat") == pytest.approx(1000, rel=0.05)
    assert mean_of(mr, "muscle") == pytest.approx(340, rel=0.08)


def test_shares_add_up_and_the_truth_has_the_phantoms_volume():
    found = made("CT", other_leg="none")
    total = sum(found.shares.values())
    assert total.max() < 1.0 + 1e-5
    voxel = float(np.prod(found.scan.spacing))
    affine, (low, high) = child().affine, found.scan.bounds[:, 2]
    heights = affine[2, 3] + affine[2, 2] * np.arange(child().labels.shape[2])
    inside = child().labels[:, :, (heights > low) & (heights < high)]
    drawn = np.count_nonzero(inside) * float(np.prod(np.diag(affine)[:3]))
    assert total.sum() * voxel == pytest.approx(drawn, rel=0.01)
    assert set(np.unique(found.truth.numbers)) <= {0, *(label.number for label in found.truth.legend)}


def test_the_other_leg_and_the_couch_are_seen_and_are_not_the_truth():
    alone = made("CT", other_leg="none", couch=False)
    both = made("CT", other_leg="touching")
    outside = both.truth.numbers == 0
    assert (alone.scan.values[alone.truth.numbers == 0] > -150).mean() < 0.05
    assert (both.scan.values[outside] > -150).mean() > 0.2


def test_thick_slices_mix_more_tissues():
    thin = synthetic_scan(child(), "CT", spacing=(2e-3, 2e-3, 8e-3), slice_thickness=1e-3, noise=0.0)
    thick = synthetic_scan(child(), "CT", spacing=(2e-3, 2e-3, 8e-3), slice_thickness=8e-3, noise=0.0)
    mixed = [
        ((m.shares["cortical bone"] > 0.02) & (m.shares["cortical bone"] < 0.98)).mean()
        for m in (thin, thick)
    ]
    assert mixed[1] > mixed[0]


def test_bias_spans_what_was_asked_for():
    field = bias_field((30, 20, 10), 0.4, np.random.default_rng(3))
    assert field.min() == pytest.approx(0.6, abs=1e-6)
    assert field.max() == pytest.approx(1.4, abs=1e-6)


def test_ghosts_lie_along_the_phase_axis_and_keep_the_energy():
    pictures = np.zeros((16, 64, 1), np.float32)
    pictures[8, 32, 0] = 1.0
    moved = np.abs(fourier_motion(pictures, np.full(3, 1e-3), 1e-3, np.random.default_rng(0)))
    assert np.square(moved).sum() == pytest.approx(1.0, rel=1e-4)
    assert moved[:8].max() < 1e-6
    assert np.count_nonzero(moved[8, :, 0] > 0.02) > 4


def test_other_modalities_and_sizes_are_refused():
    with pytest.raises(ScanError, match="no pictures are made of 'US'"):
        synthetic_scan(child(), "US")
    with pytest.raises(ScanError, match="no size"):
        synthetic_scan(child(), "CT", spacing=(0.0, 1e-3, 1e-3))
