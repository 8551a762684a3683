"""A real Ctrl-C at a real program, wherever it is at that moment: a whole result with its reason, or none."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest

from cryonerve.bioheat.result import Stop
from cryonerve.reporting.folder import read_run

LONG = """\
cryonerve: 1
title: A block that freezes for hours
anatomy: {phantom: block, size: 30 30 36 mm, tissue: muscle}
probes: [{name: probe, device: ideal-1.3mm, tip: 0 0 -3 mm, axis: 0 0.2 1}]
devices: {ideal-1.3mm: {diameter: 1.3 mm, active_length: 7 mm, wall: {held_at: setpoint, cooldown: 0 s}}}
protocol: [PROTOCOL]
sensors: [{name: beside, at: 3 0 0 mm}]
solver: {spacing: 1.0 mm}
"""
CYCLE = "Freeze at -80 degC for 60 s, Thaw for 60 s"
HOURS = 250  # cycles: minutes of computing
PATIENCE = 120.0  # s


class Watched:
    """The program with its progress bars on a terminal, read as a person reads them."""

    def __init__(self, *words: str, cycles: int = HOURS) -> None:
        Path("long.yaml").write_text(LONG.replace("PROTOCOL", ", ".join([CYCLE] * cycles)), encoding="utf-8")
        self.screen, terminal = pty.openpty()
        command = [sys.executable, "-m", "cryonerve.app.cli", *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal)
        os.close(terminal)
        self.said = ""

    def read(self, seconds: float) -> None:
        if select.select([self.screen], [], [], seconds)[0]:
            try:
                self.said += os.read(self.screen, 65536).decode(errors="replace")
            except OSError:  # nobody writes to it any more
                sleep(seconds)

    def wait_for(self, step: str) -> None:
        """Until the bar of a step is drawn, or the program has ended."""
        until = monotonic() + PATIENCE
        while f" {step} " not in self.said and self.process.poll() is None:
            assert monotonic() < until, self.said
            self.read(0.05)

    def interrupt(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Exit code and what it said on standard output."""
        until = monotonic() + PATIENCE
        while self.process.poll() is None:
            assert monotonic() < until, self.said
            self.read(0.05)
        said, _ = self.process.communicate()
        os.close(self.screen)
        return self.process.returncode, said.decode()


@pytest.fixture
def watched(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    started = []

    def start(*words: str, cycles: int = HOURS) -> Watched:
        started.append(Watched(*words, cycles=cycles))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        each.process.stdout.close()


def check_nothing_half_written(folder: Path) -> None:
    """No folder, or one in which every file is whole and a run can be read; nothing hidden is left."""
    if not folder.exists():
        return
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    run = read_run(folder)
    stop, last = run.freezing.stop, run.freezing.solver.procedure
    assert json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["stop"]["name"] == stop.name
    assert run.freezing.times[-1] == pytest.approx(last)
    assert run.freezing.phases[-1].end == pytest.approx(last)
    assert np.isfinite(run.freezing.temperature).all()
    assert np.isfinite(run.freezing.sensors.values).all()
    assert (folder / "report.html").exists() <= stop.good


@pytest.mark.parametrize("words", [("freeze",), ("run", "--no-pdf")], ids=lambda words: words[0])
def test_while_it_freezes(watched, words) -> None:
    program = watched(*words, "long.yaml", "-o", "there")
    program.wait_for("freeze")
    program.interrupt()
    code, said = program.end()
    assert code == 3
    assert "cancelled" in said
    check_nothing_half_written(Path("there"))
    run = read_run(Path("there"))
    assert run.freezing.stop is Stop.cancelled
    assert run.freezing.solver.procedure < 120.0 * HOURS
    assert not Path("there/report.html").exists()


@pytest.mark.slow
def test_a_comparison_writes_nothing_and_says_so(watched) -> None:
    program = watched("compare", "long.yaml", "long.yaml")
    program.wait_for("freeze")
    program.interrupt()
    code, said = program.end()
    assert (code, said) == (3, "")
    assert "Stopped while simulating; nothing was written." in program.said
    assert [path.name for path in Path().iterdir()] == ["long.yaml"]


def test_twice_is_at_once(watched) -> None:
    program = watched("run", "long.yaml", "-o", "there")
    program.wait_for("freeze")
    program.interrupt()
    program.interrupt()
    code, _ = program.end()
    assert code == 3
    check_nothing_half_written(Path("there"))


@pytest.mark.slow
@pytest.mark.parametrize("again", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("moment", ["build", "freeze", "write", "report"])
def test_at_any_step(watched, moment: str, again: bool) -> None:
    """A short run that comes to its end unless it is stopped; a folder that was there before stays whole."""
    assert watched("freeze", "long.yaml", "-o", "there", cycles=1).end()[0] in (0, 1)
    assert read_run(Path("there")).freezing.solver.procedure == pytest.approx(120.0)
    program = watched("run", "long.yaml", "-o", "there", "--no-pdf", cycles=2)
    program.wait_for(moment)
    program.interrupt()
    if again:
        sleep(0.02)
        program.interrupt()
    code, _ = program.end()
    # the second one may come when Python itself is already leaving
    assert code in ((0, 1, 3, -signal.SIGINT) if again else (0, 1, 3))
    check_nothing_half_written(Path("there"))
    if (Path("there") / "summary.json").exists():
        assert read_run(Path("there")).freezing.solver.procedure <= 240.0
