"""Tracked clips: pictures with the transforms that a tracker measured, as PLUS and 3D Slicer keep them.

Names follow PLUS: `ProbeToTracker` takes places of the probe to places of the tracker. Files count in
millimetres, and an image's places in pixels; here they are metres, and pixels stay pixels.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.scans.dicom_identity import RESEARCH_LABEL
from cryonerve.scans.frame_notes import noted, notes_for, read_notes
from cryonerve.scans.frames import Frames
from cryonerve.scans.scaling import Given, Region, uncut, whole_picture

__all__ = ["Tracked", "from_fields", "image_to_probe", "to_fields", "upright"]

Floats = NDArray[np.float64]

NOTES = "CryonerveNotes"
SCALE_BY_HAND = 'Give the scale by hand, mm per pixel: --scale "0.085 mm" (import: or --calibration).'
LONGEST_NOTES = 30_000  # characters; what reads MetaImage headers elsewhere holds 32768 a line
CLOCK = 1e8  # s; no procedure and no scanner runs for three years, so these are seconds since 1970
FRAME_FIELD = re.compile(r"Seq_Frame(\d+)_(\w+)")
DISPLAYED = "MF"  # columns run to the probe's marked side, rows away from it: how PLUS means its pictures
ORIENTATION = re.compile(r"(?:[MU][FN]|[FN][MU])[AD]?")


@dataclass(frozen=True, eq=False)
class Tracked:
    """A clip with its transforms.

    Attributes
    ----------
    frames : the pictures.
    transforms : "ProbeToTracker" and others: (frame, 4, 4), m; from or to "Image" in pixels on that side; NaN
        where the tracker did not see what it should.
    """

    frames: Frames
    transforms: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse transforms that do not belong to the frames."""
        for name, matrices in self.transforms.items():
            if matrices.shape != (len(self.frames.times), 4, 4):
                what = f"the transform {name} is not one matrix of 4 x 4 for each frame"
                raise ClipError(Complaint(what, "Give an array (frame, 4, 4)."))
            if not re.fullmatch(r"[A-Z]\w*?To[A-Z]\w*", name):
                what = f"'{name}' does not say from what it leads to what"
                raise ClipError(Complaint(what, "Write it as ProbeToTracker."))


def image_to_probe(frames: Frames) -> Floats:
    """(4, 4) from pixels (column, row, 0) to places (m) along the array, down the picture, across both.

    >>> clip = Frames(np.zeros((1, 4, 6), np.uint8), np.zeros(1), (1e-4, 2e-4), (3e-4, 0), "simulated")
    >>> (image_to_probe(clip) @ [2, 1, 0, 1]).round(6).tolist()
    [0.0004, 0.0004, 0.0, 1.0]
    """
    down, across = frames.spacing
    matrix = np.diag([across, down, np.sqrt(down * across), 1.0])
    matrix[:2, 3] = frames.corner[1], frames.corner[0]
    return matrix


def _to_millimetres(name: str, matrices: Floats) -> Floats:
    """The matrices as files write them."""
    return _scaled(name, matrices, 1e3)


def _to_metres(name: str, matrices: Floats) -> Floats:
    """The matrices of a file as they are held here."""
    return _scaled(name, matrices, 1e-3)


def _scaled(name: str, matrices: Floats, unit: float) -> Floats:
    """Matrices in another unit of length; what an image counts in pixels stays."""
    source, target = name.split("To", 1)
    result = np.array(matrices, dtype=np.float64)
    if target != "Image":
        result[:, :3, :] *= unit
    if source != "Image":
        result[:, :3, :3] /= unit
    return result


# --- fields of a header ----------------------------------------------------------------------------------


def to_fields(tracked: Tracked) -> dict[str, str]:
    """The header fields of a tracked clip: `Seq_Frame0000_...`, orientation, label, notes."""
    frames = tracked.frames
    count = len(frames.times)
    transforms = dict(tracked.transforms)
    transforms.setdefault("ImageToProbe", np.broadcast_to(image_to_probe(frames), (count, 4, 4)))
    if frames.plane is not None:
        transforms.setdefault("ProbeToReference", np.broadcast_to(frames.plane.pose, (count, 4, 4)))
    fields = {
        "UltrasoundImageOrientation": DISPLAYED,
        "UltrasoundImageType": "BRIGHTNESS",
        "ResearchLabel": RESEARCH_LABEL[frames.kind],
        NOTES: _short_notes(frames),
    }
    written = {name: _to_millimetres(name, np.asarray(item)) for name, item in sorted(transforms.items())}
    for number in range(count):
        start = f"Seq_Frame{number:04d}_"
        for name, matrices in written.items():
            seen = bool(np.all(np.isfinite(matrices[number])))
            matrix = matrices[number] if seen else np.eye(4)
            fields[f"{start}{name}Transform"] = " ".join(f"{value:.12g}" for value in matrix.ravel())
            fields[f"{start}{name}TransformStatus"] = "OK" if seen else "INVALID"
        fields[f"{start}Timestamp"] = f"{frames.times[number]:.9f}"
        fields[f"{start}ImageStatus"] = "OK"
    return fields


def _short_notes(frames: Frames) -> str:
    """Notes on one line that fits into a header; long ones lose their words first."""
    notes = notes_for(frames) | {"corner_m": list(frames.corner), "spacing_m": list(frames.spacing)}
    text = json.dumps(notes)
    if len(text) > LONGEST_NOTES:
        short = {"settings": {}, "remarks": ["Settings and remarks were too long for this file."]}
        text = json.dumps(notes | short)
    return text


def from_fields(
    pixels: NDArray[np.uint8], fields: Mapping[str, str], spacing: tuple[float, float] | None, given: Given
) -> Tracked:
    """The tracked clip that pixels and header fields make.

    Parameters
    ----------
    pixels : (frame, row, column), already turned upright. fields : of the header.
    spacing : m from row to row and from column to column, where the file's own grid says so.
    given : by hand; counts before the file.

    Raises
    ------
    ClipError
        Transforms, times or scale are missing or make no sense.
    """
    count = len(pixels)
    by_frame = _by_frame(fields, count)
    transforms = _transforms(by_frame, fields)
    notes = read_notes(fields.get(NOTES, ""))
    scale = given.spacing or _spacing_of(transforms) or spacing
    if scale is None:
        what = "the file says nothing of its scale (no ImageToProbe transform, pixels of size 1)"
        raise ClipError(Complaint(what, SCALE_BY_HAND))
    times, kept, remarks = _moments(by_frame, given)
    region, remark = whole_picture(pixels.shape[1:], scale) if given.region is None else (None, "")
    if region is None:
        region = given.within(pixels.shape[1:], scale)
        remark = " ".join(uncut(region, pixels.shape[1:]))
    corner = _corner(notes, given, region)
    if notes is None and remark:
        remarks.append(remark)
    frames = Frames(
        pixels[kept, region.top : region.bottom, region.left : region.right],
        times, region.spacing, corner, "recorded", cut=(region.top, region.left), remarks=tuple(remarks),
    )  # fmt: skip
    whole = frames.shape == pixels.shape[1:]
    pixel = _to_pixels_of_file(region, given.spacing and _spacing_of(transforms))
    cut = {name: _from_part(name, item[kept], pixel) for name, item in transforms.items()}
    return Tracked(noted(frames, notes, whole=whole), cut)


def _to_pixels_of_file(region: Region, spacing: tuple[float, float] | None) -> Floats:
    """(4, 4) from pixels (column, row, 0) of what is kept to those that the file's transforms mean.

    Parameters
    ----------
    spacing : what the file says of its pixels where a scale by hand counts before it; None: it counts.
    """
    matrix = np.eye(4)
    if spacing is not None:
        matrix[0, 0], matrix[1, 1] = region.spacing[1] / spacing[1], region.spacing[0] / spacing[0]
    matrix[:2, 3] = matrix[0, 0] * region.left, matrix[1, 1] * region.top
    return matrix


def _from_part(name: str, matrices: Floats, pixel: Floats) -> Floats:
    """Transforms from or to "Image" for the part of it that is kept; others as they are."""
    source, target = name.split("To", 1)
    if source == "Image":
        matrices = matrices @ pixel
    return np.linalg.inv(pixel) @ matrices if target == "Image" else matrices


def _corner(notes: dict[str, Any] | None, given: Given, region: Region) -> tuple[float, float]:
    """Place of the first pixel: as the notes say, else the face on top and in the middle."""
    if notes is None or "corner_m" not in notes or given.spacing is not None:
        return region.corner
    depth, lateral = (float(item) for item in notes["corner_m"])
    if not np.all(np.isfinite([depth, lateral])):
        raise ValueError("the corner of the picture is no place")
    return depth + region.top * region.spacing[0], lateral + region.left * region.spacing[1]


def _by_frame(fields: Mapping[str, str], count: int) -> list[dict[str, str]]:
    """Fields of each frame, without their prefix; fields of frames that are not there are left out."""
    found: list[dict[str, str]] = [{} for _ in range(count)]
    for key, text in fields.items():
        match = FRAME_FIELD.fullmatch(key)
        if match and int(match[1]) < count:
            found[int(match[1])][match[2]] = text
    return found


def _transforms(by_frame: list[dict[str, str]], fields: Mapping[str, str]) -> dict[str, Floats]:
    """All transforms; NaN where one is missing, invalid or not finite."""
    names = {key for frame in by_frame for key in frame if key.endswith("Transform")}
    names |= {key for key in fields if key.endswith("Transform") and not FRAME_FIELD.fullmatch(key)}
    result = {}
    for key in sorted(names):
        name = key.removesuffix("Transform")
        if not re.fullmatch(r"[A-Z]\w*?To[A-Z]\w*", name):
            continue
        matrices = np.full((len(by_frame), 4, 4), np.nan)
        for number, frame in enumerate(by_frame):
            text = frame.get(key, fields.get(key))
            if text is not None and frame.get(f"{key}Status", "OK") == "OK":
                matrices[number] = _matrix(text, key, number)
        result[name] = _to_metres(name, matrices)
    return result


def _matrix(text: str, key: str, number: int) -> Floats:
    """A matrix as written; NaN where a number is not finite."""
    try:
        matrix = np.array([float(item) for item in text.split()]).reshape(4, 4)
    except ValueError:
        what = f"{key} of frame {number} is no matrix of 4 x 4 numbers"
        raise ClipError(Complaint(what, "Export the sequence again.", text=text[:80])) from None
    return matrix if np.all(np.isfinite(matrix)) else np.full((4, 4), np.nan)


def _spacing_of(transforms: Mapping[str, Floats]) -> tuple[float, float] | None:
    """Metres from row to row and from column to column, from ImageToProbe; None without one."""
    matrices = transforms.get("ImageToProbe")
    if matrices is None:
        return None
    whole = matrices[np.all(np.isfinite(matrices), axis=(1, 2))]
    if not len(whole):
        return None
    across, down = np.linalg.norm(np.median(whole, axis=0)[:3, :2], axis=0)
    if not (0.0 < across < 0.1 and 0.0 < down < 0.1):
        what = "ImageToProbe makes pixels without size"
        raise ClipError(Complaint(what, SCALE_BY_HAND))
    return float(down), float(across)


def _moments(by_frame: list[dict[str, str]], given: Given) -> tuple[Floats, list[int], list[str]]:
    """Times of the frames that count, which these are, and what is to be said about the others."""
    valid = [number for number, frame in enumerate(by_frame) if frame.get("ImageStatus", "OK") == "OK"]
    remarks = []
    if len(valid) < len(by_frame):
        remarks.append(f"{len(by_frame) - len(valid)} frames without a valid picture were left out.")
    if not valid:
        raise ClipError(Complaint("no frame has a valid picture", "Record the sequence again."))
    if given.rate is not None:
        return np.array(valid) / given.rate, valid, remarks
    try:
        times = np.array([float(by_frame[number]["Timestamp"]) for number in valid])
    except (KeyError, ValueError):
        what = "the file does not say when each of its frames was taken"
        raise ClipError(Complaint(what, "Give the frame rate by hand (frames per second).")) from None
    if np.any(~np.isfinite(times)) or np.any(np.diff(times) < 0.0):
        what = "the times of its frames are no numbers or run backwards"
        raise ClipError(Complaint(what, "Give the frame rate by hand (frames per second)."))
    if times[0] > CLOCK:
        times = times - times[0]
        remarks.append(
            "Times count from the first frame: the file's were those of a clock, which tell the day."
        )
    new = np.concatenate([[True], np.diff(times) > 0.0])
    if not new.all():
        remarks.append(f"{int((~new).sum())} frames with the time of the one before were left out.")
    return times[new], [number for number, keep in zip(valid, new, strict=True) if keep], remarks


def upright(pixels: NDArray[Any], orientation: str) -> tuple[NDArray[Any], str]:
    """Pictures (frame, row, column, ...) turned as they are displayed, and what is to be said about that.

    Parameters
    ----------
    orientation : in PLUS's letters, where columns, then rows run to: the probe's M(arked) or U(nmarked) side,
        F(ar) from or N(ear) to the transducer.

    >>> upright(np.array([[[1, 2], [3, 4]]]), "UN")[0].tolist()
    [[[4, 3], [2, 1]]]
    """
    letters = orientation.strip().upper()
    if not ORIENTATION.fullmatch(letters):
        return pixels, "The file does not say how its pictures lie; they are shown as they are stored."
    first, second = letters[0], letters[1]
    if first in "FN":
        pixels = np.swapaxes(pixels, 1, 2)
        first, second = second, first
    if second == "N":
        pixels = pixels[:, ::-1]
    if first == "U":
        pixels = pixels[:, :, ::-1]
    return np.ascontiguousarray(pixels), ""
