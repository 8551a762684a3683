"""Case files: a path, or the name of a case that travels with the software."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from cryonerve.case.case import Case
from cryonerve.case.document import read_bytes
from cryonerve.errors import CaseError, Complaint, nearest

__all__ = ["bundled", "load", "schema"]

SUFFIX = ".yaml"


@cache
def bundled() -> tuple[str, ...]:
    """Names of the cases that travel with the software.

    >>> "straight-probe-block" in bundled()
    True
    """
    folder = resources.files("cryonerve.case").joinpath("published")
    return tuple(
        sorted(item.name.removesuffix(SUFFIX) for item in folder.iterdir() if item.name.endswith(SUFFIX))
    )


def load(where: str | Path, *, find_scan: bool = True) -> Case:
    """The case in a file, or a bundled one by name.

    Parameters
    ----------
    where : path of a YAML file, or a name of `bundled()`. A file wins over a bundled name.
    find_scan : complain when the files of a scan are not there; a finished run is read without them.

    Raises
    ------
    InputError
        With every complaint about the file: line, field, the person's words, the nearest name, the remedy.

    Examples
    --------
    >>> load("straight-probe-block").title
    'One straight probe in uniform tissue'
    """
    from cryonerve.case.reading import read_case  # noqa: PLC0415  (pydantic takes a moment to import)

    path = Path(where)
    text = str(where)
    if not text.strip():
        raise CaseError(Complaint("no case is named", nearest(text, bundled())))
    if not _exists(path) and text in bundled():
        content = resources.files("cryonerve.case").joinpath("published", text + SUFFIX).read_bytes()
        return read_case(content, file=text + SUFFIX, name=text)
    if not _exists(path) and _looks_like_a_name(text):
        what = f"no bundled case and no file is called '{text}'"
        raise CaseError(Complaint(what, nearest(text, bundled())))
    content = read_bytes(path)
    return read_case(content, file=text, name=_stem(path), folder=path.parent, find_scan=find_scan)


def schema() -> dict[str, Any]:
    """JSON Schema of the format, for editors that complete and check while one types.

    >>> sorted(schema()["required"])[:3]
    ['anatomy', 'cryonerve', 'probes']
    """
    from cryonerve.case.models import CaseModel  # noqa: PLC0415

    found: dict[str, Any] = json.loads(json.dumps(CaseModel.model_json_schema()))
    return (
        {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        | found
        | {"title": "cryonerve case, format 1"}
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _looks_like_a_name(text: str) -> bool:
    return bool(text) and not set(text) & set("/\\\0") and not text.endswith((".yaml", ".yml", ".json"))


def _stem(path: Path) -> str:
    return "-".join(path.stem.split()) or "case"
