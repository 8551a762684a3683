"""Records as REDCap exports them (raw values, longitudinal, repeating instruments), and their project."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cryonerve.registry.exchange.reading import refused
from cryonerve.registry.exchange.redcap_dictionary import (
    ANY_DAY,
    EVENTS,
    RECORD_ID,
    SLIDER,
    columns_of,
    dictionary,
    event_of,
    merged,
    read_dictionary,
    write_dictionary,
)
from cryonerve.registry.exchange.snapshot import Snapshot, exported_kinds
from cryonerve.registry.exchange.written import Written
from cryonerve.registry.kinds import kinds
from cryonerve.registry.table_files import cell

__all__ = ["CONTROL", "heading", "on_slider", "project_headings", "slider_scale", "write_redcap"]

CONTROL = ("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")
PROJECT = (  # headings of the files around the records
    ("event_name", "arm_num", "day_offset", "unique_event_name"),
    ("arm_num", "unique_event_name", "form"),
    ("event_name", "form_name", "custom_form_label"),
)
HOW_TO = (
    "In REDCap: make a longitudinal project, upload data_dictionary.csv, define the events and switch on the "
    "repeating instruments as the other files list them, then import records.csv."
)
COMPLETE = "2"
LONGEST = 65_535  # bytes of a value that REDCap keeps
SCALES = {"0 to 10": 10, "cm": 10, "0 to 100": 1, "mm": 1}  # marks of the slider for one of the unit


def heading() -> list[str]:
    """Columns of the records.

    >>> heading()[:2]
    ['record_id', 'redcap_event_name']
    """
    forms = [name for name in kinds() if name != "user"]
    return [
        RECORD_ID,
        *CONTROL,
        *(
            column
            for name in forms
            for column in (*(item.name for item in columns_of(name)), f"{name}_complete")
        ),
    ]


def project_headings() -> tuple[tuple[str, ...], ...]:
    """Headings of the files that describe the project and hold no records."""
    return PROJECT


def slider_scale(unit: object) -> int:
    """Marks of the slider for one of a VAS's unit; 0 where the unit does not say how long the line is.

    >>> slider_scale("0 to 10"), slider_scale("faces")
    (10, 0)
    """
    return SCALES.get(str(unit), 0)


def on_slider(row: Mapping[str, Any]) -> int | None:
    """The mark of a VAS on the slider, where nothing is lost by it.

    >>> on_slider({"instrument": "vas", "score": 8.5, "unit": "0 to 10"})
    85
    """
    scale, score = slider_scale(row["unit"]), row["score"]
    if row["instrument"] != "vas" or score is None or not scale or not 0 <= score * scale <= 100:
        return None
    mark = round(score * scale)
    return mark if mark / scale == score else None


def write_redcap(snapshot: Snapshot, folder: Path) -> Written:
    """Data dictionary, records, events, and which form stands in which event and repeats."""
    names = exported_kinds(snapshot.choice)
    project = _project(_dictionary(snapshot.choice.dictionary))
    records: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    rows = dict.fromkeys(names, 0)
    long = 0
    for name in names:
        for row in snapshot.rows(name):
            event = event_of(name, row.get("day"))
            records.setdefault(row["person"], []).append((event, name, row))
            rows[name] += 1
            long += any(len(value.encode()) > LONGEST for value in row.values() if isinstance(value, str))
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream, lineterminator="\n")
        names_of_columns = heading()
        sheet.writerow(names_of_columns)
        for person, found in records.items():
            for cells in _lines(person, found):
                sheet.writerow([cells.get(column, "") for column in names_of_columns])
    for file, text in project.items():
        (folder / file).write_text(text, encoding="utf-8", newline="")
    notes = [HOW_TO]
    if long:
        notes.append(f"{long} records hold a file of more than {LONGEST} bytes, which REDCap would cut.")
    return Written(("records.csv", *project), rows, tuple(notes))


def _lines(person: str, found: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Iterator[dict[str, str]]:
    """Rows of one REDCap record, event by event and form by form."""
    order = [*EVENTS.values(), ANY_DAY]
    forms = list(kinds())
    placed = sorted(found, key=lambda item: (order.index(item[0]), forms.index(item[1])))
    instance: dict[tuple[str, str], int] = {}
    for event, name, row in placed:
        cells = {RECORD_ID: person, CONTROL[0]: event, f"{name}_complete": COMPLETE}
        if name != "person":
            instance[event, name] = instance.get((event, name), 0) + 1
            cells |= {CONTROL[1]: name, CONTROL[2]: str(instance[event, name])}
        mark = on_slider(row) if name == "measurement" else None
        for column in columns_of(name):
            if column.field == "score" and (column.name == SLIDER) != (mark is not None):
                continue
            text = str(mark) if column.name == SLIDER else cell(row[column.field])
            cells[column.name] = column.codes.get(text, text)
        yield cells


def _dictionary(site: Path | None) -> list[dict[str, str]]:
    """The data dictionary, with what a site added to its own."""
    if site is None:
        return dictionary()
    try:
        text = site.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = f"the dictionary cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
        raise refused(what, "Export it from REDCap again.", file=str(site)) from error
    return merged(read_dictionary(text, str(site)))


def _project(fields: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The files around the records: dictionary, events, their forms, and forms that repeat."""
    events = [(f"Day {day}", "1", str(day), event) for day, event in EVENTS.items()]
    events.append(("Any day", "1", "9999", ANY_DAY))
    forms = [name for name in kinds() if name not in ("user", "person")]
    mapping = [("1", EVENTS[0], "person")]
    mapping += [("1", event, "measurement") for event in EVENTS.values()]
    mapping += [("1", ANY_DAY, name) for name in forms]
    repeating = [(event, name, "") for _, event, name in mapping if name != "person"]
    return {
        "data_dictionary.csv": write_dictionary(fields),
        "events.csv": _csv(PROJECT[0], events),
        "event_forms.csv": _csv(PROJECT[1], mapping),
        "repeating_forms.csv": _csv(PROJECT[2], repeating),
    }


def _csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(names)
    sheet.writerows(rows)
    return text.getvalue()
