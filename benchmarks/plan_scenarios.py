"""Plans held against a brute-force grid, scenario by scenario; one JSON line each.

Scenarios are shaped like published ones: adults and children; tibial, sural, intercostal- and digital-like
nerves; shallow and deep; beside a vessel. The drawn limb is a leg: intercostal and digital nerves are a nerve
of their size and depth in it, and say so. The grid is every combination of places on a regular grid of angle,
turn and tilt at three levels, for every device and way to treat; the best few are run in full.

Usage: python benchmarks/plan_scenarios.py [NAME ...] [--list] [--grid-only] [--seed N]
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
from cryonerve.planning.confirming import Confirmed, better, confirm
from cryonerve.planning.objective import sights_of
from cryonerve.planning.placing import frame_of
from cryonerve.planning.planner import REACH
from cryonerve.planning.searching import Bench, Candidate, coarse
from cryonerve.planning.shelf import Shelf, best_combinations
from cryonerve.planning.treating import devices_at_hand, places_allowed, treated, ways

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
ANGLES, TURNS, TILTS, LEVELS = 10, 7, 5, (-4e-3, 0.0, 4e-3)
CONFIRMED = 4  # of the grid's best are run in full
SPACING = "0.7 mm"


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
    """Every place of a regular grid, touching the nerve, that nothing bars."""
    known = bench.case.devices[device]
    middle = 0.5 * (bench.frame.first + bench.frame.last)
    low, high = bench.frame.bounds.T
    axes = [np.linspace(low[k], high[k], n) for k, n in ((3, TURNS), (4, TILTS))]
    angles = np.linspace(-np.pi, np.pi, ANGLES, endpoint=False)
    rows = [
        np.array([middle + level, angle, 0.0, turn, tilt])
        for level, angle, turn, tilt in product(LEVELS, angles, *axes)
    ]
    kept = [(row, bench.frame.place(row, known)) for row in rows]
    kept = [
        (row, place)
        for row, place in kept
        if bench.frame.gap(place) >= -2e-5 and bench.barriers.lacking(place) == 0.0
    ]
    return Shelf(known, np.array([row for row, _ in kept]), tuple(place for _, place in kept))


def candidates(bench: Bench) -> Iterator[Candidate]:
    """The grid's best combinations of every device and way to treat."""
    for device in devices_at_hand(bench.case):
        shelf = grid(bench, device.name)
        for places in range(1, places_allowed(bench.case)[0] + 1):
            for way in ways(bench.case, device.name, places):
                if len(shelf.places) < places:
                    continue
                single = treated(bench.case, replace(way, places=1, at_once=1), shelf.places[:1])
                alone = bench.prepared.planned(single)
                objective = bench.objective(way, shelf.places[:places])
                for _, chosen in best_combinations(shelf, bench.sights, alone, way):
                    these = tuple(shelf.places[index] for index in chosen)
                    yield Candidate(way, shelf.numbers[list(chosen)], these, objective.score(these))


def best_of_grid(bench: Bench) -> Confirmed | None:
    """The best few of the grid, run in full; the best of them."""
    found = sorted(candidates(bench), key=lambda one: -one.score.worth)[:CONFIRMED]
    best: Confirmed | None = None
    for one in found:
        full = confirm(bench, one)
        best = full if better(full, best) else best
    return best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(SCENARIOS))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--grid-only", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.list:
        print("\n".join(SCENARIOS))
        return 0
    for name in options.names:
        case = scenario(name)
        began = perf_counter()
        best = best_of_grid(bench_of(case))
        numbers: dict[str, object] = {"grid_s": round(perf_counter() - began, 1)}
        if best is not None:
            numbers |= {
                "grid_coverage": round(best.reach.share, 4),
                "grid_reached": best.reached,
                "grid_minutes": best.candidate.way.time / 60,
                "grid_stops": len(best.stops),
            }
        if not options.grid_only:
            began = perf_counter()
            plan = cn.plan(case, seed=options.seed, explain=False)
            numbers |= {
                "plan_s": round(perf_counter() - began, 1),
                "plan_coverage": round(plan.reach.share, 4),
                "plan_reached": plan.reached,
                "plan_minutes": sum(step.seconds for step in plan.case.protocol) / 60,
                "plan_stops": len(plan.stops),
            }
        print_line("plan-scenario", name=name, **numbers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
