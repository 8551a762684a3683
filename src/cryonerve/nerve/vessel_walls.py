"""How cold the wall of a drawn vessel got, at points of it and not by cells.

A vessel is often as thin as a few cells: its coldest cell lies up to a cell inside the wall, and that was
some kelvins warmer on coarse cells than on fine ones. A vessel or small nerve of a scan is read at the faces
of its voxels (`scan_walls`), for the tube of its mean radius is not its wall.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cryonerve.anatomy.courses import Tube, frames, resample
from cryonerve.anatomy.volume import Vessel, Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case, LabelledScan, Limb
from cryonerve.nerve.scan_walls import box_of_run, coldest_of_points, walls_of

__all__ = ["coldest_wall", "coldest_walls", "drawn_vessels"]

ALONG = 0.5e-3  # m between sections that are read
AROUND = 24  # points of each ring
RINGS = (1.0, 0.5)  # of the radius: the wall's outer face, and within, where a probe may stand
THIN = ("artery", "vein", "nerve")  # kinds that a scan labels in few voxels


def drawn_vessels(case: Case, volume: Volume) -> tuple[Vessel, ...]:
    """Vessels that are the tubes they were drawn as; none of a scan."""
    return volume.vessels if isinstance(case.anatomy, Limb) else ()


def coldest_walls(
    case: Case, volume: Volume, freezing: Freezing, labels: tuple[int, ...]
) -> Mapping[str, float]:
    """Coldest degC, by name, of those structures with these labels that are read at their walls."""
    wanted = {item.name: item for item in volume.structures if item.label in labels and item.kind in THIN}
    drawn = {vessel.name: vessel for vessel in drawn_vessels(case, volume) if vessel.name in wanted}
    found = {name: coldest_wall(freezing, vessel) for name, vessel in drawn.items()}
    if isinstance(case.anatomy, LabelledScan):
        box = box_of_run(freezing)
        found |= {
            name: coldest_of_points(freezing, walls_of(volume, item.label, box))
            for name, item in wanted.items()
        }
    return {name: wall for name, wall in found.items() if wall is not None}


def coldest_wall(freezing: Freezing, vessel: Vessel) -> float | None:
    """Coldest degC of a vessel, at points of its outer face and within; None where none was simulated.

    Between cells the coldest temperatures are interpolated; cells without tissue do not count.
    """
    centre = resample(vessel.points, ALONG)
    across, whole = frames(centre), np.ones((len(centre), 2))
    rings = [Tube(centre, share * vessel.radius * whole, across).outline(AROUND) for share in RINGS]
    points = np.concatenate([ring.reshape(-1, 3) for ring in rings])
    return coldest_of_points(freezing, points)
