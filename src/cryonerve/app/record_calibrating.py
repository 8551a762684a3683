"""The command that holds predictions against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
from cryonerve.app.speech import say, say_json
from cryonerve.errors import Complaint, RegistryError

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Give the group its command."""
    app.command(
        epilog=examples(
            "cryonerve record calibration",
            "cryonerve record calibration --where nerve=tibial --where 'person.age_years<18' -o ours.png",
            "cryonerve record calibration --case C-...              one case: predicted and observed",
            "cryonerve record calibration --map ours.json           write the correction, if one is proposed",
        )
    )(calibration)


def calibration(
    *,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where", metavar="CONDITION", help='Of the case or its person: "nerve=tibial"; all hold.'
        ),
    ] = None,
    case: Annotated[str, typer.Option("--case", metavar="ID", help="One case alone.")] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="PNG", help="Draw it.", readable=False)
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="JSON",
            help="Write the proposed correction, for `cryonerve predict --calibration`.",
            readable=False,
        ),
    ] = None,
    together: Annotated[
        bool,
        typer.Option("--together", help="Count predictions too that came in one import with the follow-ups."),
    ] = False,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Predictions of the registry's cases against what happened, with bands; few cases prove nothing."""
    door = Door(store, who, key_file, seal_file)
    if not case:
        return _all(door, where or [], out=out, map_file=map_file, together=together, as_json=as_json)
    if where or out is not None or map_file is not None:
        what = "one case is told in words, without conditions, picture or map"
        raise RegistryError(Complaint(what, "Leave --case out, or the others.", field="--case"))
    return _one(case, door, together=together, as_json=as_json)


def _all(
    door: Door, where: list[str], *, out: Path | None, map_file: Path | None, together: bool, as_json: bool
) -> None:
    """All cases, or those that meet the conditions."""
    from cryonerve.app.calibration_shown import calibration_document, calibration_text, first_sentence
    from cryonerve.registry.calibrating import calibrate
    from cryonerve.registry.calibration_map import map_of, write_map

    _drawable(out)
    with door.opened() as registry:
        found = calibrate(registry, where, together=together)
    files = {}
    if map_file is not None:
        files["map"] = write_map(map_of(found), map_file)
    if out is not None:
        from cryonerve.reporting.figures.calibration import draw_calibration

        files["picture"] = draw_calibration(found, out, said=first_sentence(found))
    if as_json:
        say_json(calibration_document(found, files=files))
    else:
        say("\n\n".join([calibration_text(found), *(str(path) for path in files.values())]))


def _drawable(out: Path | None) -> None:
    if out is not None and out.suffix.casefold() != ".png":
        raise RegistryError(Complaint(f"'{out}' is no PNG file", "End the name in .png.", field="--out"))
    if out is not None and out.is_dir():
        raise RegistryError(Complaint(f"'{out}' is a folder", "Give another name.", field="--out"))
    if out is not None and not out.parent.is_dir():
        raise RegistryError(Complaint(f"there is no folder '{out.parent}'", "Make it first.", field="--out"))


def _one(case: str, door: Door, *, together: bool, as_json: bool) -> None:
    """What was predicted and observed of one case."""
    from cryonerve.app.calibration_shown import case_document, case_text, left_out_document
    from cryonerve.registry.marks import read_mark
    from cryonerve.registry.outcome_pairs import outcome_pairs

    mark = read_mark(case, "C")
    with door.opened() as registry:
        found = outcome_pairs(registry, only=mark, together=together)
    if not found.cases:
        raise RegistryError(Complaint(f"there is no case {mark}", "See: cryonerve record list"))
    if not found.pairs:
        (why,) = found.left_out
        if as_json:
            say_json(left_out_document(mark, why))
        else:
            say(f"{mark} cannot be judged: {why}.")
        return
    pair = found.pairs[0]
    if as_json:
        say_json(case_document(pair))
        return
    say(case_text(pair))
