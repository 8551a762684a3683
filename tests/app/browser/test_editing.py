"""Protocol, goal and limits, values and files: entered on the page, read again by the server."""

from __future__ import annotations

import json

import pytest

from tests.app.browser.conftest import read

pytestmark = pytest.mark.slow


def test_the_protocol_is_edited_by_number_and_as_sentences(page, document) -> None:
    page.go(document)
    page.page.get_by_label("Cycles").fill("2")
    page.page.get_by_label("Cycles").press("Enter")
    page.until("document.querySelector('.length').textContent.includes('3:00')")
    assert len(read(page.server, document)["protocol"]) == 4
    page.page.get_by_text("Steps as sentences").click()
    steps = page.page.get_by_label("Steps of the protocol, one a line")
    steps.fill("Freeze at -70 degC for 50 s\nThaw for 20 s")
    page.page.get_by_role("button", name="Use these steps").click()
    page.until("document.querySelector('.length').textContent.includes('1:10')")
    assert read(page.server, document)["protocol"][0]["temperature_degC"] == -70


def test_a_step_that_is_not_understood_is_told_and_nothing_is_changed(page, document) -> None:
    page.expected.append("422")
    page.go(document)
    version = page.hook("version")
    page.page.get_by_text("Steps as sentences").click()
    page.page.get_by_label("Steps of the protocol, one a line").fill("Make it cold")
    page.page.get_by_role("button", name="Use these steps").click()
    page.page.get_by_role("alert").wait_for()
    assert "'Make' is not a step" in page.page.get_by_role("alert").inner_text()
    assert page.hook("version") == version
    page.page.get_by_label("Close this notice").click()
    assert page.page.get_by_role("alert").count() == 0


def test_a_limit_is_set_and_taken_away(page, document) -> None:
    page.go(document)
    page.page.get_by_text("Add a limit").click()
    page.page.get_by_label("Structure that must stay warm").fill("artery")
    page.page.get_by_label("Must stay above, °C").fill("3")
    page.page.get_by_role("button", name="Add", exact=True).click()
    page.page.get_by_label("Remove the limit of artery").wait_for()
    limits = {one["structure"]: one["above_degC"] for one in read(page.server, document)["limits"]}
    assert limits["artery"] == 3
    page.page.get_by_label("Remove the limit of artery").click()
    page.page.get_by_label("Remove the limit of artery").wait_for(state="detached")
    assert "artery" not in {one["structure"] for one in read(page.server, document)["limits"]}


def test_the_goal_is_edited(page, document) -> None:
    page.go(document)
    page.page.get_by_label("Length, mm").fill("8")
    page.page.get_by_label("Length, mm").press("Enter")
    page.until("document.body.innerText.includes('Cover 8 mm of the tibial nerve')")
    assert read(page.server, document)["goal"]["length_mm"] == 8


def test_an_assumption_that_is_entered_counts_as_stated(page, document) -> None:
    page.go(document)
    pixels = "document.querySelector('[aria-label^=Axial] canvas').toDataURL()"
    page.page.wait_for_timeout(1000)
    before = page.until(pixels)
    one = next(
        item for item in read(page.server, document)["assumptions"] if item["path"] == "anatomy.nerve_depth"
    )
    field = page.page.get_by_label(one["label"]).first
    field.fill("17 mm")
    field.press("Enter")
    page.until("__screen.version > 2 && __screen.anatomy", 120.0)
    page.until(f"{pixels} !== {json.dumps(before)}")  # the slices show the new body
    kept = [
        item for item in read(page.server, document)["assumptions"] if item["path"] == "anatomy.nerve_depth"
    ]
    assert [(item["text"], item["standing"]) for item in kept] == [("17 mm", "stated")]


def test_the_case_file_is_handed_out_and_opened_again(page, document, tmp_path) -> None:
    page.go(document)
    page.page.get_by_text("Report and export").click()
    with page.page.expect_download() as waiting:
        page.page.get_by_role("link", name="Case file (YAML)").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.read_text(encoding="utf-8") == read(page.server, document)["yaml"]
    page.page.get_by_role("button", name="← Cases").click()
    page.page.locator("input[type=file]").set_input_files(path)
    page.until("__screen.open")
    assert page.page.url.rpartition("document=")[2] != document


def test_a_case_is_built_from_answers(page) -> None:
    page.go()
    next_one = page.page.get_by_role("button", name="Next")
    page.page.get_by_label("Limb").select_option("stump")
    page.page.get_by_label("Age, years").fill("12")
    next_one.click()
    page.page.get_by_label("Depth below the skin, mm").fill("14")
    next_one.click()
    next_one.click()
    page.page.get_by_label("Freeze, s").fill("60")
    next_one.click()
    page.page.get_by_role("button", name="Build the case").click()
    page.until("__screen.open && __screen.anatomy", 240.0)
    found = read(page.server, page.page.url.rpartition("document=")[2])
    assert found["probes"]
    assert found["goal"]
    assert (found["anatomy"]["kind"], found["protocol"][0]["seconds"]) == ("stump", 60)
    texts = {item["path"]: item["text"] for item in found["assumptions"]}
    assert (texts["patient.age"], texts["anatomy.nerve_depth"]) == ("12 years", "14 mm")
    assert any(item["standing"] == "assumed" for item in found["assumptions"])
