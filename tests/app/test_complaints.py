"""What is not understood: one message, exit 2, nothing written. Errors of the program: a line to report."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cryonerve.app.cli import main
from cryonerve.errors import Complaint, GridError


def test_unknown_case_offers_the_nearest(capsys) -> None:
    assert main(["check", "tibial-neuroma-chidl"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "tibial-neuroma-child" in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("command", ["run", "freeze", "build"])
def test_no_folder_is_made_for_input_that_is_not_understood(command, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.yaml").write_text("cryonerve: 1\ntitle: [\n")
    assert main([command, "broken.yaml", "-o", "there"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["broken.yaml"]


def test_no_folder_is_made_when_the_grid_would_not_fit(road) -> None:
    def too_large() -> None:
        raise GridError(Complaint("the grid would need 400 GB", "Write a larger solver: spacing."))

    road.during_freeze = too_large
    assert main(["run", "synthetic", "-o", "there"]) == 2
    assert list(Path.cwd().iterdir()) == []


def test_what_drawing_finds_is_told_with_file_and_line(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = """\
cryonerve: 1
title: A thin leg
anatomy:
  phantom: stump
  circumference: 100 mm
  neuroma:
    width: 0.01 mm
probes: [{name: one, device: cryo-s-a13, tip: -4 0 6 mm, axis: 0 -0.8 0.6}]
protocol: [Freeze at -80 degC for 2 min]
"""
    Path("thin.yaml").write_text(text)
    for command in ("run", "freeze", "build"):
        assert main([command, "thin.yaml", "-o", "there"]) == 2
        assert "cryonerve: thin.yaml:7: anatomy.neuroma_width: 0.01 mm is no" in capsys.readouterr().err
    Path("thin.yaml").write_text(text.replace("width: 0.01 mm", "width: 10 mm"))
    assert main(["build", "thin.yaml", "-o", "there"]) == 2
    # nobody wrote the thickness of the fat: the nearest place is where the anatomy starts
    assert "cryonerve: thin.yaml:5: anatomy.fat_thickness: skin and fat" in capsys.readouterr().err
    assert not Path("there").exists()


@pytest.mark.parametrize("command", ["cite", "report", "predict"])
def test_a_folder_that_is_no_run(tmp_path, capsys, command) -> None:
    assert main([command, str(tmp_path)]) == 2
    assert "this folder is no run: it has no summary.json" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_complaint_is_a_document_too(road, capsys) -> None:
    assert main(["check", "synthetik", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["exit_code"] == 2
    assert document["complaints"][0]["what"] == "no case is called 'synthetik'"
    assert "Did you mean 'synthetic'?" in document["complaints"][0]["remedy"]


@pytest.mark.parametrize("words", [["check"], ["check", "a", "b"], ["run", "a", "--spacin", "1 mm"]])
def test_a_command_line_that_is_refused_is_a_document_too(capsys, words) -> None:
    assert main([*words, "--json"]) == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out)["error"] == "UsageError"
    assert "Error:" in captured.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["run"], "CASE"),
        (["runn", "x"], "run"),
        (["run", "synthetic", "--spacin", "1 mm"], "--spacing"),
        (["catalog", "tissue"], "tissues"),
        (["catalog", "tissues", "nerv"], "nerve"),
        (["run", "synthetic", "--kernel", "gpux"], "auto, cpu, gpu, reference"),
        (["run", "synthetic", "--spacing", "3"], "mm"),
        (["run", "synthetic", "--spacing", "0 mm"], "smallest accepted value is 0.001 mm"),
        (["freeze", "synthetic", "--spacing", "1 m"], "largest accepted value is 20 mm"),
        (["run", "synthetic", "--spacing", "1e-300 mm"], "--spacing"),
        (["run", "synthetic", "--spacing", "0.001 mm"], "GiB of memory"),
        (["run", "synthetic", "--spacing", "0,5 mm"], "0.5 mm"),
        (["run", "synthetic", "--spacing", "nan mm"], "--spacing"),
        (["run", "synthetic", "--spacing", "2 s"], "--spacing"),
        (["predict", "nowhere"], "nowhere"),
        (["report", "nowhere"], "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words_that_are_not_understood(road, capsys, words, hint) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert hint in captured.err
    assert "Traceback" not in captured.err
    assert "error in the program" not in captured.err
    assert list(Path.cwd().iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_seen_before_computing(road, capsys) -> None:
    Path("there").write_text("a file")
    assert main(["run", "synthetic", "-o", "there/run"]) == 2
    assert "freeze" not in road.called
    assert "there is a file where the run's folder should be" in capsys.readouterr().err


def test_a_folder_of_something_else_is_seen_before_computing(road) -> None:
    Path("letters").mkdir()
    Path("letters/to-my-aunt.txt").write_text("Dear aunt")
    for command in ("run", "freeze", "build"):
        assert main([command, "synthetic", "-o", "letters"]) == 2
    assert "freeze" not in road.called
    assert [path.name for path in Path("letters").iterdir()] == ["to-my-aunt.txt"]


@pytest.mark.parametrize("command", ["run", "freeze", "build"])
def test_a_folder_somebody_works_in_is_seen_before_computing(road, capsys, command) -> None:
    from cryonerve.reporting.whole import claimed

    with claimed(Path("there")), ThreadPoolExecutor(1) as pool:
        assert pool.submit(main, [command, "synthetic", "-o", "there"]).result() == 2
    assert road.called in (["load"], ["load", "load"])
    assert "is writing into this folder" in capsys.readouterr().err


def test_nobody_else_may_write_from_the_first_step_to_the_last(road) -> None:
    from cryonerve.reporting.whole import LOCK

    held = []
    road.during_freeze = lambda: held.append(Path("there", LOCK).is_file())
    assert main(["run", "synthetic", "-o", "there"]) == 0
    assert held == [True]
    assert not Path("there", LOCK).exists()


def test_build_leaves_a_finished_run_alone(road, capsys) -> None:
    Path("there").mkdir()
    Path("there/summary.json").write_text('{"format": "cryonerve.run/1"}')
    assert main(["build", "synthetic", "-o", "there"]) == 2
    assert "finished run" in capsys.readouterr().err


def test_a_full_disk_is_a_sentence(road, capsys, monkeypatch) -> None:
    import errno

    def full(run, folder, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "there/fields.zarr")

    monkeypatch.setattr("cryonerve.reporting.folder.write_run", full)
    assert main(["run", "synthetic", "-o", "there"]) == 2
    assert "there/fields.zarr: No space left on device. Free some space" in capsys.readouterr().err


def test_too_little_memory_is_a_sentence(road, capsys) -> None:
    def hungry() -> None:
        raise MemoryError

    road.during_freeze = hungry
    assert main(["run", "synthetic", "-o", "there"]) == 2
    assert "larger `solver: spacing`" in capsys.readouterr().err


def test_an_error_of_the_program_is_one_line_and_how_to_report_it(road, capsys) -> None:
    def wrong() -> None:
        raise ZeroDivisionError("division\nby zero")

    road.during_freeze = wrong
    assert main(["run", "synthetic", "-o", "there"]) == 70
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(
        "cryonerve: an error in the program itself: ZeroDivisionError: division by zero"
    )
    assert lines[1].startswith("Please report it with the case file")
    assert len(lines) == 2
    assert not Path("there").exists()


@pytest.mark.parametrize("words", [["--debug", "run", "synthetic"], ["run", "synthetic", "--debug"]])
def test_debug_shows_the_traceback(road, capsys, words) -> None:
    def wrong() -> None:
        raise ZeroDivisionError("division by zero")

    road.during_freeze = wrong
    assert main(words) == 70
    assert "Traceback (most recent call last)" in capsys.readouterr().err
