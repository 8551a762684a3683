"""Centre lines and areas of traced nerves on made-up scans that nothing was tuned on.

What tracing takes for granted (`tracing.toml`) was set on seeds 101 to 103 of the same phantoms; here other
seeds and clicks are drawn. A nerve that the scan does not show has the usual width, and no area is judged.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.spatial import cKDTree

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.synthetic_scans import synthetic_scan
from cryonerve.anatomy.tracing_paths import trace_curve
from tests.unit.anatomy.nerves_made import nerve_scan, true_area
from tests.unit.anatomy.scans_made import ADULT, CHILD, volume

SCANS = {
    "CT 0.7 x 0.7 x 3 mm": ("CT", (0.7e-3, 0.7e-3, 3e-3), 0.0),
    "MR 0.5 x 0.5 x 3 mm": ("MR", (0.5e-3, 0.5e-3, 3e-3), 0.0),
    "MR 0.7 x 0.7 x 3 mm, moved by 0.5 mm": ("MR", (0.7e-3, 0.7e-3, 3e-3), 0.5e-3),
}
SEEDS = (301, 302)
NERVES = ("tibial", "common peroneal", "sural", "saphenous")
SOURCE = "the phantom's own nerve"


@cache
def pictures(name, scan, seed):
    modality, spacing, motion = SCANS[scan]
    return synthetic_scan(
        volume(name), modality, spacing=spacing, motion=motion, couch=False, other_leg="none", seed=seed
    ).scan


def clicks_on(line, scan, seed, off):
    low, high = max(line[0, 2], scan.bounds[0, 2] + 3e-3), min(line[-1, 2], scan.bounds[1, 2] - 3e-3)
    z = np.linspace(low, high, 5)
    places = np.stack([np.interp(z, line[:, 2], line[:, a]) for a in range(2)] + [z], axis=1)
    rng = np.random.default_rng(seed)
    aside = rng.normal(size=(5, 3))
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    return places + off * aside * rng.uniform(0.0, 1.0, (5, 1)) ** (1.0 / 3.0)


def traced(scan, off):
    """Errors of places and what the curve says, mm; logarithms of areas over true ones, with what it says."""
    away, said, areas = [], [], []
    for name in (CHILD, ADULT):
        for seed in SEEDS:
            seen = pictures(name, scan, seed)
            for number, course in enumerate(volume(name).nerves):
                if course.name not in NERVES:
                    continue
                proper = ~course.neuroma
                line, semi = course.points[proper], course.semi_axes[proper]
                clicks = clicks_on(line, seen, 1000 * seed + number, off)
                curve = trace_curve(seen, clicks, name=f"{course.name} nerve", kind="nerve")
                away.append(1e3 * Tube(line, np.full((len(line), 2), 1e-9)).distance(curve.points))
                said.append(1e3 * curve.uncertainty)
                if curve.area_uncertainty > 0.0:
                    places = curve.at(np.array([item.station for item in curve.sections]))[0]
                    true = np.pi * semi[cKDTree(line).query(places)[1]].prod(axis=1)
                    found = np.array([item.area for item in curve.sections])
                    areas.append((float(np.log(found / true).mean()), curve.area_uncertainty))
    return away, np.array(said), np.array(areas)


@pytest.mark.slow
@pytest.mark.parametrize("scan", SCANS)
@pytest.mark.parametrize("off", [0.0, 1e-3], ids=["exact clicks", "clicks up to 1 mm off"])
def test_nerves_between_five_clicks(scan, off, record):
    away, said, areas = traced(scan, off)
    words = f"{scan}, {'exact clicks' if off == 0.0 else 'clicks up to 1 mm off'}, {len(away)} nerves"
    means, every = np.array([item.mean() for item in away]), np.concatenate(away)

    def down(what, expected, got, unit, tolerance=None):
        record(f"{what}, {words}", expected=expected, got=got, tolerance=tolerance, unit=unit, source=SOURCE)

    down("centre line, mean", 0.0, means.mean(), "mm", 0.5)
    down("centre line, worst mean of a trace", 0.0, means.max(), "mm")
    down("centre line, 95 of 100 places", 0.0, np.percentile(every, 95), "mm")
    down("centre line, largest", 0.0, every.max(), "mm")
    off_by = np.concatenate([item / sure for item, sure in zip(away, said, strict=True)])
    for share, reach in ((0.68, 1.515), (0.95, 2.448)):  # of a normal law in two directions across
        down(f"places within {reach} of what the curve says", share, float((off_by < reach).mean()), "1")
    if len(areas):
        error, sure = areas.T
        down("area over the true one, mean", 1.0, float(np.exp(error.mean())), "1")
        down("area, root mean square of the relative error", 0.0, float(np.sqrt((error**2).mean())), "1")
        down("areas within one standard deviation", 0.68, float((np.abs(error) < sure).mean()), "1")
        down("areas within 1.96 of them", 0.95, float((np.abs(error) < 1.96 * sure).mean()), "1")


@pytest.mark.slow
@pytest.mark.parametrize("modality", ["CT", "MR"])
@pytest.mark.parametrize("width", [2e-3, 4e-3, 6e-3])
@pytest.mark.parametrize("fat", [0.2, 1.0], ids=["in muscle", "in fat"])
def test_areas_of_single_nerves(modality, width, fat, record):
    """Straight ovals, oblique to the slices, at two voxel sizes; no phantom, no shared formula."""
    error, sure = [], []
    for voxel, slices in ((0.4e-3, 3e-3), (0.8e-3, 4e-3)):
        for seed in (31, 32, 33):
            scan, line = nerve_scan(width, voxel=voxel, slices=slices, modality=modality, fat=fat, seed=seed)
            clicks = line[np.linspace(14, len(line) - 15, 5).astype(int)]
            curve = trace_curve(scan, clicks, name="a branch", kind="nerve")
            if curve.area_uncertainty > 0.0:
                area = np.mean([item.area for item in curve.sections])
                error.append(float(np.log(area / true_area(width))))
                sure.append(curve.area_uncertainty)
    words = f"{1e3 * width:g} mm nerve {'in fat' if fat == 1.0 else 'in muscle'}, {modality}"

    def down(what, expected, got):
        record(f"{what}, {words}", expected=expected, got=got, tolerance=None, unit="1", source=SOURCE)

    down("shown by how many of 6 scans", 6, len(error))
    if error:
        down("area over the true one", 1.0, float(np.exp(np.mean(error))))
        down("what the curve says of its logarithm", float(np.sqrt(np.mean(np.square(error)))), np.mean(sure))
