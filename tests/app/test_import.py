"""`cryonerve import`, called as a person calls it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from cryonerve.app.cli import main
from cryonerve.scans.limb_folder import read_limb
from tests.unit.scans.volumes_made import ORIGIN, SPACING, as_nifti, as_nrrd, stored_as, world_values

WORLD = world_values()
STORED, AFFINE = stored_as(WORLD, (2, 0, 1), (-1, 1, -1))


@pytest.fixture
def source(tmp_path) -> Path:
    return as_nifti(tmp_path / "my knee.nii.gz", STORED, AFFINE)


def test_a_scan_is_imported_and_said(source, tmp_path, capsys) -> None:
    limb = tmp_path / "a limb"
    assert main(["import", str(source), "-o", str(limb), "--modality", "mr", "--contrast", "T1"]) == 0
    said = capsys.readouterr().out
    assert "NIfTI file of 5 x 7 x 6 voxels" in said
    assert "MR T1" in said
    assert "distance of slices: 12 mm" in said
    assert f"cryonerve segment '{limb}'" in said
    assert np.array_equal(read_limb(limb).scan.values, WORLD)


def test_json_says_the_same(source, tmp_path, capsys) -> None:
    assert main(["import", str(source), "-o", str(tmp_path / "limb"), "--modality", "MR", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["scan"]["shape"] == list(WORLD.shape)
    assert answer["scan"]["spacing_mm"] == pytest.approx(SPACING)
    assert answer["scan"]["bounds_mm"][0] == pytest.approx(ORIGIN - 0.5 * SPACING, abs=1e-4)
    assert [Path(name).name for name in answer["files"]] == ["scan.nii.gz", "scan.json", "case.yaml"]
    assert {item["level"] for item in answer["findings"]} == {"warn", "note"}


def test_a_part_is_kept_by_a_box_or_around_a_place(source, tmp_path) -> None:
    low, high = ORIGIN + SPACING * [2, 1, 1], ORIGIN + SPACING * [4, 4, 3]
    box = " ".join(f"{a:.3f} {b:.3f}" for a, b in zip(low, high, strict=True)) + " mm"
    common = ["import", str(source), "--modality", "MR"]
    assert main([*common, "-o", str(tmp_path / "a"), "--region", box]) == 0
    assert np.array_equal(read_limb(tmp_path / "a").scan.values, WORLD[2:5, 1:5, 1:4])
    middle = " ".join(f"{item:.3f}" for item in ORIGIN + SPACING * [3, 3, 2]) + " mm"
    assert main([*common, "-o", str(tmp_path / "b"), "--around", middle, "--within", "13 mm"]) == 0
    assert np.array_equal(read_limb(tmp_path / "b").scan.values, WORLD[2:5, 2:5, 1:4])


def refused(words: list[str], capsys) -> str:
    assert main(["import", *words]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "an error in the program" not in said
    return said


def test_what_is_refused(source, tmp_path, capsys) -> None:
    limb = str(tmp_path / "limb")
    assert "no modality is called 'PET'" in refused([str(source), "-o", limb, "--modality", "PET"], capsys)
    assert "belong together" in refused([str(source), "-o", limb, "--around", "0 0 0 mm"], capsys)
    assert (
        "give one of them"
        in refused(
            [
                str(source),
                "-o",
                limb,
                "--around",
                "0 0 0 mm",
                "--within",
                "9 mm",
                "--region",
                "0 1 0 1 0 1 mm",
            ],
            capsys,
        ).lower()
    )
    assert "nothing to import" in refused(["-o", limb], capsys)
    assert "a legend without labels" in refused([str(source), "-o", limb, "--legend", "x"], capsys)
    assert "no such file" in refused([str(tmp_path / "none.nii"), "-o", limb], capsys)
    assert "The scan reaches over x" in refused(
        [str(source), "-o", limb, "--region", "900 901 0 1 0 1 mm"], capsys
    )
    assert not Path(limb).exists()
    assert main(["import", str(source), "-o", limb, "--modality", "MR"]) == 0
    assert "--force" in refused([str(source), "-o", limb], capsys)
    assert main(["import", str(source), "-o", limb, "--modality", "MR", "--force"]) == 0
    assert "earlier-1" in capsys.readouterr().out


def test_several_series_are_listed_with_what_to_write(source, tmp_path, capsys) -> None:
    (tmp_path / "both").mkdir()
    source.rename(tmp_path / "both" / source.name)
    as_nrrd(tmp_path / "both" / "calf.nrrd", STORED, AFFINE)
    both, limb = str(tmp_path / "both"), str(tmp_path / "limb")
    said = refused([both, "-o", limb], capsys)
    assert "2 series fit" in said
    assert "1  calf.nrrd" in said
    assert "2  my knee.nii.gz" in said
    assert "--series NUMBER" in said
    assert main(["import", both, "-o", limb, "--series", "knee", "--modality", "MR"]) == 0


def test_labels_come_along_or_alone(source, tmp_path, capsys) -> None:
    numbers = np.where(WORLD > 0, 4, 0).astype(np.int16)
    labels = as_nrrd(tmp_path / "labels.nrrd", *stored_as(numbers, (1, 0, 2), (1, 1, -1)))
    (tmp_path / "legend.csv").write_text("4,soleus muscle\n")
    extra = ["--labels", str(labels), "--legend", str(tmp_path / "legend.csv")]
    assert main(["import", str(source), "-o", str(tmp_path / "a"), "--modality", "MR", *extra]) == 0
    assert np.array_equal(read_limb(tmp_path / "a").labels.numbers, numbers)
    capsys.readouterr()
    assert main(["import", "-o", str(tmp_path / "b"), *extra, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["scan"] is None
    assert [item["name"] for item in answer["labels"]] == ["soleus muscle"]


def test_real_knee_labels(tmp_path, capsys) -> None:
    """Labels of a real knee (SPL knee atlas): seg.nrrd and labels.tsv in the folder of the variable."""
    folder = os.environ.get("CRYONERVE_KNEE_LABELS")
    if not folder:
        pytest.skip("CRYONERVE_KNEE_LABELS does not name a folder with seg.nrrd and labels.tsv")
    words = ["--labels", f"{folder}/seg.nrrd", "--legend", f"{folder}/labels.tsv"]
    assert main(["import", "-o", str(tmp_path / "knee"), *words, "--json"]) == 0
    names = {item["name"] for item in json.loads(capsys.readouterr().out)["labels"]}
    assert {"tibialis nerve", "popliteal artery"} <= names
    assert len(names) == 48
