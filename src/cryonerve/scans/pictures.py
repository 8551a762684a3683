"""Pictures and animations without a scale of their own: GIF, PNG, TIFF, BMP, JPEG, WebP, by Pillow."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.scans.frames import Frames
from cryonerve.scans.scaling import MOST_PIXELS, Given, Region, grey, uncut, whole_picture

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["framed", "is_picture", "read_pictures", "region_by_hand"]

MOST_FRAMES = 100_000
STARTS = (b"GIF8", b"\x89PNG", b"II*\0", b"MM\0*", b"BM", b"\xff\xd8\xff")
BROKEN = (
    SyntaxError, OSError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, AttributeError,
    RuntimeError, AssertionError, MemoryError, struct.error,
)  # fmt: skip


def is_picture(start: bytes) -> bool:
    """Whether a file's first bytes are those of a picture.

    >>> is_picture(b"GIF89a"), is_picture(b"RIFF....WEBP"), is_picture(b"%PDF")
    (True, True, False)
    """
    return start.startswith(STARTS) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")


def read_pictures(path: Path, given: Given) -> Frames:
    """Read a picture or an animation; its scale is given by hand.

    Raises
    ------
    ClipError
        No scale, no times, broken, or too large.
    """
    from PIL import Image as images  # noqa: N813, PLC0415

    try:
        with warnings.catch_warnings(), path.open("rb") as stream:
            warnings.simplefilter("ignore")
            with images.open(stream) as image:
                region, remarks = region_by_hand((image.height, image.width), given)
                pixels, lasting, colour = _frames(image, region)
    except (ClipError, FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except (*BROKEN, images.DecompressionBombError) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        what = f"this picture cannot be read: {said}"
        raise ClipError(Complaint(what, "Copy or export it again.")) from error
    if colour:
        remarks.append("The picture had colours; only its brightness was kept.")
    return framed(
        pixels, np.concatenate([[0.0], np.cumsum(lasting[:-1])]), region, given=given, remarks=remarks
    )


def region_by_hand(shape: tuple[int, int], given: Given) -> tuple[Region, list[str]]:
    """Which pixels count and how large they are, for a file that says nothing of that.

    Raises
    ------
    ClipError
        No scale was given.
    """
    if given.spacing is None:
        what = "this kind of file has no scale, so that lengths are unknown"
        remedy = "Give the scale by hand: millimetres per pixel, measured on the picture's depth marks."
        raise ClipError(Complaint(what, remedy))
    if given.region is not None:
        region = given.within(shape, given.spacing)
        return region, uncut(region, shape)
    region, remark = whole_picture(shape, given.spacing)
    return region, [remark]


def framed(
    pixels: NDArray[np.uint8], times: NDArray[np.float64], region: Region, *, given: Given, remarks: list[str]
) -> Frames:
    """The clip of pictures that were read, with times of the file or by hand.

    Raises
    ------
    ClipError
        Times stand still and none were given.
    """
    if given.rate is not None:
        times = np.arange(len(pixels)) / given.rate
    if not np.all(np.diff(times) > 0.0):
        what = "the file does not say when each of its frames was taken"
        raise ClipError(Complaint(what, "Give the frame rate by hand (frames per second)."))
    return Frames(
        pixels, times, region.spacing, region.corner, "recorded",
        cut=(region.top, region.left), remarks=tuple(remarks),
    )  # fmt: skip


def _frames(image: Image, region: Region) -> tuple[NDArray[np.uint8], NDArray[np.float64], bool]:
    """Grey pixels of the region, how long (s) each frame lasts, and whether there were colours."""
    kept: list[NDArray[np.uint8]] = []
    lasting: list[float] = []
    colour = False
    size = image.size
    if size[0] * size[1] * 8 > MOST_PIXELS:
        raise ClipError(Complaint(f"the picture is too large ({size[0]} x {size[1]})", "Shrink or cut it."))
    while True:
        if image.size != size:
            what = (
                f"its pictures differ in size: {size[0]} x {size[1]}, then {image.size[0]} x {image.size[1]}"
            )
            raise ClipError(Complaint(what, "Save pictures of one size."))
        shown = np.asarray(image.convert("L" if image.mode in {"1", "L"} else "RGB"))
        flat, coloured = grey(shown[region.top : region.bottom, region.left : region.right])
        kept.append(flat)
        colour = colour or coloured
        lasting.append(1e-3 * float(image.info.get("duration", 0.0)))
        if len(kept) > MOST_FRAMES or len(kept) * region.area > MOST_PIXELS:
            raise ClipError(Complaint(f"it has more than {len(kept) - 1} pictures", "Cut it."))
        try:
            image.seek(len(kept))
        except EOFError:
            return np.stack(kept), np.array(lasting), colour
