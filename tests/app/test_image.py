"""`cryonerve image`: what it writes, and what it says to what no scanner could show."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import cryonerve as cn
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
        (["--frequency", "12"], "--frequency"),
        (["--frequency", "50 MHz"], "no transducer of the catalogue works at 50 MHz"),
        (["--frequency", "12 MHz", "--transducer", "curved-5MHz"], "does not work at 12 MHz"),
        (["--depth", "5 mm"], "greater depth"),
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


def test_frequency_and_depth_that_are_asked_for_come_before_those_of_the_case(folder, capsys) -> None:
    words = ["--at", "0 s", "--json", "--view", "in-plane"]
    more = ["--transducer", "curved-5MHz", "--frequency", "4 MHz", "--depth", "60 mm"]
    assert main(["image", str(folder), *words, *more]) == 0
    settings = json.loads(capsys.readouterr().out)["settings"]
    assert (settings["frequency"], settings["depth"]) == ("4 MHz", "60 mm")
    assert settings["view"] == "in plane with the probe"


def test_a_transducer_that_does_not_work_at_the_case_s_frequency_takes_its_own_and_says_so() -> None:
    run = synthetic.synthetic_run()
    case = replace(run.case, ultrasound={**run.case.ultrasound, "frequency": 12e6})
    clip = cn.image(run.freezing, run.volume, case, times=[0.0], transducer="curved-5MHz", depth=50e-3)
    assert clip.settings["frequency"] == "5 MHz"
    assert any("The case gives 12 MHz" in remark for remark in clip.remarks)
    own = cn.image(run.freezing, run.volume, case, times=[0.0], transducer="linear-12MHz")
    assert own.settings["frequency"] == "12 MHz"
    assert not any("The case gives" in remark for remark in own.remarks)
