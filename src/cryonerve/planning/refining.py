"""Local stage: lean runs of the whole solver correct the preview, and the search goes on around the best.

A lean run (`planning.lean`: coarser cells, longer steps) costs a quarter of a full one and puts coverage off
by a hundredth, where a preview that no run has corrected was off by up to a tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cryonerve.planning.confirming import Confirmed, anchored, better, confirm
from cryonerve.planning.objective import Objective, Score
from cryonerve.planning.placing import NUMBERS
from cryonerve.planning.searching import STARTS, Bench, Candidate, polished
from cryonerve.planning.shelf import free
from cryonerve.planning.treating import Way

__all__ = ["WORTH_A_RUN", "improved", "refined", "seen_from", "wary"]

RUNS = 3  # lean runs of one way to treat, at most
WORTH_A_RUN = 0.003  # share of the goal that the corrected search must promise for one more run
CLOSE, ROOM = 4.0, 0.5  # K above a limit that count as close; and how much more is kept then
AROUND = {"angle": 0.35, "turn": 0.25}  # rad, a step of a single probe around the nerve
STEPS = 4  # of them at most
GENERATIONS = 8  # of a polish around what was run


def refined(
    bench: Bench,
    candidate: Candidate,
    others: Sequence[Candidate],
    *,
    keep: Callable[[Confirmed], None],
    runs: int = RUNS,
) -> Confirmed:
    """The best of one way to treat as lean runs see it.

    Parameters
    ----------
    others : of the same way, which a corrected preview may like better. keep : called with every lean run.

    Raises
    ------
    Cancelled
        Somebody asked to stop.
    """
    best = lean = _scouted(bench, candidate, keep)
    pool = list(others)
    for _ in range(1, runs):
        objective, now = seen_from(bench, lean)
        if lean.stops:  # the preview saw more room than there is
            bench = wary(bench, now.score)
            objective = replace(objective, sights=bench.sights)
        pool.append(replace(best.candidate, score=objective.score(best.candidate.places)))
        found = improved(bench, objective, (now, *pool))
        if found.score.worth < pool[-1].score.worth + WORTH_A_RUN:
            break
        lean = confirm(bench, found, lean=True)
        keep(lean)
        best = lean if better(lean, best) else best
    return best if best.reached or best.candidate.way.places > 1 else _around(bench, best, keep)


def _around(bench: Bench, best: Confirmed, keep: Callable[[Confirmed], None]) -> Confirmed:
    """The best when a single probe is led around the nerve in steps, each one run.

    A preview, corrected or not, does not see that the shaft comes to lie in other tissue.
    """
    left = STEPS
    for sense in (1.0, -1.0):
        start = best
        while left:
            trial = _led(bench, best.candidate, sense)
            if trial is None:
                break
            left -= 1
            lean = confirm(bench, trial, lean=True)
            keep(lean)
            if not better(lean, best):
                break
            best = lean
        if best is not start:
            break
    return best


def _led(bench: Bench, candidate: Candidate, sense: float) -> Candidate | None:
    """A single probe led a step around the nerve, its shaft turning the same way; None if barred."""
    numbers = candidate.numbers.copy()
    for name, step in AROUND.items():
        numbers[0, NUMBERS.index(name)] += sense * step
    device = bench.case.devices[candidate.way.device]
    found = free(device, bench.frame, bench.barriers, numbers)
    return replace(candidate, numbers=found.numbers, places=found.places) if found.places else None


def _scouted(bench: Bench, candidate: Candidate, keep: Callable[[Confirmed], None]) -> Confirmed:
    """The best of a candidate and its scouts.

    An uncorrected preview errs by up to a tenth, and otherwise on one side of a nerve than on another: which
    side is best only runs can say. None is needed where the first reaches the goal.
    """
    best = confirm(bench, candidate, lean=True)
    keep(best)
    for scout in () if best.reached else candidate.scouts:
        lean = confirm(bench, scout, lean=True)
        keep(lean)
        best = lean if better(lean, best) else best
    return best


def wary(bench: Bench, score: Score) -> Bench:
    """A bench that keeps farther from the limits that a forbidden candidate had come close to."""
    keeps = tuple(
        replace(keep, above=keep.above + max(0.0, margin) + ROOM) if margin < CLOSE else keep
        for keep, margin in zip(bench.sights.keeps, score.margins, strict=True)
    )
    return replace(bench, sights=replace(bench.sights, keeps=keeps))


def improved(
    bench: Bench, objective: Objective, known: Sequence[Candidate], *, way: Way | None = None
) -> Candidate:
    """What polishing finds, from the best of some candidates as this objective sees them.

    Parameters
    ----------
    way : to treat them; None leaves it.
    """
    seen = [replace(one, way=way or one.way, score=objective.score(one.places)) for one in known]
    best = sorted(seen, key=lambda one: -one.score.worth)[:STARTS]
    return polished(bench, objective, best, rounds=GENERATIONS)


def seen_from(bench: Bench, run: Confirmed) -> tuple[Objective, Candidate]:
    """A preview corrected by a run, and how it sees that run's places."""
    objective = Objective.of(bench.sights, bench.frame, bench.barriers, anchored(bench, run))
    return objective, replace(run.candidate, score=objective.score(run.candidate.places))
