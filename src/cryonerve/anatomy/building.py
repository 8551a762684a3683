"""From a case to its labelled volume."""

from __future__ import annotations

from dataclasses import replace

from cryonerve.anatomy.fluid import with_fluid
from cryonerve.anatomy.phantom import draw_limb
from cryonerve.anatomy.places import check_places, course_remarks
from cryonerve.anatomy.scanned_limb import read_scan
from cryonerve.anatomy.volume import Volume
from cryonerve.anatomy.voxels import solid_block
from cryonerve.case.case import Block, Case, Limb
from cryonerve.case.spacing import DEFAULT_SPACING
from cryonerve.errors import CaseError, Complaint, nearest

__all__ = ["build"]


def build(case: Case) -> Volume:
    """The labelled volume of a case: drawn phantom or scan.

    Raises
    ------
    CaseError
        Lengths that do not fit together, with the field and the allowed range; a probe's tip or a
        thermocouple outside of the body.
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
        return with_fluid(solid_block(anatomy.size, anatomy.tissue, spacing), case)
    volume = draw_limb(case, anatomy, spacing) if isinstance(anatomy, Limb) else read_scan(case, anatomy)
    check_places(case, volume)
    volume = replace(volume, assumptions=(*volume.assumptions, *course_remarks(volume)))
    return with_fluid(volume, case)
