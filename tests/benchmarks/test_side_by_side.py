"""The comparison with other packages: its physics is the package's, its table tells what was measured."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from cryonerve.bioheat.enthalpy import curve_of
from cryonerve.case import load
from tests.published.single_probe import REFERENCES, case_text

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from side_by_side import problem
from side_by_side.equal_error import rows_of, shown, time_to


@pytest.fixture
def curve(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(case_text(REFERENCES[problem.NAME]), encoding="utf-8")
    case = load(path)
    return curve_of(case.tissues["reference-tissue"], case.body_temperature)


def test_peers_are_given_the_tissue_of_the_package(curve) -> None:
    degrees = np.array([-80.0, -20.0, -8.0, -5.5, -2.0, -1.0, 10.0, 37.0])
    assert problem.enthalpy(degrees) == pytest.approx(curve.enthalpy_at(degrees), rel=1e-9, abs=1e-3)
    assert problem.potential(degrees) == pytest.approx(curve.potential_at(degrees), rel=1e-9, abs=1e-9)


def test_potential_and_temperature_are_inverse() -> None:
    degrees = np.linspace(-90.0, 37.0, 400)
    back, content, _ = problem.state(problem.potential(degrees))
    assert back == pytest.approx(degrees, abs=1e-9)
    assert problem.degrees_of(content) == pytest.approx(degrees, abs=1e-9)


def test_slope_is_the_derivative_of_enthalpy_along_the_potential() -> None:
    degrees = np.array([-60.0, -7.0, -4.5, -1.5, 20.0])
    theta, small = problem.potential(degrees), 1e-5
    rise = problem.state(theta + small)[1] - problem.state(theta - small)[1]
    assert problem.state(theta)[2] == pytest.approx(rise / (2.0 * small), rel=1e-4)


def test_newton_steps_stop_at_the_first_kink() -> None:
    warm, cold = problem.potential(np.array([20.0, -40.0]))
    stops = problem.to_next_kink(np.array([warm, cold]), np.array([cold, warm]))
    found = problem.temperature(stops)
    assert found == pytest.approx([problem.LIQUIDUS, problem.SOLIDUS], abs=0.01)
    assert found[0] < problem.LIQUIDUS
    assert found[1] > problem.SOLIDUS


def test_steps_meet_every_moment_of_the_table() -> None:
    ends = [time for start, end, _ in problem.phases(480.0) for time, _ in problem.ladder(start, end, 1.7)]
    assert set(problem.moments(480.0)) <= set(ends)
    assert np.all(np.diff(ends) > 0.0)


def test_a_known_field_is_read() -> None:
    """A cylinder of cold that is 9 mm high and warms by 10 K per mm."""

    def degrees(r, angle, z):
        cold = (z > -0.001) & (z < 0.008)
        return np.where(cold, -1.0 + 10.0 * (1e3 * r - 4.0), 37.0)

    reading = problem.read(degrees, np.arange(4.0))
    assert np.array(reading.radii[0]) == pytest.approx(np.full(4, 4.0), abs=1e-3)
    assert np.array(reading.radii[1]) == pytest.approx(np.full(4, 2.1), abs=1e-3)
    want = np.pi * (4.0**2 * 9.0 - problem.RADIUS**2 * 1e6 * 8.0)
    assert reading.volumes[0] == pytest.approx(want, rel=0.01)


def test_an_isotherm_that_is_missing_is_infinitely_wrong() -> None:
    reading = problem.Reading(((3.56,), (2.38,), (float("nan"),)))
    solution = problem.Solution(1.0, 0.0, 0.0, 1, 1, "", {30.0: reading})
    assert problem.errors(solution)[:2] == (np.inf, "-40 degC at 30 s")


def test_time_to_equal_error() -> None:
    runs = [(1.0, 0.4), (5.0, 0.5), (100.0, 0.1), (1000.0, 0.01)]
    assert time_to(runs, 0.2, 0.03) == ("", pytest.approx(10.0))
    assert time_to(runs, 0.4, 0.03) == ("<", 1.0)
    assert time_to(runs, 0.02, 0.03) == ("-", None)
    assert time_to([], 0.2, 0.03) == ("-", None)


def test_a_run_that_was_ended_is_shown() -> None:
    lines = [
        {"layout": "box", "solver": "one", "spacing_mm": 1.0, "s": 2.0, "error_mm": 0.08, "load": 0.5},
        {"layout": "box", "solver": "one", "spacing_mm": 0.5, "exceeded_s": 300.0},
    ]
    text = shown(rows_of(lines, 0.03), {"box": "cells"})
    assert "<2 s" in text
    assert "not reached" in text
    assert "0.5 mm: not finished within 300 s" in text


# layout, spacing mm, error mm; the box sees the round probe as a staircase
LAYOUTS = [("axisymmetric", 1.4, 0.1), ("rings", 1.4, 0.1), ("box", 2.0, 0.45)]


@pytest.mark.parametrize(("layout", "spacing", "within"), LAYOUTS)
@pytest.mark.parametrize(("module", "file"), [("skfem", "with_skfem"), ("fipy", "with_fipy")])
def test_a_peer_freezes_where_it_is_installed(module, file, layout, spacing, within) -> None:
    pytest.importorskip(module)
    from importlib import import_module

    solution = import_module(f"side_by_side.{file}").solve(problem.Task(spacing, 30.0, layout))
    assert problem.errors(solution)[0] < within
