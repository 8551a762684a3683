"""From a case to its labelled volume: phantoms drawn from a few lengths, and scans."""

from cryonerve.anatomy.building import build
from cryonerve.anatomy.coverage import Mixture, sample, structure_at
from cryonerve.anatomy.volume import NerveCourse, Structure, Vessel, Volume

__all__ = ["Mixture", "NerveCourse", "Structure", "Vessel", "Volume", "build", "sample", "structure_at"]
