"""`cryonerve export LIMB -o FILE`: labels of a limb for other programs."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cryonerve.app.cli import main
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.limb_folder import save_labels_of, save_scan_of
from cryonerve.scans.scan import Scan


@pytest.fixture
def limb(tmp_path, monkeypatch):
    """A limb of 4 x 3 x 2 voxels, tilted against the patient."""
    monkeypatch.chdir(tmp_path)
    spacing = np.full(3, 2e-3)
    tilt = np.eye(4)
    tilt[1:3, 1:3] = [[0.8, -0.6], [0.6, 0.8]]
    numbers = np.ones((4, 3, 2), np.int16)
    labels = Labels(
        numbers, np.zeros(3), spacing, (Label(1, "tibia", "cortical-bone", "bone", "person", "by hand"),)
    )
    save_scan_of(
        tmp_path / "limb",
        Scan(np.arange(24, dtype=np.int16).reshape(4, 3, 2), np.zeros(3), spacing, "CT", to_patient=tilt),
    )
    save_labels_of(tmp_path / "limb", labels)
    return tmp_path / "limb"


def test_labels_of_a_limb_in_three_formats(limb, capsys) -> None:
    nibabel = pytest.importorskip("nibabel")
    for name, files in (
        ("knee.nii.gz", ["knee.nii.gz", "knee.ctbl"]),
        ("knee.seg.nrrd", ["knee.seg.nrrd"]),
        ("knee.dcm", ["knee.dcm"]),
    ):
        assert main(["export", "limb", "-o", name, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["files"] == files
    affine = nibabel.load("knee.nii.gz").affine
    assert affine[:3, 1] == pytest.approx([0.0, 1.6, 1.2], abs=1e-6)  # tilted back to the patient
    assert "1 tibia 240 236 220 255" in (limb.parent / "knee.ctbl").read_text(encoding="utf-8")
    assert main(["export", "limb", "-o", "knee.dcm"]) == 0
    assert "labels (DICOM SEG)" in capsys.readouterr().out


def test_a_limb_needs_a_file_and_an_original_that_is_its_scan(limb, capsys) -> None:
    assert main(["export", "limb"]) == 2
    assert "cryonerve export limb -o limb.seg.nrrd" in capsys.readouterr().err
    assert main(["export", "limb", "-o", "knee.stl"]) == 2
    assert ".seg.nrrd, .nii.gz" in capsys.readouterr().err
    assert main(["export", "limb", "-o", "knee.dcm", "--original", "nowhere"]) == 2
    assert "no such file or folder" in capsys.readouterr().err
    assert not list(limb.parent.glob("*knee*"))
