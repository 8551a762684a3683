"""How far what was seen in a scan may be from where it is: by the case, the traced curve, or the voxels."""

from __future__ import annotations

import numpy as np

from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case, LabelledScan
from cryonerve.sources import scan_unknowns
from cryonerve.sources.value import Sourced

__all__ = ["boundary_spread", "place_spread"]


def place_spread(case: Case, volume: Volume) -> Sourced:
    """Of the place of a nerve or a vessel across its axis, m: 0 with one standard deviation.

    The case goes first (`anatomy.uncertainty.nerve`), then the traced curve of the treated nerve, then the
    voxels. Nothing is unsure where the anatomy is no scan.
    """
    scan = case.anatomy
    if not isinstance(scan, LabelledScan):
        return NOTHING
    if scan.uncertainty_nerve is not None:
        return _said(case, "nerve", scan.uncertainty_nerve)
    course = volume.treated_nerve
    if course is not None and course.uncertainty:  # 0 or None: the curve does not say
        words = "how sure the traced curve says it is"
        return Sourced(0.0, "m", "case", standing="assumed", spread=course.uncertainty, remark=words)
    table = scan_unknowns()
    return _by_voxel(volume, table.nerve_least, table.nerve_voxels)


def boundary_spread(case: Case, volume: Volume) -> Sourced:
    """Of the boundary between two tissues along its normal, m: likewise (`anatomy.uncertainty.boundary`)."""
    scan = case.anatomy
    if not isinstance(scan, LabelledScan):
        return NOTHING
    if scan.uncertainty_boundary is not None:
        return _said(case, "boundary", scan.uncertainty_boundary)
    table = scan_unknowns()
    return _by_voxel(volume, table.boundary_least, table.boundary_voxels)


NOTHING = Sourced(0.0, "m", "assumed", standing="assumed", remark="no scan: nothing was seen")


def _said(case: Case, key: str, spread: float) -> Sourced:
    """What the case says itself, with its standing."""
    path = f"anatomy.uncertainty.{key}"
    book = next((item for item in case.standings if item.path == path), None)
    assumed = book is not None and book.standing != "stated"
    why = "as the case says" if book is None or not book.why else book.why
    return Sourced(0.0, "m", "case", standing="assumed" if assumed else "stated", spread=spread, remark=why)


def _by_voxel(volume: Volume, least: Sourced, voxels: Sourced) -> Sourced:
    """The larger of a least length and a share of a voxel."""
    width = float(np.prod(np.abs(np.diag(volume.affine)[:3])) ** (1.0 / 3.0))
    spread = max(least.value, voxels.value * width)
    words = f"the case does not say; from voxels as large as a cube of {1e3 * width:.2g} mm: {least.remark}"
    return Sourced(0.0, "m", "assumed", standing="assumed", spread=spread, remark=words)
