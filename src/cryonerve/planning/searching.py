"""The search on cheap evaluations: shelves of places combined and zoomed into, then all numbers polished.

SciPy's differential evolution polishes, started from the best combinations. It stands on the shelves because
the worth of two probes has many separate hills (sides of the nerve): moving all numbers from random starts,
CMA-ES and differential evolution ended between 0.13 and 0.82 of one case, shelves and polish reach the best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from threading import Event

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import differential_evolution

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.previewing import Preview
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.case import Case, Goals, SolverOptions
from cryonerve.case.spacing import DEFAULT_SPACING
from cryonerve.planning.barriers import Barriers
from cryonerve.planning.objective import Objective, Score, Sights
from cryonerve.planning.placing import NUMBERS, Frame, settled
from cryonerve.planning.shelf import Gaze, Shelf, best_combinations, gaze_at, shelf_of, zoomed
from cryonerve.planning.treating import Way, treated
from cryonerve.planning.workforce import usable_cores

__all__ = ["GLANCE", "LONG", "STARTS", "Bench", "Cancelled", "Candidate", "coarse", "polished", "searched"]

Floats = NDArray[np.float64]

PREVIEWED = 1e-3  # m, finest cell of what previews superpose
LONG = 4.0  # times the usual steps in time, of previews and lean runs
ZOOMS = 3  # looks around the best combinations, each half as wide as the one before
DRAWS = 3  # shelves that are drawn anew, each zoomed into
SIDES = (0, 1, -1)  # of the nerve on which each draw seeks places of a single probe
APART = 0.4  # rad around the nerve that make another side
GLANCE = 1  # of them, where only the promising are looked at closer
STARTS = 8  # combinations whose places are zoomed into
ROUNDS = 14  # generations of the polish
TICK = 0.2  # s between two questions whether to stop
JITTER = 0.02  # of a number's range, around the best combination where the polish starts


def coarse(case: Case) -> SolverOptions:
    """The spacing of previews in a search: it puts their coverage off by a hundredth."""
    return replace(case.solver, spacing=max(case.solver.spacing or DEFAULT_SPACING, PREVIEWED))


class Cancelled(Exception):  # noqa: N818 -- not an error: what was found until then is kept
    """Somebody asked to stop."""


@dataclass(frozen=True, eq=False)
class Bench:
    """What stays the same during one search.

    Attributes
    ----------
    given : the case. case : the same without thermocouples, at the spacing that previews are made with.
    prepared : preview of it as it is. tick : called now and then, may raise `Cancelled`.
    shelves : by device, so that its free places are sought once.
    """

    given: Case
    case: Case
    goals: Goals
    volume: Volume
    course: NerveCourse
    frame: Frame
    barriers: Barriers
    sights: Sights
    prepared: Preview
    own: tuple[Placement, ...]
    seed: int
    tick: Callable[[], None]
    shelves: dict[str, Shelf] = field(default_factory=dict)

    def shelf(self, device: str) -> Shelf:
        """Free places of a device; those of the case come first."""
        if device not in self.shelves:
            first = [self.frame.numbers(place) for place in self.own]
            known = self.case.devices[device]
            self.shelves[device] = shelf_of(known, self.frame, self.barriers, first=first, seed=self.seed)
            self.tick()
        return self.shelves[device]

    def objective(self, way: Way, places: Sequence[Placement]) -> Objective:
        """What placements are worth, treated this way; about a second when it was not asked for before."""
        planned = self.prepared.planned(treated(self.case, way, places))
        self.tick()
        return Objective.of(self.sights, self.frame, self.barriers, planned)


@dataclass(frozen=True, eq=False)
class Candidate:
    """Placements of one way to treat: `numbers` (place, 5) of the frame, and what a preview says of them.

    `others` are the next best combinations of the same search; `scouts` the best on other sides of the nerve.
    """

    way: Way
    numbers: Floats
    places: tuple[Placement, ...]
    score: Score
    others: tuple[Candidate, ...] = ()
    scouts: tuple[Candidate, ...] = ()


def searched(bench: Bench, way: Way, *, zooms: int = ZOOMS, polish: bool = True) -> Candidate | None:
    """The best placement of one way to treat; None where no place has a free way."""
    shelf = bench.shelf(way.device)
    if len(shelf.places) < way.places:
        return None
    single = replace(way, places=1, at_once=1)
    alone = bench.prepared.planned(treated(bench.case, single, shelf.places[:1]))
    bench.tick()
    objective = bench.objective(way, shelf.places[: way.places])
    gaze = gaze_at(bench.sights, alone, together=way.at_once >= way.places)
    stop = Event()

    def drawn(again: int) -> list[Candidate]:
        seed, side = bench.seed + 1000 * again, SIDES[again] if way.places == 1 else 0
        own = shelf
        if again:
            own = shelf_of(shelf.device, bench.frame, bench.barriers, seed=seed, side=side)
        return _looked(_Look(bench, way, gaze, objective, stop), own, zooms=zooms, seed=seed)

    # One draw may miss the best sides of the nerve. Their loops are compiled and run side by side.
    looks = _side_by_side(drawn, DRAWS if polish else 1, bench.tick, stop)
    best = sorted((one for found in looks for one in found), key=lambda one: -one.score.worth)
    if not polish:
        return replace(best[0], others=tuple(best))
    found = polished(bench, objective, best)
    scouts: tuple[Candidate, ...] = ()
    if way.places == 1:
        scouts = tuple(
            polished(bench, objective, look) for look in looks[1:] if look and _apart(look[0], found)
        )
    return replace(found, others=tuple(best), scouts=scouts)


def _apart(one: Candidate, other: Candidate) -> bool:
    """Whether two places of one probe are on other sides of the nerve."""
    angle = NUMBERS.index("angle")
    turned = abs(one.numbers[0, angle] - other.numbers[0, angle])
    return bool(min(turned, 2.0 * np.pi - turned) > APART)


def _side_by_side(
    work: Callable[[int], list[Candidate]], count: int, tick: Callable[[], None], stop: Event
) -> list[list[Candidate]]:
    """The work of 0 to `count` - 1 in that order, a thread a core; `tick` is called from this thread only."""
    with ThreadPoolExecutor(min(count, usable_cores())) as pool:
        waiting = {pool.submit(work, number): number for number in range(count)}
        found: dict[int, list[Candidate]] = {}
        try:
            while waiting:
                for future in wait(waiting, TICK, "FIRST_COMPLETED").done:
                    found[waiting.pop(future)] = future.result()
                tick()
        except BaseException:
            stop.set()
            raise
    return [found[number] for number in range(count)]


@dataclass(frozen=True, eq=False)
class _Look:
    """What looks at shelves share; `stop` is set where nobody waits for them any more."""

    bench: Bench
    way: Way
    gaze: Gaze
    objective: Objective
    stop: Event


def _looked(look: _Look, shelf: Shelf, *, zooms: int, seed: int) -> list[Candidate]:
    """The best combinations of one shelf and of closer and closer looks around them."""
    way, best = look.way, list[Candidate]()
    frame, barriers = look.bench.frame, look.bench.barriers
    for zoom in range(zooms + 1):
        combined = best_combinations(shelf, look.gaze, way.places)
        for _, chosen in combined:
            places = tuple(shelf.places[index] for index in chosen)
            score = look.objective.score(places)
            best.append(Candidate(way, shelf.numbers[list(chosen)], places, score))
            if look.stop.is_set():
                raise Cancelled
        best = sorted(best, key=lambda one: -one.score.worth)[: 2 * STARTS]
        if zoom < zooms:
            around = list(dict.fromkeys(index for _, chosen in combined[:STARTS] for index in chosen))
            shelf = zoomed(shelf, around, frame, barriers, scale=0.5**zoom, seed=seed + zoom)
    return best


def polished(
    bench: Bench, objective: Objective, start: Sequence[Candidate], *, rounds: int = ROUNDS
) -> Candidate:
    """The best of some candidates of one way after all their numbers were moved together."""
    way, device = start[0].way, bench.case.devices[start[0].way.device]
    low, high = np.tile(bench.frame.bounds, (way.places, 1)).T
    random = np.random.default_rng(bench.seed)
    best = start[0]
    population = [one.numbers.ravel() for one in start[:STARTS]]
    jitter = JITTER * (high - low)
    while len(population) < 2 * STARTS:
        population.append(best.numbers.ravel() + jitter * random.normal(size=len(low)))
    held = [best]

    def lost(numbers: Floats) -> float:
        rows = numbers.reshape(way.places, len(NUMBERS))
        places = tuple(bench.frame.place(row, device) for row in rows)
        score = objective.score(places)
        if score.worth > held[0].score.worth:
            held[0] = Candidate(way, rows.copy(), places, score)
        return -score.worth

    def watch(*_: object, **__: object) -> None:
        bench.tick()

    differential_evolution(
        lost,
        list(zip(low, high, strict=True)),
        strategy="best1bin",
        init=np.clip(np.array(population), low, high),
        maxiter=rounds,
        mutation=(0.3, 0.8),
        recombination=0.9,
        tol=0.0,
        polish=False,
        seed=bench.seed,
        callback=watch,
    )
    found = held[0]
    places = tuple(settled(place, bench.course) for place in found.places)
    return replace(found, places=places, score=objective.score(places))
