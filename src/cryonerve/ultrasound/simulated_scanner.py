"""A scanner and a cryo console that are not there: a clip streamed as if it were live."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.drive import Act, acts_of, approach_of
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze
from cryonerve.errors import ClipError, Complaint, nearest
from cryonerve.scans.frames import Frames
from cryonerve.scans.sequences import DISPLAYED
from cryonerve.ultrasound.live import CALIBRATION, IMAGE, ORIENTATION_KEY, RANGE_KEY, SIMULATED_KEY
from cryonerve.ultrasound.openigtlink import picture, text, transform
from cryonerve.ultrasound.plane import ImagePlane
from cryonerve.ultrasound.publishing import Publisher
from cryonerve.ultrasound.stream_console import CONSOLE
from cryonerve.ultrasound.stream_pictures import image_matrix

__all__ = ["FAULTS", "Pace", "Reading", "ScannerStream", "console_reading"]

Floats = NDArray[np.float64]
FAULTS = {
    "stop": "nothing is sent any more, the connection stands",
    "jump": "time stamps run ten seconds ahead",
    "freeze": "the same picture again and again",
    "resize": "pictures of half the size",
    "garbage": "bytes that are no message, once",
    "hang-up": "the connections are closed, once",
}
AHEAD = 10.0  # s that time stamps jump
FASTEST = 200.0  # pictures a second
NOISE = 1.5  # grey levels, standard deviation, of the receiver's electronics; assumed
LOOK = 0.2  # s, the longest sleep
NOISES = 8  # patterns that take turns


@dataclass(frozen=True, slots=True)
class Reading:
    """What the console shows: degC (NaN: no heat is exchanged), phase "freeze 1", s of the procedure."""

    temperature: float
    phase: str
    procedure: float


def console_reading(case: Case, seconds: float) -> Reading:
    """What the console of a case shows at a time of the procedure (s); after its end the phase is "end".

    The reading approaches what the step says with the device's own time constant. For a device held at a gas
    temperature it is the reading that the step names, not the gas. With several probes: the coldest.

    >>> import cryonerve as cn
    >>> console_reading(cn.load("straight-probe-block"), 60.0)
    Reading(temperature=-80.0, phase='freeze 1', procedure=60.0)
    """
    begun = 0.0
    for act in acts_of(case):
        if seconds < begun + act.seconds:
            return Reading(_shown(case, act, seconds - begun), act.name, seconds)
        begun += act.seconds
    return Reading(math.nan, "end", seconds)


def _shown(case: Case, act: Act, seconds: float) -> float:
    approach = approach_of(case, act)
    if isinstance(act.step, Freeze):
        works = np.isfinite(approach.target)
        approach = approach._replace(target=np.where(works, act.step.temperature, np.nan))
    shown = approach.at(np.array([max(0.0, seconds)]))[0]
    return float(np.nanmin(shown)) if np.isfinite(shown).any() else math.nan


@dataclass(frozen=True, slots=True)
class Pace:
    """How a clip is streamed, and what goes wrong on the way.

    Attributes
    ----------
    rate : pictures a second. speed : seconds of the procedure in one second.
    ready : s in which the console is ready and the first picture is shown, before the procedure begins.
    fault : one of `FAULTS`, from `fault_after` s on; "" for none.

    Raises
    ------
    ClipError
        There is no such fault, or the numbers cannot be streamed.
    """

    rate: float = 25.0
    speed: float = 1.0
    ready: float = 0.0
    fault: str = ""
    fault_after: float = 2.0

    def __post_init__(self) -> None:
        """Refuse what cannot be streamed, before a picture is made.

        >>> Pace(rate=10.0, fault="stop").speed
        1.0
        """
        if self.fault and self.fault not in FAULTS:
            what = f"there is no fault '{self.fault}'"
            raise ClipError(Complaint(what, nearest(self.fault, list(FAULTS))))
        if not (0.0 < self.rate <= FASTEST and 0.0 < self.speed < math.inf and 0.0 <= self.ready < math.inf):
            what = f"{self.rate:g} pictures a second at {self.speed:g} times the speed cannot be streamed"
            raise ClipError(Complaint(what, f"Rate: above 0, at most {FASTEST:g}; speed: above 0."))


class ScannerStream:
    """Streams a clip in the time of its own procedure, with transforms and the console's temperature.

    After the last picture of the clip it stays, with fresh noise, as a scanner's does when nothing moves.

    Parameters
    ----------
    clip : what to show; its times are those of the procedure, s.
    publisher : who is told.
    case : whose protocol drives the console; None: there is no console.
    pace : rate, speed and faults; None: 25 pictures a second, as fast as the procedure.
    seed : of the noise.
    """

    def __init__(
        self,
        clip: Frames,
        publisher: Publisher,
        *,
        case: Case | None = None,
        pace: Pace | None = None,
        seed: int = 0,
    ) -> None:
        self._clip, self._publisher, self._case = clip, publisher, case
        self._pace, self._rude = pace or Pace(), False
        random = np.random.default_rng(seed)
        self._noise = np.rint(random.normal(0.0, NOISE, (NOISES, *clip.shape))).astype(np.int16)
        self._sent = 0
        self._held: NDArray[np.uint8] | None = None

    def run(self, seconds: float | None = None, cancel: Callable[[], bool] = lambda: False) -> int:
        """Stream for so many seconds (None: until told to stop); answers with the number of pictures sent."""
        begun, turn = time.monotonic(), 0
        while not cancel():
            elapsed = time.monotonic() - begun
            if seconds is not None and elapsed >= seconds:
                break
            self.send(elapsed)
            rate = self._pace.rate
            turn = max(turn + 1, math.floor(elapsed * rate))  # a moment that was missed is left out
            while not cancel() and (left := begun + turn / rate - time.monotonic()) > 0.0:
                time.sleep(min(left, LOOK))
        return self._sent

    def send(self, elapsed: float) -> None:
        """Send everything that belongs to one moment, s after the stream began."""
        pace = self._pace
        fault = pace.fault if elapsed >= pace.fault_after else ""
        if fault == "stop":
            return
        if fault in {"garbage", "hang-up"} and not self._rude:
            self._rude = True
            if fault == "garbage":
                self._publisher.send_raw(bytes(range(256)))
            else:
                self._publisher.disconnect()
        ready = elapsed < pace.ready
        procedure = float(self._clip.times[0]) + max(0.0, elapsed - pace.ready) * pace.speed
        stamp = time.time() + (AHEAD if fault == "jump" else 0.0)
        self._send_transforms(stamp)
        if self._case is not None:
            reading = Reading(math.nan, "ready", 0.0) if ready else console_reading(self._case, procedure)
            said = {
                "format": "cryonerve.console/1",
                "temperature_degC": reading.temperature,
                "phase": reading.phase,
                "procedure_s": reading.procedure,
                "simulated": True,
            }
            self._publisher.send(text(CONSOLE, said, stamp=stamp))
        self._send_picture(procedure, stamp, fault)
        self._sent += 1

    def _send_picture(self, procedure: float, stamp: float, fault: str) -> None:
        clip = self._clip
        place = int(np.searchsorted(clip.times, procedure, side="right")) - 1
        noisy = clip.pixels[max(0, place)] + self._noise[self._sent % NOISES]
        pixels = np.clip(noisy, 0, 255).astype(np.uint8)
        if clip.inside is not None:
            pixels[~clip.inside] = 0
        if fault == "freeze":
            pixels = self._held = pixels if self._held is None else self._held
        step = 2 if fault == "resize" else 1
        spacing = (step * clip.spacing[0], step * clip.spacing[1])
        metadata = {
            ORIENTATION_KEY: DISPLAYED,
            SIMULATED_KEY: "true" if clip.kind == "simulated" else "false",
        }
        if "dynamic range" in clip.settings:
            metadata[RANGE_KEY] = clip.settings["dynamic range"]
        matrix = image_matrix(spacing, clip.corner, clip.plane)
        self._publisher.send(
            picture(
                IMAGE,
                np.ascontiguousarray(pixels[::step, ::step]),
                matrix,
                stamp=stamp,
                metadata=metadata,
            )
        )
        self._publisher.send(transform(CALIBRATION, image_matrix(spacing, clip.corner, None), stamp=stamp))

    def _send_transforms(self, stamp: float) -> None:
        if self._clip.plane is not None:
            self._publisher.send(transform("ProbeToTracker", _pose(self._clip.plane), stamp=stamp))
        if self._case is not None and self._case.probes:
            probe = self._case.probes[0]
            needle = _needle(np.asarray(probe.tip, dtype=float), np.asarray(probe.axis, dtype=float))
            self._publisher.send(transform("NeedleToReference", needle, stamp=stamp))


def _pose(plane: ImagePlane) -> Floats:
    """(4, 4) mm from the transducer (x along the array, y away from it) to the case's frame."""
    matrix = plane.pose
    matrix[:3, 3] *= 1e3
    return matrix


def _needle(tip: Floats, axis: Floats) -> Floats:
    """(4, 4) mm from the cryoprobe (tip at the origin, z towards the handle) to the case's frame."""
    along = axis / np.linalg.norm(axis)
    side = np.cross(np.eye(3)[int(np.argmin(np.abs(along)))], along)
    side /= np.linalg.norm(side)
    matrix = np.eye(4)
    matrix[:3, :3] = np.column_stack([side, np.cross(along, side), along])
    matrix[:3, 3] = 1e3 * tip
    return matrix
