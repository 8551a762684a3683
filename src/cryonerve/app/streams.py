"""Live streams at the command line: what is heard and recorded, and what the simulated scanner shows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

import cryonerve
from cryonerve.app.interruption import InterruptionError
from cryonerve.app.option_values import option_value
from cryonerve.app.progress import Progress
from cryonerve.app.speech import columns, wrapped
from cryonerve.errors import ClipError, Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case
    from cryonerve.scans.frames import Frames
    from cryonerve.ultrasound.live import Receiver
    from cryonerve.ultrasound.plane import ImagePlane
    from cryonerve.ultrasound.stream_pictures import LiveFrame
    from cryonerve.ultrasound.stream_watch import LiveStatus

__all__ = [
    "Heard",
    "check_ending",
    "check_view",
    "drawn_pictures",
    "line_of",
    "listen_to",
    "pictures_of",
    "region_of",
    "spacing_of",
    "stream_document",
    "stream_text",
]

CASES = {".yaml", ".yml"}
LOOK = 0.2  # s between looks at the clock
DIGITS = 7  # that no number of pixels has
GRACE = 1.0  # s after the first picture in which its scale may still come


@dataclass(frozen=True, eq=False)
class Heard:
    """What came of listening: the last status, and the pictures where they were to be kept."""

    status: LiveStatus
    frames: tuple[LiveFrame, ...]
    full: bool  # whether there was no room for more pictures


def listen_to(
    receiver: Receiver,
    seconds: float,
    *,
    keep: bool,
    cancel: Callable[[], bool],
    tell: Callable[[LiveStatus], None],
) -> Heard:
    """Listen for so many seconds (0: until asked to stop), telling the status every second.

    Raises
    ------
    ClipError
        Pictures are to be kept, and nobody knows their scale.
    """
    from cryonerve.scans.scaling import MOST_PIXELS

    kept: list[LiveFrame] = []
    number, room, full, first = 0, MOST_PIXELS, False, 0.0
    begun = told = time.monotonic()
    while not cancel() and (seconds == 0.0 or time.monotonic() - begun < seconds):
        frame = receiver.wait(after=number, timeout=min(LOOK, seconds or LOOK))
        if frame is not None:
            number, first = frame.number, first or frame.received
            if keep and frame.spacing is None and not kept and frame.received - first > GRACE:
                raise ClipError(
                    Complaint(f"nothing is recorded: {frame.scale}", 'For example: --scale "0.1 mm".')
                )
            if keep and frame.spacing is not None:
                room -= frame.pixels.size
                full = room < 0
                kept += [] if full else [frame]
        if time.monotonic() - told >= 1.0:
            told = time.monotonic()
            tell(receiver.status())
    return Heard(receiver.status(), tuple(kept), full)


def line_of(status: LiveStatus) -> str:
    """The status in one line.

    >>> from cryonerve.ultrasound.stream_watch import StreamWatch
    >>> line_of(StreamWatch().status(0.0))
    'Not connected: there was no connection yet.'
    """
    parts = [f"{status.frames} pictures"] if status.connected else []
    if status.connected:
        parts += [f"{status.rate:.1f} a second"] if status.rate is not None else []
        parts += [f"{1e3 * status.latency:.0f} ms late"] if status.latency is not None else []
        parts += [f"newest {status.age:.1f} s old"] if status.age is not None else []
    return "; ".join(parts + list(status.sentences[:1]))


def stream_text(status: LiveStatus) -> str:
    """Everything about a stream, for a person."""
    size = "none so far" if status.size is None else f"{status.size[1]} x {status.size[0]} pixels"
    scale = "unknown"
    if status.spacing is not None:
        down, across = (1e3 * item for item in status.spacing)
        scale = f"{across:.4g} mm a column, {down:.4g} mm a row. {status.scale}"
        if status.size is not None:
            size += f", {across * status.size[1]:.1f} x {down * status.size[0]:.1f} mm"
    rows = [
        ["picture", f"{size}" + (f", from {status.device}" if status.size else "")],
        ["scale", scale],
        ["rate", _number(status.rate, 1.0, "pictures a second", 1)],
        ["delay", _number(status.latency, 1e3, "ms from time stamp to receiving (median)", 0)],
        ["age", _number(status.age, 1.0, "s since the newest picture", 2)],
        ["received", f"{status.frames} pictures, {status.refused} refused, connection {status.connections}"],
    ]
    if status.console is not None:
        shown = status.console.temperature
        degrees = "no temperature" if math.isnan(shown) else f"{shown:.1f} degC"
        rows.append(["console", f"{degrees}, {status.console.phase}"])
    devices = [[item.device or "(no name)", item.kind, str(item.messages)] for item in status.seen]
    parts = [columns(rows), "", "Devices seen:" if devices else "No device was seen."]
    parts += [columns(devices)] if devices else []
    parts += [""] + [wrapped(item) for item in status.sentences] if status.sentences else []
    parts += (
        ["", "What happened:"] + [wrapped(item, indent=2) for item in status.events] if status.events else []
    )
    return "\n".join(parts)


def _number(value: float | None, factor: float, unit: str, digits: int) -> str:
    return "unknown" if value is None else f"{factor * value:.{digits}f} {unit}"


def stream_document(status: LiveStatus) -> dict[str, Any]:
    """Everything about a stream, for a program; units are in the keys."""
    spacing = None if status.spacing is None else [1e3 * item for item in status.spacing]
    console = status.console
    return {
        "connected": status.connected,
        "connections": status.connections,
        "device": status.device,
        "devices": [asdict(item) for item in status.seen],
        "pictures": status.frames,
        "refused": status.refused,
        "rows_columns": status.size,
        "mm_per_row_column": spacing,
        "scale": status.scale,
        "pictures_per_s": status.rate,
        "latency_s": status.latency,
        "age_s": status.age,
        "unchanged_s": status.unchanged,
        "console": None
        if console is None
        else {
            "temperature_degC": console.temperature,
            "phase": console.phase,
            "procedure_s": console.procedure,
        },
        "sentences": list(status.sentences),
        "events": list(status.events),
    }


def spacing_of(written: str | None) -> tuple[float, float] | None:
    """Scale by hand, m: "0.1 mm" a pixel, or "0.1 mm, 0.2 mm" a row and a column."""
    if written is None:
        return None
    from cryonerve.scans.scaling import Given

    parts = [option_value("--scale", item.strip(), "length") or 0.0 for item in written.split(",")]
    if len(parts) > 2:
        what = f"'{written}' is no scale"
        remedy = 'Write "0.1 mm", or "0.1 mm, 0.2 mm" for rows and columns.'
        raise ClipError(Complaint(what, remedy, field="--scale"))
    try:
        return Given(scale=(parts[0], parts[-1])).spacing
    except InputError as error:
        raise error.located(field="--scale") from None


def check_ending(path: Path) -> None:
    """See before anything is recorded that it can be written.

    Raises
    ------
    ClipError
        The file's ending chooses no format that is written without help, or its folder is not there.
    """
    from cryonerve.scans.clips import WRITTEN_HERE

    if not path.absolute().parent.is_dir():
        what = "nothing can be recorded there: its folder does not exist"
        raise ClipError(Complaint(what, "Make the folder first.", file=str(path)))
    if not path.name.lower().endswith(tuple(WRITTEN_HERE)):
        known = ", ".join(WRITTEN_HERE)
        raise ClipError(
            Complaint(
                "nothing can be recorded by that name", f"It must end in one of: {known}.", file=str(path)
            )
        )


def check_view(view: str) -> None:
    """See that a view is one that pictures are drawn in.

    Raises
    ------
    InputError
        Nothing is drawn in it.
    """
    from cryonerve.ultrasound.plane import VIEWS

    if view not in VIEWS:
        remedy = "Choose along or across the nerve, or in-plane with the probe."
        raise InputError(Complaint(f"a view '{view}'", remedy, field="--view"))


def region_of(written: str | None) -> tuple[int, int, int, int] | None:
    """Four numbers of pixels, "top left bottom right".

    >>> region_of("0 10 400 500")
    (0, 10, 400, 500)
    """
    if written is None:
        return None
    parts = written.replace(",", " ").split()
    numbers = [int(item) if item.isdecimal() and len(item) < DIGITS else -1 for item in parts]
    if len(parts) != 4 or min(numbers) < 0 or numbers[0] >= numbers[2] or numbers[1] >= numbers[3]:
        what = f"'{written}' is no region of a picture"
        remedy = 'Write first row, first column, last row + 1, last column + 1: "0 10 400 500".'
        raise ClipError(Complaint(what, remedy, field="--region"))
    top, left, bottom, right = numbers
    return top, left, bottom, right


def pictures_of(
    source: str,
    *,
    every: float,
    view: str,
    progress: Progress,
    cancel: Callable[[], bool],
) -> tuple[Frames, Case | None]:
    """What a simulated scanner shows: the clip in a file, or pictures of a run or a case, with its case.

    Raises
    ------
    InputError
        There is no such file, run or case.
    """
    path = Path(source)
    if path.is_file() and path.suffix.lower() not in CASES:
        from cryonerve.scans.clips import read_clip

        return read_clip(path), None
    if path.is_dir():
        from cryonerve.reporting.folder import read_run

        run = read_run(path)
        case, volume, freezing = run.case, run.volume, run.freezing
    else:
        case = cryonerve.load(source)
        volume = cryonerve.build(case)
        progress("freeze", 0.0, 0.0)
        freezing = cryonerve.freeze(
            volume, case, progress=lambda done, total: progress("freeze", done, total), cancel=cancel
        )
    if cancel():
        raise InterruptionError("Stopped before anything was streamed.")
    return drawn_pictures(freezing, volume, case, every=every, view=view, progress=progress), case


def drawn_pictures(
    freezing: Freezing,
    volume: Volume,
    case: Case,
    *,
    every: float,
    view: str | None = None,
    plane: ImagePlane | None = None,
    seed: int = 1,
    progress: Progress,
) -> Frames:
    """Pictures of a whole procedure, one in `every` s; the rest as of `ultrasound.image`."""
    from cryonerve.ultrasound import image

    moments = np.arange(0.0, float(freezing.times[-1]) + 1e-9, every)
    return image(
        freezing, volume, case, times=moments, view=cast("Any", view), plane=plane, seed=seed,
        progress=lambda done, total: progress("pictures", done, total),
    )  # fmt: skip
