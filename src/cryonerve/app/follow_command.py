"""The command that infers the hidden -20 degC, from a clip of a procedure or while it is watched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryonerve.app.exits import FINE, STOPPED_EARLY
from cryonerve.app.progress import bars
from cryonerve.app.speech import say, say_json
from cryonerve.errors import Complaint, InputError

__all__ = ["add_to"]

RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.", readable=False)]
ClipOption = Annotated[
    Path | None,
    typer.Option("--clip", metavar="CLIP", help="Pictures of this procedure.", readable=False),
]
StreamOption = Annotated[
    str | None,
    typer.Option("--stream", metavar="HOST:PORT", help="Follow live: an OpenIGTLink server, such as PLUS."),
]
ViewOption = Annotated[
    str | None,
    typer.Option(
        "--view",
        metavar="VIEW",
        help="along, across or in-plane.  [default: the clip's plane or the case's, else across]",
    ),
]
ProbeOption = Annotated[
    str | None, typer.Option("--probe", metavar="NAME", help="Whose ice.  [default: the first]")
]
ScaleOption = Annotated[
    str | None, typer.Option("--scale", metavar="LENGTH", help="Of a pixel, where the pictures have none.")
]
StartsOption = Annotated[
    str | None,
    typer.Option(
        "--starts-at",
        metavar="TIME",
        help="The first picture, on the procedure's clock.  [default: the file's times, the console's]",
    ),
]
FreezingOption = Annotated[
    str,
    typer.Option("--freezing-from", metavar="TIME", help="Pictures up to then, on that clock, show no ice."),
]
AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="X,Y", help="The shaft, if not where the case has it: mm across, mm deep."),
]
NearOption = Annotated[
    str | None, typer.Option("--near", metavar="X,Y", help="Within 2 mm of the shaft, then looked for.")
]
ThermocoupleOption = Annotated[
    Path | None,
    typer.Option(
        "--thermocouple",
        metavar="CSV",
        help="The probe's own: s, degC; of a stream: console.",
        readable=False,
    ),
]
GoalOption = Annotated[str, typer.Option("--goal", metavar="SHARE", help="Of the fascicle area.")]
MembersOption = Annotated[int, typer.Option("--members", help="Procedures computed beforehand, 20 to 2000.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Of their draws.")]
ShiftOption = Annotated[
    str | None,
    typer.Option("--shift", metavar="LENGTH", help="Of that plane along the nerve; - towards distal."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]
DeviceOption = Annotated[
    str, typer.Option("--device", metavar="NAME", help="Live: whose pictures.  [default: the first's]")
]
OrientationOption = Annotated[
    str, typer.Option("--orientation", metavar="MF", help="Live: as PLUS names it.  [default: as sent]")
]
RegionOption = Annotated[
    str | None,
    typer.Option("--region", metavar="PIXELS", help='Live: of the picture, "top left bottom right".'),
]
PublishOption = Annotated[
    str | None,
    typer.Option("--publish", metavar="PORT", help="Live: send front, -20 degC and dose; or HOST:PORT."),
]
RecordOption = Annotated[
    Path | None,
    typer.Option("--record", metavar="CLIP", help="Live: write 5 pictures a second.", readable=False),
]
LogOption = Annotated[
    Path | None,
    typer.Option(
        "--log", metavar="FILE", help="Live: every event.  [default: RUN/following-log.jsonl]", readable=False
    ),
]
SecondsOption = Annotated[float, typer.Option("--seconds", min=0.0, help="Live: how long; 0 until Ctrl-C.")]
EXAMPLES = (
    "cryonerve follow runs/block --clip runs/block/ultrasound.dcm",
    'cryonerve follow runs/child --clip scan.dcm --starts-at "10 s" --thermocouple console.csv',
    "cryonerve follow runs/child --stream 127.0.0.1:18944 --publish 18945",
    'cryonerve follow runs/child --stream 192.168.0.7 --device Image_Reference --starts-at "0 s"',
)


def add_to(app: typer.Typer) -> None:
    """Make the command known to the command line."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES)
    app.command(epilog=f"\b\nExamples:\n{lines}")(follow)


def follow(
    run: RunArgument,
    *,
    clip: ClipOption = None,
    stream: StreamOption = None,
    view: ViewOption = None,
    shift: ShiftOption = None,
    probe: ProbeOption = None,
    scale: ScaleOption = None,
    starts_at: StartsOption = None,
    freezing_from: FreezingOption = "0 s",
    at: AtOption = None,
    near: NearOption = None,
    thermocouple: ThermocoupleOption = None,
    goal: GoalOption = "95 %",
    members: MembersOption = 100,
    seed: SeedOption = 1,
    device: DeviceOption = "",
    orientation: OrientationOption = "",
    region: RegionOption = None,
    publish: PublishOption = None,
    record: RecordOption = None,
    log: LogOption = None,
    seconds: SecondsOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Infer the hidden -20 degC from a clip, or live; the first time its ensemble is computed, minutes."""
    from cryonerve.app.following import Chosen, follow_document, follow_text
    from cryonerve.app.following_live import Streamed, follow_stream, live_text
    from cryonerve.bioheat.threads import one_matrix_thread

    chosen = Chosen(
        view, probe, scale, starts_at, thermocouple, goal, members, seed, at, near, freezing_from, shift
    )
    if (clip is None) == (stream is None):
        what = "it is not said what is followed" if clip is None else "a clip and a stream at once"
        raise InputError(Complaint(what, "Give --clip CLIP, or --stream HOST:PORT."))
    if stream is None:
        assert clip is not None
        with bars() as progress:
            document = follow_document(run, clip, chosen, progress=progress)
        say_json(document) if as_json else say(follow_text(document))
        return
    streamed = Streamed(stream, device, orientation, region, publish, record, log, seconds)
    with one_matrix_thread():
        document = follow_stream(run, streamed, chosen, as_json=as_json)
    say_json(document) if as_json else say(live_text(document))
    raise typer.Exit(FINE if document["looks"] else STOPPED_EARLY)
