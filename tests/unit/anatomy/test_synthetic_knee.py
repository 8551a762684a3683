"""Made-up knees: what they hold, and that thin cortex keeps its volume whatever the voxels."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.anatomy.shape_canvas import Canvas, tube
from cryonerve.anatomy.synthetic_knee import synthetic_knee
from cryonerve.anatomy.synthetic_pictures import Grid

from .scans_made import knee

SMALL = {"spacing": (3e-3, 3e-3, 6e-3), "region": 0.08, "other_leg": False}


def test_a_knee_has_all_tissues_and_shares_add_up():
    made = knee("MR", 7, **SMALL)
    kinds = {label.kind for label in made.truth.legend}
    assert {"skin", "fat", "muscle", "bone", "marrow", "fascia", "artery", "vein", "nerve"} <= kinds
    assert sum(made.shares.values()).max() < 1.0 + 1e-4


def test_the_same_seed_gives_the_same_knee_and_another_another():
    again = synthetic_knee("MR", seed=7, **SMALL)
    assert np.array_equal(again.scan.values, knee("MR", 7, **SMALL).scan.values)
    other = synthetic_knee("MR", seed=8, **SMALL)
    assert other.scan.values.shape != again.scan.values.shape or not np.array_equal(
        other.truth.numbers, again.truth.numbers
    )


@pytest.mark.parametrize("thickness", [0.3e-3, 0.7e-3, 2.5e-3])
@pytest.mark.parametrize("step", [0.8e-3, 1.3e-3])
def test_a_shell_thinner_than_a_voxel_keeps_its_volume(thickness, step):
    count, areas = int(60e-3 / step), []
    for x, y in np.random.default_rng(4).uniform(0.0, step, (12, 2)):  # where voxels happen to lie
        grid = Grid(np.full(3, -30e-3), np.array([step, step, 3e-3]), (count, count, 2), 3e-3)
        canvas = Canvas(grid, np.eye(3), 0.0)
        column = tube(canvas, np.array([-0.1, 0.1]), np.array([[x, x], [y, y], [0.02, 0.02], [0.02, 0.02]]))
        distance = canvas.true_distance(column)
        outer, inner = canvas.share_below(distance), canvas.share_below(distance + np.float32(thickness))
        canvas.paint_shell(outer, inner, ("cortical bone", "marrow"))
        areas.append(canvas.pictures()["cortical bone"].sum() / 2 * step**2)
    assert np.mean(areas) == pytest.approx(np.pi * (0.02**2 - (0.02 - thickness) ** 2), rel=0.02)
