"""What is known while the ice is followed, in one line each: of the ice, and of the stream."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.ultrasound.follow_words import facing

if TYPE_CHECKING:
    from cryonerve.ultrasound.following import Band, Reach
    from cryonerve.ultrasound.live_alarms import Alarm
    from cryonerve.ultrasound.live_following import Moment
    from cryonerve.ultrasound.stream_watch import LiveStatus

__all__ = [
    "alarm_words",
    "band_words",
    "forecast_words",
    "moment_words",
    "share_words",
    "stream_words",
]

LEAST = 0.05  # mm; less of -20 degC is none


def moment_words(moment: Moment) -> str:
    """Time, phase, edge, -20 degC, coverage (5 to 95 %) and forecast."""
    glance = moment.glance
    if glance is None:
        return "No picture with a scale so far."
    if math.isnan(glance.time):
        return "The procedure has no clock: the edge is tracked, nothing is inferred."
    parts = [f"{glance.time:.0f} s"]
    if moment.phase:
        parts.append(moment.phase if moment.phase_from == "console" else f"{moment.phase} by the protocol")
    middle = facing(glance.angles, glance.edge.middle)
    parts.append(f"edge {middle:.1f} mm" + ("" if glance.used else " (not seen now)"))
    parts.append(f"-20 degC {band_words(glance.angles, glance.cold)}")
    if np.isfinite(glance.covered.middle):
        parts.append(f"nerve {share_words(glance.covered)}")
        parts.append(forecast_words(glance.reach, glance.time))
    if not glance.looks:
        parts.append("nothing weighed yet")
    return " | ".join(parts)


def band_words(angles: NDArray[np.float64], band: Band) -> str:
    """A band of radii (ray,) m, mean over the rays that face the transducer; angles in rad.

    >>> from cryonerve.ultrasound.following import Band
    >>> band_words(np.zeros(1), Band(np.array([4e-4]), np.array([1.1e-3]), np.array([1.6e-3])))
    '1.1 mm (0.4 to 1.6)'
    """
    low, middle, high = (facing(angles, part) for part in (band.low, band.middle, band.high))
    if middle < LEAST:
        return f"none (up to {high:.1f} mm)"
    return f"{middle:.1f} mm ({low:.1f} to {high:.1f})"


def share_words(band: Band) -> str:
    """A band of one share, as percent: "19 % (14 to 28)"."""
    low, middle, high = (100.0 * float(part) for part in (band.low, band.middle, band.high))
    return f"{middle:.0f} % ({low:.0f} to {high:.0f})"


def forecast_words(reach: Reach, now: float) -> str:
    """When the goal of coverage is reached, counted from now (s of the procedure).

    >>> from cryonerve.ultrasound.following import Reach
    >>> forecast_words(Reach(0.95, 1.0, 85.0, 95.0, 107.0), 60.0)
    '95 % in 35 s (25 to 47)'
    """
    goal = f"{100.0 * reach.goal:.0f} %"
    if not math.isfinite(reach.middle):
        return f"{goal} hardly ({100.0 * reach.probability:.0f} % likely)"
    low, middle, high = (end - now for end in (reach.low, reach.middle, reach.high))
    likely = "" if reach.probability > 0.95 else f", if at all: {100.0 * reach.probability:.0f} % likely"
    if middle <= 0.0:
        return f"{goal} reached {-middle:.0f} s ago ({-high:.0f} to {-low:.0f}){likely}"
    return f"{goal} in {middle:.0f} s ({max(0.0, low):.0f} to {high:.0f}){likely}"


def stream_words(status: LiveStatus, answer: float | None = None) -> str:
    """Frame rate, latency and age of the newest picture; `answer` in s from receiving to published."""
    rate = "rate unknown" if status.rate is None else f"{status.rate:.1f} pictures a second"
    delay = "delay unknown" if status.latency is None else f"{1e3 * status.latency:.0f} ms late"
    age = "no picture yet" if status.age is None else f"newest {status.age:.1f} s old"
    took = "" if answer is None else f", answered in {1e3 * answer:.0f} ms"
    return f"{rate}, {delay}, {age}{took}"


def alarm_words(alarm: Alarm) -> str:
    """What is wrong and what would help, or that it is over."""
    if alarm.lasted is not None:
        return f"Over after {alarm.lasted:.0f} s: {alarm.sentence}"
    return f"{alarm.sentence} {alarm.remedy}"
