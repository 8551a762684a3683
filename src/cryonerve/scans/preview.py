"""A clip as GIF to look at: square pixels, a band below that says what it is, when, and its scale."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.files import whole_file
from cryonerve.scans.frames import Frames

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["gif_bytes", "pictured", "write_gif"]

Floats = NDArray[np.float64]

LABEL = {"simulated": "SIMULATED", "recorded": "RECORDED"}
BELOW = "research software, no medical device"
SMALLEST_SIDE = 280  # pixels, so that the band can be read
BAND = 40  # pixels below the picture
TICK = 0.01  # s, in which a GIF counts time
SHORTEST = 2  # ticks; browsers slow down what is shorter
LONGEST = 65535  # ticks that a GIF can hold
BACKGROUND, WORDS = 24, 235  # grey levels of the band
SHRINK = 0.85  # of the sides, while the file is too large
FEWEST = 96  # pixels of the longer side, below which frames are left out instead


def write_gif(
    frames: Frames, path: Path, *, speed: float = 1.0, largest: int = 4_000_000, side: int = 480
) -> None:
    """Write a GIF preview, whole or not at all.

    Parameters
    ----------
    speed : times faster than the clip was; said in the band where it is not 1.
    largest : bytes; the picture shrinks, then frames are left out, until the file is not larger.
    side : pixels of the picture's longer side, at most.

    Raises
    ------
    ClipError
        It cannot be made small enough, or `speed` is no number above zero.
    """
    raw = gif_bytes(frames, speed=speed, largest=largest, side=side)
    with whole_file(path) as partial:
        partial.write_bytes(raw)


def gif_bytes(frames: Frames, *, speed: float = 1.0, largest: int = 4_000_000, side: int = 480) -> bytes:
    """The GIF preview itself; see `write_gif`.

    >>> clip = Frames(np.zeros((2, 40, 60), np.uint8), np.array([0.0, 1]), (1e-4, 2e-4), (0, 0), "simulated")
    >>> gif_bytes(clip)[:6]
    b'GIF89a'
    """
    if not 0.0 < speed < np.inf:
        raise ClipError(Complaint(f"{speed!r} is no speed", "Give a number above zero."))
    kept, delays = _paced(frames.times / speed)
    while True:
        raw = _encoded(frames, kept, delays, side=side, speed=speed)
        if len(raw) <= largest:
            return raw
        if side * SHRINK >= FEWEST:
            side = int(side * max(0.5, min(SHRINK, (largest / len(raw)) ** 0.5)))
        elif len(kept) > 1:
            delays = [sum(delays[i : i + 2]) for i in range(0, len(delays), 2)]
            kept = kept[::2]
        else:
            what = f"a preview of this clip does not fit into {largest} bytes"
            raise ClipError(Complaint(what, "Allow more."))


def _paced(times: Floats) -> tuple[list[int], list[int]]:
    """Which frames are shown, and for how many hundredths of a second; the last as long as the one before."""
    ticks = np.rint((times - times[0]) / TICK).astype(np.int64)
    kept = [0]
    for number in range(1, len(ticks)):
        if ticks[number] - ticks[kept[-1]] >= SHORTEST:
            kept.append(number)
    delays = np.diff(ticks[kept]).tolist()
    delays.append(delays[-1] if delays else round(1.0 / TICK))
    return kept, [min(int(item), LONGEST) for item in delays]


def _encoded(frames: Frames, kept: list[int], delays: list[int], *, side: int, speed: float) -> bytes:
    """The file for one size of picture."""
    pictures = [pictured(frames, number, side, speed) for number in kept]
    more: dict[str, Any] = {}
    if len(pictures) > 1:
        more = {
            "save_all": True,
            "append_images": pictures[1:],
            "duration": [round(1000 * TICK) * item for item in delays],
            "loop": 0,
        }
    stream = io.BytesIO()
    comment = f"{LABEL[frames.kind]}, {BELOW}"
    pictures[0].save(stream, "GIF", comment=comment, optimize=False, disposal=1, **more)
    return stream.getvalue()


def pictured(frames: Frames, number: int, side: int, speed: float) -> Image:
    """One frame (grey) with square pixels and the band below it, which no brightness of it can hide."""
    from PIL import Image as images  # noqa: N813, PLC0415
    from PIL import ImageDraw, ImageFont  # noqa: PLC0415

    rows, columns = frames.shape
    height, width = rows * frames.spacing[0], columns * frames.spacing[1]
    pixel = max(height, width) / side  # m
    size = max(1, round(width / pixel)), max(1, round(height / pixel))
    shown = images.fromarray(frames.pixels[number]).resize(size, images.Resampling.BILINEAR)
    canvas = images.new("L", (max(size[0], SMALLEST_SIDE), size[1] + BAND), BACKGROUND)
    canvas.paste(shown, ((canvas.width - size[0]) // 2, 0))
    draw = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(11)
    moment = f"t = {frames.times[number]:.1f} s" + (f"  (x{speed:g})" if speed != 1.0 else "")
    draw.text((6, size[1] + 5), LABEL[frames.kind], fill=WORDS, font=font)
    draw.text((canvas.width - 6, size[1] + 5), moment, fill=WORDS, font=font, anchor="ra")
    draw.text((6, size[1] + 22), BELOW, fill=WORDS, font=font)
    length = round(10e-3 / pixel)
    if length < canvas.width // 3:
        end = canvas.width - 8
        draw.line([(end - length, size[1] + 33), (end, size[1] + 33)], fill=WORDS, width=2)
        draw.text((end, size[1] + 19), "10 mm", fill=WORDS, font=font, anchor="ra")
    return canvas
