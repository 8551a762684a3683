"""Thin things on coarse grids: nerves, skin and fascia of a phantom, seen through voxels of any size."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cryonerve.anatomy import build, sample, structure_at
from cryonerve.case.case import Limb, Pool
from tests.unit.anatomy.people import case_of
from tests.unit.anatomy.scans_of_phantoms import scan_of

CELL = 0.5e-3
STEPS = {"0.5 mm": 0.5e-3, "1 mm": 1e-3, "3 mm": 3e-3, "1 x 1 x 3.3 mm": (1e-3, 1e-3, 3.3e-3)}


@cache
def drawn():
    return build(case_of(Limb("limb", length=40e-3)))


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """The phantom as a scan, with or without curves, built once each."""
    made = {}

    def build_of(step, curves):
        if (step, curves) not in made:
            folder = tmp_path_factory.mktemp("scan")
            anatomy = scan_of(drawn(), folder, STEPS[step], curves=curves, nerve="tibial nerve")
            made[step, curves] = build(case_of(anatomy))
        return made[step, curves]

    return build_of


def label(volume, name):
    return next(item.label for item in volume.structures if item.name == name)


def volume_of(volume, name, low, high, cell=CELL):
    """Volume of a structure in a box as the solver's cells see it, m3."""
    faces = [np.arange(low[a], high[a] + 0.5 * cell, cell) for a in range(3)]
    found, number = sample(volume, *faces), label(volume, name)
    share = np.where(found.first == number, found.share, 0.0)
    share += np.where((found.second == number) & (found.first != number), 1.0 - found.share, 0.0)
    return float((share * found.body).sum()) * cell**3


def around_nerve(reach=6e-3):
    middle = drawn().treated_nerve.points[len(drawn().treated_nerve.points) // 2]
    return middle - reach, middle + reach


def behind_nerve():
    back = drawn().treated_nerve.points[0]
    return back + np.array([-14e-3, -33e-3, 5e-3]), back + np.array([14e-3, -8e-3, 25e-3])


@pytest.mark.parametrize("step", STEPS)
def test_the_area_of_a_traced_nerve_does_not_depend_on_the_voxels(scanned, step):
    low, high = around_nerve()
    true = volume_of(drawn(), "tibial nerve", low, high)
    found = volume_of(scanned(step, True), "tibial nerve", low, high)
    assert found == pytest.approx(true, rel=0.02)
    course = scanned(step, True).treated_nerve
    assert np.pi * np.median(course.semi_axes.prod(axis=1)) == pytest.approx(
        np.pi * np.median(drawn().treated_nerve.semi_axes.prod(axis=1)), rel=0.01
    )


def test_labels_alone_give_a_staircase(scanned):
    low, high = around_nerve()
    true = volume_of(drawn(), "tibial nerve", low, high)
    found = volume_of(scanned("3 mm", False), "tibial nerve", low, high)
    assert abs(found / true - 1.0) > 0.05  # what the curve is for


@pytest.mark.parametrize("step", STEPS)
def test_skin_keeps_its_volume(scanned, step):
    low, high = behind_nerve()
    true = volume_of(drawn(), "skin", low, high, 0.25e-3)
    assert volume_of(scanned(step, True), "skin", low, high, 0.25e-3) == pytest.approx(true, rel=0.05)


def test_fascia_keeps_most_of_its_volume(scanned):
    low, high = behind_nerve()
    true = volume_of(drawn(), "deep fascia", low, high, 0.25e-3)
    assert volume_of(scanned("1 mm", True), "deep fascia", low, high, 0.25e-3) == pytest.approx(
        true, rel=0.15
    )


def test_cells_and_points_agree(scanned):
    volume = scanned("3 mm", True)
    low, high = around_nerve(5e-3)
    points = np.random.default_rng(1).uniform(low, high, (60_000, 3))
    found = structure_at(volume, points)
    for name in ("tibial nerve", "posterior tibial artery"):
        by_points = float((found == label(volume, name)).mean()) * float(np.prod(high - low))
        assert volume_of(volume, name, low, high) == pytest.approx(by_points, rel=0.06)


def test_voxels_hold_what_is_at_their_centres(scanned):
    volume = scanned("1 mm", True)
    index = np.argwhere(volume.labels >= 0)[::37]
    centres = index * np.diag(volume.affine)[:3] + volume.affine[:3, 3]
    assert (volume.labels[tuple(index.T)] == structure_at(volume, centres)).mean() > 0.999


def test_cells_that_are_not_wanted_are_not_looked_at(scanned):
    volume = scanned("1 mm", True)
    low, high = around_nerve()
    faces = [np.arange(low[a], high[a], 1e-3) for a in range(3)]
    shape = tuple(f.size - 1 for f in faces)
    wanted = np.random.default_rng(0).random(shape) < 0.3
    whole, part = sample(volume, *faces), sample(volume, *faces, wanted=wanted)
    assert (part.first[wanted] == whole.first[wanted]).all()
    assert (part.share[wanted] == whole.share[wanted]).all()
    assert not part.first[~wanted].any()
    assert not part.body[~wanted].any()


def test_curves_say_how_sure_they_are(scanned):
    volume = scanned("3 mm", True)
    assert volume.treated_nerve.uncertainty == pytest.approx(0.1e-3)
    assert scanned("3 mm", False).treated_nerve.uncertainty is None
    said = " ".join(volume.assumptions)
    assert "its place is known to 0.1 mm" in said
    assert "thinner than 3 mm" in said
    assert "narrower than 1.5 mm" in said
    assert "skin is a shell of even thickness" in said


def test_fluid_lies_under_a_traced_nerve(scanned, tmp_path):
    anatomy = scan_of(drawn(), tmp_path, 1e-3, curves=True, nerve="tibial nerve")
    middle = drawn().treated_nerve.points[len(drawn().treated_nerve.points) // 2]
    pool = Pool("pool", tuple(middle), size=(14e-3, 12e-3, 8e-3))
    volume = build(replace(case_of(anatomy), hydrodissection=(pool,)))
    assert structure_at(volume, middle[None])[0] == label(volume, "tibial nerve")
    assert (volume.labels == label(volume, "pool (saline)")).any()
    low, high = around_nerve()
    assert volume_of(volume, "tibial nerve", low, high) == pytest.approx(
        volume_of(scanned("1 mm", True), "tibial nerve", low, high), rel=3e-3
    )
