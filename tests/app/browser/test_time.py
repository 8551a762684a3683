"""A run on the page: scrubbed and stepped by keyboard, what its findings point at, two runs side by side."""

from __future__ import annotations

import pytest

from tests.app.browser.conftest import begin, read, run

pytestmark = pytest.mark.slow


def test_time_moves_by_keyboard_and_the_picture_follows(page, ran) -> None:
    page.go(ran)
    page.until("__screen.source === 'run'", 30.0)
    last = (
        len(page.server.client.get(f"/api/runs/{read(page.server, ran)['latest_run']}").json()["times_s"]) - 1
    )
    page.page.locator("h1").click()
    for key, index in (
        ("Home", 0),
        (".", 1),
        (".", 2),
        (",", 1),
        (">", min(11, last)),
        ("End", last),
        (".", last),
    ):
        page.page.keyboard.press(key)
        page.until(f"__screen.index === {index} && __screen.shown === {index}")
    page.page.keyboard.press("c")
    page.until("__screen.shown === 'nadir'")
    assert "The coldest each place ever was" in page.page.inner_text(".badges")
    page.page.keyboard.press("Home")
    page.until("__screen.shown === 0")
    slider = page.page.get_by_label("Time of the procedure")
    slider.focus()
    page.page.keyboard.press("ArrowRight")
    page.until("__screen.shown === 1")
    page.page.keyboard.press("p")
    page.until("__screen.shown !== 'nadir' && __screen.shown > 1")


def test_a_finding_leads_to_its_place(page, ran) -> None:
    page.go(ran)
    page.until("__screen.source === 'run'", 30.0)
    findings = page.server.client.get(f"/api/runs/{read(page.server, ran)['latest_run']}").json()["findings"]
    found = next(one for one in findings if one["at_mm"])
    row = page.page.locator(".about", has_text=found["about"]).first
    row.click()
    assert row.get_attribute("aria-expanded") == "true"
    there = page.hook("crosshair")
    assert there in [one["at_mm"] for one in findings if one["about"] == found["about"]]
    assert found["sentence"] in page.page.inner_text("[aria-label=Results]")


def test_the_crosshair_and_the_views_go_by_keyboard(page, ran) -> None:
    page.go(ran)
    page.until("__screen.source === 'run'", 30.0)
    before = page.hook("crosshair")
    page.page.get_by_role("application", name="Axial").focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Shift+ArrowDown")
    after = page.hook("crosshair")
    assert sum((a - b) ** 2 for a, b in zip(after, before, strict=True)) == pytest.approx(26.0, abs=0.01)
    page.page.keyboard.press("?")
    assert page.page.get_by_role("dialog").is_visible()
    page.page.keyboard.press("Escape")
    page.until("document.querySelector('dialog[open]') === null")


def test_two_runs_are_seen_side_by_side(page, house) -> None:
    document = begin(house)
    run(house, document)
    base = read(house, document)["version"]
    edit = {"kind": "set_protocol", "steps": ["Freeze at -60 degC for 30 s", "Thaw for 20 s"]}
    house.client.post(f"/api/documents/{document}/edits", json={"base": base, "edit": edit})
    run(house, document)
    page.go(document)
    page.until("__screen.source === 'run'", 30.0)
    choice = page.page.get_by_label("Beside the run shown")
    page.until(
        "[...document.querySelectorAll('option')].some((one) => /^Version .* run at/.test(one.textContent))"
    )
    choice.select_option(index=1)
    page.until("document.body.innerText.includes('Outlines: its probes')")
    page.page.keyboard.press("Home")
    page.until("[...document.querySelectorAll('.tag')].every((one) => one.textContent.includes('0:00'))")
    page.page.keyboard.press("c")
    page.until(
        "[...document.querySelectorAll('.tag')].every((one) => one.textContent.includes('coldest of all'))"
    )
    table = page.page.locator("table", has_text="At the end")
    assert table.locator("tbody tr").count() > 3
    page.page.get_by_role("button", name="Stop comparing").click()
    page.until("document.querySelectorAll('.tag').length === 0")
