"""The pictures of docs/screen.md: the page in a real Chromium, with the bundled child's case, run here.

Usage: python scripts/screenshots.py [FOLDER]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from screen import FLAGS, HERE, LARGE, SMALL, House, until  # noqa: E402

CASE = "tibial-neuroma-child"
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


def main() -> int:
    """Take them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("There is no Chromium here; `make screen-browser` installs it.")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        house = House(Path(place) / "house")
        try:
            document = house.begin(CASE)
            house.run(document)
            browser = driver.chromium.launch(executable_path=path, args=FLAGS)
            opened(browser, house, document, LARGE, "light").screenshot(path=folder / "screen-light.png")
            opened(browser, house, document, SMALL).screenshot(path=folder / "screen-small.png")
            page = opened(browser, house, document, LARGE)
            page.screenshot(path=folder / "screen.png")
            run = house.client.get("/api/runs").json()[0]["id"]
            followed(page, house, run)
            page.screenshot(path=folder / "screen-live.png")
            house.client.delete("/api/live")
            browser.close()
        finally:
            house.process.terminate()
            house.process.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
