"""The quick one: a person opens a bundled case, changes a number and takes it back."""

from __future__ import annotations

from tests.app.browser.conftest import read


def test_a_bundled_case_opens_is_changed_and_changed_back(page) -> None:
    page.go()
    page.page.get_by_text("tibial-neuroma-child", exact=True).click()
    page.until("__screen.open && __screen.connected", 30.0)
    assert "Research use only" in page.page.inner_text("header")
    document = page.page.url.rpartition("document=")[2]
    page.page.get_by_label("Freeze, s").fill("90")
    page.page.get_by_label("Freeze, s").press("Enter")
    page.until("__screen.version === 2")
    assert "for 1.5 min" in read(page.server, document)["protocol"][0]["sentence"]
    page.page.locator("h1").click()
    page.page.keyboard.press("Control+z")
    page.until("__screen.version === 3")
    assert "for 2 min" in read(page.server, document)["protocol"][0]["sentence"]
