"""The preview against the full solver: the published case with its probes moved by hand, and what it states.

Every distance between a surface of the preview and one of the full solver is divided by the error that is
stated for it; 95 of 100 of these must not exceed 1. Placements are drawn at random, the same every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat.surface_distance import surface_distances
from cryonerve.case.case import Case

SOURCE = "full solver, same grid spacing"
MOST = (0.8, 0.8, 1.5, 1.5, 2.0, 2.0, 3.0, 3.0, 5.0, 5.0)  # mm that each tip is moved at most
BESIDE = (4.0, 6.0, 7.0)  # mm from the distal tip to the proximal one
BANDS = (0.0, 1.0, 2.0, 3.0, 6.0)  # mm moved, of the rows that are reported


def placements(case: Case) -> Iterator[Case]:
    """Random moves of both probes, then probes close to each other."""
    random = np.random.default_rng(20)
    for most in (*MOST, *(0.5 for _ in BESIDE)):
        probes = []
        for probe in case.probes:
            way = random.normal(size=3)
            tip = np.array(probe.tip) + random.uniform(0.5, 1.0) * most * 1e-3 * way / np.linalg.norm(way)
            axis = np.array(probe.axis) + random.normal(0.0, 0.02 * most, 3)
            axis /= np.linalg.norm(axis)
            probes.append(replace(probe, tip=tuple(tip.tolist()), axis=tuple(axis.tolist())))
        yield replace(case, probes=tuple(probes))


def beside(case: Case, millimetres: float) -> Case:
    """The proximal probe moved to a distance from the distal one, along the nerve."""
    first, second = case.probes
    x, y, z = first.tip
    return replace(case, probes=(first, replace(second, tip=(x, y, z + millimetres * 1e-3))))


@pytest.mark.slow
def test_stated_errors_hold_for_moved_probes(record) -> None:
    case = replace(cn.load("tibial-neuroma-child"), sensors=())
    volume = cn.build(case)
    plain, anchored = cn.preview(volume, case), cn.preview(volume, case, anchor=cn.freeze(volume, case))
    drawn = list(placements(case))
    moves = drawn[: len(MOST)]
    moves += [beside(item, gap) for item, gap in zip(drawn[len(MOST) :], BESIDE, strict=True)]
    found: dict[str, list[tuple[float, dict[str, np.ndarray], dict[str, float]]]] = {
        "plain": [],
        "anchored": [],
    }
    for moved in moves:
        full = cn.freeze(volume, moved)
        for name, prepared in (("plain", plain), ("anchored", anchored)):
            glimpse = prepared.at(moved)
            found[name].append((glimpse.moved, surface_distances(glimpse, full), dict(glimpse.error)))
    for name, results in found.items():
        for surface in ("ice", "-20C", "-40C"):
            shares = [ways[surface] / error[surface] for _, ways, error in results]
            got = float(np.percentile(np.concatenate(shares), 95))
            title = f"preview {name}, {surface}: 95th percentile of distance over stated error"
            record(title, expected=0.5, got=got, tolerance=0.5, unit="1", source=SOURCE)
            for low, high in pairwise(BANDS) if name == "anchored" else [(0.0, 100.0)]:
                near = [ways[surface] for moved, ways, _ in results if low <= moved * 1e3 < high]
                if near:
                    far = float(np.percentile(np.concatenate(near), 95)) * 1e3
                    title = (
                        f"preview {name}, {surface}, moved {low:g} to {high:g} mm: 95 of 100 points within"
                    )
                    record(title, expected=0.0, got=far, tolerance=None, unit="mm", source=SOURCE)
