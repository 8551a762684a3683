"""Probes under the mouse: by the tip and by the ring, in 3D and on a slice; undone, added, removed."""

from __future__ import annotations

import math

import pytest

from tests.app.browser.conftest import Watched, read

pytestmark = pytest.mark.slow
FAR = 0.3  # mm; less than what any of these drags moves a probe


def apart(one: list[float], other: list[float]) -> float:
    return math.dist(one, other)


def alone(page: Watched) -> None:
    """Moving a probe shall not run the case."""
    page.page.get_by_label("Run after moving a probe").uncheck()


def ring(probe: dict[str, list[float]], insertion_mm: float) -> list[float]:
    return [tip + insertion_mm * axis for tip, axis in zip(probe["tip_mm"], probe["axis"], strict=True)]


def drag(page: Watched, view: str, at: list[float], by: tuple[int, int], *, release: bool = True) -> None:
    """Take hold of a point of the case in a view and move the hand in small steps."""
    x, y = page.hook(f"place({view!r}, {at})")
    mouse = page.page.mouse
    mouse.move(x, y)
    page.page.wait_for_timeout(150)
    mouse.down()
    for step in range(1, 7):
        mouse.move(x + by[0] * step / 6, y + by[1] * step / 6)
        page.page.wait_for_timeout(40)
    if release:
        mouse.up()


@pytest.mark.parametrize("view", ["3d", "along"])
def test_a_probe_is_moved_by_its_tip(page, document, view) -> None:
    page.go(document)
    alone(page)
    before, version = page.probe("distal"), page.hook("version")
    drag(page, view, before["tip_mm"], (36, -24), release=False)
    page.until("__screen.source === 'preview'", 240.0)  # the first time, the solver is compiled
    held = page.probe("distal")
    assert apart(held["tip_mm"], before["tip_mm"]) > FAR
    assert "Preview" in page.page.inner_text(".badges")
    page.page.mouse.up()
    page.until(f"__screen.version === {version + 1}")
    kept = read(page.server, document)["probes"][0]
    assert apart(kept["tip_mm"], held["tip_mm"]) < 0.02
    assert kept["axis"] == pytest.approx(before["axis"], abs=2e-3)
    assert page.probe("proximal")["tip_mm"] == read(page.server, document)["probes"][1]["tip_mm"]


@pytest.mark.parametrize("view", ["3d", "along"])
def test_a_probe_is_turned_by_its_ring(page, document, view) -> None:
    page.go(document)
    alone(page)
    page.server.wait(
        f"/api/documents/{document}", lambda found: found["probes"][0]["insertion_mm"] is not None
    )
    page.page.reload()
    page.until("window.__ready && __screen.open && __screen.anatomy && __screen.connected", 60.0)
    alone(page)
    shown, version = read(page.server, document)["probes"][0], page.hook("version")
    before = page.probe("distal")
    at = ring(before, shown["insertion_mm"])
    drag(page, view, at, (30, -14))
    page.until(f"__screen.version === {version + 1}")
    after = read(page.server, document)["probes"][0]
    assert apart(after["tip_mm"], before["tip_mm"]) < 0.02
    assert apart(after["axis"], before["axis"]) > 0.02


def test_escape_lets_go_of_a_probe_and_nothing_was_changed(page, document) -> None:
    page.go(document)
    before, version = page.probe("distal"), page.hook("version")
    drag(page, "along", before["tip_mm"], (30, 10), release=False)
    page.until(f"__screen.probe('distal').tip_mm[2] !== {before['tip_mm'][2]}")
    page.page.keyboard.press("Escape")
    page.until(f"__screen.probe('distal').tip_mm[2] === {before['tip_mm'][2]}")
    page.page.mouse.up()
    page.page.wait_for_timeout(500)
    assert page.hook("version") == version
    assert page.hook("source") == "none"


def test_escape_after_a_preview_brings_back_what_was_shown(page, document) -> None:
    page.go(document)
    before, version = page.probe("distal"), page.hook("version")
    drag(page, "along", before["tip_mm"], (30, 10), release=False)
    page.until("__screen.source === 'preview'", 240.0)
    x, y = page.hook(f"place('along', {before['tip_mm']})")
    page.page.mouse.move(x + 40, y + 12)
    page.page.keyboard.press("Escape")
    page.page.mouse.move(x + 60, y + 20)  # the button is still held: nothing else moves either
    page.page.wait_for_timeout(1500)
    assert page.hook("source") == "none"
    assert page.probe("distal")["tip_mm"] == before["tip_mm"]
    crosshair = page.hook("crosshair")
    page.page.mouse.up()
    page.page.wait_for_timeout(300)
    assert (page.hook("crosshair"), page.hook("version")) == (crosshair, version)


def test_a_drag_is_undone_and_done_again_by_keyboard(page, document) -> None:
    page.go(document)
    alone(page)
    before, version = page.probe("proximal"), page.hook("version")
    drag(page, "along", before["tip_mm"], (-28, -12))
    page.until(f"__screen.version === {version + 1}")
    moved = page.probe("proximal")
    page.page.keyboard.press("Control+z")
    page.until(f"__screen.version === {version + 2}")
    assert apart(page.probe("proximal")["tip_mm"], before["tip_mm"]) < 1e-6
    page.page.keyboard.press("Control+y")
    page.until(f"__screen.version === {version + 3}")
    assert apart(page.probe("proximal")["tip_mm"], moved["tip_mm"]) < 0.02


def test_a_probe_is_added_placed_by_number_and_removed(page, document) -> None:
    page.go(document)
    alone(page)
    page.page.get_by_role("button", name="Add a probe").click()
    page.until("document.querySelectorAll('fieldset').length === 3")
    name = read(page.server, document)["probes"][-1]["name"]
    field = page.page.get_by_label(f"Tip of {name} proximal, mm")
    field.fill("21.5")
    field.press("Enter")
    page.until(f"Math.abs(__screen.probe({name!r}).tip_mm[2] - 21.5) < 0.01")
    assert read(page.server, document)["probes"][-1]["tip_mm"][2] == pytest.approx(21.5)
    page.page.locator("fieldset", has_text=name).get_by_role("button", name="Remove").click()
    page.until("document.querySelectorAll('fieldset').length === 2")
    assert len(read(page.server, document)["probes"]) == 2
