"""Published series of how long relief of pain lasted, and priors of a survival model: read from pain.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from cryonerve.sources.tables import Row, read_table
from cryonerve.sources.value import Sourced

__all__ = ["PainPriors", "PainSeries", "ShamTrial", "Visit", "pain_priors", "pain_series", "sham_trial"]


@dataclass(frozen=True, slots=True)
class Visit:
    """How many of those treated still had relief some time after."""

    after: Sourced  # s
    relieved: Sourced  # count


@dataclass(frozen=True, slots=True)
class PainSeries:
    """One published series.

    Attributes
    ----------
    counted_by : "patients" (fitted) or "neuromas" (to compare with).
    relief : what the series called relief.
    treated, relieved_at_first : counts; None where the relief at first was not counted.
    half_back_after, last_back_after : s, median and longest time to the return of pain of those relieved.
    visits : counts at fixed times, of all treated, in the order of time.
    """

    name: str
    title: str
    counted_by: str
    relief: str
    treated: Sourced
    relieved_at_first: Sourced | None = None
    half_back_after: Sourced | None = None
    last_back_after: Sourced | None = None
    visits: Mapping[str, Visit] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Key in references.bib."""
        return self.treated.source

    @property
    def followed(self) -> float:
        """Longest time after the treatment the series reports, s."""
        ends = [visit.after.value for visit in self.visits.values()]
        return max([*ends, 0.0 if self.last_back_after is None else self.last_back_after.value])


@dataclass(frozen=True, slots=True)
class PainPriors:
    """Priors of the survival model, see pain.toml."""

    relieved_at_first: Sourced  # share of all treated, beta distribution
    typical: Sourced  # s, lognormal
    between: Sourced  # standard deviation of ln time between series, half-normal
    within: Sourced  # standard deviation of ln time within a series, lognormal


@dataclass(frozen=True, slots=True)
class ShamTrial:
    """The trial against a sham treatment."""

    patients: Sourced
    difference: Sourced  # points of 10
    after: Sourced  # s


@cache
def pain_series() -> Mapping[str, PainSeries]:
    """Every series by name.

    >>> lloyd = pain_series()["lloyd-1976"]
    >>> lloyd.relieved_at_first.value, lloyd.treated.value, lloyd.half_back_after.value / 86400
    (52.0, 64.0, 11.0)
    """
    rows = read_table("pain.toml").below("series").rows()
    return MappingProxyType({name: _series(name, row) for name, row in rows.items()})


@cache
def pain_priors() -> PainPriors:
    """Priors of the survival model."""
    row = read_table("pain.toml").below("prior")
    row.known("relieved_at_first", "typical", "between", "within")
    return PainPriors(
        relieved_at_first=row.needed("relieved_at_first", "fraction"),
        typical=row.needed("typical", "time"),
        between=row.needed("between", "count"),
        within=row.needed("within", "count"),
    )


@cache
def sham_trial() -> ShamTrial:
    """The only large trial against a sham treatment.

    >>> sham_trial().difference.bounds
    (-1.0, 0.7)
    """
    row = read_table("pain.toml").below("trial")
    row.known("patients", "difference", "after")
    return ShamTrial(
        patients=row.needed("patients", "count"),
        difference=row.needed("difference", "count"),
        after=row.needed("after", "time"),
    )


def _series(name: str, row: Row) -> PainSeries:
    row.known(
        "title", "counted_by", "relief", "treated", "relieved_at_first",
        "half_back_after", "last_back_after", "visits",
    )  # fmt: skip
    visits = row.below("visits").rows() if "visits" in row.fields else {}
    read = [(key, _visit(visit)) for key, visit in visits.items()]
    found = PainSeries(
        name=name,
        title=row.text("title"),
        counted_by=row.choice("counted_by", ("patients", "neuromas")),
        relief=row.text("relief"),
        treated=row.needed("treated", "count"),
        relieved_at_first=row.sourced("relieved_at_first", "count", optional=True),
        half_back_after=row.sourced("half_back_after", "time", optional=True),
        last_back_after=row.sourced("last_back_after", "time", optional=True),
        visits=MappingProxyType(dict(sorted(read, key=lambda item: item[1].after.value))),
    )
    _checked(found, row)
    return found


def _visit(row: Row) -> Visit:
    row.known("after", "relieved")
    return Visit(after=row.needed("after", "time"), relieved=row.needed("relieved", "count"))


def _checked(series: PainSeries, row: Row) -> None:
    """Counts that nobody can have counted are a complaint."""
    first = series.relieved_at_first
    counts = [visit.relieved.value for visit in series.visits.values()]
    if first is not None:
        counts = [first.value, *counts]
    if counts != sorted(counts, reverse=True) or any(count > series.treated.value for count in counts):
        raise row.complaint("visits", "more have relief than before", "Counts are of those still relieved.")
    durations = (series.half_back_after, series.last_back_after)
    if any(item is not None for item in durations) and (first is None or None in durations):
        raise row.complaint(
            "half_back_after", "needs relieved_at_first and last_back_after", "Write all three or none."
        )
