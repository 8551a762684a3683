from __future__ import annotations

import json

import numpy as np
import pytest

from cryonerve import build, load
from cryonerve.app.cli import main
from cryonerve.planning.unknowns import unknowns_of
from cryonerve.scans.carrying_over import shift_of_labels
from cryonerve.scans.curves import read_curves, write_curves
from cryonerve.scans.limb_case import save_first_case
from cryonerve.scans.limb_folder import read_limb, save_labels_of, save_scan_of
from cryonerve.scans.registration_file import read_transform
from cryonerve.scans.rigid import moved
from cryonerve.scans.traced_curve import TracedCurve
from tests.registered_scans import drawn_motion, made, moved_scan

COARSE = (2e-3, 2e-3, 3e-3)


@pytest.fixture(scope="module")
def limbs(tmp_path_factory):
    """A CT and a moved CT of one stump as limbs; a nerve and labels on the moved one."""
    folder = tmp_path_factory.mktemp("limbs")
    child = made("CT", spacing=COARSE)
    motion = drawn_motion(2, child.scan.bounds.mean(axis=0), degrees=5.0, millimetres=5.0)
    other = moved_scan(made("CT", spacing=(1.5e-3, 1.5e-3, 2e-3), seed=2).scan, motion, COARSE, 2)
    save_scan_of(folder / "fixed", child.scan)
    save_scan_of(folder / "moving", other)
    save_labels_of(folder / "moving", made("CT", spacing=COARSE).truth)
    nerve = moved(motion, np.array([[0, 0, 0.0], [0, 0, 20e-3]]))
    write_curves(
        folder / "moving" / "curves.json", [TracedCurve("tibial nerve", "nerve", nerve, treated=True)]
    )
    return folder, motion


PAIRS = ((0, 0, 0), (30, 0, 10), (0, 25, -20), (-20, 10, 30))


def landmarks(motion):
    for place in PAIRS:
        there = 1e3 * moved(motion, 1e-3 * np.array(place, float))
        yield from (
            "--landmark",
            f"{' '.join(f'{item:.4f}' for item in there)} = {' '.join(map(str, place))} mm",
        )


def test_landmarks_bring_a_nerve_over_to_the_other_limb(limbs, capsys, tmp_path):
    folder, motion = limbs
    out = tmp_path / "both"
    asked = ["register", str(folder / "moving"), str(folder / "fixed"), *landmarks(motion), "-o", str(out)]
    assert main([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["how"] == "landmarks"
    assert max(item["left_mm"] for item in answer["landmarks"]) < 0.01
    assert answer["carried"]["curves"] == ["tibial nerve"]
    (curve,) = read_curves(out / "curves.json")
    assert np.allclose(curve.points, [[0, 0, 0], [0, 0, 20e-3]], atol=1e-5)
    assert curve.uncertainty == pytest.approx(1e-3 * answer["deviation_mm"], abs=1e-6)
    assert np.allclose(read_transform(out / "registration.json") @ motion, np.eye(4), atol=1e-4)
    limb = read_limb(out)
    assert "taken over from another scan" in limb.labels.legend[0].why
    assert any("registration" in item.about for item in limb.scan.findings)
    assert (out / "registration.png").stat().st_size > 20_000


def test_how_far_labels_taken_over_may_be_off_is_drawn_by_spread(limbs, capsys, tmp_path):
    folder, motion = limbs
    out = tmp_path / "both"
    asked = ["register", str(folder / "moving"), str(folder / "fixed"), *landmarks(motion), "-o", str(out)]
    assert main([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "one standard deviation" in (out / "case.yaml").read_text()
    shift = 1e-3 * answer["deviation_mm"]
    assert answer["uncertainty_in_case"] is True
    labels = read_limb(out).labels
    assert shift_of_labels(labels) == pytest.approx(shift, abs=1e-6)
    (out / "curves.json").unlink()  # the labels alone are left
    assert main(["begin", str(out), "--nerve", "nerve", "--side", "left"]) == 0
    case = load(out / "case.yaml")
    voxels = 0.5 * float(np.prod(labels.spacing) ** (1 / 3))
    for spread in (case.anatomy.uncertainty_nerve, case.anatomy.uncertainty_boundary):
        assert spread == pytest.approx(np.hypot(shift, voxels), abs=0.01e-3)
    drawn = {item.name: item.number for item in unknowns_of(case, build(case))}
    for name in ("nerve place / towards", "nerve place / beside", "edge / muscle", "edge / vessels"):
        assert drawn[name].spread == pytest.approx(np.hypot(shift, voxels), abs=0.01e-3)
        assert "registration" in drawn[name].remark


def test_what_the_fixed_scan_has_itself_is_said_not_to_be_taken_over(limbs, capsys, tmp_path):
    folder, motion = limbs
    save_scan_of(tmp_path / "fixed", read_limb(folder / "fixed").scan)
    save_labels_of(tmp_path / "fixed", made("CT", spacing=COARSE).truth)
    (tmp_path / "fixed" / "case.yaml").write_text("mine: 1\n")
    asked = ["register", str(folder / "moving"), str(tmp_path / "fixed"), *landmarks(motion)]
    assert main([*asked, "--json"]) == 0
    carried = json.loads(capsys.readouterr().out)["carried"]
    assert carried["labels"] == []
    assert "skin" in carried["left"]
    assert carried["curves"] == ["tibial nerve"]


def test_a_case_that_was_there_is_kept_and_its_silence_is_said(limbs, capsys, tmp_path):
    folder, motion = limbs
    save_scan_of(tmp_path / "fixed", read_limb(folder / "fixed").scan)
    (tmp_path / "fixed" / "case.yaml").write_text("mine: 1\n")
    asked = ["register", str(folder / "moving"), str(tmp_path / "fixed"), *landmarks(motion)]
    assert main([*asked, "-o", str(tmp_path / "fixed")]) == 0
    assert "does not say how far the labels may be off" in " ".join(capsys.readouterr().out.split())
    assert (tmp_path / "fixed" / "case.yaml").read_text() == "mine: 1\n"
    (tmp_path / "begun").mkdir()
    assert save_first_case(tmp_path / "begun")
    assert save_first_case(tmp_path / "begun")  # nobody has worked on it


def test_a_folder_that_holds_something_else_is_left_alone(limbs, capsys, tmp_path):
    folder, motion = limbs
    (tmp_path / "note.txt").write_text("mine")
    asked = [
        "register",
        str(folder / "moving"),
        str(folder / "fixed"),
        *landmarks(motion),
        "-o",
        str(tmp_path),
    ]
    assert main(asked) == 2
    assert "holds something else already" in capsys.readouterr().err
    assert [item.name for item in tmp_path.iterdir()] == ["note.txt"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 2 3", "one place on the moving scan and one on the fixed"),
        ("1 2 3 mm = 4 5 mm", "--landmark 1"),
        ("1 2 3 kg = 4 5 6 mm", "--landmark 1"),
    ],
)
def test_a_landmark_that_is_none(limbs, capsys, text, said):
    folder, _ = limbs
    assert main(["register", str(folder / "moving"), str(folder / "fixed"), "--landmark", text]) == 2
    assert said in capsys.readouterr().err


def test_a_drawn_limb_is_laid_into_a_scan(limbs, capsys, tmp_path):
    folder, _ = limbs
    asked = ["register", "tibial-neuroma-child", str(folder / "fixed"), "-o", str(tmp_path / "case.yaml")]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "skin that remains" in said
    assert "circumference" in (tmp_path / "case.yaml").read_text()


def test_a_modality_that_is_none(limbs, capsys):
    folder, motion = limbs
    asked = ["register", str(folder / "moving"), str(folder / "fixed"), *landmarks(motion)]
    assert main([*asked, "--fixed-modality", "xr"]) == 2
    assert "no modality is called 'xr'" in capsys.readouterr().err
    assert main([*asked, "--fixed-modality", "ct"]) == 0
