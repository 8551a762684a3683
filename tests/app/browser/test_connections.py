"""Reload, a second tab, a server that is gone and comes back: nothing is lost, nothing is stuck."""

from __future__ import annotations

import pytest

from tests.app.browser.conftest import HERE, begin, read, start

pytestmark = pytest.mark.slow


def test_a_reload_shows_what_was_there(page, document) -> None:
    page.go(document)
    page.page.get_by_label("Thaw, s").fill("40")
    page.page.get_by_label("Thaw, s").press("Enter")
    page.until("document.querySelector('.length').textContent.includes('1:40')")
    version = page.hook("version")
    page.page.reload()
    page.until("window.__ready && __screen.open && __screen.connected")
    assert page.hook("version") == version
    assert page.page.get_by_label("Thaw, s").input_value() == "40"
    page.page.keyboard.press("Control+z")
    page.until(f"__screen.version === {version + 1}")
    assert page.page.get_by_label("Thaw, s").input_value() == "30"


def test_a_second_tab_follows_the_first(open_page, document) -> None:
    one, two = open_page(), open_page()
    one.go(document)
    two.go(document)
    two.page.get_by_label("Thaw, s").fill("50")
    two.page.get_by_label("Thaw, s").press("Enter")
    one.until("document.querySelector('.length').textContent.includes('1:50')")
    assert one.hook("version") == two.hook("version")
    assert "changed in another tab" in one.page.inner_text("body")
    assert "changed in another tab" not in two.page.inner_text("body")
    one.page.keyboard.press("Control+z")
    two.until("document.querySelector('.length').textContent.includes('1:30')")


def test_a_measure_is_there_after_a_reload_and_in_a_second_tab(open_page, document) -> None:
    one, two = open_page(), open_page()
    one.go(document)
    two.go(document)
    box = one.page.get_by_role("application", name="Axial: arrow").bounding_box()
    one.page.get_by_role("button", name="Measure").click()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    one.page.mouse.click(middle[0] - 30, middle[1])
    one.page.mouse.click(middle[0] + 30, middle[1])
    value = one.page.locator(".box li strong").inner_text()
    assert value.endswith(" mm")
    two.until(f"document.querySelector('.box li strong')?.textContent === {value!r}")
    one.page.reload()
    one.until("window.__ready && __screen.open && __screen.connected")
    assert one.page.locator(".box li strong").inner_text() == value
    two.page.get_by_role("button", name="Remove measure 1").click()
    one.until("document.querySelector('.box') === null")
    assert read(one.server, document)["measures"] == []
    assert read(one.server, document)["undo"] == "Change the protocol"


def test_a_running_job_is_found_again_after_a_reload(page, document) -> None:
    page.go(document)
    page.page.get_by_role("button", name="Run the case").click()
    page.until("__screen.job === 'running'")
    page.page.reload()
    page.until("window.__ready && __screen.open && __screen.connected")
    page.until("__screen.source === 'run'", 300.0)
    assert not read(page.server, document)["stale"]


def test_a_page_comes_back_when_the_program_is_started_again(open_page, tmp_path) -> None:
    first = start(tmp_path)
    document = begin(first)
    page = open_page(server=first)
    page.expected += [
        "ERR_CONNECTION_REFUSED",
        "WebSocket connection",
        "ERR_EMPTY_RESPONSE",
        "ERR_CONNECTION",
    ]
    page.go(document)
    first.kill()
    page.until("!__screen.connected")
    alert = page.page.get_by_role("alert").first
    assert "does not answer" in alert.inner_text()
    page.page.get_by_label("Thaw, s").fill("50")
    page.page.get_by_label("Thaw, s").press("Enter")
    page.until("document.body.innerText.includes('nothing that was saved is lost')")
    again = start(tmp_path)
    try:
        assert (again.port, again.token) == (first.port, first.token)
        page.until("__screen.connected", 30.0)
        assert page.page.locator(".lost").count() == 0
        version = page.hook("version")
        page.page.get_by_label("Cycles").fill("2")
        page.page.get_by_label("Cycles").press("Enter")
        page.until(f"__screen.version === {version + 1}")
        page.page.keyboard.press("Escape")
        assert len(read(again, document)["protocol"]) == 4
    finally:
        again.stop()


def test_a_page_whose_token_is_void_says_where_to_go(open_page, tmp_path) -> None:
    first = start(tmp_path)
    document = begin(first)
    page = open_page(server=first)
    page.expected += ["WebSocket connection", "ERR_", "401"]
    page.go(document)
    first.kill()
    kept = tmp_path / "door.json"
    kept.write_text(kept.read_text().replace(first.token, 43 * "A"))
    again = start(tmp_path)
    try:
        assert again.port == first.port
        page.until("document.body.innerText.includes('Open the address that it printed')")
        page.page.goto(f"http://{HERE}:{again.port}/?token={again.token}&document={document}")
        page.until("window.__ready && __screen.open && __screen.connected")
    finally:
        again.stop()
