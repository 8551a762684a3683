import numpy as np
import pytest

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.coverage import sample, structure_at
from cryonerve.anatomy.outlines import LimbOutline
from cryonerve.anatomy.solids import Box, Ellipsoid, Painted
from cryonerve.anatomy.volume import Structure, Volume
from cryonerve.anatomy.voxels import solid_block
from cryonerve.errors import GridError

TURN = np.linalg.qr(np.random.default_rng(8).normal(size=(3, 3)))[0]


def drawn(*shapes):
    structures = tuple(Structure(s.label, f"s{s.label}", "muscle") for s in shapes)
    return Volume(np.zeros((1, 1, 1), np.int16), np.eye(4), structures, tuple(shapes))


def volumes(volume, faces, labels):
    """Volume in m3 of each label by the mixture of two labels per cell."""
    found = sample(volume, *faces)
    size = np.diff(faces[0])[:, None, None] * np.diff(faces[1])[None, :, None] * np.diff(faces[2])[None, None]
    one, two = found.share * found.body * size, (1 - found.share) * found.body * size
    return np.array([one[found.first == k].sum() + two[found.second == k].sum() for k in labels])


def grid(step, half, shift=(0.0, 0.0, 0.0)):
    return tuple(np.arange(-half, half + step, step) + s * step for s in shift)


ELLIPSOID = Ellipsoid(np.array([1e-3, 0.0, 2e-3]), np.array([9e-3, 7e-3, 12e-3]), TURN)
INNER = Ellipsoid(ELLIPSOID.centre, ELLIPSOID.semi_axes - 2.5e-3, TURN)
SMALL = Ellipsoid(np.array([2e-3, 1e-3, 2e-3]), np.array([2.2e-3, 1.8e-3, 4e-3]), TURN.T)
NEST = drawn(Painted(1, ELLIPSOID, 1), Painted(2, INNER, 2), Painted(3, SMALL, 3, False))


def content(solid):
    return 4.0 / 3.0 * np.pi * solid.semi_axes.prod()


@pytest.mark.parametrize("shift", [(0, 0, 0), (0.31, 0.77, 0.5), (0.9, 0.1, 0.4)])
def test_volumes_on_any_grid_are_the_analytic_ones(shift):
    """Tilted nested ellipsoids on a grid that is coarse against them: within 0.3 %, wherever it lies."""
    got = volumes(NEST, grid(0.8e-3, 16e-3, shift), (2, 3))
    want = np.array([content(INNER) - content(SMALL), content(SMALL)])
    assert got == pytest.approx(want, rel=0.003)


def test_shifting_the_grid_does_not_change_volumes():
    rng = np.random.default_rng(3)
    got = np.array([volumes(NEST, grid(1e-3, 16e-3, rng.random(3)), (2, 3)) for _ in range(6)])
    assert (np.ptp(got, axis=0) / got.mean(axis=0) < 0.005).all()


def test_body_share_gives_the_volume_of_the_body():
    for shift in ((0, 0, 0), (0.4, 0.2, 0.7)):
        faces = grid(0.8e-3, 16e-3, shift)
        body = sample(NEST, *faces).body.sum() * 0.8e-3**3
        assert body == pytest.approx(content(ELLIPSOID), rel=0.001)


def test_graded_grids_work_like_even_ones():
    """Fine in the middle, coarse outside, as the solver asks."""
    half = 0.3e-3 * 1.12 ** np.arange(22)
    half = np.append(0.0, np.cumsum(half))
    axis = np.concatenate([-half[:0:-1], half])
    got = volumes(NEST, (axis, axis + 0.1e-3, axis - 0.2e-3), (3,))
    assert got[0] == pytest.approx(content(SMALL), rel=0.01)


def test_planes_along_an_axis_are_exact():
    box = Box(np.array([-3.3e-3, -2.2e-3, -5.1e-3]), np.array([1.7e-3, 4.4e-3, 6.05e-3]))
    block = drawn(Painted(1, LimbOutline(np.zeros(2), np.array([1.0, 1.0]), 0.0), 1), Painted(2, box, 2))
    x = np.array([-4e-3, -3e-3, -2e-3, 0.0, 1e-3, 2e-3])
    found = sample(block, x, np.array([0.0, 1e-3]), np.array([0.0, 1e-3]))
    share = np.where(found.first == 2, found.share, 1 - found.share)[:, 0, 0]
    assert share == pytest.approx([0.3, 1.0, 1.0, 1.0, 0.7], abs=1e-6)


def test_structures_side_by_side_in_one_cell_displace_what_lies_under_them():
    """Two nerves in a cell take from the muscle, not from each other."""
    ground = Painted(1, Box(np.full(3, -1.0), np.full(3, 1.0)), 1)
    left = Painted(2, Box(np.array([-1.0, -1.0, -1.0]), np.array([0.4e-3, 1.0, 1.0])), 2, False)
    right = Painted(3, Box(np.array([0.7e-3, -1.0, -1.0]), np.array([1.0, 1.0, 1.0])), 2, False)
    axis = np.array([0.0, 1e-3])
    found = sample(drawn(ground, left, right), axis, axis, axis)
    assert (found.first[0, 0, 0], found.second[0, 0, 0]) in ((2, 1), (2, 3))
    assert found.share[0, 0, 0] == pytest.approx(0.4 / 0.7, abs=1e-6)
    assert found.body[0, 0, 0] == pytest.approx(1.0)


def test_nested_layers_are_exact_in_a_cell_both_surfaces_pass():
    skin = Painted(1, Box(np.full(3, -1.0), np.array([0.8e-3, 1.0, 1.0])), 1)
    fat = Painted(2, Box(np.full(3, -1.0), np.array([0.3e-3, 1.0, 1.0])), 2)
    axis = np.array([0.0, 1e-3])
    found = sample(drawn(skin, fat), axis, axis, axis)
    assert found.body[0, 0, 0] == pytest.approx(0.8, abs=1e-6)
    assert found.first[0, 0, 0] == 1
    assert found.share[0, 0, 0] == pytest.approx(0.5 / 0.8, abs=1e-6)


def test_cells_mostly_outside_are_outside():
    skin = Painted(1, Box(np.full(3, -1.0), np.array([0.45e-3, 1.0, 1.0])), 1)
    axis = np.array([0.0, 1e-3])
    found = sample(drawn(skin), axis, axis, axis)
    assert found.first[0, 0, 0] == found.second[0, 0, 0] == 0
    assert found.body[0, 0, 0] == pytest.approx(0.45, abs=1e-6)


def test_thin_tube_keeps_its_cross_section_at_an_odd_angle():
    way = np.array([0.3, 0.5, 0.81])
    line = np.linspace(-12e-3, 12e-3, 97)[:, None] * way / np.linalg.norm(way)
    tube = drawn(
        Painted(1, Box(np.full(3, -1.0), np.full(3, 1.0)), 1),
        Painted(2, Tube(line, np.full((97, 2), 1.5e-3)), 2, False),
    )
    got = [volumes(tube, grid(0.75e-3, 15e-3, (s, 0.3, 0.6 * s)), (2,))[0] for s in (0.0, 0.35, 0.8)]
    want = np.pi * 1.5e-3**2 * 24e-3 + 4 / 3 * np.pi * 1.5e-3**3  # with its round ends
    assert got == pytest.approx([want] * 3, rel=0.005)


def test_block_overlap_is_exact():
    block = solid_block((4e-3, 4e-3, 4e-3), "muscle", 1e-3)
    faces = (np.array([-3e-3, -1.5e-3, 1.9e-3, 2.1e-3]), np.array([-1e-3, 1e-3]), np.array([1e-3, 3e-3]))
    found = sample(block, *faces)
    assert found.body[:, 0, 0] == pytest.approx([0.5 / 1.5 * 0.5, 0.5, 0.25])
    assert found.first[:, 0, 0].tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    "faces",
    [np.array([0.0]), np.array([0.0, 0.0]), np.array([1.0, 0.0]), np.array([0.0, np.nan]), np.zeros((2, 2))],
)
def test_faces_must_increase(faces):
    good = np.array([0.0, 1e-3])
    with pytest.raises(GridError, match="along y"):
        sample(NEST, good, faces, good)


def test_structure_at_points():
    points = np.array([ELLIPSOID.centre, [0.05, 0.0, 0.0], SMALL.centre])
    assert structure_at(NEST, points).tolist() == [3, 0, 3]
    block = solid_block((4e-3, 4e-3, 4e-3), "muscle", 1e-3)
    assert structure_at(block, np.array([[0, 0, 0], [1.99e-3, 0, 0], [2.1e-3, 0, 0]])).tolist() == [1, 1, 0]


class Foreign:
    """A shape that the compiled loops do not know."""

    label, level, nested = 3, 3, False
    bounds, stretch, distance = SMALL.bounds, SMALL.stretch, SMALL.distance


@pytest.mark.parametrize(
    "volume",
    [NEST, drawn(*NEST.shapes[:2], Foreign()), solid_block((9e-3, 8e-3, 12e-3), "muscle", 1e-3)],
    ids=["drawn", "shapes of others", "block"],
)
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_wanted_cells_get_the_same_answer_and_others_none(volume, share):
    faces = grid(0.9e-3, 12e-3, (0.2, 0.6, 0.9))
    whole = sample(volume, *faces)
    wanted = np.random.default_rng(2).random(whole.first.shape) < share
    found = sample(volume, *faces, wanted=wanted)
    for name, nothing in (("first", 0), ("second", 0), ("share", 1.0), ("body", 0.0)):
        assert (getattr(found, name)[wanted] == getattr(whole, name)[wanted]).all()
        assert (getattr(found, name)[~wanted] == nothing).all()
        assert getattr(found, name).dtype == getattr(whole, name).dtype


def test_a_strided_read_only_choice_is_taken_as_it_is():
    faces = grid(0.9e-3, 9e-3)
    shape = tuple(f.size - 1 for f in faces)
    wanted = np.zeros((shape[0] * 2, *shape[1:]), bool)[::2]
    wanted[3:15, 4:12] = True
    wanted.flags.writeable = False
    found, plain = sample(NEST, *faces, wanted=wanted), sample(NEST, *faces, wanted=wanted.copy())
    assert (found.first == plain.first).all()
    assert found.first[wanted].any()


@pytest.mark.parametrize("wanted", [np.ones((2, 2), bool), np.ones((2, 1, 1)), np.ones((1, 2, 1), bool)])
def test_wanted_cells_must_be_those_of_the_grid(wanted):
    with pytest.raises(GridError, match="the grid has"):
        sample(NEST, np.arange(3.0), np.arange(2.0), np.arange(2.0), wanted=wanted)
