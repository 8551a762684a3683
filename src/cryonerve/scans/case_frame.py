"""Where the case's frame lies in the patient: the patient's own axes, or those of tilted voxels.

The case's frame is the patient's (right, anterior, superior) where that is possible, so that a position read
in another program is the case's. Tilted voxels are not resampled: the frame is turned about the middle of the
scan until it lies along them. Where the origin is useless, the frame begins at the middle of the scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.findings import Finding
from cryonerve.scans.upright import Turn, turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryonerve.sources.finding_limits import FindingLimit

__all__ = ["Placement", "judged", "place_in_case", "scan_limits"]

Floats = NDArray[np.float64]
NOWHERE = 1e-6  # mm from the origin, below which a corner at the origin means that nobody wrote one


@dataclass(frozen=True, eq=False)
class Placement:
    """A volume's place in the case.

    Attributes
    ----------
    turn : of the stored axes.
    origin, spacing : (3,) m, of the turned voxels in the case's frame.
    to_patient : (4, 4) from the case's frame to the patient's, m.
    findings : what was odd.
    """

    turn: Turn
    origin: Floats
    spacing: Floats
    to_patient: Floats
    findings: tuple[Finding, ...]


def place_in_case(affine: Floats, shape: tuple[int, ...]) -> Placement:
    """Find the case's frame of a volume whose axes are at right angles.

    Parameters
    ----------
    affine : (4, 4) from voxel numbers to mm in the patient's frame (right, anterior, superior).
    shape : of the stored voxels.

    Examples
    --------
    >>> affine = np.diag([-1.0, -1.0, 3.0, 1.0])
    >>> affine[:3, 3] = [60.0, 50.0, 0.0]
    >>> found = place_in_case(affine, (100, 90, 20))
    >>> [round(float(value), 6) for value in found.origin], found.turn.flipped, found.findings
    ([-0.039, -0.039, 0.0], (True, True, False), ())
    """
    turned = turn(affine, shape)
    middle, reach = turned.middle, 0.5 * turned.spacing * np.array(turned.shape)
    findings: list[Finding] = []
    to_patient = np.eye(4)
    new_middle = middle.copy()
    nowhere = bool((np.abs(affine[:3, 3]) < NOWHERE).all())
    far = judged("far_origin", 1e-3 * float((np.abs(middle) + reach).max()))
    if nowhere or far is not None:
        new_middle = np.zeros(3)
        findings.append(far if far is not None else _no_origin())
    if turned.tilted:
        to_patient[:3, :3] = turned.rotation
        findings += [item for item in (judged("tilt", turned.tilt),) if item is not None]
    to_patient[:3, 3] = 1e-3 * (middle - to_patient[:3, :3] @ new_middle)
    corner = turned.corner + (new_middle - middle)
    return Placement(turned, 1e-3 * corner, 1e-3 * turned.spacing, to_patient, tuple(findings))


def _no_origin() -> Finding:
    reason = (
        "The file puts its first voxel at the origin, which says that nobody wrote where it lies. The case's "
        "frame begins at the middle of the scan; `to_patient` in scan.json leads back."
    )
    return Finding("note", "origin of the scan's frame", None, None, "", "assumed", reason)


@cache
def scan_limits() -> Mapping[str, FindingLimit]:
    """What a scan is held against while it is read, from scan_limits.toml."""
    from cryonerve.sources.finding_limits import read_limits  # noqa: PLC0415

    return read_limits("scan_limits.toml", Path(__file__).parent)


def judged(name: str, value: float, added: str = "") -> Finding | None:
    """The finding on a value (SI, degrees), or None where it keeps its limit.

    Parameters
    ----------
    name : row of scan_limits.toml. added : what is said after the reason.

    Examples
    --------
    >>> print(judged("slice_distance", 3.3e-3))
    note: distance of slices 3.3 mm, limit 2 mm [assumed]
    >>> judged("slice_distance", 1e-3) is None
    True
    """
    found = scan_limits()[name].finding(float(f"{value:.6g}"), added=added)  # 2 mm is not above 2 mm
    return None if found.level == "ok" else found
