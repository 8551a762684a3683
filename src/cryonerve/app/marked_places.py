"""Which markups of 3D Slicer are traced, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.errors import Complaint, InputError, nearest

if TYPE_CHECKING:
    from cryonerve.scans.markups import Markup
    from cryonerve.scans.scan import Scan
    from cryonerve.scans.traced_curve import TracedCurve

__all__ = ["chosen_markups", "no_surer", "remarks_on_markups"]

NAME_IT = "Call it by its anatomy in 3D Slicer (tibial nerve), or give it alone with --nerve NAME."


def chosen_markups(files: Sequence[Path], name: str | None, scan: Scan) -> list[Markup]:
    """The markups of some files that are traced: the one of this name, a single one, else all.

    Raises
    ------
    InputError
        A file that is none, nothing of this name, markups without a name, or two of one name.
    """
    from cryonerve.scans.markups import read_markups

    found = [
        (path, number, item)
        for path in files
        for number, item in enumerate(read_markups(path, scan.to_patient), start=1)
    ]
    if name is not None:
        named = [entry for entry in found if entry[2].name.casefold() == name.strip().casefold()]
        if not named and len(found) > 1:
            what = f"none of {len(found)} markups is called '{name}'"
            known = [item.name for *_, item in found if item.name]
            raise InputError(Complaint(what, nearest(name, known) if known else NAME_IT, field="--nerve"))
        found = named or found
    taken: set[str] = set()
    for path, number, item in found:
        what, remedy = "", ""
        if name is None and not item.name:
            what, remedy = "its name names no known structure", NAME_IT
        elif item.name.casefold() in taken:
            what, remedy = f"'{item.name}' is marked twice", "Leave one of them out."
        if what:
            raise InputError(Complaint(what, remedy, file=str(path), field=f"markup {number}"))
        taken.add(item.name.casefold())
    return [item for *_, item in found]


def remarks_on_markups(markups: Sequence[Markup], scan: Scan, *, named: bool) -> list[str]:
    """Names that were shortened, and how places of a scan with a frame of its own were taken.

    Parameters
    ----------
    named : a person gave the name.
    """
    remarks = []
    if not named and any(item.left_out for item in markups):
        remarks.append(
            "The name of a markup held words that name no known structure and could name a person; they were "
            "left out, and --nerve calls one as you like."
        )
    if not np.allclose(scan.to_patient, np.eye(4), atol=1e-9):
        remarks.append(
            "Places were taken as the patient's: clicked over the original pictures, or over files that "
            "`cryonerve export` wrote. This scan has a frame of its own (tilted, or far from the origin): "
            "places that were clicked over scan.nii.gz lie elsewhere; give those by --through."
        )
    return remarks


def no_surer(curve: TracedCurve, markup: Markup, earlier: Sequence[TracedCurve]) -> TracedCurve:
    """A curve that was traced through points of an export: no surer than the one that was exported.

    Those points are what the scan and a few clicks had given already; as clicks they would count twice.
    """
    if markup.kind is None:  # which only an export says
        return curve
    before = [item.uncertainty for item in earlier if item.name.casefold() == curve.name.casefold()]
    return replace(curve, uncertainty=max([curve.uncertainty, *before]))
