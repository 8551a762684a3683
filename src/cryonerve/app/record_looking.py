"""Commands that look into a registry: list, show, kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cryonerve.app.record_options import (
    Door,
    JsonOption,
    KeyOption,
    SealOption,
    StoreOption,
    WhoOption,
    examples,
)
from cryonerve.app.speech import columns, say, say_json, wrapped

__all__ = ["add_to"]

LIMIT = 100
WIDE = 24  # letters of a cell in a list


def add_to(app: typer.Typer) -> None:
    """Give the group its commands that look."""
    app.command(
        name="list",
        epilog=examples(
            "cryonerve record list                                    cases",
            "cryonerve record list measurement --where instrument=vas --where 'day<=7'",
            "cryonerve record list measurement --where 'person.age_years<18' --where case.nerve=tibial",
        ),
    )(list_)
    app.command(epilog=examples("cryonerve record show C-...", "cryonerve record show M-... --history"))(show)
    app.command(epilog=examples("cryonerve record kinds", "cryonerve record kinds measurement"))(kinds)


def list_(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="See: cryonerve record kinds.")] = "case",
    *,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where", metavar="CONDITION", help='"day<=7", "person.sex=female", "score="; all hold.'
        ),
    ] = None,
    of: Annotated[str, typer.Option("--of", metavar="ID", help="Only of this person or case.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows; 0 for all.")] = LIMIT,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Rows to pass over.")] = 0,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Records of a kind as they hold now."""
    from cryonerve.registry import find
    from cryonerve.registry.marks import read_mark

    with Door(store, who, key_file, seal_file).opened() as registry:
        under = read_mark(of) if of else ""
        found = find(registry, kind, where or (), under=under, limit=limit or None, offset=offset)
    if as_json:
        say_json({"kind": found.kind, "total": found.total, "rows": [dict(row) for row in found.rows]})
        return
    if not found.rows:
        say(f"No {found.kind.replace('_', ' ')} is there." if not found.total else "No more rows.")
        return
    names = [name for name in found.rows[0] if name not in ("version", "void", "person")]
    shown = [name for name in names if any(row[name] is not None for row in found.rows)]
    say(columns([shown, *([_cell(row[name]) for name in shown] for row in found.rows)], indent=0))
    say(f"{len(found.rows)} of {found.total}.")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= WIDE else text[: WIDE - 3] + "..."


def show(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="The record.")],
    *,
    versions: Annotated[
        bool, typer.Option("--history", help="All versions, with who, when and why.")
    ] = False,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """One record, and what belongs to it."""
    from cryonerve.registry import history
    from cryonerve.registry.listing import related
    from cryonerve.registry.marks import read_mark

    with Door(store, who, key_file, seal_file).opened() as registry:
        mark = read_mark(record_id)
        told = history(registry, mark)
        below = related(registry, mark)
    now = told.versions[-1]
    if as_json:
        document: dict[str, Any] = {
            "kind": told.kind,
            "record": told.record,
            "person": told.person,
            "parent": told.parent,
            "now": dict(now),
            "related": {name: [dict(row) for row in rows] for name, rows in below.items()},
        }
        if versions:
            document |= {"versions": [dict(row) for row in told.versions], "entries": list(told.entries)}
        say_json(document)
        return
    state = ", entered in error" if now["void"] else ""
    say(f"{told.kind.replace('_', ' ')} {told.record}, version {now['version']}{state}")
    say(columns(_fields(now)))
    for name, rows in below.items():
        say(
            f"{name.replace('_', ' ')}: {', '.join(str(row['record']) for row in rows[:8])}"
            + " ..." * (len(rows) > 8)
        )
    if versions:
        for version, entry in zip(told.versions, told.entries, strict=False):
            say(f"version {version['version']}, {entry['at'][:19]} UTC, {entry['who']}: {entry['action']}")
            say(wrapped(entry["why"] or "no reason given", indent=2))
            say(columns(_fields(version), indent=4))


def _fields(row: Mapping[str, Any]) -> list[list[str]]:
    """Fields that hold something; of a document its first line."""
    found = []
    for name, value in row.items():
        if value is None or name in ("record", "version", "void"):
            continue
        text = str(value) if not isinstance(value, float) else f"{value:g}"
        lines = text.splitlines()
        found.append([name, text if len(lines) < 2 else f"{lines[0][:60]} ... ({len(lines)} lines)"])
    return found


def kinds(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Show its fields.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """What a registry holds: kinds of records, their fields, units and choices."""
    from dataclasses import asdict

    from cryonerve.registry.kinds import kind_of
    from cryonerve.registry.kinds import kinds as all_kinds

    if kind is None:
        listed = [item for item in all_kinds().values() if item.name != "user"]
        if as_json:
            say_json({item.name: {"parent": item.parent, "meaning": item.meaning} for item in listed})
            return
        rows = [[item.name, f"of a {item.parent}" if item.parent else "", item.meaning] for item in listed]
        say(columns(rows, indent=0))
        return
    about = kind_of(kind)
    if as_json:
        fields = {name: asdict(field) for name, field in about.fields.items()}
        say_json({"kind": about.name, "parent": about.parent, "meaning": about.meaning, "fields": fields})
        return
    say(f"{about.name}: {about.meaning}" + (f"; of a {about.parent}" if about.parent else ""))
    for field in about.fields.values():
        needed = ", needed" if field.wanted else ""
        unit = f", {field.unit}" if field.unit else ""
        say(f"  {field.name} ({field.type}{unit}{needed}): {field.meaning}")
        if field.choices:
            say(wrapped(", ".join(field.choices), indent=6))
