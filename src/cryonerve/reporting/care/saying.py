"""Values of a record as people read them: units, words for codes, days, names of rows."""

from __future__ import annotations

import re
from typing import Any

from cryonerve.registry.case_record import CaseRecord, Row
from cryonerve.registry.kinds import Field, kinds
from cryonerve.reporting.care.parts import Origin
from cryonerve.reporting.wording import bare, typeset
from cryonerve.sources.instrument_files import instruments

__all__ = [
    "capital",
    "day_words",
    "ended",
    "instrument_words",
    "measured_day",
    "name_words",
    "origin_of",
    "plain",
    "quoted",
    "row_name",
    "score_words",
    "shown",
]

DOCUMENTS = {"document": "recorded as a file", "json": "recorded as a table"}
_NOT_HELD = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff\\u2028\\u2029]")
_TURNING = re.compile("[\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]")
LONG = 300  # letters of a cell or a quotation


def plain(text: object) -> str:
    r"""Text on one line, of letters that every document can hold; marks that turn its direction are left out.

    >>> plain("two  lines\nof text")
    'two lines of text'
    """
    return " ".join(_NOT_HELD.sub(" ", _TURNING.sub("", str(text))).split())


def capital(words: str) -> str:
    """The same words with a capital at the beginning."""
    return f"{words[:1].upper()}{words[1:]}"


def ended(words: str) -> str:
    """A sentence with its full stop, once.

    >>> ended("“It burns.”"), ended("day 7")
    ('“It burns.”', 'day 7.')
    """
    return words if words.endswith((".”", "!”", "?”")) else f"{words}."


def quoted(text: object) -> str:
    """Somebody's own words, cut where they are long.

    >>> quoted('it "burns"')
    '“it "burns"”'
    """
    words = plain(text)
    if len(words) > LONG:
        words = f"{words[: LONG - 1].rstrip()}… [{len(words)} letters in the record]"
    return f"“{words}”"


def shown(field: Field, value: Any) -> str:  # noqa: ANN401
    """One value of a record with its unit.

    >>> shown(kinds()["procedure"].fields["console_temperature_degC"], -80.0)
    '−80 °C'
    >>> shown(kinds()["procedure"].fields["gas"], "nitrous-oxide")
    'nitrous oxide'
    """
    if field.type in DOCUMENTS:
        return DOCUMENTS[field.type]
    if field.type == "flag":
        return "yes" if value else "no"
    if field.type in ("number", "integer"):
        unit = typeset(field.unit)
        return f"{bare(float(value), 6)} {unit}".rstrip()
    return str(value).replace("-", " ") if field.type == "code" else plain(value)


def day_words(day: int, *, measured: bool = False) -> str:
    """A day counted from the first procedure; `measured`: on the day of a procedure, which is before it.

    >>> day_words(7), day_words(-1), day_words(0, measured=True)
    ('day 7', 'day −1', 'before the procedure (day 0)')
    """
    if day == 0:
        return "before the procedure (day 0)" if measured else "day 0"
    return f"day {bare(float(day), 6)}{', before the procedure' * measured}"


def instrument_words(row: Row) -> str:
    """Name and version of an instrument as recorded, with its title where it is known.

    >>> instrument_words({"instrument": "vas", "instrument_version": "100-mm"})
    'Visual analogue scale of pain (vas, version 100-mm)'
    >>> instrument_words({"instrument": "prosthesis-use"})
    'prosthesis use'
    """
    name, version = str(row.get("instrument", "an instrument")), row.get("instrument_version")
    known = instruments().get(name)
    words = f"{name}, version {plain(version)}" if version is not None else name
    if known is None:
        return plain(f"{name.replace('-', ' ')}, version {version}" if version else name.replace("-", " "))
    return plain(f"{known.title} ({words})")


def name_words(row: Row) -> str:
    """An instrument's title without its version.

    >>> name_words({"instrument": "vas"}), name_words({"instrument": "prosthesis-use"})
    ('Visual analogue scale of pain', 'Prosthesis use')
    """
    name = str(row.get("instrument", "a measurement"))
    known = instruments().get(name)
    words = plain(known.title if known else name.replace("-", " "))
    return capital(words)


def score_words(row: Row) -> str:
    """A score as recorded with its unit, "" where there is none.

    >>> score_words({"score": 8.0, "unit": "0 to 10"}), score_words({"score": 80.0, "unit": "percent"})
    ('8 (of 0 to 10)', '80 percent')
    """
    if row.get("score") is None:
        return ""
    unit = plain(row.get("unit", ""))
    reach = f"(of {unit})" if " to " in unit else unit
    return f"{bare(float(row['score']), 6)} {reach}".rstrip()


def measured_day(record: CaseRecord, row: Row) -> str:
    """The day of a measurement, counted from the case's first procedure."""
    return day_words(record.day_of("measurement", row, "day"), measured=int(row["day"]) == 0)


def row_name(record: CaseRecord, kind: str, row: Row) -> str:
    """A row in a few words, for a question about it."""
    if kind == "measurement":
        day = measured_day(record, row)
        return f"{plain(row.get('instrument', 'a measurement'))}, {day}"
    if kind == "procedure":
        return f"the procedure on {day_words(int(row['day']))}"
    if kind == "adverse_event":
        return plain(row.get("term", "an event"))
    return kinds()[kind].name.replace("_", " ")


def origin_of(row: Row) -> Origin:
    """Recorded as stated, with something inferred, or without a word on that."""
    standing = row.get("standing")
    return standing if standing in ("stated", "assumed") else "record"
