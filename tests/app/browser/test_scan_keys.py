"""The scan page with the keyboard alone, from a scan to a plan; what has the keyboard is always seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.browser.conftest import Watched
from tests.app.browser.scan_walk import scanned, state
from tests.app.screen.conftest import Server

pytestmark = pytest.mark.slow
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const label = one.labels && one.labels[0] ? one.labels[0].textContent : '';
    return {
        name: (one.getAttribute('aria-label') || label || one.textContent || '').trim(),
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        seen: within && box.width > 0,
    };
}"""


def tab_to(page: Watched, words: str) -> None:
    """Tab until something of this name has the keyboard; everything on the way shows that it has it."""
    for _ in range(150):
        page.page.keyboard.press("Tab")
        now = page.page.evaluate(FOCUSED)
        if now is None:
            continue
        assert now["name"], now
        assert now["outlined"], now
        assert now["seen"], now
        if now["name"].startswith(words) or f"Done: {words}" in now["name"]:
            return
    raise AssertionError(f"the keyboard never came to {words!r}")


def enter(page: Watched, words: str) -> None:
    tab_to(page, words)
    page.page.keyboard.press("Enter")


def stepped(page: Watched, view: str, axis: int, place: float) -> None:
    """The crosshair is moved through a view's slices."""
    tab_to(page, f"{view} slices")
    for _ in range(60):
        now = page.hook("scan.crosshair")[axis]
        if abs(now - place) < 0.51 * (2.0 if axis == 2 else 1.0):
            return
        page.page.keyboard.press("ArrowUp" if now < place else "ArrowDown")
        page.page.wait_for_timeout(30)
    raise AssertionError(f"{view} never came to {place}")


def test_from_a_scan_to_a_plan(ward: Server, limb: Path, open_page) -> None:
    page = open_page(server=ward)
    page.go()
    enter(page, "Scan")
    enter(page, "Choose a folder or a file")
    tab_to(page, "Path of a folder or a file")
    page.page.keyboard.type(str(limb))
    page.page.keyboard.press("Enter")
    page.until("__screen.scan !== null")
    enter(page, "3 Tissues")
    job = page.job("scan_segment", lambda: enter(page, "Segment fat"))
    assert job["state"] == "done", job
    page.until("document.body.innerText.includes('cortical bone')")
    enter(page, "4 Nerve and vessels")
    enter(page, "Nerve")
    tab_to(page, "Name")
    page.page.keyboard.type("tibial nerve")
    stepped(page, "Coronal", 1, 2.0)
    stepped(page, "Sagittal", 0, 6.0)
    for place in (-20.0, 0.0, 20.0):
        stepped(page, "Axial", 2, place)
        page.page.keyboard.press("Enter")
    page.until("document.body.innerText.includes('3 clicks')")
    enter(page, "Trace it")
    page.until("__screen.scan.curves === 1", 60.0)
    page.page.keyboard.press("Control+s")
    page.until("__screen.scan.saved")
    enter(page, "5 Save and plan")
    tab_to(page, "Side of the body")
    page.page.keyboard.type("right")
    (curve,) = page.server.client.get(f"/api/scans/{state(page)['id']}/curves").json()
    assert max(abs(point[0] - 6.0) for point in curve["points_mm"]) < 0.8
    enter(page, "Plan on this limb")
    page.until("__screen.open && __screen.anatomy && __screen.connected", 120.0)
    assert "side: right" in (limb / "case.yaml").read_text()


CONTRAST = """(one) => {
    const rgba = (text) => {
        const found = text.match(/[\\d.]+/g).map(Number);
        return found.length === 3 ? [...found, 1] : found;
    };
    const light = (rgb) => {
        const bright = (x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
        const parts = rgb.map((part) => bright(part / 255));
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const style = getComputedStyle(one);
    const [ink, paper] = [rgba(style.color), rgba(style.backgroundColor)];
    return [0, 255].map((picture) => {
        const under = paper.slice(0, 3).map((part) => paper[3] * part + (1 - paper[3]) * picture);
        const [a, b] = [light(ink.slice(0, 3)), light(under)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
    });
}"""


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_words_on_a_picture_are_read_whether_it_is_black_or_white(ward, limb, open_page, theme) -> None:
    """axe cannot judge words over a canvas: at least 7 to 1 (WCAG 2.2, 1.4.6) on either."""
    page = open_page(theme=theme, server=ward)
    scanned(page, limb)
    words = page.page.locator(".cell .reading, .cell .badge").all()
    assert len(words) == 9
    for one in words:
        assert min(one.evaluate(CONTRAST)) >= 7.0
