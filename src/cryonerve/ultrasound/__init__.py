"""Temperature -> what the scanner sees, and what the picture hides."""

from cryonerve.ultrasound.acoustics import PROBE, AcousticMap, AcousticProperties, acoustic_properties
from cryonerve.ultrasound.clips import read_clip, write_clip
from cryonerve.ultrasound.frames import Frames
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.picture import SimulatedScanner, image, scanner_of
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
    "SimulatedScanner",
    "acoustic_map",
    "acoustic_properties",
    "image",
    "plane_of",
    "read_clip",
    "scanner_of",
    "scene_of",
    "write_clip",
]
