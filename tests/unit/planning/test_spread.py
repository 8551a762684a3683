"""How sure a plan is: probabilities, bands, when it stops, what failed; of a procedure that costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

import cryonerve as cn
from cryonerve.case.case import Goals
from cryonerve.errors import InputError, UnknownNameError
from cryonerve.planning import spreading
from cryonerve.planning.lean import Common
from cryonerve.planning.likelihood import likelihoods, paired
from cryonerve.planning.spread_result import standard_error
from cryonerve.planning.unknowns import values_of

CASE = cn.load("straight-probe-block")
SIZE, SURE = "isotherms / freeze 2 / ice / volume_mm3", "findings / coldest skin"


@pytest.fixture(scope="module")
def volume():
    return cn.build(CASE)


def formula(common: Common, payload: object) -> Mapping[str, float]:
    """A zone that grows with the cold, a goal missed where the probe is 0.5 mm off, a limit always kept."""
    if payload is None:
        return {}
    if isinstance(payload, str):
        return {SIZE: 1000.0 if payload == "planned" else 990.0, f"{SURE} / value": 20.0}
    values = values_of(common.unknowns, payload)
    away = values["proximal / towards"]
    if away > 2e-3:
        raise InputError(spreading.Complaint("a probe would stand in bone"))
    return {
        SIZE: 1000.0 - 20.0 * values["wall_offset"],
        f"{SURE} / value": 20.0,
        f"{SURE} / level": 0.0,
        "findings / goal: 10 mm / level": 2.0 if away > 0.5e-3 else 0.0,
        "findings / finest spacing of the grid / level": 2.0,
    }


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(spreading, "procedure", formula)
    monkeypatch.setattr(
        spreading, "_chosen", lambda names, values: []
    )  # no surrogate but where it is asked for


def spread(volume, **asked):
    return cn.spread(CASE, volume, workers=1, **{"samples": 256, "error": 0.0, **asked})


def test_probability_band_and_error_of_what_is_known(quick, volume) -> None:
    found = spread(volume, samples=512)
    kept = ndtr(2.0)  # those that are not refused
    assert found.goal is not None
    assert found.goal.ok == pytest.approx(ndtr(0.5) / kept, abs=2 * found.goal.ok_error)
    assert found.goal.ok_error == pytest.approx(np.sqrt(0.69 * 0.31 / 500), rel=0.05)
    assert found.probability("coldest skin").ok == 1.0
    assert 0.0 < found.probability("coldest skin").ok_error < 0.005
    band = found.band(SIZE)
    assert band.p5 == pytest.approx(1010.0 - 164.5, abs=6.0)  # 10 more: the plan's own run says so
    assert band.p95 == pytest.approx(1010.0 + 164.5, abs=6.0)
    assert found.bias[SIZE] == -10.0
    assert found.corrected == (SIZE,)
    assert found.no_stop.no_stop == 1.0


def test_failed_samples_are_counted_and_said(quick, volume) -> None:
    found = spread(volume)
    assert len(found.failed) + len(found.values) == 256
    assert len(found.failed) == pytest.approx(256 * ndtr(-2.0), abs=3)
    assert {item.reason for item in found.failed} == {"InputError: a probe would stand in bone"}
    assert any(f"{len(found.failed)} of 256 samples gave no numbers" in note for note in found.notes)


def test_it_stops_when_the_error_is_small_enough(quick, volume) -> None:
    found = spread(volume, samples=4096, error=0.03)  # at a share of 0.7: 233 samples
    assert len(found.values) + len(found.failed) == 256
    assert "enough" in found.stopped
    again = spread(volume, samples=256)
    assert np.array_equal(found.shares, again.shares)
    assert np.array_equal(found.values, again.values)
    assert "All 256 samples" in again.stopped


def test_a_seed_decides_and_both_schemes_agree(quick, volume) -> None:
    one, same, other = (spread(volume, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.values, same.values)
    assert not np.array_equal(one.values, other.values)
    cube = spread(volume, scheme="latin hypercube")
    assert cube.goal.ok == pytest.approx(one.goal.ok, abs=3 * one.goal.ok_error)


def test_cancelled_it_keeps_what_is_there(quick, volume) -> None:
    seen: list[float] = []
    found = spread(volume, progress=lambda done, total: seen.append(done), cancel=lambda: len(seen) > 40)
    assert 20 <= len(found.values) < 100
    assert found.stopped.startswith("Cancelled after")


def test_a_stopped_spread_goes_on_from_its_store(quick, volume, tmp_path, monkeypatch) -> None:
    worked: list[object] = []

    def counted(common: Common, payload: object) -> Mapping[str, float]:
        worked.append(payload)
        return formula(common, payload)

    monkeypatch.setattr(spreading, "procedure", counted)
    asked = {"samples": 64, "store": tmp_path / "samples.zarr"}
    spread(volume, cancel=lambda: len(worked) > 40, **asked)
    before = len(worked)
    whole = spread(volume, **asked)
    assert before > 20
    assert len(worked) <= 64 + 6  # nothing is computed twice but what was in work, and compiled again
    assert np.array_equal(whole.values, spread(volume, samples=64).values)


def test_grid_findings_say_nothing_of_the_procedure(quick, volume) -> None:
    assert not [item for item in spread(volume).probabilities if "spacing" in item.about]


def test_a_stated_goal_probability_is_a_finding(quick, volume) -> None:
    assert spread(volume).findings == ()  # nothing was asked for
    for asked, level in ((0.5, "ok"), (0.9, "warn")):
        case = replace(CASE, goals=Goals("tibial", probability=asked))
        found = cn.spread(case, volume, samples=64, error=0.0, workers=1)
        (finding,) = found.findings
        assert finding.level == level
        assert finding.limit == 100 * asked
        assert finding.value == 100 * found.goal.ok
        assert finding.about == "probability of the goal: 10 mm"


def test_what_matters_most(quick, volume) -> None:
    found = spread(volume, numbers=[SIZE])
    (item,) = found.sensitivities
    assert item.good
    assert item.swings[0].unknown == "wall_offset"
    assert item.total["wall_offset"] == pytest.approx(1.0, abs=0.05)


def test_what_cannot_be_spread_is_refused(quick, volume, monkeypatch) -> None:
    with pytest.raises(InputError, match="samples"):
        spread(volume, samples=4)
    with pytest.raises(UnknownNameError, match="no number"):
        spread(volume, numbers=["ice"])
    with pytest.raises(InputError, match="no probe"):
        cn.spread(_bare(), volume, workers=1)

    def refuses(common: Common, payload: object) -> Mapping[str, float]:
        raise InputError(spreading.Complaint("nothing goes"))

    monkeypatch.setattr(spreading, "procedure", lambda common, payload: formula(common, payload)
                        if not isinstance(payload, tuple) else refuses(common, payload))  # fmt: skip
    with pytest.raises(InputError, match="only 0 samples gave numbers: InputError: nothing goes"):
        spread(volume)


def _bare():
    return replace(CASE, probes=())


@pytest.mark.parametrize(("share", "count"), [(0.0, 64), (0.3, 200), (1.0, 1000)])
def test_the_standard_error_is_never_nothing(share, count) -> None:
    assert 0.0 < standard_error(share, count) <= 0.6 / np.sqrt(count)


def test_two_plans_are_compared_draw_by_draw(quick, volume, monkeypatch) -> None:
    """What both share drops out: a gain of 2 shows although each plan alone scatters by a hundred."""
    plain = spread(volume)

    def better(common: Common, payload: object) -> Mapping[str, float]:
        rows = dict(formula(common, payload))
        if isinstance(payload, tuple):
            rows[SIZE] += 2.0
        return rows

    monkeypatch.setattr(spreading, "procedure", better)
    gained = spread(volume)
    likely = likelihoods(*paired(plain, gained))[SIZE]
    assert likely.count == len(plain.values)
    assert (likely.more, likely.less) == (1.0, 0.0)
    assert 0.0 < likely.error < 0.01
    assert (likely.low, likely.middle, likely.high) == pytest.approx((2.0, 2.0, 2.0))
    assert plain.band(SIZE).p95 - plain.band(SIZE).p5 > 300.0
    with pytest.raises(InputError, match="no draw is common"):
        paired(plain, spread(volume, seed=5))


def test_without_salib_a_spread_is_whole_and_says_what_is_missing(quick, volume, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    found = spread(volume, numbers=[SIZE])
    (item,) = found.sensitivities
    assert item.swings[0].unknown == "wall_offset"
    assert (dict(item.first), dict(item.total)) == ({}, {})
    assert any('pip install "cryonerve[planning]"' in note for note in found.notes)
    assert found.goal is not None
