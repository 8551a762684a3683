"""Records of REDCap as drafts: raw values, every column named, foreign ones refused or kept aside."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryonerve.errors import nearest
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import LONGEST_DOCUMENT
from cryonerve.registry.exchange.reading import Arrival, Reading, refused
from cryonerve.registry.exchange.redcap_dictionary import (
    ANY_DAY,
    EVENTS,
    RECORD_ID,
    SLIDER,
    Column,
    columns_of,
)
from cryonerve.registry.exchange.redcap_records import CONTROL, slider_scale
from cryonerve.registry.kinds import Kind, kinds
from cryonerve.registry.marks import is_mark, new_mark
from cryonerve.registry.table_files import MOST_ROWS

__all__ = ["aside_of", "read_redcap"]

_Stop = Callable[[str, str, str], Exception]
OPEN = "?"  # begins the id of a person whose case is still to be found
SLIDER_UNIT = "0 to 100"  # of a VAS whose unit was left empty


@dataclass
class _Names:
    """Ids here of what the file calls otherwise; a number of a hospital is never taken over."""

    people: dict[str, str] = field(default_factory=dict)
    renamed: list[tuple[str, str]] = field(default_factory=list)

    def person(self, written: str) -> str:
        mark = written.strip().upper()
        if is_mark(mark, "P"):
            return mark
        if written not in self.people:
            self.people[written] = new_mark("P")
            self.renamed.append((f"{RECORD_ID} {written}", self.people[written]))
        return self.people[written]


@dataclass(frozen=True)
class _Sheet:
    """A file of records: its heading, and where its lines begin."""

    file: Path
    heading: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]

    @property
    def foreign(self) -> list[str]:
        known = {RECORD_ID, *CONTROL}
        for kind in kinds().values():
            known |= {*(column.name for column in columns_of(kind.name)), f"{kind.name}_complete"}
        return [name for name in self.heading if name not in known]


def read_redcap(file: Path, *, aside: bool = False) -> Reading:
    """Drafts of everything in a file of records.

    Parameters
    ----------
    aside : columns that no form of the registry has are named and not read; else they are refused.

    Raises
    ------
    RegistryError
        With line and column.
    """
    sheet = _sheet(file)
    if sheet.foreign and not aside:
        known = [column.name for kind in kinds() for column in columns_of(kind)]
        what = f"columns that the registry has no field for: {', '.join(sheet.foreign)}"
        guess = nearest(sheet.foreign[0], known).split("Known:", maxsplit=1)[0]
        remedy = f"{guess}Keep them in a file of their own: --aside FILE."
        raise refused(what, remedy, file=str(file), line=1, field=sheet.foreign[0])
    names = _Names()
    arrivals: dict[str, list[Arrival]] = {kind: [] for kind in kinds()}
    incomplete = 0
    for line, cells in sheet.rows:
        row = {name: text for name, text in zip(sheet.heading, cells, strict=True) if text}
        for arrival in _row(file, line, row, names):
            arrivals[arrival.draft.kind].append(arrival)
        incomplete += any(row.get(f"{kind}_complete") in ("0", "1") for kind in kinds())
    _settle_parents(arrivals)
    unread = [f"column '{name}': the registry has no field for it" for name in sheet.foreign]
    if incomplete:
        unread.append(f"{incomplete} forms are not marked complete in REDCap; they were read all the same")
    return Reading(
        tuple(item for kind in arrivals.values() for item in kind), tuple(unread), tuple(names.renamed)
    )


def aside_of(file: Path) -> str:
    """What the registry has no field for, as CSV with the columns that say where it stood; "" for nothing."""
    sheet = _sheet(file)
    if not sheet.foreign:
        return ""
    kept = [name for name in sheet.heading if name in (RECORD_ID, *CONTROL) or name in sheet.foreign]
    places = [sheet.heading.index(name) for name in kept]
    mine = [sheet.heading.index(name) for name in sheet.foreign]
    rows = [
        [cells[place] for place in places] for _, cells in sheet.rows if any(cells[place] for place in mine)
    ]
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), lineterminator="\n")
    writer.writerows([kept, *rows])
    return "".join(lines)


@dataclass(frozen=True)
class _Lines:
    """A list that csv writes to."""

    lines: list[str]

    def write(self, text: str) -> None:
        self.lines.append(text)


def _sheet(file: Path) -> _Sheet:
    csv.field_size_limit(LONGEST_DOCUMENT)
    line = 1
    rows: list[tuple[int, Sequence[str]]] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            sheet = csv.reader(stream, strict=True)
            heading = next(sheet, [])
            _check_heading(file, heading)
            line = sheet.line_num + 1
            for cells in sheet:
                if cells and len(cells) != len(heading):
                    what = f"{len(cells)} cells where the heading has {len(heading)}"
                    raise refused(what, "Look for a comma too many, or a quote.", file=str(file), line=line)
                if len(rows) >= MOST_ROWS:
                    raise refused(
                        f"more than {MOST_ROWS} rows", "Import them in parts.", file=str(file), line=line
                    )
                rows += [(line, cells)] if cells else []
                line = sheet.line_num + 1
    except UnicodeDecodeError as error:
        raise refused("the text is not UTF-8", "Save it as UTF-8.", file=str(file), line=line) from error
    except csv.Error as error:
        raise refused(f"this is no CSV: {error}", "Look at its quotes.", file=str(file), line=line) from error
    return _Sheet(file, heading, rows)


def _check_heading(file: Path, heading: Sequence[str]) -> None:
    for name in heading:
        if heading.count(name) > 1:
            raise refused(
                f"the column '{name}' is there twice", "Keep one.", file=str(file), line=1, field=name
            )
    for name in (RECORD_ID, *CONTROL):
        if name not in heading:
            what = f"the column '{name}' is missing"
            raise refused(
                what, "Export all records, raw, from the longitudinal project.", file=str(file), line=1
            )


def _row(file: Path, line: int, row: Mapping[str, str], names: _Names) -> Iterator[Arrival]:
    """What one row of REDCap holds: a repeating form, or the form of the person."""

    def stop(what: str, remedy: str, column: str) -> Exception:
        return refused(what, remedy, file=str(file), line=line, field=column)

    if RECORD_ID not in row:
        raise stop("this is missing", "Every row names its record.", RECORD_ID)
    person = names.person(row[RECORD_ID])
    form = row.get(CONTROL[1], "") or "person"
    if form not in kinds() or form == "user":
        raise stop(f"no form is called '{form}'", nearest(form, [*kinds()][1:-1]), CONTROL[1])
    event = row.get(CONTROL[0], "")
    if event not in (*EVENTS.values(), ANY_DAY):
        raise stop(f"no event is called '{event}'", nearest(event, [*EVENTS.values(), ANY_DAY]), CONTROL[0])
    mine = {column.name for column in columns_of(form)} | {f"{form}_complete"}
    for other in kinds():
        for column in (*(item.name for item in columns_of(other)), f"{other}_complete"):
            if column in row and column not in mine:
                raise stop(f"a row of the form '{form}' has a value of another form", "Move it.", column)
    if not mine & row.keys():
        return
    kind = kinds()[form]
    values, places = _values(kind, row, stop)
    _check_day(event, form, values, stop)
    record, parent = values.pop("record", ""), values.pop("parent", "")
    if form == "person":
        record, parent = person, ""
    elif kind.parent == "person":
        parent = person
    elif not parent:
        parent = f"{OPEN}{person}"
    places["person"] = RECORD_ID
    yield Arrival(Draft(form, values, parent, record, file=str(file), line=line), places, person=person)


def _values(kind: Kind, row: Mapping[str, str], stop: _Stop) -> tuple[dict[str, str], dict[str, str]]:
    """Values by field with raw codes turned back, and what REDCap calls each field."""
    values: dict[str, str] = {}
    places: dict[str, str] = {}
    for column in columns_of(kind.name):
        places.setdefault(column.field, column.name)
        if column.name not in row:
            continue
        places[column.field] = column.name
        if column.name == SLIDER:
            _from_slider(row, values, stop)
        else:
            values[column.field] = _decoded(column, row[column.name], stop)
    return values, places


def _decoded(column: Column, text: str, stop: _Stop) -> str:
    if not column.codes:
        return text
    if text not in column.values:
        raise stop(f"'{text[:80]}' is no raw value of this field", nearest(text, column.values), column.name)
    return column.values[text]


def _from_slider(row: Mapping[str, str], values: dict[str, str], stop: _Stop) -> None:
    """A VAS on the slider, in the unit that the form gives."""
    text = row[SLIDER].strip()
    if not text.isascii() or not text.isdigit() or not 0 <= int(text[:9]) <= 100:
        raise stop(f"'{text[:80]}' is no place on the slider", "Write 0 to 100.", SLIDER)
    if "score" in values:
        raise stop("there is a score too", "Keep one of them.", SLIDER)
    if values.get("instrument") != "vas":
        raise stop("only a VAS has a slider", "Write a score, or the instrument vas.", SLIDER)
    unit = values.setdefault("unit", SLIDER_UNIT)
    scale = slider_scale(unit)
    if not scale:
        raise stop(f"how long is a line of '{unit[:40]}'", "Write a score, or the unit 0 to 10.", SLIDER)
    values["score"] = repr(int(text) / scale)


def _check_day(event: str, form: str, values: dict[str, str], stop: _Stop) -> None:
    """A measurement stands in the event of its day; a form without a day takes that of its event."""
    days = {name: day for day, name in EVENTS.items()}
    if form != "measurement" or event not in days:
        return
    day = values.setdefault("day", str(days[event]))
    if day.strip() != str(days[event]):
        what = f"day {day[:20]} stands in the event of day {days[event]}"
        raise stop(what, f"Change one of them; other days stand in {ANY_DAY}.", "measurement_day")


def _settle_parents(arrivals: dict[str, list[Arrival]]) -> None:
    """Give forms that name no case the one case of their person."""
    for items in arrivals.values():
        for place, item in enumerate(items):
            if not item.draft.parent.startswith(OPEN):
                continue
            person = item.draft.parent.removeprefix(OPEN)
            parent = kinds()[item.draft.kind].parent
            cases = [other for other in arrivals[parent] if other.draft.parent == person]
            if len(cases) != 1:
                count = f"the file has {len(cases)} of this person"
                what = f"it is not said to which {parent} this belongs, and {count}"
                column = item.places["parent"]
                raise refused(what, "Write its id.", file=item.draft.file, line=item.draft.line, field=column)
            above = cases[0]
            if not above.draft.record:
                above = replace(above, draft=replace(above.draft, record=new_mark(kinds()[parent].letter)))
                arrivals[parent][arrivals[parent].index(cases[0])] = above
            items[place] = replace(item, draft=replace(item.draft, parent=above.draft.record))
