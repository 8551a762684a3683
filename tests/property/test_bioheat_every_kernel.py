"""A small real freeze by every kernel: its extremes, its joules, its directions, and the judge in float64.

Skin, fat, muscle and an artery under air, two oblique probes, freeze, thaw and freeze again. The kernel
`reference` carries float64 and is the judge of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest

from cryonerve.anatomy.volume import Structure, Volume
from cryonerve.bioheat import freezing
from cryonerve.bioheat.result import Freezing
from cryonerve.bioheat.thermometer import Seen
from cryonerve.case.case import Case, Environment
from cryonerve.case.protocol import Freeze, Thaw
from tests.kernels.rearranging import GENERATORS, TURNS, Turn
from tests.kernels.test_against_reference import KELVIN, every, fast
from tests.unit.bioheat.blocks import block, frozen, probe, sourced, tissue, voxels

ROUNDING = 0.01  # K, single precision through a freeze, a thaw and a freeze

LAYERS = [
    Structure(0, "air", "", "other"),
    Structure(1, "muscle", "muscle", "muscle"),
    Structure(2, "fat", "fat", "fat"),
    Structure(3, "skin", "skin", "skin"),
    Structure(4, "artery", "blood", "artery"),
]


@dataclass(frozen=True, eq=False)
class Watched:
    """A run, and the coldest and warmest live cell after each of its steps."""

    run: Freezing
    seen: tuple[Seen, ...]


def limb() -> tuple[Case, Volume]:
    labels = np.ones((12, 12, 12), int)
    labels[:, :, 7:9] = 2
    labels[:, :, 9] = 3
    labels[:, :, 10:] = 0
    labels[:, 8:10, 3:5] = 4
    published = block().tissues
    layers = [replace(published[name], metabolic_heat=sourced(0.0)) for name in ("muscle", "fat", "skin")]
    case = block(
        Freeze(-80.0, 12.0),
        Thaw(5.0),
        Freeze(-70.0, 3.0),
        probes=[probe("a", (-2, 0, -3), (0.2, 0.1, 1.0)), probe("b", (2.5, 1, -2), (-0.3, 0.2, 1.0))],
        of=layers,
        sensors=[(0.3, 0.4, 0), (1, -3, 2), (-4, 2, 1)],
    )
    return replace(case, environment=Environment(22.0, 10.0)), voxels(labels, LAYERS)


def watched(case: Case, volume: Volume | None, name: str) -> Watched:
    """Fields are no place to look for extremes: they show probes as well."""
    seen, take = [], freezing.take_temperature
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freezing, "take_temperature", lambda *given: seen.append(take(*given)) or seen[-1])
        run = frozen(case, volume, kernel=name)
    assert run.stop.good
    assert run.solver.kernel == name
    assert len(seen) > run.solver.steps
    return Watched(run, tuple(seen))


@cache
def by(name: str) -> Watched:
    """The limb by one kernel."""
    return watched(*limb(), name)


def within_range(found: Watched) -> None:
    """Nothing colder than the coldest probe, nothing warmer than the body, ever."""
    assert min(now.coldest for now in found.seen) >= -80.0 - KELVIN
    assert max(now.warmest for now in found.seen) <= 37.0 + KELVIN
    assert found.run.nadir.min() >= -80.0 - KELVIN
    assert min(now.coldest for now in found.seen) < -40.0


@every
def test_no_temperature_outside_the_range_of_start_and_boundaries(name: str) -> None:
    within_range(by(name))


def test_no_temperature_outside_that_range_beside_a_watched_wall() -> None:
    """A thermocouple close to the wall makes the cells there a quarter of the usual size."""
    of = tissue(metabolic_heat=0.0)
    one = probe(tip=(0.3, 0.1, -2.4), axis=(0.2, 0.3, 1.0))
    case = block(Freeze(-80.0, 2.0), probes=[one], of=of, sensors=[(1.5, 0, 0)], size=10.0, spacing=0.5)
    within_range(watched(case, None, "cpu"))


@every
def test_heat_balance(name: str) -> None:
    """What is stored is what crossed probes, skin and vessels: to rounding in float64, to 1e-5 in float32."""
    balance = by(name).run.balance
    assert balance.extracted > 50.0
    assert balance.error < (1e-12 if name == "reference" else 1e-5)
    wrong = balance.stored + balance.extracted - balance.entered
    assert abs(wrong) == pytest.approx(balance.error * balance.extracted, rel=1e-6, abs=1e-12)


@fast
def test_against_the_judge_in_float64(name: str) -> None:
    judge, run = by("reference").run, by(name).run
    np.testing.assert_array_equal(run.times, judge.times)
    assert run.solver.steps == judge.solver.steps
    assert run.solver.stages == judge.solver.stages
    np.testing.assert_allclose(run.temperature, judge.temperature, atol=ROUNDING)
    np.testing.assert_allclose(run.nadir, judge.nadir, atol=ROUNDING)
    np.testing.assert_allclose(run.sensors.values, judge.sensors.values, atol=ROUNDING)
    np.testing.assert_allclose(run.probes.values, judge.probes.values, rtol=1e-3, atol=1e-3)
    assert run.balance.extracted == pytest.approx(judge.balance.extracted, rel=1e-5)
    for mine, theirs in zip(run.isotherms, judge.isotherms, strict=True):
        assert mine.volume == pytest.approx(theirs.volume, rel=1e-4, abs=1e-12)


def alone_in_a_block(matrix: np.ndarray) -> Case:
    """One oblique probe in a small block, both turned by a matrix."""
    tip, axis = matrix @ (0.4, -0.3, -1.0), matrix @ (0.3, 0.5, 0.8)
    return block(Freeze(-80.0, 6.0), probes=[probe(tip=tip, axis=axis)], size=9.0, spacing=1.3)


def matrix_of(turn: Turn) -> np.ndarray:
    order, ways = turn
    return np.array(
        [[way * (axis == old) for axis in range(3)] for old, way in zip(order, ways, strict=True)]
    )


@every
def test_a_turned_probe_gives_the_turned_field(name: str) -> None:
    """A quarter turn about each axis, a mirror, and for the kernel cpu all 48: cell by cell."""
    first = frozen(alone_in_a_block(np.eye(3)), kernel=name)
    for turn in TURNS if name == "cpu" else GENERATORS:
        run = frozen(alone_in_a_block(matrix_of(turn)), kernel=name)
        order, ways = turn
        field = first.temperature.transpose(0, *(1 + axis for axis in order))
        field = field[:, *(slice(None, None, way) for way in ways)]
        np.testing.assert_allclose(run.temperature, field, atol=ROUNDING, err_msg=str(turn))
        assert run.balance.extracted == pytest.approx(first.balance.extracted, rel=1e-5)
        assert run.isotherms[0].volume == pytest.approx(first.isotherms[0].volume, rel=1e-3)
