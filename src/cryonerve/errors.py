"""Every complaint the software can make, as one tree.

::

    CryonerveError
    `-- InputError            what a person wrote is not understood; exit code 2
        |-- UnitError         a quantity without unit, of the wrong kind, or not a number
        |-- CaseError         a field of the case file
        |   `-- ProtocolError a sentence of the protocol
        |-- UnknownNameError  a name that no table knows; the nearest one is offered
        |-- ScanError         a label volume that cannot be read or used
        |-- ClipError         an ultrasound clip or stream that cannot be read or used
        |-- GridError         a grid that would not fit in memory, or a probe outside of it
        |-- RunFolderError    a run folder that cannot be read or written
        |-- StoreError        a store of many runs that cannot be read or written
        |-- RegistryError     a registry that cannot be opened, read or written, or does not allow it
        |   |-- IdentifierError   free text that says who somebody is
        |   |-- AbsentError       a registry, or a record of it, that is not there
        |   `-- OvertakenError    a correction of a version that is no longer the newest
        |-- PoolingError      published outcomes that may not be pooled
        `-- WorkerError       processes or a cluster that do not answer

An `InputError` always says what, where and what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Self

__all__ = [
    "AbsentError",
    "CaseError",
    "ClipError",
    "Complaint",
    "CryonerveError",
    "GridError",
    "IdentifierError",
    "InputError",
    "OvertakenError",
    "PoolingError",
    "ProtocolError",
    "RegistryError",
    "RunFolderError",
    "ScanError",
    "StoreError",
    "UnitError",
    "UnknownNameError",
    "WorkerError",
    "nearest",
]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: where it stands and what would be right."""

    what: str
    remedy: str = ""
    field: str = ""
    file: str = ""
    line: int = 0
    text: str = ""
    caret: tuple[int, int] | None = None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line or "") if part)
        head = ": ".join(part for part in (where, self.field, self.what) if part)
        lines = [head]
        if self.text:
            lines.append(f"    {self.text}")
            if self.caret:
                start, stop = self.caret
                lines.append("    " + " " * start + "^" * max(1, stop - start))
        if self.remedy:
            lines.append(f"  {self.remedy}")
        return "\n".join(lines)


class CryonerveError(Exception):
    """Base of all errors this package raises on purpose."""


class InputError(CryonerveError):
    """What a person wrote is not understood; carries one or more complaints."""

    def __init__(self, *complaints: Complaint | str) -> None:
        self.complaints: tuple[Complaint, ...] = tuple(
            Complaint(item) if isinstance(item, str) else item for item in complaints
        )
        super().__init__("\n".join(str(item) for item in self.complaints))

    def located(self, *, file: str = "", line: int = 0, field: str = "") -> Self:
        """The same error with the place filled in where it is still unknown."""
        return type(self)(
            *(
                replace(item, file=item.file or file, line=item.line or line, field=item.field or field)
                for item in self.complaints
            )
        )


class UnitError(InputError):
    """A quantity without unit, with a unit of the wrong kind, or no number at all."""


class CaseError(InputError):
    """A field of a case file that cannot be accepted."""


class ProtocolError(CaseError):
    """A protocol sentence that is not understood."""


class UnknownNameError(InputError):
    """A name that no table knows."""


class ScanError(InputError):
    """A label volume that cannot be read or used."""


class ClipError(InputError):
    """An ultrasound clip or stream that cannot be read or used."""


class GridError(InputError):
    """A grid that would not fit in memory, or something that lies outside of it."""


class RunFolderError(InputError):
    """A run folder that cannot be read or written."""


class StoreError(InputError):
    """A store of many runs that cannot be read or written."""


class RegistryError(InputError):
    """A registry that cannot be opened, read or written, or what its rules do not allow."""


class IdentifierError(RegistryError):
    """Text that seems to say who somebody is; it may be stored with a reason."""


class AbsentError(RegistryError):
    """A registry, or a record of it, that is not there."""


class OvertakenError(RegistryError):
    """A correction of a version that is no longer the newest: somebody else was quicker.

    `record` is the record as it is now, where whoever raised it, or passed it on, has looked.
    """

    record: Mapping[str, object] | None = None


class PoolingError(InputError):
    """Published outcomes that count different things, and may not be pooled."""


class WorkerError(InputError):
    """Worker processes that cannot begin, or a cluster that is not there or of another version."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Sentence that offers the nearest known name and lists all of them.

    >>> nearest("tibal", ["sural", "tibial"])
    "Did you mean 'tibial'? Known: sural, tibial."
    """
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    guess = f"Did you mean '{close[0]}'? " if close else ""
    return f"{guess}Known: {', '.join(names)}."
