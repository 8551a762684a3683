"""A patient's name in the name of a structure is in nothing that an import leaves, whatever the format."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pydicom import dcmread

from cryonerve.app.cli import main
from cryonerve.errors import ScanError
from cryonerve.scans.dicom_series import find_series
from cryonerve.scans.foreign_labels import read_foreign_labels
from cryonerve.scans.identifying import without
from cryonerve.scans.structure_names import plain_name
from tests.dicom_made import made_slices, random_pixels, save, turned_grid
from tests.unit.scans.test_dicom_labels import box, drawn, scanned, segmented, structure_set
from tests.unit.scans.test_importing import UPRIGHT, a_file, seg_nrrd, some_numbers
from tests.unit.scans.volumes_made import as_nrrd, stored_as

ANATOMY = [
    "vastus lateralis", "M. gastrocnemius caput mediale", "gluteus_maximus_left", "N. peroneus communis",
    "quadriceps_femoris_right", "thigh_medial_compartment_left", "subcutaneous_fat", "skeletal_muscle",
    "phalanges_feet", "Segment_12", "A. poplitea", "vertebrae_L4", "GTV-1", "medial sural cutaneous nerve",
    "infrapatellar fat body", "muscle (machine)", "V. saphena magna links", "tibia (2)",
]  # fmt: skip


@pytest.mark.parametrize("name", ANATOMY)
def test_names_of_anatomy_stay(name) -> None:
    found = plain_name(name)
    assert not found.left_out
    assert found.text.replace(".", "") == " ".join(name.replace("_", " ").replace(".", "").split())


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("tibial nerve Mustermann", "tibial nerve"), ("Mustermann^Erika tibia", "tibia"), ("Erika", ""),
        ("femur 19800312", "femur"), ("femur 12.03.1980", "femur"), ("femur 12 03 1980", "femur"),
        ("muscle J.S.", "muscle"), ("M.A. muscle", "muscle"), ("nerve MRN 00412345", "nerve"),
        ("skin (Dr. Okafor)", "skin"), ("tibia\x00\u202eErika\n", "tibia"), ("Ω≈ç", ""), ("", ""),
        ("nerve/Erika-left", "nerve left"), ("m" * 5000, ""),
    ],
)  # fmt: skip
def test_words_that_may_name_a_person_go(written, kept) -> None:
    found = plain_name(written)
    assert (found.text, found.left_out) == (kept, bool(written))


def test_a_word_of_anatomy_goes_where_the_patient_has_it_for_a_name() -> None:
    assert plain_name("long head of biceps, Long", {"long"}).text == "head of biceps"


def test_words_that_identify_go_from_a_description() -> None:
    words = frozenset({"muller", "ana", "19800312", "rocio"})
    assert without("T1_TSE_SAG_MÜLLER_ANA fs", words) == "T1_TSE_SAG_… fs"
    assert without("knee (19800312) anatomy", words) == "knee (…) anatomy"
    assert without("t2 dixon w", words) == "t2 dixon w"
    assert without("pd seen by Dr. House", frozenset()) == "pd seen by …"


def test_the_list_to_choose_from_names_nobody(tmp_path, capsys) -> None:
    folder = tmp_path / "dicom"
    for number, words in enumerate(("T1 TSE MUSTERMANN", "T2 Erika *19800312*")):
        slices = made_slices(
            random_pixels((3, 5, 6)), turned_grid((0, 1, 2), (1, 1, 1)), modality="MR",
            PatientName="Mustermann^Erika",
            PatientBirthDate="19800312", SeriesDescription=words, SeriesInstanceUID=f"2.25.77.{number}",
            InstitutionName="Klinikum Nirgendwo", BodyPartExamined="NIRGENDWO",
        )  # fmt: skip
        save(slices, folder / str(number))
    assert [item.description for item in find_series(folder)] == ["T1 TSE …", "T2 …*"]
    assert main(["import", str(folder), "-o", str(tmp_path / "limb")]) == 2
    said = capsys.readouterr()
    assert "T1 TSE" in said.err
    for word in ("mustermann", "erika", "1980", "nirgendwo"):
        assert word not in (said.out + said.err).lower()


def everything(folder: Path) -> str:
    """All bytes of a folder's files as text."""
    found = ""
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        found += (gzip.decompress(content) if path.suffix == ".gz" else content).decode("latin-1")
    return found.lower()


def labels_of_slicer(folder: Path) -> tuple[Path, Path]:
    values, affine = stored_as(some_numbers(), *UPRIGHT)
    segments = [("tibialis nerve of Erika Mustermann", 9, 0), ("MUSTERMANN muscle", 4, 0)]
    return seg_nrrd(folder / "labels.seg.nrrd", segments, values, affine), a_file(folder)


def labels_of_dicom(folder: Path) -> tuple[Path, Path]:
    _, slices = scanned(folder / "dicom")
    path = segmented(folder / "labels.dcm", slices, drawn(2), ["muscle Erika", "Mustermann tibial nerve"])
    dataset = dcmread(path)
    dataset.PatientName = "Mustermann^Erika"
    dataset.save_as(path)
    return path, folder / "dicom"


def labels_of_contours(folder: Path) -> tuple[Path, Path]:
    scan, _ = scanned(folder / "dicom")
    contours = [("muscle Mustermann, Erika", "CLOSED_PLANAR", box(scan, 1.0, 0.5, 4.5))]
    return structure_set(folder / "labels.dcm", contours), folder / "dicom"


@pytest.mark.parametrize("made", [labels_of_slicer, labels_of_dicom, labels_of_contours])
def test_nothing_of_an_import_holds_the_name(tmp_path, capsys, caplog, made) -> None:
    caplog.set_level("DEBUG")
    labels, scan = made(tmp_path)
    limb = tmp_path / "limb"
    words = ["import", str(scan), "-o", str(limb), "--modality", "CT", "--labels", str(labels)]
    assert main(words) == 0
    assert main([*words, "--force", "--json"]) == 0
    said = capsys.readouterr()
    assert "could name a person" in " ".join(said.out.split())
    table = (limb / "labels.tsv").read_text(encoding="utf-8")
    assert "muscle" in table
    for word in ("mustermann", "erika"):
        assert word not in (said.out + said.err + caplog.text).lower()
        assert word not in everything(limb)


def test_a_refusal_does_not_say_it_either(tmp_path) -> None:
    values, affine = stored_as(some_numbers(), *UPRIGHT)
    path = seg_nrrd(tmp_path / "a.seg.nrrd", [("Erika", 9, 0), ("Segment_2 Erika", 4, 0)], values, affine)
    with pytest.raises(ScanError, match="9 '…', 4 'Segment 2 …'") as refused:
        read_foreign_labels(path)
    assert "Erika" not in str(refused.value)


def test_a_legend_that_names_a_person_is_refused_with_its_line(tmp_path) -> None:
    path = as_nrrd(tmp_path / "labels.nrrd", *stored_as(some_numbers(), *UPRIGHT))
    legend = tmp_path / "legend.csv"
    legend.write_text("4,soleus muscle\n9,tibial nerve of Mrs. Mustermann\n", encoding="utf-8")
    with pytest.raises(
        ScanError, match=r"legend.csv:2: the name of label 9 holds a name after a title"
    ) as it:
        read_foreign_labels(path, legend)
    assert "Mustermann" not in str(it.value)


def test_a_legend_is_held_against_the_names_in_the_labels_file(tmp_path) -> None:
    path, _ = labels_of_dicom(tmp_path)
    legend = tmp_path / "legend.csv"
    legend.write_text("1,muscle\n2,nerve of erika\n", encoding="utf-8")
    with pytest.raises(ScanError, match=r"legend.csv:2: the name of label 2 holds a word by which"):
        read_foreign_labels(path, legend)
    legend.write_text("1,muscle\n2,nerve of somebody\n", encoding="utf-8")
    assert [item.name for item in read_foreign_labels(path, legend).legend] == ["muscle", "nerve of somebody"]
