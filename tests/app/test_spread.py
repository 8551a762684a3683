"""`cryonerve spread`: what it refuses, and what it writes and says."""

from __future__ import annotations

import json
import signal

import pytest

from cryonerve.app.cli import main
from cryonerve.planning import spreading
from tests.unit.planning.test_spread import formula


def test_what_is_no_scheme_or_no_case_is_refused(capsys, tmp_path) -> None:
    assert main(["spread", "straight-probe-block", "--scheme", "soboll", "-o", str(tmp_path / "a")]) == 2
    assert "sobol" in capsys.readouterr().err
    assert main(["spread", "no-such-case", "-o", str(tmp_path / "a")]) == 2
    assert not (tmp_path / "a").exists()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(spreading, "procedure", formula)


def test_a_physician_reads_the_goal_first_and_what_matters(quick, tmp_path, capsys) -> None:
    words = [
        "spread",
        "straight-probe-block",
        "--samples",
        "64",
        "--workers",
        "1",
        "-o",
        str(tmp_path / "a"),
    ]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "The goal is reached in" in said
    assert "Not a prognosis" in said
    assert "wall or gas" in said
    written = json.loads((tmp_path / "a" / "spread.json").read_text())
    assert written["samples"] + len(written["failed"]) == 64
    assert all(item["source"] and item["law"] for item in written["unknowns"])
    assert (tmp_path / "a" / "spread.png").stat().st_size > 10_000


def test_stopped_before_anything_is_known_is_no_bad_input(monkeypatch, tmp_path, capsys) -> None:
    """Exit code 3, what is kept, and nothing half written."""

    def stopping(common, payload):
        if isinstance(payload, tuple):
            signal.raise_signal(signal.SIGINT)
        return formula(common, payload)

    monkeypatch.setattr(spreading, "procedure", stopping)
    words = ["spread", "straight-probe-block", "--samples", "16", "--workers", "1", "-o", str(tmp_path / "a")]
    assert main([*words, "--store", str(tmp_path / "s.zarr")]) == 3
    assert f"kept in {tmp_path / 's.zarr'}; the same command goes on" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


def test_json_is_one_document(quick, tmp_path, capsys) -> None:
    words = ["spread", "straight-probe-block", "--samples", "64", "--workers", "1", "--json"]
    assert main([*words, "-o", str(tmp_path / "a")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {"probabilities", "numbers", "sensitivities", "unknowns"} <= set(document)
