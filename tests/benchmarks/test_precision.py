"""Work and precision: the quick run comes to its end, and what it compares is what it says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.bioheat.problem import one_brick
from cryonerve.bioheat.reach import WATCHED
from cryonerve.bioheat.timestep import stages_for

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import precision
from work_precision import drawing, problem, scaling


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> tuple[Path, Path]:
    """Folder of tables and plots, and of the answer, after a quick run."""
    folder = tmp_path_factory.mktemp("precision")
    words = [
        "--quick",
        "--kernels",
        "cpu",
        "--keep",
        str(folder / "kept"),
        "--reference",
        str(folder / "ref"),
    ]
    assert precision.main(words) == 0
    return folder / "kept", folder / "ref"


def lines_of(folder: Path) -> list[dict]:
    (path,) = folder.glob("*.jsonl")
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


def test_the_quick_run_keeps_lines_tables_and_plots(kept) -> None:
    names = sorted(path.name[11:] for path in kept[0].iterdir())
    assert names == ["precision.jsonl", "precision.md", "precision.png", "scaling.png"]
    lines = lines_of(kept[0])
    assert {line["benchmark"] for line in lines} == {"precision", "scaling-cells", "scaling-time"}
    for line in lines:
        assert {"cells", "stages", "s", "MiB", "machine", "commit", "load"} <= line.keys()


def test_runs_are_near_the_answer_and_finer_ones_nearer(kept) -> None:
    runs = [
        line for line in lines_of(kept[0]) if line["benchmark"] == "precision" and line["step_scale"] == 1.0
    ]
    coarse, fine = sorted(runs, key=lambda line: -line["spacing_mm"])
    assert fine["radius_max_mm"] < 0.2
    assert fine["radius_rms_mm"] < coarse["radius_rms_mm"]
    assert fine["thermocouple_rms_K"] < coarse["thermocouple_rms_K"]


def test_twice_the_cycles_are_twice_the_procedure(kept) -> None:
    once, twice = (line for line in lines_of(kept[0]) if line["benchmark"] == "scaling-time")
    assert (once["procedure_s"], twice["procedure_s"]) == (25.0, 50.0)
    # steps end where a field is kept, every 10 s; stages follow the coldest cell
    assert twice["steps"] == pytest.approx(2 * once["steps"], rel=0.02)
    assert twice["stages"] == pytest.approx(2 * once["stages"], rel=0.02)


def test_the_answer_is_kept_and_lines_can_be_drawn_again(kept, tmp_path) -> None:
    assert len(list(kept[1].iterdir())) == 1
    (path,) = kept[0].glob("*.jsonl")
    mixed = tmp_path / "day.jsonl"
    mixed.write_text('{"benchmark": "freeze"}\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert precision.main(["--draw", str(mixed), "--keep", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("*.png"))) == 2
    assert precision.main(["--draw", str(tmp_path / "day.jsonl"), "--parts", "cells"]) == 0
    mixed.write_text('{"benchmark": "freeze"}\n', encoding="utf-8")
    assert precision.main(["--draw", str(mixed)]) == 1


@pytest.mark.parametrize("pose", problem.POSES)
def test_no_thermocouple_makes_the_grid_finer(pose) -> None:
    """Else another grid is read than the one that is timed."""
    case = problem.watched(problem.case_for(pose, 1.0), pose)
    (probe,) = placements_of(case)
    points = np.array([sensor.at for sensor in case.sensors])
    assert probe.distance(points).min() > WATCHED


def known(times: np.ndarray, radii: np.ndarray) -> problem.Answer:
    """An answer at 37 degC everywhere."""
    warm = np.full((len(times), 8), 37.0)
    return problem.Answer(0.1, times, warm, times[-1:], np.array([-0.5, -20.0, -40.0]), radii, 0.01, 0.1)


def cone(case, front: float) -> SimpleNamespace:
    """Beside the probe colder than -0.5 degC up to `front` mm, 20 K per mm; thermocouples 2 K too warm."""
    times = np.arange(0.0, 121.0)
    row = -0.5 + 20.0 * (problem._rows(case) - front)
    one = np.concatenate([np.full(8, 39.0), row])
    values = np.tile(one, (len(times), len(problem.DIRECTIONS)))
    return SimpleNamespace(sensors=SimpleNamespace(times=times, values=values))


def test_errors_of_a_known_field() -> None:
    case = problem.case_for("tilted", 1.0)
    answer = known(np.array([1.0, 60.0, 120.0]), np.array([[5.0, 4.0, np.nan]]))
    found = problem.errors(case, cone(case, 5.1), answer)
    assert found.radius_max == pytest.approx(0.125)  # of -20 degC: 5.1 - 19.5 / 20
    assert found.radius_at == "-20 degC at 120 s"
    assert found.radius_rms == pytest.approx(np.sqrt((0.1**2 + 0.125**2) / 2.0))
    assert found.thermocouple_max == pytest.approx(2.0)
    assert found.thermocouple_rms == pytest.approx(2.0)


def test_an_isotherm_that_is_missing_is_infinitely_wrong_and_shown_as_missing() -> None:
    case = problem.case_for("tilted", 1.0)
    answer = known(np.array([1.0, 120.0]), np.array([[5.0, 4.0, 3.0]]))
    found = problem.errors(case, cone(case, 1.0), answer)
    assert found.radius_max == np.inf
    assert precision.finite(found.radius_max) is None


def test_a_row_is_the_worst_of_all_poses() -> None:
    line = dict.fromkeys(drawing.WORSE, 1.0) | {
        "benchmark": "precision", "kernel": "cpu", "spacing_mm": 1.0, "step_scale": 1.0, "cells": 10,
    }  # fmt: skip
    (row,) = drawing.rows_of([line | {"s": 3.0}, line | {"radius_max_mm": 2.0}])
    assert (row["s"], row["radius_max_mm"], row["poses"]) == (3.0, 2.0, 2)
    (row,) = drawing.rows_of([line, line | {"radius_max_mm": None}])
    assert row["radius_max_mm"] is None


def test_a_line_through_doubled_costs_is_linear() -> None:
    lines = [{"procedure_s": t, "s": 0.01 * t} for t in (100.0, 200.0, 400.0)]
    assert drawing.exponent(lines) == pytest.approx(1.0)


def test_the_cheap_box_is_the_box() -> None:
    """Built without one_brick, in single precision: the kernel does the very same with it."""
    case = problem.case_for("along z", 1.0)
    box = scaling.box_of(case, 9)
    cheap = box.problem
    shape = cheap.bricks[0].shape
    g = np.full(shape, scaling.SPACING)
    others = {
        name: getattr(cheap, name)
        for name in ("pieces", "face_a", "face_b", "face_g", "sink_cell", "sink_probe", "sink_g", "film_cell",
                     "film_g", "film_temperature", "flow", "metabolism", "flow_above", "body_temperature")
    }  # fmt: skip
    plain = one_brick(
        material=np.zeros(shape, np.int32), gx=g[1:], gy=g[:, 1:], gz=g[:, :, 1:],
        inverse_volume=np.full(shape, scaling.SPACING**-3), **others,
    )  # fmt: skip
    field, drive = box.field(icy=True), scaling.step_for(box)
    assert 0.08 < np.mean(field < 0.0) < 0.15
    after = [kernel_named("cpu")[1](which, field, drive).enthalpy for which in (cheap, plain)]
    assert np.array_equal(*after)
    assert np.isfinite(after[0]).all()


def test_the_step_is_the_longest_its_stages_carry() -> None:
    box = scaling.box_of(problem.case_for("along z", 1.0), 5)
    drive = scaling.step_for(box)
    stiff = 12.0 * box.fastest / scaling.SPACING**2
    assert stages_for(drive.seconds, stiff) == scaling.STAGES
    assert stages_for(1.1 * drive.seconds, stiff) > scaling.STAGES


def test_a_box_that_does_not_fit_is_named_and_left_out(monkeypatch, capsys) -> None:
    monkeypatch.setattr(precision, "free_memory", lambda: 1e6)
    assert precision.main(["--parts", "cells", "--kernels", "cpu", "--most", "2e4"]) == 1
    assert "10648 cells are left out" in capsys.readouterr().err
