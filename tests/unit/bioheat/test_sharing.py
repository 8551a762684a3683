"""Cases of an ensemble on cells that they share: each is what it would be by itself on that grid."""

from __future__ import annotations

from dataclasses import fields, replace
from unittest import mock

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat import discretise as made
from cryonerve.bioheat.discretise import Discretisation, discretise, discretise_together, grid_for
from cryonerve.bioheat.ensemble import freeze_together
from cryonerve.bioheat.problem import Problem
from cryonerve.case.case import Sensor
from cryonerve.case.protocol import Freeze, Thaw
from tests.unit.bioheat.blocks import block, device, frozen, probe, tissue


def varied(*, film: float | None = None) -> list[cn.Case]:
    """Blocks that differ in blood, conductivities, what they are cooled to and the film, nowhere in shape."""
    return [
        block(
            Freeze(coldest, 40.0),
            Thaw(6.0),
            size=20.0,
            of=tissue(perfusion=blood, conductivity_frozen=k),
            uses=device(gas=coldest if film else None, coefficient=film and film * much, cooldown=2.0),
        )
        for blood, k, coldest, much in (
            (1e3, 1.6, -60.0, 1.0),
            (3e3, 2.0, -90.0, 1.0),
            (9e3, 2.2, -75.0, 3.0),
        )
    ]


def limbs() -> list[cn.Case]:
    """A limb with skin and blood, one in which fat conducts like muscle, and one in wind."""
    case = cn.load("tibial-neuroma-child")
    case = replace(case, solver=replace(case.solver, spacing=1e-3))
    fat = replace(case.tissues["fat"], conductivity_frozen=case.tissues["muscle"].conductivity_frozen)
    wind = replace(case.environment, coefficient=25.0)
    return [case, replace(case, tissues={**case.tissues, "fat": fat}), replace(case, environment=wind)]


def alike(one: Discretisation, other: Discretisation) -> None:
    assert one.problem.bricks == other.problem.bricks
    for item in fields(Problem)[1:]:
        mine, its = getattr(one.problem, item.name), getattr(other.problem, item.name)
        np.testing.assert_array_equal(mine, its, item.name)
        assert getattr(mine, "dtype", None) == getattr(its, "dtype", None)
    for name in ("live", "labels", "tissue_volume", "readable", "freezes_at", "phi"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


@pytest.mark.parametrize("cases", [varied(), varied(film=8e3), limbs()], ids=["held", "film", "limb"])
def test_each_is_exactly_as_by_itself_on_the_same_grid(cases: list[cn.Case]) -> None:
    volume = cn.build(cases[0])
    together = discretise_together([volume] * len(cases), cases)
    for case, one in zip(cases, together, strict=True):
        assert one.cells is together[0].cells
        assert one.problem.material is together[0].problem.material
        alike(one, discretise(volume, case, one.grid))


def test_tissues_of_one_curve_are_parted_for_that_case_alone() -> None:
    """Where two tissues are alike their cells do not mix, so numbers of materials differ between cases."""
    case = limbs()[0]
    one = replace(case, tissues={**case.tissues, "fat": case.tissues["muscle"]})
    volume = cn.build(case)
    first, second = discretise_together([volume] * 2, [case, one])
    assert second.cells is first.cells
    assert len(second.materials) < len(first.materials)
    for its, mine in ((case, first), (one, second)):
        alike(mine, discretise(volume, its, mine.grid))


def test_the_grid_is_as_wide_and_as_fine_as_any_needs() -> None:
    cases = varied()
    near = replace(cases[0], sensors=(Sensor("beside", (1.0e-3, 0.0, 2e-3)),))
    finer = replace(cases[0], solver=replace(cases[0].solver, spacing=0.8e-3))
    volume = cn.build(cases[0])

    def size_of(*some: cn.Case) -> tuple[float, int]:
        grid, spacing = grid_for(volume, *some)
        return spacing, int(grid.leaf.sum())

    alone = [size_of(case) for case in cases]
    assert len({cells for _, cells in alone}) > 1
    assert size_of(*cases) == size_of(*cases[::-1]) == max(alone)
    assert size_of(cases[0], near) == size_of(near) > size_of(cases[0])
    assert size_of(cases[0], finer) == size_of(finer)


def test_other_probes_or_volumes_are_other_cells() -> None:
    case = varied()[0]
    moved = replace(case, probes=(probe(tip=(1.0, 0.0, 0.0)),))
    thicker = replace(case, devices={**case.devices, "probe": device(diameter=2.0)})
    volume, other = cn.build(case), cn.build(case)
    volumes, cases = [volume, volume, volume, other, volume], [case, moved, thicker, case, case]
    grids = discretise_together(volumes, cases)
    assert grids[4].cells is grids[0].cells
    assert len({id(one.cells) for one in grids}) == 4
    for one, its, mine in zip(volumes, cases, grids, strict=True):
        np.testing.assert_array_equal(mine.problem.gx, discretise(one, its, mine.grid).problem.gx)
        assert mine.placements[0].tip[0] == its.probes[0].tip[0]


def radius(volume: float) -> float:
    """Of a ball, m."""
    return float(np.cbrt(0.75 * volume / np.pi))


@pytest.mark.parametrize("film", [None, 8e3])
def test_a_case_among_others_differs_by_the_grid_only(film: float | None) -> None:
    """By less than a tenth of a cell, and not at all where its grid is the same."""
    cases = varied(film=film)
    volume = cn.build(cases[0])
    outcomes = freeze_together(volume, cases)
    for case, outcome in zip(cases, outcomes, strict=True):
        for mine, its in zip(outcome.isotherms, frozen(case, volume).isotherms, strict=True):
            assert radius(mine.volume) == pytest.approx(radius(its.volume), abs=1e-4)
        with mock.patch.object(made, "grid_for", return_value=(outcome.grid.grid, outcome.grid.spacing)):
            run = frozen(case, volume)
        for mine, its in zip(outcome.isotherms, run.isotherms, strict=True):
            assert mine.volume == pytest.approx(its.volume, rel=2e-3, abs=1e-12)
