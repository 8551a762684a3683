"""What was painted survives a reload, a kill and another program's changes; undo goes on where it was."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cryonerve.app.screen import scan_document
from cryonerve.app.screen.documents import QuickerError
from cryonerve.app.screen.scan_acts import Journal
from cryonerve.app.screen.scan_document import ScanDocument
from cryonerve.app.screen.scan_edits import edited
from cryonerve.app.screen.scan_limbs import scan_of
from cryonerve.errors import InputError, ScanError
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.limb_folder import claimed_limb, save_labels_of
from tests.app.screen.conftest import start
from tests.app.screen.scan_made import made_limb


@pytest.fixture
def limb(tmp_path: Path) -> Path:
    return made_limb(tmp_path / "leg")


def opened(limb: Path) -> ScanDocument:
    return ScanDocument("0" * 12, limb, scan_of(limb), limb.parent / "kept")


def do(document: ScanDocument, **edit: Any) -> None:
    sentence, painted, parts = edited(document, edit)
    document.do(document.version, sentence, painted, **parts)


def paint(document: ScanDocument, x: float, *, label: int = 1, radius: float = 3.0) -> None:
    do(document, kind="paint", label=label, points_mm=[[x, 0.0, 0.0]], radius_mm=radius, axis=None)


@pytest.fixture
def painted(limb: Path) -> ScanDocument:
    document = opened(limb)
    do(document, kind="add_label", name="muscle")
    for x in (-8.0, 0.0, 8.0):
        paint(document, x)
    return document


def test_a_reload_has_everything(painted, limb) -> None:
    again = opened(limb)
    assert np.array_equal(again.numbers, painted.numbers)
    assert again.legend == painted.legend
    assert (again.version, again.undo, again.saved) == (painted.version, "Paint muscle", False)
    assert np.array_equal(again.counts, painted.counts)


def test_undo_goes_on_after_a_reload(painted, limb) -> None:
    again = opened(limb)
    for _ in range(4):
        again.step(again.version, -1)
    assert again.numbers.max() == 0
    assert again.legend == ()
    assert again.undo is None
    third = opened(limb)
    assert third.redo == "Add muscle"
    assert third.numbers.max() == 0
    for _ in range(4):
        third.step(third.version, 1)
    assert np.array_equal(third.numbers, painted.numbers)


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_torn_record_takes_one_stroke_at_most(painted, limb, cut) -> None:
    path = next((limb.parent / "kept").glob("journal-*.bin"))
    os.truncate(path, path.stat().st_size - cut)
    again = opened(limb)
    assert len(list(Journal(path).records())) == 3
    paint(again, 8.0)
    assert np.array_equal(again.numbers, painted.numbers)
    assert np.array_equal(opened(limb).numbers, painted.numbers)


def test_damage_in_the_middle_keeps_what_was_before(painted, limb) -> None:
    path = next((limb.parent / "kept").glob("journal-*.bin"))
    content = bytearray(path.read_bytes())
    content[3 * len(content) // 4] ^= 0xFF
    path.write_bytes(content)
    assert 0 < opened(limb).counts[1:].sum() < painted.counts[1]


def test_saved_and_undone(painted, limb) -> None:
    painted.save()
    assert painted.saved
    assert opened(limb).saved
    painted.step(painted.version, -1)
    assert not painted.saved
    assert not opened(limb).saved
    painted.step(painted.version, 1)
    assert painted.saved
    assert opened(limb).saved
    painted.step(painted.version, -1)
    paint(painted, 0.0, radius=5.0)
    assert not painted.saved
    assert not opened(limb).saved


def test_two_that_write_into_a_limb_at_once(painted, limb) -> None:
    with claimed_limb(limb), pytest.raises(ScanError, match="into this folder"):
        painted.save()
    assert not painted.saved
    painted.save()
    assert painted.saved


def others(limb: Path, document: ScanDocument) -> None:
    """What another program writes."""
    numbers = np.zeros(document.grid.shape, np.int16)
    numbers[:5] = 2
    bone = Label(2, "tibia", "cortical-bone", "bone", "file")
    save_labels_of(limb, Labels(numbers, document.scan.origin, document.scan.spacing, (bone,)))


def test_another_program_changed_the_folder_and_all_was_saved(painted, limb) -> None:
    painted.save()
    others(limb, painted)
    again = opened(limb)
    assert [item.name for item in again.legend] == ["tibia"]
    assert again.undo is None
    assert again.version > painted.version
    assert again.remarks == ()
    paint(again, 0.0, label=2)
    assert opened(limb).undo == "Paint tibia"


def test_another_program_changed_the_folder_and_strokes_wait(painted, limb) -> None:
    others(limb, painted)
    again = opened(limb)
    assert np.array_equal(again.numbers, painted.numbers)
    assert "another program" in again.remarks[0]


def test_old_acts_are_let_go_and_the_rest_can_be_undone(limb, monkeypatch) -> None:
    monkeypatch.setattr(scan_document, "MOST_ACTS", 5)
    document = opened(limb)
    do(document, kind="add_label", name="muscle")
    for n in range(30):
        paint(document, -15.0 + n, radius=2.0)
    again = opened(limb)
    assert np.array_equal(again.numbers, document.numbers)
    assert again.version == document.version
    assert len(list((limb.parent / "kept").glob("*.bin"))) == 2
    count = 0
    while again.undo:
        again.step(again.version, -1)
        count += 1
    assert 5 <= count <= 11
    assert np.array_equal(opened(limb).numbers, again.numbers)


def test_a_full_disk_keeps_neither_half_a_stroke_nor_its_picture(painted, limb, monkeypatch) -> None:
    from cryonerve import files

    def full(self: Any, piece: bytes) -> None:
        self._file.write(piece[:10])
        self.failed = "No space left on device"

    before = painted.numbers.copy()
    monkeypatch.setattr(files.AppendedFile, "append", full)
    with pytest.raises(InputError, match="No space left"):
        paint(painted, 4.0)
    monkeypatch.undo()
    assert np.array_equal(painted.numbers, before)
    assert np.array_equal(opened(limb).numbers, before)


def test_the_quicker_one_wins(painted) -> None:
    with pytest.raises(QuickerError):
        painted.do(painted.version - 1, "late", None, legend=[])


def test_kill(tmp_path: Path) -> None:
    """A power cut right after a stroke was answered: the next start has it."""
    limb = made_limb(tmp_path / "limbs" / "leg")
    server = start(tmp_path)
    scan = server.client.post("/api/scans", json={"place": str(limb)}).json()
    for edit in (
        {"kind": "add_label", "name": "muscle"},
        {"kind": "paint", "label": 1, "points_mm": [[0, 0, 0]], "radius_mm": 4, "axis": 2},
    ):
        order = {"base": scan["version"], "edit": edit}
        scan = server.client.post(f"/api/scans/{scan['id']}/edits", json=order).json()
    server.kill()
    again = start(tmp_path)
    try:
        found = again.client.get(f"/api/scans/{scan['id']}").json()
        assert (found["labels"], found["version"]) == (scan["labels"], scan["version"])
        assert found["saved"] is False
        assert not (limb / "labels.nii.gz").exists()
    finally:
        again.stop()


@pytest.mark.slow
def test_a_trace_is_stopped_and_the_next_one_answered(tmp_path: Path) -> None:
    limb = made_limb(tmp_path / "limbs" / "leg")
    server = start(tmp_path)
    try:
        scan = server.client.post("/api/scans", json={"place": str(limb)}).json()
        place = f"/api/scans/{scan['id']}/traced"
        clicks = [[6.0, 2.0, -20.0], [6.0, 2.0, 0.0], [6.0, 2.0, 20.0]]
        order = {"base": scan["version"], "clicks_mm": clicks, "name": "tibial nerve", "kind": "nerve"}
        with ThreadPoolExecutor(1) as beside:
            asked = beside.submit(server.client.post, place, json=order)
            while not asked.done():  # a stop before the trace is under way stops nothing
                assert server.client.delete(place).status_code == 204
                time.sleep(0.1)
            answer = asked.result()
        assert answer.status_code == 422, answer.text
        assert answer.json()["error"]["what"] == "stopped, as asked"
        assert server.client.get(f"/api/scans/{scan['id']}").json()["version"] == scan["version"]
        assert server.client.post(place, json=order, timeout=120.0).status_code == 200
    finally:
        server.stop()
