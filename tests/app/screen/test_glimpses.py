"""Previews on an even box: as the preview itself says, to a fraction of its error, wherever a probe goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

import cryonerve as cn
from cryonerve.app.road import run_case
from cryonerve.app.screen.anchoring import anchor_of
from cryonerve.app.screen.edits import with_probes
from cryonerve.app.screen.frames import unpacked
from cryonerve.app.screen.glimpses import MOST_CELLS, prepared
from cryonerve.case import Pool
from cryonerve.errors import InputError

LEVELS = (-0.5, -20.0, -40.0)
ALLOWED = (0.1, 0.1, 0.1)  # mm between the surface in the box and the preview's own; stated errors are larger


@pytest.fixture(scope="module")
def case():
    return cn.load("straight-probe-block")


@pytest.fixture(scope="module")
def made(case):
    return prepared(cn.build(case), case)


def crossing(along: np.ndarray, values: np.ndarray, level: float) -> float:
    """Distance (mm) at which values, rising outwards, pass a level."""
    index = int(np.argmax(values > level))
    low, high = values[index - 1], values[index]
    return float(along[index - 1] + (level - low) / (high - low) * (along[index] - along[index - 1]))


@pytest.mark.parametrize("tip", [[0.0, 0.0, 0.0], [2.3, -4.1, 1.7], [-6.0, 3.3, -2.2]])
def test_surfaces_in_the_box_lie_where_the_preview_has_them(made, case, tip) -> None:
    moved = {"name": "proximal", "tip_mm": tip, "axis": [0.0, 0.0, 1.0]}
    told, sent = made.answer(with_probes(case, [moved]), 4)
    grid = told["grid"]
    field = unpacked(sent, tuple(grid["shape"]))
    axes = [
        grid["origin_mm"][axis] + grid["spacing_mm"][axis] * np.arange(grid["shape"][axis])
        for axis in range(3)
    ]
    box = RegularGridInterpolator(axes, field)
    probe = replace(case.probes[0], tip=tuple(1e-3 * part for part in tip))
    plain = made.plain.at(replace(case, probes=(probe,)))
    along = np.arange(0.8, 11.0, 0.02)
    for angle in np.linspace(0.0, 2.0 * np.pi, 7, endpoint=False):
        way = np.array([np.cos(angle), np.sin(angle), 0.0])
        points = np.array(tip) + np.array([0.0, 0.0, 4.0]) + along[:, None] * way
        seen, exact = box(points), plain.reading(1e-3 * points)
        for level, allowed in zip(LEVELS, ALLOWED, strict=True):
            assert crossing(along, seen, level) == pytest.approx(crossing(along, exact, level), abs=allowed)


def test_volumes_and_errors_are_those_of_the_preview(made, case) -> None:
    told, _ = made.answer(case, 1)
    plain = made.plain.at(case)
    for name, value in plain.volumes.items():
        assert told["volumes_mm3"][name] == pytest.approx(1e9 * value, rel=0.03)
    assert told["error_mm"] == {name: round(1e3 * value, 2) for name, value in plain.error.items()}
    assert np.prod(told["grid"]["shape"]) <= 1.6 * MOST_CELLS


def test_it_is_known_what_it_was_prepared_for(made, case) -> None:
    (probe,) = case.probes
    assert made.fits(replace(case, probes=(replace(probe, tip=(5e-3, 0.0, 0.0)),)))
    assert not made.fits(replace(case, probes=(replace(probe, tip=(0.0, 0.0, 0.5)),)))
    assert not made.fits(replace(case, protocol=case.protocol[:2]))
    assert not made.fits(replace(case, probes=(probe, replace(probe, name="two"))))
    with pytest.raises(InputError, match="no probe is called"):
        with_probes(case, [{"name": "two", "tip_mm": [0, 0, 0], "axis": [0, 0, 1]}])


@pytest.mark.parametrize(("spacing", "corrects"), [(1e-3, True), (2e-3, False)])  # the last is too coarse
def test_a_run_of_this_case_corrects_the_preview_and_one_of_another_does_not(
    case, tmp_path, spacing, corrects
) -> None:
    quick = replace(case, protocol=case.protocol[:1], solver=replace(case.solver, spacing=spacing))
    run_case(quick, tmp_path / "run", pages=False)
    (probe,) = quick.probes
    moved = replace(quick, probes=(replace(probe, tip=(1e-3, 0.0, 0.0)),))
    anchor = anchor_of(tmp_path / "run", moved)
    assert anchor is not None
    corrected = prepared(cn.build(quick), moved, anchor=anchor)
    assert corrected.fits(moved)  # and is not made anew for every drag
    assert corrected.plain.anchored is corrects
    pool = Pool("pool", (10e-3, 0.0, 0.0), size=(8e-3, 6e-3, 3e-3))
    assert anchor_of(tmp_path / "run", replace(moved, hydrodissection=(pool,))) is None
    assert anchor_of(tmp_path / "run", replace(moved, body_temperature=35.0)) is None
    assert anchor_of(tmp_path / "nothing", moved) is None
