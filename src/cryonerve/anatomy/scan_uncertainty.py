"""How far what was seen in a scan may be from where it is: by the case, the traced curve, or the voxels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case, LabelledScan
from cryonerve.scans.carrying_over import shift_of_labels
from cryonerve.scans.label_merging import edges_said
from cryonerve.scans.label_tables import read_remarks
from cryonerve.scans.labels import Labels
from cryonerve.sources import scan_unknowns
from cryonerve.sources.value import Sourced

__all__ = ["boundary_spread", "carried_uncertainty", "place_spread"]

Floats = NDArray[np.float64]


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
    return _by_voxel(volume.affine, table.nerve_least, table.nerve_voxels)


def boundary_spread(case: Case, volume: Volume) -> Sourced:
    """Of the boundary between two tissues along its normal, m: likewise (`anatomy.uncertainty.boundary`).

    After the case go the edges that a segmentation said of its own in the labels' table, the least sure of
    them, and then the voxels.
    """
    scan = case.anatomy
    if not isinstance(scan, LabelledScan):
        return NOTHING
    if scan.uncertainty_boundary is not None:
        return _said(case, "boundary", scan.uncertainty_boundary)
    edge = max(edges_said(read_remarks(Path(scan.legend))).values(), default=0.0)
    if edge > 0.0:
        words = "the case does not say; the least sure edge of the labels, as their segmentation says"
        return Sourced(0.0, "m", "assumed", standing="assumed", spread=edge, remark=words)
    table = scan_unknowns()
    return _by_voxel(volume.affine, table.boundary_least, table.boundary_voxels)


def carried_uncertainty(
    labels: Labels, *, by_curve: bool = False, edge: float = 0.0
) -> dict[str, dict[str, str]]:
    """What a case says of labels that were taken over from another scan, as its `anatomy.uncertainty`.

    The voxels' share and the registration's, in quadrature; nothing where labels were not taken over.

    Parameters
    ----------
    by_curve : the treated nerve was traced; its curve says itself how sure it is.
    edge : m, how far the edges were off where they were drawn, if that is more than the voxels' share.

    Examples
    --------
    >>> said = "Labels were taken over: off as a whole by 1.200 mm (one standard deviation along an axis)."
    >>> fine = Labels(np.zeros((1, 1, 1), np.int16), np.zeros(3), np.full(3, 5e-4), (), (said,))
    >>> {name: row["value"] for name, row in carried_uncertainty(fine).items()}
    {'boundary': '1.30 mm', 'nerve': '1.30 mm'}
    """
    shift, table = shift_of_labels(labels), scan_unknowns()
    if shift == 0.0:
        return {}
    rows = {"boundary": (table.boundary_least, table.boundary_voxels)}
    rows |= {} if by_curve else {"nerve": (table.nerve_least, table.nerve_voxels)}
    why = f"the voxels, and {1e3 * shift:.2g} mm of the registration by which the labels were taken over"
    least = {"boundary": edge, "nerve": 0.0}
    own = {name: max(_by_voxel(labels.affine, *limits).spread, least[name]) for name, limits in rows.items()}
    return {
        name: {
            "value": f"{1e3 * np.hypot(shift, spread):.2f} mm",
            "standing": "assumed",
            "why": why,
        }
        for name, spread in own.items()
    }


NOTHING = Sourced(0.0, "m", "assumed", standing="assumed", remark="no scan: nothing was seen")


def _said(case: Case, key: str, spread: float) -> Sourced:
    """What the case says itself, with its standing."""
    path = f"anatomy.uncertainty.{key}"
    book = next((item for item in case.standings if item.path == path), None)
    assumed = book is not None and book.standing != "stated"
    why = "as the case says" if book is None or not book.why else book.why
    return Sourced(0.0, "m", "case", standing="assumed" if assumed else "stated", spread=spread, remark=why)


def _by_voxel(affine: Floats, least: Sourced, voxels: Sourced) -> Sourced:
    """The larger of a least length and a share of a voxel."""
    width = float(np.prod(np.abs(np.diag(affine)[:3])) ** (1.0 / 3.0))
    spread = max(least.value, voxels.value * width)
    words = f"the case does not say; from voxels as large as a cube of {1e3 * width:.2g} mm: {least.remark}"
    return Sourced(0.0, "m", "assumed", standing="assumed", spread=spread, remark=words)
