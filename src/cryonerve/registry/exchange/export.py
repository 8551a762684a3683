"""Records leave a registry: consent respected, people who may be recognised counted, noted in the chain.

Everything is read and noted in one short transaction; nothing leaves that the chain does not say. The folder
is whole or not there: it is written beside its place, and gets its name when it is complete.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from cryonerve import __version__
from cryonerve.errors import Complaint, RegistryError, UnknownNameError, nearest
from cryonerve.files import PARTIAL, push
from cryonerve.registry.access import Registry, changing
from cryonerve.registry.audit import Entry
from cryonerve.registry.exchange.leaflet import leaflet
from cryonerve.registry.exchange.small_cells import SmallCells, small_cells
from cryonerve.registry.exchange.snapshot import Choice, Snapshot, exported_kinds
from cryonerve.registry.exchange.written import Written
from cryonerve.registry.recording import reason

__all__ = ["ABOUT", "FORMAT", "FORMATS", "Exported", "export_records"]

ABOUT = "export.json"
FORMAT = "cryonerve.exchange/1"
_WRITERS = {
    "csv": ("tables", "write_csv"),
    "parquet": ("parquet_tables", "write_parquet"),
    "redcap": ("redcap_records", "write_redcap"),
    "fhir": ("fhir_bundle", "write_fhir"),
    "dicom-sr": ("report_objects", "write_reports"),
}
FORMATS = tuple(_WRITERS)


@dataclass(frozen=True, slots=True)
class Exported:
    """What is in the folder, who is not, who may be recognised, and what the format could not hold."""

    folder: Path
    format: str
    written: Written
    people: int
    left_out: int
    unconsented: int
    small: SmallCells
    notes: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences that come before anything else: consent that is missing, people who may be recognised."""
        missing = f"{self.unconsented} people are in it without consent to sharing."
        return tuple(text for text in (missing if self.unconsented else "", self.small.warning) if text)


def export_records(
    registry: Registry, place: Path, format: str = "csv", choice: Choice | None = None
) -> Exported:
    """Write records into a folder for another program.

    Parameters
    ----------
    place : a new or empty folder, or an earlier export, which is replaced.
    format : one of `FORMATS`.
    choice : which kinds, how coarse, and why people without consent to sharing are in it, if they are.

    Raises
    ------
    UnknownNameError
        There is no such format.
    RegistryError
        The user may not, the folder holds something else, or it cannot be written. Nothing is left then.
    """
    if format not in _WRITERS:
        raise UnknownNameError(Complaint(f"no format is called '{format}'", nearest(format, FORMATS)))
    chosen = choice or Choice()
    note = reason(chosen.include_unconsented)
    place = Path(os.path.abspath(place))
    _check_place(place)
    beside = place.with_name(f"{PARTIAL}{place.name}-{secrets.token_hex(4)}")
    with changing(registry, "export") as writer:
        snapshot = Snapshot.of(writer.connection, chosen)
        why = f"people without consent to sharing are included: {note}" if note else ""
        about = f"{format}: {','.join(exported_kinds(chosen))}; {len(snapshot.people)} people"
        writer.note([Entry("export", about, why=why)])
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir(mode=0o700)
        found = _written(snapshot, beside, place, format)
        _put(beside, place)
    except OSError as error:
        what = f"the export cannot be written: {error.strerror}"
        raise RegistryError(Complaint(what, "Give another folder: -o FOLDER.", file=str(place))) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return found


def _written(snapshot: Snapshot, folder: Path, place: Path, format: str) -> Exported:
    small = small_cells(snapshot)
    module, name = _WRITERS[format]
    write: Callable[[Snapshot, Path], Written] = getattr(
        import_module(f"cryonerve.registry.exchange.{module}"), name
    )
    written = write(snapshot, folder)
    notes = (*written.notes, *_notes(snapshot))
    people, left_out = len(snapshot.people), len(snapshot.left_out)
    found = Exported(place, format, written, people, left_out, snapshot.unconsented, small, notes)
    text = leaflet(
        format, written, small, people=people, left_out=left_out, unconsented=found.unconsented, notes=notes
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
    (folder / ABOUT).write_text(json.dumps(_about(found), indent=2) + "\n", encoding="utf-8")
    return found


def _notes(snapshot: Snapshot) -> tuple[str, ...]:
    notes = []
    if snapshot.choice.coarsen:
        notes.append("Ages are bands. Free text and whole files are left out, because they may say an age.")
    if snapshot.asked_anew:
        notes.append(
            f"{snapshot.asked_anew} people are to be asked for consent anew on a day that the record names; "
            "whether it is past only the clinic knows."
        )
    if snapshot.dropped:
        listed = ", ".join(snapshot.dropped[:20])
        more = f" and {len(snapshot.dropped) - 20} more" if len(snapshot.dropped) > 20 else ""
        notes.append(f"References to records that were entered in error are left out: {listed}{more}.")
    return tuple(notes)


def _about(found: Exported) -> Mapping[str, object]:
    small = found.small
    return {
        "format": FORMAT,
        "as": found.format,
        "cryonerve": __version__,
        "rows": dict(found.written.rows),
        "files": list(found.written.files),
        "people": found.people,
        "left_out_without_consent": found.left_out,
        "included_without_consent": found.unconsented,
        "small_cells": {
            "warning": small.warning,
            "fewer_than": small.few,
            "cells": [{"values": list(cell.values), "people": cell.people} for cell in small.small],
        },
        "notes": list(found.notes),
    }


def _check_place(place: Path) -> None:
    """Refuse a place that holds something which is no export."""
    if place.is_file():
        what = "an export is a folder, and this is a file"
        raise RegistryError(Complaint(what, "Give a folder: -o FOLDER.", file=str(place)))
    if place.is_dir() and any(place.iterdir()) and not _is_export(place):
        what = "this folder holds something else"
        raise RegistryError(Complaint(what, "Give a new folder: -o FOLDER.", file=str(place)))


def _is_export(place: Path) -> bool:
    """Is everything in a folder what an earlier export wrote? What somebody put there is not thrown away."""
    try:
        about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        known = {"README.md", ABOUT, *about.get("files", ()), *(f"{name}.csv" for name in about["rows"])}
        return about["format"] in (FORMAT, "cryonerve.tables/1") and all(
            path.is_file() and path.name in known for path in place.iterdir()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _put(beside: Path, place: Path) -> None:
    """Give a finished folder its name; an earlier export goes when the new one is complete."""
    for file in beside.iterdir():
        push(file)
    push(beside)
    older = None
    if place.exists():
        older = place.with_name(f"{PARTIAL}{place.name}-{secrets.token_hex(4)}")
        os.replace(place, older)
    try:
        os.replace(beside, place)
    except OSError:
        if older is not None:
            os.replace(older, place)
        raise
    push(place.parent)
    if older is not None:
        shutil.rmtree(older, ignore_errors=True)
