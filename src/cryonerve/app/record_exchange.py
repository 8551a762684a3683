"""Commands that exchange records with other programs: import, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryonerve.app.record_options import (
    Door,
    JsonOption,
    KeyOption,
    OverrideOption,
    SealOption,
    StoreOption,
    WhoOption,
    WhyOption,
    examples,
)
from cryonerve.app.speech import columns, complain, say, say_json, wrapped
from cryonerve.errors import Complaint, RegistryError

if TYPE_CHECKING:
    from cryonerve.registry.exchange.arrival import Arrived
    from cryonerve.registry.exchange.export import Exported

__all__ = ["add_to"]

SHOWN = (
    10  # small cells, or things that were not read, on the screen; all of them stand in the answer of --json
)

AsideOption = Annotated[
    Path | None,
    typer.Option(
        "--aside",
        metavar="FILE",
        help="Keep columns of REDCap that the registry has no field for in a new file.",
        readable=False,
    ),
]
FormatOption = Annotated[
    str, typer.Option("--format", metavar="NAME", help="csv, parquet, redcap, fhir or dicom-sr.")
]
CoarsenOption = Annotated[bool, typer.Option("--coarsen", help="Bands of age; no free text, no whole files.")]
UnconsentedOption = Annotated[
    str,
    typer.Option(
        "--include-unconsented",
        metavar="WHY",
        help="Why people without consent to sharing are in it; kept in the chain.",
    ),
]
FewOption = Annotated[int, typer.Option("--few", min=2, metavar="N", help="Warn of cells with fewer people.")]
SnomedOption = Annotated[
    bool, typer.Option("--snomed", help="FHIR: SNOMED CT numbers too; you have the licence.")
]
DictionaryOption = Annotated[
    Path | None,
    typer.Option(
        "--dictionary",
        metavar="FILE",
        help="REDCap: the site's data dictionary, whose annotations and own fields are kept.",
        readable=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Give the group its commands that exchange."""
    app.command(
        name="import",
        epilog=examples(
            "cryonerve record import tables/                 everything in it that holds records",
            "cryonerve record import bundle.json             what a file is, its content says",
            "cryonerve record import records.csv --aside others.csv",
            "cryonerve record import measurement vas.csv     a table whose columns do not tell its kind",
        ),
    )(import_)
    app.command(
        epilog=examples(
            "cryonerve record export -o tables/ measurement adverse-event",
            "cryonerve record export --format redcap -o project/",
            "cryonerve record export --format fhir --coarsen -o bundle/",
        )
    )(export)


def import_(
    first: Annotated[str, typer.Argument(metavar="PLACE|KIND", help="A file, a folder, or a kind.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The CSV file of that kind.", readable=False)
    ] = None,
    *,
    aside: AsideOption = None,
    why: WhyOption = "",
    override: OverrideOption = "",
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add the records of files, all of them or none; records that are there already are passed over."""
    from cryonerve.registry.exchange.arrival import gathered, import_gathered
    from cryonerve.registry.kinds import kind_of

    door = Door(store, who, key_file, seal_file)
    kind = kind_of(first).name if file is not None else ""
    if kind == "user":
        raise RegistryError(Complaint("users are not imported", "See: cryonerve record users", field="KIND"))
    # read before a registry is made for nothing
    read = gathered([file or Path(first)], kind=kind, override=override, aside=aside)
    with door.opened(make=True) as registry:
        found = import_gathered(registry, read, why=why, override=override)
        place = str(registry.place)
    if as_json:
        told = {
            "store": place,
            "formats": list(found.formats),
            "added": dict(found.added),
            "same": found.same,
        }
        say_json({**told, "unread": list(found.unread), "renamed": [list(pair) for pair in found.renamed]})
        return
    _say_imported(found, place)


def _say_imported(found: Arrived, place: str) -> None:
    say(columns([[name.replace("_", " "), str(count)] for name, count in found.added.items()], indent=0))
    say(f"{sum(found.added.values())} added to {place}; {found.same} were there already.")
    for before, after in found.renamed:
        say(f"{before} is {after} here.")
    if found.unread:
        complain(_listed("Not read:", found.unread))


def export(
    wanted: Annotated[list[str] | None, typer.Argument(metavar="[KIND]...", help="Without: all.")] = None,
    *,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="A new folder.", readable=False)],
    format: FormatOption = "csv",
    coarsen: CoarsenOption = False,
    include_unconsented: UnconsentedOption = "",
    few: FewOption = 5,
    snomed: SnomedOption = False,
    dictionary: DictionaryOption = None,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write records for another program: who consented to sharing, and who may be recognised is said."""
    from cryonerve.registry.exchange import export_records
    from cryonerve.registry.exchange.snapshot import Choice
    from cryonerve.registry.kinds import kind_of

    names = tuple(kind_of(name).name for name in wanted or ())
    if "user" in names:
        raise RegistryError(Complaint("users are not exported", "See: cryonerve record users", field="KIND"))
    choice = Choice(names, coarsen, include_unconsented, few, snomed, dictionary)
    with Door(store, who, key_file, seal_file).opened() as registry:
        found = export_records(registry, out, format, choice)
    if as_json:
        say_json(_document(found, out))
        return
    _say_exported(found, out)


def _say_exported(found: Exported, out: Path) -> None:
    say(
        columns(
            [[name.replace("_", " "), f"{count} rows"] for name, count in found.written.rows.items()],
            indent=0,
        )
    )
    say(wrapped(f"{found.people} people are in {out}; {found.left_out} are left out: no consent to sharing."))
    for note in found.notes:
        say(wrapped(note))
    for warning in found.warnings:
        complain(wrapped(f"Warning: {warning}"))
    if found.small.warning:
        complain(_listed("", [str(cell) for cell in found.small.small]))


def _document(found: Exported, out: Path) -> dict[str, object]:
    return {
        "files": [str(out / name) for name in (*found.written.files, "README.md", "export.json")],
        "format": found.format,
        "rows": dict(found.written.rows),
        "people": found.people,
        "left_out": found.left_out,
        "unconsented": found.unconsented,
        "warning": found.small.warning,
        "cells": [{"values": list(cell.values), "people": cell.people} for cell in found.small.small],
        "notes": list(found.notes),
    }


def _listed(title: str, lines: list[str] | tuple[str, ...]) -> str:
    more = (
        [f"  and {len(lines) - SHOWN} more: --json, or the folder's README.md"] if len(lines) > SHOWN else []
    )
    return "\n".join([*([title] if title else []), *(f"  {line}" for line in lines[:SHOWN]), *more])
