"""Following a stream of a run's procedure, whoever looks: a terminal, or the screen's page.

Members first, kernels next, then the stream is opened, and followed until somebody asks to stop; what came of
it is written into the run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cryonerve
from cryonerve.app.event_log import LOG, EventLog, log_moment
from cryonerve.app.following import Chosen, Results, Understood, ensemble, probe_radius, understood, written
from cryonerve.app.progress import Progress
from cryonerve.app.streams import check_ending, region_of, spacing_of, stream_document
from cryonerve.errors import ClipError, Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.live_follower import Follower
    from cryonerve.ultrasound.live_following import Moment
    from cryonerve.ultrasound.members import Members
    from cryonerve.ultrasound.publishing import Publisher
    from cryonerve.ultrasound.stream_pictures import LiveFrame

__all__ = ["Agreed", "Audience", "Introduction", "Streamed", "agreed", "publisher_at", "watch_stream"]

# s between pictures that are recorded: eight minutes of 800 x 600 would not fit otherwise
RECORDED_APART = 0.2
LOCAL = "127.0.0.1"
LAST, DIGITS = 65535, 5  # port, and its length


@dataclass(frozen=True)
class Streamed:
    """What the command line says about the stream; texts as they were written."""

    server: str
    device: str = ""
    orientation: str = ""
    region: str | None = None
    publish: str | None = None
    record: Path | None = None
    log: Path | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Agreed:
    """All of it understood: SI, places in m, pixels, hosts and ports.

    Attributes
    ----------
    asked : of the members. server : whom to connect to.
    region, spacing : of the picture, as of `Given`. sensor : the console's temperature is weighed.
    publish : where front, isotherm and dose are offered.
    """

    asked: Understood
    server: tuple[str, int]
    region: tuple[int, int, int, int] | None
    spacing: tuple[float, float] | None
    sensor: bool
    publish: tuple[str, int] | None


def agreed(streamed: Streamed, chosen: Chosen) -> Agreed:
    """What was written, before anything is computed or opened.

    Raises
    ------
    InputError
        An option is not understood; its field is the command's option.

    Examples
    --------
    >>> agreed(Streamed("scanner.local", publish="18945"), Chosen(at="-2, 14")).publish
    ('127.0.0.1', 18945)
    """
    from cryonerve.ultrasound.live import address_of
    from cryonerve.ultrasound.stream_pictures import orientation_of

    asked, region, spacing = understood(chosen), region_of(streamed.region), spacing_of(chosen.scale)
    try:
        server = address_of(streamed.server)
    except InputError as error:
        raise error.located(field="--stream") from None
    try:
        if streamed.orientation:
            orientation_of(streamed.orientation)
    except InputError as error:
        raise error.located(field="--orientation") from None
    if streamed.record is not None:
        check_ending(streamed.record)
    publish = None if streamed.publish is None else _publish_place(streamed.publish)
    return Agreed(asked, server, region, spacing, _by_console(chosen.thermocouple), publish)


@dataclass(frozen=True, eq=False)
class Introduction:
    """What is known before the stream is opened: sentences, the case, and the members that are weighed.

    Attributes
    ----------
    region : of the picture that is looked at.
    published : "HOST:PORT" where front, isotherm and dose are offered, "" where nothing is.
    """

    said: list[str]
    case: Case
    members: Members
    region: tuple[int, int, int, int] | None = None
    published: str = ""


@dataclass(frozen=True)
class Audience:
    """Who looks on, and may ask to stop. Each is entered when its turn comes and left when it is over.

    Attributes
    ----------
    progress : while members are computed and kernels loaded. introduce : called before the stream is
        opened. stopping : whether somebody asked to stop. show : gets every moment.
    log : opens the log of events.
    """

    progress: Callable[[], AbstractContextManager[Progress]]
    introduce: Callable[[Introduction], None]
    stopping: Callable[[], AbstractContextManager[Callable[[], bool]]]
    show: Callable[[], AbstractContextManager[Callable[[Moment], None]]]
    log: Callable[[Path], EventLog] = EventLog


@dataclass
class _Kept:
    """What is kept of the stream: the last moment, and pictures where they are recorded."""

    recording: bool
    room: int
    frames: list[LiveFrame] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    full: bool = False
    last: Moment | None = None

    def take(self, moment: Moment) -> None:
        """Remember a moment."""
        self.last, frame = moment, moment.frame
        if not (self.recording and moment.new and frame is not None and math.isfinite(moment.time)):
            return
        if self.frames and frame.received - self.frames[-1].received < RECORDED_APART:
            return
        self.room -= frame.pixels.size
        self.full = self.room < 0
        if not self.full:
            self.frames.append(frame)
            self.times.append(moment.time)


def watch_stream(folder: Path, streamed: Streamed, chosen: Chosen, audience: Audience) -> dict[str, Any]:
    """Compute or read the members, open the stream, follow it until asked to stop, write what came of it.

    Raises
    ------
    InputError
        An option is not understood, the folder is no run, or a file or port cannot be used.
    """
    from cryonerve.reporting.folder import read_run
    from cryonerve.reporting.whole import claimed, complained
    from cryonerve.scans.scaling import MOST_PIXELS
    from cryonerve.ultrasound.live import Receiver
    from cryonerve.ultrasound.live_follower import Follower, warm_up
    from cryonerve.ultrasound.live_following import following_live
    from cryonerve.ultrasound.stream_console import ProcedureClock

    known = agreed(streamed, chosen)
    asked, region = known.asked, known.region
    case = read_run(folder).case
    kept = _Kept(streamed.record is not None, MOST_PIXELS)
    with claimed(folder), complained(folder), ExitStack() as stack:
        publisher = None if known.publish is None else stack.enter_context(publisher_at(known.publish))
        log = stack.enter_context(audience.log(streamed.log or folder / LOG))
        receiver = Receiver(
            *known.server, device=streamed.device, orientation=streamed.orientation, spacing=known.spacing
        )
        with audience.progress() as progress:
            members = ensemble(folder, case, chosen, progress)
            progress("warm up", 0.0, 0.0)
            warm_up(members, probe_radius(case, members))
        follower = Follower(
            members, probe_radius=probe_radius(case, members), at=asked.at, near=asked.near,
            freezing_from=asked.freezing_from, goal=asked.goal,
        )  # fmt: skip
        published = "" if publisher is None else f"{publisher.host}:{publisher.port}"
        said = _introduced(case, members, log, publisher)
        audience.introduce(Introduction(said, case, members, region, published))
        with audience.stopping() as cancel, receiver, audience.show() as show:
            moments = following_live(
                receiver, follower, case, clock=ProcedureClock(asked.starts_at), publisher=publisher,
                region=region, thermocouple=known.sensor, seconds=streamed.seconds or None, cancel=cancel,
            )  # fmt: skip
            for moment in _placed(moments, asked):
                log_moment(log, moment, kept.last)
                show(moment)
                kept.take(moment)
            status = receiver.status()
        document = _ended(folder, follower, kept, log) | {"stream": stream_document(status)}
    return document | _recorded(kept, streamed.record, region)


def _placed(moments: Iterator[Moment], asked: Understood) -> Iterator[Moment]:
    """The moments; a shaft that does not lie in the first picture is a matter of its option."""
    try:
        yield from moments
    except ClipError as error:
        raise error.located(field="--near" if asked.at is None else "--at") from None


def _by_console(thermocouple: Path | None) -> bool:
    """Whether the console's temperature is that of the probe's own sensor."""
    if thermocouple is not None and str(thermocouple) != "console":
        what = f"a thermocouple from {thermocouple}, while a stream is followed"
        remedy = (
            "Write --thermocouple console where the console's temperature is that of the probe's own sensor."
        )
        raise InputError(Complaint(what, remedy, field="--thermocouple"))
    return thermocouple is not None


def _publish_place(text: str) -> tuple[str, int]:
    """Where front, isotherm and dose are offered: PORT of this computer, or HOST:PORT."""
    from cryonerve.ultrasound.live import address_of

    if text.isdecimal():
        if len(text) > DIGITS or int(text) > LAST:
            raise InputError(Complaint(f"{text[:20]} is no port", f"Write 1 to {LAST}.", field="--publish"))
        return LOCAL, int(text)
    try:
        return address_of(text)
    except InputError as error:
        raise error.located(field="--publish") from None


def publisher_at(place: tuple[str, int]) -> Publisher:
    """A server for whoever wants front, isotherm and dose.

    Raises
    ------
    ClipError
        Nothing can be listened on there.
    """
    from cryonerve.ultrasound.publishing import Publisher

    try:
        return Publisher(*place)
    except InputError as error:
        raise error.located(field="--publish") from None


def _introduced(case: Case, members: Members, log: EventLog, publisher: Publisher | None) -> list[str]:
    """What is said before the stream is opened: what is followed, and what is not watched."""
    from cryonerve.ultrasound.live_alarms import unwatched

    said = [f"Following with {len(members.parameters)} members. Log: {log.path}"]
    said += list(unwatched(case))
    if publisher is not None:
        said.append(f"Front, -20 degC and dose are published at {publisher.host}:{publisher.port}.")
        if publisher.host != LOCAL:
            said.append("Whoever reaches this address sees them: OpenIGTLink has no password.")
    log.write(
        "begin", " ".join(said), procedure=math.nan, elapsed=0.0,
        numbers={
            "case_sha256": case.sha256, "members": len(members.parameters), "seed": members.seed,
            "probe": members.probe, "cryonerve": cryonerve.__version__,
        },
    )  # fmt: skip
    return said


def _ended(folder: Path, follower: Follower, kept: _Kept, log: EventLog) -> dict[str, Any]:
    """Write what came of it, and say it."""
    last, finished = kept.last, follower.finish()
    frame = None if last is None else last.frame
    told: dict[str, Any] = {
        "kind": "simulated" if frame is not None and frame.simulated else "recorded",
        "pictures_tracked": 0 if last is None else last.tracked,
        "pictures_left_out": 0 if last is None else last.skipped,
        "log": str(log.path),
    }
    remarks: tuple[str, ...] = () if last is None else (f"The procedure's time is {last.clock}.",)
    if kept.full:
        remarks += ("There was no room in memory for more pictures; the later ones were not recorded.",)
    if log.failed:
        remarks += (f"The log is not whole: {log.failed}.",)
    if finished is not None and finished[0].state.times:
        document = written(folder, Results(finished[0], follower.members, finished[1]), told, remarks)
    else:
        why = "no picture came" if last is None or last.frame is None else _nothing_weighed(last)
        document = {
            **told,
            "said": [f"Nothing was inferred: {why}."],
            "remarks": list(remarks),
            "looks": [],
            "files": [],
        }
    log.write(
        "end", " ".join(document["said"]), procedure=math.nan if last is None else last.time,
        elapsed=0.0 if last is None else last.elapsed,
    )  # fmt: skip
    return document


def _recorded(kept: _Kept, file: Path | None, region: tuple[int, int, int, int] | None) -> dict[str, Any]:
    """Write the recorded clip with the procedure's times, so that it can be followed again."""
    if file is None:
        return {}
    if not kept.frames:
        return {"not_recorded": "no picture had both a scale and a time of the procedure"}
    from cryonerve.scans.clips import write_clip
    from cryonerve.ultrasound.stream_pictures import clip_of

    clip = clip_of(kept.frames, region, times=kept.times)
    write_clip(clip, file)
    return {"recorded": {"file": str(file), "pictures": len(clip.times), "remarks": list(clip.remarks)}}


def _nothing_weighed(last: Moment) -> str:
    if last.glance is None:
        outside = [item.sentence for item in last.alarms if item.kind == "region"]
        return f"{outside[0][0].lower()}{outside[0][1:-1]}" if outside else "no picture had a scale"
    if math.isnan(last.time):
        return "nobody said when the procedure began"
    return last.glance.refused or "no edge was seen"
