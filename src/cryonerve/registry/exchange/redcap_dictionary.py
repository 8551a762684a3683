"""The REDCap project of a registry: its data dictionary, events and repeating instruments.

A form is a kind, a REDCap record a person. Measurements stand in the event of their day; those of other days,
and everything else that may come more than once, in the event `any_day`. What a site adds to its dictionary
(annotations such as @HIDDEN, section headers, alignments, fields of its own) is kept (`merged`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.registry.exchange.reading import refused
from cryonerve.registry.kinds import Field, Kind, kinds
from cryonerve.registry.schema import ordered_fields

__all__ = [
    "ANY_DAY",
    "COLUMNS",
    "EVENTS",
    "RECORD_ID",
    "SLIDER",
    "Column",
    "columns_of",
    "dictionary",
    "event_of",
    "merged",
    "read_dictionary",
    "write_dictionary",
]

COLUMNS = (  # the 18 columns in REDCap's own words
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
NAME, FORM = COLUMNS[0], COLUMNS[1]
OF_THE_SITE = (COLUMNS[2], *COLUMNS[13:])  # what a site decides
DAYS = (0, 1, 7, 14, 90, 180, 365)
EVENTS: Mapping[int, str] = MappingProxyType({day: f"day_{day}_arm_1" for day in DAYS})
ANY_DAY = "any_day_arm_1"
RECORD_ID = "record_id"
SLIDER = "measurement_vas"
FREE = ("text", "document", "json")
_UNCODED = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of REDCap and the field it holds; `codes` are the raw values of choices."""

    name: str
    field: str
    codes: Mapping[str, str]

    @property
    def values(self) -> dict[str, str]:
        """Choice by its raw value."""
        return {code: choice for choice, code in self.codes.items()}


@cache
def columns_of(kind: str) -> tuple[Column, ...]:
    """Columns of a form: the record's own id, what it belongs to, and its fields.

    >>> [column.name for column in columns_of("measurement")][:4]
    ['measurement_mark', 'measurement_case', 'measurement_procedure', 'measurement_instrument']
    """
    about = kinds()[kind]
    found = [] if about.name == "person" else [Column(f"{about.name}_mark", "record", {})]
    if about.parent and about.parent != "person":
        found.append(Column(f"{about.name}_{about.parent}", "parent", {}))
    for field in ordered_fields(about):
        codes = {choice: _UNCODED.sub("_", choice) for choice in field.choices}
        codes |= {"yes": "1", "no": "0"} if field.type == "flag" else {}
        found.append(Column(f"{about.name}_{field.name}".lower(), field.name, codes))
    if about.name == "measurement":
        found.append(Column(SLIDER, "score", {}))
    return tuple(found)


def event_of(kind: str, day: object) -> str:
    """The event in which a record stands.

    >>> event_of("measurement", 7), event_of("measurement", 91), event_of("case", None)
    ('day_7_arm_1', 'any_day_arm_1', 'any_day_arm_1')
    """
    if kind == "person":
        return EVENTS[0]
    return EVENTS.get(day, ANY_DAY) if kind == "measurement" and isinstance(day, int) else ANY_DAY


def dictionary() -> list[dict[str, str]]:
    """The data dictionary, a row a field."""
    rows = [_row(RECORD_ID, "person", label="Pseudonym", note="id of the person in the registry")]
    for kind in kinds().values():
        if kind.name != "user":
            rows += _form(kind)
    return rows


def _form(kind: Kind) -> Iterator[dict[str, str]]:
    for column in columns_of(kind.name):
        if column.name == SLIDER:
            yield _slider()
        elif column.field == "record":
            note = "leave it empty for a new record: the registry gives it one"
            yield _row(column.name, kind.name, label="Own id", note=note)
        elif column.field == "parent":
            note = f"may be empty where the person has one {kind.parent}"
            yield _row(column.name, kind.name, label=f"Id of the {kind.parent}", note=note)
        else:
            yield _of_field(column, kind, kind.fields[column.field])


def _of_field(column: Column, kind: Kind, field: Field) -> dict[str, str]:
    row = _row(column.name, kind.name, label=field.meaning, note=field.unit)
    row[COLUMNS[12]] = "y" if field.wanted else ""
    row[COLUMNS[10]] = "y" if field.type in FREE else ""
    if field.choices:
        row[COLUMNS[3]] = "dropdown"
        row[COLUMNS[5]] = " | ".join(f"{code}, {choice}" for choice, code in column.codes.items())
    elif field.type == "flag":
        row[COLUMNS[3]] = "yesno"
    elif field.type in FREE:
        row[COLUMNS[3]] = "notes"
    elif field.type in ("number", "integer"):
        row[COLUMNS[7]] = field.type
        row[COLUMNS[8]] = "" if field.min is None else _figure(field.min)
        row[COLUMNS[9]] = "" if field.max is None else _figure(field.max)
    if column.name == "measurement_score":
        row[COLUMNS[6]] = "a VAS that fits it stands on the slider instead"
    if column.name == "person_age_band":
        row[COLUMNS[11]] = "[person_age_years] = ''"
    return row


def _slider() -> dict[str, str]:
    row = _row(
        SLIDER, "measurement", label="VAS, as marked on the line", note="0 to 100; not together with a score"
    )
    row[COLUMNS[3]], row[COLUMNS[5]] = "slider", "none |  | worst imaginable"
    row[COLUMNS[7]], row[COLUMNS[8]], row[COLUMNS[9]] = "number", "0", "100"
    row[COLUMNS[11]] = "[measurement_instrument] = 'vas'"
    return row


def _row(name: str, form: str, *, label: str, note: str = "") -> dict[str, str]:
    return {
        **dict.fromkeys(COLUMNS, ""),
        NAME: name,
        FORM: form,
        COLUMNS[3]: "text",
        COLUMNS[4]: label,
        COLUMNS[6]: note,
    }


def _figure(number: float) -> str:
    return f"{number:.0f}" if number == int(number) else repr(number)


def write_dictionary(rows: Sequence[Mapping[str, str]]) -> str:
    """The dictionary as CSV."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(COLUMNS)
    sheet.writerows([row[column] for column in COLUMNS] for row in rows)
    return text.getvalue()


def read_dictionary(text: str, file: str) -> list[dict[str, str]]:
    """Rows of a data dictionary as REDCap exports it.

    Raises
    ------
    RegistryError
        With line and column.

    Examples
    --------
    >>> read_dictionary(write_dictionary(dictionary()), "site.csv") == dictionary()
    True
    """
    sheet = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        heading = next(sheet, [])
        if tuple(heading) != COLUMNS:
            missing = [column for column in COLUMNS if column not in heading] or ["their order"]
            what = f"this is no data dictionary of REDCap: {', '.join(missing)} is missing"
            raise refused(what, "Export it from REDCap again.", file=file, line=1)
        rows = []
        for cells in sheet:
            if cells and len(cells) != len(COLUMNS):
                what = f"{len(cells)} cells where the heading has {len(COLUMNS)}"
                raise refused(what, "Look for a comma too many, or a quote.", file=file, line=sheet.line_num)
            rows += [dict(zip(COLUMNS, cells, strict=True))] if cells else []
    except csv.Error as error:
        raise refused(
            f"this is no CSV: {error}", "Look at its quotes.", file=file, line=sheet.line_num
        ) from error
    return rows


def merged(site: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The dictionary with what a site added to its own: annotations, headers, alignments, fields and forms.

    Fields of the registry keep their type, choices and limits, whatever the site changed there.
    """
    theirs = {row[NAME]: row for row in site}
    rows = [
        {**row, **{column: theirs[row[NAME]][column] for column in OF_THE_SITE}}
        if row[NAME] in theirs
        else row
        for row in dictionary()
    ]
    known = {row[NAME] for row in rows}
    for row in site:
        if row[NAME] not in known:
            same = [place for place, other in enumerate(rows) if other[FORM] == row[FORM]]
            rows.insert(same[-1] + 1 if same else len(rows), dict(row))
    return rows
