"""Local stage: the solver says what a candidate does, coarsely while it is sought, in full at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.freezing import freeze
from cryonerve.bioheat.previewing import Preview, preview
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.bioheat.recording import FRAME_SECONDS
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.findings import Finding
from cryonerve.nerve.goal_reach import Reach, reach_in
from cryonerve.nerve.verdict_means import judge_means
from cryonerve.nerve.verdict_structures import judge_limits, judge_other_nerves, judge_structures
from cryonerve.planning.lean import lean_volume
from cryonerve.planning.objective import COLD
from cryonerve.planning.placing import NUMBERS, settled
from cryonerve.planning.searching import LONG, Bench, Cancelled, Candidate, coarse
from cryonerve.planning.treating import Way, treated

__all__ = ["Confirmed", "anchored", "asks", "better", "cold_outside", "confirm", "retimed", "tidy"]

CLEAR = 3e-5  # m between probe and nerve that rounding may take away
PLACES = 2  # decimals of a millimetre in what is proposed


@dataclass(frozen=True, eq=False)
class Confirmed:
    """A candidate with what the solver says of it, in full or lean.

    Attributes
    ----------
    case : as it ran. candidate : with the preview's estimate. reach : of the goal. collateral : m3 outside of
        the nerve below -20 degC. stops : findings that forbid it.
    """

    case: Case
    candidate: Candidate
    reach: Reach
    collateral: float
    stops: tuple[Finding, ...]
    freezing: Freezing

    @property
    def reached(self) -> bool:
        """The goal is reached and nothing forbids it."""
        return self.reach.reached and not self.stops


def tidy(place: Placement, course: NerveCourse) -> Placement:
    """A placement in numbers a person can read: tip to a hundredth of a millimetre, never in the nerve."""
    clear = settled(place, course, CLEAR)
    axis = np.round(clear.axis, 4)
    return replace(clear, tip=np.round(clear.tip, 3 + PLACES), axis=axis / np.linalg.norm(axis))


def confirm(bench: Bench, candidate: Candidate, *, lean: bool = False) -> Confirmed:
    """Run a candidate in full, or `lean`: on coarser cells, with longer steps (`planning.lean`).

    Raises
    ------
    Cancelled
        Somebody asked to stop before the protocol had ended.
    """
    candidate = _named_in_order(bench, candidate)
    places = tuple(tidy(place, bench.course) for place in candidate.places)
    case = treated(bench.given, candidate.way, places)
    volume, run = bench.volume, replace(case, sensors=())
    if lean:
        volume, run = lean_volume(volume, case), replace(run, solver=coarse(case))
    longer, kept = (LONG, np.inf) if lean else (1.0, FRAME_SECONDS)
    full = freeze(volume, run, cancel=asks(bench), step_scale=longer, frames=kept)
    if not full.stop.good:
        raise Cancelled
    reach = reach_in(full, volume, bench.goals)
    findings = (
        *judge_means(case, volume),
        *judge_limits(case, volume, full),
        *judge_structures(case, volume, full),
        *judge_other_nerves(case, volume, full),
    )
    stops = tuple(item for item in findings if item.level == "stop")
    candidate = replace(candidate, places=places)
    return Confirmed(case, candidate, reach, cold_outside(full, bench.course), stops, full)


def asks(bench: Bench) -> Callable[[], bool]:
    """Whether somebody asked to stop, for the solver."""

    def asked() -> bool:
        try:
            bench.tick()
        except Cancelled:
            return True
        return False

    return asked


def _named_in_order(bench: Bench, candidate: Candidate) -> Candidate:
    """The candidate with its places in the order along the nerve in which the case has its probes.

    A search does not care which is which; a person who reads "distal" does.
    """
    levels, count = candidate.numbers[:, NUMBERS.index("level")], len(candidate.places)
    own = [bench.frame.numbers(place)[NUMBERS.index("level")] for place in bench.own[:count]]
    if len(own) < count:
        return candidate
    order = np.argsort(levels, kind="stable")[np.argsort(np.argsort(own, kind="stable"), kind="stable")]
    places = tuple(candidate.places[int(index)] for index in order)
    return replace(candidate, numbers=candidate.numbers[order], places=places)


def cold_outside(freezing: Freezing, course: NerveCourse) -> float:
    """Tissue outside of a nerve that went below -20 degC, m3."""
    cold = (freezing.nadir < COLD) & (freezing.tissue_volume > 0)
    if not cold.any():
        return 0.0
    points = np.stack(np.meshgrid(*freezing.centres, indexing="ij"), axis=-1)[cold]
    outside = Tube(course.points, course.semi_axes, course.across).distance(points) > 0.0
    return float(freezing.tissue_volume[cold][outside].sum())


def better(one: Confirmed, two: Confirmed | None) -> bool:
    """Whether the first is the better plan: allowed, reaching the goal, quicker; else covering more."""
    return two is None or _rank(one) > _rank(two)


def _rank(one: Confirmed) -> tuple[bool, bool, float, float, float]:
    gain = -float(one.candidate.way.places) if one.reached else one.reach.share
    return not one.stops, one.reached, gain, -one.candidate.way.time, -one.collateral


def anchored(bench: Bench, full: Confirmed) -> Preview:
    """A preview that a full run corrects."""
    case = replace(full.case, sensors=(), solver=bench.case.solver)
    return preview(bench.volume, case, anchor=full.freezing, step_scale=LONG)


def retimed(bench: Bench, full: Confirmed, way: Way) -> Candidate:
    """The same places treated another way, as a preview sees it."""
    objective = bench.objective(way, full.candidate.places)
    return replace(full.candidate, way=way, score=objective.score(full.candidate.places))
