"""Following the ice live: receive, track, weigh, say, publish, picture by picture.

Works on the newest picture: where tracking is slower than the scanner, pictures between are left out and
counted. What goes wrong with the stream is said and survived; following ends when it is asked to.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.errors import ClipError
from cryonerve.ultrasound.follow_words import NOT_KNOWN, facing
from cryonerve.ultrasound.live_alarms import Alarm, AlarmBook, Lookout
from cryonerve.ultrasound.publishing import Publisher, dose, front_outline, isotherm_outline
from cryonerve.ultrasound.stream_console import ProcedureClock
from cryonerve.ultrasound.stream_pictures import LiveFrame, framed
from cryonerve.ultrasound.stream_watch import LiveStatus, Trouble

if TYPE_CHECKING:
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.following import Band
    from cryonerve.ultrasound.live import Receiver
    from cryonerve.ultrasound.live_follower import Follower, Glance

__all__ = ["Moment", "dose_document", "following_live"]

LOOK = 0.2  # s, the longest wait for a picture before somebody may ask to stop
QUIET = 1.0  # s without a picture after which a moment is told all the same


@dataclass(frozen=True, eq=False)
class Moment:
    """What is known when a picture has been worked on, or when none has come for a while.

    Attributes
    ----------
    new : whether a picture came; without one everything but stream and alarms is that of the last.
    frame : the picture. glance : what it shows and what is inferred; None before the first with a scale.
    phase : "freeze 1" as the console says, else as the protocol has it at that time; phase_from says who.
    temperature : degC of the console, NaN without one or while no heat is exchanged.
    clock : whose the procedure's time is.
    stream : the state of the stream, with its rate, latency and the age of the newest picture.
    alarms : that stand now; begun and ended : since the moment before.
    happened : of the stream, since the moment before.
    skipped : pictures that came while another was worked on, so far. tracked : pictures worked on so far.
    took : s that tracking, weighing (with bands) and publishing took; answer : from receiving to published.
    elapsed : s since following began.
    """

    new: bool
    frame: LiveFrame | None
    glance: Glance | None
    phase: str
    phase_from: str
    temperature: float
    clock: str
    stream: LiveStatus
    alarms: tuple[Alarm, ...]
    begun: tuple[Alarm, ...]
    ended: tuple[Alarm, ...]
    happened: tuple[str, ...]
    skipped: int
    tracked: int
    took: Mapping[str, float]
    elapsed: float

    @property
    def time(self) -> float:
        """Time (s) of the procedure, NaN where nobody knows."""
        return math.nan if self.glance is None else self.glance.time


@dataclass
class _Work:
    """What goes on from one moment to the next."""

    receiver: Receiver
    follower: Follower
    clock: ProcedureClock
    lookout: Lookout
    region: tuple[int, int, int, int] | None
    thermocouple: bool
    publisher: Publisher | None
    begun: float = field(default_factory=time.monotonic)
    book: AlarmBook = field(default_factory=AlarmBook)
    glance: Glance | None = None
    frame: LiveFrame | None = None
    fault: Trouble | None = None
    tracked: int = 0
    skipped: int = 0
    happened: int = 0
    reading: float = math.nan

    def see(self, frame: LiveFrame) -> dict[str, float]:
        """Work on a picture; the seconds that its parts took."""
        before = 0 if self.frame is None else self.frame.number
        self.skipped += frame.number - before - 1
        self.frame = frame
        if frame.spacing is None:
            return {}
        began = time.perf_counter()
        moment = self.clock.time(frame)
        try:
            picture = framed(frame, moment, self.region)
        except ClipError as error:
            what = error.complaints[0].what
            self.fault = Trouble(
                "region", f"{what[0].upper()}{what[1:]}.", "Begin anew with another --region."
            )
            return {}
        self.fault = None
        self._read(frame)
        self.glance = self.follower.see(picture)
        self.tracked += 1
        return {"follow": time.perf_counter() - began}

    def _read(self, frame: LiveFrame) -> None:
        console = frame.console
        if self.thermocouple and console is not None and console.received != self.reading:
            self.reading = console.received
            self.follower.reading(console.procedure, console.temperature)

    def moment(self, took: dict[str, float], *, new: bool) -> Moment:
        """Everything as it stands."""
        status = self.receiver.status()
        troubles = list(status.troubles)
        console = status.console
        if self.fault is not None:
            troubles.append(self.fault)
        if self.glance is not None and new:
            self._own = self.lookout.troubles(
                self.glance, console, self.receiver.transforms(), now=time.monotonic()
            )
        if self.glance is not None:
            troubles = [*self._own, *troubles]
        moment = math.nan if self.glance is None else self.glance.time
        elapsed = time.monotonic() - self.begun
        changes = self.book.update(troubles, now=elapsed, time=moment)
        fresh = min(status.happened - self.happened, len(status.events))
        self.happened = status.happened
        said = console is not None and bool(console.phase)
        return Moment(
            new,
            self.frame,
            self.glance,
            console.phase if console is not None and said else self.lookout.phase(moment),
            "console" if said else "protocol",
            math.nan if console is None else console.temperature,
            self.clock.words,
            status,
            changes.standing,
            changes.begun,
            changes.ended,
            status.events[len(status.events) - fresh :],
            self.skipped,
            self.tracked,
            took,
            elapsed,
        )

    _own: list[Trouble] = field(default_factory=list)

    def publish(self, moment: Moment) -> None:
        """Send front, isotherm and dose to whoever is connected; without a new picture the dose alone."""
        if self.publisher is None or moment.glance is None:
            return
        stamp = None if moment.frame is None else moment.frame.stamp or None
        if moment.new:
            members, glance = self.follower.members, moment.glance
            self.publisher.send(front_outline(glance.front, -1, members.plane, stamp=stamp))
            if math.isfinite(glance.time):
                self.publisher.send(
                    isotherm_outline(
                        glance.cold, glance.angles, centre=members.centre, plane=members.plane, stamp=stamp
                    )
                )
        self.publisher.send(dose(dose_document(moment), stamp=stamp if moment.new else None))


def following_live(
    receiver: Receiver,
    follower: Follower,
    case: Case,
    *,
    clock: ProcedureClock | None = None,
    publisher: Publisher | None = None,
    region: tuple[int, int, int, int] | None = None,
    thermocouple: bool = False,
    seconds: float | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> Iterator[Moment]:
    """Follow a stream: a moment for every picture worked on, and one a second while none comes.

    Parameters
    ----------
    receiver : of the stream, within its own block.
    follower : of this procedure; its `finish` answers with everything once following has ended.
    case : whose protocol the members follow.
    clock : of the procedure; None: the console's.
    publisher : who is told front, isotherm and dose.
    region : first row, first column, last row + 1, last column + 1 of the picture that are looked at.
    thermocouple : the console's temperature is that of the probe's own sensor and is weighed, too.
    seconds : after which following ends; None: when `cancel` says so.

    Raises
    ------
    ClipError
        The place given for the shaft is outside of the first picture.
    """
    work = _Work(
        receiver, follower, clock or ProcedureClock(), Lookout(case, follower.members), region, thermocouple,
        publisher,
    )  # fmt: skip
    number, told = 0, time.monotonic()
    while not cancel() and (seconds is None or time.monotonic() - work.begun < seconds):
        frame = receiver.wait(after=number, timeout=LOOK)
        if frame is None and time.monotonic() - told < QUIET:
            continue
        took = {} if frame is None else work.see(frame)
        number = number if frame is None else frame.number
        moment = work.moment(took, new=frame is not None and frame.spacing is not None)
        began = time.perf_counter()
        work.publish(moment)
        took |= {"publish": time.perf_counter() - began}
        if frame is not None:
            took["answer"] = time.time() - frame.received
        told = time.monotonic()
        yield replace(moment, took=took)


def dose_document(moment: Moment) -> dict[str, object]:
    """What is published as `NerveDose`; units in the keys, bands as [5, 50, 95 %]."""
    glance, stream = moment.glance, moment.stream
    document: dict[str, object] = {
        "procedure_s": moment.time,
        "phase": moment.phase,
        "age_s": stream.age,
        "latency_s": stream.latency,
        "pictures_per_s": stream.rate,
        "simulated": moment.frame is not None and moment.frame.simulated,
        "alarms": [item.sentence for item in moment.alarms],
        "remark": NOT_KNOWN,
    }
    if glance is not None and math.isfinite(glance.time):
        document |= {
            "edge_mm": _ends(glance, glance.edge),
            "cold_mm": _ends(glance, glance.cold),
            "covered_share": [
                float(part) for part in (glance.covered.low, glance.covered.middle, glance.covered.high)
            ],
            "goal_share": glance.reach.goal,
            "reach_s": [glance.reach.low, glance.reach.middle, glance.reach.high],
            "reach_probability": glance.reach.probability,
            "looks": glance.looks,
            "disagrees_since_s": glance.disagrees_since,
        }
    return document


def _ends(glance: Glance, band: Band) -> list[float]:
    """5, 50, 95 % of a band, mean over the rays that face the transducer, mm."""
    return [facing(glance.angles, np.asarray(part)) for part in (band.low, band.middle, band.high)]
