from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy import build, sample, structure_at
from cryonerve.anatomy.courses import arc_length
from cryonerve.case.case import Limb, SolverOptions
from cryonerve.errors import GridError
from tests.unit.anatomy.people import case_of, stump

CHILD = build(stump())
TIBIAL = next(nerve for nerve in CHILD.nerves if nerve.name == "tibial")


def label(name, volume=CHILD):
    return next(item.label for item in volume.structures if item.name == name)


def centre_of(name, z, volume=CHILD):
    """Mean place of a structure's voxels in the slice at z, m."""
    index = np.argwhere(volume.labels == label(name, volume)).astype(float)
    place = index @ volume.affine[:3, :3].T + volume.affine[:3, 3]
    near = np.abs(place[:, 2] - z) < 2.5e-3
    return place[near].mean(axis=0)


@pytest.mark.parametrize("kind", ["limb", "stump"])
def test_left_and_right_are_mirror_images(kind):
    left, right = (build(case_of(Limb(kind, side=side))) for side in ("left", "right"))
    assert np.array_equal(left.labels, right.labels[::-1])
    assert right.bounds[:, 0] == pytest.approx(-left.bounds[::-1, 0], abs=1e-15)
    assert right.bounds[:, 1:] == pytest.approx(left.bounds[:, 1:], abs=1e-15)
    for one, two in zip(left.nerves, right.nerves, strict=True):
        assert np.array_equal(one.points * [-1, 1, 1], two.points)
        ours, theirs = (
            n.points[:, None] + np.einsum("sfa,sad->sfd", n.fascicle_offsets, n.across) for n in (one, two)
        )
        assert theirs == pytest.approx(ours * [-1, 1, 1], abs=1e-15)
    for one, two in zip(left.vessels, right.vessels, strict=True):
        assert np.array_equal(one.points * [-1, 1, 1], two.points)


def test_mirrored_grids_give_mirrored_mixtures():
    left, right = CHILD, build(stump(side="right"))
    x = np.array([-21.0, -9.3, -4.1, -1.0, 0.6, 2.2, 8.7]) * 1e-3
    y, z = np.arange(-14, 20, 1.7) * 1e-3, np.arange(-20, 20, 2.3) * 1e-3
    one, two = sample(left, x, y, z), sample(right, -x[::-1], y, z)
    assert np.array_equal(one.first, two.first[::-1])
    assert one.share == pytest.approx(two.share[::-1], abs=1e-5)
    assert one.body == pytest.approx(two.body[::-1], abs=1e-5)


def test_anatomy_lies_where_it_belongs():
    """Left leg: medial is +x. Places relative to the treated nerve at the origin."""
    tibia, fibula = centre_of("tibia", 20e-3), centre_of("fibula", 20e-3)
    artery = centre_of("posterior tibial artery", 20e-3)
    assert tibia[1] > 25e-3  # in front of the nerve
    assert tibia[0] > 5e-3  # on the medial side
    assert fibula[0] < -5e-3  # lateral
    assert fibula[1] < tibia[1]  # behind the tibia
    assert artery[1] > 0.0  # in front of the nerve: nerve superficial, artery deep
    assert np.hypot(*artery[:2]) < 10e-3
    assert centre_of("saphenous nerve", 20e-3)[0] > tibia[0]  # medial, under the skin
    assert centre_of("sural nerve", 20e-3)[1] < centre_of("tibial nerve", 20e-3)[1]  # behind
    assert centre_of("common peroneal nerve", 20e-3)[0] < fibula[0]  # lateral of the fibula
    branch = next(nerve for nerve in CHILD.nerves if nerve.motor)
    assert (
        branch.points[:, 1] < np.interp(branch.points[:, 2], TIBIAL.points[:, 2], TIBIAL.points[:, 1])
    ).all()
    assert branch.points[0, 1] < branch.points[-1, 1]  # leaves the nerve backwards as it runs distally
    assert centre_of("anterior muscles", 20e-3)[1] > centre_of("deep posterior muscles", 20e-3)[1]
    assert centre_of("soleus and gastrocnemius", 20e-3)[1] < centre_of("deep posterior muscles", 20e-3)[1]


def test_skin_is_outside_and_closes_over_the_stump():
    outside = np.pad(CHILD.labels, 1) == 0
    touching = np.zeros_like(outside)
    for axis in range(3):
        for step in (-1, 1):
            touching |= np.roll(outside, step, axis)
    rim = CHILD.labels[touching[1:-1, 1:-1, 1:-1] & (CHILD.labels > 0)]
    top = CHILD.labels[:, :, -1]
    open_top = {label("tibia"), label("tibia marrow")}
    assert open_top <= set(np.unique(top))  # the limb goes on proximally
    below = touching[1:-1, 1:-1, 1:-1] & (CHILD.labels > 0)
    below[:, :, -1] = False
    assert np.isin(CHILD.labels[below], [label("skin"), label("subcutaneous fat")]).all()
    assert rim.size > 1000
    distal = CHILD.labels[:, :, : CHILD.labels.shape[2] // 4]
    assert not np.isin(distal, [label("tibia"), label("fibula")]).any()  # bones are cut above


def test_treated_nerve_passes_the_origin_at_its_depth():
    volume = build(stump(nerve_depth=12e-3))
    nerve = volume.nerves[0]
    assert nerve.treated
    place = [np.interp(0.0, nerve.points[:, 2], nerve.points[:, a]) for a in range(2)]
    assert np.hypot(*place) < 1e-6
    line = np.column_stack([np.zeros(4000), np.linspace(-40e-3, 0, 4000), np.zeros(4000)])
    found = structure_at(volume, line)
    skin = line[np.flatnonzero(found > 0)[0], 1]
    near = line[np.flatnonzero(found == label("tibial nerve", volume))[0], 1]
    assert near - skin == pytest.approx(12e-3, abs=0.3e-3)


def test_skin_and_fat_have_their_thickness():
    volume = build(stump(skin_thickness=2e-3, fat_thickness=7e-3))
    line = np.column_stack([np.full(6000, 3e-3), np.linspace(-60e-3, 0, 6000), np.full(6000, 20e-3)])
    found = structure_at(volume, line)
    step = 60e-3 / 5999
    assert (found == label("skin", volume)).sum() * step == pytest.approx(2e-3, rel=0.03)
    assert (found == label("subcutaneous fat", volume)).sum() * step == pytest.approx(7e-3, rel=0.05)


def test_circumference_is_the_one_asked_for():
    volume = build(stump(circumference=0.3))
    angle = np.linspace(0, 2 * np.pi, 721)
    centre = centre_of("deep posterior muscles", 0.0, volume)[:2]
    skin = volume.shapes[0]
    near, far = np.zeros(721), np.full(721, 0.1)
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for _ in range(40):
        middle = 0.5 * (near + far)
        points = np.column_stack([centre + middle[:, None] * way, np.zeros(721)])
        inside = skin.distance(points) < 0
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    around = np.linalg.norm(np.diff(centre + near[:, None] * way, axis=0), axis=1).sum()
    assert around == pytest.approx(0.3, rel=2e-3)


def test_nerve_courses_are_sound():
    for nerve in CHILD.nerves:
        stations = len(nerve.points)
        assert np.diff(nerve.arc) == pytest.approx(0.5e-3, abs=0.05e-3)
        assert nerve.arc == pytest.approx(arc_length(nerve.points))
        assert nerve.points[-1, 2] > nerve.points[0, 2]  # distal first
        tangent = np.gradient(nerve.points, axis=0)
        tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
        assert np.cross(nerve.across[:, 0], nerve.across[:, 1]) == pytest.approx(tangent, abs=0.02)
        assert nerve.fascicle_offsets.shape == (stations, nerve.fascicle_radii.shape[1], 2)
        own = np.unique(nerve.fascicle_of)
        assert (nerve.fascicle_radii[~nerve.neuroma][:, own] > 0).all()
        assert (nerve.fascicle_radii > 0).any(axis=1).all()
        rim = np.hypot(*(nerve.fascicle_offsets / nerve.semi_axes[:, None]).transpose(2, 0, 1))
        assert rim.max() < 1.0
        assert (nerve.points >= CHILD.bounds[0]).all()
        assert (nerve.points <= CHILD.bounds[1]).all()
    assert sum(nerve.treated for nerve in CHILD.nerves) == 1
    assert [nerve.name for nerve in CHILD.nerves if nerve.motor] == ["motor branch"]


def test_labels_agree_with_the_courses():
    for nerve in CHILD.nerves:
        name = nerve.name if nerve.name == "motor branch" else f"{nerve.name} nerve"
        found = structure_at(CHILD, nerve.points[2:-2])
        assert (found == label(name)).mean() > 0.97, name
    for vessel in CHILD.vessels:
        assert (structure_at(CHILD, vessel.points[2:-2]) == label(vessel.name)).all()


def test_nerve_and_neuroma_have_the_size_asked_for():
    volume = build(stump(nerve_area=18e-6, neuroma_width=11e-3, neuroma_length=16e-3))
    nerve = volume.nerves[0]
    proper = nerve.points[:, 2] > 1e-3
    assert np.pi * nerve.semi_axes[proper].prod(axis=1) == pytest.approx(18e-6, rel=1e-6)
    assert 2 * nerve.semi_axes.max() == pytest.approx(11e-3, rel=0.01)
    assert nerve.points[nerve.neuroma, 2].max() < 0.0
    assert nerve.points[0, 2] == pytest.approx(-15.5e-3, abs=0.1e-3)  # the last station before the tip
    tip = structure_at(volume, np.array([0, 0, 1]) * [[-15.8e-3], [-16.2e-3]] + nerve.points[0] * [1, 1, 0])
    assert (tip == 20).tolist() == [True, False]
    width = [
        (structure_at(volume, nerve.points[15] + t * nerve.across[15, 0][None]) == 20)[0]
        for t in (5e-3, 6e-3)
    ]
    assert width == [True, False]


def test_nerve_volume_in_cells_is_the_drawn_one():
    """Cross-section times length of the nerve proper on a grid that is not aligned with it."""
    nerve = CHILD.nerves[0]
    x, y = np.arange(-8e-3, 8e-3, 0.7e-3), np.arange(-7.9e-3, 8e-3, 0.7e-3)
    z = np.array([4e-3, 8e-3])
    found = sample(CHILD, x, y, z)
    share = np.where(found.first == 20, found.share, np.where(found.second == 20, 1 - found.share, 0.0))
    area = (share * found.body).sum() * 0.7e-3**2
    slope = np.gradient(nerve.points, axis=0)
    tilt = np.median(slope[:, 2] / np.linalg.norm(slope, axis=1))
    assert area == pytest.approx(16.3e-6 / tilt, rel=0.01)


def test_course_is_a_smooth_curve_and_not_straight():
    way = np.diff(TIBIAL.points, axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    turn = np.degrees(np.arccos(np.clip((way[1:] * way[:-1]).sum(axis=1), -1, 1)))
    assert turn.max() < 1.0
    chord = TIBIAL.points[0] + np.linspace(0, 1, len(TIBIAL.points))[:, None] * (
        TIBIAL.points[-1] - TIBIAL.points[0]
    )
    assert 0.1e-3 < np.linalg.norm(TIBIAL.points - chord, axis=1).max() < 2e-3


def test_seed_moves_fascicles_only():
    same, other = (build(stump(seed=seed)) for seed in (1, 2))
    assert np.array_equal(CHILD.labels, other.labels)
    assert np.array_equal(CHILD.nerves[0].fascicle_offsets, same.nerves[0].fascicle_offsets)
    assert not np.allclose(CHILD.nerves[0].fascicle_offsets, other.nerves[0].fascicle_offsets)


def test_fascicles_as_stated():
    nerve = build(stump(fascicle_count=12, fascicle_area_fraction=0.45)).nerves[0]
    assert len(set(nerve.fascicle_of)) == 12
    share = (nerve.fascicle_radii**2).sum(axis=1) / nerve.semi_axes.prod(axis=1)
    assert share[~nerve.neuroma] == pytest.approx(0.45)


def test_defaults_are_said_and_stated_lengths_are_not():
    said = " ".join(CHILD.assumptions)
    for words in ("circumference", "26", "neuroma", "fascicle", "motor branch", "skin"):
        assert words in said
    stated = build(stump(circumference=0.25, skin_thickness=1.3e-3))
    assert not any("circumference" in item or "thickness of the skin" in item for item in stated.assumptions)


def test_spacing_is_the_solvers_and_too_fine_is_refused():
    volume = build(replace(stump(), solver=SolverOptions(spacing=2e-3)))
    assert np.diag(volume.affine)[:3] == pytest.approx(2e-3)
    with pytest.raises(GridError, match="million voxels"):
        build(replace(stump(), solver=SolverOptions(spacing=0.02e-3)))


def test_labels_are_those_of_the_structures():
    assert set(np.unique(CHILD.labels)) - {0} <= {item.label for item in CHILD.structures}
    assert {shape.label for shape in CHILD.shapes} == {item.label for item in CHILD.structures}
    for item in CHILD.structures:
        assert item.tissue in stump().tissues


def test_voxels_are_what_the_shapes_say():
    rng = np.random.default_rng(0)
    index = np.stack([rng.integers(0, n, 4000) for n in CHILD.labels.shape], axis=1)
    place = index @ CHILD.affine[:3, :3].T + CHILD.affine[:3, 3]
    assert np.array_equal(structure_at(CHILD, place), CHILD.labels[tuple(index.T)])


def test_long_limb_stays_whole():
    volume = build(case_of(Limb("limb", length=0.2)))
    assert np.ptp(volume.bounds[:, 2]) == pytest.approx(0.2, abs=2e-3)
    assert label("tibial nerve", volume) in volume.labels[:, :, 0]
    assert label("tibial nerve", volume) in volume.labels[:, :, -1]
