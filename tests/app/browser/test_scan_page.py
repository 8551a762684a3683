"""The scan page in a real browser: choose a limb, check it, paint, take back, trace, measure, save, plan."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.limb_folder import read_labels_of, save_labels_of, save_scan_of
from tests.app.browser.conftest import LARGE, SMALL
from tests.app.browser.scan_walk import add_label, at, scanned, state, stroke, voxels
from tests.app.browser.test_accessibility import AXE, violations
from tests.app.screen.scan_made import made_scan

pytestmark = pytest.mark.slow


def test_a_limb_is_found_and_opened(ward, limb, open_page) -> None:
    page = open_page(server=ward)
    page.go()
    page.page.get_by_role("group", name="Page").get_by_role("button", name="Scan").click()
    page.page.get_by_role("button", name="Choose a folder or a file").click()
    places = page.page.get_by_role("list", name="What lies here")
    places.get_by_role("button", name=str(limb.parents[1])).click()
    places.get_by_role("button", name=re.compile("limbs$")).click()
    places.get_by_role("button", name="left-leg").click()
    page.until("__screen.scan !== null")
    steps = page.page.get_by_role("navigation", name="Steps from a scan to a plan")
    assert "CT, 40 x 36 x 24 voxels" in steps.inner_text()
    assert "nothing is labelled yet" in steps.inner_text()
    assert "scan=" in page.page.url


def test_painted_taken_back_and_kept_over_a_reload(ward, limb, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, limb)
    add_label(page, "muscle")
    stroke(page, "axial", [-2, 6, 0], [4, 6, 0])
    painted = voxels(page)[0]
    assert painted > 60
    stroke(page, "coronal", [8, 0, -10], [8, 0, 10])
    both = voxels(page)[0]
    assert both > painted
    page.page.keyboard.press("e")
    stroke(page, "axial", [-2, 6, 0], [4, 6, 0])
    assert voxels(page)[0] < both
    page.page.keyboard.press("Control+z")
    page.until("__screen.scan.pending === 0")
    assert voxels(page)[0] == both
    page.page.keyboard.press("Control+z")
    page.until("__screen.scan.pending === 0")
    assert voxels(page)[0] == painted
    page.page.keyboard.press("Control+y")
    page.until("__screen.scan.pending === 0")
    page.page.reload()
    page.until("window.__ready === true && __screen.scan !== null")
    assert voxels(page)[0] == both
    assert not (limb / "labels.nii.gz").exists()
    page.page.keyboard.press("Control+s")
    page.until("__screen.scan.saved")
    assert [item.drawn_by for item in read_labels_of(limb).legend] == ["person"]


def test_what_is_painted_is_seen_where_it_was_painted(ward, limb, open_page) -> None:
    """The picture under the pointer takes the label's colour, and its read-out its name."""
    page = open_page(server=ward)
    scanned(page, limb)
    add_label(page, "artery")
    where = at(page, "axial", [2, -6, 0])
    pixel = f"""() => {{
        const canvas = document.querySelector('.cell.axial canvas');
        const box = canvas.getBoundingClientRect();
        const ratio = canvas.width / box.width;
        const [x, y] = [({where[0]} - box.left) * ratio, ({where[1]} - box.top) * ratio];
        return Array.from(canvas.getContext('2d').getImageData(x, y, 1, 1).data.slice(0, 3));
    }}"""
    red, green, _ = page.page.evaluate(pixel)
    assert abs(red - green) < 3
    stroke(page, "axial", [1, -6, 0], [3, -6, 0])
    page.page.mouse.move(*at(page, "axial", [-14, 14, 0]))
    page.page.wait_for_timeout(200)
    red, green, _ = page.page.evaluate(pixel)
    assert red > green + 30
    page.page.mouse.move(*where)
    page.page.wait_for_timeout(200)
    assert "artery" in page.page.locator(".cell.axial .reading").inner_text()


def test_traced_corrected_and_measured(ward, limb, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, limb)
    page.page.get_by_role("button", name="Nerve and vessels").click()
    page.page.get_by_role("group", name="What is traced").get_by_role("button", name="Nerve").click()
    page.page.get_by_role("combobox", name="Name").fill("tibial nerve")
    for z in (-20, -10, 0, 10, 20):
        page.page.evaluate("() => 0")
        now = page.hook("scan.crosshair")[2]
        page.page.mouse.move(*at(page, "axial", [0, 0, 0]))
        for _ in range(abs(round((z - now) / 2))):
            page.page.mouse.wheel(0, -100 if z > now else 100)
        page.until(f"Math.abs(__screen.scan.crosshair[2] - {z}) < 1.1")
        page.page.mouse.click(*at(page, "axial", [6, 2, z]))
    page.page.get_by_role("button", name="Trace it").click()
    page.until("__screen.scan.curves === 1", 60.0)
    curve = page.server.client.get(f"/api/scans/{page.hook('scan.id')}/curves").json()[0]
    assert curve["treated"]
    assert 36.0 < curve["length_mm"] < 44.0
    assert max(abs(point[0] - 6) for point in curve["points_mm"]) < 0.7
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("m")
    page.page.mouse.click(*at(page, "axial", [-6, 0, 20]))
    page.page.mouse.click(*at(page, "axial", [6, 0, 20]))
    page.page.get_by_text("12.0 mm").first.wait_for()
    assert state(page)["measures"][0]["kind"] == "distance"
    page.page.get_by_role("button", name="Circle").click()
    page.page.mouse.click(*at(page, "axial", [-4, 0, 20]))
    page.page.mouse.click(*at(page, "axial", [-2, 0, 20]))
    page.page.get_by_text(re.compile("mean 80")).wait_for()


def test_two_tabs(ward, limb, open_page) -> None:
    """What another tab painted is shown, and a stroke upon an older state is not made in silence."""
    first = open_page(server=ward)
    scanned(first, limb)
    second = open_page(server=ward)
    scanned(second, limb)
    add_label(first, "muscle")
    second.page.get_by_role("button", name="Tissues").click()
    second.page.get_by_label("Name of a new label").fill("vein")
    second.page.get_by_role("button", name="Add", exact=True).click()
    second.page.get_by_text("changed in another tab").wait_for()
    second.page.get_by_role("button", name="muscle", exact=True).wait_for()
    assert [row["name"] for row in state(second)["labels"]] == ["muscle"]
    second.expected.append("409")


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core comes with `make screen`")
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["1440", "1024"])
def test_nothing_is_found_by_axe(ward, limb, open_page, theme, size) -> None:
    page = open_page(size, theme=theme, server=ward)
    page.go()
    page.page.get_by_role("group", name="Page").get_by_role("button", name="Scan").click()
    page.page.get_by_role("button", name="Choose a folder or a file").click()
    page.page.get_by_role("list", name="What lies here").wait_for()
    assert violations(page) == []
    scanned(page, limb)
    add_label(page, "muscle")
    stroke(page, "axial", [-2, 6, 0], [4, 6, 0])
    for step in ("Check", "Tissues", "Nerve and vessels", "Save and plan"):
        page.page.get_by_role("button", name=step).first.click()
        page.page.wait_for_timeout(150)
        assert violations(page) == [], step
    wide = page.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_dozens_of_labels_and_long_names(ward, limb, open_page) -> None:
    """Nothing runs out of its column, and what is done with a label is in reach without a scroll."""
    scan = replace(made_scan(), source="MR, series 1204 " + "T1_VIBE_DIXON_tra_iso_p4_bh_3mm_W_" * 3)
    save_scan_of(limb, scan)
    numbers = np.zeros(scan.values.shape, np.int16)
    legend = []
    for n in range(48):
        numbers[5 * (n % 8) : 5 * (n % 8) + 5, 6 * (n // 8) : 6 * (n // 8) + 6] = n + 1
        name = f"lateral head of gastrocnemius muscle_and_its_tendon_{n + 1}"
        legend.append(Label(n + 1, name, "muscle", "muscle", "file"))
    save_labels_of(limb, Labels(numbers, scan.origin, scan.spacing, tuple(legend)))
    page = open_page({"width": 1280, "height": 800}, server=ward)
    scanned(page, limb)
    for step in ("Load", "Check", "Tissues", "Nerve and vessels", "Save and plan"):
        page.page.get_by_role("navigation", name="Steps").get_by_role("button", name=step).click()
        page.page.wait_for_timeout(150)
        wide = page.page.locator(".panel.left").evaluate("(one) => one.scrollWidth - one.clientWidth")
        assert wide <= 0, step
        if step == "Tissues":
            box = page.page.get_by_label("Name of a new label").bounding_box()
            assert box["y"] + box["height"] < 800
    assert len(state(page)["labels"]) == 48


def test_straight_on_to_the_plan(ward, traced, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, traced)
    page.page.get_by_role("button", name="Save and plan").click()
    page.page.get_by_label("Side of the body").select_option("right")
    page.page.get_by_role("button", name="Plan on this limb").click()
    page.until("__screen.open && __screen.anatomy && __screen.connected", 120.0)
    assert "nerve: tibial nerve" in (traced / "case.yaml").read_text()
    distal, proximal = page.probe("distal"), page.probe("proximal")
    assert proximal["tip_mm"][2] - distal["tip_mm"][2] == pytest.approx(12.0, abs=0.1)
    assert "document=" in page.page.url


FORMATS = [("3D Slicer", "labels.seg.nrrd"), ("NIfTI", "labels-nifti.zip")]


@pytest.mark.parametrize(("button", "name"), FORMATS)
def test_labels_are_taken_along(ward, traced, open_page, button, name) -> None:
    page = open_page(server=ward)
    scanned(page, traced)
    page.page.get_by_role("button", name="Save and plan").click()
    with page.page.expect_download(timeout=60_000) as taken:
        page.page.get_by_role("button", name=button).click()
    assert taken.value.suggested_filename == name
    assert Path(taken.value.path()).stat().st_size > 500


def test_segmented_by_machine_and_what_was_painted_stays(ward, limb, open_page) -> None:
    page = open_page(server=ward)
    scanned(page, limb)
    add_label(page, "artery")
    stroke(page, "axial", [6, 2, 0], [6, 3, 0])
    by_hand = voxels(page)[0]
    job = page.job("scan_segment", lambda: page.page.get_by_role("button", name="Segment fat").click())
    assert job["state"] == "done", job
    page.page.get_by_role("button", name="muscle", exact=True).wait_for()
    rows = {row["name"]: row for row in state(page)["labels"]}
    assert rows["artery"]["voxels"] == by_hand
    assert rows["artery"]["drawn_by"] == "person"
    assert rows["muscle"]["drawn_by"] == "machine"
    page.page.keyboard.press("Control+z")
    page.until("__screen.scan.pending === 0")
    assert [row["name"] for row in state(page)["labels"]] == ["artery"]
