"""Pictures of a stream: grey, upright, with their scale; refused with a sentence where one is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.scans.frames import Frames
from cryonerve.scans.scaling import Given, grey, whole_picture
from cryonerve.scans.sequences import ORIENTATION, upright
from cryonerve.ultrasound.openigtlink import UnreadableError, safe_text
from cryonerve.ultrasound.plane import ImagePlane
from cryonerve.ultrasound.stream_console import Console

__all__ = [
    "LiveFrame",
    "clip_of",
    "framed",
    "grey_of",
    "image_matrix",
    "orientation_of",
    "scale_of",
]

Floats = NDArray[np.float64]
Grey = NDArray[np.uint8]
SENSIBLE = (1e-6, 10e-3)  # m between pixels
UNIT = 1e-3  # a scale this close to 1 mm on both axes is what programs write when they know none


@dataclass(frozen=True, eq=False)
class LiveFrame:
    """A picture of a stream.

    Attributes
    ----------
    pixels : (row, column) grey; rows run away from the transducer, columns to its marked side.
    number : counts the pictures of this connection and its successors, from 1.
    stamp : s since 1970 by the sender's clock, 0 where it gives none. received : the same by this computer's.
    spacing : m from row to row and from column to column; None where nobody knows.
    scale : where the spacing comes from, or why there is none; one sentence.
    simulated : the sender says that no scanner was there.
    settings : what the sender tells of the picture in the words of `Frames`, "dynamic range": "60 dB".
    console : what the cryo console had said last when the picture came.
    """

    pixels: Grey
    number: int
    stamp: float
    received: float
    spacing: tuple[float, float] | None
    scale: str
    simulated: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    console: Console | None = None


def orientation_of(written: str) -> str:
    """The two letters of an orientation as PLUS writes it: "MF", "MFA", "uf".

    The third letter orders the slices of a volume and says nothing about a single picture.

    >>> orientation_of("mfa")
    'MF'

    Raises
    ------
    ClipError
        There is no such orientation.
    """
    letters = written.upper()
    if not ORIENTATION.fullmatch(letters):
        what = f"'{safe_text(written, 12)}' is no orientation of a picture"
        raise ClipError(
            Complaint(what, "Write two letters, such as MF: Marked or Unmarked side, Far or Near.")
        )
    return letters[:2]


def grey_of(message: Any, orientation: str) -> Grey:  # noqa: ANN401  an IMAGE of the library
    """(row, column) uint8 of an IMAGE, upright.

    Raises
    ------
    UnreadableError
        It is a volume, or its numbers are not grey or colour of 8 bits.
    """
    image = np.asarray(message.image)
    if image.dtype != np.uint8:
        what = f"pictures of type {image.dtype.name} are not used: their window is unknown; grey of 8 bits is"
        raise UnreadableError(Complaint(what))
    if image.shape[0] != 1 or image.size == 0:
        size = " x ".join(str(item) for item in image.shape[2::-1])
        raise UnreadableError(Complaint(f"a volume of {size} came where a picture was expected"))
    flat = image[0]
    if flat.ndim == 3 and flat.shape[2] not in (1, 3, 4):
        raise UnreadableError(Complaint(f"a picture of {flat.shape[2]} channels is neither grey nor colour"))
    brightness, _ = grey(flat[..., 0] if flat.ndim == 3 and flat.shape[2] == 1 else flat)
    turned, _ = upright(brightness[None], orientation)
    return np.asarray(turned[0], dtype=np.uint8)


def scale_of(matrix: Floats, orientation: str) -> tuple[float, float] | None:
    """Spacing of rows and of columns, m, of a matrix from pixels to mm; None where it knows no scale.

    The scale is the length of its first two columns, whichever way they point. Exactly 1 mm on both axes
    is what programs write that know none.

    >>> scale_of(np.diag([0.05, 0.1, 1.0, 1.0]), "MF")
    (0.0001, 5e-05)
    >>> scale_of(np.eye(4), "MF") is None
    True
    """
    first, second = (float(np.linalg.norm(matrix[:3, axis])) for axis in (0, 1))
    if not all(SENSIBLE[0] <= item * 1e-3 <= SENSIBLE[1] for item in (first, second)):
        return None
    if abs(first - 1.0) < UNIT and abs(second - 1.0) < UNIT:
        return None
    along, across = (first, second) if orientation[0] in "MU" else (second, first)
    return _metres(across), _metres(along)


def _metres(millimetres: float) -> float:
    """The digits that a number of 32 bits, as OpenIGTLink sends it, has."""
    return float(f"{1e-3 * millimetres:.7g}")


def image_matrix(
    spacing: tuple[float, float], corner: tuple[float, float], plane: ImagePlane | None
) -> Floats:
    """(4, 4) from column, row, slice to mm: in the case's frame, or the picture's own without a plane.

    Parameters
    ----------
    spacing, corner : as of `Frames`, m.
    """
    lateral, axial, origin = (
        (plane.lateral, plane.axial, plane.origin)
        if plane is not None
        else (np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]), np.zeros(3))
    )
    matrix = np.eye(4)
    matrix[:3, 0] = 1e3 * spacing[1] * lateral
    matrix[:3, 1] = 1e3 * spacing[0] * axial
    matrix[:3, 2] = np.cross(lateral, axial)
    matrix[:3, 3] = 1e3 * (origin + corner[1] * lateral + corner[0] * axial)
    return matrix


def framed(frame: LiveFrame, time: float, region: tuple[int, int, int, int] | None = None) -> Frames:
    """One received picture as a clip; its first row is taken to lie at the transducer's face.

    Parameters
    ----------
    time : s that the picture gets.
    region : first row, first column, last row + 1, last column + 1 of what is kept; None: all.

    Raises
    ------
    ClipError
        Nobody knows the picture's scale, or the region does not lie in it.
    """
    if frame.spacing is None:
        raise ClipError(Complaint(frame.scale))
    rows, columns = frame.pixels.shape
    place, remark = whole_picture((rows, columns), frame.spacing)
    if region is not None:
        place = Given(region=region).within((rows, columns), frame.spacing)
        remark = "The region was given by hand; its top row counts as the transducer's face."
    kind: Literal["simulated", "recorded"] = "simulated" if frame.simulated else "recorded"
    return Frames(
        np.ascontiguousarray(frame.pixels[None, place.top : place.bottom, place.left : place.right]),
        np.array([time]),
        frame.spacing,
        place.corner,
        kind,
        settings=dict(frame.settings),
        remarks=(remark,),
    )


def clip_of(
    frames: Sequence[LiveFrame],
    region: tuple[int, int, int, int] | None = None,
    *,
    times: Sequence[float] | None = None,
) -> Frames:
    """A clip of what was received; its first row is taken to lie at the transducer's face.

    Pictures whose time does not rise, or of other size or scale than the first, are left out, and said.

    Parameters
    ----------
    region : first row, first column, last row + 1, last column + 1 of what is kept.
    times : s of every picture; None: since the first, by the sender's clock, or this computer's.

    Raises
    ------
    ClipError
        There is no picture, nobody knows its scale, or the region does not lie in it.
    """
    if not frames:
        raise ClipError(Complaint("no picture was received"))
    first = frames[0]
    moments = [_time(frame) - _time(first) for frame in frames] if times is None else list(times)
    alone = framed(first, moments[0], region)
    kept: list[Frames] = []
    for frame, moment in zip(frames, moments, strict=True):
        alike = frame.pixels.shape == first.pixels.shape and frame.spacing == first.spacing
        if alike and (not kept or moment > kept[-1].times[0]):
            kept.append(framed(frame, moment, region))
    remarks = list(alone.remarks)
    if len(kept) < len(frames):
        why = "other size or scale, or time not rising"
        remarks.append(f"{len(frames) - len(kept)} pictures are left out: {why}.")
    return replace(
        alone,
        pixels=np.concatenate([item.pixels for item in kept]),
        times=np.concatenate([item.times for item in kept]),
        kind="simulated" if any(item.kind == "simulated" for item in kept) else "recorded",
        settings={**alone.settings, "scale": first.scale},
        remarks=tuple(remarks),
    )


def _time(frame: LiveFrame) -> float:
    return frame.stamp or frame.received
