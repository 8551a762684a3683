"""What a person does on the scan page, for tests that look at what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.app.browser.conftest import Watched
from tests.app.screen.conftest import HERE


def scanned(page: Watched, limb: Path) -> None:
    """The scan page with a limb open."""
    made = page.server.client.post("/api/scans", json={"place": str(limb)}).json()
    page.go()
    page.page.goto(f"http://{HERE}:{page.server.port}/?scan={made['id']}")
    page.until("window.__ready === true && __screen.scan !== null")
    page.until("__screen.scanPlace('axial', [0, 0, 0]) !== null")
    page.page.wait_for_timeout(300)


def at(page: Watched, view: str, place: list[float]) -> tuple[float, float]:
    """Where a place is shown, px."""
    x, y = page.page.evaluate(f"() => __screen.scanPlace({view!r}, {place})")
    return x, y


def stroke(page: Watched, view: str, *places: list[float]) -> None:
    """A stroke of the left button through places, kept when this returns."""
    page.page.mouse.move(*at(page, view, places[0]))
    page.page.mouse.down()
    for place in places[1:]:
        page.page.mouse.move(*at(page, view, place), steps=6)
    page.page.mouse.up()
    page.page.wait_for_timeout(60)
    page.until("__screen.scan.pending === 0")


def add_label(page: Watched, name: str) -> None:
    page.page.get_by_role("button", name="Tissues").click()
    page.page.get_by_label("Name of a new label").fill(name)
    page.page.get_by_role("button", name="Add", exact=True).click()
    page.page.get_by_role("button", name=name, exact=True).wait_for()


def state(page: Watched) -> dict[str, Any]:
    """The scan as the program has it."""
    return dict(page.server.client.get(f"/api/scans/{page.hook('scan.id')}").json())


def voxels(page: Watched) -> list[int]:
    return [row["voxels"] for row in state(page)["labels"]]
