"""Calipers on a still ultrasound picture: two cursors, a length, and how far off it may be."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from cryonerve.errors import ClipError, Complaint, nearest
from cryonerve.scans.frames import Frames
from cryonerve.units import parse

__all__ = ["Caliper", "Measured", "measurable", "measured", "typed"]

TABLE = Path(__file__).parent / "calipers.toml"
LONGEST = 1.0  # m


@dataclass(frozen=True, slots=True)
class Caliper:
    """Two cursors on a picture.

    Attributes
    ----------
    what : "nerve depth"; one of `measurable`. start, stop : row and column in the whole picture of the file,
        counted from 0; parts of a pixel are allowed.
    """

    what: str
    start: tuple[float, float]
    stop: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """One length.

    Attributes
    ----------
    what : as in `Caliper`. length, deviation : m, and one standard deviation.
    how : in words, "measured on the ultrasound picture". caliper : the cursors, where there are any.
    """

    what: str
    length: float
    deviation: float
    how: str
    caliper: Caliper | None = None

    def __str__(self) -> str:
        return f"{self.how}: {1e3 * self.length:.1f} mm ± {1e3 * self.deviation:.1f} mm"


@dataclass(frozen=True, slots=True)
class _Errors:
    """How far off a caliper may be: pixels, radians, share, m."""

    cursor: float
    tilt: float
    sound: float
    typed: float


@cache
def measurable() -> Mapping[str, tuple[str, str]]:
    """What can be measured: name -> field of the phantom ("": only compared), and from where to where.

    >>> measurable()["nerve depth"][0]
    'nerve_depth'
    """
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["measure"]
    return {name: (str(row["field"]), str(row["structure"])) for name, row in rows.items()}


@cache
def _errors() -> _Errors:
    row = tomllib.loads(TABLE.read_text(encoding="utf-8"))["error"]
    return _Errors(
        float(row["cursor"].removesuffix(" pixel")),
        float(np.radians(parse(row["tilt"], "angle"))),
        parse(row["sound"], "fraction"),
        parse(row["typed"], "length"),
    )


def measured(caliper: Caliper, frames: Frames) -> Measured:
    """The length between two cursors, by the picture's scale.

    The variance is that of both cursors (alike within a pixel: a third of its square along the line, each; no
    less than on the scanner's own screen, for fine pixels do not make edges sharper), of the picture's tilt
    (which makes a length too long by up to 1/cos - 1), and of the speed of sound.

    Parameters
    ----------
    frames : the still or clip that the cursors stand on; `cut` says where it lies in the file's picture.

    Raises
    ------
    ClipError
        An unknown name, cursors outside of the picture or on one place.

    Examples
    --------
    >>> picture = Frames(np.zeros((1, 200, 100), np.uint8), np.zeros(1), (1e-4, 1e-4), (0, 0), "recorded")
    >>> print(measured(Caliper("nerve depth", (0, 50), (143, 50)), picture))
    measured on the ultrasound picture: 14.3 mm ± 0.3 mm
    """
    _require_known(caliper.what)
    steps = np.array(frames.spacing)
    shape = np.array(frames.shape)
    ends = np.array([caliper.start, caliper.stop], dtype=float)
    inside = ends - np.array(frames.cut)
    if not np.isfinite(ends).all() or (inside < -0.5).any() or (inside > shape - 0.5).any():
        low, high = np.array(frames.cut), np.array(frames.cut) + shape - 1
        what = f"a cursor of '{caliper.what}' stands outside of the picture"
        remedy = f"Give row and column, from {low[0]} {low[1]} to {high[0]} {high[1]}."
        raise ClipError(Complaint(what, remedy))
    vector = (ends[1] - ends[0]) * steps
    length = float(np.linalg.norm(vector))
    if length == 0.0:
        raise ClipError(Complaint(f"both cursors of '{caliper.what}' stand on one place", "Set one anew."))
    errors = _errors()
    pixel = float(np.abs(vector / length) @ steps)
    cursors = max(2.0 * (errors.cursor * pixel) ** 2 / 3.0, errors.typed**2)
    tilt = (length * (1.0 / np.cos(errors.tilt) - 1.0)) ** 2 / 3.0
    sound = (length * errors.sound) ** 2
    deviation = float(np.sqrt(cursors + tilt + sound))
    return Measured(caliper.what, length, deviation, "measured on the ultrasound picture", caliper)


def typed(what: str, length: float) -> Measured:
    """A length that a person read off the scanner's own calipers (or a tape, for the circumference).

    Raises
    ------
    ClipError
        An unknown name, or no length of a limb.

    Examples
    --------
    >>> print(typed("nerve depth", 14e-3))
    measured with the scanner's calipers: 14.0 mm ± 0.3 mm
    """
    _require_known(what)
    if not 0.0 < length < LONGEST:
        raise ClipError(Complaint(f"{1e3 * length:g} mm is no {what}", "Write a length such as 14 mm."))
    errors = _errors()
    if what == "circumference":
        return Measured(what, length, max(2e-3, 0.01 * length), "measured with a tape")
    tilt = length * (1.0 / np.cos(errors.tilt) - 1.0) / np.sqrt(3.0)
    deviation = float(np.sqrt(errors.typed**2 + tilt**2 + (length * errors.sound) ** 2))
    return Measured(what, length, deviation, "measured with the scanner's calipers")


def _require_known(what: str) -> None:
    if what not in measurable():
        raise ClipError(Complaint(f"nothing is called '{what}' here", nearest(what, measurable())))
