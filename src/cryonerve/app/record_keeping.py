"""Commands that keep a registry safe: verify, backup, restore, upgrade."""

from __future__ import annotations

import getpass
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryonerve.app.exits import FINE, STOP_FINDING
from cryonerve.app.record_options import (
    Door,
    JsonOption,
    KeyOption,
    SealOption,
    StoreOption,
    WhoOption,
    examples,
)
from cryonerve.app.speech import say, say_json, wrapped

if TYPE_CHECKING:
    from cryonerve.registry.verifying import Verified

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Give the group its commands that keep it safe."""
    app.command(
        epilog=examples(
            "cryonerve record verify",
            "cryonerve record verify --checkpoint usb/monday.json    keep the chain's end elsewhere",
            "cryonerve record verify --against usb/monday.json       is everything up to there still in it?",
        )
    )(verify)
    app.command(epilog=examples("cryonerve record backup usb/monday.sqlite"))(backup)
    app.command(
        epilog=examples(
            "cryonerve record restore usb/monday.sqlite --store new.sqlite",
            "cryonerve record restore usb/monday.sqlite --replace",
        )
    )(restore)
    app.command(epilog=examples("cryonerve record upgrade"))(upgrade)


def verify(
    *,
    point: Annotated[
        Path | None,
        typer.Option("--checkpoint", metavar="FILE", help="Write the chain's end to a file.", readable=False),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="FILE", help="A checkpoint that was kept.", readable=False),
    ] = None,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Walk the chain and hold every record against it. Exit code 1 where it breaks."""
    from cryonerve.registry import checkpoint
    from cryonerve.registry import verify as verified
    from cryonerve.registry.verifying import read_checkpoint

    points = tuple(read_checkpoint(file) for file in against or ())
    with Door(store, who, key_file, seal_file).opened() as registry:
        found = verified(registry, points)
        if point is not None and found.whole:
            checkpoint(registry, point)
    if as_json:
        say_json({**asdict(found), "whole": found.whole})
    else:
        say(_verified_text(found, bool(points), point))
    raise typer.Exit(FINE if found.whole else STOP_FINDING)


def _verified_text(found: Verified, held: bool, point: Path | None) -> str:
    if not found.whole:
        lines = [f"The chain breaks in {len(found.breaks)} places:"]
        for item in found.breaks:
            place = f"entry {item.number}" if item.number else "no entry"
            lines.append(
                wrapped(f"{place}{f', {item.record}' if item.record else ''}: {item.what}", indent=2)
            )
        return "\n".join(lines)
    gone = f"; {found.erased} people were erased" if found.erased else ""
    lines = [
        f"{found.entries} entries and {found.records} versions of records are as they were written{gone}."
    ]
    lines.append("Seals were checked." if found.sealed else "No seals were checked: no key was given.")
    if not held:
        lines.append("That nothing was cut off at the end only a checkpoint shows: --against FILE.")
    if point is not None:
        lines.append(f"The chain's end is in {point}; keep it on another machine.")
    return wrapped(" ".join(lines))


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup; a new file.", readable=False)],
    *,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy the registry into one file while others go on working; verified before it has its name."""
    from cryonerve.registry import backup as copied

    with Door(store, who, key_file, seal_file).opened() as registry:
        found = copied(registry, file)
        encrypted = bool(registry.key)
    if as_json:
        say_json(
            {"file": str(file), "encrypted": encrypted, "entries": found.entries, "records": found.records}
        )
        return
    say(
        f"{file} holds {found.records} versions of records, verified."
        + (" It is encrypted." if encrypted else "")
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="BACKUP", help="The backup.", readable=False)],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of the registry there; it is kept beside.")
    ] = False,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy a backup to its place, verified before it is there."""
    from cryonerve.registry import restore as restored
    from cryonerve.registry.opening import USER_VARIABLE
    from cryonerve.registry.place import place_of

    door = Door(store, who, key_file, seal_file)
    name = who or os.environ.get(USER_VARIABLE) or getpass.getuser()
    found = restored(file, store, who=name, key=door.key(), seal=door.seal, replace=replace)
    place = str(place_of(store))
    if as_json:
        document = {"store": place, "records": found.verified.records, "kept": found.kept}
        say_json({**document, "erased_again": list(found.erased)})
        return
    say(f"{place} holds {found.verified.records} versions of records, verified.")
    if found.kept:
        say(f"The registry that was there is kept as {found.kept}.")
    if found.erased:
        say(f"Erased again, because they were erased since: {', '.join(found.erased)}.")


def upgrade(
    *,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the tables of an older registry to today's shape, in one transaction. Copy the file first."""
    from cryonerve.registry.migrating import upgrade as upgraded

    door = Door(store, who, key_file, seal_file)
    with door.opened(any_shape=True) as registry:
        before, after = upgraded(registry)
    if as_json:
        say_json({"before": before, "after": after})
        return
    say(
        f"The registry has the shape {after} already."
        if before == after
        else f"Shape {before} became {after}."
    )
