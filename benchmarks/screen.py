"""The page of `cryonerve app` in a real Chromium: first paint, dragging, scrubbing, memory.

A server of its own in an empty folder, the bundled child as it is. The page is opened a first time, which
draws the body, and again in a new browser, as on any later day; a probe's tip is dragged for some seconds;
the case is run; time is scrubbed as fast as keys are taken; then the tab's memory is read after a collection
of garbage. Without a GPU Chromium draws in software, which takes processor time from the server.

Usage: python benchmarks/screen.py [--case NAME] [--seconds N] [--small]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from _line import print_line
from playwright.sync_api import sync_playwright

HERE = "127.0.0.1"
LARGE, SMALL = {"width": 1440, "height": 900}, {"width": 1024, "height": 768}
FLAGS = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--enable-precise-memory-info"]


class House:
    """A server and what to ask it with."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "cryonerve.app.cli", "app", "--no-browser", "--folder", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        door, end = folder / "door.json", time.monotonic() + 120.0
        while not door.exists():
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit("The server did not start.")
            time.sleep(0.1)
        said = json.loads(door.read_text())
        self.token, self.port = said["token"], said["port"]
        self.client = httpx.Client(
            base_url=f"http://{HERE}:{self.port}",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=60.0,
        )

    def begin(self, case: str) -> str:
        """A document of a bundled case; its id."""
        answer = self.client.post("/api/documents", json={"bundled": case})
        answer.raise_for_status()
        return str(answer.json()["id"])

    def run(self, document: str) -> float:
        """Run it in full; seconds."""
        began = time.monotonic()
        base = self.client.get(f"/api/documents/{document}").json()["version"]
        job = self.client.post(f"/api/documents/{document}/run", json={"base": base}).json()
        while True:
            state = self.client.get(f"/api/jobs/{job['job']}").json()["state"]
            if state in ("done", "failed", "cancelled"):
                assert state == "done", state
                return time.monotonic() - began
            time.sleep(0.5)


def until(page: Any, expression: str, seconds: float = 240.0) -> None:
    """Ask until it is true."""
    end = time.monotonic() + seconds
    while not page.evaluate(f"() => {expression}"):
        if time.monotonic() > end:
            raise SystemExit(f"never came: {expression}")
        time.sleep(0.02)


def opened(page: Any, house: House, document: str) -> dict[str, float]:
    """Seconds until the page painted first, and until body and slices are there."""
    began = time.monotonic()
    page.goto(f"http://{HERE}:{house.port}/?token={house.token}&document={document}")
    until(page, "window.__ready === true")
    until(page, "__screen.open && __screen.anatomy")
    there = time.monotonic() - began
    paint = page.evaluate(
        "() => performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime)[0]"
    )
    return {"first_paint_s": round(paint / 1e3, 2), "anatomy_s": round(there, 2)}


def dragged(page: Any, seconds: float) -> dict[str, object]:
    """Milliseconds from a pointer's move until its answer is drawn, while a tip is led around."""
    until(page, "__screen.connected")
    page.get_by_label("Run after moving a probe").uncheck()
    tip = page.evaluate("() => __screen.probe('distal').tip_mm")
    x, y = page.evaluate(f"() => __screen.place('along', {tip})")
    page.mouse.move(x, y)
    page.wait_for_timeout(200)
    page.mouse.down()
    page.mouse.move(x + 3.0, y)
    until(page, "__screen.answerMs !== null")  # the first answer waits until the preview is prepared
    found: list[float] = []
    end, turn = time.monotonic() + seconds, 0.0
    while time.monotonic() < end:
        turn += 0.15
        page.mouse.move(x + 25.0 * np.sin(turn), y + 12.0 * np.sin(2.0 * turn))
        page.wait_for_timeout(16)
        answer = page.evaluate("() => __screen.answerMs")
        if answer is not None and (not found or answer != found[-1]):
            found.append(answer)
    page.keyboard.press("Escape")
    page.mouse.up()
    low, middle, high = np.percentile(found, (5, 50, 95))
    return {"drag_ms": [round(low), round(middle), round(high)], "drag_answers": len(found)}


def own_s(session: Any) -> float:
    """Seconds that the page's own thread computed: script, style, layout; not what it drew or waited for."""
    found = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    return float(sum(found[name] for name in ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")))


def scrubbed(page: Any, seconds: float) -> dict[str, object]:
    """Frames drawn a second while time is stepped, and what one costs.

    A graphics processor takes over what is drawn; the page's own thread and the worker, which work at the
    same time, are left. The slower of them bounds the frames a second: `reckoned_frames_a_second`.
    """
    until(page, "__screen.source === 'run'")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.locator("h1").click()
    page.keyboard.press("Home")
    page.wait_for_timeout(1500)
    for _ in range(2):  # once to fetch the frames, once to measure
        page.keyboard.press("Home")
        page.wait_for_timeout(300)
        before, own = page.evaluate("() => __screen.counts"), own_s(session)
        first, began, steps = page.evaluate("() => __screen.framesDrawn"), time.monotonic(), 0
        while time.monotonic() - began < seconds:
            page.keyboard.press(".")
            steps += 1
            time.sleep(0.01)  # keys come as fast as frames on any screen, no faster
        drawn = page.evaluate("() => __screen.framesDrawn") - first
        rate = drawn / (time.monotonic() - began)
        own, now = own_s(session) - own, page.evaluate("() => __screen.counts")
    worker = (now["worker_ms"] - before["worker_ms"]) / max(now["worker_frames"] - before["worker_frames"], 1)
    page_ms = 1e3 * own / max(drawn, 1)
    return {
        "scrub_frames_a_second": round(rate, 1),
        "scrub_steps": steps,
        "page_ms_a_frame": round(page_ms, 1),
        "worker_ms_a_frame": round(worker, 1),
        "triangles": now["triangles"],
        "draw_calls": now["calls"],
        "reckoned_frames_a_second": round(1e3 / max(page_ms, worker)),
    }


def memory(page: Any) -> dict[str, object]:
    """MiB of the tab's heap after a collection, of frames that it keeps, and of the tab's whole process."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    held = usage["usedSize"] + usage.get("backingStorageSize", 0)
    return {
        "heap_MiB": round(held / 2**20),
        "kept_frames_MiB": round(page.evaluate("() => __screen.keptBytes") / 2**20),
        "tab_process_MiB": round(own_memory(page.context.browser) / 2**20),
    }


def own_memory(browser: Any) -> int:
    """Bytes of the largest process that draws a page, its share of what processes have in common included."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    most = 0
    for item in told:
        if item["type"] == "renderer":
            rows = Path(f"/proc/{item['id']}/smaps_rollup").read_text().splitlines()
            most = max(most, *(1024 * int(row.split()[1]) for row in rows if row.startswith("Pss:")))
    return most


def chromium() -> str:
    """The browser that pages are measured in."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("There is no Chromium here; `make screen-browser` installs it.")
    return path


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", default="tibial-neuroma-child")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--small", action="store_true", help="1024 x 768 instead of 1440 x 900")
    options = parser.parse_args()
    path = chromium()
    size = SMALL if options.small else LARGE
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        house = House(Path(place) / "house")
        try:
            document = house.begin(options.case)
            found: dict[str, object] = {}
            for name in ("first", "later"):
                browser = driver.chromium.launch(executable_path=path, args=FLAGS)
                page = browser.new_page(viewport=size)
                found |= {f"{name}_{key}": value for key, value in opened(page, house, document).items()}
                if name == "first":
                    browser.close()
            found |= dragged(page, options.seconds)
            found["run_s"] = round(house.run(document), 1)
            found |= scrubbed(page, options.seconds)
            found |= memory(page)
            browser.close()
        finally:
            house.process.terminate()
            house.process.wait(30)
    print_line("screen", case=options.case, page=list(size.values()), **found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
