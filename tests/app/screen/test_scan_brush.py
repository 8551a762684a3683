"""A brush covers what lies within its radius, runs become slices again, shapes turn into each other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cryonerve.app.screen.scan_between import between
from cryonerve.app.screen.scan_brush import Grid, Stroke, covered, region
from cryonerve.app.screen.scan_pictures import Greys, runs_of
from cryonerve.errors import InputError
from tests.app.screen.scan_made import made_scan, unrolled

GRID = Grid((20, 18, 12), (-9.5, -8.5, -11.0), (1.0, 1.0, 2.0))
PLACES = st.lists(st.tuples(*[st.floats(-14.0, 14.0)] * 3), min_size=1, max_size=4)


def plainly(stroke: Stroke) -> np.ndarray:
    """(i, j, k) what lies within the radius of many points of the line."""
    axes = [np.array(GRID.origin[n] + GRID.spacing[n] * np.arange(GRID.shape[n])) for n in range(3)]
    centres = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    free = [n for n in range(3) if n != stroke.axis]
    ends = stroke.points if len(stroke.points) > 1 else np.repeat(stroke.points, 2, axis=0)
    least = np.full(GRID.shape, np.inf)
    for start, end in pairwise(ends):
        way = (end - start)[free]
        along = ((centres - start)[..., free] @ way) / max(float(way @ way), 1e-12)
        nearest = start[free] + np.clip(along, 0.0, 1.0)[..., None] * way
        least = np.minimum(least, np.linalg.norm(centres[..., free] - nearest, axis=-1))
    mask = least <= stroke.radius
    if stroke.axis is not None:
        layer = int(
            np.floor(
                (stroke.points[0, stroke.axis] - GRID.origin[stroke.axis]) / GRID.spacing[stroke.axis] + 0.5
            )
        )
        only = np.arange(GRID.shape[stroke.axis]) == layer
        mask &= np.expand_dims(only, [n for n in range(3) if n != stroke.axis])
    return mask


@settings(max_examples=60, deadline=None)
@given(PLACES, st.floats(0.3, 9.0), st.sampled_from([None, 0, 1, 2]))
def test_what_a_stroke_covers(places, radius, axis) -> None:
    stroke = Stroke(np.array(places), radius, axis)
    found = covered(GRID, stroke)
    mask = np.zeros(GRID.shape, bool)
    if found is not None:
        mask[found[0].slices] = found[1]
    wanted = plainly(stroke)
    rim = np.abs(mask.astype(int) - wanted).sum()  # a centre on the rim itself may fall to either side
    assert rim == 0 or (mask | wanted).sum() - (mask & wanted).sum() == rim <= 2


def test_a_stroke_outside_covers_nothing() -> None:
    assert covered(GRID, Stroke(np.array([[100.0, 0.0, 0.0]]), 3.0, 2)) is None


def test_too_much_at_once_is_refused() -> None:
    huge = Grid((2000, 2000, 2000), (0.0, 0.0, 0.0), (0.05, 0.05, 0.05))
    with pytest.raises(InputError, match="too much"):
        covered(huge, Stroke(np.array([[50.0, 50.0, 50.0]]), 100.0, None))


@settings(max_examples=60, deadline=None)
@given(arrays(np.int16, st.tuples(st.integers(1, 30), st.integers(1, 30)), elements=st.integers(0, 4)))
def test_runs_are_the_slice_again(labels) -> None:
    assert np.array_equal(unrolled(runs_of(labels), labels.shape), labels)


def test_long_runs_are_cut() -> None:
    labels = np.zeros((300, 500), np.int16)
    labels[-1, -1] = 7
    sent = np.frombuffer(runs_of(labels), "<u2").reshape(-1, 2)
    assert sent[:, 1].max() == 65535
    assert np.array_equal(unrolled(runs_of(labels), labels.shape), labels)


def test_a_region_is_what_is_connected() -> None:
    like = np.zeros((5, 5, 3), bool)
    like[1:4, 1:4] = True
    like[0, 0] = True
    box, mask = region(like[:, :, 1:2], (2, 2, 0))
    assert (box.low, box.high, int(mask.sum())) == ((1, 1, 0), (4, 4, 1), 9)
    box, mask = region(like, (2, 2, 1))
    assert (box.low, box.high, int(mask.sum())) == ((1, 1, 0), (4, 4, 3), 27)
    assert region(like, (4, 4, 1)) is None


def test_between_two_disks_lies_one_of_the_size_between() -> None:
    x, y = np.meshgrid(np.arange(41) - 20, np.arange(41) - 20, indexing="ij")
    numbers = np.zeros((41, 41, 9), np.int16)
    for k, radius in ((0, 6.0), (8, 14.0)):
        numbers[np.hypot(x, y) <= radius, k] = 2
    numbers[20, 20, 4] = 5  # another label stays
    box, filled = between(numbers, 2, 2, (1.0, 1.0, 3.0))
    middle = filled[:, :, 4 - box.low[2]]
    assert (middle == 2).sum() == pytest.approx(np.pi * 10.0**2, rel=0.08)
    assert 5 in middle
    assert between(filled, 2, 2, (1.0, 1.0, 3.0)) is None


def test_grey_values_of_other_kinds_are_kept_to_a_step() -> None:
    from dataclasses import replace

    scan = made_scan("MR")
    greys = Greys.of(replace(scan, values=(0.37 * scan.values).astype(np.float32)))
    assert (
        np.abs(greys.slope * greys.stored + greys.intercept - 0.37 * scan.values).max() <= 0.51 * greys.slope
    )
    assert Greys.of(scan).stored is scan.values
