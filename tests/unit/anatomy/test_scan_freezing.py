"""A freeze beside a nerve of a scan, held against the same freeze in the phantom it was made of."""

from dataclasses import replace

import numpy as np
import pytest

from cryonerve import freeze, load
from cryonerve.anatomy import build
from cryonerve.case.case import Limb, SolverOptions
from tests.unit.anatomy.scans_of_phantoms import scan_of

pytestmark = pytest.mark.slow
STEPS = {"1 mm": 1e-3, "3 mm": 3e-3, "3.3 x 0.5 x 0.5 mm": (3.3e-3, 0.5e-3, 0.5e-3)}


@pytest.fixture(scope="module")
def phantom():
    """A child's leg, a probe 4 mm beside the tibial nerve, and the nerve's coldest moments along it."""
    case = replace(
        load("tibial-neuroma-child"),
        anatomy=Limb("limb", length=60e-3),
        hydrodissection=(),
        sensors=(),
        goals=None,
        limits=(),
        solver=SolverOptions(spacing=0.6e-3),
    )
    course = build(replace(case, probes=())).treated_nerve
    middle = course.points[len(course.points) // 2]
    tip = tuple(middle + np.array([4e-3, 0.0, -3e-3]))
    case = replace(case, probes=(replace(case.probes[0], tip=tip, axis=(0.0, 0.0, 1.0)),))
    drawn = build(case)
    return case, drawn, middle, nadir(case, drawn)


def nadir(case, volume):
    """Place along z and coldest temperature at the centre of the treated nerve."""
    found = freeze(volume, case)
    return volume.treated_nerve.points[:, 2], np.asarray(found.nerves["tibial"].centre).min(axis=0)


def differences(phantom, folder, step, *, curves):
    case, drawn, middle, (z, cold) = phantom
    anatomy = scan_of(drawn, folder, step, curves=curves, nerve="tibial nerve")
    there = replace(case, anatomy=anatomy)
    places, found = nadir(there, build(there))
    near = np.abs(places - middle[2]) < 10e-3
    return found[near] - np.interp(places[near], z, cold)


@pytest.mark.parametrize("step", STEPS)
def test_the_nadir_at_a_traced_nerve_is_that_of_the_phantom(phantom, tmp_path, record, step):
    traced = differences(phantom, tmp_path / "traced", STEPS[step], curves=True)
    labels = differences(phantom, tmp_path / "labels", STEPS[step], curves=False)
    for how, found, tolerance in (("traced curves", traced, 1.0), ("labels alone", labels, None)):
        record(
            f"nadir at the nerve's centre, {how}, voxels of {step}, largest difference over 20 mm",
            expected=0.0,
            got=float(np.abs(found).max()),
            tolerance=tolerance,
            unit="K",
            source="the same freeze in the drawn phantom",
        )
    assert np.abs(traced).max() < np.abs(labels).max()
