"""JSON that a person or another program wrote: bounded, without NaN, and with the line where it breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryonerve.errors import Complaint, ScanError

__all__ = ["read_json"]

LARGEST = 16 * 1024 * 1024  # bytes


def read_json(path: Path, *, what: str, remedy: str, again: str) -> Any:  # noqa: ANN401 -- whatever stands there
    """The content of a JSON file.

    Parameters
    ----------
    what : is read, in the plural ("the curves"). remedy : where the file cannot be opened.
    again : what to do where its content is broken ("trace anew").

    Raises
    ------
    ScanError
        No such file, more than 16 MiB, or no JSON; with file and line.
    """
    file = str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        said = f"{what} cannot be read: {error.strerror or error}"
        raise ScanError(Complaint(said, remedy, file=file)) from error
    if len(raw) > LARGEST:
        raise ScanError(Complaint("this is larger than 16 MiB", "Is this the right file?", file=file))
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        told = f"Look at letter {error.colno} of this line, or {again}."
        raise ScanError(
            Complaint(f"this is no JSON: {error.msg}", told, file=file, line=error.lineno)
        ) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, NaN, too deep, numbers of 5000 digits
        told = f"{again[0].upper()}{again[1:]}."
        raise ScanError(Complaint(f"this is no JSON: {str(error)[:120]}", told, file=file)) from error


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")
