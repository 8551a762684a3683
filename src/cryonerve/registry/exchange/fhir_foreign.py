"""Resources of other programs: people, cases, procedures and scores, as far as the registry has a place.

Calendar dates become days from the person's first procedure and are not kept; a birth date becomes an age.
Names, numbers and addresses of people are never read. Everything else is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import checked
from cryonerve.registry.exchange.codes import instrument_of
from cryonerve.registry.exchange.fhir_documents import Entry
from cryonerve.registry.exchange.fhir_shape import found_at
from cryonerve.registry.exchange.reading import Arrival, Reading
from cryonerve.registry.exchange.snapshot import age_band_of
from cryonerve.registry.kinds import kinds
from cryonerve.registry.marks import new_mark

__all__ = ["read_foreign"]

DONE = {"Procedure": ("completed",), "Observation": ("final", "amended", "corrected")}
STRUCTURE = {"resourceType", "id", "meta", "status", "subject"}


@dataclass
class _Bundle:
    """Resources by address, ids that were given, drafts and what was left."""

    file: Path
    entries: Sequence[Entry]
    marks: dict[str, str] = field(default_factory=dict)  # address -> id here
    arrivals: list[Arrival] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    begun: dict[str, date] = field(default_factory=dict)  # person -> day 0
    cases: dict[str, str] = field(
        default_factory=dict
    )  # person -> the case that procedures and scores belong to
    owners: dict[str, str] = field(default_factory=dict)  # case -> person

    def add(
        self, kind: str, values: Mapping[str, object], entry: Entry, *, parent: str, places: Mapping[str, str]
    ) -> str:
        mark = new_mark(kinds()[kind].letter)
        origin = f"{self.file}: {entry.place}"
        told = {name: f"{entry.place}.{path}" for name, path in places.items()}
        self.arrivals.append(Arrival(Draft(kind, values, parent, mark, file=origin, given=False), told))
        for name in _addresses(entry):
            self.marks[name] = mark
        return mark

    def leave(self, entry: Entry, why: str, path: str = "") -> None:
        self.unread.append(f"{entry.place}{path}: {why}")

    def leave_rest(self, entry: Entry, read: set[str]) -> None:
        for name in entry.resource:
            if name not in read | STRUCTURE:
                self.leave(entry, "not read", f".{name}")

    def aim(self, found: Any) -> str:  # noqa: ANN401
        """The id here of what a reference names; "" for nothing that was read."""
        return self.marks.get(str(found.get("reference", "")), "") if isinstance(found, Mapping) else ""


def read_foreign(file: Path, entries: Sequence[Entry]) -> Reading:
    """Drafts of what can be read, with new ids; the rest is listed."""
    bundle = _Bundle(file, entries)
    steps: Mapping[str, Callable[[_Bundle, Entry], None]] = {
        "Patient": _person,
        "Condition": _case,
        "Procedure": _procedure,
        "Observation": _measurement,
    }
    for entry in entries:
        if entry.type not in steps:
            bundle.leave(entry, f"a {entry.type} is not read")
    for type_of, step in steps.items():
        mine = [entry for entry in entries if entry.type == type_of]
        for entry in sorted(mine, key=lambda item: str(_moment(item) or "")):
            step(bundle, entry)
    return Reading(tuple(bundle.arrivals), tuple(bundle.unread), tuple(_renamed(bundle)))


def _renamed(bundle: _Bundle) -> Iterator[tuple[str, str]]:
    """People by their place in the file, not by an id that may say who they are."""
    for arrival in bundle.arrivals:
        if arrival.draft.kind == "person":
            yield arrival.draft.file.rsplit(": ", 1)[-1], arrival.draft.record


def _addresses(entry: Entry) -> Iterator[str]:
    if entry.url:
        yield entry.url
    if entry.resource.get("id"):
        yield f"{entry.type}/{entry.resource['id']}"


def _moment(entry: Entry) -> date | None:
    """The day of a procedure or a score, where it is given to the day."""
    for path in ("performedDateTime", "performedPeriod.start", "effectiveDateTime", "effectivePeriod.start"):
        text = found_at(entry.resource, path)
        if isinstance(text, str) and len(text) >= 10:
            try:
                return date.fromisoformat(text[:10])
            except ValueError:
                return None
    return None


def _person(bundle: _Bundle, entry: Entry) -> None:
    names = set(_addresses(entry))
    procedures = [
        moment
        for item in bundle.entries
        if item.type == "Procedure" and item.resource.get("status") in DONE["Procedure"]
        and found_at(item.resource, "subject.reference") in names and (moment := _moment(item))
    ]  # fmt: skip
    values: dict[str, object] = {}
    gender = entry.resource.get("gender")
    if gender in kinds()["person"].fields["sex"].choices:
        values["sex"] = gender
    born = _day(entry.resource.get("birthDate"))
    if born and procedures and (years := _years(born, min(procedures))) >= 0:
        values.update({"age_years": years} if years < 90 else {"age_band": age_band_of(years)})
        bundle.leave(entry, "not kept; the age at the first procedure is", ".birthDate")
    elif "birthDate" in entry.resource:
        bundle.leave(entry, "not read: there is no procedure to count the age to", ".birthDate")
    mark = bundle.add("person", values, entry, parent="", places={"sex": "gender", "age_years": "birthDate"})
    if procedures:
        bundle.begun[mark] = min(procedures)
    bundle.leave_rest(entry, {"gender", "birthDate"})


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def _years(born: date, then: date) -> int:
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def _case(bundle: _Bundle, entry: Entry) -> None:
    person = bundle.aim(entry.resource.get("subject"))
    if not person:
        bundle.leave(entry, "its patient is not in the bundle")
        return
    title = found_at(entry.resource, "code.text") or found_at(entry.resource, "code.coding[0].display")
    case = bundle.add(
        "case", {"title": title} if title else {}, entry, parent=person, places={"title": "code.text"}
    )
    bundle.cases.setdefault(person, case)
    bundle.owners[case] = person
    bundle.leave_rest(entry, {"code"})


def _case_of(bundle: _Bundle, entry: Entry, person: str, named: object) -> str:
    """The case of a procedure or a score: the condition it names, else the person's first, else a new one."""
    case = bundle.aim(named)
    if bundle.owners.get(case) == person:
        return case
    if person not in bundle.cases:
        mark = new_mark("C")
        bundle.arrivals.append(Arrival(Draft("case", {}, person, mark, file=f"{bundle.file}: {entry.place}")))
        bundle.cases[person] = mark
        bundle.owners[mark] = person
    return bundle.cases[person]


def _placed(bundle: _Bundle, entry: Entry) -> tuple[str, int] | None:
    """Person and day of a procedure or a score; None where it cannot be placed, which is listed."""
    person = bundle.aim(entry.resource.get("subject"))
    status = entry.resource.get("status")
    if not person:
        bundle.leave(entry, "its patient is not in the bundle")
    elif status not in DONE[entry.type]:
        bundle.leave(entry, f"its status is {status}")
    elif (moment := _moment(entry)) is None:
        bundle.leave(entry, "it has no date to the day")
    elif person not in bundle.begun:
        bundle.leave(entry, "its patient has no procedure to count days from")
    else:
        return person, (moment - bundle.begun[person]).days
    return None


def _procedure(bundle: _Bundle, entry: Entry) -> None:
    placed = _placed(bundle, entry)
    if placed is None:
        return
    person, day = placed
    case = _case_of(bundle, entry, person, found_at(entry.resource, "reasonReference[0]"))
    values: dict[str, object] = {"day": day}
    read = {"performedDateTime", "performedPeriod", "reasonReference"}
    text = found_at(entry.resource, "code.text")
    if text in kinds()["procedure"].fields["modality"].choices:
        values["modality"] = text
        read.add("code")
    bundle.add("procedure", values, entry, parent=case, places={"day": "performedDateTime"})
    bundle.leave_rest(entry, read)


def _measurement(bundle: _Bundle, entry: Entry) -> None:
    placed = _placed(bundle, entry)
    if placed is None:
        return
    person, day = placed
    instrument = _instrument(entry.resource)
    score = found_at(entry.resource, "valueQuantity.value")
    score = entry.resource.get("valueInteger") if score is None else score
    if not instrument or score is None:
        why = "has no number" if instrument else "has no code or text that names an instrument"
        bundle.leave(entry, f"it {why}")
        return
    case = _case_of(bundle, entry, person, found_at(entry.resource, "focus[0]"))
    values = {"instrument": instrument, "day": day, "score": score}
    unit = found_at(entry.resource, "valueQuantity.unit")
    procedure = bundle.aim(found_at(entry.resource, "partOf[0]"))
    values |= {"unit": unit} if unit else {}
    values |= {"procedure": procedure} if procedure.startswith("D-") else {}
    places = {"instrument": "code", "score": "valueQuantity.value", "unit": "valueQuantity.unit"}
    bundle.add("measurement", values, entry, parent=case, places={**places, "day": "effectiveDateTime"})
    bundle.leave_rest(
        entry,
        {"code", "effectiveDateTime", "effectivePeriod", "valueQuantity", "valueInteger", "partOf", "focus"},
    )


def _instrument(resource: Mapping[str, Any]) -> str:
    """The instrument by a verified code, else by the text or display of its code, if that is a short name."""
    codings = [item for item in found_at(resource, "code.coding") or () if isinstance(item, Mapping)]
    for item in codings:
        if found := instrument_of(item.get("system"), item.get("code")):
            return found
    for text in (found_at(resource, "code.text"), *(item.get("display") for item in codings)):
        told = {"instrument": text, "day": 0}
        if isinstance(text, str) and not checked(kinds()["measurement"], told)[1]:
            return text
    return ""
