"""Records are found: by kind, by what they belong to, by values of theirs, their case or their person."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select

from cryonerve.errors import AbsentError, Complaint, RegistryError, nearest
from cryonerve.registry.access import Registry, looking
from cryonerve.registry.checking import checked
from cryonerve.registry.kinds import Field, Kind, kind_of, kinds
from cryonerve.registry.schema import AUDIT, RECORDS, VERSIONS, how_many, newest

__all__ = [
    "Condition",
    "History",
    "Listing",
    "case_history",
    "compared",
    "find",
    "history",
    "numbers",
    "read_condition",
    "related",
    "rows_below",
]

Row = Mapping[str, Any]
_CONDITION = re.compile(r"\s*(?:(\w+)\.)?(\w+)\s*(<=|>=|!=|==|=|<|>)\s*(.*?)\s*", re.DOTALL)
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ORDERED = {"number", "integer"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A field of the kind itself (`of` is ""), of its `case` or `person`; a value of None is empty."""

    of: str
    field: str
    operator: str
    value: object

    @property
    def words(self) -> str:
        """As one writes it: "person.age_years<18"."""
        of, value = f"{self.of}." if self.of else "", "" if self.value is None else self.value
        return f"{of}{self.field}{self.operator}{value}"


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows that were found, and how many there are in all."""

    kind: str
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True)
class History:
    """One record: what it is, all its versions, and what the chain says of each."""

    kind: str
    record: str
    person: str
    parent: str
    versions: tuple[Row, ...]
    entries: tuple[Row, ...]


def read_condition(kind: Kind, text: str) -> Condition:
    """A condition as written: "day<=7", "instrument=vas", "person.age_years<18", "score=" (empty).

    Raises
    ------
    RegistryError
        The field is not known, or its values cannot be compared like that.

    Examples
    --------
    >>> read_condition(kind_of("measurement"), "day <= 7")
    Condition(of='', field='day', operator='<=', value=7)
    """
    match = _CONDITION.fullmatch(text)
    if match is None:
        what = f"'{text}' is no condition"
        raise RegistryError(Complaint(what, 'Write FIELD, a comparison, VALUE: "day<=7".', field="--where"))
    of, name, compare, written = match.group(1) or "", match.group(2), match.group(3), match.group(4)
    known = ("case", "person")
    if of and of not in known:
        raise RegistryError(Complaint(f"'{of}' has no fields here", nearest(of, known), field="--where"))
    about = kind_of(of) if of else kind
    if name not in about.fields:
        what = f"a {about.name} has no field '{name}'"
        raise RegistryError(Complaint(what, nearest(name, about.fields), field="--where"))
    field = about.fields[name]
    if compare not in ("=", "==", "!=") and field.type not in ORDERED:
        what = f"'{name}' is not more or less than anything"
        raise RegistryError(Complaint(what, "Compare it with = or !=.", field="--where"))
    return Condition(of, name, compare, _value(about, field, written) if written else None)


def _value(kind: Kind, field: Field, written: str) -> object:
    values, wrong = checked(kind, {field.name: written})
    mine = [item for item in wrong if item.field == field.name]
    if mine:
        raise RegistryError(*mine).located(field="--where")
    return values[field.name]


def find(
    registry: Registry,
    kind: str,
    conditions: Iterable[Condition | str] = (),
    *,
    under: str = "",
    limit: int | None = None,
    offset: int = 0,
    long: bool = False,
) -> Listing:
    """Records of a kind as they hold now, in the order in which they were entered.

    Parameters
    ----------
    conditions : all must hold; an empty value equals nothing but empty.
    under : only what belongs to this record: a person, or a case.
    limit, offset : of the rows; `total` counts all.
    long : with documents and answers.

    Examples
    --------
    >>> from cryonerve.registry.opening import open_registry
    >>> with open_registry("trial.sqlite", who="anna") as registry:
    ...     find(registry, "measurement", ["instrument=vas", "day<=7"]).total
    0
    """
    about = kind_of(kind)
    asked = [read_condition(about, item) if isinstance(item, str) else item for item in conditions]
    with looking(registry) as connection:
        query = _filtered(about, asked, under, long=long)
        rows = connection.execute(_page(query, limit, offset)).mappings().all()
        cut = (limit is not None and len(rows) == limit) or (offset and not rows)
        total = connection.execute(how_many(query)).scalar() if cut else offset + len(rows)
    return Listing(about.name, tuple(cast(Sequence[Row], rows)), int(total or 0))


def _page(query: Select[Any], limit: int | None, offset: int) -> Select[Any]:
    ordered = query.order_by(RECORDS.c.entered)
    return ordered.limit(limit).offset(offset) if limit is not None or offset else ordered


def _filtered(kind: Kind, conditions: Sequence[Condition], under: str, *, long: bool) -> Select[Any]:
    query = newest(kind.name, long=long)
    table = VERSIONS[kind.name]
    for condition in (item for item in conditions if not item.of or item.of == kind.name):
        query = query.where(compared(table.c[condition.field], condition))
    for of in sorted({item.of for item in conditions} - {"", kind.name}):
        place = RECORDS.c.person if of == "person" else RECORDS.c.parent
        if of == "case" and kind.parent != "case":
            what = f"a {kind.name} belongs to no case"
            raise RegistryError(Complaint(what, "Ask its person: person.FIELD.", field="--where"))
        above = newest(of)
        for condition in (item for item in conditions if item.of == of):
            above = above.where(compared(VERSIONS[of].c[condition.field], condition))
        query = query.where(place.in_(above.with_only_columns(RECORDS.c.record).correlate(None)))
    if under:
        query = query.where((RECORDS.c.person == under) | (RECORDS.c.parent == under))
    return query


def compared(column: ColumnElement[Any], condition: Condition) -> ColumnElement[bool]:
    """A condition about a column; an empty value equals nothing but empty, and differs from all others."""
    if condition.value is None:
        return column.is_(None) if condition.operator in ("=", "==") else column.is_not(None)
    found: ColumnElement[bool] = _COMPARE[condition.operator](column, condition.value)
    return found | column.is_(None) if condition.operator == "!=" else found


def history(registry: Registry, record: str) -> History:
    """A record with all its versions and its entries in the chain.

    Raises
    ------
    RegistryError
        There is none of that id, or it was erased.
    """
    with looking(registry) as connection:
        found = connection.execute(select(RECORDS).where(RECORDS.c.record == record)).mappings().first()
        entries = connection.execute(
            select(AUDIT).where(AUDIT.c.record == record).order_by(AUDIT.c.number)
        ).mappings()
        entered = tuple(dict(row) for row in entries)
        if found is None:
            what = f"{record} was erased" if entered else f"there is no record {record}"
            raise AbsentError(Complaint(what, "See: cryonerve record list"))
        table = VERSIONS[str(found["kind"])]
        versions = connection.execute(
            select(table).where(table.c.record == record).order_by(table.c.version)
        ).mappings()
        rows = tuple(dict(row) for row in versions)
    return History(str(found["kind"]), record, str(found["person"]), str(found["parent"]), rows, entered)


def numbers(connection: Connection) -> dict[str, int]:
    """How many records of each kind hold now; users are no records of this kind."""
    query = select(RECORDS.c.kind, func.count()).group_by(RECORDS.c.kind)
    entered: dict[str, int] = {str(kind): int(count) for kind, count in connection.execute(query)}
    found = {}
    for name, table in VERSIONS.items():
        newer = table.alias("newer")
        follows = exists().where(newer.c.record == table.c.record, newer.c.version > table.c.version)
        gone = select(func.count()).select_from(table).where(table.c.void, ~follows)
        found[name] = entered.get(name, 0) - int(connection.execute(gone).scalar() or 0)
    return {name: count for name, count in found.items() if name != "user"}


def case_history(registry: Registry, case: str) -> History:
    """The history of a case that holds.

    Raises
    ------
    RegistryError
        There is no such record, it is no case, or it was entered in error.
    """
    told = history(registry, case)
    if told.kind != "case":
        raise RegistryError(Complaint(f"{case} is a {told.kind}, no case", "See: cryonerve record list"))
    if told.versions[-1]["void"]:
        remedy = f"Bring it back by a correction: cryonerve record correct {case}"
        raise RegistryError(Complaint(f"{case} was entered in error", remedy))
    return told


def related(registry: Registry, record: str) -> dict[str, tuple[Row, ...]]:
    """What belongs to a person or a case, by kind, as it holds now."""
    with looking(registry) as connection:
        return {name: rows for name in kinds() if (rows := rows_below(connection, name, record))}


def rows_below(connection: Connection, kind: str, record: str, *, long: bool = True) -> tuple[Row, ...]:
    """What belongs to a person or a case, of one kind, in the order in which it was entered."""
    below = (RECORDS.c.parent == record) | (RECORDS.c.person == record)
    query = newest(kind, long=long).where(below, RECORDS.c.record != record)
    return tuple(dict(row) for row in connection.execute(_page(query, None, 0)).mappings())
