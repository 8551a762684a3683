"""What a spread gives: how likely goals and limits hold, bands on every number, and what matters most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.findings import LEVELS, Finding
from cryonerve.nerve.lesion import Band
from cryonerve.planning.lean import LEVEL
from cryonerve.planning.measuring import BETWEEN
from cryonerve.planning.standard_errors import standard_error
from cryonerve.planning.unknowns import Unknown

if TYPE_CHECKING:
    from cryonerve.planning.cold_places import ColdPlaces

__all__ = ["Failed", "Probability", "Sensitivity", "Spread", "Swing"]

Floats = NDArray[np.float64]

TOGETHER = "all findings together"


@dataclass(frozen=True, slots=True)
class Failed:
    """A sample without numbers, and why."""

    shares: tuple[float, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Probability:
    """How often a finding holds among the samples.

    Attributes
    ----------
    about : what was checked, as in the findings.
    ok, no_stop : share of samples in which it is in order; in which it does not say stop.
    ok_error, no_stop_error : standard errors of these. count : samples in which it was checked.
    """

    about: str
    ok: float
    no_stop: float
    ok_error: float
    no_stop_error: float
    count: int


@dataclass(frozen=True, slots=True)
class Swing:
    """A number with one unknown at its 5 % and at its 95 %, all others in their middle."""

    unknown: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """Between the two."""
        return abs(self.high - self.low)


@dataclass(frozen=True)
class Sensitivity:
    """What a number hangs on, from a surrogate of the runs.

    Attributes
    ----------
    number : its name. middle : with every unknown in its middle.
    explained, error, held_out : of the surrogate on runs it had not seen, see `Surrogate`.
    good : False where the surrogate is too far from them: indices and swings are not to be relied on.
    first, total : Sobol indices by unknown; total counts what it does together with others, too.
    first_error, total_error : half widths of their 95 % intervals, of the sampling of the surrogate alone.
    swings : the widest first.
    """

    number: str
    middle: float
    explained: float
    error: float
    held_out: int
    good: bool
    first: Mapping[str, float]
    total: Mapping[str, float]
    first_error: Mapping[str, float]
    total_error: Mapping[str, float]
    swings: tuple[Swing, ...]


@dataclass(frozen=True, eq=False)
class Spread:
    """A plan as it may turn out, many times over. Not a prognosis.

    Attributes
    ----------
    unknowns : what was drawn, with law, spread, source and standing.
    shares : (sample, unknown) of the samples that gave numbers, 0 to 1. names, values : (sample, number) by
        the names of `measured`; NaN where a sample has no such number.
    failed : samples without numbers. asked : samples at most. stopped : why no more were computed.
    planned, lean : the plan itself, by the case's own run and as a sample is computed; empty when cancelled
        before. corrected : numbers of samples that were shifted by that difference.
    wanted : standard error that was asked for. seed, scheme : of the draws.
    probabilities : of every finding. findings : what the spread itself says, the goal's probability first.
    sensitivities : of chosen numbers; empty where samples or SALib are missing, see `notes`.
    places : how sure each place is to get cold; None where the samples left no fields.
    """

    unknowns: tuple[Unknown, ...]
    shares: Floats
    names: tuple[str, ...]
    values: Floats
    failed: tuple[Failed, ...]
    asked: int
    stopped: str
    planned: Mapping[str, float]
    lean: Mapping[str, float]
    corrected: tuple[str, ...]
    wanted: float
    seed: int
    scheme: str
    probabilities: tuple[Probability, ...]
    findings: tuple[Finding, ...]
    sensitivities: tuple[Sensitivity, ...]
    notes: tuple[str, ...]
    places: ColdPlaces | None = None

    def number(self, name: str) -> Floats:
        """(sample,) values of one number, NaN where a sample has none."""
        return np.asarray(self.values[:, self.names.index(name)])

    def band(self, name: str) -> Band:
        """5th, 50th and 95th percentile of a number over the samples that have it."""
        values = self.number(name)
        return Band(*(float(part) for part in np.nanpercentile(values, (5.0, 50.0, 95.0), method="hazen")))

    @property
    def bands(self) -> Mapping[str, Band]:
        """Of every number that any sample has, levels left out."""
        return {name: self.band(name) for name in self.names if not name.endswith(BETWEEN + LEVEL)}

    @property
    def bias(self) -> Mapping[str, float]:
        """The plan computed as a sample minus its own run: what coarser cells and longer steps cost."""
        return {name: self.lean[name] - value for name, value in self.planned.items() if name in self.lean}

    def probability(self, about: str) -> Probability:
        """Of the first finding whose name begins so: "goal:", "the case's limit for skin"."""
        return next(item for item in self.probabilities if item.about.startswith(about))

    @property
    def no_stop(self) -> Probability:
        """That no finding says stop."""
        return self.probability(TOGETHER)

    @property
    def goal(self) -> Probability | None:
        """That the goal is reached; None for a case without one."""
        return next((item for item in self.probabilities if item.about.startswith("goal:")), None)


def probabilities_of(names: tuple[str, ...], values: Floats) -> tuple[Probability, ...]:
    """Of every finding, from the levels it has in the samples; the last is of all findings together."""
    found: list[Probability] = []
    gravest = np.full(len(values), np.nan)
    for column, name in enumerate(names):
        if not name.endswith(BETWEEN + LEVEL):
            continue
        gravest = np.fmax(gravest, values[:, column])
        levels = values[np.isfinite(values[:, column]), column]
        about = name.removeprefix("findings" + BETWEEN).removesuffix(BETWEEN + LEVEL)
        found += _counted(about, levels)
    return (*found, *_counted(TOGETHER, gravest[np.isfinite(gravest)]))


def _counted(about: str, levels: Floats) -> list[Probability]:
    if not len(levels):
        return []
    ok = float((levels <= LEVELS.index("note")).mean())
    no_stop = float((levels < LEVELS.index("stop")).mean())
    count = len(levels)
    return [Probability(about, ok, no_stop, standard_error(ok, count), standard_error(no_stop, count), count)]
