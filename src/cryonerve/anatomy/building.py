"""From a case to its labelled volume."""

from __future__ import annotations

from cryonerve.anatomy.phantom import draw_limb
from cryonerve.anatomy.scans import read_scan
from cryonerve.anatomy.volume import Volume
from cryonerve.anatomy.voxels import solid_block
from cryonerve.case.case import Block, Case, Limb
from cryonerve.case.fit import DEFAULT_SPACING
from cryonerve.errors import CaseError, Complaint, nearest

__all__ = ["build"]


def build(case: Case) -> Volume:
    """The labelled volume of a case: drawn phantom or scan.

    Raises
    ------
    CaseError
        Lengths that do not fit together; the complaint names the field and the allowed range.
    ScanError
        A label file that cannot be read or used.
    GridError
        A grid that would not fit in memory.
    """
    spacing = case.solver.spacing or DEFAULT_SPACING
    anatomy = case.anatomy
    if isinstance(anatomy, Block):
        if anatomy.tissue not in case.tissues:
            raise CaseError(
                Complaint(
                    f"no tissue is called '{anatomy.tissue}'",
                    remedy=nearest(anatomy.tissue, case.tissues),
                    field="anatomy.tissue",
                )
            )
        return solid_block(anatomy.size, anatomy.tissue, spacing)
    if isinstance(anatomy, Limb):
        return draw_limb(case, anatomy, spacing)
    return read_scan(case, anatomy)
