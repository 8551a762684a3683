"""All cases of a registry, a line each: found, sorted and counted by the database, a page at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, case, func, select

from cryonerve.errors import Complaint, RegistryError, UnknownNameError, nearest
from cryonerve.registry.access import Registry, looking
from cryonerve.registry.case_pain import counted_days, pain_by_case
from cryonerve.registry.kinds import kind_of, kinds
from cryonerve.registry.listing import Condition, Row, compared, read_condition
from cryonerve.registry.schema import RECORDS, newest

__all__ = ["COLUMNS", "FACETS", "CaseOverview", "overview"]

CONSENTS = ("given", "withdrawn", "none")
OF_CASE = ("title", "indication", "nerve", "side")
OF_PERSON = ("sex", "amputation_level", "amputation_cause")
FACETS = ("sex", "amputation_level", "indication", "nerve", "side", "consent")
COUNTED = {"procedures": "procedure", "adverse_events": "adverse_event"}
COLUMNS = (
    "case", "person", "title", "age", "sex", "amputation_level", "amputation_cause", "indication", "nerve",
    "side", "procedures", "last_day", "pain_before", "pain_last", "adverse_events", "consent",
    "reconsent_due_day",
)  # fmt: skip
_CONSENT = re.compile(r"\s*consent\s*(=|==|!=)\s*(.*?)\s*")


@dataclass(frozen=True, slots=True)
class CaseOverview:
    """A page of cases.

    Attributes
    ----------
    rows : `COLUMNS` and the unit of pain. `last_day` is the day of the last measurement, `pain_before` and
        `pain_last` the last scores before treatment and after it, as recorded; None where there is none.
    total : how many cases fit the conditions.
    facets : value and number of cases by field; a field's own condition does not count for it.
    """

    rows: tuple[Row, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str | None, int], ...]]


def overview(
    registry: Registry,
    conditions: Iterable[str] = (),
    *,
    sort: str = "",
    down: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> CaseOverview:
    """Cases that hold now, and what is known of each.

    Parameters
    ----------
    conditions : as `find` reads them, of the case or its person, and consent=given, withdrawn or none.
    sort, down : one of `COLUMNS`, the largest first; without: in the order in which they were entered.
        Pain is sorted by points of 10. What is not known comes last.

    Raises
    ------
    RegistryError
        A condition that is none.
    UnknownNameError
        There is no such column.

    Examples
    --------
    >>> from cryonerve.registry import open_registry, read_record_file, record
    >>> with open_registry("trial.sqlite", who="anna") as registry:
    ...     entered = record(registry, read_record_file("tibial-neuroma-child"))
    ...     row = overview(registry, ["person.sex=female", "consent=none"]).rows[0]
    >>> row["pain_before"], row["pain_last"], row["pain_unit"]
    (8.0, 1.0, '0 to 10')
    """
    if sort and sort not in COLUMNS:
        raise UnknownNameError(
            Complaint(f"no column is called '{sort[:40]}'", nearest(sort, COLUMNS), "sort")
        )
    asked = [_condition(text) for text in conditions]
    with looking(registry) as connection:
        known = _known()
        found = select(known).where(*(_holds(known, item) for item in asked))
        page = _page(connection, known, found, (sort, down))
        rows = [dict(row) for row in connection.execute(page.limit(limit).offset(offset)).mappings()]
        _fill(connection, rows)
        facets, total = _facets(connection, known, asked)
    return CaseOverview(tuple(rows), total, facets)


def _condition(text: str) -> Condition:
    match = _CONSENT.fullmatch(text)
    if match is None:
        return read_condition(kind_of("case"), text)
    if match.group(2) not in CONSENTS:
        what = f"'{match.group(2)[:40]}' is no state of consent"
        raise RegistryError(Complaint(what, nearest(match.group(2), CONSENTS), field="--where"))
    return Condition("", "consent", match.group(1), match.group(2))


def _known() -> Subquery:
    """What can be asked of a case: its fields, those of its person (`person_...`), and consent."""
    cases = newest("case", long=False).add_columns(RECORDS.c.entered).subquery("cases")
    people = newest("person", long=False).subquery("people")
    given = _consents()
    consent = case((given.c.person.is_(None), "none"), (given.c.held > 0, "given"), else_="withdrawn")
    shown = ("record", "person", "entered", *kinds()["case"].fields)
    return (
        select(
            *(cases.c[name] for name in shown if name in cases.c),
            *(people.c[name].label(f"person_{name}") for name in kinds()["person"].fields),
            _lowest_age(people).label("age"),
            consent.label("consent"),
            given.c.due.label("reconsent_due_day"),
        )
        .join_from(cases, people, people.c.record == cases.c.person, isouter=True)
        .join(given, given.c.person == cases.c.person, isouter=True)
        .subquery("known")
    )


def _consents() -> Subquery:
    """People with consents: how many hold, and the first day on which one of these has to be asked anew."""
    rows = newest("consent", long=False).subquery("consents")
    holds = rows.c.withdrawn_day.is_(None)
    return (
        select(
            rows.c.person,
            func.count(case((holds, 1))).label("held"),
            func.min(case((holds, rows.c.reconsent_due_day))).label("due"),
        )
        .group_by(rows.c.person)
        .subquery("given")
    )


def _lowest_age(people: Subquery) -> ColumnElement[Any]:
    """Years, or the first year of a band: to sort by."""
    bands = kinds()["person"].fields["age_band"].choices
    first = [(people.c.age_band == band, int(band.rstrip("+").partition("-")[0])) for band in bands]
    return func.coalesce(people.c.age_years, case(*first))


def _holds(known: Subquery, condition: Condition) -> ColumnElement[bool]:
    return compared(
        known.c[f"person_{condition.field}" if condition.of == "person" else condition.field], condition
    )


def _page(
    connection: Connection, known: Subquery, found: Select[Any], order: tuple[str, bool]
) -> Select[Any]:
    """Cases in order; what only an order by it needs is joined for it alone."""
    sort, down = order
    if sort in COUNTED:
        counts = _counts(COUNTED[sort]).subquery("counts")
        found = found.join(counts, counts.c["case"] == known.c.record, isouter=True)
        key: ColumnElement[Any] = func.coalesce(counts.c.n, 0)
    elif sort == "last_day":
        days = _last_days().subquery("days")
        found = found.join(days, days.c["case"] == known.c.record, isouter=True)
        key = days.c.last_day
    elif sort in ("pain_before", "pain_last"):
        pain = pain_by_case(connection)
        found = found.join(pain, pain.c["case"] == known.c.record, isouter=True)
        key = pain.c[f"{sort.removeprefix('pain_')}_of_ten"]
    elif sort:
        names = {"case": "record"} | {name: f"person_{name}" for name in OF_PERSON}
        key = known.c[names.get(sort, sort)]
    else:
        return found.order_by(known.c.entered.desc() if down else known.c.entered)
    return found.order_by((key.desc() if down else key.asc()).nulls_last(), known.c.entered)


def _counts(kind: str, cases: Sequence[str] | None = None) -> Select[Any]:
    """How many records of a kind each case has."""
    query = newest(kind, long=False).with_only_columns(
        RECORDS.c.parent.label("case"), func.count().label("n")
    )
    if cases is not None:
        query = query.where(RECORDS.c.parent.in_(cases))
    return query.group_by(RECORDS.c.parent)


def _last_days(cases: Sequence[str] | None = None) -> Select[Any]:
    rows = counted_days(cases).subquery("rows")
    return select(rows.c["case"], func.max(rows.c.day).label("last_day")).group_by(rows.c["case"])


def _fill(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """What is known of the cases of one page, in the shape in which it is shown."""
    marks = [str(row["record"]) for row in rows]
    counts = {
        name: {row[0]: row[1] for row in connection.execute(_counts(kind, marks))}
        for name, kind in COUNTED.items()
    }
    days = {row[0]: row[1] for row in connection.execute(_last_days(marks))}
    pain = pain_by_case(connection, marks)
    told = {row["case"]: dict(row) for row in connection.execute(select(pain)).mappings()}
    for place, row in enumerate(rows):
        mark = row["record"]
        scores = told.get(mark, {})
        years, band = row["person_age_years"], row["person_age_band"]
        rows[place] = {
            "case": mark,
            "person": row["person"],
            **{name: row[name] for name in OF_CASE},
            **{name: row[f"person_{name}"] for name in OF_PERSON},
            "age": band if years is None else years,
            **{name: counts[name].get(mark, 0) for name in COUNTED},
            "last_day": days.get(mark),
            "pain_before": scores.get("before"),
            "pain_last": scores.get("last"),
            "pain_unit": scores.get("unit"),
            "consent": row["consent"],
            "reconsent_due_day": row["reconsent_due_day"],
        }


def _facets(
    connection: Connection, known: Subquery, asked: Sequence[Condition]
) -> tuple[dict[str, tuple[tuple[str | None, int], ...]], int]:
    """Values with their numbers by field, and the number of cases."""
    fields = {name: f"person_{name}" if name in OF_PERSON else name for name in FACETS}

    def about(item: Condition) -> str:
        name = item.field
        return name if name in fields and (item.of == "person") == (name in OF_PERSON) else ""

    def counted(names: Sequence[str], left: str = "") -> list[tuple[Any, ...]]:
        """Cases by their values of some fields, without the conditions about one of these."""
        columns = [known.c[fields[name]] for name in names]
        tests = [_holds(known, item) for item in asked if not left or about(item) != left]
        return [
            tuple(row)
            for row in connection.execute(select(func.count(), *columns).where(*tests).group_by(*columns))
        ]

    narrowed = {about(item) for item in asked} - {""}
    together = [name for name in FACETS if name not in narrowed]
    rows = counted(together)
    tallies = {name: Counter[str | None]() for name in FACETS}
    for count, *values in rows:
        for name, value in zip(together, values, strict=True):
            tallies[name][value] += count
    for name in sorted(narrowed):
        tallies[name].update({value: count for count, value in counted([name], left=name)})
    facets = {
        name: tuple(sorted(tally.items(), key=lambda item: (-item[1], item[0] is None, str(item[0]))))
        for name, tally in tallies.items()
    }
    return facets, sum(row[0] for row in rows)
