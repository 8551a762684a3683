"""One record as resources of FHIR R4: its own, and those beside it (body structure, device, answers)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from cryonerve.registry.exchange.codes import HL7, SYSTEM
from cryonerve.registry.exchange.fhir_forms import Context, Resource, put, reference
from cryonerve.registry.exchange.fhir_shape import Part, Shape, found_at, put_at, shapes

__all__ = ["resources_of"]


def resources_of(kind: str, row: Mapping[str, Any], context: Context) -> dict[str, Resource]:
    """Resources of a record by part, "" its own.

    Parameters
    ----------
    row : record, person, parent, and its fields.

    Examples
    --------
    >>> row = {"record": "P-2222-2222-2222", "person": "P-2222-2222-2222", "parent": "", "sex": "female"}
    >>> resources_of("person", row, Context())[""]["gender"]
    'female'
    """
    shape = shapes()[kind]
    made = {name: _begun(shape, part, row) for name, part in shape.parts.items()}
    if shape.parent:
        put_at(made[""], shape.parent, reference("Condition", row["parent"]))
    bare = deepcopy(made)
    for element in sorted(shape.elements.values(), key=lambda item: item.form == "relative"):
        if row.get(element.field) is not None:
            put(made, element, kind, value=row[element.field], context=context)
    there = {name: found for name, found in made.items() if not name or found != bare[name]}
    for name, part in shape.parts.items():
        if name and name in there:
            _beside(part, there[name])
            _linked(part, made[""], there[name])
    if kind == "consent":
        made[""]["status"] = "active" if row.get("withdrawn_day") is None else "inactive"
    if kind == "procedure" and row["parent"] in context.sites:
        site = reference("BodyStructure", f"{row['parent']}-site")
        made[""].setdefault("extension", []).append(
            {"url": f"{HL7}/procedure-targetBodyStructure", "valueReference": site}
        )
    return there


def _begun(shape: Shape, part: Part, row: Mapping[str, Any]) -> Resource:
    mark = f"{row['record']}-{part.name}" if part.name else row["record"]
    label = f"{shape.kind}.{part.name}" if part.name else shape.kind
    made: Resource = {
        "resourceType": part.resource,
        "id": mark,
        "meta": {"tag": [{"system": SYSTEM, "code": label}]},
    }
    for path, value in part.fixed.items():
        put_at(made, path, value)
    if part.person:
        put_at(made, part.person, reference("Patient", row["person"]))
    return made


def _beside(part: Part, made: Resource) -> None:
    """What FHIR asks for beside an element that is there."""
    for path, more in part.beside.items():
        if found_at(made, path) is not None:
            for other, value in more.items():
                put_at(made, other, value)


def _linked(part: Part, main: Resource, made: Resource) -> None:
    """Let the record's own resource name the part."""
    told = reference(part.resource, made["id"])
    if "at" in part.link:
        put_at(main, part.link["at"], told)
    else:
        url = f"{SYSTEM}:{part.link['extension']}"
        main.setdefault("extension", []).append({"url": url, "valueReference": told})
