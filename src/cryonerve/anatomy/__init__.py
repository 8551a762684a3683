"""From a case to its labelled volume: phantoms drawn from a few lengths, and scans of real people."""

from cryonerve.anatomy.building import build
from cryonerve.anatomy.coverage import Mixture, sample, structure_at
from cryonerve.anatomy.export import save_labels
from cryonerve.anatomy.segmenting import Segmentation, segment
from cryonerve.anatomy.tracing_paths import trace_curve
from cryonerve.anatomy.volume import NerveCourse, Structure, Vessel, Volume

__all__ = [
    "Mixture",
    "NerveCourse",
    "Segmentation",
    "Structure",
    "Vessel",
    "Volume",
    "build",
    "sample",
    "save_labels",
    "segment",
    "structure_at",
    "trace_curve",
]
