"""The command that exports: a stored run as DICOM, or the labels of a limb for another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryonerve.app.record_options import JsonOption, examples
from cryonerve.app.speech import say, say_json

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `export`."""
    app.command(
        epilog=examples(
            "cryonerve export runs/block",
            'cryonerve export runs/block --phase "freeze 1" --json',
            "cryonerve export knee -o knee.seg.nrrd                   labels of a limb for 3D Slicer",
            "cryonerve export knee -o knee.dcm --original dicom/      over the pictures they were drawn on",
            "cryonerve export knee -o curves.mrk.json                 what is traced, for 3D Slicer",
        )
    )(export)


def export(
    run: Annotated[
        Path, typer.Argument(metavar="RUN|LIMB", help="Folder of a run, or of a limb.", readable=False)
    ],
    *,
    phase: Annotated[
        str | None,
        typer.Option(
            "--phase",
            metavar="NAME",
            help="Of a run: ice as it is at the end of this phase.  [default: last freeze]",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help="The file to write of a limb: labels .seg.nrrd, .nii.gz, .dcm; curves .mrk.json.",
        ),
    ] = None,
    original: Annotated[
        Path | None,
        typer.Option(
            "--original", metavar="DICOM", help="Series that was labelled; a .dcm points to its slices."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """DICOM of a stored run: labels, nerves and ice, temperature, report. Or the labels of a limb."""
    from cryonerve.app.exporting import export_document, export_limb, export_text, limb_without_file

    if out is None and original is None:
        limb_without_file(run)
    document = export_document(run, phase) if out is None else export_limb(run, out, original)
    say_json(document) if as_json else say(export_text(document))
