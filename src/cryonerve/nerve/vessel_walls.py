"""How cold the wall of a drawn vessel got, at points of it and not by cells.

A vessel is often as thin as a few cells: its coldest cell lies up to a cell inside the wall, and that was
some kelvins warmer on coarse cells than on fine ones. A vessel of a scan is read by its voxels, for the tube
of its mean radius is not its wall.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube, frames, resample
from cryonerve.anatomy.volume import Vessel, Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.bioheat.sampling import sample_field
from cryonerve.case.case import Case, Limb

__all__ = ["coldest_wall", "drawn_vessels"]

Floats = NDArray[np.float64]

ALONG = 0.5e-3  # m between sections that are read
AROUND = 24  # points of each ring
RINGS = (1.0, 0.5)  # of the radius: the wall's outer face, and within, where a probe may stand
KNOWN = 0.01  # share of a point's surroundings that must be tissue


def drawn_vessels(case: Case, volume: Volume) -> tuple[Vessel, ...]:
    """Vessels that are the tubes they were drawn as; none of a scan."""
    return volume.vessels if isinstance(case.anatomy, Limb) else ()


def coldest_wall(freezing: Freezing, vessel: Vessel) -> float | None:
    """Coldest degC of a vessel, at points of its outer face and within; None where none was simulated.

    Between cells the coldest temperatures are interpolated; cells without tissue do not count.
    """
    centre = resample(vessel.points, ALONG)
    across, whole = frames(centre), np.ones((len(centre), 2))
    rings = [Tube(centre, share * vessel.radius * whole, across).outline(AROUND) for share in RINGS]
    points = np.concatenate([ring.reshape(-1, 3) for ring in rings])
    inside = np.ones(len(points), np.bool_)
    for axis, faces in enumerate((freezing.x, freezing.y, freezing.z)):
        inside &= (points[:, axis] >= faces[0]) & (points[:, axis] <= faces[-1])
    points = points[inside]
    tissue = (freezing.tissue_volume > 0) & np.isfinite(freezing.nadir)
    share = sample_field(freezing, tissue.astype(np.float32), points)
    cold = sample_field(freezing, np.where(tissue, freezing.nadir, 0.0), points)
    read = cold[share > KNOWN] / share[share > KNOWN]
    return float(read.min()) if len(read) else None
