"""Whatever the solids and the grid: shares are shares, volumes stay, mirror images mirror."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.anatomy.coverage import sample, structure_at
from cryonerve.anatomy.solids import Ellipsoid, Painted, Placed
from cryonerve.anatomy.volume import Volume

unit = st.floats(0.0, 1.0)


@st.composite
def ellipsoids(draw, smallest=2.0, largest=7.0):
    """An ellipsoid in millimetres near the origin, turned any way."""
    semi = np.array([draw(st.floats(smallest, largest)) for _ in range(3)]) * 1e-3
    centre = np.array([draw(st.floats(-4.0, 4.0)) for _ in range(3)]) * 1e-3
    turn = np.linalg.qr(np.random.default_rng(draw(st.integers(0, 10_000))).normal(size=(3, 3)))[0]
    return Ellipsoid(centre, semi, turn)


def drawn(*shapes):
    return Volume(np.zeros((1, 1, 1), np.int16), np.eye(4), (), tuple(shapes))


def axis(shift, step=0.7e-3):
    return np.arange(-13e-3, 13.1e-3, step) + shift * step


@settings(max_examples=40, deadline=None)
@given(ellipsoids(), unit, unit, unit)
def test_volume_of_any_ellipsoid_on_any_grid(solid, a, b, c):
    found = sample(drawn(Painted(1, solid)), axis(a), axis(b), axis(c))
    want = 4 / 3 * np.pi * solid.semi_axes.prod()
    assert abs(found.body.sum() * 0.7e-3**3 / want - 1.0) < 0.01


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(ellipsoids(), st.integers(1, 3), st.booleans()), min_size=1, max_size=5), unit)
def test_shares_are_shares_whatever_overlaps(solids, shift):
    shapes = [Painted(k, s, level, nested) for k, (s, level, nested) in enumerate(solids, start=1)]
    volume = drawn(*shapes)
    faces = (axis(shift, 1.3e-3), axis(0.3, 1.3e-3), axis(0.8, 1.3e-3))
    found = sample(volume, *faces)
    assert ((found.share >= 0.5 - 1e-5) & (found.share <= 1.0)).all()
    assert ((found.body >= 0.0) & (found.body <= 1.0 + 1e-5)).all()
    assert np.array_equal(found.first == 0, found.body < 0.5)
    assert np.array_equal(found.second == 0, found.first == 0)
    assert (found.share[found.first == found.second] == 1.0).all()
    # a cell wholly inside one thing agrees with its centre
    pure = (found.share == 1.0) & (found.body > 0.9999) & (found.first == found.second)
    centres = np.stack(np.meshgrid(*[0.5 * (f[1:] + f[:-1]) for f in faces], indexing="ij"), -1)[pure]
    if len(centres):
        assert (structure_at(volume, centres) == found.first[pure]).all()


@settings(max_examples=25, deadline=None)
@given(ellipsoids(), ellipsoids(smallest=1.0, largest=3.0), unit)
def test_mirror_image(outer, inner, shift):
    one = drawn(Painted(1, Placed(outer, np.zeros(3))), Painted(2, Placed(inner, np.zeros(3)), 2, False))
    two = drawn(
        Painted(1, Placed(outer, np.zeros(3), True)), Painted(2, Placed(inner, np.zeros(3), True), 2, False)
    )
    x, y = axis(shift), axis(0.4)
    left, right = sample(one, x, y, y), sample(two, -x[::-1], y, y)
    assert np.allclose(left.body, right.body[::-1], atol=1e-5)
    assert np.allclose(left.share, right.share[::-1], atol=1e-4)
