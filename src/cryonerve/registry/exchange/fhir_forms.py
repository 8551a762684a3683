"""Values of fields as elements of FHIR, and back; the two directions of every form stand side by side.

FHIR wants moments, the registry knows days from the procedure. R4's own extension cqf-relativeDateTime says
exactly that: an offset from an event that is named, with no date anywhere. It stands on the element that
would hold the date (`_effectiveDateTime`), whose value is left out.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from cryonerve.registry.exchange.codes import (
    HL7,
    LOINC,
    SNOMED,
    SYSTEM,
    UCUM,
    UNITS,
    instrument_of,
    loinc_of,
    snomed_of,
)
from cryonerve.registry.exchange.fhir_shape import Element, found_at, put_at, shapes
from cryonerve.registry.kinds import Field, kinds

__all__ = ["Context", "address", "extension_of", "put", "reference", "take", "url_of"]

RELATIVE = f"{HL7}/cqf-relativeDateTime"
LOOKUP = f"{SYSTEM}:code-to-be-looked-up"
NAMESPACE = UUID("6f1cbdcb-7a3c-5a52-9d0e-2f3a5c1c4b11")  # of the addresses of our resources
MEDIA = {"case_file": "application/yaml", "plan_file": "application/yaml", "summary_file": "application/json"}
Resource = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """What a resource says of others: the first procedure of a case, and cases that have a body structure."""

    first: Mapping[str, str] = field(default_factory=dict)
    sites: frozenset[str] = frozenset()
    snomed: bool = False


def address(resource: str, mark: str) -> str:
    """The address of a resource in a bundle, made from its id.

    >>> address("Patient", "P-2222-2222-2222").startswith("urn:uuid:")
    True
    """
    return f"urn:uuid:{uuid5(NAMESPACE, f'{resource}/{mark}')}"


def reference(resource: str, mark: str) -> Resource:
    """A reference to a resource of ours, by its address and by its id."""
    return {"reference": address(resource, mark), "identifier": {"system": SYSTEM, "value": mark}}


def url_of(kind: str, name: str) -> str:
    """Name of the extension that holds a field."""
    return f"{SYSTEM}:{kind}.{name}"


def extension_of(resource: Mapping[str, Any], url: str) -> Resource | None:
    """The extension of that name."""
    for item in resource.get("extension") or ():
        if isinstance(item, dict) and item.get("url") == url:
            return item
    return None


# --- one function there, one back, for each form ------------------------------------------------------------


def _concept(value: Any, about: Field, element: Element) -> Resource:  # noqa: ANN401
    found: Resource = {}
    if element.lookup:
        found["extension"] = [{"url": LOOKUP, "valueString": element.lookup}]
    if about.type == "code":
        found["coding"] = [{"system": f"{SYSTEM}:{about.name}", "code": value}]
    return {**found, "text": value}


def _instrument(value: str, context: Context) -> Resource:
    codings = []
    if loinc_of(value):
        codings.append({"system": LOINC, "code": loinc_of(value)})
    if context.snomed and snomed_of(value):
        codings.append({"system": SNOMED, "code": snomed_of(value)})
    told: Resource = {"coding": codings} if codings else {}
    if not loinc_of(value):
        told["extension"] = [{"url": LOOKUP, "valueString": "LOINC"}]
    return {**told, "text": value}


def _from_concept(found: Any) -> Any:  # noqa: ANN401
    if not isinstance(found, Mapping):
        return None
    for coding in found.get("coding") or ():
        if isinstance(coding, Mapping) and str(coding.get("system", "")).startswith(f"{SYSTEM}:"):
            return coding.get("code")
    if found.get("text") is None:
        for coding in found.get("coding") or ():
            if isinstance(coding, Mapping) and instrument_of(coding.get("system"), coding.get("code")):
                return instrument_of(coding.get("system"), coding.get("code"))
    return found.get("text")


def relative(day: int, event: Resource) -> Resource:
    """An element whose moment is a number of days from an event."""
    relation = "concurrent" if day == 0 else "after" if day > 0 else "before"
    parts = [
        {"url": "target", "valueReference": event},
        {"url": "targetPath", "valueString": "performed"},
        {"url": "relationship", "valueCode": relation},
        {"url": "offset", "valueDuration": _quantity(abs(day), "days")},
    ]
    return {"extension": [{"url": RELATIVE, "extension": parts}]}


def _from_relative(found: Any) -> Any:  # noqa: ANN401
    told = extension_of(found, RELATIVE) if isinstance(found, Mapping) else None
    if told is None:
        return None
    offset = found_at(extension_of(told, "offset") or {}, "valueDuration")
    relation = (extension_of(told, "relationship") or {}).get("valueCode")
    days = found_at(offset or {}, "value")
    if relation not in ("concurrent", "after", "before") or (offset or {}).get("code") != "d" or days is None:
        return f"{relation} {days} {(offset or {}).get('code')}"
    return -days if relation == "before" else days


def _quantity(value: object, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": UNITS[unit]}


def _extension(value: Any, about: Field) -> Resource:  # noqa: ANN401
    """The value of an extension, by the type of its field."""
    if about.type == "reference":
        return {"valueReference": reference(shapes()[about.to].resource, value)}
    if about.type in ("number", "integer"):
        if about.unit:
            return {"valueQuantity": _quantity(value, about.unit)}
        return {"valueDecimal" if about.type == "number" else "valueInteger": value}
    if about.type == "document":
        data = base64.b64encode(value.encode()).decode()
        return {"valueAttachment": {"contentType": MEDIA.get(about.name, "text/plain"), "data": data}}
    return {{"flag": "valueBoolean", "code": "valueCode"}.get(about.type, "valueString"): value}


def _from_extension(found: Mapping[str, Any], about: Field) -> Any:  # noqa: ANN401
    if about.type == "reference":
        return _from_reference(found.get("valueReference"))
    if about.unit:
        quantity = found.get("valueQuantity") or {}
        fits = quantity.get("code") == UNITS[about.unit]
        return quantity.get("value") if fits else f"{quantity.get('value')} {quantity.get('code')}"
    if about.type == "document":
        return _decoded(found_at(found, "valueAttachment.data"))
    names = {"number": "valueDecimal", "integer": "valueInteger", "flag": "valueBoolean", "code": "valueCode"}
    return found.get(names.get(about.type, "valueString"))


def _decoded(data: Any) -> Any:  # noqa: ANN401
    try:
        return base64.b64decode(data, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, TypeError, ValueError):
        return [data]  # no text: refused where values are checked


def _from_reference(found: Any) -> Any:  # noqa: ANN401
    return (
        found_at(found, "identifier.value") or found.get("reference") if isinstance(found, Mapping) else found
    )


def _property(value: Any, about: Field) -> Resource:  # noqa: ANN401
    named = {
        "type": {"coding": [{"system": f"{SYSTEM}:property", "code": about.name}], "text": about.meaning}
    }
    if about.unit:
        return {**named, "valueQuantity": [_quantity(value, about.unit)]}
    return {**named, "valueCode": [{"text": value}]}


def _from_property(found: Any, about: Field) -> Any:  # noqa: ANN401
    for item in found or ():
        if found_at(item, "type.coding[0].code") == about.name:
            if not about.unit:
                return found_at(item, "valueCode[0].text")
            fits = found_at(item, "valueQuantity[0].code") == UNITS[about.unit]
            return (
                found_at(item, "valueQuantity[0].value") if fits else str(found_at(item, "valueQuantity[0]"))
            )
    return None


def _answers(text: str) -> list[Resource] | None:
    """Items of a questionnaire's response; None where answers are no plain list of items."""
    answers = json.loads(text)
    if not isinstance(answers, dict) or not answers:
        return None
    items: list[Resource] = []
    for name, answer in answers.items():
        kind = {bool: "valueBoolean", int: "valueInteger", float: "valueDecimal", str: "valueString"}.get(
            type(answer)
        )
        if not name.strip() or name != name.strip() or (answer is not None and kind is None):
            return None
        if (isinstance(answer, int) and abs(answer) >= 2**31) or (
            isinstance(answer, str) and not answer.strip()
        ):
            return None
        items.append({"linkId": name, **({} if answer is None else {"answer": [{str(kind): answer}]})})
    return items


def _from_answers(items: Any) -> Any:  # noqa: ANN401
    if items is None:
        return None
    answers = {}
    for item in items:
        told = [
            value for name, value in (found_at(item, "answer[0]") or {}).items() if name.startswith("value")
        ]
        answers[item.get("linkId")] = told[0] if told else None
    return answers


# --- a field into the parts of its record, and out of them --------------------------------------------------


def put(
    parts: Mapping[str, Resource],
    element: Element,
    kind: str,
    *,
    value: Any,  # noqa: ANN401
    context: Context,
) -> None:
    """Write a value where it belongs; `parts` are the resources of a record by name."""
    about = kinds()[kind].fields[element.field]
    target = parts[element.part]
    if element.form == "answers":
        items = _answers(value)
        if items is not None:
            target[element.at] = items
            return
        target = parts[""]
    if element.form in ("extension", "answers"):
        told = {"url": url_of(kind, about.name), **_extension(value, about)}
        target.setdefault("extension", []).append(told)
    elif element.form == "property":
        target.setdefault(element.at, []).append(_property(value, about))
    elif element.form == "relative":
        put_at(target, element.at, relative(value, _event(parts[""], context)))
    else:
        put_at(target, element.at, _written(element, about, value, context))


def _written(element: Element, about: Field, value: Any, context: Context) -> object:  # noqa: ANN401
    match element.form:
        case "concept":
            return _concept(value, about, element)
        case "instrument":
            return _instrument(value, context)
        case "reference":
            return reference(element.to, value)
    return value


def _event(main: Resource, context: Context) -> Resource:
    """What the day of a record is counted from: its procedure, else the first one of its case, else words."""
    own = found_at(main, "partOf[0]") if main["resourceType"] == "Observation" else None
    if own is None and main["resourceType"] == "AdverseEvent":
        own = (extension_of(main, url_of("adverse_event", "procedure")) or {}).get("valueReference")
    if own is not None:
        return dict(own)
    parent = shapes()[main["meta"]["tag"][0]["code"]].parent
    case = _from_reference(found_at(main, parent)) if parent else ""
    first = context.first.get(str(case), "")
    if first and first != main["id"]:
        return reference("Procedure", first)
    return {"display": "the first procedure of the case, day 0"}


def take(parts: Mapping[str, Resource], element: Element, kind: str) -> Any:  # noqa: ANN401
    """The value of a field, as it was read; None where it is not there. Values are checked elsewhere."""
    about = kinds()[kind].fields[element.field]
    if element.form in ("extension", "answers"):
        found = extension_of(
            parts.get("" if element.form == "answers" else element.part, {}), url_of(kind, about.name)
        )
        if found is not None:
            return _from_extension(found, about)
        if element.form == "extension":
            return None
    found = found_at(parts.get(element.part, {}), element.at)
    if found is None:
        return None
    match element.form:
        case "concept" | "instrument":
            return _from_concept(found)
        case "reference":
            return _from_reference(found)
        case "relative":
            return _from_relative(found)
        case "property":
            return _from_property(found, about)
        case "answers":
            return _from_answers(found)
    return found
