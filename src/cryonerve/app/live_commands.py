"""Commands for live streams: listen to one, pretend to be one, and the files that PLUS needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cryonerve.app.exits import FINE, STOPPED_EARLY
from cryonerve.app.interruption import listening
from cryonerve.app.progress import bars
from cryonerve.app.speech import complain, flush, say, say_json

if TYPE_CHECKING:
    from cryonerve.app.streams import Heard
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.stream_watch import LiveStatus

__all__ = ["add_to"]

JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]
ServerArgument = Annotated[
    str,
    typer.Argument(
        metavar="HOST:PORT", help="An OpenIGTLink server, such as PLUS; port 18944 where none is written."
    ),
]
DeviceOption = Annotated[
    str,
    typer.Option("--device", metavar="NAME", help="Whose pictures.  [default: the first that sends any]"),
]
SecondsOption = Annotated[float, typer.Option("--seconds", min=0.0, help="How long; 0 until Ctrl-C.")]
OrientationOption = Annotated[
    str,
    typer.Option(
        "--orientation", metavar="MF", help="As PLUS names it.  [default: as the sender says, else MF]"
    ),
]
ScaleOption = Annotated[
    str | None,
    typer.Option(
        "--scale", metavar="LENGTH", help='Of a pixel, "0.1 mm"; of row and column, "0.1 mm, 0.2 mm".'
    ),
]
RecordOption = Annotated[
    Path | None,
    typer.Option(
        "--record", metavar="FILE", help="Write a clip: .dcm, .igs.mha, .seq.nrrd or .gif.", readable=False
    ),
]
RegionOption = Annotated[
    str | None,
    typer.Option("--region", metavar="PIXELS", help='Of the recorded clip: "top left bottom right".'),
]
SourceArgument = Annotated[
    str, typer.Argument(metavar="CASE|RUN|CLIP", help="A case, the folder of a run, or the file of a clip.")
]
ConsoleOption = Annotated[
    str | None,
    typer.Option("--case", metavar="CASE", help="Whose protocol the console follows, where a clip is shown."),
]
PortOption = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="To listen on; 0 takes a free one.")
]
AddressOption = Annotated[
    str, typer.Option("--address", metavar="HOST", help="To listen on; others than this reach the network.")
]
RateOption = Annotated[float, typer.Option("--rate", help="Pictures a second.")]
SpeedOption = Annotated[float, typer.Option("--speed", help="Seconds of the procedure in one second.")]
EveryOption = Annotated[
    float,
    typer.Option("--every", min=0.1, help="Seconds of the procedure from one drawn picture to the next."),
]
ViewOption = Annotated[
    str, typer.Option("--view", metavar="VIEW", help="Of drawn pictures: along or across the nerve.")
]
ReadyOption = Annotated[
    float, typer.Option("--ready", min=0.0, help="Seconds of pictures before the procedure begins.")
]
WaitOption = Annotated[bool, typer.Option("--wait", help="Begin when somebody connects.")]
FaultOption = Annotated[
    str,
    typer.Option(
        "--fault", metavar="NAME", help="stop, jump, freeze, resize, garbage or hang-up, to try a receiver."
    ),
]
FaultAfterOption = Annotated[float, typer.Option("--fault-after", help="Seconds until the fault.")]
FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go.", readable=False)]
StreamPortOption = Annotated[
    int | None, typer.Option("--port", min=1, max=65535, help="Of the stream PLUS takes pictures from.")
]
SequenceOption = Annotated[
    str | None, typer.Option("--sequence", metavar="FILE", help="The .igs.mha file to replay.")
]
LOOK = 0.2  # s between looks whether somebody wants to stop
EXAMPLES = "\b\nExamples:\n"


def add_to(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.command(
        epilog=EXAMPLES + "  cryonerve listen 127.0.0.1:18944\n"
        "  cryonerve listen 192.168.0.7 --device Image_Probe --seconds 0   until Ctrl-C\n"
        '  cryonerve listen 127.0.0.1 --scale "0.08 mm" --record clip.dcm'
    )(listen)
    app.command(
        "simulate-scanner",
        epilog=EXAMPLES + "  cryonerve simulate-scanner tibial-neuroma-child --speed 4\n"
        "  cryonerve simulate-scanner runs/child --speed 10 --ready 3 --wait   for `follow --stream`\n"
        "  cryonerve simulate-scanner clip.dcm --case straight-probe-block\n"
        "  cryonerve simulate-scanner clip.dcm --fault freeze --seconds 20",
    )(simulate_scanner)
    app.command("plus-config", epilog=EXAMPLES + "  cryonerve plus-config plus/")(plus_config)


def listen(
    server: ServerArgument,
    *,
    device: DeviceOption = "",
    seconds: SecondsOption = 5.0,
    orientation: OrientationOption = "",
    scale: ScaleOption = None,
    record: RecordOption = None,
    region: RegionOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a scanner sends: devices, size, scale, rate, delay, age, what is odd; exit code 3: no picture."""
    from cryonerve.app.streams import (
        check_ending,
        listen_to,
        region_of,
        spacing_of,
        stream_document,
        stream_text,
    )
    from cryonerve.ultrasound.live import Receiver, address_of

    host, port = address_of(server)
    part, spacing = region_of(region), spacing_of(scale)
    if record is not None:
        check_ending(record)
    with (
        listening() as cancel,
        Receiver(host, port, device=device, orientation=orientation, spacing=spacing) as receiver,
    ):
        heard = listen_to(receiver, seconds, keep=record is not None, cancel=cancel, tell=_tell)
    document = stream_document(heard.status)
    if record is not None:
        document |= _record(heard, record, part)
    if as_json:
        say_json(document)
    else:
        say(stream_text(heard.status))
        if "recorded" in document:
            say(f"\nWritten: {record}, {document['recorded']['pictures']} pictures.")
        if "not_recorded" in document:
            say(f"\nNothing was recorded: {document['not_recorded']}")
    if heard.full:
        complain(
            "cryonerve: there was no room in memory for more pictures; the later ones were not recorded."
        )
    raise typer.Exit(FINE if heard.status.frames else STOPPED_EARLY)


def simulate_scanner(
    source: SourceArgument,
    *,
    case: ConsoleOption = None,
    port: PortOption = 18944,
    address: AddressOption = "127.0.0.1",
    rate: RateOption = 25.0,
    speed: SpeedOption = 1.0,
    every: EveryOption = 2.0,
    view: ViewOption = "across",
    ready: ReadyOption = 0.0,
    wait: WaitOption = False,
    seconds: SecondsOption = 0.0,
    fault: FaultOption = "",
    fault_after: FaultAfterOption = 2.0,
    as_json: JsonOption = False,
) -> None:
    """A scanner and a cryo console that are not there, over OpenIGTLink."""
    from cryonerve.app.streams import check_view, pictures_of
    from cryonerve.case import load
    from cryonerve.ultrasound.publishing import Publisher
    from cryonerve.ultrasound.simulated_scanner import Pace, ScannerStream

    pace = Pace(rate, speed, ready, fault, fault_after)
    check_view(view)
    named = None if case is None else load(case)
    with listening() as cancel, Publisher(address, port) as publisher:
        with bars() as progress:
            clip, own = pictures_of(source, every=every, view=view, progress=progress, cancel=cancel)
        driven = named or own
        stream = ScannerStream(clip, publisher, case=driven, pace=pace)
        if not as_json:
            say(_introduction(f"{publisher.host}:{publisher.port}", driven, fault))
            say("It begins when somebody connects.") if wait else None
            flush()
        while wait and not cancel() and not publisher.wait_for_client(LOOK):
            pass
        sent = stream.run(seconds or None, cancel)
    if as_json:
        say_json({"address": publisher.host, "port": publisher.port, "pictures": sent, "fault": fault})
    else:
        say(f"{sent} pictures were streamed.")


def plus_config(
    folder: FolderArgument,
    *,
    port: StreamPortOption = None,
    sequence: SequenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Two configuration files for PLUS: pictures from a stream of ours, and replay of a sequence."""
    from cryonerve.ultrasound.plus_files import write_plus_files

    written = write_plus_files(folder, port=port, sequence=sequence)
    say_json({"files": [str(path) for path in written]}) if as_json else say("\n".join(map(str, written)))


def _tell(status: LiveStatus) -> None:
    """One line a second for whoever watches."""
    from cryonerve.app.streams import line_of

    if sys.stderr is not None and sys.stderr.isatty():
        complain(line_of(status))


def _record(heard: Heard, file: Path, region: tuple[int, int, int, int] | None) -> dict[str, Any]:
    """Write what was heard, or say why there is nothing to write."""
    from cryonerve.scans.clips import write_clip
    from cryonerve.ultrasound.stream_pictures import clip_of

    if not heard.frames:
        return {"not_recorded": heard.status.scale if heard.status.frames else "no picture came."}
    clip = clip_of(heard.frames, region)
    write_clip(clip, file)
    return {"recorded": {"file": str(file), "pictures": len(clip.times), "remarks": list(clip.remarks)}}


def _introduction(place: str, case: Case | None, fault: str) -> str:
    from cryonerve.ultrasound.simulated_scanner import FAULTS

    lines = [f"A simulated scanner streams at {place}; Ctrl-C ends it. Look: cryonerve listen {place}"]
    if not place.startswith(("127.", "localhost:")):
        lines.append("Whoever reaches this address sees the pictures: OpenIGTLink has no password.")
    lines += ["Without a case there is no console (--case)."] if case is None else []
    lines += [f"Fault: {fault} ({FAULTS[fault]})."] if fault else []
    return "\n".join(lines)
