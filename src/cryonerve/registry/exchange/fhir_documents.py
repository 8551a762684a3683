"""A FHIR bundle as read from a file: strict JSON, and every resource judged by its R4 definition."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.exchange.codes import SYSTEM
from cryonerve.registry.exchange.reading import MOST_COMPLAINTS, refused

__all__ = ["Entry", "entries_of", "read_json"]

LONGEST = 2_000_000_000  # bytes
_SENT = (ValueError, TypeError, AttributeError, KeyError, RecursionError, ArithmeticError, AssertionError)


@dataclass(frozen=True)
class Entry:
    """One resource of a bundle, with its place and its address."""

    place: str
    url: str
    resource: dict[str, Any]

    @property
    def type(self) -> str:
        """Its type, such as Observation."""
        return str(self.resource["resourceType"])

    @property
    def label(self) -> str:
        """What it is of our own kinds, as its tag says; "" for a resource of another program."""
        meta = self.resource.get("meta")
        tags = meta.get("tag") if isinstance(meta, Mapping) else None
        for tag in tags if isinstance(tags, list) else ():
            if isinstance(tag, Mapping) and tag.get("system") == SYSTEM:
                return str(tag.get("code", ""))
        return ""


def read_json(file: Path) -> Any:  # noqa: ANN401  (whatever stands in it)
    """JSON without keys that are there twice and without numbers that are none.

    Raises
    ------
    RegistryError
        With the line.
    """
    if file.stat().st_size > LONGEST:
        raise refused("this is larger than 2 GB", "Import it in parts.", file=str(file))
    try:
        text = file.read_bytes().decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        what = f"this is no JSON: {error.msg}"
        raise refused(
            what, f"Look at letter {error.colno} of this line.", file=str(file), line=error.lineno
        ) from error
    except UnicodeDecodeError as error:
        raise refused("the text is not UTF-8", "Save it as UTF-8.", file=str(file)) from error
    except RecursionError as error:
        raise refused("it is nested too deeply", "No bundle is like that.", file=str(file)) from error
    except ValueError as error:
        raise refused(f"this is no JSON: {str(error)[:200]}", "Export it again.", file=str(file)) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twice[:60]}' is there twice")
    return found


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")


def entries_of(file: Path) -> list[Entry]:
    """Resources of a bundle, each valid.

    Raises
    ------
    RegistryError
        It is no bundle, or a resource breaks its definition, with the path of every place.
    """
    bundle = read_json(file)
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise refused("this is no FHIR bundle", "Give a resource of the type Bundle.", file=str(file))
    listed = bundle.get("entry", [])
    if not isinstance(listed, list):
        raise refused("this is no list", "See FHIR R4.", file=str(file), field="Bundle.entry")
    entries, complaints = [], []
    for number, item in enumerate(listed):
        place = f"Bundle.entry[{number}]"
        resource = item.get("resource") if isinstance(item, dict) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            complaints.append(Complaint("there is no resource", "See FHIR R4.", field=place, file=str(file)))
        else:
            entry = Entry(f"{place}.resource", str(item.get("fullUrl") or ""), resource)
            complaints += _invalid(entry, file)
            entries.append(entry)
        if len(complaints) >= MOST_COMPLAINTS:
            break
    if complaints:
        raise RegistryError(*complaints[:MOST_COMPLAINTS])
    return entries


def _invalid(entry: Entry, file: Path) -> Iterator[Complaint]:
    """What breaks the definition of a resource."""
    try:
        model = _model(entry.type)
    except (ImportError, AttributeError):
        yield Complaint(
            f"FHIR R4 knows no '{entry.type[:60]}'", "See FHIR R4.", field=entry.place, file=str(file)
        )
        return
    try:
        model.model_validate(entry.resource)
    except _SENT as error:
        told = error.errors() if hasattr(error, "errors") else [{"loc": (), "msg": str(error)}]
        for item in told:
            path = entry.place + _path(item["loc"])
            what = " ".join(str(item["msg"]).removeprefix("Value error, ").split())[:200]
            yield Complaint(what, "See FHIR R4.", field=path, file=str(file))


def _path(steps: Sequence[object]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _model(name: str) -> Any:  # noqa: ANN401  (fhir.resources makes its classes as it goes)
    """The definition of a type of resource."""
    try:
        import fhir.resources  # noqa: F401, PLC0415
    except ImportError:
        what = "reading FHIR needs a package that is not installed (fhir.resources)"
        raise refused(what, 'Install it: pip install "cryonerve[fhir]"', file="") from None
    if not name.isascii() or not name.isalpha():
        raise AttributeError(name)
    return getattr(import_module(f"fhir.resources.R4B.{name.lower()}"), name)
