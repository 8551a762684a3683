"""What a search gives: the proposed case with what the full solver says of it, and why it is no better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.findings import Finding
from cryonerve.nerve.goal_reach import Reach
from cryonerve.planning.front import Point

__all__ = ["Gain", "Plan"]


@dataclass(frozen=True, slots=True)
class Gain:
    """What one thing more would change, estimated by a preview: `reach` with it, coverage and so on."""

    words: str
    coverage: float
    length: float  # m
    deciding: float  # degC
    more: float  # share of the goal's fascicle volume gained; negative where it is lost


@dataclass(frozen=True, eq=False)
class Plan:
    """A proposed case, confirmed by the full solver.

    Attributes
    ----------
    case : the proposal; what was changed is marked as assumed. reach : how far the full solver says that it
        reaches the goal. reached : all of it, and nothing forbids it. sentence : the answer for a person.
    stops : findings that forbid even the best that was found.
    collateral : m3 below -20 degC outside of the nerve.
    before : the case as it was given, as a preview sees it.
    estimated : the proposal as the preview had it before the run.
    front : plans that nothing else beats in coverage, cold outside of the nerve and time.
    limited_by : sentences. gains : what one millimetre, minute, probe or a thicker probe more would change.
    runs : full runs made. seconds : it took. whole : False where it was stopped before it was done.
    freezing : the full run of the proposal.
    """

    case: Case
    reach: Reach
    reached: bool
    sentence: str
    stops: tuple[Finding, ...]
    collateral: float
    before: Reach
    estimated: Reach
    front: tuple[Point, ...]
    limited_by: tuple[str, ...]
    gains: tuple[Gain, ...]
    runs: int
    seconds: float
    whole: bool
    seed: int
    freezing: Freezing

    def as_document(self) -> Mapping[str, Any]:
        """Everything but the fields, in people's units, for JSON."""
        goal = self.reach.wanted
        return {
            "about": "Research software, no medical device.",
            "case": self.case.name,
            "goal": {
                "nerve": goal.cover,
                "length_mm": 1e3 * goal.length,
                "below_degC": goal.below,
                "margin_mm": 1e3 * (goal.margin or 0.0),
                "probability": goal.probability,
            },
            "reached": self.reached,
            "sentence": self.sentence,
            "confirmed": _reach(self.reach) | {"cold_outside_mm3": 1e9 * self.collateral},
            "estimated": _reach(self.estimated),
            "as_given_estimated": _reach(self.before),
            "minutes": sum(step.seconds for step in self.case.protocol) / 60.0,
            "stops": [str(item) for item in self.stops],
            "front": [
                {
                    "plan": point.words,
                    "coverage": point.coverage,
                    "deciding_degC": point.deciding,
                    "cold_outside_mm3": 1e9 * point.collateral,
                    "minutes": point.seconds / 60.0,
                    "probes": point.probes,
                    "confirmed": point.confirmed,
                }
                for point in self.front
            ],
            "limited_by": list(self.limited_by),
            "one_more": [
                {
                    "what": gain.words,
                    "coverage": gain.coverage,
                    "length_mm": 1e3 * gain.length,
                    "deciding_degC": gain.deciding,
                    "gained": gain.more,
                    "standing": "estimated by the preview",
                }
                for gain in self.gains
            ],
            "full_runs": self.runs,
            "seed": self.seed,
            "seconds": self.seconds,
            "whole": self.whole,
        }


def _reach(reach: Reach) -> dict[str, float]:
    return {"coverage": reach.share, "length_mm": 1e3 * reach.length, "deciding_degC": reach.deciding}
