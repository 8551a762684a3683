"""The door: a document against the models, every complaint with line, nearest name and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from cryonerve.case.document import Document, Place
from cryonerve.case.leaf import spoken
from cryonerve.case.models import FORMAT, BlockModel, CaseModel, LimbModel, ScanModel
from cryonerve.errors import Complaint, nearest

__all__ = ["through_the_door"]

PHANTOMS: Mapping[str, type[BaseModel]] = {
    "block": BlockModel,
    "limb": LimbModel,
    "stump": LimbModel,
    "scan": ScanModel,
}
EXAMPLES: Mapping[str, str] = {
    "cryonerve": "Write 'cryonerve: 1' on the first line.",
    "title": "Write for example: title: One straight probe in a block.",
    "anatomy": "Write for example: anatomy: {phantom: block, size: 60 60 70 mm, tissue: muscle}.",
    "probes": "Write for example: probes: [{name: one, device: cryo-s-a13, tip: 0 0 0 mm, axis: 0 0 1}].",
    "protocol": "Write for example: protocol: [Freeze at -80 degC for 2 min, Thaw for 2 min].",
    "sensors": "Write for example: sensors: [{name: r3, at: 3 0 4 mm}].",
    "follow_up": "Write for example: follow_up: [{at: 7 days, vas: 1}].",
    "limits": "Write for example: limits: {skin: {above: 5 degC}}.",
    "tip": "Write for example: tip: 0 0 0 mm.",
    "axis": "Write the direction from tip to handle: axis: 0 0 1.",
    "at": "Write for example: at: 3 0 4 mm, or for a visit: at: 7 days.",
    "phantom": f"Write 'phantom:' with one of: {', '.join(PHANTOMS)}.",
    "size": "Write for example: size: 60 60 70 mm.",
    "thaw": "Write 'thaw: passive' or 'thaw: {active: {to: 20 degC}}'.",
}
IDENTIFYING = {
    "name", "names", "surname", "initials", "birth", "birthday", "birthdate", "date_of_birth", "dob", "id",
    "mrn", "hospital", "address", "phone", "email", "date", "nhs", "ssn", "record",
}  # fmt: skip


def through_the_door(document: Document, file: str) -> tuple[CaseModel, frozenset[str], list[Complaint]]:
    """Models of a document, the top keys that could not be read, and what is wrong with them.

    Keys that could not be read are None in the model: the others can still be checked against each other.
    """
    data: dict[str, Any] = dict(document.data)
    complaints = list(document.complaints)
    version = _version(data, document, file)
    if version:
        return CaseModel.model_construct(), frozenset(CaseModel.model_fields), [*complaints, version]
    errors = []
    try:
        CaseModel.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=True)
    for item in errors:
        complaints.extend(_complaints(item, document, file))
    empty = list(_empty(data, ()))
    told = {(complaint.line, complaint.field) for complaint in complaints}
    for place in empty:
        complaint = Complaint(
            "nothing is written here", EXAMPLES.get(str(place[-1]), "Write it, or leave the key out.")
        )
        located = _with_place(complaint, place, document, file)
        complaints += [located] if (located.line, located.field) not in told else []
    bad = frozenset(str(item["loc"][0]) for item in errors) | {str(place[0]) for place in empty}
    return _rest(data, bad), bad, complaints


def _empty(data: Any, place: Place) -> Iterator[Place]:  # noqa: ANN401
    """Places of keys that have no value."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        if value is None and not isinstance(data, list):
            yield (*place, key)
        yield from _empty(value, (*place, key))


def _version(data: Mapping[str, Any], document: Document, file: str) -> Complaint | None:
    """A complaint about the format's number; nothing else is said about a file of another format."""
    line = document.line(("cryonerve",))
    if "cryonerve" not in data:
        what = "the first key 'cryonerve' with the format's number is missing"
        return Complaint(what, EXAMPLES["cryonerve"], field="cryonerve", file=file, line=1)
    if data["cryonerve"] == FORMAT and not isinstance(data["cryonerve"], bool | float):
        return None
    what = f"format '{spoken(data['cryonerve'])}' is not known"
    if str(data["cryonerve"]).strip() in (str(FORMAT), f"{FORMAT}.0"):
        what = "the format's number is written as something else than a whole number"
    remedy = f"This version reads format {FORMAT}: write 'cryonerve: {FORMAT}', or use a newer version."
    return Complaint(what, remedy, field="cryonerve", file=file, line=line)


def _rest(data: Mapping[str, Any], bad: frozenset[str]) -> CaseModel:
    """The keys that can be read; the others None."""
    values: dict[str, Any] = dict.fromkeys(CaseModel.model_fields)
    placeholder = {
        "title": "placeholder",
        "anatomy": {"phantom": "block", "size": "1 1 1 mm", "tissue": "placeholder"},
        "probes": [{"name": "placeholder", "device": "placeholder", "tip": "0 0 0 mm", "axis": "0 0 1"}],
        "protocol": ["Wait for 1 s"],
    }
    usable = {key: value for key, value in data.items() if key not in bad}
    whole = CaseModel.model_validate(placeholder | usable)
    values.update({key: getattr(whole, key) for key in usable})
    return CaseModel.model_construct(**values)


def _complaints(item: Any, document: Document, file: str) -> Iterator[Complaint]:  # noqa: ANN401
    place = _plain(item["loc"])
    if item["type"] == "case":
        for complaint in item["ctx"]["complaints"]:
            inner: Place = (*place, complaint.field) if complaint.field else place
            yield _with_place(complaint, inner, document, file)
        return
    what, remedy, where = _sentence(item, place)
    yield _with_place(Complaint(what, remedy), where, document, file)


def _with_place(complaint: Complaint, place: Place, document: Document, file: str) -> Complaint:
    return Complaint(
        complaint.what,
        complaint.remedy,
        field=document.words(place),
        file=file,
        line=document.line(place),
        text=complaint.text,
        caret=complaint.caret,
    )


def _plain(location: tuple[Any, ...]) -> Place:
    """A location without the tag of the anatomy's kind."""
    place = tuple(part if isinstance(part, int) else str(part) for part in location)
    if len(place) > 1 and place[0] == "anatomy" and place[1] in PHANTOMS:
        return (place[0], *place[2:])
    return place


def _sentence(item: Any, place: Place) -> tuple[str, str, Place]:  # noqa: ANN401
    """What is wrong, the remedy and the place of one error of the models."""
    kind, key = item["type"], place[-1] if place else ""
    example = EXAMPLES.get(str(key), "")
    if kind == "missing":
        return f"'{key}' is missing", example or f"Add '{key}:'.", place
    if kind == "extra_forbidden":
        return _extra(place, item["loc"])
    if kind in {"union_tag_not_found", "union_tag_invalid"}:
        tag = item["ctx"].get("tag")
        if tag is None:
            near = get_close_matches("phantom", [str(name) for name in item["input"]], n=1, cutoff=0.6)
            guess = f"Did you mean 'phantom' with '{near[0]}'? " if near else ""
            return "'phantom' is missing", guess + EXAMPLES["phantom"], place
        written = spoken(item["input"].get("phantom"))
        return f"no anatomy is called '{written}'", nearest(written, PHANTOMS), (*place, "phantom")
    if kind in {"too_short", "too_long"}:
        actual = item["ctx"].get("actual_length")
        limit = item["ctx"].get("max_length") or item["ctx"].get("min_length")
        if kind == "too_short":
            return "the list is empty", example or "Write at least one entry.", place
        return f"the list has {actual} entries", f"At most {limit} are accepted.", place
    if item["input"] is None:
        return "nothing is written here", example or "Write it, or leave the key out.", place
    wanted = {"list_type": "a list", "dict_type": "keys with values", "model_type": "keys with values"}.get(
        kind
    )
    found = {dict: "a mapping", list: "a list", str: "text", bool: "true or false"}.get(
        type(item["input"]), "a number"
    )
    if wanted:
        return f"{found} stands where {wanted} must stand", example or _shape(place), place
    if kind == "literal_error":
        return (
            f"'{spoken(item['input'])}' is not known here",
            f"Write {item['ctx'].get('expected', '')}.",
            place,
        )
    return f"'{spoken(item['input'])}' is not understood", str(item["msg"]), place


def _shape(place: Place) -> str:
    """What the keys of a section are."""
    known = _keys(place)
    return f"Known keys: {', '.join(known)}." if known else "See the format."


def _extra(place: Place, location: Place) -> tuple[str, str, Place]:
    key = str(place[-1])
    shown = key if key.isprintable() and len(key) <= 60 else ascii(key[:60])
    if place[0] == "patient" and key.casefold() in IDENTIFYING:
        return (
            f"'{shown}' may identify the patient",
            "Remove it: nothing that identifies a person belongs here.",
            place,
        )
    drawn = PHANTOMS.get(str(location[1])) if place[0] == "anatomy" and len(place) == 2 else None
    known = list(drawn.model_fields) if drawn else _keys(place[:-1])
    return f"unknown key '{shown}'", nearest(key[:60], known), place


def _keys(place: Place) -> list[str]:
    """Known keys of the section at a place."""
    found: set[str] = set()
    for model in _models((CaseModel,), place):
        found |= set(model.model_fields)
    return sorted(found)


def _models(start: tuple[type[BaseModel], ...], place: Place) -> tuple[type[BaseModel], ...]:
    """The models that may stand at a place."""
    models: tuple[type[BaseModel], ...] = start
    skip = False  # the next part is a position or a free name
    for part in place:
        if skip:
            skip = False
            continue
        annotations = [
            model.model_fields[str(part)].annotation for model in models if str(part) in model.model_fields
        ]
        skip = any(_holds(annotation, (list, dict)) for annotation in annotations)
        models = tuple(model for annotation in annotations for model in _inside(annotation))
    return models


def _holds(annotation: Any, containers: tuple[type, ...]) -> bool:  # noqa: ANN401
    if get_origin(annotation) in containers:
        return True
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(_holds(part, containers) for part in get_args(annotation))
    return False


def _inside(annotation: Any) -> tuple[type[BaseModel], ...]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    return tuple(model for part in get_args(annotation) for model in _inside(part))
