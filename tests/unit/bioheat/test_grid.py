"""Graded faces: exact bounds, no cell larger than wanted, neighbours alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.bioheat.grid import graded_faces, local_spacing
from cryonerve.case.spacing import COARSEST

RATIO = 1.35  # of neighbouring cells


def check(faces, low: float, high: float, fine, spacing: float) -> None:
    sizes = np.diff(faces)
    assert faces[0] == pytest.approx(low, abs=1e-12)
    assert faces[-1] == pytest.approx(high, abs=1e-12)
    assert (sizes > 0.0).all()
    ratio = sizes[1:] / sizes[:-1]
    assert np.maximum(ratio, 1.0 / ratio).max(initial=1.0) <= RATIO
    # the wanted size somewhere within each cell is not exceeded
    spots = faces[:-1, None] + np.linspace(0.0, 1.0, 21) * sizes[:, None]
    wanted = local_spacing(spots.ravel(), fine, spacing).reshape(spots.shape).max(axis=1)
    assert (sizes <= wanted * 1.001).all()


@settings(max_examples=80, deadline=None)
@given(
    st.floats(8e-3, 60e-3),
    st.floats(-0.4, 0.4),
    st.floats(1e-3, 12e-3),
    st.sampled_from([0.25e-3, 0.4e-3, 0.5e-3, 1e-3]),
)
def test_one_probe(size: float, offset: float, width: float, spacing: float) -> None:
    middle = offset * size
    fine = [(middle - 0.5 * width, middle + 0.5 * width)]
    check(graded_faces(-0.5 * size, 0.5 * size, fine, spacing), -0.5 * size, 0.5 * size, fine, spacing)


def test_two_probes_far_apart() -> None:
    fine = [(-0.06, -0.05), (0.05, 0.055)]
    faces = graded_faces(-0.08, 0.08, fine, 0.5e-3)
    check(faces, -0.08, 0.08, fine, 0.5e-3)
    for low, high in fine:
        inside = np.diff(faces)[(faces[:-1] >= low) & (faces[1:] <= high)]
        assert len(inside) >= (high - low) / 0.5e-3 - 2
        assert inside.max() <= 0.5001e-3
    assert np.diff(faces).max() > 2.5e-3  # and it is coarse between them


def test_mirrored_probe_mirrors_the_faces() -> None:
    faces = graded_faces(-0.02, 0.02, [(2e-3, 7e-3)], 0.5e-3)
    np.testing.assert_allclose(-faces[::-1], graded_faces(-0.02, 0.02, [(-7e-3, -2e-3)], 0.5e-3), atol=1e-9)


@pytest.mark.parametrize("fine", [[], [(0.05, 0.06)]], ids=["none", "outside"])
def test_nothing_fine_within(fine) -> None:
    faces = graded_faces(-0.01, 0.01, fine, 0.5e-3)
    assert np.diff(faces).max() <= COARSEST
    np.testing.assert_allclose(faces[[0, -1]], [-0.01, 0.01])


def test_fine_part_reaches_over_the_edge() -> None:
    faces = graded_faces(0.0, 0.01, [(-0.01, 2e-3)], 0.5e-3)
    check(faces, 0.0, 0.01, [(0.0, 2e-3)], 0.5e-3)


def test_smaller_than_one_cell() -> None:
    np.testing.assert_allclose(graded_faces(0.0, 0.4e-3, [(-1.0, 1.0)], 0.5e-3), [0.0, 0.4e-3])
