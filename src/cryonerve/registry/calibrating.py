"""Predictions of a whole registry held against what happened, and the correction that follows, if any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from cryonerve.registry.access import Registry
from cryonerve.registry.listing import Condition
from cryonerve.registry.outcome_pairs import OutcomePairs, Pair, outcome_pairs
from cryonerve.registry.probability_calibration import ProbabilityCalibration, calibrate_probabilities
from cryonerve.registry.time_calibration import TimeCalibration, TimeForecasts, calibrate_times
from cryonerve.sources.calibration_rules import calibration_needs

__all__ = ["CLOCKS", "Calibration", "calibrate"]

CLOCKS = ("recovery", "pain_return")


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a registry says of the predictions made for its cases.

    Attributes
    ----------
    pairs : case by case.
    times : by clock ("recovery", "pain_return"); None where no case tells anything.
    axonotmesis : probability of axonotmesis against feeling that was lost.
    never : by clock, cases in which nothing could end: no loss of feeling, no relief.
    """

    pairs: OutcomePairs
    times: Mapping[str, TimeCalibration | None]
    axonotmesis: ProbabilityCalibration | None
    never: Mapping[str, int]

    @property
    def enough(self) -> bool:
        """Are there enough followed people for any correction to be spoken of?"""
        return len({pair.person for pair in self.pairs.pairs}) >= calibration_needs().cases.value

    def proposed(self, what: str) -> bool:
        """Is the correction of a clock, or of "axonotmesis", better for people left out, beyond chance?"""
        found = self.axonotmesis if what == "axonotmesis" else self.times[what]
        if found is None or found.chance is None or found.gain is None:
            return False
        return found.gain.real and found.chance < calibration_needs().chance.value


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
    >>> found.enough, found.times["recovery"]
    (False, None)
    """
    found = outcome_pairs(registry, conditions, together=together)
    judged = [pair for pair in found.pairs if pair.p_axonotmesis is not None and pair.lost is not None]
    times = {clock: calibrate_times(_forecasts(found.pairs, clock)) for clock in CLOCKS}
    never = {
        "recovery": sum(pair.lost is False for pair in found.pairs),
        "pain_return": sum(pair.relieved is False for pair in found.pairs),
    }
    return Calibration(
        pairs=found,
        times=MappingProxyType(times),
        axonotmesis=calibrate_probabilities(
            np.array([pair.p_axonotmesis for pair in judged], dtype=np.float64),
            np.array([pair.lost for pair in judged], dtype=np.bool_),
            _people(judged),
        ),
        never=MappingProxyType(never),
    )


def _people(pairs: Iterable[Pair]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(pair.person, len(numbers)) for pair in pairs], dtype=np.int64)


def _forecasts(pairs: Iterable[Pair], clock: str) -> TimeForecasts:
    """Pairs that tell something of one clock."""
    told = [(pair, waited) for pair in pairs if clock in pair.bands and (waited := getattr(pair, clock))]
    return TimeForecasts(
        bands=np.array([pair.bands[clock] for pair, _ in told], dtype=np.float64).reshape(-1, 3),
        earliest=np.array([waited.earliest for _, waited in told], dtype=np.float64),
        latest=np.array([waited.latest for _, waited in told], dtype=np.float64),
        person=_people(pair for pair, _ in told),
    )
