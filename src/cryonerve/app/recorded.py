"""What happened afterwards, for a report: a record that was named, and the hint that one is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryonerve.app.record_options import Door, needed

if TYPE_CHECKING:
    from cryonerve.app.road import Journey
    from cryonerve.registry.person_record import PersonRecord

__all__ = ["record_hint", "recorded"]


def recorded(where: str, door: Door) -> PersonRecord:
    """The record of a file, a bundled one by its name, or that of a case in a registry.

    Parameters
    ----------
    door : the registry, where `where` is the id of a case.

    Raises
    ------
    InputError
        What is not understood, with its line; no such record; nobody may look.
    """
    from cryonerve.registry.marks import is_mark
    from cryonerve.registry.person_record import person_record, read_person_record

    case = where.strip().upper()
    if not is_mark(case, "C"):
        return read_person_record(where)
    needed()
    with door.opened() as registry:
        return person_record(registry, case)


def record_hint(journey: Journey) -> str:
    """A line that names the bundled record of the same publication; "" where there is none.

    A record is never added unasked: a plan that was edited is another plan, even under the same name.
    """
    from cryonerve.registry.person_record import bundled_record_of

    name = bundled_record_of(journey.run.case.source.key)
    if not name:
        return ""
    command = f"cryonerve report {journey.folder} --record {name}"
    return f"\nWhat happened afterwards is on record: {command}"
