"""Pain of every case before treatment and last, by statements of the database: for lists of thousands.

As in a picture of one course (`trajectories.person_course`), scores of several scales, conditions or
respondents are never set beside each other: the ones that were recorded most often are taken. Here a scale
is an instrument with the unit it was recorded in, so that a score stays as it was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from cryonerve.registry.measured import PAIN, UNKNOWN
from cryonerve.registry.measurement_rows import recorded_range
from cryonerve.registry.schema import RECORDS, VERSIONS, newest
from cryonerve.sources.instrument_files import instruments

__all__ = ["counted_days", "pain_by_case"]

EARLIEST = 100_000  # days; no day is before its negative
MOST_ENTRIES = 2**32  # of a chain: a day and a number of an entry are one number, which sorts as both
SCALE = ("instrument", "instrument_version", "unit")
WORDS = ("condition", "respondent")


def counted_days(cases: Sequence[str] | None = None) -> Select[Any]:
    """Measurements with the case and the day from the case's first procedure.

    cases : ids; only of these.
    """
    table = VERSIONS["measurement"]
    done = newest("procedure", long=False).subquery("done")
    query = newest("measurement", long=False).join(done, done.c.record == table.c.procedure, isouter=True)
    if cases is not None:
        query = query.where(RECORDS.c.parent.in_(cases))
    day = table.c.day + func.coalesce(done.c.day, 0)
    fields = (table.c[name] for name in ("score", *SCALE, *WORDS))
    return query.with_only_columns(
        RECORDS.c.parent.label("case"), RECORDS.c.entered.label("entered"), day.label("day"), *fields
    )


def pain_by_case(connection: Connection, cases: Sequence[str] | None = None) -> Subquery:
    """A table of one row for each case with pain: case, before, last, unit, and both as points of 10.

    Scores are as they were recorded; points of 10 are there where it is known between which ends that was.
    """
    table = VERSIONS["measurement"]
    pain = [name for name, one in instruments().items() if one.family == PAIN]
    used = select(*(table.c[name] for name in SCALE)).distinct().where(table.c.instrument.in_(pain))
    scales = [_Scale.of(*row) for row in connection.execute(used)]
    asked = counted_days(cases).where(table.c.score.is_not(None), table.c.instrument.in_(pain))
    taken = _scored(_most_used(_told_apart(_sides(asked))))
    of_ten = [(scale.holds(taken), scale.of_ten(taken.c.score)) for scale in scales]
    units = [(scale.holds(taken), literal(scale.shown)) for scale in scales]
    points = case(*of_ten) if of_ten else null()

    def side(after: ColumnElement[bool], value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.max(case((after, value)))

    return (
        select(
            taken.c["case"],
            side(~taken.c.after, taken.c.score).label("before"),
            side(taken.c.after, taken.c.score).label("last"),
            side(~taken.c.after, points).label("before_of_ten"),
            side(taken.c.after, points).label("last_of_ten"),
            func.min(case(*units) if units else literal("")).label("unit"),
        )
        .group_by(taken.c["case"])
        .subquery("pain")
    )


def _sides(asked: Select[Any]) -> Subquery:
    """Of each scale, condition and respondent, before and after: how many, and which is the last."""
    rows = asked.subquery()
    place = cast(rows.c.day + EARLIEST, BigInteger) * MOST_ENTRIES + rows.c.entered
    words = [func.nullif(rows.c[name], UNKNOWN) for name in WORDS]
    alike = [rows.c[name] for name in ("case", *SCALE)]
    after = rows.c.day > 0
    return (
        select(
            *alike,
            *(word.label(name) for name, word in zip(WORDS, words, strict=True)),
            after.label("after"),
            func.count().label("times"),
            func.min(rows.c.entered).label("first"),
            func.max(place).label("latest"),
        )
        .group_by(*alike, *words, after)
        .subquery()
    )


def _told_apart(sides: Subquery) -> Subquery:
    """The same; conditions and respondents are one where a case tells of one only."""
    whose = (sides.c["case"], sides.c.instrument)

    def word(name: str) -> ColumnElement[str]:
        column = sides.c[name]
        several = func.min(column).over(partition_by=whose) < func.max(column).over(partition_by=whose)
        return case((several, func.coalesce(column, UNKNOWN)), else_="")

    kept = [column for column in sides.c if column.name not in WORDS]
    named = select(*kept, *(word(name).label(name) for name in WORDS)).subquery()
    alike = [named.c[name] for name in ("case", *SCALE, *WORDS, "after")]
    sums = (
        func.sum(named.c.times).label("times"),
        func.min(named.c.first).label("first"),
        func.max(named.c.latest).label("latest"),
    )
    return select(*alike, *sums).group_by(*alike).subquery()


def _most_used(sides: Subquery) -> Subquery:
    """Both sides of the scale that a case used most often; of several, of the one that it used first."""
    alike = [sides.c[name] for name in ("case", *SCALE, *WORDS)]
    counted = select(
        *(sides.c[name] for name in ("case", "after", "latest", *SCALE)),
        func.sum(sides.c.times).over(partition_by=alike).label("times"),
        func.min(sides.c.first).over(partition_by=alike).label("first"),
    ).subquery()
    order = (counted.c.times.desc(), counted.c.first)
    best = func.first_value(counted.c.first).over(partition_by=counted.c["case"], order_by=order)
    ranked = select(counted, best.label("best")).subquery()
    return select(ranked).where(ranked.c.first == ranked.c.best).subquery()


def _scored(sides: Subquery) -> Subquery:
    """The same with the last score of each side.

    Looked up one by one, by the number of its first entry: as a join, some versions of SQLite go through all
    sides for every measurement.
    """
    score = newest("measurement", long=False).with_only_columns(VERSIONS["measurement"].c.score)
    entered = sides.c.latest % MOST_ENTRIES
    found = score.where(RECORDS.c.entered == entered).correlate(sides).scalar_subquery()
    kept = (sides.c[name] for name in ("case", "after", *SCALE))
    return select(*kept, found.label("score")).subquery()


@dataclass(frozen=True, slots=True)
class _Scale:
    """An instrument, version and unit as recorded; what the unit is called, and its ends where known."""

    instrument: str
    version: str | None
    unit: str | None
    shown: str
    ends: tuple[float, float] | None

    @classmethod
    def of(cls, name: str, version: str | None, unit: str | None) -> _Scale:
        """What is known of it."""
        chosen = instruments()[name]
        ours = version == chosen.version
        ends = recorded_range(chosen, unit) if ours or unit is not None else None
        return cls(name, version, unit, unit or (chosen.unit if ours else ""), ends)

    def holds(self, rows: Subquery) -> ColumnElement[bool]:
        """Is a row of this scale?"""
        given = zip(SCALE, (self.instrument, self.version, self.unit), strict=True)
        return and_(
            *(rows.c[name].is_(None) if word is None else rows.c[name] == word for name, word in given)
        )

    def of_ten(self, score: ColumnElement[Any]) -> ColumnElement[Any]:
        """Points of 10."""
        if self.ends is None:
            return null()
        low, high = self.ends
        return 10.0 * (score - low) / (high - low)
