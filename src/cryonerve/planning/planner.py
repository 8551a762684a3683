"""The verb: from a case with a goal to the case that reaches it best, confirmed by the full solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from cryonerve.anatomy import build
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.previewing import preview
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.case.case import Case
from cryonerve.errors import CaseError, Complaint
from cryonerve.nerve.goal_reach import course_of
from cryonerve.planning.barriers import barriers_of
from cryonerve.planning.blood_flow import flow_sentence
from cryonerve.planning.confirming import Confirmed, better, confirm, retimed
from cryonerve.planning.explaining import answer, gains, level_sentence, limited_by
from cryonerve.planning.front import Point, pareto
from cryonerve.planning.marking import marked
from cryonerve.planning.objective import Objective, Score, sights_of
from cryonerve.planning.placing import REACH, frame_of
from cryonerve.planning.planned import Gain, Plan
from cryonerve.planning.refining import WORTH_A_RUN, improved, refined, seen_from, wary
from cryonerve.planning.refusing import refuse, refuse_barred, refuse_cold, refuse_longer
from cryonerve.planning.searching import GLANCE, LONG, Bench, Cancelled, Candidate, coarse, searched
from cryonerve.planning.stages import Stages
from cryonerve.planning.treating import Way, devices_at_hand, places_allowed, ways

__all__ = ["plan"]

POLISHED = 2  # devices whose numbers are polished
NEARLY = 0.85  # of the goal's coverage; fewer probes that do not reach it are not polished
PARTS = 100.0  # of the progress
WHY = "proposed by search (seed {seed}), confirmed by the full solver; see the plan"

Progress = Callable[[float, float], None]


@dataclass
class _Meter:
    """Counts evaluations and says how far the search is; the only thing in it that changes."""

    progress: Progress | None
    cancel: Callable[[], bool] | None
    stages: Stages = field(default_factory=Stages)
    runs: int = 0
    found: list[Candidate] = field(default_factory=list)
    best: Confirmed | None = None
    lean: Confirmed | None = None
    points: list[Point] = field(default_factory=list)

    def tick(self) -> None:
        """Somewhat farther; asked often."""
        self.say(self.stages.done())
        if self.cancel is not None and self.cancel():
            raise Cancelled

    def say(self, share: float) -> None:
        if self.progress is not None:
            self.progress(PARTS * share, PARTS)

    def glance(self, lean: Confirmed) -> None:
        """A lean run has ended."""
        if better(lean, self.lean):
            self.lean = lean

    def keep(self, full: Confirmed) -> None:
        """A full run has ended."""
        self.runs += 1
        if not full.stops:
            self.points.append(_point(full))
        if better(full, self.best):
            self.best = full


def plan(
    case: Case,
    *,
    volume: Volume | None = None,
    seed: int = 1,
    explain: bool = True,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Plan:
    """Where probes must stand, which, and for how long, to reach the goal of a case with what it allows.

    A global stage combines places of single probes by superposition and polishes the best; then lean runs of
    the solver (cells of 1 mm) correct the search near by. What is returned has always been run in full, at
    the case's own spacing. The same seed gives the same plan.

    Wanted, in this order: nothing forbidden by `limits`, `means` or the tables' gravest limits; the goal
    reached; fewest places of probes; shortest; least cold outside of the nerve. A goal that cannot be reached
    gives the nearest possible (`Plan.reached` is False, the sentence says what is nearest).

    Parameters
    ----------
    case : from `cryonerve.load`, with `goals`. volume : from `cryonerve.build`; None builds it.
    seed : of everything that is drawn. explain : also say what one thing more would buy (some seconds).
    progress : called with (parts done, parts in all). cancel : asked often; the best
        that was found until then is run in full and kept.

    Raises
    ------
    InputError
        No goal, an unknown nerve, limits that contradict the goal, no time for a freeze, no way in for a
        probe, and a search that was stopped before its first lean run had ended.

    Examples
    --------
    >>> import cryonerve as cn
    >>> found = cn.plan(cn.load("tibial-neuroma-child"))  # doctest: +SKIP
    >>> print(found.sentence)  # doctest: +SKIP
    """
    began = perf_counter()
    refuse(case)
    volume = build(case) if volume is None else volume
    meter = _Meter(progress, cancel)
    whole = True
    told: tuple[tuple[str, ...], tuple[Gain, ...]] = ((), ())
    bench: Bench | None = None
    try:
        bench = _bench(case, volume, seed, meter)
        _search_and_run(bench, meter)
        if explain and meter.best is not None:
            meter.stages.enter("explain")
            told = _told(bench, meter.best)
    except Cancelled:
        whole = False
        meter.cancel = None  # what was found is put into words, whoever asks to stop again
        if bench is not None and meter.best is None and meter.lean is not None:
            # some seconds more, so that nothing is kept that no full run has confirmed
            meter.keep(confirm(bench, meter.lean.candidate))
    if bench is None or meter.best is None:
        what = "the search was stopped before anything was confirmed"
        raise CaseError(Complaint(what, "Let it run longer: nothing is proposed that was not run in full."))
    found = _plan(bench, meter, told, began=began, whole=whole)
    meter.say(1.0)
    return found


def _bench(case: Case, volume: Volume, seed: int, meter: _Meter) -> Bench:
    goals = case.goals
    if goals is None:
        raise CaseError(Complaint("the case has no goal", "Write one.", "goals"))
    course = course_of(volume, goals)
    refuse_longer(case, course)
    bare = replace(case, sensors=(), solver=coarse(case))
    own = placements_of(case)
    frame = frame_of(course, volume, own, reach=REACH)
    barriers = barriers_of(case, volume)
    sights = sights_of(case, goals, volume, frame, seed=seed)
    prepared = preview(volume, bare, step_scale=LONG)
    refuse_cold(case, sights, prepared)
    meter.tick()
    return Bench(case, bare, goals, volume, course, frame, barriers, sights, prepared, own, seed, meter.tick)


def _search_and_run(bench: Bench, meter: _Meter) -> None:
    """The search, from one probe to as many as are allowed, and full runs of what it found."""
    meter.stages.enter("search")
    best: Confirmed | None = None
    allowed = places_allowed(bench.case)[0]
    for places in range(1, allowed + 1):
        here = [one for one in _devices(bench, places, last=places == allowed) if one is not None]
        if not here:
            if places == 1:
                refuse_barred(bench)
            break
        meter.found += here
        good = [one for one in here if one.score.good]
        if not good and places < allowed:
            continue
        meter.stages.enter("lean")
        lean = _shortest(bench, good, meter) if good else _most(bench, meter)
        best = lean if best is None or better(lean, best) else best
        if best.reached:
            break
    best = best or _most(bench, meter)
    _in_full(bench, best, meter)
    if meter.best is not None:
        meter.found += _other_times(bench, meter.best)


def _most(bench: Bench, meter: _Meter) -> Confirmed:
    """Of what was found so far the most promising, refined by lean runs."""
    free = [one for one in meter.found if one.score.barred == 0.0] or meter.found
    best = max(free, key=lambda one: one.score.worth)
    return refined(bench, best, best.others, keep=meter.glance)


def _shortest(bench: Bench, good: Sequence[Candidate], meter: _Meter) -> Confirmed:
    """The shortest way to treat that a preview calls good, or the next longer ones until lean runs agree."""
    chosen = min(good, key=lambda one: (one.score.collateral, one.way.time))
    rising = ways(bench.case, chosen.way.device, chosen.way.places)
    best: Confirmed | None = None
    for way in rising:
        if way.time < chosen.way.time - 1e-9:
            candidate = improved(
                bench, bench.objective(way, chosen.places), (chosen, *chosen.others), way=way
            )
            meter.found.append(candidate)
            if not candidate.score.good:
                continue
        else:
            candidate = chosen
        lean = refined(bench, candidate, chosen.others, keep=meter.glance)
        best = lean if best is None or better(lean, best) else best
        if best.reached or candidate is chosen:
            break
    assert best is not None
    return best


def _in_full(bench: Bench, lean: Confirmed, meter: _Meter) -> None:
    """The full run of what lean runs liked best, and more of them where it does not hold in full."""
    meter.stages.enter("full")
    full = confirm(bench, lean.candidate)
    meter.keep(full)
    if full.reached or (not lean.reached and (lean.stops or not full.stops)):
        return
    # On finer cells a limit or the edge of the goal was missed: correct by this run, or treat longer.
    objective, now = seen_from(bench, full)
    if full.stops:
        objective = replace(objective, sights=wary(bench, now.score).sights)
        now = replace(now, score=objective.score(now.places))
    better_places = improved(bench, objective, (now,))
    if better_places.score.worth > now.score.worth + WORTH_A_RUN:
        meter.keep(confirm(bench, better_places))
    way = full.candidate.way
    longer = [
        other
        for other in ways(bench.case, way.device, way.places)
        if other.time > way.time and _cold(other) > _cold(way)
    ]
    if lean.reached and meter.best is not None and not meter.best.reached and longer:
        meter.keep(confirm(bench, retimed(bench, meter.best, longer[0])))


def _cold(way: Way) -> tuple[float, int]:
    """The longer a freeze, and the more of them, the colder."""
    return way.seconds, way.cycles


def _devices(bench: Bench, places: int, *, last: bool) -> Iterator[Candidate | None]:
    """The best of each device treated the coldest way; only the promising are polished."""
    known = [device.name for device in devices_at_hand(bench.case)]
    coldest = {name: max(ways(bench.case, name, places), key=_cold) for name in known}
    if last and len(known) == 1:
        yield searched(bench, coldest[known[0]])
        return
    looks = [searched(bench, coldest[name], zooms=GLANCE, polish=False) for name in known]
    ranked = sorted((one for one in looks if one is not None), key=lambda one: -one.score.worth)
    good = False
    for place, one in enumerate(ranked):
        near = last or one.score.reach.share > NEARLY
        # A glance misses most of a thick probe's few free places: where none of the first is good enough, and
        # no probe can be added, every device is looked at closer before less is called the best there is.
        if near and (place < POLISHED or (last and not good)):
            found = searched(bench, one.way)
            good = good or (found is not None and found.score.good)
            yield found
        else:
            yield one


def _other_times(bench: Bench, full: Confirmed) -> list[Candidate]:
    """The same places treated for another time, for the front; a preview."""
    now = full.candidate.way
    others = [way for way in ways(bench.case, now.device, now.places) if way.time != now.time]
    return [retimed(bench, full, way) for way in others[len(others) // 2 :][:1]]


def _told(bench: Bench, full: Confirmed) -> tuple[tuple[str, ...], tuple[Gain, ...]]:
    score = bench.objective(full.candidate.way, full.candidate.places).score(full.candidate.places)
    limits = limited_by(bench, full, score)
    flow = "" if full.reached else flow_sentence(bench, full)
    return (*((flow,) if flow else ()), *limits), tuple(gains(bench, full))


def _point(full: Confirmed) -> Point:
    way = full.candidate.way
    return Point(
        str(way), full.reach.share, full.reach.deciding, full.collateral, way.time, way.places, confirmed=True
    )


def _guess(bench: Bench, one: Candidate) -> Point:
    """A point of the front that no full run has confirmed."""
    score, way = one.score, one.way
    collateral = score.collateral
    if not np.isfinite(collateral):
        collateral = bench.objective(way, one.places).collateral(one.places)
    reach = score.reach
    return Point(str(way), reach.share, reach.deciding, collateral, way.time, way.places, confirmed=False)


def _before(bench: Bench) -> Score:
    """The case as it was given."""
    objective = Objective.of(bench.sights, bench.frame, bench.barriers, bench.prepared)
    return objective.score(bench.own)


def _plan(
    bench: Bench,
    meter: _Meter,
    told: tuple[tuple[str, ...], tuple[Gain, ...]],
    *,
    began: float,
    whole: bool,
) -> Plan:
    best = meter.best
    assert best is not None
    free: Sequence[Candidate] = [one for one in meter.found if one.score.barred == 0.0]
    points = [*meter.points, *(_guess(bench, one) for one in free)]
    before = _before(bench)
    why = WHY.format(seed=bench.seed)
    case = marked(best.case, bench.given, why)
    return Plan(
        case=case,
        reach=best.reach,
        reached=best.reached,
        sentence=answer(best) + level_sentence(bench, best),
        stops=best.stops,
        collateral=best.collateral,
        before=before.reach,
        estimated=best.candidate.score.reach,
        front=pareto(points),
        limited_by=told[0],
        gains=told[1],
        runs=meter.runs,
        seconds=perf_counter() - began,
        whole=whole,
        seed=bench.seed,
        freezing=best.freezing,
    )
