"""Commands that change a registry: init, add, correct, erase, users."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    assigned,
    examples,
)
from cryonerve.app.speech import columns, say, say_json, wrapped
from cryonerve.errors import Complaint, RegistryError

__all__ = ["add_to"]

SetOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="A field; several times.")
]


def add_to(app: typer.Typer) -> None:
    """Give the group its commands that write."""
    app.command(epilog=examples("cryonerve record init", "cryonerve record init --store clinic.sqlite"))(init)
    app.command(
        epilog=examples(
            "cryonerve record add case.yaml                  a person with case, procedure, follow-up",
            "cryonerve record add tibial-neuroma-child       the published case",
            "cryonerve record add measurement --of C-... --set instrument=vas --set day=7 --set score=1",
            "cryonerve record add --run runs/plan --of C-... plan and predictions of a run",
        )
    )(add)
    app.command(epilog=examples("cryonerve record correct M-... --set score=2 --why 'read wrongly'"))(correct)
    app.command(epilog=examples("cryonerve record erase P-... --why 'consent withdrawn'"))(erase)
    app.command(
        epilog=examples(
            "cryonerve record users",
            "cryonerve record users --add maria --role recorder",
            "cryonerve record users --name maria --shut-out --why 'left the clinic'",
        )
    )(users)


def init(
    *,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a registry; you are its first steward. Encrypted with --key-file, sealed with --seal-file."""
    door = Door(store, who, key_file, seal_file)
    with door.opened(make=True) as registry:
        if not registry.made:
            what = f"there is a registry already in {registry.place}"
            raise RegistryError(Complaint(what, "Make another: --store PLACE; or use this one."))
        document = {
            "store": str(registry.place),
            "steward": registry.who,
            "encrypted": bool(registry.key),
            "sealed": bool(registry.seal),
        }
    if as_json:
        say_json(document)
        return
    say(f"The registry is {document['store']}; its steward is {document['steward']}.")
    say(wrapped("Enter pseudonyms only. The list of who is who stays with you, elsewhere."))


def add(
    what: Annotated[
        str | None,
        typer.Argument(metavar="FILE|KIND", help="A record file, a bundled record, or a kind with --set."),
    ] = None,
    *,
    of: Annotated[
        str, typer.Option("--of", metavar="ID", help="The person or case that it belongs to.")
    ] = "",
    fields: SetOption = None,
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="RUN", help="Plan and predictions of a run.", readable=False),
    ] = None,
    procedure: Annotated[
        str,
        typer.Option("--procedure", metavar="ID", help="With --run: the run computes what was done then."),
    ] = "",
    why: WhyOption = "",
    override: OverrideOption = "",
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add records: from a file, from a run, or one of a kind."""
    door = Door(store, who, key_file, seal_file)
    if (what is None) == (run is None):
        remedy = "Give FILE, KIND with --set, or --run RUN; one of them."
        raise RegistryError(Complaint("it is not clear what to add", remedy))
    from cryonerve.app.record_drafts import drafts_of
    from cryonerve.registry import record

    drafts = drafts_of(what, run, of=of, values=assigned("--set", fields or []), procedure=procedure)
    with door.opened(make=True) as registry:
        receipts = record(registry, drafts, why=why, override=override)
        place = str(registry.place)
    rows = [{"kind": item.kind, "record": item.record, "person": item.person} for item in receipts]
    if as_json:
        say_json({"store": place, "added": rows})
        return
    say(columns([[item["kind"].replace("_", " "), item["record"]] for item in rows], indent=0))
    say(f"{len(rows)} added to {place}.")


def correct(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="The record.")],
    *,
    fields: SetOption = None,
    void: Annotated[bool, typer.Option("--void", help="It was entered in error: kept, not listed.")] = False,
    why: WhyOption = "",
    override: OverrideOption = "",
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """A new version of a record, with a reason; the older ones stay. FIELD= empties a field."""
    from cryonerve.registry import correct as new_version
    from cryonerve.registry.marks import read_mark

    door = Door(store, who, key_file, seal_file)
    changes = assigned("--set", fields or [])
    if not changes and not void:
        raise RegistryError(
            Complaint("nothing is corrected", "Give --set FIELD=VALUE, or --void.", field="--set")
        )
    with door.opened() as registry:
        mark = read_mark(record_id)
        if mark.startswith("U-"):
            raise RegistryError(Complaint("this is a user", "See: cryonerve record users --help"))
        receipt = new_version(registry, mark, changes, why=why, void=void, override=override)
    if as_json:
        say_json({"kind": receipt.kind, "record": receipt.record, "version": receipt.version, "void": void})
        return
    say(f"{receipt.record} has version {receipt.version} now" + (", entered in error." if void else "."))


def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The id of the person.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    why: WhyOption = "",
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a person's records and key, on request. It cannot be undone; the chain keeps that it was done."""
    from cryonerve.registry import erase as erase_person
    from cryonerve.registry.erasing import ELSEWHERE
    from cryonerve.registry.marks import read_mark

    door = Door(store, who, key_file, seal_file)
    with door.opened() as registry:
        mark = read_mark(person, "P")
        if not yes and not typer.confirm(f"Erase everything about {mark}? It cannot be undone", err=True):
            raise RegistryError(Complaint("nothing was erased", "Answer y, or give --yes."))
        erased = erase_person(registry, mark, why=why)
    if as_json:
        say_json({"person": erased.person, "records": erased.records, "remark": ELSEWHERE})
        return
    say(f"{erased.records} records of {erased.person} are erased.")
    say(wrapped(ELSEWHERE))


def users(
    *,
    new: Annotated[str | None, typer.Option("--add", metavar="NAME", help="Add somebody.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Change somebody.")] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help="reader, recorder or steward.")
    ] = None,
    shut_out: Annotated[bool, typer.Option("--shut-out", help="May do nothing any more.")] = False,
    let_in: Annotated[bool, typer.Option("--let-in", help="Active again.")] = False,
    why: WhyOption = "",
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who uses the registry; a steward changes that. On a local file a role guards against mistakes only."""
    from cryonerve.registry.users import add_user, change_user, list_users

    if new is not None and name is not None:
        raise RegistryError(Complaint("somebody new and somebody else at once", "Give --add or --name."))
    if shut_out and let_in:
        raise RegistryError(Complaint("--shut-out and --let-in at once", "Give one of them."))
    door = Door(store, who, key_file, seal_file)
    with door.opened() as registry:
        if new is not None:
            add_user(registry, new, role or "recorder")
        elif name is not None:
            active = False if shut_out else True if let_in else None
            change_user(registry, name, role=role, active=active, why=why)
        found = list_users(registry)
    rows = [{"name": key, "role": item["role"], "active": item["active"]} for key, item in found.items()]
    if as_json:
        say_json({"users": rows})
        return
    say(
        columns(
            [[str(row["name"]), str(row["role"]), "" if row["active"] else "shut out"] for row in rows],
            indent=0,
        )
    )
