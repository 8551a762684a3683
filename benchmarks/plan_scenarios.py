"""Plans held against a brute-force grid, scenario by scenario; one JSON line each.

Scenarios are shaped like published ones: adults and children; tibial, sural, intercostal- and digital-like
nerves; shallow and deep; beside a vessel. The drawn limb is a leg: intercostal and digital nerves are a nerve
of their size and depth in it, and say so. The grid is every combination of places on a regular grid of level,
angle, gap, turn and tilt, treated the coldest way that is allowed; the four that a preview likes best are run
in full, and the best of these is kept (tests/published/reference/plan-scenarios.json).

Usage: python benchmarks/plan_scenarios.py [NAME ...] [--list] [--grid] [--seed N]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from _line import print_line

import cryonerve as cn
from cryonerve.bioheat.previewing import preview
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.case.case import Case
from cryonerve.nerve.goal_reach import course_of
from cryonerve.planning.barriers import barriers_of
from cryonerve.planning.confirming import Confirmed, confirm
from cryonerve.planning.objective import sights_of
from cryonerve.planning.placing import frame_of
from cryonerve.planning.planner import REACH
from cryonerve.planning.searching import Bench, Candidate, coarse
from cryonerve.planning.shelf import Shelf, best_combinations, free, gaze_at
from cryonerve.planning.treating import Way, devices_at_hand, places_allowed, treated, ways

# name: age, nerve it is drawn as, area mm2 and depth mm (None: derived), goal length mm, placements, device,
# minutes allowed
SCENARIOS: dict[str, tuple[int, str, float | None, float | None, float, int, str, float]] = {
    "tibial-adult-one": (45, "tibial", None, None, 6.0, 1, "cryo-s-a20", 10.0),
    "tibial-adult-two": (45, "tibial", None, None, 10.0, 2, "cryo-s-a20", 10.0),
    "tibial-adult-thin-probe": (45, "tibial", None, None, 10.0, 2, "cryo-s-a13", 10.0),
    "tibial-child-one": (10, "tibial", None, None, 6.0, 1, "cryo-s-a13", 8.0),
    "tibial-child-two": (10, "tibial", None, None, 10.0, 2, "cryo-s-a13", 8.0),
    "tibial-child-short": (10, "tibial", None, None, 6.0, 2, "cryo-s-a13", 4.0),
    "tibial-deep": (45, "tibial", 20.0, 30.0, 8.0, 2, "cryo-s-a20", 10.0),
    "tibial-shallow": (45, "tibial", 15.0, 12.0, 8.0, 2, "cryo-s-a13", 10.0),
    "sural-adult": (45, "sural", None, None, 10.0, 1, "cryo-s-a13", 8.0),
    "sural-adult-thin-probe": (45, "sural", None, None, 6.0, 1, "iovera-20g", 4.0),
    "sural-child": (10, "sural", None, None, 8.0, 1, "cryo-s-a08", 6.0),
    "sural-two": (45, "sural", None, None, 15.0, 2, "cryo-s-a13", 8.0),
    "intercostal-like-adult": (45, "sural", 3.0, 15.0, 10.0, 1, "cryo-s-a20", 5.0),
    "intercostal-like-child": (14, "sural", 2.0, 10.0, 10.0, 1, "cryo-s-a13", 5.0),
    "intercostal-like-two": (45, "sural", 4.0, 20.0, 15.0, 2, "cryo-s-a13", 8.0),
    "digital-like-adult": (45, "sural", 1.0, 4.0, 6.0, 1, "cryo-s-a08", 4.0),
    "digital-like-child": (10, "sural", 0.7, 3.0, 5.0, 1, "cryo-s-a08", 4.0),
    "beside-a-vessel-adult": (60, "tibial", 18.0, None, 8.0, 2, "cryo-s-a13", 10.0),
    "beside-a-vessel-child": (6, "tibial", None, None, 6.0, 1, "cryo-s-a13", 8.0),
    "peroneal-adult": (45, "common peroneal", None, None, 8.0, 2, "cryo-s-a13", 8.0),
}
ANGLES, TURNS, TILTS, LEVELS, GAPS = 8, 5, 5, (-4e-3, 0.0, 4e-3), (0.0, 1e-3)
CONFIRMED = 4  # of the grid's best are run in full
SPACING = "1 mm"


def scenario(name: str) -> Case:
    """One scenario as a case, written and loaded as a person would."""
    age, nerve, area, depth, length, placements, device, minutes = SCENARIOS[name]
    size = "" if area is None else f"\n  nerve_area: {{value: {area} mm2, standing: assumed, why: scenario}}"
    size += (
        "" if depth is None else f"\n  nerve_depth: {{value: {depth} mm, standing: assumed, why: scenario}}"
    )
    text = f"""cryonerve: 1
title: {name}
patient: {{age: {age} years}}
anatomy:
  phantom: limb
  nerve: {nerve}{size}
probes: [{{name: first, device: {device}, tip: 4 0 0 mm, axis: 0 -0.8 0.6}}]
protocol: [Freeze at -80 degC for 2 min, Thaw for 1 min, Freeze at -80 degC for 2 min, Thaw for 1 min]
solver: {{spacing: {SPACING}}}
goals: {{cover: {nerve}, length: {length} mm, below: -20 degC}}
means: {{placements: {placements}, devices: [{device}], within: {minutes} min}}
"""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return cn.load(path)


def bench_of(case: Case) -> Bench:
    """What the grid is judged at: the same cheap evaluation and barriers as the search's."""
    volume = cn.build(case)
    assert case.goals is not None
    bare = replace(case, solver=coarse(case))
    course, own = course_of(volume, case.goals), placements_of(case)
    frame = frame_of(course, volume, own, reach=REACH)
    sights = sights_of(case, case.goals, volume, frame)
    return Bench(
        case, bare, case.goals, volume, course, frame, barriers_of(case, volume), sights,
        preview(volume, bare), own, 1, lambda: None,
    )  # fmt: skip


def grid(bench: Bench, device: str) -> Shelf:
    """Every place of a regular grid that nothing bars: touching the nerve, and a millimetre away."""
    known = bench.case.devices[device]
    middle = 0.5 * (bench.frame.first + bench.frame.last)
    low, high = bench.frame.bounds.T
    axes = [np.linspace(low[k], high[k], n) for k, n in ((3, TURNS), (4, TILTS))]
    angles = np.linspace(-np.pi, np.pi, ANGLES, endpoint=False)
    rows = [
        np.array([middle + level, angle, gap, turn, tilt])
        for level, angle, gap, turn, tilt in product(LEVELS, angles, GAPS, *axes)
    ]
    return free(known, bench.frame, bench.barriers, rows, most=len(rows))


def coldest(case: Case, device: str, places: int) -> Way:
    """The way that covers most: the most freezes of the longest time that is allowed."""
    return max(ways(case, device, places), key=lambda way: (way.seconds, way.cycles))


def candidates(bench: Bench) -> Iterator[Candidate]:
    """The grid's best combinations, for every device and number of places."""
    for device in devices_at_hand(bench.case):
        shelf = grid(bench, device.name)
        for places in range(1, min(places_allowed(bench.case)[0], len(shelf.places)) + 1):
            way = coldest(bench.case, device.name, places)
            alone = bench.prepared.planned(
                treated(bench.case, replace(way, places=1, at_once=1), shelf.places[:1])
            )
            objective = bench.objective(way, shelf.places[:places])
            gaze = gaze_at(bench.sights, alone, together=way.at_once >= way.places)
            for _, chosen in best_combinations(shelf, gaze, way.places):
                these = tuple(shelf.places[index] for index in chosen)
                yield Candidate(way, shelf.numbers[list(chosen)], these, objective.score(these))


def best_of_grid(bench: Bench) -> Confirmed | None:
    """The best few of the grid, run in full; the one that covers most of those that nothing forbids."""
    found = sorted(candidates(bench), key=lambda one: -one.score.worth)[:CONFIRMED]
    runs = [confirm(bench, one) for one in found]
    return max(runs, key=lambda run: (not run.stops, run.reach.share), default=None)


def grid_row(name: str) -> dict[str, object]:
    """What the grid finds for a scenario, as it is stored."""
    began = perf_counter()
    best = best_of_grid(bench_of(scenario(name)))
    row: dict[str, object] = {"name": name, "coverage": None, "stops": 0, "s": 0.0}
    if best is not None:
        row |= {
            "coverage": round(best.reach.share, 4),
            "complete_over_mm": round(1e3 * best.reach.length, 2),
            "stops": len(best.stops),
            "minutes": best.candidate.way.time / 60,
            "way": str(best.candidate.way),
            "tips_mm": [[round(1e3 * part, 2) for part in place.tip] for place in best.candidate.places],
            "axes": [[round(part, 4) for part in place.axis] for place in best.candidate.places],
        }
    return row | {"s": round(perf_counter() - began, 1)}


def plan_row(name: str, seed: int) -> dict[str, object]:
    """What the search finds for a scenario."""
    plan = cn.plan(scenario(name), seed=seed, explain=False)
    return {
        "name": name,
        "coverage": round(plan.reach.share, 4),
        "complete_over_mm": round(1e3 * plan.reach.length, 2),
        "reached": plan.reached,
        "stops": len(plan.stops),
        "minutes": sum(step.seconds for step in plan.case.protocol) / 60,
        "full_runs": plan.runs,
        "s": round(plan.seconds, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(SCENARIOS))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--grid", action="store_true", help="the grid instead of the search")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.list:
        print("\n".join(SCENARIOS))
        return 0
    for name in options.names:
        row = grid_row(name) if options.grid else plan_row(name, options.seed)
        print_line("plan-grid" if options.grid else "plan-scenario", **row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
