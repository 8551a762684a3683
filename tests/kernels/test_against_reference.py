"""Every kernel against the NumPy reference on the same random problems.

The compiled kernel carries the enthalpy in single precision: a frozen cell holds about 6e8 J/m3 below body
temperature, whose last digit is 32 J/m3 or 2e-5 K. Some ten stages a step, each with a few roundings of that
size, add up like a random walk to a few tenths of a millikelvin; 1 mK is the tolerance after five steps. Heat
of a step is summed in double precision from rates of single-precision fields: 1e-5 of the heat exchanged.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.bioheat.kernels import KERNELS, kernel_named, layout, ordering, why_no_gpu
from cryonerve.bioheat.kernels.reference import advance as specification
from cryonerve.bioheat.problem import Problem
from cryonerve.bioheat.threads import on_threads
from tests.kernels.random_problems import Drawn, draw, drive_for, enthalpy_at

STEPS = 5
SECONDS = 0.6
KELVIN = 1e-3
HEAT = 1e-5

no_gpu = pytest.mark.skipif(why_no_gpu() is not None, reason="no NVIDIA GPU here; test_gpu simulates one")
HERE = [pytest.param(name, marks=no_gpu if name == "gpu" else ()) for name in KERNELS]
every = pytest.mark.parametrize("name", HERE)
fast = pytest.mark.parametrize("name", [item for item in HERE if item.values != ("reference",)])
nested = pytest.mark.parametrize("bricks", [1, 3])


def march(advance, drawn: Drawn, drive, steps: int = STEPS):
    """Enthalpy after all steps, heat of each sort in all, and the last step's result."""
    enthalpy, heat, result = drawn.enthalpy, 0.0, None
    for _ in range(steps):
        result = advance(drawn.problem, enthalpy, drive)
        enthalpy = result.enthalpy
        heat = heat + np.concatenate([result.extracted, [result.skin, result.blood]])
    return enthalpy, heat, result


def agree(name: str, drawn: Drawn, drive, steps: int = STEPS) -> None:
    _, advance = kernel_named(name)
    exact, exact_heat, exact_last = march(specification, drawn, drive, steps)
    got, got_heat, got_last = march(advance, drawn, drive, steps)
    live = drawn.problem.inverse_volume > 0.0
    difference = drawn.temperature(got)[live] - drawn.temperature(exact)[live]
    assert np.abs(difference).max() < KELVIN
    scale = np.abs(exact_heat).max()
    np.testing.assert_allclose(got_heat, exact_heat, atol=HEAT * scale, rtol=HEAT)
    np.testing.assert_allclose(got_last.power, exact_last.power, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(got_last.effective_temperature, exact_last.effective_temperature, atol=2e-3)


@fast
@pytest.mark.parametrize("film", [False, True], ids=["held", "film"])
@pytest.mark.parametrize("bricks", [1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_random_problems(name: str, film: bool, bricks: int, seed: int) -> None:
    drawn = draw(seed, film=film, bricks=bricks)
    agree(name, drawn, drive_for(drawn, SECONDS))


def test_bricks_meet_in_faces_between_like_and_unlike() -> None:
    for seed in range(4):
        p = draw(seed, film=False, bricks=3).problem
        stops = [brick.stop for brick in p.bricks]
        meets = np.searchsorted(stops, p.face_a, "right") != np.searchsorted(stops, p.face_b, "right")
        like = p.material[p.face_a] == p.material[p.face_b]
        assert (meets & like).sum() > 20
        assert (meets & ~like).sum() > 20
        np.testing.assert_array_equal(meets[like], True)


@nested
def test_small_chunks(monkeypatch, bricks: int) -> None:
    """Many chunks in a brick and rows of dead cells left out between them: as in large problems."""
    monkeypatch.setattr(ordering, "CHUNK", 17)
    monkeypatch.setattr(ordering, "GAP", 1)
    drawn = draw(21, film=True, bricks=bricks)
    assert len(layout.layout_of(drawn.problem).chunks.start) > 15 * bricks
    agree("cpu", drawn, drive_for(drawn, SECONDS))


@fast
@nested
@pytest.mark.parametrize("film", [False, True], ids=["held", "film"])
def test_power_cap(name: str, film: bool, bricks: int) -> None:
    drawn = draw(11, film=film, coldest=10.0, bricks=bricks)
    free = specification(drawn.problem, drawn.enthalpy, drive_for(drawn, SECONDS)).power[0]
    drive = drive_for(drawn, SECONDS, cap=0.4 * free)
    agree(name, drawn, drive, 2)
    last = kernel_named(name)[1](drawn.problem, drawn.enthalpy, drive)
    assert last.power[0] == pytest.approx(0.4 * free, rel=1e-6)
    assert last.effective_temperature[0] > -85.0
    assert last.effective_temperature[1] == -60.0


@fast
@nested
def test_resting_probe(name: str, bricks: int) -> None:
    drawn = draw(12, film=True, bricks=bricks)
    drive = drive_for(drawn, SECONDS, rest=True)
    agree(name, drawn, drive)
    result = kernel_named(name)[1](drawn.problem, drawn.enthalpy, drive)
    assert result.extracted[1] == 0.0
    assert result.power[1] == 0.0


@fast
@nested
def test_stasis(name: str, bricks: int) -> None:
    drawn = draw(13, film=False, coldest=5.0, bricks=bricks)
    share = np.random.default_rng(1).choice([0.0, 0.4, 1.0], drawn.problem.count)
    agree(name, drawn, drive_for(drawn, SECONDS, share=share))


@fast
@nested
def test_no_probe_at_all(name: str, bricks: int) -> None:
    drawn = draw(14, film=False, bricks=bricks)
    drive = drive_for(drawn, SECONDS)
    none, nothing = np.zeros(0, np.int64), np.zeros(0)
    problem = replace(drawn.problem, sink_cell=none, sink_probe=none, sink_g=nothing, sink_film=None)
    drive = replace(drive, probe_temperature=np.zeros((drive.stages, 0)), power_cap=nothing)
    agree(name, replace(drawn, problem=problem), drive)


@every
@nested
@pytest.mark.parametrize("film", [False, True], ids=["held", "film"])
def test_stored_heat_is_what_crossed_the_boundaries(name: str, film: bool, bricks: int) -> None:
    """Each kernel by itself: what a step stores is exactly what it says came in and went out."""
    drawn = draw(15, film=film, bricks=bricks)
    drive = drive_for(drawn, SECONDS, cap=0.5)
    result = kernel_named(name)[1](drawn.problem, drawn.enthalpy, drive)
    live = drawn.problem.inverse_volume > 0.0
    stored = ((result.enthalpy - drawn.enthalpy)[live] / drawn.problem.inverse_volume[live]).sum()
    crossed = result.skin + result.blood - result.extracted.sum()
    exchanged = np.abs(result.extracted).sum() + abs(result.blood) + abs(result.skin)
    assert abs(stored - crossed) < (1e-10 if name == "reference" else 1e-5) * exchanged


@every
def test_input_is_left_alone(name: str) -> None:
    drawn = draw(16, film=False)
    before = drawn.enthalpy.copy()
    kernel_named(name)[1](drawn.problem, drawn.enthalpy, drive_for(drawn, SECONDS))
    np.testing.assert_array_equal(drawn.enthalpy, before)


@every
def test_the_field_comes_back_in_the_shape_it_came_in(name: str) -> None:
    drawn = draw(22, film=True)
    advance, drive = kernel_named(name)[1], drive_for(drawn, SECONDS)
    flat = advance(drawn.problem, drawn.enthalpy, drive).enthalpy
    boxed = advance(drawn.problem, drawn.enthalpy.reshape(drawn.problem.bricks[0].shape), drive).enthalpy
    assert boxed.shape == drawn.problem.bricks[0].shape
    np.testing.assert_array_equal(boxed.ravel(), flat)


@every
@nested
def test_equilibrium_stays(name: str, bricks: int) -> None:
    """At body temperature, with air and probes at body temperature too, nothing moves."""
    drawn = draw(17, film=True, bricks=bricks)
    problem = replace(
        drawn.problem, film_temperature=37.0, metabolism=np.zeros_like(drawn.problem.metabolism)
    )
    drive = drive_for(drawn, SECONDS)
    drive = replace(drive, probe_temperature=np.full_like(drive.probe_temperature, 37.0))
    result = kernel_named(name)[1](problem, np.zeros(problem.count), drive)
    assert np.abs(drawn.temperature(result.enthalpy)[problem.inverse_volume > 0.0] - 37.0).max() < 1e-6
    assert np.abs(result.extracted).max() < 1e-9


@every
@nested
def test_frozen_cells_at_rest_do_not_drift(name: str, bricks: int) -> None:
    """Nothing acts and all is at -40 degC: rounding alone must not warm or cool it, step after step."""
    drawn = draw(19, film=False, bricks=bricks)
    still = np.zeros_like(drawn.problem.flow)
    problem = replace(drawn.problem, flow=still, metabolism=still, film_g=0.0 * drawn.problem.film_g)
    stages = 21
    drive = replace(drive_for(drawn, SECONDS), stages=stages, probe_temperature=np.full((stages, 2), np.nan))
    enthalpy = enthalpy_at(problem, drawn.materials, np.full(problem.count, -40.0))
    for _ in range(20):
        enthalpy = kernel_named(name)[1](problem, enthalpy, drive).enthalpy
    assert np.nanmax(np.abs(drawn.temperature(enthalpy) + 40.0)) < 1e-4


@every
def test_a_frozen_vessel_is_warmed_by_flowing_blood(name: str) -> None:
    """w (T_body - T) with the temperature, not with the much larger heat content below freezing."""
    drawn = draw(20, film=False)
    none, nothing = np.zeros(0, np.int64), np.zeros(0)
    problem = replace(
        drawn.problem,
        material=np.full(drawn.problem.count, 6, np.int32),  # flowing blood everywhere
        gx=0.0 * drawn.problem.gx,
        gy=0.0 * drawn.problem.gy,
        gz=0.0 * drawn.problem.gz,
        face_a=none,
        face_b=none,
        face_g=nothing,
        film_cell=none,
        film_g=nothing,
    )
    seconds, stages = 1e-3, 3
    drive = replace(
        drive_for(drawn, SECONDS),
        seconds=seconds,
        stages=stages,
        probe_temperature=np.full((stages, 2), np.nan),
    )
    start = np.full(problem.count, float(drawn.materials[6].curve.enthalpy_at(-30.0)))
    result = kernel_named(name)[1](problem, start, drive)
    volume = (1.0 / problem.inverse_volume[problem.inverse_volume > 0.0]).sum()
    assert result.blood == pytest.approx(2.0e6 * 67.0 * volume * seconds, rel=2e-3)


@every
def test_bricks_without_common_faces_do_not_touch(name: str) -> None:
    """Same strides, one behind the other: each goes on as if alone, and nothing is written between them."""
    drawn, beside = draw(23, film=True), draw(24, film=False).problem
    drawn = replace(drawn, problem=replace(drawn.problem, metabolism=0.0 * drawn.problem.metabolism))
    advance, drive = kernel_named(name)[1], drive_for(drawn, SECONDS)
    alone, heat, _ = march(advance, drawn, drive)
    live, still = drawn.problem.live, np.zeros(beside.count)
    for order in (1, -1):
        both, gap = one_behind_the_other(drawn.problem, beside, order)
        start = np.concatenate([drawn.enthalpy, np.zeros(gap), still][::order])
        field, heat_of_both, _ = march(advance, replace(drawn, problem=both, enthalpy=start), drive)
        mine = both.bricks[::order][0].cells
        np.testing.assert_array_equal(field[mine][live], alone[live])
        np.testing.assert_allclose(heat_of_both, heat, rtol=1e-6)
        first, second = (brick.cells for brick in both.bricks)
        np.testing.assert_array_equal(field[first.stop : second.start], 0.0)
        resting = both.bricks[::order][1].cells  # at body temperature, and remains so but for rounding
        assert np.abs(field[resting]).max() < 1e-6


def one_behind_the_other(drives: Problem, rests: Problem, order: int) -> tuple[Problem, int]:
    """Two boxes in one problem, in the second of which nothing acts; `order` -1 puts it before the first."""
    gap = drives.bricks[0].strides[0]  # as few unused places as allowed
    parts = (drives, rests)[::order]
    offset = parts[0].count + gap
    shift = 0 if order > 0 else offset
    cells = {}
    for name in ("material", "inverse_volume", "gx", "gy", "gz"):
        before, after = (getattr(part, name) for part in parts)
        cells[name] = np.concatenate([before, np.zeros(gap, before.dtype), after])
    moved = {name: shift + getattr(drives, name) for name in ("face_a", "face_b", "sink_cell", "film_cell")}
    bricks = (parts[0].bricks[0], parts[1].bricks[0]._replace(first=offset))
    return replace(drives, bricks=bricks, **cells, **moved), gap


@fast
def test_same_numbers_every_time_and_for_any_number_of_threads(name: str) -> None:
    import numba

    drawn = draw(18, film=True)
    drive = drive_for(drawn, SECONDS)
    advance = kernel_named(name)[1]
    runs = []
    for threads in (1, 1, numba.config.NUMBA_NUM_THREADS):
        with on_threads(threads):
            runs.append(march(advance, drawn, drive)[0])
    np.testing.assert_array_equal(runs[0], runs[1])
    np.testing.assert_array_equal(runs[0], runs[2])


def test_unknown_names_fall_to_the_fastest() -> None:
    assert kernel_named("auto")[0] == "cpu"
    assert kernel_named("reference")[0] == "reference"
