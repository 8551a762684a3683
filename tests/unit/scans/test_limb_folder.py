import errno
import json

import numpy as np
import pytest

from cryonerve.case import load
from cryonerve.errors import CaseError, ScanError
from cryonerve.findings import Finding
from cryonerve.scans import Label, Labels, Scan, limb_folder
from cryonerve.scans.legends import read_legend
from cryonerve.scans.limb_case import case_text, has_probes, save_first_case
from cryonerve.scans.limb_folder import (
    LABELS,
    LEGEND,
    SCAN,
    SCAN_NOTE,
    claimed_limb,
    read_labels_of,
    read_limb,
    read_scan_of,
    save_labels_of,
    save_scan_of,
)
from cryonerve.sources import tissues

SPACING = np.array([0.977e-3, 1.0 / 3.0 * 1e-3, 3.27e-3])
ORIGIN = np.array([0.1, -0.2, 1.0 / 3.0])


def a_scan(kind=np.int16, seed=0):
    values = np.random.default_rng(seed).integers(-1000, 1000, (9, 8, 7)).astype(kind)
    turn = np.eye(4)
    turn[:3, :3] = [[np.cos(0.3), -np.sin(0.3), 0.0], [np.sin(0.3), np.cos(0.3), 0.0], [0.0, 0.0, 1.0]]
    turn[:3, 3] = [0.01, -0.02, 0.3]
    found = Finding("warn", "slice thickness", 3.27, 2.0, "mm", "assumed", "A nerve of 3 mm is hidden.")
    return Scan(
        values, ORIGIN, SPACING, "MR", "T1", turn, 2, 3.27e-3, source="a NIfTI file", findings=(found,)
    )


def some_labels():
    numbers = np.zeros((9, 8, 7), np.int16)
    numbers[2:4], numbers[5] = 2, 7
    legend = (
        Label(2, "subcutaneous fat", "fat", "fat", "machine", 'threshold, "Otsu"'),
        Label(7, "tibial nerve", "nerve", "nerve", "person", guessed=True),
        Label(9, "layer 4", "muscle", "muscle", "assumed", "filled in"),
    )
    return Labels(numbers, ORIGIN, SPACING, legend, ("resampled to the scan's grid",))


@pytest.mark.parametrize("kind", [np.int16, np.float32])
def test_a_scan_comes_back_whole(tmp_path, kind):
    scan = a_scan(kind)
    save_scan_of(tmp_path / "my limb", scan)
    again = read_scan_of(tmp_path / "my limb")
    assert again.values.dtype == kind
    assert np.array_equal(again.values, scan.values)
    for name in ("origin", "spacing", "to_patient"):
        assert np.abs(getattr(again, name) - getattr(scan, name)).max() < 1e-12, name
    for name in ("modality", "contrast", "slice_axis", "source", "findings"):
        assert getattr(again, name) == getattr(scan, name)
    assert again.slice_thickness == pytest.approx(scan.slice_thickness, abs=1e-12)


def test_labels_come_back_whole_and_on_the_scans_grid(tmp_path):
    labels = some_labels()
    save_scan_of(tmp_path, a_scan())
    save_labels_of(tmp_path, labels)
    limb = read_limb(tmp_path)
    assert limb.labels is not None
    assert np.array_equal(limb.labels.numbers, labels.numbers)
    assert limb.labels.legend == labels.legend
    assert limb.labels.remarks == labels.remarks
    assert np.array_equal(limb.labels.origin, limb.scan.origin)
    assert np.array_equal(limb.labels.spacing, limb.scan.spacing)


def test_the_same_content_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        save_scan_of(tmp_path / name, a_scan())
        save_labels_of(tmp_path / name, some_labels())
        save_first_case(tmp_path / name, some_labels())
    save_scan_of(tmp_path / "three", read_scan_of(tmp_path / "one"))
    save_labels_of(tmp_path / "three", read_labels_of(tmp_path / "one"))
    save_first_case(tmp_path / "three", some_labels())
    contents = [
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two", "three")
    ]
    assert contents[0].keys() == {SCAN, SCAN_NOTE, LABELS, LEGEND, "case.yaml"}
    assert contents[0] == contents[1] == contents[2]


def test_older_legends_stay_valid_and_the_table_is_one(tmp_path):
    save_labels_of(tmp_path, some_labels())
    entries = read_legend(tmp_path / LEGEND, tissues())
    assert (entries[2].drawn_by, entries[2].why, entries[2].guessed) == (
        "machine",
        'threshold, "Otsu"',
        False,
    )
    assert (entries[7].tissue, entries[7].guessed) == ("nerve", True)
    assert (entries[9].kind, entries[9].tissue) == ("muscle", "muscle")  # the name alone says nothing
    for text in ("2,fat,fat\n", "label\tname\n2\tfat\n", "2 fat 1 2 3 255\n", "2\tfat\tfat\tmachine\n"):
        (tmp_path / "old.txt").write_text(text)
        (entry,) = read_legend(tmp_path / "old.txt", tissues()).values()
        assert (entry.number, entry.tissue, entry.drawn_by, entry.why) == (2, "fat", "file", "")


def test_an_unknown_hand_is_refused_with_the_nearest(tmp_path):
    (tmp_path / LEGEND).write_text("number\tname\ttissue\tdrawn by\n2\tfat\tfat\tmaschine\n")
    with pytest.raises(ScanError, match="Did you mean 'machine'"):
        read_legend(tmp_path / LEGEND, tissues())


def test_a_label_without_a_line_is_refused(tmp_path):
    save_labels_of(tmp_path, some_labels())
    text = (tmp_path / LEGEND).read_text()
    (tmp_path / LEGEND).write_text("\n".join(line for line in text.splitlines() if not line.startswith("7")))
    with pytest.raises(ScanError, match=r"label 7 of labels.nii.gz has no line"):
        read_labels_of(tmp_path)


@pytest.mark.parametrize(
    "legend",
    [
        (Label(0, "air", "fat", "other", "machine"),),
        (Label(2, "a", "fat", "fat", "machine"), Label(2, "b", "fat", "fat", "machine")),
        (Label(2, " \t", "fat", "fat", "machine"),),
        (Label(40_000, "a", "fat", "fat", "machine"),),
    ],
)
def test_labels_no_legend_can_hold_are_refused_and_nothing_is_written(tmp_path, legend):
    with pytest.raises(ScanError):
        save_labels_of(tmp_path, Labels(np.ones((2, 2, 2), np.int16), ORIGIN, SPACING, legend))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_leaves_the_earlier_scan(tmp_path, monkeypatch):
    save_scan_of(tmp_path, a_scan())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(limb_folder, "write_nifti", full)
    with pytest.raises(ScanError, match="disk is full"):
        save_scan_of(tmp_path, a_scan(seed=1))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_pair_that_does_not_belong_together_is_seen(tmp_path):
    save_scan_of(tmp_path / "a", a_scan())
    save_scan_of(tmp_path / "b", a_scan())
    note = json.loads((tmp_path / "b" / SCAN_NOTE).read_text())
    note["origin_mm"][0] += 1.0
    (tmp_path / "b" / SCAN_NOTE).write_text(json.dumps(note))
    with pytest.raises(ScanError, match="do not belong together"):
        read_scan_of(tmp_path / "b")


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": "cryonerve.scan/9"}',
        b'{"format": "cryonerve.scan/1"}',
        b"\xff\xfe",
        b"[" * 9999,
    ],
)
def test_a_damaged_note_is_a_complaint(tmp_path, damage):
    save_scan_of(tmp_path, a_scan())
    (tmp_path / SCAN_NOTE).write_bytes(damage)
    with pytest.raises(ScanError) as caught:
        read_scan_of(tmp_path)
    assert caught.value.complaints[0].remedy


def test_a_torn_picture_is_a_complaint(tmp_path):
    save_scan_of(tmp_path, a_scan())
    whole = (tmp_path / SCAN).read_bytes()
    (tmp_path / SCAN).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ScanError, match="Import the scan again"):
        read_scan_of(tmp_path)


def test_no_limb_and_no_labels_say_what_to_do(tmp_path):
    with pytest.raises(ScanError, match="cryonerve import"):
        read_limb(tmp_path)
    save_scan_of(tmp_path, a_scan())
    assert read_limb(tmp_path).labels is None
    with pytest.raises(ScanError, match="cryonerve segment"):
        read_labels_of(tmp_path)


def test_two_cannot_write_into_one_limb(tmp_path):
    limb = tmp_path / "limb"
    with claimed_limb(limb), pytest.raises(ScanError, match="another process"), claimed_limb(limb):
        pass
    with claimed_limb(tmp_path / "limb"):
        pass
    assert not limb.exists()  # made for nothing


def test_the_first_case_lacks_exactly_what_its_comments_say(tmp_path):
    save_labels_of(tmp_path, some_labels())
    assert save_first_case(tmp_path, some_labels())
    with pytest.raises(CaseError) as caught:
        load(tmp_path / "case.yaml")
    assert {item.field for item in caught.value.complaints} == {"probes", "protocol"}
    text = (tmp_path / "case.yaml").read_text()
    head, following = text.split("# probes:")
    completed = head + "\n".join(line.removeprefix("# ") for line in ("# probes:" + following).splitlines())
    (tmp_path / "case.yaml").write_text(completed)
    case = load(tmp_path / "case.yaml")
    assert case.anatomy.nerve == "tibial nerve"
    assert not save_first_case(tmp_path)  # which a person has worked on
    assert (tmp_path / "case.yaml").read_text() == completed


def test_a_case_without_labels_asks_for_the_nerve():
    assert "\n  # nerve: tibial nerve" in case_text()


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (None, False),
        (case_text(), False),
        ("cryonerve: 1\nprobes: []\n", False),
        ("cryonerve: 1\nprobes:\n  - {name: one}\n", True),
        ("{cryonerve: 1, probes: [{name: one}]}\n", True),
        ("probes: [\n", True),  # nobody understands it
    ],
)
def test_a_case_with_probes_is_known(tmp_path, text, there):
    if text is not None:
        (tmp_path / "case.yaml").write_text(text)
    assert has_probes(tmp_path / "case.yaml") is there
