"""`cryonerve track`: what it writes, and what it does not accept."""

from __future__ import annotations

import json

import pytest

from cryonerve.app.cli import main
from cryonerve.ultrasound import write_clip
from tests.pictures import shapes
from tests.pictures.drawing import Scene, draw


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    scene = Scene(
        shapes.ball, frames=4, before=1, width=20.0, depth=20.0, centre=(0.0, 12.0), size=4.0, seed=32
    )
    path = tmp_path_factory.mktemp("clip") / "clip.dcm"
    write_clip(draw(scene).frames, path)
    return path


def test_a_table_and_a_picture(clip, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["track", str(clip), "--at", "0,12", "--freezing-from", "1 s"]) == 0
    rows = (tmp_path / "clip-front.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "time_s,angle_deg,centre_lateral_mm,centre_depth_mm,radius_mm,confidence"
    assert float(rows[-1].split(",")[4]) == pytest.approx(4.0, abs=0.5)
    assert (tmp_path / "clip-front.png").stat().st_size > 10_000
    assert "no medical device" in capsys.readouterr().out


def test_a_document(clip, tmp_path, capsys) -> None:
    words = ["track", str(clip), "--near", "0.5,12.5", "-o", str(tmp_path / "edge.json"), "--json"]
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["front"][-1]["radius_mm"] == pytest.approx(4.0, abs=0.3)
    assert json.loads((tmp_path / "edge.json").read_text(encoding="utf-8"))["rays"]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ([], "where the probe is"),
        (["--at", "0"], "--at"),
        (["--at", "0,90"], "outside"),
        (["--at", "0,12", "-o", "edge.txt"], ".csv"),
        (["--at", "0,12", "--freezing-from", "20"], "no unit"),
    ],
)
def test_complaints(clip, words, what, capsys) -> None:
    assert main(["track", str(clip), *words]) == 2
    assert what in capsys.readouterr().err
