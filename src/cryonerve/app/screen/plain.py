"""A value put at a place of a case file's plain data, for fields that are edited as text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from cryonerve.errors import CaseError, Complaint

__all__ = ["put"]


def put(yaml: str, place: Sequence[str], value: Any) -> str:  # noqa: ANN401
    """The text with plain data at a place; None takes away what is there.

    Entries of a list go by their name, or by their number from 1.

    Raises
    ------
    CaseError
        The place does not exist and cannot be made.

    Examples
    --------
    >>> print(put("goals: {cover: tibial}", ("goals", "length"), "12 mm"), end="")
    goals:
      cover: tibial
      length: 12 mm
    """
    from ruamel.yaml import YAML

    from cryonerve.case.document import read_document

    data: Any = read_document(yaml.encode(), "the case").data
    here = data
    for depth, part in enumerate(place[:-1]):
        here = _inside(here, part, place[: depth + 1], make=value is not None)
        if here is None:
            return yaml
    _set(here, place[-1], value, place)
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.width = 4096
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = io.StringIO()
    writer.dump(data, stream)
    return stream.getvalue()


def _inside(here: Any, part: str, place: Sequence[str], *, make: bool) -> Any:  # noqa: ANN401
    if isinstance(here, dict):
        if part not in here or here[part] is None:
            if not make:
                return None
            here[part] = {}
        return here[part]
    if isinstance(here, list):
        return here[_index(here, part, place)]
    raise _nowhere(place)


def _set(here: Any, key: str, value: Any, place: Sequence[str]) -> None:  # noqa: ANN401
    if isinstance(here, dict):
        if value is None:
            here.pop(key, None)
        else:
            here[key] = value
    elif isinstance(here, list):
        index = _index(here, key, place)
        if value is None:
            del here[index]
        else:
            here[index] = value
    else:
        raise _nowhere(place)


def _index(entries: Sequence[Any], part: str, place: Sequence[str]) -> int:
    for index, entry in enumerate(entries):
        if isinstance(entry, Mapping) and str(entry.get("name")) == part:
            return index
    if part.isdigit() and 1 <= int(part) <= len(entries):
        return int(part) - 1
    raise _nowhere(place)


def _nowhere(place: Sequence[str]) -> CaseError:
    return CaseError(Complaint(f"the case has no '{'.'.join(place)}'", "Look at its text.", ".".join(place)))
