"""Temperature -> what the scanner sees, and what the picture hides."""

from cryonerve.ultrasound.following import Following, follow
from cryonerve.ultrasound.frames import Frames
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.members import Members, run_members
from cryonerve.ultrasound.plane import ImagePlane, plane_of

__all__ = ["Following", "Frames", "Front", "ImagePlane", "Members", "follow", "plane_of", "run_members"]
