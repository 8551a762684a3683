"""Temperature -> what the scanner sees, and what the picture hides."""

from cryonerve.ultrasound.acoustics import PROBE, AcousticMap, AcousticProperties, acoustic_properties
from cryonerve.ultrasound.frames import Frames
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.plane import ImagePlane, plane_of
from cryonerve.ultrasound.scene import Scene, acoustic_map, scene_of

__all__ = [
    "PROBE",
    "AcousticMap",
    "AcousticProperties",
    "Frames",
    "Front",
    "ImagePlane",
    "Scene",
    "acoustic_map",
    "acoustic_properties",
    "plane_of",
    "scene_of",
]
