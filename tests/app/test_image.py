"""`cryonerve image`: what it writes, and what it says to what no scanner could show."""

from __future__ import annotations

import json

import pytest

import synthetic
from cryonerve.app.cli import main
from cryonerve.reporting.folder import write_run
from cryonerve.ultrasound import read_clip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "synthetic"
    write_run(synthetic.synthetic_run(), path, exports=True)
    return path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--view", "sideways"], "along or across"),
        (["--transducer", "linear-12MHZ"], "linear-12MHz"),
        (["--at", "2 parsec"], "--at"),
        (["--at", "2 h"], "outside the procedure"),
        (["--gain", "300"], "from -60 to 60 dB"),
        (["--dynamic-range", "3"], "from 20 to 120 dB"),
    ],
)
def test_what_no_scanner_shows_is_refused(folder, capsys, words, said) -> None:
    before = sorted(path.name for path in folder.iterdir())
    assert main(["image", str(folder), *words]) == 2
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_folder_that_is_no_run_is_refused(tmp_path, capsys) -> None:
    assert main(["image", str(tmp_path)]) == 2
    assert "no run" in capsys.readouterr().err


def test_the_clip_is_written_beside_the_run(folder, capsys) -> None:
    assert main(["image", str(folder), "--at", "120 s", "--at", "0 s", "--view", "across", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["times_s"] == [0.0, 120.0]
    assert "Simulated. Research software, no medical device." in document["remarks"]
    clip = read_clip(folder / "ultrasound.dcm")
    assert clip.kind == "simulated"
    assert len(clip.times) == document["frames"] == 2
    assert clip.spacing[0] == pytest.approx(1e-3 * document["pixel_mm"], rel=1e-3)
    assert (folder / "ultrasound.gif").read_bytes()[:3] == b"GIF"
    assert (folder / "figures" / "ultrasound.png").read_bytes()[1:4] == b"PNG"
