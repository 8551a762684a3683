"""The pictures of docs/screen.md: the page in a real Chromium, with the bundled child's case, run here.

The scan page shows a made-up MR of that case's limb. `--scan`: its picture alone, which takes a minute.

Usage: python scripts/screenshots.py [FOLDER] [--scan]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

import cryonerve as cn
from cryonerve.anatomy.synthetic_scans import synthetic_scan
from cryonerve.scans.limb_folder import save_scan_of

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from screen import FLAGS, HERE, LARGE, SMALL, House, until  # noqa: E402

CASE = "tibial-neuroma-child"
UPMOST = 38e-3  # m along the limb, below the uppermost slice of its made-up MR
FOLLOWED_S = 100.0  # of the procedure, when the live page is taken: late in the first freeze


def opened(browser: Any, house: House, document: str, size: dict[str, int], theme: str = "dark") -> Any:  # noqa: ANN401
    """A page with the run's last freeze on it, at rest."""
    page = browser.new_page(viewport=size, color_scheme=theme)
    page.goto(f"http://{HERE}:{house.port}/?token={house.token}&document={document}")
    until(page, "window.__ready && __screen.anatomy && __screen.source === 'run'")
    time.sleep(4.0)  # the simulated scanner's pictures, and all pixels of the slices
    return page


def followed(page: Any, house: House, run: str) -> None:  # noqa: ANN401
    """The live page, late in the first freeze of a simulated scanner."""
    house.client.post(f"/api/runs/{run}/live", json={"simulated": {"seed": 1, "speed": 4}}).raise_for_status()
    page.get_by_role("button", name="Live").first.click()
    until(page, f"__screen.live.time_s > {FOLLOWED_S} && __screen.live.front > 0", 600.0)


def traced(house: House, limb: Path) -> str:
    """A made-up MR of the case's limb, segmented, with nerve and vessels traced from five clicks; its id."""
    body = cn.build(cn.load(CASE))
    save_scan_of(limb, synthetic_scan(body, "MR", other_leg="none").scan)
    scan = house.client.post("/api/scans", json={"place": str(limb)}).json()["id"]
    job = house.client.post(f"/api/scans/{scan}/segment", json={}).json()["job"]
    while house.client.get(f"/api/jobs/{job}").json()["state"] in ("waiting", "running"):
        time.sleep(0.5)
    nerve = body.treated_nerve
    assert nerve is not None
    courses = [(f"{nerve.name} nerve", "nerve", nerve.points)]
    courses += [(item.name, item.kind, item.points) for item in body.vessels]
    for name, kind, points in courses:
        seen = points[points[:, 2] < UPMOST]
        clicks = 1e3 * seen[np.linspace(3, len(seen) - 1, 5).astype(int)]
        base = house.client.get(f"/api/scans/{scan}").json()["version"]
        order = {"base": base, "clicks_mm": clicks.tolist(), "name": name, "kind": kind}
        answer = house.client.post(f"/api/scans/{scan}/traced", json=order)
        if answer.is_error:
            raise SystemExit(answer.text)
    return str(scan)


def scan_page(browser: Any, house: House, scan: str) -> Any:  # noqa: ANN401
    """The scan page where the nerve is traced."""
    page = browser.new_page(viewport=LARGE, color_scheme="dark")
    page.goto(f"http://{HERE}:{house.port}/?token={house.token}")
    until(page, "window.__ready === true")
    page.goto(f"http://{HERE}:{house.port}/?scan={scan}")
    until(page, "window.__screen && __screen.scan && document.querySelector('.axial canvas')?.dataset.layer")
    page.get_by_role("navigation").get_by_role("button", name="Nerve and vessels").click()
    page.get_by_role("button", name="tibial nerve", exact=True).click()
    x, y = page.evaluate("() => __screen.scanPlace('axial', __screen.scan.crosshair)")
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    for _ in range(8):
        page.mouse.wheel(0, -90)
    page.keyboard.up("Control")
    page.mouse.move(5, 700)
    time.sleep(2.0)
    return page


def main() -> int:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs")
    parser.add_argument("--scan", action="store_true", help="the scan page alone")
    options = parser.parse_args()
    folder = options.folder
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("There is no Chromium here; `make screen-browser` installs it.")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        house = House(Path(place) / "house")
        try:
            browser = driver.chromium.launch(executable_path=path, args=FLAGS)
            scan = traced(house, Path(place) / "house" / "limbs" / "child")
            scan_page(browser, house, scan).screenshot(path=folder / "screen-scan.png")
            if options.scan:
                return 0
            document = house.begin(CASE)
            house.run(document)
            opened(browser, house, document, LARGE, "light").screenshot(path=folder / "screen-light.png")
            opened(browser, house, document, SMALL).screenshot(path=folder / "screen-small.png")
            page = opened(browser, house, document, LARGE)
            page.screenshot(path=folder / "screen.png")
            run = house.client.get("/api/runs").json()[0]["id"]
            followed(page, house, run)
            page.screenshot(path=folder / "screen-live.png")
            house.client.delete("/api/live")
        finally:
            house.process.terminate()
            house.process.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
