"""Nested boxes: nothing lost, nothing twice, neighbours one halving apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.bioheat.nesting import Grid, nested

EVEN = np.linspace(-8e-3, 8e-3, 9)
UNEVEN = np.array([-8.0, -6.5, -4.0, -1.7, 0.2, 2.0, 4.1, 6.6, 9.0]) * 1e-3


def around(*centres: tuple[float, float, float], finest: float = 0.25e-3, growth: float = 0.26):
    """Wanted size: `finest` at the centres (mm), growing away from them."""
    spots = np.array(centres, float) * 1e-3

    def wanted(points, reach):
        away = np.linalg.norm(points[:, None, :] - spots[None], axis=2).min(axis=1)
        return finest + growth * np.maximum(away - reach, 0.0)

    return wanted


def volume(grid: Grid) -> float:
    return float(grid.size[grid.leaf].prod(axis=1).sum())


spots = st.tuples(*(st.floats(-9.0, 9.0) for _ in range(3)))


@settings(max_examples=25, deadline=None)
@given(st.lists(spots, min_size=1, max_size=3), st.integers(0, 3), st.booleans())
def test_used_cells_fill_the_volume_once(centres, halvings: int, even: bool) -> None:
    base = (EVEN, EVEN, EVEN) if even else (UNEVEN, EVEN, UNEVEN)
    grid = nested(base, halvings, around(*centres))
    assert volume(grid) == pytest.approx(np.prod([f[-1] - f[0] for f in base]), rel=1e-12)
    points = np.random.default_rng(0).uniform(-7.9e-3, 7.9e-3, (300, 3))
    away = np.abs(points[:, None, :] - grid.centre[grid.leaf][None]) - 0.5 * grid.size[grid.leaf][None]
    assert ((away < 1e-12).all(axis=2).sum(axis=1) >= 1).all()
    assert ((away < -1e-12).all(axis=2).sum(axis=1) <= 1).all()


@settings(max_examples=25, deadline=None)
@given(st.lists(spots, min_size=1, max_size=3), st.integers(1, 3))
def test_every_face_has_two_sides_one_halving_apart(centres, halvings: int) -> None:
    """The open faces of every used cell add up to its surface, but for the outer faces of the volume."""
    grid = nested((EVEN, EVEN, UNEVEN), halvings, around(*centres))
    area = np.zeros((3, grid.count))
    for box in grid.boxes:
        leaf, numbers = box.leaf, box.numbers
        for axis in range(3):
            low, high = (np.moveaxis(leaf, axis, 0)[part] for part in (slice(None, -1), slice(1, None)))
            a, b = (
                np.moveaxis(numbers, axis, 0)[part][low & high] for part in (slice(None, -1), slice(1, None))
            )
            across = [n for n in range(3) if n != axis]
            for cell in (a, b):
                np.add.at(area[axis], cell, grid.size[a][:, across].prod(axis=1))
    seams = grid.seams
    for cell in (seams.fine, seams.coarse):
        np.add.at(area, (seams.axis, cell), seams.area)
    ratio = grid.size[seams.coarse] / grid.size[seams.fine]
    assert ((ratio > 1.19) & (ratio < 3.4)).all()
    assert grid.leaf[seams.fine].all()
    assert grid.leaf[seams.coarse].all()
    bounds = [(f[0], f[-1]) for f in grid.boxes[0].faces]
    for axis in range(3):
        across = [n for n in range(3) if n != axis]
        whole = 2.0 * grid.size[:, across].prod(axis=1)
        for end in (0, 1):
            half = grid.centre[:, axis] + (end - 0.5) * grid.size[:, axis]
            whole -= np.where(np.abs(half - bounds[axis][end]) < 1e-9, 0.5 * whole, 0.0)
        inner = grid.leaf & (grid.size[:, axis] < 0.9 * (bounds[axis][1] - bounds[axis][0]))
        np.testing.assert_allclose(area[axis, inner], whole[inner], rtol=1e-9)


def test_cells_are_as_small_as_wanted() -> None:
    wanted = around((1.0, -2.0, 0.5), finest=0.5e-3)
    grid = nested((EVEN, EVEN, EVEN), 2, wanted)
    leaf = grid.leaf
    centre, size = grid.centre[leaf], grid.size[leaf].max(axis=1)
    assert (size <= 1.4143 * np.maximum(wanted(centre, np.zeros(len(centre))), 0.5e-3)).all()
    assert size.min() == pytest.approx(0.5e-3)
    assert size.max() == pytest.approx(2e-3)


def test_far_apart_places_get_boxes_of_their_own() -> None:
    one = nested((EVEN, EVEN, EVEN), 2, around((-7, -7, -7)))
    two = nested((EVEN, EVEN, EVEN), 2, around((-7, -7, -7), (7, 7, 7)))
    assert len(two.boxes) == 2 * len(one.boxes) - 1


def test_parts_stand_for_the_whole() -> None:
    grid = nested((EVEN, EVEN, EVEN), 2, around((0, 0, 0)))
    parents, children = grid.families
    np.testing.assert_allclose(grid.centre[children].mean(axis=1), grid.centre[parents], atol=1e-12)
    assert not grid.leaf[parents].any()
    seen = np.zeros(grid.count, bool)
    for parent, parts in zip(parents, children, strict=True):
        assert (grid.leaf[parts] | seen[parts]).all()  # parts that are halved came before
        seen[parent] = True


def test_planes_of_unused_places_lie_between_boxes() -> None:
    grid = nested((EVEN, EVEN, EVEN), 2, around((0, 0, 0), (7, 7, 7)))
    for before, after in zip(grid.bricks, grid.bricks[1:], strict=False):
        assert after.first - before.stop >= after.strides[0]
    assert grid.count == grid.bricks[-1].stop


def test_nothing_to_halve() -> None:
    grid = nested((EVEN, EVEN, EVEN), 3, lambda points, reach: np.full(len(points), 1.0))
    assert len(grid.boxes) == 1
    assert len(grid.seams.fine) == len(grid.families[0]) == 0
