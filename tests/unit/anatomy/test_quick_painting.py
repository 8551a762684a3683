"""The compiled loops against their specification in `painting`, solid by solid and all together."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.anatomy import build, painting, quick_painting, slabs
from cryonerve.anatomy.courses import Tube, frames, resample
from cryonerve.anatomy.drawing import drawing_of
from cryonerve.anatomy.outlines import BowedSheet, LimbOutline, Prism
from cryonerve.anatomy.solids import Box, Ellipsoid, HalfSpace, Intersection, Painted, Placed, Union
from tests.unit.anatomy.people import stump

TURN = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0]
LINE = resample(np.array([[-6e-3, -2e-3, -9e-3], [0, 1e-3, -2e-3], [2e-3, 2e-3, 3e-3], [-3e-3, 4e-3, 9e-3]]))
HOOK = np.stack([5e-3 * np.cos(np.linspace(0, 3, 40)), 5e-3 * np.sin(np.linspace(0, 3, 40)), np.zeros(40)], 1)
CORNERS = np.array([[-4e-3, -3e-3], [4e-3, -2e-3], [0, 4e-3]])
FLAT = np.tile([2.4e-3, 1.3e-3], (len(LINE), 1)) * np.linspace(0.7, 1.2, len(LINE))[:, None]
BALL = Ellipsoid(np.array([1e-3, 0, 1e-3]), np.array([5e-3, 4e-3, 7e-3]), TURN)
PLANE = HalfSpace(np.array([1e-3, 0, 0]), TURN[0])
SOLIDS = {
    "box": Box(np.array([-6e-3, -5e-3, -7e-3]), np.array([3e-3, 6.2e-3, 4e-3])),
    "plane": PLANE,
    "ellipsoid": BALL,
    "limb": LimbOutline(np.zeros(2), np.array([7e-3, 8e-3]), 1.2, -2e-3, 5e-3, 0.5e-3),
    "open limb": LimbOutline(np.array([1e-3, 0]), np.array([7e-3, 5e-3]), -1.0),
    "prism": Prism(np.array([1e-3, -1e-3]), CORNERS, 1e-3, 1.2, 0.4e-3),
    "sheet": BowedSheet(LINE, 20.0, True, 0.2e-3),
    "sheet in front": BowedSheet(LINE[3:20], 0.0, False),
    "round tube": Tube(LINE, np.full((len(LINE), 2), 1.6e-3)),
    "flat tube": Tube(LINE, FLAT, frames(LINE)),
    "hook": Tube(HOOK, np.full((40, 2), 1.1e-3)),
    "union": Union((BALL, Tube(LINE, FLAT, frames(LINE)))),
    "cut": Intersection((BALL, PLANE, Intersection((HalfSpace(np.zeros(3), TURN[1]), PLANE)))),
    "cut union": Intersection((Union((BALL, Tube(HOOK, np.full((40, 2), 2e-3)))), PLANE)),
    "mirrored": Placed(Placed(BALL, np.array([2e-3, 1e-3, 0]), True), np.array([-3e-3, 0, 1e-3]), True),
}


def grid(step, half=9.5e-3, shift=0.3):
    return tuple(np.arange(-half, half + step, step) + s * shift * step for s in (0.0, 1.0, 2.0))


def same(shapes, faces, wanted=None):
    assert drawing_of(shapes) is not None
    quick = quick_painting.paint_cells(shapes, faces, wanted)
    first, second, share, body = painting.paint_cells(shapes, faces, wanted)
    assert quick[2] == pytest.approx(share, abs=1e-6)
    assert quick[3] == pytest.approx(body, abs=1e-6)
    clear = np.abs(share - 0.5) > 1e-6  # which of two equal ones is first is left to rounding
    assert (quick[0] == first)[clear].all()
    assert (quick[1] == second)[clear].all()
    assert {a.dtype for a in quick[:2]} == {np.dtype(np.int16)}


@pytest.mark.parametrize("name", SOLIDS)
def test_every_solid_is_painted_alike(name):
    shapes = (Painted(3, SOLIDS[name]),)
    for step in (0.85e-3, 1.7e-3):
        same(shapes, grid(step))
        labels = quick_painting.paint_points(shapes, grid(step))
        assert (labels == painting.paint_points(shapes, grid(step))).all()
        assert set(np.unique(labels)) == {0, 3}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SOLIDS)), st.integers(1, 4), st.integers(1, 3), st.booleans()),
        min_size=2,
        max_size=6,
    ),
    st.floats(0.0, 1.0),
    st.booleans(),
)
def test_any_painters_list_is_painted_alike(chosen, shift, some):
    # Each a little aside, so that no two labels take exactly as much of a cell.
    shapes = [
        Painted(label, Placed(SOLIDS[name], n * np.array([0.31e-3, -0.17e-3, 0.23e-3])), level, nested)
        for n, (name, label, level, nested) in enumerate(chosen)
    ]
    faces = grid(1.1e-3, shift=shift)
    wanted = None
    if some:
        wanted = np.random.default_rng(len(chosen)).random([f.size - 1 for f in faces]) < 0.3
    same(shapes, faces, wanted)


def test_a_whole_limb_is_painted_alike():
    volume = build(stump())
    low, high = volume.bounds
    even = tuple(np.arange(low[a], high[a], 2.1e-3) for a in range(3))
    same(volume.shapes, even)
    graded = 0.4e-3 * 1.15 ** np.arange(18)
    axis = np.concatenate([-np.cumsum(graded)[::-1], [0.0], np.cumsum(graded)])
    same(volume.shapes, (axis, axis + 0.2e-3, axis - 0.1e-3))


@pytest.mark.parametrize("threads", [1, 2, 3, 40])
def test_any_number_of_threads_paints_the_same(threads, monkeypatch):
    shapes, faces = [Painted(n, solid) for n, solid in enumerate(SOLIDS.values(), 1)], grid(1.1e-3)
    shape = tuple(len(f) - 1 for f in faces)
    some = np.zeros(shape, bool)
    some[3:9, :, 4:] = True
    alone = [quick_painting.paint_cells(shapes, faces, wanted) for wanted in (None, some)]
    voxels = quick_painting.paint_points(shapes, faces)
    monkeypatch.setattr(slabs, "WORTH_THREADS", 0)
    monkeypatch.setattr(numba, "get_num_threads", lambda: threads)
    for wanted, before in zip((None, some), alone, strict=True):
        for mine, theirs in zip(quick_painting.paint_cells(shapes, faces, wanted), before, strict=True):
            np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_array_equal(quick_painting.paint_points(shapes, faces), voxels)
    assert not quick_painting.paint_cells(shapes, faces, np.zeros(shape, bool))[0].any()


def test_a_painters_list_of_nothing_is_outside():
    first, second, share, body = quick_painting.paint_cells((), grid(2e-3))
    assert not first.any()
    assert not second.any()
    assert (share == 1.0).all()
    assert not body.any()


class Shell:
    """A shape that somebody else made."""

    label = 7

    def distance(self, points):
        return np.abs(np.linalg.norm(points, axis=1) - 6e-3) - 1e-3


def test_shapes_of_other_makers_are_painted_too():
    assert drawing_of((Shell(),)) is None
    assert drawing_of((Painted(1, Union((BALL, Shell()))),)) is None
    first, _, share, body = quick_painting.paint_cells((Painted(2, BALL), Shell()), grid(0.8e-3))
    content = (np.where(first == 7, share, 0.0) * body).sum() * 0.8e-3**3
    assert content == pytest.approx(4 / 3 * np.pi * (7e-3**3 - 5e-3**3), rel=0.15)
    assert set(np.unique(quick_painting.paint_points((Shell(),), grid(0.8e-3)))) == {0, 7}
