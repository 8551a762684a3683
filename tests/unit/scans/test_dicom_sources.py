"""Folders as archives and discs leave them: pipes, links, tables, torn files, phases, Dixon pictures."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage

from cryonerve.app.cli import main
from cryonerve.errors import ScanError
from cryonerve.scans.dicom_series import find_series, read_series
from cryonerve.scans.loading import load_scan
from cryonerve.scans.volume_files import container_of
from tests.dicom_made import made_slices, random_pixels, save, turned_grid

AXES = turned_grid((0, 1, 2), (1, 1, 1))


def volume(folder: Path, seed: int = 0, **said) -> Path:
    pixels = np.abs(random_pixels((6, 8, 9), seed))
    return save(made_slices(pixels, AXES, spacing=(4, 4, 3), **said), folder)


def about(scan) -> dict[str, object]:
    return {item.about: item for item in scan.findings}


def test_pipes_loops_and_odd_names_are_no_obstacle(tmp_path) -> None:
    folder = volume(tmp_path / "ct")
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere").symlink_to("/nowhere/at/all")
    odd = os.fsencode(folder) + b"/\xff\xfe odd\n.dcm"
    shutil.move(folder / "0000.dcm", odd)
    assert read_series(find_series(folder)[0]).values.shape == (9, 8, 6)
    with pytest.raises(ScanError, match="a pipe or a device"):
        container_of(folder / "pipe")
    with pytest.raises(ScanError, match="a pipe or a device"):
        load_scan(folder / "pipe")


def test_thousands_of_other_files_are_passed_over(tmp_path) -> None:
    folder = volume(tmp_path / "ct")
    (folder / "notes").mkdir()
    for number in range(2000):
        (folder / "notes" / f"{number}.txt").write_text("nothing" * 30)
    assert find_series(folder)[0].slices == 6


@pytest.mark.parametrize("kept", [150, 300, 420])
def test_files_cut_off_at_the_ends_of_a_scan_are_counted(tmp_path, kept) -> None:
    folder = volume(tmp_path / "ct")
    for name in ("0000.dcm", "0005.dcm"):
        (folder / name).write_bytes((folder / name).read_bytes()[:kept])
    scan = read_series(find_series(folder)[0])
    assert scan.values.shape[2] == 4
    said = about(scan)["files that cannot be read"]
    assert (said.level, said.value) == ("warn", 2.0)


def test_the_table_of_a_disc_stands_for_its_folder(tmp_path) -> None:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = MediaStorageDirectoryStorage, "2.25.1"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    table = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    table.FileSetID = "DISC"
    table.save_as(volume(tmp_path / "disc") / "DICOMDIR", enforce_file_format=True)
    for place in (tmp_path / "disc", tmp_path / "disc" / "DICOMDIR"):
        scan = load_scan(place)
        assert scan.values.shape == (9, 8, 6)
        assert "files that cannot be read" not in about(scan)
    (tmp_path / "alone").mkdir()
    shutil.copy(tmp_path / "disc" / "DICOMDIR", tmp_path / "alone")
    with pytest.raises(ScanError, match="only the table of a disc"):
        load_scan(tmp_path / "alone")


def test_phases_are_named(tmp_path) -> None:
    for phase in range(3):
        volume(tmp_path / "p" / str(phase), phase, modality="MR", TemporalPositionIdentifier=phase + 1)
        volume(tmp_path / "t" / str(phase), phase, modality="MR", AcquisitionTime=f"10{phase}501")
        volume(tmp_path / "e" / str(phase), phase, modality="MR", EchoTime=f"{4 + phase}.8")
    assert sorted(item.which for item in find_series(tmp_path / "p")) == ["phase 1", "phase 2", "phase 3"]
    moments = {item.which: item for item in find_series(tmp_path / "t")}
    assert sorted(moments) == ["moment 1", "moment 2", "moment 3"]
    wanted = np.abs(random_pixels((6, 8, 9), 1))
    assert sorted(read_series(moments["moment 2"]).values.ravel()) == sorted(wanted.ravel())
    assert sorted(item.which for item in find_series(tmp_path / "e")) == [
        "echo 4.8 ms", "echo 5.8 ms", "echo 6.8 ms",
    ]  # fmt: skip


def test_slices_with_a_time_each_stay_one_scan_or_are_refused(tmp_path) -> None:
    slices = made_slices(random_pixels((6, 8, 9)), AXES, spacing=(4, 4, 3))
    again = made_slices(random_pixels((6, 8, 9), 1), AXES, spacing=(4, 4, 3))
    for number, item in enumerate([*slices, *again]):
        item.AcquisitionTime = f"1010{number:02d}"
    save(slices, tmp_path / "one")
    assert [item.slices for item in find_series(tmp_path / "one")] == [6]
    save([*slices, *again], tmp_path / "both")
    with pytest.raises(ScanError, match="Two scans are mixed"):
        read_series(find_series(tmp_path / "both")[0])


DIXON = {"W": "T1 fat-suppressed", "F": "T1 fat", "IN_PHASE": "T1", "OPP_PHASE": "T1 out of phase"}


def test_dixon_pictures_are_chosen_by_what_they_show(tmp_path, capsys) -> None:
    for seed, kind in enumerate(DIXON):
        volume(
            tmp_path / "dixon" / kind, seed, modality="MR", EchoTime="2.4", SeriesDescription="t1_vibe_dixon",
            ImageType=["DERIVED", "PRIMARY", "DIXON", kind],
        )  # fmt: skip
    assert main(["import", str(tmp_path / "dixon"), "-o", str(tmp_path / "limb")]) == 2
    said = capsys.readouterr().err
    for words in ("axial water", "T1 fat axial", "axial in phase", "T1 out of phase axial"):
        assert words in said
    found = load_scan(tmp_path / "dixon", series="water")
    assert np.array_equal(np.sort(found.values, None), np.sort(np.abs(random_pixels((6, 8, 9), 0)), None))
    for name, contrast in (
        ("water", "T1 fat-suppressed"),
        ("in phase", "T1"),
        ("out of phase", "T1 out of phase"),
    ):
        assert (
            load_scan(tmp_path / "dixon", series=f"axial {name}" if name == "in phase" else name).contrast
            == contrast
        )


def test_dixon_series_of_their_own_by_name(tmp_path) -> None:
    for number, (ending, contrast) in enumerate(zip(["W", "F", "in", "opp"], DIXON.values(), strict=True)):
        folder = volume(
            tmp_path / ending, number, modality="MR", SeriesDescription=f"t1_vibe_dixon_tra_{ending}"
        )
        assert find_series(folder)[0].contrast == contrast


@pytest.mark.parametrize("words", ["t2_tse_tra", "pd_tse_fs", "t1_fs", "stir_cor"])
def test_another_contrast_than_t1_is_said_at_import(tmp_path, words) -> None:
    said = about(load_scan(volume(tmp_path / "mr", modality="MR", SeriesDescription=words)))
    assert said["contrast other than T1"].level == "warn"
    assert "segment" in said["contrast other than T1"].reason


def test_a_contrast_agent_and_an_unknown_contrast_are_said(tmp_path) -> None:
    assert "contrast agent" in about(load_scan(volume(tmp_path / "ct", ContrastBolusAgent="iodine")))
    plain = about(load_scan(volume(tmp_path / "plain")))
    assert not {"contrast agent", "contrast not known"} & set(plain)
    assert "contrast not known" in about(load_scan(volume(tmp_path / "mr", modality="MR")))
