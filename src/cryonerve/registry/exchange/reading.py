"""What is read from a file of another program: drafts with their places, and what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cryonerve.errors import Complaint, InputError, RegistryError
from cryonerve.registry.belonging import Draft

__all__ = ["MOST_COMPLAINTS", "Arrival", "Reading", "explained", "refused"]

MOST_COMPLAINTS = 50


@dataclass(frozen=True, slots=True)
class Arrival:
    """A draft, and what the file calls its fields.

    Attributes
    ----------
    places : field -> column or element of the file, for complaints.
    partial : the file cannot hold all of this record; where the registry has it already, it stays as it is.
    person : id of the person that the file says it is about; "" where it says nothing of its own.
    """

    draft: Draft
    places: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All of a file.

    Attributes
    ----------
    unread : what was not read, each with its place and why; never empty by silence.
    renamed : (what the file calls a record, its new id here).
    """

    arrivals: tuple[Arrival, ...] = ()
    unread: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def explained(error: InputError, arrivals: Iterable[Arrival]) -> InputError:
    """The same error with the file's own names of fields."""
    places = {(item.draft.file, item.draft.line): item.places for item in arrivals if item.places}
    told = [
        replace(complaint, field=_named(places.get((complaint.file, complaint.line), {}), complaint.field))
        for complaint in error.complaints
    ]
    return type(error)(*told)


def _named(places: Mapping[str, str], name: str) -> str:
    return places.get(name, name)


def refused(what: str, remedy: str = "", *, file: str, line: int = 0, field: str = "") -> RegistryError:
    """An error with one complaint about a place in a file."""
    return RegistryError(Complaint(what, remedy, file=file, line=line, field=field))
