"""What is asked and how it is scored: an instrument with its items, bands and smallest important changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from cryonerve.sources.value import Sourced, Standing

__all__ = ["Ages", "Band", "ImportantChange", "Instrument", "Item", "within", "years"]

GRAIN = 1e-9  # of a step: decimals such as 0.1 are no exact multiples


def within(ages: tuple[float, float], age: float) -> bool:
    """Is an age (years, with parts of one) in a range of whole years? The last year belongs to it.

    >>> within((8, 12), 12.9), within((8, 12), 13.0)
    (True, False)
    """
    return ages[0] <= age < ages[1] + 1


def years(ages: tuple[float, float]) -> str:
    """A range of ages as people say it.

    >>> years((8, math.inf)), years((0, 7))
    ('8 years and more', 'up to 7 years')
    """
    low, high = ages
    if math.isinf(high):
        return f"{low:g} years and more" if low else "any age"
    return f"{low:g} to {high:g} years" if low else f"up to {high:g} years"


@dataclass(frozen=True, slots=True)
class Item:
    """One answer that is asked for.

    Attributes
    ----------
    codes : the answers that exist; empty where any number from `low` to `high` (in `step`, 0: any) is one.
    labels : what each code means, where that may be shipped.
    scale : part of the instrument it belongs to, "" where there are no parts.
    only_where_zero : the item that must be 0 for this one to be asked, "" where it is always asked.
    """

    name: str
    title: str
    codes: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    scale: str = ""
    only_where_zero: str = ""

    def takes(self, answer: float) -> bool:
        """Can this be the answer?

        >>> Item("pain", "pain", high=10, step=1).takes(2.5)
        False
        """
        if self.codes:
            return answer in self.codes
        if not self.low <= answer <= self.high:
            return False
        steps = (answer - self.low) / self.step if self.step else 0.0
        return math.isclose(steps, round(steps), abs_tol=GRAIN)

    @property
    def allowed(self) -> str:
        """Its answers in words: "0, 5 or 10", "0 to 100"."""
        if self.codes:
            *head, last = (f"{code:g}" for code in self.codes)
            return f"{', '.join(head)} or {last}" if head else last
        steps = f" in steps of {self.step:g}" if self.step else ""
        return f"{self.low:g} to {self.high:g}{steps}"


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `start` up to the next band, and what they are called."""

    start: float
    title: str
    source: str
    standing: Standing
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Ages:
    """For whom the instrument is: "required" (another form exists) or "validated" (outside: a finding)."""

    low: float  # years
    high: float  # years, all of the last one; infinite where open
    rule: Literal["required", "validated"]
    source: str
    standing: Standing
    remark: str = ""

    def hold(self, age: float) -> bool:
        """Is somebody of this age meant?"""
        return within((self.low, self.high), age)

    @property
    def words(self) -> str:
        """The range as people say it.

        >>> Ages(8, 12, "required", "assumed", "assumed").words
        '8 to 12 years'
        """
        return years((self.low, self.high))


@dataclass(frozen=True, slots=True)
class ImportantChange:
    """The smallest change that matters to people, in one population.

    Attributes
    ----------
    who : the population it was found in.
    course : "acute" or "chronic" pain, "" where it does not depend on that.
    measure : "points" of the score or "share" of the first score.
    at_least : the change, in the score's unit or as a fraction.
    """

    name: str
    who: str
    course: str
    ages: tuple[float, float]  # years
    measure: Literal["points", "share"]
    at_least: Sourced


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument in one version.

    Attributes
    ----------
    name, version : its id, and the version; a record keeps both.
    family : what it measures; "pain intensity" can be laid beside each other as points of 10.
    scoring, missing : names of the rules in `registry/scoring.py`; `missing_standing`: of the latter.
    relative : a share of the first score means something (a score of 0 is none of it).
    change_itself : the answer is itself about a change, so that two answers are not subtracted.
    beside : what must be written down with the score, or nobody can compare it.
    text_may_be_shipped, text_path : item text in the package, or the site's own copy; "" where there is none.
    groups : name of a summary -> the scales it is made of.
    conversion, conversion_path : a second score read from the site's own table.
    loinc : code, "" where it is still to be looked up.
    """

    name: str
    version: str
    title: str
    family: str
    direction: Literal["higher is worse", "higher is better"]
    unit: str
    scoring: str
    missing: str
    answered_by: tuple[str, ...]
    recall: str
    beside: tuple[str, ...]
    source: str
    standing: Standing
    licence: str
    text_may_be_shipped: bool
    items: Mapping[str, Item]
    missing_standing: Standing = "stated"
    relative: bool = False
    change_itself: bool = False
    text_path: str = ""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conversion: str = ""
    conversion_path: str = ""
    loinc: str = ""
    ages: Ages | None = None
    bands: tuple[Band, ...] = ()
    important: Mapping[str, ImportantChange] = field(default_factory=dict)
    file: str = ""

    @property
    def scales(self) -> tuple[str, ...]:
        """Parts of the instrument, in order."""
        return tuple(dict.fromkeys(item.scale for item in self.items.values() if item.scale))

    @property
    def asked(self) -> tuple[Item, ...]:
        """Items that are always asked."""
        return tuple(item for item in self.items.values() if not item.only_where_zero)

    @property
    def reach(self) -> tuple[float, float]:
        """Lowest and highest score that can be had."""
        if self.scoring == "mean of reversed items":
            return 0.0, 100.0
        lows = [min(item.codes) if item.codes else item.low for item in self.asked]
        highs = [max(item.codes) if item.codes else item.high for item in self.asked]
        return float(sum(lows)), float(sum(highs))

    @property
    def better(self) -> int:
        """+1 where a higher score is better, -1 where it is worse."""
        return 1 if self.direction == "higher is better" else -1

    def of_ten(self, score: float) -> float:
        """The score as points of 10, from its lowest (0) to its highest (10)."""
        low, high = self.reach
        return 10.0 * (score - low) / (high - low)

    def band(self, score: float) -> Band | None:
        """The band a score falls in; None where there are none."""
        below = [band for band in self.bands if band.start <= score]
        return below[-1] if below else None

    def band_words(self) -> tuple[tuple[str, Band], ...]:
        """Each band with its scores in words: ("61 to 90", ...)."""
        if not self.bands:
            return ()
        whole = all(item.codes for item in self.items.values())
        ends = [
            f"{after.start - 1:g}" if whole else f"below {after.start:g}" for _, after in pairwise(self.bands)
        ]
        ends.append(f"{self.reach[1]:g}")
        return tuple(
            (f"{band.start:g}" if f"{band.start:g}" == end else f"{band.start:g} to {end}", band)
            for band, end in zip(self.bands, ends, strict=True)
        )
