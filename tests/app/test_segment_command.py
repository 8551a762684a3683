"""`cryonerve segment`: labels, legend and figure in the limb's folder; what a person drew stays."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.synthetic_scans import synthetic_scan
from cryonerve.app.cli import main
from cryonerve.scans.labels import Label
from cryonerve.scans.limb_folder import read_labels_of, save_labels_of, save_scan_of
from tests.unit.anatomy.test_scanned_limb import write


@pytest.fixture(scope="module")
def scan():
    phantom = cn.build(cn.load("tibial-neuroma-child"))
    return synthetic_scan(phantom, "CT", spacing=(2e-3, 2e-3, 8e-3)).scan


@pytest.fixture
def limb(scan, tmp_path):
    save_scan_of(tmp_path / "limb", scan)
    return tmp_path / "limb"


def test_labels_legend_and_figure_are_written_and_said(limb, capsys):
    assert main(["segment", str(limb)]) == 0
    said = capsys.readouterr().out
    for word in (
        "subcutaneous fat",
        "muscle",
        "cortical bone",
        "ml",
        "mm",
        "What is odd",
        "segmentation.png",
    ):
        assert word in said
    found = read_labels_of(limb)
    assert {"skin", "muscle", "marrow"} <= {item.name for item in found.legend}
    assert all(item.drawn_by in ("machine", "assumed") for item in found.legend)
    assert any("edge of muscle" in remark for remark in found.remarks)
    assert (limb / "segmentation.png").stat().st_size > 10_000


def _from_a_file(item):
    return replace(item, drawn_by="file") if item.name == "tibial nerve" else item


def test_what_a_person_drew_stays_until_it_is_thrown_away(limb, capsys):
    assert main(["segment", str(limb)]) == 0
    labels = read_labels_of(limb)
    numbers = labels.numbers.copy()
    place = tuple(np.argwhere(numbers == 3).mean(axis=0).astype(int))
    numbers[place] = 9
    nerve = Label(9, "tibial nerve", "nerve", "nerve", "person", "painted")
    save_labels_of(limb, replace(labels, numbers=numbers, legend=(*labels.legend, nerve)))
    capsys.readouterr()
    assert main(["segment", str(limb), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["kept"] == ["tibial nerve"]
    again = read_labels_of(limb)
    number = next(item.number for item in again.legend if item.name == "tibial nerve")
    assert np.argwhere(again.numbers == number).tolist() == [list(place)]
    save_labels_of(limb, replace(again, legend=tuple(_from_a_file(item) for item in again.legend)))
    assert main(["segment", str(limb)]) == 0
    assert "tibial nerve (from a file)" in capsys.readouterr().out
    assert "tibial nerve" in {item.name for item in read_labels_of(limb).legend}
    assert main(["segment", str(limb), "--afresh"]) == 0
    assert "tibial nerve" not in {item.name for item in read_labels_of(limb).legend}


def test_json_has_volumes_edges_and_findings(limb, capsys):
    assert main(["segment", str(limb), "--skin", "1.2 mm", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    rows = {row["name"]: row for row in document["labels"]}
    assert rows["muscle"]["volume_ml"] > 50
    assert 0.1 < rows["muscle"]["edge_mm"] < 5
    assert "stated" in rows["skin"]["why"]
    assert document["findings"]


def test_a_users_own_program_joins_in(limb, tmp_path, capsys):
    script = tmp_path / "own.py"
    script.write_text(
        "import sys, pathlib, numpy as np, nibabel\n"
        "image = nibabel.load(sys.argv[1])\n"
        "mask = (np.asarray(image.dataobj) > 400).astype(np.uint8)\n"
        "nibabel.save(nibabel.Nifti1Image(mask, image.affine), pathlib.Path(sys.argv[2]) / 'tibia.nii.gz')\n",
        encoding="utf-8",
    )
    command = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))} {{input}} {{output}}"
    assert main(["segment", str(limb), "--with", command]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "tibia" in said
    assert (
        "what the other program labelled lies outside of the limb" in said
    )  # a remark is not only in the file
    tibia = next(item for item in read_labels_of(limb).legend if item.name == "tibia")
    assert tibia.drawn_by == "machine"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--side", "lefft"], "left"),
        (["--at", "1 2 mm"], "--at"),
        (["--skin", "thin"], "--skin"),
        (["--with", "TotalSegmentator"], "{input}"),
    ],
)
def test_wrong_options_are_one_complaint_and_nothing_is_written(limb, capsys, options, words):
    assert main(["segment", str(limb), *options]) == 2
    assert words in capsys.readouterr().err
    assert not (limb / "labels.nii.gz").exists()


def test_a_folder_that_is_no_limb(tmp_path, capsys):
    assert main(["segment", str(tmp_path)]) == 2
    assert "cryonerve import" in capsys.readouterr().err


def test_a_limb_of_labels_alone_is_told_what_works(tmp_path, capsys):
    """It had been told to import a scan into the same folder, which is refused."""
    write(tmp_path)
    source = ["--labels", str(tmp_path / "seg.nii.gz"), "--legend", str(tmp_path / "legend.tsv")]
    limb = tmp_path / "knee"
    assert main(["import", *source, "-o", str(limb)]) == 0
    capsys.readouterr()
    assert main(["segment", str(limb)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "has labels and no scan" in said
    assert f"cryonerve begin {limb} --side left" in said
    assert main(["begin", str(limb), "--side", "left"]) == 0  # what is advised works
