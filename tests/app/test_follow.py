"""`cryonerve follow`: what it refuses, and the whole way from a simulated clip to the hidden isotherm."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
import synthetic
from cryonerve.app.cli import main
from cryonerve.app.following import Chosen, ensemble
from cryonerve.app.progress import nobody
from cryonerve.errors import ClipError, Complaint, InputError
from cryonerve.reporting.folder import write_run
from cryonerve.ultrasound import Frames, plane_of, write_clip
from cryonerve.ultrasound.members import rays, trace
from tests.published.test_following_twins import CASE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "synthetic"
    write_run(synthetic.synthetic_run(), path, exports=False)
    return path


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    file = tmp_path_factory.mktemp("clip") / "blank.dcm"
    pixels = np.full((3, 40, 50), 90, np.uint8)
    write_clip(Frames(pixels, np.arange(3.0), (1e-3, 1e-3), (0.0, -0.025), "recorded"), file)
    return file


def refused(capsys, *words: object) -> str:
    assert main(["follow", *(str(word) for word in words)]) == 2
    return capsys.readouterr().err


def test_what_cannot_be_followed_is_refused(folder, clip, tmp_path, capsys) -> None:
    assert "along or across" in refused(capsys, folder, "--clip", clip, "--view", "sideways")
    assert "--goal" in refused(capsys, folder, "--clip", clip, "--goal", "140 %")
    assert "--starts-at" in refused(capsys, folder, "--clip", clip, "--starts-at", "soon")
    assert "no such file" in refused(capsys, folder, "--clip", tmp_path / "none.dcm").lower()
    assert "summary.json" in refused(capsys, tmp_path, "--clip", clip)


@pytest.mark.parametrize(
    "text", ["", "time,degC\n", "0,-80\n1,warm\n", "1,-80\n0,-79\n", "0,nan\n"],
    ids=["empty", "no rows", "a word", "backwards", "not a number"],
)  # fmt: skip
def test_a_thermocouple_that_is_no_table_is_refused(folder, clip, tmp_path, capsys, text) -> None:
    file = tmp_path / "console.csv"
    file.write_text(text, encoding="utf-8")
    assert "s, degC" in refused(capsys, folder, "--clip", clip, "--thermocouple", file)


@pytest.mark.parametrize(
    ("plane", "asked", "view"), [(True, None, None), (False, None, "across"), (True, "along", "along")]
)
def test_the_plane_is_the_case_s_unless_a_view_is_asked_for(
    tmp_path, monkeypatch, plane, asked, view
) -> None:
    """And across the nerve where the case gives none; an ensemble of another plane is of another picture."""
    seen: list[object] = []
    written = CASE if plane else CASE[: CASE.index("ultrasound:")]
    (tmp_path / "case.yaml").write_text(written, encoding="utf-8")

    def planned(case, volume, *, view, shift):
        assert shift == 0.0
        seen.append(view)
        raise InputError(Complaint("far enough"))

    monkeypatch.setattr("cryonerve.ultrasound.plane_of", planned)
    with pytest.raises(InputError, match="far enough"):
        ensemble(tmp_path, cn.load(tmp_path / "case.yaml"), Chosen(view=asked), nobody)
    assert seen == [view]


def test_a_clip_of_another_plane_is_refused_before_anything_is_computed(tmp_path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    case = cn.load(tmp_path / "case.yaml")
    volume = cn.build(case)
    other = plane_of(case, volume, view="along")
    moved = plane_of(case, volume, view="across")
    moved = replace(moved, origin=moved.origin + 3e-3 * moved.elevation)
    for seen, words in ((other, "turned by 90"), (moved, "3.0 mm beside")):
        with pytest.raises(ClipError, match=words):
            ensemble(tmp_path, case, Chosen(view="across"), nobody, seen=seen)
    assert not (tmp_path / "members.npz").exists()


def test_a_clip_that_says_its_plane_is_followed_in_that_plane(tmp_path, monkeypatch) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    case = cn.load(tmp_path / "case.yaml")
    seen = replace(plane_of(case, cn.build(case)), depth=33e-3)
    taken = []

    def told(volume, case, plane, **more):
        taken.append(plane)
        raise InputError(Complaint("far enough"))

    monkeypatch.setattr("cryonerve.ultrasound.run_members", told)
    with pytest.raises(InputError, match="far enough"):
        ensemble(tmp_path, case, Chosen(), nobody, seen=seen)
    assert taken == [seen]


def radius_of_cold(case, time: float) -> float:
    """mm to -20 degC in the picture's plane, from the solver itself."""
    volume = cn.build(case)
    lines = rays(case, plane_of(case, volume))
    seen = trace(volume, case, lines, "one", edge=-1.0)
    return 1e3 * float(seen.cold[np.argmin(np.abs(seen.times - time))].mean())


@pytest.mark.slow
def test_from_a_simulated_clip_to_the_hidden_isotherm(tmp_path, capsys) -> None:
    case, run = tmp_path / "twin.yaml", tmp_path / "run"
    case.write_text(CASE, encoding="utf-8")
    assert main(["freeze", str(case), "-o", str(run)]) == 0
    assert main(["image", str(run)]) == 0
    capsys.readouterr()
    words = ["follow", str(run), "--clip", str(run / "ultrasound.dcm"), "--members", "24", "--json"]
    assert main(words) == 0
    document = json.loads(capsys.readouterr().out)
    look = next(item for item in document["looks"] if abs(item["time_s"] - 120.0) < 1e-6)
    assert not look["disagrees"]
    low, middle, high = (np.mean(part) for part in look["cold_mm"])
    truth = radius_of_cold(cn.load(case), 120.0)
    assert low < truth < high
    assert middle == pytest.approx(truth, abs=0.4)
    assert "-20 degC" in document["said"][0]
    assert (run / "members.npz").stat().st_size < 20e6
    assert (run / "figures" / "following.png").read_bytes()[1:4] == b"PNG"
    assert main(words) == 0  # the ensemble is read, not computed again
