"""The scan page in a real Chromium: how soon another slice, a stroke of the brush and a trace are there.

A server of its own with a made-up limb of 256 x 256 x 120 voxels: bone, muscle, fat and a nerve. The wheel
turns through axial slices, then strokes are drawn on a slice; the page says how long each took from the event
until it was on the canvas, and how long until the program had kept a stroke. Five clicks are traced.

`--ct` is a CT of 512 x 512 x 600 voxels instead.

Usage: python benchmarks/scan_page.py [--slices N] [--small] [--ct]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from _line import print_line
from playwright.sync_api import sync_playwright
from screen import FLAGS, HERE, LARGE, SMALL, House, chromium, until

from cryonerve.scans.limb_folder import save_scan_of
from cryonerve.scans.scan import Scan

SHAPE, SPACING = (256, 256, 120), (0.7e-3, 0.7e-3, 1.5e-3)
CT = (512, 512, 600), (0.35e-3, 0.35e-3, 0.3e-3)  # as long and wide as the other one
FAST = 6.0  # s that the wheel is turned without a rest
NERVE = (12.0, -8.0)  # mm, from the middle


def made(shape: tuple[int, int, int] = SHAPE, spacing: tuple[float, float, float] = SPACING) -> Scan:
    """A leg in CT: fat, muscle, a bone, a nerve that winds a little; noise everywhere."""
    half = 0.5 * (shape[0] - 1)
    x, y = np.meshgrid(*(1e3 * spacing[0] * (np.arange(shape[0]) - half) for _ in range(2)), indexing="ij")
    values = np.empty(shape, np.int16)
    noise = np.random.default_rng(1)
    for layer in range(shape[2]):
        k = layer * spacing[2] / SPACING[2]
        one = np.full(x.shape, -1000.0)
        one[x**2 + y**2 < 75.0**2] = -100.0
        one[x**2 + y**2 < 62.0**2] = 55.0
        one[(x + 15) ** 2 + (y - 20) ** 2 < 14.0**2] = 900.0
        nx, ny = NERVE[0] + 2.0 * np.sin(k / 25.0), NERVE[1] + 2.0 * np.cos(k / 30.0)
        one[(x - nx) ** 2 + (y - ny) ** 2 < 9.0] = 5.0
        values[:, :, layer] = one + noise.normal(0.0, 12.0, x.shape)
    origin = np.array([-half * spacing[0], -half * spacing[0], 0.0])
    return Scan(values, origin, np.array(spacing), "CT", slice_thickness=spacing[2], source="made up")


def opened(page: Any, house: House, limb: Path) -> dict[str, Any]:
    """The scan on the page; seconds until its first slices are drawn."""
    began = time.monotonic()
    scan = house.client.post("/api/scans", json={"place": str(limb)}, timeout=120.0).json()
    read = time.monotonic() - began
    page.goto(f"http://{HERE}:{house.port}/?token={house.token}")
    until(page, "window.__ready === true")
    began = time.monotonic()
    page.goto(f"http://{HERE}:{house.port}/?scan={scan['id']}")
    until(page, "window.__screen && __screen.scan && document.querySelector('.axial canvas')?.dataset.layer")
    return {"scan": scan, "read_s": round(read, 2), "open_s": round(time.monotonic() - began, 2)}


def place(page: Any, at: list[float]) -> tuple[float, float]:
    x, y = page.evaluate(f"() => __screen.scanPlace('axial', {at})")
    return x, y


def shares(found: list[float]) -> list[int]:
    """Milliseconds: 5, 50 and 95 of a hundred are shorter."""
    return [round(part) for part in np.percentile(found, (5, 50, 95))]


def turned(page: Any, slices: int) -> dict[str, object]:
    """Through axial slices with the wheel, one at a time; then as fast as the wheel turns."""
    page.mouse.move(*place(page, [0.0, 0.0, 90.0]))
    page.evaluate("() => __screen.scan.sliceMs.splice(0)")
    for n in range(slices):
        page.mouse.wheel(0, 100 if n % 80 < 40 else -100)
        page.wait_for_timeout(40)
    found = page.evaluate("() => [...__screen.scan.sliceMs]")
    page.evaluate("() => __screen.scan.sliceMs.splice(0)")
    began, ended = time.monotonic(), time.monotonic() + FAST
    while time.monotonic() < ended:
        page.mouse.wheel(0, 100 if (time.monotonic() - began) % 2.0 < 1.0 else -100)
    drawn = page.evaluate("() => __screen.scan.sliceMs.length") / (time.monotonic() - began)
    return {"slice_ms": shares(found), "slices": len(found), "pictures_per_s": round(drawn, 1)}


def painted(page: Any) -> dict[str, object]:
    """Strokes with a brush of 12 mm; each ends before the next begins."""
    page.get_by_role("button", name="Tissues").first.click()
    page.get_by_label("Name of a new label").fill("muscle")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="muscle", exact=True).wait_for()
    for _ in range(3):
        page.keyboard.press("]")
    page.evaluate("() => __screen.scan.strokeMs.splice(0)")
    x, y = place(page, [10.0, 10.0, 90.0])
    kept = []
    for n in range(10):
        page.mouse.move(x, y + 8 * n)
        page.mouse.down()
        for step in range(20):
            page.mouse.move(x + 5 * step, y + 8 * n)
            page.wait_for_timeout(16)
        page.mouse.up()
        began = time.monotonic()
        until(page, "__screen.scan.pending === 0")
        kept.append(1e3 * (time.monotonic() - began))
    found = page.evaluate("() => [...__screen.scan.strokeMs]")
    return {"stroke_ms": shares(found), "strokes": len(found), "kept_ms": shares(kept)}


def traced(house: House, scan: dict[str, Any]) -> dict[str, object]:
    """Five clicks along the nerve, each a little off, as another curve each time."""
    name, found = scan["id"], []
    clicks = [
        [NERVE[0] + 2.0 * np.sin(k / 25.0) + 0.4, NERVE[1] + 2.0 * np.cos(k / 30.0), 1.5 * k]
        for k in (5, 32, 60, 88, 114)
    ]
    for n in range(4):
        base = house.client.get(f"/api/scans/{name}").json()["version"]
        order = {"base": base, "clicks_mm": clicks, "name": f"tibial nerve {n}", "kind": "nerve"}
        began = time.monotonic()
        house.client.post(f"/api/scans/{name}/traced", json=order).raise_for_status()
        found.append(time.monotonic() - began)
    return {"first_trace_s": round(found[0], 2), "trace_s": round(float(np.median(found[1:])), 2)}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slices", type=int, default=160)
    parser.add_argument("--small", action="store_true", help="1024 x 768 instead of 1440 x 900")
    parser.add_argument("--ct", action="store_true", help="512 x 512 x 600 voxels")
    options = parser.parse_args()
    path = chromium()
    grid = CT if options.ct else (SHAPE, SPACING)
    size = SMALL if options.small else LARGE
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        limb = Path(folder) / "house" / "limbs" / "leg"
        save_scan_of(limb, made(*grid))
        house = House(Path(folder) / "house")
        try:
            browser = driver.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(viewport=size)
            found = opened(page, house, limb)
            scan = found.pop("scan")
            page.wait_for_timeout(1500)
            found |= turned(page, options.slices) | painted(page) | traced(house, scan)
            browser.close()
        finally:
            house.process.terminate()
            house.process.wait(30)
    print_line("scan_page", voxels=list(grid[0]), page=list(size.values()), **found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
