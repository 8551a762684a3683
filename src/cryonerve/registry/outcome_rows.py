"""What a registry holds on outcomes, case by case, read with one query for each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Select, and_, func, select, type_coerce

from cryonerve.registry.access import Registry, looking
from cryonerve.registry.listing import Condition, find
from cryonerve.registry.schema import AUDIT, RECORDS, VERSIONS, newest
from cryonerve.sources.calibration_rules import observed_rules
from cryonerve.sources.instrument_files import instruments

__all__ = ["CLOCKS", "PERCENTILES", "CaseRows", "Forecast", "read_outcomes"]

CLOCKS = ("recovery", "pain_return")
PERCENTILES = (5, 50, 95)
PART = 2000  # rows at a time
Row = Any  # of a query: a tuple


class Forecast(NamedTuple):
    """A prediction as it holds now.

    Attributes
    ----------
    number, last : of its last change in the chain, and where that transaction ended.
    days : percentiles in the order of `CLOCKS` and `PERCENTILES`, None where there is none.
    """

    record: str
    nerve: str
    treated: bool | None
    procedure: str | None
    number: int
    last: int
    software: str | None
    p_axonotmesis: float | None
    days: tuple[float | None, ...]


@dataclass(slots=True)
class CaseRows:
    """What is recorded of one case.

    Attributes
    ----------
    procedures : day by record.
    forecasts : in the order of the chain.
    scores : of pain and feeling: instrument, unit, condition, procedure, day, score, number of its first
        entry in the chain, whether it was entered in error.
    """

    person: str
    nerve: str | None
    procedures: dict[str, int] = field(default_factory=dict)
    forecasts: list[Forecast] = field(default_factory=list)
    scores: list[Row] = field(default_factory=list)


def read_outcomes(
    registry: Registry, conditions: Iterable[Condition | str], *, only: str
) -> tuple[dict[str, CaseRows], set[str]]:
    """Rows by case, for cases that meet the conditions, and people who withdrew every consent.

    Parameters
    ----------
    only : id of one case; "" for all of them.
    """
    chosen = [row for row in find(registry, "case", conditions).rows if only in ("", row["record"])]
    cases = {str(row["record"]): CaseRows(row["person"], row["nerve"]) for row in chosen}
    with looking(registry) as connection:
        _read(connection, cases)
        return cases, _withdrawn(connection)


def _read(connection: Connection, cases: Mapping[str, CaseRows]) -> None:
    """Rows of cases that were not asked for are passed over."""
    table = VERSIONS["procedure"]
    query = newest("procedure").with_only_columns(RECORDS.c.parent, RECORDS.c.record, table.c.day)
    for case, record, day in connection.execute(query).all():
        if case in cases:
            cases[case].procedures[record] = day
    for row in connection.execute(_forecasts()).all():
        if row[-1] in cases:
            cases[row[-1]].forecasts.append(Forecast._make((*row[:8], tuple(row[8:-1]))))
    for some in connection.execute(_scores()).partitions(PART):
        for row in some:
            one = cases.get(row[-1])
            if one is not None:
                one.scores.append(tuple(row))  # lighter than the row: the collector of garbage passes it over


def _withdrawn(connection: Connection) -> set[str]:
    table = VERSIONS["consent"]
    query = newest("consent").with_only_columns(
        RECORDS.c.person, func.count(), func.count(table.c.withdrawn_day)
    )
    rows = connection.execute(query.group_by(RECORDS.c.person))
    return {person for person, all_of_them, gone in rows if all_of_them == gone}


def _forecasts() -> Select[Any]:
    """Fields of `Forecast`, the percentiles one by one, and the case."""
    table = VERSIONS["prediction"]
    same = AUDIT.alias("same")
    transactions = (
        select(same.c.at, func.max(same.c.number).label("last"))
        .where(same.c.at.in_(select(AUDIT.c.at).where(AUDIT.c.kind == "prediction")))
        .group_by(same.c.at)
        .subquery()
    )
    return (
        newest("prediction")
        .join(AUDIT, and_(AUDIT.c.record == table.c.record, AUDIT.c.version == table.c.version))
        .join(transactions, transactions.c.at == AUDIT.c.at)
        .with_only_columns(
            RECORDS.c.record,
            *(table.c[name] for name in ("nerve", "treated", "procedure")),
            AUDIT.c.number,
            transactions.c.last,
            table.c.software,
            table.c.p_axonotmesis,
            *(table.c[f"{clock}_p{part}_days"] for clock in CLOCKS for part in PERCENTILES),
            RECORDS.c.parent,
        )
        .order_by(AUDIT.c.number)
    )


def _scores() -> Select[Any]:
    """Fields as `CaseRows.scores` says, and the case; also what was entered in error: it was known."""
    table = VERSIONS["measurement"]
    pain = [one.name for one in instruments().values() if one.family == "pain intensity"]
    columns = ("instrument", "unit", "condition", "procedure", "day", "score")
    return (
        newest("measurement", long=False, void=True)
        .where(table.c.instrument.in_([*pain, observed_rules().feeling]), table.c.score.is_not(None))
        .with_only_columns(
            *(table.c[name] for name in columns),
            RECORDS.c.entered,
            type_coerce(table.c.void, Integer),  # as it comes: no conversion for each of 100 000 rows
            RECORDS.c.parent,
        )
    )
