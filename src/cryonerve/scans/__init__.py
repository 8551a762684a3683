"""What a scanner wrote to disk: pictures and clips, volumes in the case's frame, labels made elsewhere."""

from cryonerve.scans.clips import read_clip, read_tracked, write_clip
from cryonerve.scans.curves import read_curves, write_curves
from cryonerve.scans.frames import Frames
from cryonerve.scans.image_plane import ImagePlane
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.limb_folder import LimbFolder, read_limb
from cryonerve.scans.loading import load_scan
from cryonerve.scans.scan import Scan
from cryonerve.scans.sequences import Tracked
from cryonerve.scans.traced_curve import Section, TracedCurve

__all__ = [
    "Frames",
    "ImagePlane",
    "Label",
    "Labels",
    "LimbFolder",
    "Scan",
    "Section",
    "TracedCurve",
    "Tracked",
    "load_scan",
    "read_clip",
    "read_curves",
    "read_limb",
    "read_tracked",
    "write_clip",
    "write_curves",
]
