"""The command that traces: a nerve or vessel of a limb's scan, between a few places somebody read off."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryonerve.app.record_options import JsonOption, examples
from cryonerve.app.speech import say, say_json

__all__ = ["add_to"]

LimbArgument = Annotated[
    Path,
    typer.Argument(metavar="LIMB", help="The folder that `cryonerve import` wrote.", readable=False),
]
NameOption = Annotated[
    str | None,
    typer.Option(
        "--nerve",
        "--name",
        metavar="NAME",
        help="Of what is traced: a nerve; a vessel where the name or --kind says so.",
    ),
]
ThroughOption = Annotated[
    list[str] | None,
    typer.Option(
        "--through",
        metavar="PLACE",
        help='"x y z mm" in the case, as 3D Slicer shows it on scan.nii.gz; two or more, in order.',
    ),
]
KindOption = Annotated[
    str | None,
    typer.Option("--kind", metavar="KIND", help="nerve, artery or vein.  [default: by the name, else nerve]"),
]
WidthOption = Annotated[
    str | None,
    typer.Option("--width", metavar="LENGTH", help='Across it, "4 mm", where you know.  [default: fitted]'),
]
MarkupsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--markups",
        metavar="FILE",
        help="Instead of --through: Markups of 3D Slicer (.mrk.json), clicked over the patient's pictures.",
    ),
]
TreatedOption = Annotated[bool, typer.Option("--treated", help="The nerve that the plan is about.")]
MotorOption = Annotated[bool, typer.Option("--motor", help="A motor branch that must be kept.")]
RemoveOption = Annotated[
    list[str] | None, typer.Option("--remove", metavar="NAME", help="Forget what was traced under this name.")
]


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `trace`."""
    app.command(
        epilog=examples(
            'cryonerve trace knee --nerve "tibial nerve" --treated \\',
            '    --through "12 -30 -20 mm" --through "13 -31 0 mm" --through "15 -32 20 mm"',
            'cryonerve trace knee --nerve "popliteal artery" --width "6 mm" --through ... --through ...',
            'cryonerve trace knee --markups "tibial nerve.mrk.json"',
            'cryonerve trace knee --remove "popliteal artery"',
            "cryonerve trace knee                                    what is traced so far",
        ),
    )(trace)


def trace(
    limb: LimbArgument,
    *,
    name: NameOption = None,
    through: ThroughOption = None,
    markups: MarkupsOption = None,
    kind: KindOption = None,
    width: WidthOption = None,
    treated: TreatedOption = False,
    motor: MotorOption = False,
    remove: RemoveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Trace a nerve or vessel through a limb's scan; a name that is there is traced anew."""
    from cryonerve.app.tracing import Wanted, tracing_document, tracing_text

    wanted = Wanted(
        name=name,
        through=tuple(through or ()),
        kind=kind,
        width=width,
        treated=treated,
        motor=motor,
        remove=tuple(remove or ()),
        markups=tuple(markups or ()),
    )
    document = tracing_document(limb, wanted)
    say_json(document) if as_json else say(tracing_text(document))
