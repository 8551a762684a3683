"""The wall of a vessel: as cold as the field is there, whatever the cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy.volume import Vessel
from cryonerve.nerve.vessel_walls import coldest_wall, drawn_vessels
from synthetic import synthetic_case, synthetic_freezing, synthetic_volume

RADIUS, AT = 1.2e-3, np.array([4e-3, 1e-3])
SLOPE, MIDDLE = 2000.0, 20.0  # K/m along x, degC in the middle of the vessel


def field(spacing: float, *, hole: float = 0.0):
    """A run whose coldest temperatures rise evenly along x; without tissue left of `hole`."""
    faces = [np.arange(-8e-3, 12e-3 + 1e-9, spacing), *(2 * [np.arange(-6e-3, 6e-3 + 1e-9, spacing)])]
    shape = tuple(len(item) - 1 for item in faces)
    x = 0.5 * (faces[0][1:] + faces[0][:-1])
    nadir = np.broadcast_to((MIDDLE + SLOPE * (x - AT[0]))[:, None, None], shape).astype(np.float32)
    there = np.broadcast_to((x > hole)[:, None, None], shape)
    return replace(
        synthetic_freezing(), x=faces[0], y=faces[1], z=faces[2],
        nadir=np.where(there, nadir, np.inf).astype(np.float32),
        tissue_volume=np.where(there, spacing**3, 0.0), labels=np.zeros(shape, np.int16),
    )  # fmt: skip


def vessel(radius: float = RADIUS) -> Vessel:
    ends = np.array([[*AT, -20e-3], [*AT, 20e-3]])  # it runs on beyond what is simulated
    return Vessel("artery", "artery", ends, radius, 0.2e-3, 1000.0)


@pytest.mark.parametrize("spacing", [0.5e-3, 0.8e-3, 1.0e-3])
def test_the_outer_face_is_read_whatever_the_cells(spacing) -> None:
    assert coldest_wall(field(spacing), vessel()) == pytest.approx(MIDDLE - SLOPE * RADIUS, abs=0.05)


def test_where_no_tissue_is_nothing_is_read() -> None:
    hole = 3.4e-3  # a probe that has cut the vessel; the first tissue beside it is at 3.75 mm
    found = coldest_wall(field(0.5e-3, hole=hole), vessel())
    assert found == pytest.approx(MIDDLE + SLOPE * (3.75e-3 - AT[0]), abs=1e-3)


def test_a_vessel_outside_of_what_is_simulated_has_no_wall() -> None:
    away = replace(vessel(), points=vessel().points + np.array([1.0, 0.0, 0.0]))
    assert coldest_wall(field(0.8e-3), away) is None


def test_a_vessel_of_a_scan_is_read_by_its_voxels() -> None:
    case, volume = synthetic_case(), synthetic_volume()
    assert drawn_vessels(case, volume) == volume.vessels
    assert drawn_vessels(replace(case, anatomy=None), volume) == ()
