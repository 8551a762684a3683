"""What no format has a place for (plane, drawn region, settings, remarks), as a document in the file."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.frames import Frames
from cryonerve.scans.image_plane import ImagePlane

__all__ = ["noted", "notes_for", "read_notes"]


def notes_for(frames: Frames) -> dict[str, Any]:
    """The document of a clip: everything but pixels, times and scale."""
    plane = frames.plane
    return {
        "kind": frames.kind,
        "settings": dict(frames.settings),
        "remarks": list(frames.remarks),
        "inside": None if frames.inside is None else _packed(frames.inside),
        "plane": None
        if plane is None
        else {
            "origin_m": plane.origin.tolist(),
            "lateral": plane.lateral.tolist(),
            "axial": plane.axial.tolist(),
            "depth_m": float(plane.depth),
        },
    }


def read_notes(text: str) -> dict[str, Any] | None:
    """The document in a file's text; None where it is none."""
    try:
        notes = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return notes if isinstance(notes, dict) else None


def noted(frames: Frames, notes: dict[str, Any] | None, *, whole: bool = True) -> Frames:
    """The clip with what the document says; as it is without one.

    Parameters
    ----------
    whole : whether the clip shows the whole picture, so that the drawn region fits it.

    Raises
    ------
    KeyError, TypeError, ValueError, zlib.error
        The document is not what `notes_for` writes.

    Examples
    --------
    >>> clip = Frames(np.zeros((1, 4, 6), np.uint8), np.zeros(1), (1e-4, 1e-4), (0, 0), "simulated")
    >>> noted(clip, notes_for(replace(clip, settings={"seed": "1"}))).settings
    {'seed': '1'}
    """
    if notes is None:
        return frames
    drawn = notes.get("inside")
    return replace(
        frames,
        kind="simulated" if notes.get("kind") == "simulated" else "recorded",
        plane=_plane(notes.get("plane")),
        inside=_unpacked(drawn, frames.shape) if drawn is not None and whole else None,
        settings={str(name): str(text) for name, text in dict(notes.get("settings") or {}).items()},
        remarks=tuple(str(item) for item in notes.get("remarks") or ()) + frames.remarks,
    )


def _packed(inside: NDArray[np.bool_]) -> str:
    """A mask as text: bits, compressed."""
    return base64.b64encode(zlib.compress(np.packbits(inside).tobytes(), 9)).decode()


def _unpacked(text: str, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The mask in a text, no larger than its picture."""
    size = shape[0] * shape[1]
    bits = zlib.decompressobj().decompress(base64.b64decode(text), (size + 7) // 8)
    return np.unpackbits(np.frombuffer(bits, np.uint8))[:size].astype(bool).reshape(shape)


def _plane(written: Any) -> ImagePlane | None:  # noqa: ANN401  (whatever stands in a file)
    """The image plane that the document holds; None where it holds none."""
    if written is None:
        return None
    origin, lateral, axial = (
        np.array([float(value) for value in written[key]]) for key in ("origin_m", "lateral", "axial")
    )
    depth = float(written["depth_m"])
    if len(origin) != 3 or not np.all(np.isfinite([*origin, *lateral, *axial, depth])):
        raise ValueError("the plane of the picture is not three places and a depth")
    return ImagePlane(origin, lateral, axial, depth)
