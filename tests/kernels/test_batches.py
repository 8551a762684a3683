"""Several problems in one call of a kernel, and a kernel that keeps the field: each goes on as if alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numba import config

from cryonerve.bioheat.batching import Joined, join
from cryonerve.bioheat.kernels import kernel_named, track_named
from cryonerve.bioheat.problem import Drive
from cryonerve.bioheat.thermometer import Seen
from tests.kernels.random_problems import Drawn, draw, drive_for
from tests.kernels.test_against_reference import HEAT, KELVIN, SECONDS, every

EXACT = 1e-9  # K, in double precision
SIMULATED = bool(config.ENABLE_CUDASIM)
SHORT = 0.1 if SIMULATED else SECONDS
CLOSED = -20.0  # degC


def members() -> list[Drawn]:
    """One to three bricks, walls held and behind films, flowing blood; curves of 12 pieces and of 15."""
    many = draw(41, film=True, bricks=2)
    padded = replace(many.problem, pieces=np.pad(many.problem.pieces, ((0, 0), (0, 3), (0, 0)), "edge"))
    first = draw(40, film=False, bricks=1)
    return [first, replace(many, problem=padded), *([] if SIMULATED else [draw(42, film=True, bricks=3)])]


def drives_of(drawn: list[Drawn], seconds: float = SHORT) -> list[Drive]:
    """What drives each: with the stages of the stiffest, a cap, a probe at rest, vessels that closed."""
    stages = max(drive_for(one, seconds).stages for one in drawn)
    rng, drives = np.random.default_rng(3), []
    for number, one in enumerate(drawn):
        held = np.linspace(-40.0, -80.0 + 5.0 * number, stages)
        second = np.full(stages, np.nan if number == 1 else -60.0)
        share = rng.choice([0.0, 0.4, 1.0], one.problem.count)
        cap = np.array([0.8 if number == 0 else np.inf, np.inf])
        drives.append(Drive(seconds, stages, np.stack([held, second], axis=1), cap, share))
    return drives


def of_all(joined: Joined, drives: list[Drive], *, flow: bool = True) -> Drive:
    return Drive(
        drives[0].seconds,
        drives[0].stages,
        np.concatenate([drive.probe_temperature for drive in drives], axis=1),
        np.concatenate([drive.power_cap for drive in drives]),
        joined.together([drive.flow_share for drive in drives], 1.0) if flow else np.ones(1),
    )


@every
def test_each_member_goes_on_as_if_alone(name: str) -> None:
    _, advance = kernel_named(name)
    drawn = members()
    drives = drives_of(drawn)
    joined = join([one.problem for one in drawn])
    start = joined.together([one.enthalpy for one in drawn])
    both = advance(joined.problem, start, of_all(joined, drives))
    skin = blood = 0.0
    for one, drive, cells, probes in zip(drawn, drives, joined.cells, joined.probes, strict=True):
        alone = advance(one.problem, one.enthalpy, drive)
        difference = one.temperature(both.enthalpy[cells]) - one.temperature(alone.enthalpy)
        assert np.nanmax(np.abs(difference)) < (EXACT if name == "reference" else KELVIN)
        scale = np.abs(alone.extracted).max()
        np.testing.assert_allclose(both.extracted[probes], alone.extracted, rtol=HEAT, atol=HEAT * scale)
        np.testing.assert_allclose(both.power[probes], alone.power, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(both.effective_temperature[probes], alone.effective_temperature, atol=2e-3)
        skin, blood = skin + alone.skin, blood + alone.blood
    assert both.skin == pytest.approx(skin, rel=HEAT)
    assert both.blood == pytest.approx(blood, rel=HEAT)


@every
def test_a_member_that_is_no_number_keeps_it_to_itself(name: str) -> None:
    _, advance = kernel_named(name)
    drawn = members()[:2]
    drives = drives_of(drawn)
    for wrong in (0, 1):
        joined = join([one.problem for one in drawn])
        fields = [one.enthalpy.copy() for one in drawn]
        fields[wrong][:] = np.nan
        right = 1 - wrong
        cells = joined.cells[right]
        field = advance(joined.problem, joined.together(fields), of_all(joined, drives)).enthalpy[cells]
        alone = advance(drawn[right].problem, drawn[right].enthalpy, drives[right]).enthalpy
        difference = drawn[right].temperature(field) - drawn[right].temperature(alone)
        assert np.nanmax(np.abs(difference)) < KELVIN
        assert np.isfinite(field[drawn[right].problem.live]).all()
        if SIMULATED:
            break


@every
@pytest.mark.parametrize("stasis", [False, True], ids=["flows", "stasis"])
def test_a_kernel_that_keeps_the_field(name: str, stasis: bool) -> None:
    """Steps in one go are as steps one by one; the coldest of each cell and part is what they passed."""
    _, advance = kernel_named(name)
    drawn = members()[:2]
    joined = join([one.problem for one in drawn])
    seconds = (0.03, 0.01) if SIMULATED else (0.1, 0.02)
    longer, shorter = (of_all(joined, drives_of(drawn, s), flow=False) for s in seconds)
    more = replace(
        shorter, stages=shorter.stages + 1, probe_temperature=np.full((shorter.stages + 1, 4), -50.0)
    )
    steps = [replace(drive, power_cap=np.full(4, np.inf)) for drive in (longer, more, shorter)]
    enthalpy, nadir = joined.together([one.enthalpy for one in drawn]), np.full(joined.problem.count, np.inf)
    track = track_named(
        name,
        joined.problem,
        probes=4,
        parts=[cells.start for cells in joined.cells],
        closed_below=CLOSED if stasis else -np.inf,
    )
    track.load(enthalpy)
    passed = track.go(steps)
    extracted, seen = np.zeros(4), []
    for step in steps:
        flow = np.where(nadir < CLOSED, 0.0, 1.0) if stasis else np.ones(1)
        result = advance(joined.problem, enthalpy, replace(step, flow_share=flow))
        enthalpy, extracted = result.enthalpy, extracted + result.extracted
        now = [one.temperature(enthalpy[cells]) for one, cells in zip(drawn, joined.cells, strict=True)]
        np.fmin(nadir, joined.together(now, np.nan), out=nadir)
        seen.append([Seen(float(np.nanmin(one)), float(np.nanmax(one))) for one in now])
    np.testing.assert_array_equal(track.field()[joined.problem.live], enthalpy[joined.problem.live])
    np.testing.assert_allclose(passed.extracted, extracted, rtol=1e-6)
    np.testing.assert_array_equal(passed.power, result.power)
    np.testing.assert_allclose(track.nadir(), nadir, atol=1e-4)
    np.testing.assert_allclose(np.stack([passed.coldest, passed.warmest], axis=2), seen, atol=1e-4)


@every
def test_a_part_that_is_no_number_is_seen(name: str) -> None:
    drawn = members()[:2]
    joined = join([one.problem for one in drawn])
    fields = [one.enthalpy.copy() for one in drawn]
    fields[1][np.flatnonzero(drawn[1].problem.live)[5]] = np.nan
    track = track_named(name, joined.problem, probes=4, parts=[cells.start for cells in joined.cells])
    track.load(joined.together(fields))
    passed = track.go([of_all(joined, drives_of(drawn, 1e-3), flow=False)])
    assert np.isfinite(passed.coldest[0, 0])
    assert not np.isfinite(passed.coldest[0, 1])
