"""A stored run keeps voxels; a picture wants the shapes they were drawn from: layers thinner than a voxel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cryonerve.anatomy import build
from cryonerve.case.case import LabelledScan

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case

__all__ = ["redrawn"]


def redrawn(case: Case, volume: Volume) -> tuple[Volume, str]:
    """The volume with its shapes again, if drawing them gives the very voxels that were stored.

    Returns
    -------
    The volume and a sentence for the reader, empty where nothing is missing.

    Examples
    --------
    >>> import cryonerve as cn
    >>> run = cn.load("straight-probe-block")
    >>> redrawn(run, cn.build(run))[1]
    ''
    """
    if volume.shapes or volume.uniform or isinstance(case.anatomy, LabelledScan):
        return volume, ""
    drawn = build(case)
    if np.array_equal(drawn.labels, volume.labels) and np.allclose(drawn.affine, volume.affine):
        return drawn, ""
    return volume, "The picture shows the stored voxels: this version would draw the anatomy differently."
