"""Commands for pictures: simulate them, follow the ice's edge in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryonerve.app.progress import bars
from cryonerve.app.speech import say, say_json

__all__ = ["add_to"]

JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.", readable=False)]
EXAMPLES = {
    "image": (
        "cryonerve image runs/block",
        'cryonerve image runs/block --view across --at "2 min"',
        "cryonerve image runs/block --view in-plane --transducer linear-18MHz --gain 6",
        'cryonerve image runs/child --transducer curved-5MHz --depth "60 mm"',
    ),
    "track": (
        "cryonerve track clip.dcm --at 0,14                      the shaft: mm across, mm deep",
        'cryonerve track clip.mp4 --scale "0.085 mm" --near 0,14 --freezing-from "20 s" -o edge.json',
    ),
}


def add_to(app: typer.Typer) -> None:
    """Make the commands known to the command line."""
    for command in (image, track):
        lines = "\n".join(f"  {line}" for line in EXAMPLES[command.__name__])
        app.command(epilog=f"\b\nExamples:\n{lines}")(command)


def image(
    run: RunArgument,
    *,
    view: Annotated[
        str | None,
        typer.Option(
            "--view",
            metavar="VIEW",
            help="along or across the nerve, or in-plane with the probe.  [default: the case's, else along]",
        ),
    ] = None,
    transducer: Annotated[
        str | None,
        typer.Option("--transducer", metavar="NAME", help="One of `cryonerve catalog transducers`."),
    ] = None,
    frequency: Annotated[
        str | None,
        typer.Option(
            "--frequency", metavar="HZ", help="\"12 MHz\".  [default: the case's, else the transducer's]"
        ),
    ] = None,
    depth: Annotated[
        str | None,
        typer.Option("--depth", metavar="LENGTH", help="Of the picture.  [default: the case's, else 40 mm]"),
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="TIME", help='Only this moment, "2 min"; may be given several times.'),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of scatterers and noise.", min=0)] = 1,
    gain: Annotated[float, typer.Option("--gain", metavar="DB", help="Brighter or darker.")] = 0.0,
    dynamic_range: Annotated[
        float, typer.Option("--dynamic-range", metavar="DB", help="From white to black.")
    ] = 60.0,
    as_json: JsonOption = False,
) -> None:
    """What an ultrasound scanner would have shown: a simulated clip, written into the run's folder."""
    from cryonerve.app.imaging import Wanted, imaging_document, imaging_text

    wanted = Wanted(view, transducer, tuple(at or ()), seed, gain, dynamic_range, frequency, depth)
    with bars() as progress:
        document = imaging_document(run, wanted, progress=progress)
    say_json(document) if as_json else say(imaging_text(document))


def track(
    clip: Annotated[
        Path, typer.Argument(metavar="CLIP", help="DICOM, .mha, .seq.nrrd, GIF or video.", readable=False)
    ],
    *,
    at: Annotated[
        str | None, typer.Option("--at", metavar="X,Y", help="The shaft: mm across from the middle, mm deep.")
    ] = None,
    near: Annotated[
        str | None, typer.Option("--near", metavar="X,Y", help="Within 2 mm of the shaft, then looked for.")
    ] = None,
    diameter: Annotated[
        str, typer.Option("--probe-diameter", metavar="LENGTH", help="The shaft's.")
    ] = "1.4 mm",
    scale: Annotated[
        str | None, typer.Option("--scale", metavar="LENGTH", help="Of a pixel, where the file has none.")
    ] = None,
    freezing_from: Annotated[
        str | None,
        typer.Option("--freezing-from", metavar="TIME", help="Pictures up to then show no ice."),
    ] = None,
    known_ice: Annotated[
        bool, typer.Option("--known-ice", help="An edge that does not grow is ice all the same.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="FILE", help=".csv or .json; a .png beside it.  [default: CLIP-front.csv]",
            readable=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Follow the ice's edge through a clip."""
    from cryonerve.app.tracking import Asked, track_document, track_text

    asked = Asked(at, near, diameter, scale, freezing_from, known_ice)
    document = track_document(clip, asked, out)
    say_json(document) if as_json else say(track_text(document))
