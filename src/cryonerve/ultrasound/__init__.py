"""Temperature -> what the scanner sees, and what the picture hides."""

from cryonerve.ultrasound.clips import read_clip, read_tracked, write_clip
from cryonerve.ultrasound.frames import Frames
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.plane import ImagePlane, plane_of
from cryonerve.ultrasound.sequences import Tracked
from cryonerve.ultrasound.tracking import shaft_in, track

__all__ = [
    "Frames",
    "Front",
    "ImagePlane",
    "Tracked",
    "plane_of",
    "read_clip",
    "read_tracked",
    "shaft_in",
    "track",
    "write_clip",
]
