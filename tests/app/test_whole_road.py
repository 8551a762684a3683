"""The real road, on a case small enough for the fast suite."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cryonerve.app.cli import main
from cryonerve.ultrasound import read_clip

SMALL = """\
cryonerve: 1
title: A small block
anatomy: {phantom: block, size: 30 30 36 mm, tissue: muscle}
probes: [{name: probe, device: ideal-1.3mm, tip: 0 0 -3 mm, axis: 0 0.2 1}]
devices: {ideal-1.3mm: {diameter: 1.3 mm, active_length: 7 mm, wall: {held_at: setpoint, cooldown: 0 s}}}
protocol: [Freeze at -80 degC for 20 s, Thaw for 10 s]
sensors: [{name: beside, at: 3 0 0 mm}]
solver: {spacing: 1.5 mm}
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(SMALL)
    return tmp_path


def test_run_writes_the_folder_and_its_report(small, capsys) -> None:
    code = main(["run", "small.yaml", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert (
        code == document["exit_code"] == (1 if any(f["level"] == "stop" for f in document["findings"]) else 0)
    )
    folder = Path("runs/small")
    assert document["folder"] == str(folder)
    stored = json.loads((folder / "summary.json").read_text())
    assert stored == {key: document[key] for key in stored}
    with (folder / "sensors.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert float(rows[0]["beside"]) == pytest.approx(37.0, abs=0.01)
    assert min(float(row["beside"]) for row in rows) < 20.0
    page = (folder / "report.html").read_text()
    assert "A small block" in page
    assert "Research use only" in page
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    clip = read_clip(folder / "ultrasound.dcm")
    assert len(clip.times) > 2
    assert (clip.times[0], clip.times[-1]) == (0.0, 30.0)
    assert (folder / "ultrasound.gif").read_bytes().startswith(b"GIF89a")
    assert {str(folder / "ultrasound.dcm"), str(folder / "ultrasound.gif")} <= set(document["pages"])


def test_freeze_then_predict_then_report(small, capsys) -> None:
    assert main(["build", "small.yaml", "-o", "there"]) == 0
    assert main(["freeze", "small.yaml", "-o", "there"]) in (0, 1)
    assert json.loads(Path("there/summary.json").read_text())["nerves"] == {}
    assert main(["predict", "there"]) in (0, 1)
    assert main(["report", "there", "--no-pdf"]) in (0, 1)
    assert Path("there/report.html").is_file()
    assert not Path("there/report.pdf").exists()
    capsys.readouterr()
    assert main(["cite", "there"]) == 0
    assert "@" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_the_part_that_was_computed(small, capsys, monkeypatch, number) -> None:
    import cryonerve.bioheat

    solve = cryonerve.bioheat.freeze

    def freeze(volume, case, *, progress, cancel):
        def interrupted(done, total):
            progress(done, total)
            if done >= 10.0 and not cancel():
                os.kill(os.getpid(), number)

        return solve(volume, case, progress=interrupted, cancel=cancel)

    monkeypatch.setattr("cryonerve.bioheat.freeze", freeze)
    assert main(["run", "small.yaml", "-o", "there"]) == 3
    assert "Stopped early" in capsys.readouterr().out
    provenance = json.loads(Path("there/provenance.json").read_text())
    assert provenance["stop"]["name"] == "cancelled"
    summary = json.loads(Path("there/summary.json").read_text())
    assert 10.0 <= summary["solver"]["procedure_s"] < 20.0
    assert not Path("there/report.html").exists()
    assert main(["report", "there", "--no-pdf"]) == 3, "the report of a run that stopped early says so"
    assert Path("there/report.html").is_file()


def test_the_same_folder_again(small) -> None:
    assert main(["freeze", "small.yaml", "-o", "there"]) in (0, 1)
    first = json.loads(Path("there/summary.json").read_text())["isotherms"]
    assert main(["freeze", "small.yaml", "-o", "there"]) in (0, 1)
    assert json.loads(Path("there/summary.json").read_text())["isotherms"] == first


def test_a_killed_report_and_a_killed_run_are_no_obstacle(small) -> None:
    """What kill -9 leaves while the report is drawn: a lock that nobody holds, half a folder of figures."""
    assert main(["freeze", "small.yaml", "-o", "there"]) in (0, 1)
    for command in (
        ["report", "there", "--no-pdf"],
        ["predict", "there"],
        ["freeze", "small.yaml", "-o", "there"],
    ):
        Path("there/.cryonerve.lock").write_text("1\n")
        Path("there/.partial-figures").mkdir()
        assert main(command) in (0, 1)
        assert not list(Path("there").glob(".*"))


def test_a_run_killed_while_it_computes_stays_an_unfinished_one(small, capsys) -> None:
    Path("there").mkdir()
    Path("there/.cryonerve.lock").write_text("1\n")
    for command in ("report", "predict", "cite", "report"):
        assert main([command, "there"]) == 2
        assert "this run was not finished" in capsys.readouterr().err
    assert main(["freeze", "small.yaml", "-o", "there"]) in (0, 1)


def test_a_run_outlives_its_terminal(small) -> None:
    """The reader goes away while the run computes; the run is written all the same."""
    read, write = os.pipe()
    words = [sys.executable, "-m", "cryonerve.app.cli", "freeze", "small.yaml", "-o", "there"]
    with subprocess.Popen(words, stdout=write, stderr=write) as process:
        os.close(write)
        os.close(read)
        assert process.wait(timeout=120) in (0, 1)
    assert Path("there/summary.json").is_file()
