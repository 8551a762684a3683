"""What an operator must be told while the ice is followed: alarms that begin once and end once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cryonerve.bioheat.drive import acts_of
from cryonerve.sources import follow_alarms
from cryonerve.ultrasound.edge_finder import Search
from cryonerve.ultrasound.follow_words import DISAGREES, DISAGREES_REMEDY, FACING, facing
from cryonerve.ultrasound.stream_watch import Trouble

if TYPE_CHECKING:
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.live import LiveTransform
    from cryonerve.ultrasound.live_follower import Glance
    from cryonerve.ultrasound.members import Members
    from cryonerve.ultrasound.stream_console import Console

__all__ = ["Alarm", "AlarmBook", "Lookout", "unwatched"]

SETTLE = 0.5  # s that something must be wrong before it is an alarm: streams begin and hiccup
HOLD = 2.0  # s without it before the alarm ends, so that what comes and goes is one alarm
DEVICES = {"ProbeToTracker": "transducer", "NeedleToReference": "cryoprobe"}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something wrong from its beginning to its end.

    Attributes
    ----------
    kind : a word. sentence : what is wrong, as it stands now. remedy : what would help.
    time : s of the procedure when it began, NaN where nobody knew. began : s since following began.
    lasted : s, once it has ended; None while it stands.
    """

    kind: str
    sentence: str
    remedy: str
    time: float
    began: float
    lasted: float | None = None


class Changes(NamedTuple):
    """Alarms that stand, those that have just begun, and those that have just ended."""

    standing: tuple[Alarm, ...]
    begun: tuple[Alarm, ...]
    ended: tuple[Alarm, ...]


@dataclass
class AlarmBook:
    """Keeps what is wrong, so that each thing is said when it begins and when it ends, and not between.

    >>> book, late = AlarmBook(), Trouble("late", "Pictures are 1 s late.", "Look at the network.")
    >>> [len(book.update([late], now=now, time=10.0).begun) for now in (0.0, 1.0, 2.0)]
    [0, 1, 0]
    >>> book.update([], now=5.0, time=14.0).ended[0].lasted
    1.0
    """

    _doubted: dict[str, float] = field(default_factory=dict)
    _standing: dict[str, tuple[Alarm, float]] = field(default_factory=dict)

    def update(self, troubles: Sequence[Trouble], *, now: float, time: float) -> Changes:
        """What is wrong now: `now` s since following began, `time` s of the procedure."""
        kinds = {item.kind for item in troubles}
        self._doubted = {kind: since for kind, since in self._doubted.items() if kind in kinds}
        begun = []
        for item in troubles:
            known = self._standing.get(item.kind)
            if known is not None:
                first = known[0]
                alarm = Alarm(item.kind, item.sentence, item.remedy, first.time, first.began)
                self._standing[item.kind] = (alarm, now)
            elif now - self._doubted.setdefault(item.kind, now) >= SETTLE:
                alarm = Alarm(item.kind, item.sentence, item.remedy, time, now)
                self._standing[item.kind] = (alarm, now)
                begun.append(alarm)
        ended = []
        for kind, (alarm, last) in list(self._standing.items()):
            if kind not in kinds and now - last >= HOLD:
                del self._standing[kind]
                lasted = last - alarm.began
                ended.append(Alarm(alarm.kind, alarm.sentence, alarm.remedy, alarm.time, alarm.began, lasted))
        return Changes(tuple(item for item, _ in self._standing.values()), tuple(begun), tuple(ended))


def unwatched(case: Case) -> tuple[str, ...]:
    """The case's limits that following cannot watch, a sentence each: members keep no temperature there."""
    return tuple(
        f"Not watched while following: {limit.structure} must stay above {limit.above:g} degC. The members "
        "keep the ice's edge and -20 degC only; the report judges this limit."
        for limit in case.limits
    )


class Lookout:
    """Says what is wrong with the procedure itself, as a stream's watch does of the stream.

    Parameters
    ----------
    case : whose protocol was computed. members : computed for it.
    """

    def __init__(self, case: Case, members: Members) -> None:
        self._members = members
        self._first = self._risen = self._time = self._seen = math.nan
        self._poses: dict[str, LiveTransform] = {}
        self._phases: list[tuple[str, float]] = []  # names and ends, s
        begun = 0.0
        for act in acts_of(case):
            # a thaw until a temperature may end sooner than its limit: when what follows begins is not known
            begun = begun + act.seconds if act.until is None else math.inf
            self._phases.append((act.name, begun))
            if begun == math.inf:
                break

    def phase(self, time: float) -> str:
        """What the protocol says at s of the procedure: "freeze 1", "end", "" where nobody knows the time."""
        if math.isnan(time):
            return ""
        return next((name for name, end in self._phases if time < end), "end")

    def troubles(
        self,
        glance: Glance,
        console: Console | None,
        transforms: Mapping[str, LiveTransform],
        *,
        now: float,
    ) -> list[Trouble]:
        """What is wrong at a picture; `now` in s, of any clock that goes on."""
        said = self._clock(glance.time, now)
        if math.isfinite(glance.disagrees_since):
            since = f"{DISAGREES} since {glance.disagrees_since:.0f} s: the bands are not to be relied on."
            said.insert(0, Trouble("disagreement", since, DISAGREES_REMEDY))
        if math.isfinite(glance.time):
            said += [*self._unseen(glance), *self._skin(glance), *self._off(glance.time, console)]
        return said + self._moved(transforms)

    def _clock(self, time: float, now: float) -> list[Trouble]:
        if math.isnan(time):
            sentence = (
                "Nobody says when the procedure began: the edge is tracked, nothing is inferred from it."
            )
            return [
                Trouble(
                    "no clock", sentence, 'Let the console say procedure_s, or begin with --starts-at "0 s".'
                )
            ]
        if math.isnan(self._time):
            self._first, self._time, self._risen = time, time, now
        if time > self._time:
            self._time, self._risen = time, now
        elif time <= 0.0:
            self._risen = now  # waits for the procedure to begin
        if now - self._risen > follow_alarms().clock_stopped.value:
            back = time < self._time
            how = (
                f"went back from {self._time:.0f} to {time:.0f} s"
                if back
                else f"stands still at {time:.0f} s"
            )
            remedy = (
                "For another procedure begin anew: Ctrl-C, then follow." if back else "Look at the console."
            )
            return [Trouble("clock", f"The procedure's clock {how}: pictures are not weighed.", remedy)]
        end = self._phases[-1][1] if self._phases else math.inf
        if time > max(end, float(self._members.times[-1])):
            over = f"The case's protocol ended at {end:.0f} s: what happens now was not computed."
            return [Trouble("over", over, "End following: Ctrl-C.")]
        return []

    def _unseen(self, glance: Glance) -> list[Trouble]:
        if glance.used or not 1e-3 * facing(glance.angles, glance.edge.middle) > Search().smallest:
            self._seen = glance.time  # or too small to be
        since = self._first if math.isnan(self._seen) else self._seen
        if glance.time - since <= follow_alarms().unseen.value:
            return []
        sentence = (
            f"No edge of the ice was tracked for {glance.time - since:.0f} s ({glance.refused}): the bands "
            "are the model's alone."
        )
        remedy = "Bring the probe into the picture; look at gain, contact and the place of the shaft (--at)."
        return [Trouble("unseen", sentence, remedy)]

    def _skin(self, glance: Glance) -> list[Trouble]:
        """How near the outer end of the band comes to the picture's upper edge."""
        high = np.where(glance.edge.middle > 0.0, glance.edge.high, np.nan)
        facing_up = np.isfinite(high) & (np.abs(glance.angles) <= FACING)
        if not facing_up.any():
            return []
        depth = self._members.centre[1] - (high * np.cos(glance.angles))[facing_up].max()
        left = float(depth) - glance.corner[0]
        if left > follow_alarms().skin_distance.value:
            return []
        sentence = (
            f"The ice may be within {1e3 * max(0.0, left):.1f} mm of the picture's upper edge, the skin "
            "(outer end of its band)."
        )
        remedy = "Lift the skin with fluid or warm it; shorten the freeze."
        return [Trouble("skin", sentence, remedy)]

    def _off(self, time: float, console: Console | None) -> list[Trouble]:
        """Whether the console freezes or thaws when the protocol does not."""
        said = "" if console is None else console.phase.split(" ")[0].lower()
        if said not in {"freeze", "thaw"}:
            return []
        spare = follow_alarms().phase_off.value
        planned = {self.phase(max(0.0, time + apart)).split(" ")[0] for apart in (-spare, 0.0, spare)}
        if said in planned:
            return []
        sentence = (
            f"The console says {said} at {time:.0f} s, the case's protocol {self.phase(time)}: the "
            "forecast is for the protocol."
        )
        return [
            Trouble(
                "phase", sentence, "Keep to the protocol, or compute the case with this one and follow that."
            )
        ]

    def _moved(self, transforms: Mapping[str, LiveTransform]) -> list[Trouble]:
        """Tracked devices that have left the place at which they were first."""
        said = []
        for name, device in DEVICES.items():
            if name not in transforms:
                continue
            pose = transforms[name].matrix
            first = self._poses.setdefault(name, transforms[name]).matrix
            away = float(np.linalg.norm(pose[:3, 3] - first[:3, 3]))
            if away > 1e3 * follow_alarms().moved.value:
                sentence = f"The {device} is {away:.1f} mm from where it was when following began."
                remedy = "Bring it back, or begin anew: the members are those of the first place."
                said.append(Trouble(f"{device} moved", sentence, remedy))
        return said
