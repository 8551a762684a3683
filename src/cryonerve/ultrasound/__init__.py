"""Temperature -> what the scanner sees, and what the picture hides."""

from cryonerve.scans.clips import read_clip, read_tracked, write_clip
from cryonerve.scans.frames import Frames
from cryonerve.scans.sequences import Tracked
from cryonerve.ultrasound.acoustics import PROBE, AcousticMap, AcousticProperties, acoustic_properties
from cryonerve.ultrasound.following import Following, follow
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.members import Members, run_members
from cryonerve.ultrasound.picture import SimulatedScanner, image, scanner_of
from cryonerve.ultrasound.plane import ImagePlane, plane_of
from cryonerve.ultrasound.scene import Scene, acoustic_map, scene_of
from cryonerve.ultrasound.tracking import shaft_in, track

__all__ = [
    "PROBE",
    "AcousticMap",
    "AcousticProperties",
    "Following",
    "Frames",
    "Front",
    "ImagePlane",
    "Members",
    "Scene",
    "SimulatedScanner",
    "Tracked",
    "acoustic_map",
    "acoustic_properties",
    "follow",
    "image",
    "plane_of",
    "read_clip",
    "read_tracked",
    "run_members",
    "scanner_of",
    "scene_of",
    "shaft_in",
    "track",
    "write_clip",
]
