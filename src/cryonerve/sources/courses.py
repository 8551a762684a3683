"""Published courses to lay one person's measurements over: outcomes of the evidence in order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.errors import nearest
from cryonerve.sources.evidence import Outcome, Study, studies
from cryonerve.sources.tables import Row, read_table
from cryonerve.units import DAY

__all__ = ["AgainstSham", "PublishedCourse", "against_sham", "published_courses"]


@dataclass(frozen=True, slots=True)
class PublishedCourse:
    """Outcomes of one study over time.

    Attributes
    ----------
    study, outcomes : rows of the evidence; the figures stand there alone.
    short : its name in a picture.
    transfer : why it may not hold for the person it is laid beside.
    """

    name: str
    short: str
    study: Study
    outcomes: tuple[Outcome, ...]
    transfer: str

    @property
    def unit(self) -> str:
        """What was counted or scored: "patient", "neuroma" ..."""
        return self.outcomes[0].unit

    @property
    def kind(self) -> str:
        """What the values are: "mean" (points of 10) or "share" (%)."""
        return self.outcomes[0].kind

    @property
    def baseline(self) -> float | None:
        """Score before treatment, None where there is none."""
        return self.outcomes[0].baseline

    @property
    def days(self) -> tuple[float, ...]:
        """When each outcome was taken, days after the treatment."""
        return tuple((outcome.at or 0.0) / DAY for outcome in self.outcomes)

    @property
    def values(self) -> tuple[float, ...]:
        """The means or shares, in the same order."""
        return tuple(float(outcome.value or 0.0) for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class AgainstSham:
    """The trial that is shown before every course without a control."""

    short: str
    study: Study
    outcome: Outcome
    transfer: str

    @property
    def sentence(self) -> str:
        """What it found, in one sentence with its numbers."""
        found, low, high = self.outcome.value, self.outcome.low, self.outcome.high
        months = (self.outcome.at or 0.0) / DAY / 30.4375
        return (
            f"The one large trial against sham found no difference after {months:.0f} months: "
            f"{found:g} points of 10 ({low:g} to {high:g}), n = {self.outcome.n}."
        ).replace("-", "−")


@cache
def published_courses() -> Mapping[str, PublishedCourse]:
    """Every course by name.

    >>> published_courses()["yoon-2016"].values
    (2.3, 3.2, 4.7, 5.1)
    """
    rows = read_table("courses.toml").below("course").rows()
    return MappingProxyType({name: _course(name, row) for name, row in rows.items()})


@cache
def against_sham() -> AgainstSham:
    """The sham-controlled trial.

    >>> against_sham().outcome.value
    -0.1
    """
    row = read_table("courses.toml").below("against_sham")
    row.known("study", "outcome", "short", "transfer")
    study = _study(row)
    outcome = _outcome(row, study, row.text("outcome"))
    return AgainstSham(row.text("short"), study, outcome, row.text("transfer"))


def _course(name: str, row: Row) -> PublishedCourse:
    row.known("study", "outcomes", "short", "transfer")
    study = _study(row)
    named = row.fields.get("outcomes")
    if not isinstance(named, list) or not named:
        raise row.complaint("outcomes", "is no list of outcomes")
    found = tuple(_outcome(row, study, one) for one in named)
    times = [one.at for one in found if one.at is not None]
    if len(times) != len(found) or times != sorted(set(times)):
        raise row.complaint("outcomes", "do not stand in the order of time")
    alike = {(one.kind, one.unit, one.definition, one.baseline) for one in found}
    if len(alike) != 1 or any(one.value is None for one in found):
        raise row.complaint("outcomes", "are not of one kind, unit and definition, or without a value")
    return PublishedCourse(name, row.text("short"), study, found, row.text("transfer"))


def _study(row: Row) -> Study:
    name = row.text("study")
    if name not in studies():
        raise row.complaint("study", f"no study is called '{name}'", nearest(name, studies()))
    return studies()[name]


def _outcome(row: Row, study: Study, name: str) -> Outcome:
    known = {one.name: one for one in study.outcomes}
    if name not in known:
        raise row.complaint("outcomes", f"'{study.name}' has no outcome '{name}'", nearest(name, known))
    return known[name]
