"""How sure it is that a place gets cold: asked for, drawn in the views, stale after an edit."""

from __future__ import annotations

import re

import pytest

from tests.app.browser.conftest import LARGE, SMALL, begin, run
from tests.app.browser.test_accessibility import AXE, violations

pytestmark = pytest.mark.slow


def picture(page, kind: str) -> bytes:
    """What one pane shows."""
    return page.page.locator(f".cell:has(select[aria-label='View {kind}'])").screenshot()


def test_bands_are_drawn_after_a_spread_and_not_of_another_case(open_page, house, tmp_path) -> None:
    document = begin(house)
    run(house, document)
    page = open_page(LARGE)
    page.go(document)
    page.until("__screen.source === 'run'")
    page.page.get_by_label("samples").fill("10")
    isotherms = [picture(page, kind) for kind in "1234"]
    job = page.job(
        "spread", lambda: page.page.get_by_role("button", name="How certain is this?").click(), 600.0
    )
    assert job["state"] == "done", job
    page.until("__screen.sure === 10")  # asked for here: shown without another click
    page.page.wait_for_timeout(1500)
    bands = [picture(page, kind) for kind in "1234"]
    assert all(before != after for before, after in zip(isotherms, bands, strict=True))
    legend = page.page.locator(".badges")
    words = " ".join(legend.inner_text().split())
    assert "Ever below −20 °C, in … of 10 samples 95 % 50 % 5 %" in words
    page.page.screenshot(path=tmp_path / "bands.png")
    reading = page.page.locator(".reading").first
    assert re.search(r"below −20 °C in (\d+ %|all|none) of 10 samples", reading.inner_text())
    page.page.get_by_label("How sure: ever below").select_option("0")
    page.until("document.querySelector('.badges').textContent.includes('Ever below 0 °C')")
    page.until("document.querySelector('.reading').textContent.includes('below 0 °C in')")
    page.page.wait_for_timeout(500)
    assert picture(page, "2") != bands[1]
    if AXE.is_file():
        assert violations(page) == []
    page.page.set_viewport_size(SMALL)
    page.page.wait_for_timeout(800)
    page.page.screenshot(path=tmp_path / "bands-small.png")
    page.page.set_viewport_size(LARGE)
    page.page.get_by_label("Freeze, s").first.fill("50")
    page.page.get_by_label("Freeze, s").first.press("Enter")
    page.until("__screen.sure === null")
    assert "The samples are of another state of the case" in page.page.inner_text("body")
    page.page.locator("h1").click()
    page.page.keyboard.press("Control+z")
    page.until("__screen.sure === 10")
    page.page.get_by_label("Show how sure").uncheck()
    page.until("__screen.sure === null")
    page.page.reload()
    page.until("window.__ready && __screen.open && __screen.connected", 30.0)
    page.until("document.body.innerText.includes('Show how sure')")
    assert page.hook("sure") is None  # who comes later switches it on


def test_bands_of_a_case_that_was_never_run_survive_undo_and_reload(open_page, house) -> None:
    """Samples belong to a text: after an edit and its undo they are of the case again, also in a new page."""
    page = open_page(LARGE)
    page.go(begin(house))
    page.page.get_by_label("samples").fill("10")
    job = page.job(
        "spread", lambda: page.page.get_by_role("button", name="How certain is this?").click(), 600.0
    )
    assert job["state"] == "done", job
    page.until("__screen.sure === 10")
    page.page.get_by_label("Freeze, s").first.fill("50")
    page.page.get_by_label("Freeze, s").first.press("Enter")
    page.until("__screen.sure === null")
    page.page.locator("h1").click()
    page.page.keyboard.press("Control+z")
    page.until("__screen.sure === 10")
    page.page.reload()
    page.until("window.__ready && __screen.open && __screen.connected", 30.0)
    page.page.get_by_label("Show how sure").check(timeout=20_000)
    page.until("__screen.sure === 10")
    assert "Median, 5 to 95 %" in page.page.inner_text("section.panel.left")
    page.page.get_by_label("Freeze, s").first.fill("40")
    page.page.get_by_label("Freeze, s").first.press("Enter")
    page.until("document.body.innerText.includes('The samples are of another state of the case')")
