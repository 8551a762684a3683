"""Injected fluid: where it is painted, where it is not, and that the rest stays as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy import sample, structure_at
from cryonerve.anatomy.fluid import filling_of, fluid_name, label_of
from cryonerve.case import Pool
from cryonerve.errors import CaseError
from tests.unit.anatomy.test_scanned_limb import scan_case, write

ORIGIN = (0.0, 0.0, 0.0)


def block_with(*pools):
    return cn.build(replace(cn.load("straight-probe-block"), hydrodissection=pools))


@pytest.fixture(scope="module")
def child():
    return cn.load("tibial-neuroma-child")


@pytest.fixture(scope="module")
def dry(child):
    return cn.build(child)


def wet(child, *pools):
    return cn.build(replace(child, hydrodissection=pools))


def share_of(volume, label, faces):
    """Volume (m3) of a label in cells, parts of cells too."""
    found = sample(volume, *faces)
    sizes = np.einsum("i,j,k->ijk", *(np.diff(line) for line in faces))
    first = np.where(found.first == label, found.share, 0.0)
    second = np.where((found.second == label) & (found.first != label), 1.0 - found.share, 0.0)
    return float(((first + second) * found.body * sizes).sum())


@pytest.mark.parametrize("facing", [(0.0, 1.0, 0.0), (0.6, 0.8, 0.0), (1.0, 0.0, 0.0)])
@pytest.mark.parametrize("shape", ["slab", "ellipsoid"])
def test_volumes_are_right_below_the_cell(shape, facing) -> None:
    pool = Pool("p", (1e-3, 2e-3, 3e-3), size=(12e-3, 9e-3, 3e-3), shape=shape, facing=facing)
    volume = block_with(pool)
    whole = np.prod(pool.size) * (1.0 if shape == "slab" else np.pi / 6.0)
    faces = tuple(np.linspace(-9.1e-3, 10.9e-3, 34) for _ in range(3))
    assert share_of(volume, label_of(pool, volume), faces) == pytest.approx(whole, rel=0.02)
    assert filling_of(pool, volume).volume == pytest.approx(whole, rel=0.05)


def test_sides_lie_as_written() -> None:
    pool = Pool(
        "p", (0.0, 0.0, 4e-3), size=(12e-3, 8e-3, 2e-3), shape="slab", along=(0, 1, 0), facing=(1, 0, 0)
    )
    volume = block_with(pool)
    points = np.array([[0, 5.9, 4], [0, 6.1, 4], [0.9, 0, 4], [1.1, 0, 4], [0, 0, 7.9], [0, 0, 8.1]]) * 1e-3
    inside = structure_at(volume, points) == label_of(pool, volume)
    assert inside.tolist() == [True, False, True, False, True, False]


def test_fluid_flows_around_everything_that_is_not_soft_tissue(child, dry) -> None:
    pool = Pool("p", ORIGIN, size=(40e-3, 60e-3, 60e-3))
    volume = wet(child, pool)
    label = label_of(pool, volume)
    soft = {item.label for item in dry.structures if item.kind in ("fat", "fascia", "muscle")}
    changed = volume.labels != dry.labels
    assert changed.any()
    assert set(np.unique(dry.labels[changed])) <= soft
    assert set(np.unique(volume.labels[changed])) == {label}
    found = filling_of(pool, volume)
    assert "fibula" in found.taken
    assert found.outside > 0.0
    for nerve, other in zip(dry.nerves, volume.nerves, strict=True):
        assert np.array_equal(nerve.points, other.points)


def test_a_layer_has_its_thickness_length_and_side(child) -> None:
    pool = Pool("layer", ORIGIN, around="tibial", thickness=2e-3, length=10e-3, side=(0.0, -1.0, 0.0))
    volume = wet(child, pool)
    label = label_of(pool, volume)
    nerve = next(item for item in volume.nerves if item.treated)
    at = int(np.linalg.norm(nerve.points, axis=1).argmin()) + 4  # 2 mm proximal
    down = np.array([0.0, -1.0, 0.0])
    flat = nerve.across[at] @ down
    reach = 1.0 / np.linalg.norm(flat / np.linalg.norm(flat) / nerve.semi_axes[at])
    steps = np.array([reach - 0.3e-3, reach + 0.3e-3, reach + 1.7e-3, reach + 2.3e-3])
    way = nerve.across[at].T @ flat / np.linalg.norm(flat)
    below = structure_at(volume, nerve.points[at] + steps[:, None] * way) == label
    assert below.tolist() == [False, True, True, False]
    above = structure_at(volume, nerve.points[at] - steps[:, None] * way) == label
    assert not above.any()
    middle = int(np.linalg.norm(nerve.points, axis=1).argmin())
    for far, inside in ((4.5e-3, True), (5.6e-3, False)):
        there = int(np.abs(nerve.arc - nerve.arc[middle] - far).argmin())
        across = nerve.across[there].T @ (nerve.across[there] @ down)
        point = nerve.points[there] + (nerve.semi_axes[there].max() + 0.5e-3) * across / np.linalg.norm(
            across
        )
        assert bool(structure_at(volume, point[None])[0] == label) is inside


def test_a_later_pool_lies_over_an_earlier_one() -> None:
    one = Pool("one", ORIGIN, size=(10e-3, 10e-3, 10e-3))
    two = Pool("two", ORIGIN, size=(4e-3, 4e-3, 4e-3))
    volume = block_with(one, two)
    assert structure_at(volume, np.zeros((1, 3)))[0] == label_of(two, volume)
    assert structure_at(volume, np.array([[4e-3, 0.0, 0.0]]))[0] == label_of(one, volume)


def test_a_case_without_fluid_is_drawn_as_ever(child, dry) -> None:
    assert not any(item.kind == "fluid" for item in dry.structures)
    assert cn.build(cn.load("straight-probe-block")).shapes == ()


def test_fluid_that_is_nowhere_is_refused_with_its_place(child, dry) -> None:
    inside = next(item for item in dry.structures if item.name == "tibia")
    i, j, k = (values[len(values) // 2] for values in np.nonzero(dry.labels == inside.label))
    centre = dry.affine[:3, :3] @ np.array([i, j, k]) + dry.affine[:3, 3]
    with pytest.raises(CaseError, match=r"hydrodissection\.p: .*in the tibia"):
        wet(child, Pool("p", tuple(centre.tolist()), size=(0.2e-3, 0.2e-3, 0.2e-3)))
    with pytest.raises(CaseError, match="outside of the body"):
        wet(child, Pool("p", (0.4, 0.0, 0.0), size=(5e-3, 5e-3, 5e-3)))
    with pytest.raises(CaseError, match="outside of the body"):
        block_with(Pool("p", (0.4, 0.0, 0.0), size=(5e-3, 5e-3, 5e-3)))


def test_voxels_of_a_scan_hold_fluid_too(tmp_path) -> None:
    case = scan_case(write(tmp_path), crop=100e-3)
    plain = cn.build(case)
    nerve = next(item for item in plain.nerves if item.treated)
    centre = tuple(nerve.points[len(nerve.points) // 2].tolist())
    pool = Pool("layer", centre, around="tibial", thickness=4e-3, length=15e-3)
    volume = cn.build(replace(case, hydrodissection=(pool,)))
    changed = volume.labels != plain.labels
    kinds = {item.label: item.kind for item in plain.structures}
    assert changed.sum() > 50
    assert {kinds[int(label)] for label in np.unique(plain.labels[changed])} <= {
        "muscle",
        "fat",
        "fascia",
        "other",
    }
    assert {item.name for item in volume.structures} - {item.name for item in plain.structures} == {
        fluid_name(pool)
    }
    with pytest.raises(CaseError, match="Did you mean 'tibial'"):
        cn.build(replace(case, hydrodissection=(replace(pool, around="tibal"),)))
