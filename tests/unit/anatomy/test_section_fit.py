"""Ellipses as scanners blur them, and what is fitted to such pictures: area, direction, standard error."""

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy.blurred_ellipses import Ellipse, blurred_ellipse
from cryonerve.anatomy.tracing_paths import trace_curve
from tests.unit.anatomy.nerves_made import nerve_scan, true_area


def clicks_on(line, seed=None, count=5):
    """Places on a line, exact or up to 1 mm off."""
    chosen = line[np.linspace(12, len(line) - 13, count).astype(int)]
    if seed is None:
        return chosen
    rng = np.random.default_rng(seed)
    aside = rng.normal(size=(count, 3))
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    return chosen + 1e-3 * aside * rng.uniform(0.0, 1.0, (count, 1)) ** (1.0 / 3.0)


def test_a_blurred_ellipse_is_the_convolution_of_its_share():
    """Against a sum over a fine grid, with a Gaussian that is no circle."""
    ellipse = Ellipse(np.array([0.3e-3, -0.2e-3]), np.log(1.4e-3), np.array([0.4, 0.3]))
    blur = np.array([[0.30, 0.08], [0.08, 0.12]]) * 1e-6
    side = np.arange(-4e-3, 4e-3, 0.04e-3)
    grid = np.stack(np.meshgrid(side, side, indexing="ij"), axis=-1).reshape(-1, 2)
    away = grid - ellipse.centre
    full = np.einsum("na,ab,nb->n", away, np.linalg.inv(ellipse.square), away) < 1.0
    places = np.array([[0.0, 0.0], [1.4e-3, 0.0], [1e-3, 1.2e-3], [-2e-3, 0.5e-3], [3e-3, 0.0]])
    inverse = np.linalg.inv(blur)
    for place, share in zip(places, blurred_ellipse(places, ellipse, blur), strict=True):
        bell = np.exp(-0.5 * np.einsum("na,ab,nb->n", grid - place, inverse, grid - place))
        assert share == pytest.approx((bell * full).sum() / bell.sum(), abs=3e-3)


@pytest.mark.parametrize(
    ("width", "voxel", "slices", "modality", "fat"),
    [(2e-3, 0.7e-3, 3e-3, "MR", 1.0), (4e-3, 0.5e-3, 3e-3, "MR", 0.2), (4e-3, 0.7e-3, 2e-3, "CT", 0.2)],
)
def test_the_area_of_a_nerve_in_fat_or_muscle_is_found(width, voxel, slices, modality, fat):
    scan, line = nerve_scan(width, voxel=voxel, slices=slices, modality=modality, fat=fat, seed=11)
    curve = trace_curve(scan, clicks_on(line), name="a branch", kind="nerve")
    area = np.mean([section.area for section in curve.sections])
    assert 0.05 < curve.area_uncertainty < 0.5
    assert abs(np.log(area / true_area(width))) < min(2.5 * curve.area_uncertainty, 0.35)


def test_voxels_that_are_no_numbers_are_left_out():
    scan, line = nerve_scan(4e-3, voxel=0.8e-3, slices=3e-3, fat=1.0, seed=3)
    values = scan.values.copy()
    values[9:11, :, 4:7] = np.nan
    curve = trace_curve(replace(scan, values=values), clicks_on(line), name="a branch", kind="nerve")
    assert np.isfinite(curve.points).all()
    assert np.isfinite(curve.area_uncertainty)


def test_a_wider_point_spread_than_taken_is_found_out():
    """The blur is fitted with the outline: a scanner less sharp than assumed makes no larger nerve."""
    areas = []
    for blur in (0.4, 0.8):
        levels = (380.0, 1000.0, 1000.0, 25.0)
        scan, line = nerve_scan(3e-3, voxel=0.6e-3, slices=2e-3, levels=levels, blur=blur, seed=5)
        curve = trace_curve(scan, clicks_on(line), name="a branch", kind="nerve")
        areas.append(np.mean([section.area for section in curve.sections]))
    assert np.array(areas) / true_area(3e-3) == pytest.approx([1.0, 1.0], abs=0.1)
