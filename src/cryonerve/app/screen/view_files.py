"""Names of the files that the page gets: of a run in FOLDER/views/RUN, of a body in FOLDER/scenes/KEY."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

__all__ = [
    "ARCHIVE",
    "BANDS",
    "LABELS",
    "NADIR",
    "PLACE",
    "SCENE",
    "SECTIONS",
    "SHOWN",
    "archive_name",
    "band_name",
    "frame_name",
    "mesh_name",
    "picture_name",
]

SHOWN, SECTIONS, NADIR = "shown.json", "sections.json", "nadir.bin"
SCENE, LABELS = "scene.json", "labels.bin"
BANDS = "bands.json"  # what a spread says of places
PLACE = "ultrasound.json"  # where the simulated picture lies in the body, and what was simulated

ARCHIVE = re.compile(r"export-[0-9a-f]{12}\.zip")


def archive_name(parts: Sequence[str], time: float | None) -> str:
    """File of an archive, one for each choice.

    >>> archive_name(["case", "report"], None) == archive_name(["report", "case"], None)
    True
    """
    choice = repr((sorted(set(parts)), time))
    return f"export-{hashlib.sha256(choice.encode()).hexdigest()[:12]}.zip"


def frame_name(index: int) -> str:
    """File of one frame.

    >>> frame_name(3)
    'frame-3.bin'
    """
    return f"frame-{index}.bin"


def band_name(which: str) -> str:
    """File of one field of a spread.

    >>> band_name("below-20")
    'band-below-20.bin'
    """
    return f"band-{which}.bin"


def picture_name(index: int) -> str:
    """File of the simulated picture that belongs to one frame."""
    return f"ultrasound-{index}.png"


def mesh_name(label: int) -> str:
    """File of the surface of one structure."""
    return f"mesh-{label}.bin"
