"""The published case against time: thermocouples stand where radii are read, and do not change the grid."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat.discretise import grid_for
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.case.protocol import Freeze

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import published_case


def test_thermocouples_stand_in_rows_away_from_each_probe() -> None:
    case = published_case.watched(published_case.case_of(1.0))
    points = np.array([item.at for item in case.sensors]).reshape(len(case.probes), -1, 3)
    for probe, mine in zip(placements_of(case), points, strict=True):
        away = 1e3 * probe.distance(mine).reshape(len(published_case.DIRECTIONS), -1)
        np.testing.assert_allclose(away, np.broadcast_to(published_case.ROWS, away.shape), atol=1e-9)
        along, _ = probe.along_and_across(mine)
        np.testing.assert_allclose(along, 0.5 * probe.active_length, atol=1e-12)


def test_they_do_not_change_the_grid() -> None:
    case = published_case.case_of(1.0)
    volume = cn.build(case)
    plain, seen = (grid_for(volume, one)[0] for one in (case, published_case.watched(case)))
    assert plain.count == seen.count


def test_colder_levels_lie_closer_to_the_wall() -> None:
    """Ten seconds in a uniform block: radii by phase, probe, direction and level."""
    case = published_case.case_of(1.0, "straight-probe-block")
    case = replace(case, protocol=(Freeze(-80.0, 10.0),))
    found = published_case.radii(case, cn.build(case), 1.0)
    assert found.shape == (1, 1, len(published_case.DIRECTIONS), len(published_case.LEVELS))
    assert (np.diff(found[..., :2], axis=-1) < 0.0).all()
    assert found[..., 0].mean() == pytest.approx(found[..., 0].max(), rel=0.1)
