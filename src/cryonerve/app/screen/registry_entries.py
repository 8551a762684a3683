"""Records that a page adds, and versions that it corrects: drafts of a form, refusals beside their fields."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cryonerve.app.screen.registry_page import recorded_kind, shown_history
from cryonerve.errors import AbsentError, Complaint, InputError, OvertakenError
from cryonerve.registry.kinds import kinds
from cryonerve.registry.marks import is_mark, read_mark

if TYPE_CHECKING:
    from cryonerve.registry.access import Registry

__all__ = ["Correction", "Entry", "corrected", "entered", "mark_of", "run_entered", "spoken_for_page"]

T = TypeVar("T")
RUNS = uuid.UUID("9d5e9f3c-3c0e-4a8b-9f6e-3f6b7a3f1c55")  # namespace of ids that a run of this screen gets
FIELDS = {"reason": "why", "--why": "why", "--where": "where", "once": "once", "sort": "sort", "kind": "kind"}
SAID = (  # the command line's words, and those of a page
    ("If it identifies nobody: --override WHY.", "If it identifies nobody, say why it is none."),
    ("To change it: cryonerve record correct", "Correct it instead."),
    ("Say why: --why TEXT.", "Say why."),
    ("cryonerve record list", "the list of cases"),
    ("Give the key: --seal-file FILE.", "Start the screen with its key: --seal-file FILE."),
    ("Say who you are: --as NAME.", "Start the screen with your name: --as NAME."),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form sends: rows with kind, parent, record and values; reasons; the form's own number."""

    drafts: Sequence[Mapping[str, Any]]
    why: str = ""
    override: str = ""
    once: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """New values of one version; `void` None: entered in error or not, as before."""

    values: Mapping[str, Any]
    version: int
    void: bool | None = None
    why: str = ""
    override: str = ""


def mark_of(written: str, letter: str = "") -> str:
    """The id in an address; raises AbsentError where it is none of a record."""
    try:
        mark = read_mark(written, letter)
    except InputError:
        mark = ""
    if not mark or mark.startswith("U-"):
        raise AbsentError(Complaint(f"there is no record {written[:40]}", "Look at the list of cases."))
    return mark


def entered(registry: Registry, entry: Entry) -> dict[str, Any]:
    """Enter the records of a form, once.

    Raises
    ------
    InputError
        With every complaint, each at `KIND.FIELD` of the draft whose number (from 1) is its line.
    """
    from cryonerve.registry.belonging import Draft

    drafts = [
        Draft(
            recorded_kind(row["kind"]).name,
            row["values"],
            parent=_upper(row["parent"]),
            record=_upper(row["record"]),
            line=number,
        )
        for number, row in enumerate(entry.drafts, start=1)
    ]
    return _once(registry, drafts, entry)


def run_entered(registry: Registry, folder: Path, case: str, *, procedure: str = "") -> dict[str, Any]:
    """Enter the plan and the predictions of a run, once for each case and procedure.

    Raises
    ------
    InputError
        The folder is no run, or there is no such case.
    """
    from cryonerve.registry.run_records import drafts_of_run

    drafts = drafts_of_run(folder, case=case, procedure=procedure)
    places = {draft.record: f"#{place}" for place, draft in enumerate(drafts) if draft.record}
    unnamed = [
        replace(
            draft,
            record="",
            values={name: _renamed(value, places) for name, value in draft.values.items()},
            file="",
            line=number,
        )
        for number, draft in enumerate(drafts, start=1)
    ]
    once = uuid.uuid5(RUNS, f"{folder.name} {case} {procedure}")
    return _once(registry, unnamed, Entry((), once=str(once)))


def _renamed(value: object, places: Mapping[str, str]) -> object:
    return places.get(value, value) if isinstance(value, str) else value


def _once(registry: Registry, drafts: Sequence[Any], entry: Entry) -> dict[str, Any]:
    from cryonerve.registry.once import named, record_once

    names = [draft.kind for draft in drafts]
    with_ids = spoken_for_page(lambda: named(drafts, entry.once), names)
    found = spoken_for_page(
        lambda: record_once(registry, with_ids, why=entry.why, override=entry.override), names
    )
    return {"records": [{"kind": kind, "record": record} for kind, record in found]}


def corrected(registry: Registry, mark: str, change: Correction) -> dict[str, Any]:
    """A new version of a record; the record as it is then.

    Raises
    ------
    OvertakenError
        The version is not the newest; `record` of the error is the record as it is.
    InputError
        With every complaint, each at `KIND.FIELD`.
    """
    from cryonerve.registry.listing import history
    from cryonerve.registry.recording import correct

    name = next((kind.name for kind in kinds().values() if mark.startswith(f"{kind.letter}-")), "")
    try:
        spoken_for_page(
            lambda: correct(
                registry,
                mark,
                change.values,
                why=change.why,
                void=change.void,
                version=change.version,
                override=change.override,
            ),
            [name],
        )
    except OvertakenError as error:
        with suppress(InputError):
            error.record = shown_history(history(registry, mark))
        raise
    return shown_history(history(registry, mark))


def spoken_for_page(act: Callable[[], T], names: Sequence[str] = ()) -> T:
    """What `act` gives; a refusal comes in the page's words, at the page's names of fields.

    names : kinds of the drafts, in order; of one, or of a draft's line.
    """
    try:
        return act()
    except InputError as error:
        error.complaints = tuple(_for_page(one, names) for one in error.complaints)
        raise


def _for_page(one: Complaint, names: Sequence[str]) -> Complaint:
    remedy = one.remedy
    for before, after in SAID:
        remedy = remedy.replace(before, after)
    if one.field in FIELDS:
        return replace(one, field=FIELDS[one.field], remedy=remedy)
    name = names[one.line - 1] if 0 < one.line <= len(names) else names[0] if len(names) == 1 else ""
    of_field = one.field and not one.field.startswith("--") and not is_mark(one.field)
    if name and (one.line or of_field):
        return replace(one, field=f"{name}.{one.field or 'record'}", remedy=remedy)
    return replace(one, field="", remedy=remedy)


def _upper(written: str) -> str:
    return written.strip().upper()
