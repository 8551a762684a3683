"""What the live page is told of a moment: lines in mm of the picture, numbers with bands, sentences."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cryonerve.app.screen.following_words import page_words
from cryonerve.app.speech import finite
from cryonerve.bioheat.drive import acts_of
from cryonerve.errors import ClipError
from cryonerve.reporting.wording import typeset
from cryonerve.scans.scaling import Given, whole_picture
from cryonerve.ultrasound.follow_words import reached_words
from cryonerve.ultrasound.live_words import band_words, share_words, stream_words

if TYPE_CHECKING:
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.following import Band
    from cryonerve.ultrasound.live_alarms import Alarm
    from cryonerve.ultrasound.live_follower import Glance
    from cryonerve.ultrasound.live_following import Moment
    from cryonerve.ultrasound.members import Members
    from cryonerve.ultrasound.stream_pictures import LiveFrame

__all__ = ["Teller", "steps_of"]

NEAR = 1.0  # s that a console may be before or behind the protocol without the time left being doubted


def steps_of(case: Case) -> list[dict[str, Any]]:
    """The protocol's steps: name, sentence, and begin and end in s of the procedure; None where not known.

    A thaw until a temperature may end sooner than its limit: what follows begins nobody knows when.
    """
    begun, known, rows = 0.0, True, []
    for act in acts_of(case):
        known_end = known and act.until is None
        rows.append(
            {
                "name": act.name,
                "kind": act.kind,
                "sentence": typeset(act.sentence),
                "seconds": act.seconds,
                "begin_s": begun if known else None,
                "end_s": begun + act.seconds if known_end else None,
            }
        )
        begun, known = begun + act.seconds, known_end
    return rows


@dataclass
class Teller:
    """Tells moment after moment of one procedure.

    Attributes
    ----------
    case : that was computed. members : of it. region : of the picture that is looked at, as of `Given`.
    """

    case: Case
    members: Members
    region: tuple[int, int, int, int] | None = None
    index: int = 0
    steps: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.steps = steps_of(self.case)

    def tell(self, moment: Moment) -> dict[str, Any]:
        """A moment as the page gets it, without its picture."""
        self.index += 1
        glance, frame = moment.glance, moment.frame
        said: dict[str, Any] = {
            "index": self.index,
            "elapsed_s": round(moment.elapsed, 2),
            "time_s": moment.time,
            "clock": moment.clock,
            "step": self._step(moment),
            "console_degC": moment.temperature,
            "simulated": frame is not None and frame.simulated,
            "picture": None if frame is None else _picture(frame, glance, self.region),
            "alarms": [_alarm(item) for item in moment.alarms],
            "stream": {
                "connected": moment.stream.connected,
                "age_s": moment.stream.age,
                "text": typeset(stream_words(moment.stream, moment.took.get("answer"))),
            },
            "tracked": moment.tracked,
            "left_out": moment.skipped,
        }
        if glance is not None:
            said |= self._seen(glance)
        return dict(finite(said))  # type: ignore[call-overload, no-any-return]

    def _seen(self, glance: Glance) -> dict[str, Any]:
        known = math.isfinite(glance.time)
        said: dict[str, Any] = {
            "front": _pieces(1e3 * glance.front.points[-1]),
            "seen": glance.used,
            "refused": page_words(glance.refused),
            "looks": glance.looks,
            "edge_seen_s": glance.seen,
            "disagrees": math.isfinite(glance.disagrees_since),
        }
        if not known:
            return said
        return said | {
            "centre_mm": [round(1e3 * part, 3) for part in self.members.centre],
            "angles_deg": np.degrees(glance.angles).round(3).tolist(),
            "cold_mm": {
                name: (1e3 * getattr(glance.cold, name)).round(3).tolist()
                for name in ("low", "middle", "high")
            },
            "edge_text": typeset(band_words(glance.angles, glance.edge)),
            "cold_text": typeset(band_words(glance.angles, glance.cold)),
            "coverage": _coverage(glance),
        }

    def _step(self, moment: Moment) -> dict[str, Any]:
        """The step under way, how long it still lasts by the protocol, and what comes next."""
        name, time = moment.phase, moment.time
        place = next((n for n, step in enumerate(self.steps) if step["name"] == name.lower()), None)
        said: dict[str, Any] = {"name": name, "says": moment.phase_from, "left_s": None, "next": None}
        if place is None:
            return said
        step = self.steps[place]
        begin, end = step["begin_s"], step["end_s"]
        known = begin is not None and end is not None and math.isfinite(time)
        if known and begin - NEAR <= time <= end + NEAR:
            said["left_s"] = round(max(0.0, end - time), 1)
        after = self.steps[place + 1 :]
        return said | {
            "sentence": step["sentence"],
            "kind": step["kind"],
            "next": after[0]["sentence"] if after else None,
        }


def _picture(
    frame: LiveFrame, glance: Glance | None, region: tuple[int, int, int, int] | None
) -> dict[str, Any]:
    """Size in pixels (columns, rows), mm of a pixel and of its first one's centre (lateral, depth).

    Places are the members', as all that is told of a moment: where only a region is looked at, or the shaft
    lies elsewhere than planned, the whole picture's first pixel is moved as its part was. `moved_mm` (right,
    down) is what laid the part's shaft onto the plan's.
    """
    rows, columns = frame.pixels.shape
    said: dict[str, Any] = {"size": [columns, rows], "scale": typeset(frame.scale), "moved_mm": None}
    if frame.spacing is None:
        return said | {"pixel_mm": None, "corner_mm": None}
    whole, _ = whole_picture((rows, columns), frame.spacing)
    if glance is not None:
        with suppress(ClipError):  # the region does not lie in this picture, and an alarm says so
            part = Given(region=region).within((rows, columns), frame.spacing)
            down, right = glance.corner[0] - part.corner[0], glance.corner[1] - part.corner[1]
            said["moved_mm"] = [round(1e3 * right, 3), round(1e3 * down, 3)]
            whole = whole.placed_in(replace(part, corner=glance.corner))
    depth, lateral = whole.corner
    return said | {
        "pixel_mm": [1e3 * frame.spacing[1], 1e3 * frame.spacing[0]],
        "corner_mm": [1e3 * lateral, 1e3 * depth],
    }


def _pieces(points: np.ndarray[Any, np.dtype[np.float64]]) -> list[list[list[float]]]:
    """A line (point, 2) in the pieces of it that were seen."""
    pieces: list[list[list[float]]] = [[]]
    for point in points.round(3):
        if np.isfinite(point).all():
            pieces[-1].append(point.tolist())
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _shares(band: Band) -> list[float] | None:
    ends = [float(part) for part in (band.low, band.middle, band.high)]
    return [round(part, 4) for part in ends] if all(map(math.isfinite, ends)) else None


def _coverage(glance: Glance) -> dict[str, Any] | None:
    """Of the nerve's fascicle area: now, when the protocol is over, and when the goal is reached."""
    if _shares(glance.covered) is None:
        return None
    return {
        "goal": glance.reach.goal,
        "now": _shares(glance.covered),
        "now_text": typeset(share_words(glance.covered)),
        "final": _shares(glance.final),
        "final_text": typeset(share_words(glance.final)),
        "reach_text": typeset(reached_words(glance.reach, glance.time)),
        "reach_probability": glance.reach.probability,
    }


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {
        "kind": alarm.kind,
        "sentence": page_words(alarm.sentence),
        "remedy": page_words(alarm.remedy),
        "time_s": alarm.time,
        "began_s": round(alarm.began, 2),
    }
