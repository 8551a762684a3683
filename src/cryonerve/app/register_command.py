"""The command that registers two scans of one limb."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryonerve.app.exits import FINE, STOP_FINDING
from cryonerve.app.interruption import listening, stopping
from cryonerve.app.progress import bars
from cryonerve.app.record_options import JsonOption, examples
from cryonerve.app.speech import say, say_json

__all__ = ["add_to"]

MovingArgument = Annotated[
    Path,
    typer.Argument(
        metavar="MOVING",
        help="A limb's folder, what `import` reads, or a case, whose drawn limb is laid into the scan.",
        readable=False,
    ),
]
FixedArgument = Annotated[
    Path,
    typer.Argument(metavar="FIXED", help="The scan that stays where it is; likewise.", readable=False),
]
LandmarkOption = Annotated[
    list[str] | None,
    typer.Option(
        "--landmark",
        metavar="PLACES",
        help='One place on both scans: "tip of the fibula: 10 -20 150 mm = 12 -18 149 mm"; three or more.',
    ),
]
HowOption = Annotated[
    str | None,
    typer.Option(
        "--how",
        metavar="NAME",
        help="landmarks, intensity or surface.  [default: landmarks where three are given, else intensity]",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="LIMB",
        help="Limb to write: the fixed scan with what was made on the moving one; of a case, the case.",
        readable=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `register`."""
    app.command(
        epilog=examples(
            "cryonerve register mr ct -o both                          by the pictures",
            'cryonerve register us mr --landmark "a: 0 0 0 mm = 3 1 -2 mm" --landmark ... -o both',
            "cryonerve register mr ct --how surface                    bone to bone, or skin to skin",
            "cryonerve register tibial-neuroma-child ct -o case.yaml   a drawn limb into a scan",
        )
    )(register)


def register(
    moving: MovingArgument,
    fixed: FixedArgument,
    *,
    landmark: LandmarkOption = None,
    how: HowOption = None,
    moving_modality: Annotated[
        str | None,
        typer.Option(
            "--moving-modality", metavar="CT|MR|US", help="Of MOVING, where its file does not say it."
        ),
    ] = None,
    fixed_modality: Annotated[
        str | None,
        typer.Option(
            "--fixed-modality", metavar="CT|MR|US", help="Of FIXED, where its file does not say it."
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", help="Number that random samples and starts come from.", min=0)
    ] = 1,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """How one scan of a limb lies on another, with the error in millimetres."""
    from cryonerve.app.registering_scans import (
        AskedRegistration,
        laid_in_document,
        laid_in_text,
        register_document,
        register_text,
    )
    from cryonerve.case import bundled

    asked = AskedRegistration(tuple(landmark or ()), how, seed, (moving_modality, fixed_modality))
    if moving.suffix in (".yaml", ".yml") or (not moving.exists() and str(moving) in bundled()):
        laid = laid_in_document(str(moving), fixed, asked, out)
        say_json(laid) if as_json else say(laid_in_text(laid))
        return
    with listening() as cancel, bars() as progress:
        watched = stopping(progress, cancel, "Stopped, as asked; nothing was written.")
        document = register_document((moving, fixed), asked, out, progress=watched)
    say_json(document) if as_json else say(register_text(document))
    stop = any(item["level"] == "stop" for item in document["findings"])
    raise typer.Exit(STOP_FINDING if stop else FINE)
