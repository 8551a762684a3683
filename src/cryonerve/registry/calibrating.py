"""Predictions of a whole registry held against what happened, and the correction that follows, if any."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from cryonerve.registry.access import Registry
from cryonerve.registry.listing import Condition
from cryonerve.registry.outcome_pairs import OutcomePairs, Pair, Waited, outcome_pairs
from cryonerve.registry.outcome_rows import CLOCKS
from cryonerve.registry.probability_calibration import ProbabilityCalibration, calibrate_probabilities
from cryonerve.registry.proportions import exact_interval
from cryonerve.registry.time_calibration import TimeCalibration, TimeForecasts, calibrate_times, closed_bands
from cryonerve.sources.calibration_rules import calibration_needs

__all__ = ["CLOCKS", "PROBABILITY", "Calibration", "ClockCounts", "Verdict", "calibrate"]

PROBABILITY = "axonotmesis"
Verdict = Literal["nothing told", "too few", "no reason", "off", "correct"]


@dataclass(frozen=True, slots=True)
class ClockCounts:
    """Cases of one clock that its calibration leaves out, or takes with an assumption.

    Attributes
    ----------
    never : nothing could end: no loss of feeling, no relief.
    unpredicted : it was observed, and no band was predicted.
    opened : the 95th percentile lay beyond the longest published follow-up; mirrored (`closed_bands`).
    """

    never: int
    unpredicted: int
    opened: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a registry says of the predictions made for its cases.

    Attributes
    ----------
    where : conditions that the cases met.
    pairs : case by case.
    software : programs that made the predictions, with the number of cases.
    times : by clock ("recovery", "pain_return"); None where no case tells anything.
    counts : by clock.
    axonotmesis : probability of axonotmesis against feeling that was lost.
    """

    where: tuple[str, ...]
    pairs: OutcomePairs
    software: Mapping[str, int]
    times: Mapping[str, TimeCalibration | None]
    counts: Mapping[str, ClockCounts]
    axonotmesis: ProbabilityCalibration | None

    @property
    def people(self) -> int:
        """People with a pair."""
        return len({pair.person for pair in self.pairs.pairs})

    @property
    def enough(self) -> bool:
        """Does any prediction have enough followed people for a correction to be spoken of?"""
        return any(self.verdict(what) not in ("nothing told", "too few") for what in (*CLOCKS, PROBABILITY))

    def proposed(self, what: str) -> bool:
        """Is the correction of a clock, or of "axonotmesis", better for people left out, beyond chance?"""
        return self.verdict(what) == "correct"

    def verdict(self, what: str) -> Verdict:
        """What is to be said of a clock, or of "axonotmesis".

        Returns
        -------
        "nothing told", "too few" (people); "no reason" to correct it; "off" (beyond chance, and no correction
        is better for people left out); "correct" (one is).
        """
        found = self.axonotmesis if what == PROBABILITY else self.times[what]
        needs = calibration_needs()
        if found is None:
            return "nothing told"
        if found.people < needs.cases.value:
            return "too few"
        if not _off(found):
            return "no reason"
        rising = not isinstance(found, ProbabilityCalibration) or (
            found.line is not None and found.line.slope[0] > 0
        )
        return "correct" if rising and found.gain is not None and found.gain.real else "off"


def _off(found: TimeCalibration | ProbabilityCalibration) -> bool:
    """Off beyond chance; by the shares alone where no correction can be fitted."""
    needs = calibration_needs()
    if found.chance is not None:
        return found.chance < needs.chance.value
    if isinstance(found, ProbabilityCalibration):
        level = 1 - needs.chance.value / len(found.bins)  # so many shares are looked at
        ends = [exact_interval(round(one.observed * one.cases), one.cases, level) for one in found.bins]
        return any(
            not low <= one.predicted <= high for one, (low, high) in zip(found.bins, ends, strict=True)
        )
    return not found.coverage.low <= needs.band.value <= found.coverage.high


def calibrate(
    registry: Registry, conditions: Iterable[Condition | str] = (), *, together: bool = False
) -> Calibration:
    """Hold the predictions of a registry's cases against their follow-ups.

    Parameters
    ----------
    conditions : of the case or its person, as in `find`; all must hold.
    together : count predictions too that came in one import with the follow-ups.

    Raises
    ------
    RegistryError
        A condition is not understood, or the user may not look.

    Examples
    --------
    >>> from cryonerve.registry import open_registry
    >>> with open_registry("empty.sqlite", who="anna") as registry:
    ...     found = calibrate(registry)
    >>> found.enough, found.verdict("recovery")
    (False, 'nothing told')
    """
    conditions = tuple(conditions)
    found = outcome_pairs(registry, conditions, together=together)
    judged = [pair for pair in found.pairs if pair.p_axonotmesis is not None and pair.lost is not None]
    times = {clock: calibrate_times(_forecasts(found.pairs, clock)) for clock in CLOCKS}
    return Calibration(
        where=tuple(one if isinstance(one, str) else one.words for one in conditions),
        pairs=found,
        software=MappingProxyType(dict(Counter(pair.software or "not told" for pair in found.pairs))),
        times=MappingProxyType(times),
        counts=MappingProxyType({clock: _counts(found.pairs, clock) for clock in CLOCKS}),
        axonotmesis=calibrate_probabilities(
            np.array([pair.p_axonotmesis for pair in judged], dtype=np.float64),
            np.array([pair.lost for pair in judged], dtype=np.bool_),
            _people(judged),
        ),
    )


def _waited(pair: Pair, clock: str) -> Waited | None:
    return pair.recovery if clock == "recovery" else pair.pain_return


def _counts(pairs: Iterable[Pair], clock: str) -> ClockCounts:
    never = unpredicted = opened = 0
    for pair in pairs:
        never += (pair.lost if clock == "recovery" else pair.relieved) is False
        if _waited(pair, clock) is not None:
            unpredicted += clock not in pair.bands
            opened += clock in pair.bands and math.isinf(pair.bands[clock][2])
    return ClockCounts(never, unpredicted, opened)


def _people(pairs: Iterable[Pair]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(pair.person, len(numbers)) for pair in pairs], dtype=np.int64)


def _forecasts(pairs: Iterable[Pair], clock: str) -> TimeForecasts:
    """Pairs that tell something of one clock."""
    told = [(pair, waited) for pair in pairs if clock in pair.bands and (waited := _waited(pair, clock))]
    return TimeForecasts(
        bands=closed_bands(
            np.array([pair.bands[clock] for pair, _ in told], dtype=np.float64).reshape(-1, 3)
        ),
        earliest=np.array([waited.earliest for _, waited in told], dtype=np.float64),
        latest=np.array([waited.latest for _, waited in told], dtype=np.float64),
        person=_people(pair for pair, _ in told),
    )
