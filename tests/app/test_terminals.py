"""Terminals that know little, readers that go away, and people who press Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cryonerve.app.cli import main
from cryonerve.bioheat.result import Stop

CRYONERVE = [sys.executable, "-m", "cryonerve.app.cli"]


def cryonerve(*words: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CRYONERVE, *words], capture_output=True, check=False, timeout=60, **options)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_freezing_keeps_what_was_computed(road, capsys, number) -> None:
    road.during_freeze = lambda: signal.raise_signal(number)
    before = signal.getsignal(number)
    assert main(["run", "synthetic", "-o", "there"]) == 3
    assert road.written.freezing.stop is Stop.cancelled
    assert "cancelled" in capsys.readouterr().out
    assert "report" not in road.called
    assert signal.getsignal(number) is before


def test_a_second_signal_stops_at_once(road, capsys) -> None:
    def impatient() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    road.during_freeze = impatient
    assert main(["run", "synthetic", "-o", "there"]) == 3
    assert "write" not in road.called
    assert not Path("there").exists()
    assert "Stopped at once" in capsys.readouterr().err


def test_a_signal_before_freezing_writes_nothing(road, capsys, monkeypatch) -> None:
    def build(case):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("cryonerve.anatomy.build", build)
    assert main(["run", "synthetic", "-o", "there"]) == 3
    assert not Path("there").exists()
    assert "nothing was written" in capsys.readouterr().err


def test_a_signal_while_the_report_is_drawn_leaves_the_run(road, capsys, monkeypatch) -> None:
    def report(run, folder, *, pdf, progress):
        signal.raise_signal(signal.SIGINT)
        progress(1.0, 9.0)

    monkeypatch.setattr("cryonerve.reporting.report", report)
    assert main(["run", "synthetic", "-o", "there"]) == 3
    assert Path("there/provenance.json").is_file()
    assert "cryonerve report there" in capsys.readouterr().err


def test_ctrl_c_in_a_short_command(road, monkeypatch, capsys) -> None:
    def check(case):
        raise KeyboardInterrupt

    monkeypatch.setattr("cryonerve.case.check", check)
    assert main(["check", "synthetic"]) == 3
    assert "Stopped" in capsys.readouterr().err


def test_a_terminal_that_knows_ascii_only() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    code = "from cryonerve.app.speech import prepare_streams, say; prepare_streams(); "
    code += "say('-20 \\xb0C \\xb1 1 \\xb5m\\xb3 \\u221e')"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert answer.stdout == b"-20 deg C +- 1 um3 ?\n"


def test_catalog_in_the_c_locale() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    answer = cryonerve("catalog", "references", env=environment)
    assert answer.returncode == 0
    assert answer.stdout.isascii()
    assert answer.stderr == b""


def test_a_reader_that_goes_away() -> None:
    answer = subprocess.run(
        ["bash", "-c", f"{' '.join(CRYONERVE)} schema | head -n 1; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0
    assert answer.stderr == b""


@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&-", ">&- 2>&-"])
def test_closed_streams(closing) -> None:
    answer = subprocess.run(
        ["bash", "-c", f"{' '.join(CRYONERVE)} catalog {closing}"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0
    assert b"Traceback" not in answer.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_cannot_be_written() -> None:
    with open("/dev/full", "w") as full:
        answer = subprocess.run(
            [*CRYONERVE, "schema"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert answer.returncode == 2
    assert b"could not be written: No space left on device" in answer.stderr
    assert b"Traceback" not in answer.stderr
    assert b"Exception ignored" not in answer.stderr
