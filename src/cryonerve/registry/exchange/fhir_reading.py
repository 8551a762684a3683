"""A FHIR bundle as drafts: our own resources back whole, those of others as far as the registry has a place.

A resource of ours is read, written again and held against what was given: what somebody added is listed, and
what somebody changed where the registry cannot follow (a status, a patient, a code that no longer fits its
text) is refused with its path.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import checked
from cryonerve.registry.exchange.codes import SNOMED
from cryonerve.registry.exchange.fhir_bundle import context_of
from cryonerve.registry.exchange.fhir_documents import Entry, entries_of
from cryonerve.registry.exchange.fhir_foreign import read_foreign
from cryonerve.registry.exchange.fhir_forms import Context, Resource, take, url_of
from cryonerve.registry.exchange.fhir_shape import Shape, differences, found_at, shapes
from cryonerve.registry.exchange.fhir_writing import resources_of
from cryonerve.registry.exchange.reading import MOST_COMPLAINTS, Arrival, Reading
from cryonerve.registry.kinds import kinds
from cryonerve.registry.marks import is_mark

__all__ = ["read_fhir"]

_INDEX = re.compile(r"\[\d+\]")
_IGNORED = re.compile(r"\.(reference|fullUrl|lastUpdated|versionId)$")  # a server's own


@dataclass
class _Record:
    """The resources of one record of ours, by part, with their places."""

    shape: Shape
    mark: str
    parts: dict[str, Resource] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    row: dict[str, Any] = field(default_factory=dict)


def read_fhir(file: Path) -> Reading:
    """Drafts of a bundle, and what of it was not read.

    Raises
    ------
    RegistryError
        With the path of every place that is wrong: Bundle.entry[3].resource.valueQuantity.value.
    """
    complaints: list[Complaint] = []
    unread: Counter[str] = Counter()
    records: dict[str, _Record] = {}
    foreign = []
    for entry in entries_of(file):
        if entry.label == "entry":
            unread["Provenance: the chain of this registry says where its records come from"] += 1
        elif entry.label.split(".", 1)[0] in shapes():
            complaints += _gathered(entry, records)
        else:
            foreign.append(entry)
    arrivals = list(_arrivals(file, records))
    if not complaints:
        complaints += _held(records, unread)
    if complaints:
        raise RegistryError(
            *(
                Complaint(item.what, item.remedy, item.field, str(file))
                for item in complaints[:MOST_COMPLAINTS]
            )
        )
    theirs = read_foreign(file, foreign)
    arrivals += theirs.arrivals
    order = list(kinds())
    arrivals.sort(key=lambda item: order.index(item.draft.kind))
    listed = (f"{path}{f' ({count} times)' if count > 1 else ''}" for path, count in unread.items())
    return Reading(tuple(arrivals), (*listed, *theirs.unread), theirs.renamed)


def _gathered(entry: Entry, records: dict[str, _Record]) -> Iterator[Complaint]:
    """Put a resource of ours to the others of its record."""
    name, _, part = entry.label.partition(".")
    shape = shapes()[name]
    if part not in shape.parts or shape.parts[part].resource != entry.type:
        yield Complaint(f"a {entry.type} is tagged as '{entry.label[:60]}'", "Take the tag off.", entry.place)
        return
    written = str(entry.resource.get("id", ""))
    mark = written.removesuffix(f"-{part}") if part else written
    if not is_mark(mark, kinds()[name].letter):
        yield Complaint(f"'{written[:60]}' is no id of a {name}", "Export it again.", f"{entry.place}.id")
        return
    record = records.setdefault(mark, _Record(shape, mark))
    if part in record.parts:
        yield Complaint(f"{written} is there twice", "Keep one of them.", f"{entry.place}.id")
    record.parts[part], record.places[part] = entry.resource, entry.place


def _arrivals(file: Path, records: Mapping[str, _Record]) -> Iterator[Arrival]:
    """Drafts of our own resources."""
    for record in records.values():
        shape, main = record.shape, record.parts.get("", {})
        values, places = {}, {}
        for name, element in shape.elements.items():
            found = take(record.parts, element, shape.kind)
            where = record.places.get(element.part, record.places.get("", ""))
            at = element.at or f"extension[{url_of(shape.kind, name)}]"
            places[name] = f"{where}.{at}"
            if found is not None:
                values[name] = found
        person = (
            _identifier(found_at(main, shape.parts[""].person)) if shape.parts[""].person else record.mark
        )
        parent = _identifier(found_at(main, shape.parent)) if shape.parent else ""
        above = kinds()[shape.kind].parent
        record.row = {
            "record": record.mark,
            "person": person,
            "parent": person if above == "person" else parent,
        }
        record.row["values"] = values
        places["parent"] = f"{record.places.get('', '')}.{shape.parent or shape.parts[''].person}"
        places["person"] = f"{record.places.get('', '')}.{shape.parts[''].person}"
        origin = f"{file}: {record.places.get('', '')}"
        draft = Draft(shape.kind, values, record.row["parent"] if above else "", record.mark, file=origin)
        yield Arrival(draft, places, person=person)


def _identifier(found: Any) -> str:  # noqa: ANN401
    mark = found_at(found, "identifier.value") if isinstance(found, Mapping) else None
    return str(mark or (found or {}).get("reference", "") if isinstance(found, Mapping) else "")


def _held(records: Mapping[str, _Record], unread: Counter[str]) -> Iterator[Complaint]:
    """Hold every resource of ours against what we would have written."""
    rows = [(item.shape.kind, {**item.row, **_checked(item)}) for item in records.values()]
    context = context_of(rows)
    for record in records.values():
        if "" not in record.parts:
            place = next(iter(record.places.values()))
            what = f"there is no {record.shape.resource} with the id {record.mark}"
            yield Complaint(what, "Export it again.", place)
            continue
        values, wrong = checked(kinds()[record.shape.kind], record.row["values"])
        if wrong:
            continue  # said where values are checked
        told = Context(context.first, context.sites, _has_snomed(record.parts[""]))
        made = resources_of(record.shape.kind, {**record.row, **values}, told)
        for part, given in record.parts.items():
            for path, here, wanted in differences(given, made.get(part, {}), record.places[part]):
                if _IGNORED.search(path) or here is None:
                    continue
                if wanted is None:
                    unread[f"{_INDEX.sub('[*]', path)}: the registry has no place for it"] += 1
                else:
                    what = f"{_shown(here)} stands here, where the rest of the record means {_shown(wanted)}"
                    yield Complaint(what, "Put it back, or correct the record in the registry.", path)


def _checked(record: _Record) -> dict[str, object]:
    return checked(kinds()[record.shape.kind], record.row["values"])[0]


def _has_snomed(main: Resource) -> bool:
    return any(
        item.get("system") == SNOMED for item in found_at(main, "code.coding") or () if isinstance(item, dict)
    )


def _shown(value: object) -> str:
    text = str(value)
    return f"'{text[:60]}...'" if len(text) > 63 else f"'{text}'"
