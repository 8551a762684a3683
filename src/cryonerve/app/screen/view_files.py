"""Names of the files that the page gets: of a run in FOLDER/views/RUN, of a body in FOLDER/scenes/KEY."""

from __future__ import annotations

__all__ = [
    "LABELS",
    "NADIR",
    "PLACE",
    "SCENE",
    "SECTIONS",
    "SHOWN",
    "frame_name",
    "mesh_name",
    "picture_name",
]

SHOWN, SECTIONS, NADIR = "shown.json", "sections.json", "nadir.bin"
SCENE, LABELS = "scene.json", "labels.bin"
PLACE = "ultrasound.json"  # where the simulated picture lies in the body, and what was simulated


def frame_name(index: int) -> str:
    """File of one frame.

    >>> frame_name(3)
    'frame-3.bin'
    """
    return f"frame-{index}.bin"


def picture_name(index: int) -> str:
    """File of the simulated picture that belongs to one frame."""
    return f"ultrasound-{index}.png"


def mesh_name(label: int) -> str:
    """File of the surface of one structure."""
    return f"mesh-{label}.bin"
