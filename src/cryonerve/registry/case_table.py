"""Cases as a clinic looks at them: a row a case with its person, pain before and after, consent, in pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from cryonerve.errors import Complaint, RegistryError, nearest
from cryonerve.registry.access import Registry, looking
from cryonerve.registry.kinds import kind_of
from cryonerve.registry.listing import Condition, filtered, read_condition
from cryonerve.registry.schema import RECORDS, VERSIONS, newest
from cryonerve.sources.instrument_files import instruments

__all__ = ["CONSENTS", "FACETS", "SORTS", "CaseTable", "case_table"]

CONSENTS = ("given", "withdrawn", "none")
FACETS = ("nerve", "side", "indication", "sex", "amputation_level", "amputation_cause", "consent")
SORTS = ("entered", "title", "age", "last_day", *FACETS)
MOST = 500  # rows of a page

Row = Mapping[str, Any]
Score = tuple[int, float, str | None, str]  # day, score, unit, instrument


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A page of cases.

    Attributes
    ----------
    rows : with case, person, title, age, sex, amputation_level, amputation_cause, indication, nerve, side,
        procedures, last_day, pain_before, pain_last, pain_unit, adverse_events, consent, reconsent_due_day.
    total : of all pages. facets : by field, (value, count) of all pages; None for what is not recorded.
    """

    rows: tuple[Row, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str | None, int], ...]]


def case_table(
    registry: Registry,
    conditions: Iterable[Condition | str] = (),
    *,
    consent: str = "",
    sort: str = "entered",
    down: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> CaseTable:
    """A page of the cases that meet conditions (as in `find`: of the case or its person).

    Parameters
    ----------
    consent : "given", "withdrawn" (every one) or "none"; "" for all.
    sort : one of `SORTS`; `down` turns it round. What is not recorded comes last.

    Raises
    ------
    RegistryError
        A condition, an order or a consent is not known, or the user may not look.

    Examples
    --------
    >>> from cryonerve.registry import open_registry, read_record_file, record
    >>> with open_registry("table.sqlite", who="anna") as registry:
    ...     entered = record(registry, read_record_file("tibial-neuroma-child"))
    ...     found = case_table(registry, ["nerve=tibial"])
    >>> row = found.rows[0]
    >>> row["age"], row["pain_before"], row["pain_last"], row["last_day"], found.facets["sex"]
    ('10', 8.0, 1.0, 91, (('female', 1),))
    """
    about = kind_of("case")
    asked = [read_condition(about, one) if isinstance(one, str) else one for one in conditions]
    for given, known, field in ((consent or "given", CONSENTS, "consent"), (sort, SORTS, "sort")):
        if given not in known:
            raise RegistryError(Complaint(f"'{given}' is not known", nearest(given, known), field=field))
    if not (offset >= 0 and 1 <= limit <= MOST):
        raise RegistryError(Complaint("there is no such page", f"Ask for 1 to {MOST} rows.", field="limit"))
    with looking(registry) as connection:
        rows = [dict(row) for row in connection.execute(_joined(asked)).mappings().all()]
        agreed = _consents(connection)
        for row in rows:
            _complete(row, agreed.get(row["person"], ("none", None)))
        rows = [row for row in rows if consent in ("", row["consent"])]
        if sort == "last_day":
            last = _last_days(connection, None)
            rows = [{**row, "last_day": last.get(row["case"])} for row in rows]
        page = _ordered(rows, sort, down=down)[offset : offset + limit]
        _add_follow_up(connection, page)
    facets = {name: tuple(Counter(row[name] for row in rows).most_common()) for name in FACETS}
    return CaseTable(tuple(page), len(rows), facets)


def _ordered(rows: list[dict[str, Any]], sort: str, *, down: bool) -> list[dict[str, Any]]:
    """By a column; what is not recorded last, either way."""
    if sort == "entered":
        return rows[::-1] if down else rows
    name = "years" if sort == "age" else sort
    told = [row for row in rows if row[name] is not None]
    return sorted(told, key=lambda row: row[name], reverse=down) + [row for row in rows if row[name] is None]


def _joined(conditions: Sequence[Condition]) -> Select[Any]:
    """Cases with their person, in the order in which they were entered; one pass, counted outside."""
    people, cases = (
        newest("person").subquery(),
        filtered(kind_of("case"), conditions, "", long=False).subquery(),
    )
    return (
        select(
            cases.c.record.label("case"),
            cases.c.person,
            *(cases.c[name] for name in ("title", "indication", "nerve", "side")),
            *(people.c[name] for name in ("age_years", "age_band", "sex", "amputation_level")),
            people.c.amputation_cause,
        )
        .join(RECORDS, RECORDS.c.record == cases.c.record)
        .join(people, people.c.record == cases.c.person)
        .order_by(RECORDS.c.entered)
    )


def _consents(connection: Connection) -> dict[str, tuple[str, int | None]]:
    """By person: given or withdrawn (every one), and the first day on which somebody is asked anew."""
    consent = VERSIONS["consent"]
    query = newest("consent").with_only_columns(
        RECORDS.c.person,
        func.count(),
        func.count(consent.c.withdrawn_day),
        func.min(consent.c.reconsent_due_day),
    )
    return {
        person: ("withdrawn" if given == gone else "given", due)
        for person, given, gone, due in connection.execute(query.group_by(RECORDS.c.person))
    }


def _complete(row: dict[str, Any], agreed: tuple[str, int | None]) -> None:
    """Age as it is read, and by which it is sorted; consent."""
    years, band = row.pop("age_years"), row.pop("age_band")
    row["age"] = band or (None if years is None else str(years))
    row["years"] = years if band is None else float(band.rstrip("+").split("-")[0])
    row["consent"], row["reconsent_due_day"] = agreed


def _last_days(connection: Connection, marks: Sequence[str] | None) -> dict[str, int]:
    """Day of the last measurement, counted from its own procedure."""
    query = newest("measurement", long=False)
    if marks is not None:
        query = query.where(RECORDS.c.parent.in_(marks))
    day = func.max(VERSIONS["measurement"].c.day)
    rows = connection.execute(query.with_only_columns(RECORDS.c.parent, day).group_by(RECORDS.c.parent))
    return {mark: int(number) for mark, number in rows}


def _add_follow_up(connection: Connection, page: Sequence[dict[str, Any]]) -> None:
    """What is counted and measured of the cases of a page alone."""
    marks = [row["case"] for row in page]
    last, pain = _last_days(connection, marks), _pain(connection, marks)
    done, events = (_count(connection, kind, marks) for kind in ("procedure", "adverse_event"))
    for row in page:
        case = row["case"]
        row.pop("years")
        row.update(procedures=done.get(case, 0), adverse_events=events.get(case, 0), last_day=last.get(case))
        row.update(_ends(pain.get(case, [])))


def _count(connection: Connection, kind: str, marks: Sequence[str]) -> dict[str, int]:
    query = newest(kind, long=False).where(RECORDS.c.parent.in_(marks))
    rows = connection.execute(
        query.with_only_columns(RECORDS.c.parent, func.count()).group_by(RECORDS.c.parent)
    )
    return {mark: int(number) for mark, number in rows}


def _pain(
    connection: Connection, marks: Sequence[str]
) -> dict[str, list[tuple[int, float, str | None, str]]]:
    """Day, score, unit and instrument of each case, in the order of days from the first procedure."""
    table, done = VERSIONS["measurement"], VERSIONS["procedure"]
    query = newest("procedure").where(RECORDS.c.parent.in_(marks))
    days: dict[str, int] = {}
    first: dict[str, int] = {}
    for parent, record, day in connection.execute(
        query.with_only_columns(RECORDS.c.parent, RECORDS.c.record, done.c.day)
    ):
        days[record] = day
        first[parent] = min(day, first.get(parent, day))
    names = [one.name for one in instruments().values() if one.family == "pain intensity"]
    scores = (
        newest("measurement", long=False)
        .where(RECORDS.c.parent.in_(marks), table.c.instrument.in_(names), table.c.score.is_not(None))
        .with_only_columns(
            RECORDS.c.parent, table.c.day, table.c.procedure, table.c.score, table.c.unit, table.c.instrument
        )
    )
    found: dict[str, list[Score]] = {}
    for parent, day, procedure, score, unit, instrument in connection.execute(scores):
        start = days.get(procedure, first.get(parent, 0)) - first.get(parent, 0)
        found.setdefault(parent, []).append((day + start, score, unit, instrument))
    for rows in found.values():
        rows.sort(key=lambda row: row[0])
    return found


def _ends(rows: Sequence[Score]) -> dict[str, Any]:
    """The last score before the procedure and the last after it, by the instrument used most."""
    used = [row[3] for row in rows]
    mine = [row for row in rows if row[3] == max(used, key=used.count)]
    before, after = [row for row in mine if row[0] <= 0], [row for row in mine if row[0] > 0]
    unit = mine[-1][2] if mine else None
    return {
        "pain_before": before[-1][1] if before else None,
        "pain_last": after[-1][1] if after else None,
        "pain_unit": (unit or mine[-1][3]) if mine else None,
    }
