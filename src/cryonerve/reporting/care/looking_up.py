"""Facts of a guideline looked up in a record: what is there, and what has to be asked."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryonerve.registry.case_record import CaseRecord, Row
from cryonerve.registry.kinds import Field, kind_of
from cryonerve.reporting.care.parts import Statement
from cryonerve.reporting.care.saying import origin_of, plain, row_name, shown
from cryonerve.sources.care import CareFact
from cryonerve.sources.instrument_files import instruments

__all__ = ["Found", "Wanted", "applies", "asked", "look_up", "read_about", "told"]

LEG = {
    "partial-foot",
    "ankle-disarticulation",
    "transtibial",
    "knee-disarticulation",
    "transfemoral",
    "hip-disarticulation",
    "hemipelvectomy",
}
_ABOUT = re.compile(r"(\w+)(?:\[(.*)\])?(?:\.(\w+))?")
_CONDITION = re.compile(r"\s*(\w+)\s*(\^=|<=|>=|=|<|>)\s*(\S+)\s*")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "^=": lambda value, start: str(value).startswith(str(start)),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """KIND[conditions].FIELD as it was read; `field` is None where the record itself is wanted."""

    kind: str
    conditions: tuple[tuple[str, str, str], ...]
    field: Field | None

    def meets(self, row: Row) -> bool:
        """Do all conditions hold for a row? A field that is empty meets none."""
        for name, compare, written in self.conditions:
            value = row.get(name)
            if value is None:
                return False
            other: object = float(written) if isinstance(value, int | float) else written
            if not _COMPARE[compare](value, other):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that were looked for: those that hold the field, and those that lack it."""

    wanted: Wanted
    there: tuple[Row, ...]
    lacking: tuple[Row, ...]


def read_about(text: str) -> Wanted:
    """What a fact is about.

    Raises
    ------
    ValueError
        It is not written as KIND[field=value, field<value].FIELD. UnknownNameError: no such kind.

    Examples
    --------
    >>> wanted = read_about("measurement[instrument^=k-level, day>0].score")
    >>> wanted.kind, wanted.conditions, wanted.field.name
    ('measurement', (('instrument', '^=', 'k-level'), ('day', '>', '0')), 'score')
    """
    match = _ABOUT.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not KIND[conditions].FIELD")
    kind = kind_of(match.group(1))
    conditions = []
    for written in (match.group(2) or "").split(",") if match.group(2) else ():
        condition = _CONDITION.fullmatch(written)
        if condition is None or condition.group(1) not in kind.fields:
            raise ValueError(f"'{written}' is no condition on a {kind.name}")
        conditions.append((condition.group(1), condition.group(2), condition.group(3)))
    name = match.group(3)
    if name and name not in kind.fields:
        raise ValueError(f"a {kind.name} has no field '{name}'")
    return Wanted(kind.name, tuple(conditions), kind.fields[name] if name else None)


def look_up(record: CaseRecord, about: str, family: str = "") -> Found:
    """Rows of the record that a fact is about; with `family` only measurements by instruments of it.

    Examples
    --------
    >>> from cryonerve.registry.case_record import case_of_record_file
    >>> record = case_of_record_file("tibial-neuroma-child")
    >>> len(look_up(record, "procedure.cycles").there), len(look_up(record, "procedure.gas").lacking)
    (1, 1)
    """
    wanted = read_about(about)
    rows = [row for row in record.of(wanted.kind) if wanted.meets(row)]
    if family:
        of_it = {name for name, known in instruments().items() if known.family == family}
        rows = [row for row in rows if row.get("instrument") in of_it]
    if wanted.field is None:
        return Found(wanted, tuple(rows), ())
    name = wanted.field.name
    return Found(
        wanted,
        tuple(row for row in rows if row.get(name) is not None),
        tuple(row for row in rows if row.get(name) is None),
    )


def applies(fact: CareFact, record: CaseRecord) -> bool:
    """Does a fact matter for this person?"""
    level = record.person.get("amputation_level")
    return {
        "": True,
        "child": record.child is not False,
        "leg": level in LEG,
        "amputee": level is not None and level != "none",
        "recorded": bool(record.of(read_about(fact.about).kind)),
    }[fact.only_for]


def asked(fact: CareFact, record: CaseRecord, found: Found) -> str:
    """The question where something is not recorded, "" where all is.

    A question about some of several records names them.
    """
    if fact.family and not found.there and not found.lacking:
        return ""
    if found.wanted.field is None or found.wanted.conditions:
        return fact.ask if not found.there else ""
    if not found.there and not found.lacking:
        return fact.ask
    if not found.lacking:
        return ""
    if not found.there and found.wanted.kind != "measurement":
        return fact.ask
    names = dict.fromkeys(row_name(record, found.wanted.kind, row) for row in found.lacking)
    return f"{fact.ask} Not recorded for: {'; '.join(names)}."


def told(fact: CareFact, found: Found, keys: tuple[str, ...] = ()) -> list[Statement]:
    """Sentences of a fact, one for each different value; `keys`: the publication the record is from."""
    field = found.wanted.field
    if not fact.say or field is None:
        return []
    said: dict[str, Row] = {}
    for row in found.there:
        said.setdefault(plain(shown(field, row[field.name])), row)
    return [
        Statement(fact.say.replace("{value}", words), origin_of(row), keys) for words, row in said.items()
    ]
