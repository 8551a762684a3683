"""The command that begins a case on a scanned limb: two probes at two levels beside the nerve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cryonerve.app.record_options import JsonOption, examples
from cryonerve.app.speech import say, say_json

__all__ = ["add_to"]

LimbArgument = Annotated[
    Path,
    typer.Argument(metavar="LIMB", help="The folder that `cryonerve import` wrote.", readable=False),
]
NerveOption = Annotated[
    str | None,
    typer.Option(
        "--nerve", metavar="NAME", help="The treated nerve.  [default: traced as treated, or first]"
    ),
]
AtOption = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="PLACE", help='"x y z mm" on the nerve, between both levels.  [default: middle]'
    ),
]
DeviceOption = Annotated[
    str,
    typer.Option("--device", metavar="NAME", help="Of both probes; `cryonerve catalog devices` lists them."),
]
SideOption = Annotated[
    str | None,
    typer.Option(
        "--side",
        metavar="left|right",
        help="Of the patient's body.  [default: as the nerve's name or the labels say, else asked for]",
    ),
]
TitleOption = Annotated[
    str, typer.Option("--title", metavar="TEXT", help="Of the case, without anybody's name.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a case that has probes already.")]


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `begin`."""
    app.command(
        epilog=examples(
            "cryonerve begin calf --side left                       beside the nerve traced as treated",
            'cryonerve begin knee --nerve tibial --at "-8 -44 -25 mm" --side left',
            "cryonerve plan knee/case.yaml -o better.yaml           next",
        ),
    )(begin)


def begin(
    limb: LimbArgument,
    *,
    nerve: NerveOption = None,
    at: AtOption = None,
    device: DeviceOption = "cryo-s-a13",
    side: SideOption = None,
    title: TitleOption = "",
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """A case on a scanned limb: two probes at two levels beside its nerve, to be moved or planned."""
    import numpy as np

    from cryonerve.app.interruption import listening, stopping
    from cryonerve.app.option_values import place_value, side_value
    from cryonerve.app.progress import bars
    from cryonerve.errors import Complaint, ScanError
    from cryonerve.files import whole_file
    from cryonerve.planning.limb_cases import case_on_limb
    from cryonerve.scans.limb_case import has_probes
    from cryonerve.scans.limb_folder import CASE, claimed_limb, written

    which = side_value("--side", side)
    path = limb / CASE
    if not force and has_probes(path):
        remedy = "Give --force to write over it, or plan it as it is."
        raise ScanError(Complaint("this limb has a case with probes", remedy, file=str(path)))
    place = None if at is None else np.array(place_value("--at", at))
    with listening() as cancel, bars() as progress:
        text = case_on_limb(
            limb,
            nerve,
            at=place,
            device=device,
            side=which,
            title=title,
            progress=stopping(progress, cancel, "Stopped, as asked; the case is as it was."),
        )
    with claimed_limb(limb), written(limb), whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")
    say_json({"case": str(path)}) if as_json else say(_text(path, text))


def _text(path: Path, text: str) -> str:
    """Where the probes stand, and what is next."""
    from shlex import quote

    from ruamel.yaml import YAML

    from cryonerve.app.speech import RESEARCH_ONLY

    data: Any = YAML(typ="safe", pure=True).load(text)
    rows = [
        f"  {row['name']:<9} tip {row['tip']['value']}, axis {row['axis']['value']}" for row in data["probes"]
    ]
    name = quote(str(path))
    return "\n\n".join(
        [
            f"  nerve     {data['anatomy']['nerve']}, {data['anatomy']['side']} side\n" + "\n".join(rows),
            f"  {path}",
            f"Next: cryonerve check {name}, then cryonerve plan {name} -o better.yaml,\n"
            "or move the probes on the screen (`cryonerve app`).",
            RESEARCH_ONLY,
        ]
    )
