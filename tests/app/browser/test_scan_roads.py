"""The ways into the scan page and out of it, clicked in a real browser: series, files, labels, refusals."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from cryonerve.scans.foreign_labels import read_foreign_labels
from cryonerve.scans.limb_folder import claimed_limb, read_labels_of, read_scan_of
from tests.app.browser.conftest import Watched
from tests.app.browser.scan_walk import add_label, at, scanned, state, stroke
from tests.app.screen.conftest import Server
from tests.app.screen.scan_made import made_scan
from tests.dicom_made import ROOT, made_slices, save, turned_grid
from tests.unit.scans.test_dicom_labels import box, structure_set

pytestmark = pytest.mark.slow
AXIAL = turned_grid((0, 1, 2), (1, 1, 1))


@pytest.fixture
def disc(limb: Path) -> Path:
    """A folder as a hospital burns it: a CT, another one of the same visit, and a localizer."""
    folder = limb.parents[1] / "disc"
    values = np.ascontiguousarray(made_scan().values[::-1, ::-1].transpose(2, 1, 0))
    wanted = {
        "PatientName": "Quill^Edda",
        "SeriesDescription": "thin leg",
        "spacing": (1.0, 1.0, 2.0),
        "start": (0.0, 0.0, 0.0),
    }
    save(made_slices(values, AXIAL, **wanted), folder / "a")
    other = {"SeriesInstanceUID": "2.25.9.1", "SeriesNumber": 7, "SeriesDescription": "thick leg"}
    save(made_slices(values[::3], AXIAL, spacing=(1.0, 1.0, 6.0), **other), folder / "b")
    single = {"SeriesInstanceUID": "2.25.9.2", "SeriesNumber": 1, "SeriesDescription": "localizer"}
    save(made_slices(values[:1], AXIAL, **single), folder / "c")
    return folder


def brought(page: Watched, path: Path) -> None:
    """The page where a limb is chosen, with a path typed."""
    page.go()
    page.page.get_by_role("group", name="Page").get_by_role("button", name="Scan").click()
    page.page.get_by_role("button", name="Choose a folder or a file").click()
    typed(page, path)


def typed(page: Watched, path: Path | str) -> None:
    page.page.get_by_label("Path of a folder or a file").fill(str(path))
    page.page.get_by_role("button", name="Go", exact=True).click()


def complaint(page: Watched, words: str) -> None:
    page.page.get_by_text(re.compile(words)).first.wait_for()


def test_one_series_of_a_folder_with_several(ward: Server, disc: Path, open_page) -> None:
    page = open_page(server=ward)
    brought(page, disc)
    page.page.get_by_role("button", name="Import this folder").click()
    series = page.page.get_by_label("Series")
    series.wait_for()
    words = series.locator("option").all_inner_texts()
    assert len(words) == 3
    assert sum("thin leg" in one for one in words) == 1
    (single,) = [one for one in words if "localizer" in one]
    assert series.locator("option", has_text=single).get_attribute("disabled") is not None
    series.select_option(label=next(one for one in words if "thin leg" in one))
    assert page.page.get_by_role("button", name="Import", exact=True).is_disabled()
    page.page.get_by_label("Name of this limb").fill("Right leg CT")
    page.page.get_by_role("button", name="Import", exact=True).click()
    page.until("__screen.scan !== null", 120.0)
    assert "CT, 40 x 36 x 24 voxels" in page.page.get_by_role("navigation", name="Steps from").inner_text()
    made = Path(state(page)["place"])
    assert (made.parent.name, made.name) == ("limbs", "right-leg-ct")
    scan = read_scan_of(made)
    assert np.array_equal(scan.values, made_scan().values)


def test_a_file_that_does_not_say_what_it_is(ward: Server, limb: Path, open_page) -> None:
    page = open_page(server=ward)
    brought(page, limb / "scan.nii.gz")
    page.page.get_by_label("Name of this limb").fill("leg again")
    button = page.page.get_by_role("button", name="Import", exact=True)
    assert button.is_disabled()
    page.page.get_by_label("How it was made").select_option("MR")
    page.page.get_by_label("Contrast").select_option("T1")
    button.click()
    page.until("__screen.scan !== null", 120.0)
    assert "MR T1" in page.page.get_by_role("navigation", name="Steps from").inner_text()


def test_places_and_files_that_are_refused(ward: Server, limb: Path, open_page) -> None:
    page = open_page(server=ward)
    page.expected += ["404", "422"]
    brought(page, limb.parents[1] / "nowhere")
    complaint(page, "no such place that this screen may read")
    typed(page, "/etc")
    complaint(page, "no such place that this screen may read")
    (limb.parent / "notes.pdf").write_text("no scan")
    typed(page, limb.parent / "notes.pdf")
    complaint(page, "no kind of file that a scan is read from")
    torn = limb.parent / "torn.nii"
    torn.write_bytes(b"\0" * 400)
    typed(page, torn)
    page.page.get_by_label("Name of this limb").fill("torn")
    page.page.get_by_label("How it was made").select_option("CT")
    job = page.job("scan_import", lambda: page.page.get_by_role("button", name="Import", exact=True).click())
    assert job["state"] == "failed", job
    complaint(page, "torn.nii")
    assert page.hook("scan") is None
    page.page.get_by_role("button", name="Another").click()
    page.page.get_by_label("Path of a folder or a file").wait_for()
    typed(page, limb)
    page.until("__screen.scan !== null")


def test_contours_of_a_planning_system_become_labels(ward: Server, limb: Path, open_page) -> None:
    scan = read_scan_of(limb)
    file = structure_set(
        limb.parent / "rt.dcm",
        [("muscle", "CLOSED_PLANAR", box(scan, float(z), 9.5, 19.5)) for z in range(6, 12)],
    )
    page = open_page(server=ward)
    scanned(page, limb)
    page.page.get_by_role("button", name="Tissues").click()
    page.page.get_by_role("button", name="Load labels from a file").click()
    job = page.job("scan_labels", lambda: typed(page, file))
    assert job["state"] == "done", job
    page.page.get_by_role("button", name="muscle", exact=True).wait_for()
    (row,) = state(page)["labels"]
    assert (row["voxels"], row["drawn_by"]) == (600, "person")


def test_a_neuroma_outlined_along_its_edges(ward: Server, traced: Path, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, traced)
    page.page.get_by_role("button", name="Nerve and vessels").click()
    page.page.get_by_role("button", name="tibial nerve").click()
    page.page.get_by_role("button", name="Draw its outline").click()
    page.page.get_by_label("It is a neuroma here").check()
    z = page.hook("scan.crosshair")[2]
    for x, y in ((8.2, 2), (6, 4.2), (3.8, 2), (6, -0.2)):
        page.page.mouse.click(*at(page, "axial", [x, y, z]))
    page.page.get_by_text("4 of 3 clicks or more").wait_for()
    page.page.get_by_role("button", name="Close it along the edges").click()
    page.page.get_by_title("Undo: Outline of tibial nerve").wait_for()
    (curve,) = page.server.client.get(f"/api/scans/{page.hook('scan.id')}/curves").json()
    drawn = [one for one in curve["sections"] if one["contour"]]
    assert [(one["neuroma"], one["drawn_by"]) for one in drawn] == [(True, "person")]
    assert 5.0 < drawn[0]["area_mm2"] < 12.0  # 3 x 3 voxels of 1 mm


def test_an_angle(ward: Server, limb: Path, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, limb)
    page.page.keyboard.press("m")
    page.page.get_by_role("button", name="Angle").click()
    for place in ([8, 0, 0], [0, 0, 0], [0, 8, 0]):
        page.page.mouse.click(*at(page, "axial", place))
    page.page.get_by_label("Measuring").get_by_text(re.compile(r"(89|90)\.?\d* ?°")).wait_for()
    page.page.wait_for_timeout(300)
    assert [row["kind"] for row in state(page)["measures"]] == ["angle"]


@pytest.mark.parametrize(("button", "name"), [("DICOM SEG", "labels.dcm"), ("3D Slicer", "labels.seg.nrrd")])
def test_what_is_taken_along_is_read_again(ward: Server, traced: Path, open_page, button, name) -> None:
    if name.endswith(".dcm"):
        pytest.importorskip("highdicom")
    page = open_page(server=ward)
    scanned(page, traced)
    page.page.get_by_role("button", name="Save and plan").click()
    with page.page.expect_download(timeout=120_000) as taken:
        page.page.get_by_role("button", name=button).click()
    assert taken.value.suggested_filename == name
    file = traced.parent / name
    taken.value.save_as(file)
    again, kept = read_foreign_labels(file), read_labels_of(traced)
    count = {item.name: int((again.numbers == item.number).sum()) for item in again.legend}
    assert count == {item.name: int((kept.numbers == item.number).sum()) for item in kept.legend}


def imported(page: Watched, source: Path) -> Path:
    """A limb of a DICOM folder, labelled by machine; its folder."""
    brought(page, source)
    page.page.get_by_role("button", name="Import this folder").click()
    page.page.get_by_label("Name of this limb").fill("leg")
    page.page.get_by_role("button", name="Import", exact=True).click()
    page.until("__screen.scan !== null", 120.0)
    page.page.get_by_role("button", name="Tissues").click()
    job = page.job("scan_segment", lambda: page.page.get_by_role("button", name="Segment fat").click())
    assert job["state"] == "done", job
    page.page.get_by_role("button", name="muscle", exact=True).wait_for()
    page.page.get_by_role("button", name="Save and plan").click()
    return Path(state(page)["place"])


def test_labels_over_the_pictures_they_were_drawn_on(ward: Server, disc: Path, open_page) -> None:
    """Only a DICOM file points to its series, only where that is wished, and no limb remembers it."""
    pytest.importorskip("highdicom")
    page = open_page(server=ward)
    made = imported(page, disc / "a")
    with page.page.expect_download(timeout=120_000) as taken:
        page.page.get_by_role("button", name="DICOM SEG").click()
    apart = dcmread(taken.value.path())
    page.page.get_by_role("button", name="DICOM over its original pictures").click()
    page.page.get_by_text("the numbers of that study").wait_for()
    typed(page, disc / "b")
    page.page.get_by_role("button", name="Take this folder").click()
    button = page.page.get_by_role("button", name="Write it over these")
    job = page.job("scan_export", button.click)
    assert job["state"] == "failed", job
    complaint(page, "holds no series on whose voxels")
    page.page.get_by_role("button", name="Another").click()
    typed(page, disc / "a")
    page.page.get_by_role("button", name="Take this folder").click()
    with page.page.expect_download(timeout=120_000) as taken:
        button.click()
    assert taken.value.suggested_filename == "labels.dcm"
    over = dcmread(taken.value.path())
    assert over.StudyInstanceUID == f"{ROOT}.1" != apart.StudyInstanceUID
    assert over.ReferencedSeriesSequence[0].SeriesInstanceUID == f"{ROOT}.2"
    assert b"Quill" not in Path(taken.value.path()).read_bytes()
    kept = b"".join(path.read_bytes() for path in made.iterdir() if path.suffix != ".gz")
    assert ROOT.encode() not in kept
    assert str(disc).encode() not in kept


def test_a_limb_that_another_program_is_writing(ward: Server, limb: Path, open_page) -> None:
    page = open_page(server=ward)
    page.expected += ["422", "409"]
    scanned(page, limb)
    add_label(page, "muscle")
    stroke(page, "axial", [-2, 6, 0], [4, 6, 0])
    page.page.get_by_text("● Not saved").wait_for()
    with claimed_limb(limb):
        page.page.keyboard.press("Control+s")
        complaint(page, "into this folder")
    assert not page.hook("scan.saved")
    page.page.keyboard.press("Control+s")
    page.page.get_by_text("✓ Saved").wait_for()
    page.page.keyboard.press("Control+z")
    page.page.get_by_text("● Not saved").wait_for()


def test_a_limb_that_cannot_be_written(ward: Server, limb: Path, open_page) -> None:
    """A folder lies where a file should be: nothing is lost, and it is saved once that is put right."""
    page = open_page(server=ward)
    page.expected += ["422"]
    scanned(page, limb)
    add_label(page, "muscle")
    stroke(page, "axial", [-2, 6, 0], [4, 6, 0])
    (limb / "labels.nii.gz").mkdir()
    page.page.keyboard.press("Control+s")
    complaint(page, "the folder cannot be written to")
    assert not page.hook("scan.saved")
    (limb / "labels.nii.gz").rmdir()
    page.page.keyboard.press("Control+s")
    page.page.get_by_text("✓ Saved").wait_for()


def test_a_correction_is_a_share_of_the_label(ward: Server, traced: Path, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, traced)
    page.page.get_by_role("button", name="Tissues").click()
    page.page.get_by_role("button", name="muscle", exact=True).click()
    page.page.keyboard.press("e")
    stroke(page, "axial", [0, 8, 0], [4, 8, 0])
    page.page.get_by_text(re.compile(r"machine, [\d.]+ % by hand")).wait_for()
    page.page.keyboard.press("Control+s")
    page.page.get_by_text("✓ Saved").wait_for()
    assert re.search(r"machine\t.*% changed by a person", (traced / "labels.tsv").read_text())
    page.page.get_by_role("button", name="Check").first.click()
    page.page.get_by_text(re.compile("labels that a person changed")).wait_for()


def test_clicks_that_are_not_traced_are_not_left_unasked(ward: Server, limb: Path, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, limb)
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.page.on("dialog", answer)
    page.page.keyboard.press("t")
    page.page.mouse.click(*at(page, "axial", [6, 2, 0]))
    page.page.reload()
    page.until("window.__ready === true && __screen.scan !== null")
    assert asked == ["beforeunload"]
    page.page.reload()
    page.until("window.__ready === true && __screen.scan !== null")
    assert asked == ["beforeunload"]


def test_a_plan_that_is_cancelled_and_one_that_is_not(ward: Server, traced: Path, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, traced)
    page.page.get_by_role("button", name="Save and plan").click()
    button = page.page.get_by_role("button", name="Plan on this limb")
    assert button.is_disabled()  # nobody guesses the side
    page.page.get_by_label("Side of the body").select_option("left")

    def begun_and_left() -> None:
        button.click()
        page.page.get_by_role("button", name="Cancel").click()

    job = page.job("scan_case", begun_and_left)
    assert job["state"] == "cancelled", job
    assert not (traced / "case.yaml").exists()
    button.click()
    page.until("__screen.open && __screen.anatomy && __screen.connected", 120.0)
    assert "side: left" in (traced / "case.yaml").read_text()
