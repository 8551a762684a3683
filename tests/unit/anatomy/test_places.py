"""Tips and thermocouples outside of the body are complaints: with how far, and what to do."""

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy import build
from cryonerve.anatomy.places import outside_by
from cryonerve.case.case import Limb, Sensor
from cryonerve.errors import CaseError
from tests.unit.anatomy.people import case_of, probe_at, stump
from tests.unit.anatomy.test_scanned_limb import ORIGIN, scan_case, write


def sensor_at(x, y, z):
    return Sensor("there", (x * 1e-3, y * 1e-3, z * 1e-3))


def complaints(case):
    with pytest.raises(CaseError) as caught:
        build(case)
    assert all(item.remedy for item in caught.value.complaints)
    return [(item.field, item.what) for item in caught.value.complaints]


def test_tip_and_thermocouple_in_the_air():
    case = replace(
        stump(),
        probes=(probe_at(0, 0, 5), replace(probe_at(0, -60, 5), name="behind")),
        sensors=(sensor_at(0, 0, 5), replace(sensor_at(0, 0, 900), name="far")),
    )
    (tip, said), (sensor, told) = complaints(case)
    assert (tip, sensor) == ("probes.behind.tip", "sensors.far.at")
    assert "the tip of probe 'behind' lies" in said
    assert float(said.split(" lies ")[1].split(" mm")[0]) == pytest.approx(44, abs=8)
    assert "the thermocouple 'far' lies" in told


def test_a_thermocouple_on_the_skin_is_kept():
    volume = build(stump())
    outwards = np.array([0.0, -1e-3, 0.0]) * np.arange(60)[:, None] + np.array([0.0, 0.0, 6e-3])
    first = outwards[np.flatnonzero(outside_by(volume, outwards) > 0.0)[0]]
    assert build(replace(stump(), sensors=(Sensor("skin", tuple(first)),))).shapes
    assert complaints(replace(stump(), sensors=(Sensor("air", tuple(first - [0, 4e-3, 0])),)))


def test_distance_outside_by_shapes_and_by_voxels_is_the_same():
    volume = build(stump())
    points = np.array([[0, -40e-3, 5e-3], [0, -30e-3, 10e-3], [60e-3, 0, 8e-3], [0, 0, 5e-3]])
    drawn, voxels = outside_by(volume, points), outside_by(replace(volume, shapes=()), points)
    assert drawn == pytest.approx(voxels, abs=1.5e-3)  # a voxel
    assert drawn[3] == 0.0
    assert (drawn[:3] > 5e-3).all()


def test_a_scan_says_what_of_it_is_kept(tmp_path):
    case = scan_case(
        write(tmp_path), probes=(probe_at(*(np.array([38.0, 12.0, 30.0]) + ORIGIN)),), crop=12e-3
    )
    far = Sensor("far", tuple((np.array([38.0, 40.0, 30.0]) + ORIGIN) * 1e-3))
    assert complaints(replace(case, sensors=(far,))) == [
        ("sensors.far.at", "the thermocouple 'far' lies 15.6 mm outside of what is kept of the scan")
    ]
    air = (probe_at(*(np.array([1.0, 1.0, 30.0]) + ORIGIN)),)
    ((field, what),) = complaints(replace(case, probes=air, anatomy=replace(case.anatomy, crop=100e-3)))
    assert field == "probes.one.tip"
    assert "outside of the body" in what


def test_a_leg_too_long_to_be_drawn_is_the_probes_fault():
    far = case_of(Limb("limb"), probes=(probe_at(-4, 0, 200),))
    ((field, what),) = complaints(far)
    assert field == "probes"
    assert "reach 207 mm from the origin" in what
