"""Where the scanner looks: the image plane in the case's frame, and the transducer's place on the skin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.coverage import voxel_at
from cryonerve.errors import CaseError, Complaint
from cryonerve.scans.image_plane import ImagePlane

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import NerveCourse, Volume
    from cryonerve.case.case import Case

__all__ = ["VIEWS", "ImagePlane", "View", "plane_of"]

Floats = NDArray[np.float64]
View = Literal["along", "across", "in-plane"]
VIEWS: tuple[View, ...] = ("along", "across", "in-plane")
REACH = 0.9  # of the image's depth within which the skin must lie above what is looked at
STEP = 0.1e-3  # m, of the search for the skin
FACED = 0.5  # cosine between nerve and the plane's normal below which the plane holds the nerve
STEEP = 0.05  # sine between a shaft and the way to the skin below which every plane holds it


def plane_of(
    case: Case,
    volume: Volume,
    *,
    view: View | None = None,
    depth: float | None = None,
    shift: float = 0.0,
) -> ImagePlane:
    """The picture's plane: as asked, else as the case gives it, else along the treated nerve.

    The transducer's face lies on the skin above the point looked at; in a block on its upper face.

    Parameters
    ----------
    view : "along" or "across" the treated nerve, through the first probe's tip; "in-plane" holds the first
        probe's shaft and the shortest way from its tip to the skin. Without a nerve, along and across the
        shaft. None: the case's plane, "along" where it gives none.
    depth : of the picture, m; without: the case's, else 40 mm.
    shift : m that the transducer is slid along the treated nerve, not turned; positive towards proximal.

    Raises
    ------
    CaseError
        `up` lies along `normal`, the point looked at is outside the body or deeper than the picture, or
        the plane cannot be shifted: there is no treated nerve, the picture lies along it, or it ends before.
    """
    reach = depth if depth is not None else cast(float, case.ultrasound.get("depth", 40e-3))
    given = cast("Mapping[str, object] | None", case.ultrasound.get("plane"))
    if given is not None and view is None:
        through = np.asarray(given["through"], dtype=float)
        normal, up = _orthogonal(
            np.asarray(given["normal"], dtype=float), np.asarray(given["up"], dtype=float)
        )
    else:
        through, normal, up = _through_nerve(case, volume, view or "along")
    if shift != 0.0:
        through = through + _slid(volume, through, normal, shift)
    return ImagePlane(_on_skin(volume, through, up, reach), np.cross(up, normal), -up, reach)


def _orthogonal(normal: Floats, up: Floats) -> tuple[Floats, Floats]:
    """Both as unit vectors, `up` turned into the plane."""
    normal = normal / np.linalg.norm(normal)
    left = up - normal * float(up @ normal)
    if np.linalg.norm(left) < 1e-3 * np.linalg.norm(up):
        what = "'up' lies along 'normal', so that no picture can stand upright"
        raise CaseError(Complaint(what, "Choose 'up' in the picture's plane.", field="ultrasound.plane.up"))
    return normal, left / np.linalg.norm(left)


def _through_nerve(case: Case, volume: Volume, view: View) -> tuple[Floats, Floats, Floats]:
    """Point, normal and upward direction without a plane in the case."""
    tip = np.asarray(case.probes[0].tip, dtype=float)
    shaft = np.asarray(case.probes[0].axis, dtype=float)
    shaft = shaft / np.linalg.norm(shaft)
    nerve = volume.treated_nerve
    if nerve is None:
        side = np.eye(3)[int(np.argmin(np.abs(shaft)))]
        normal, up = (
            _orthogonal(shaft, side) if view == "across" else _orthogonal(np.cross(shaft, side), side)
        )
        return tip, normal, up
    through, tangent = _nearest(nerve, tip)
    if view == "in-plane":
        up = _to_skin(volume, tip, tangent)
        normal = np.cross(shaft, up)
        straight_down = np.linalg.norm(normal) < STEEP
        return tip, *_orthogonal(np.cross(tangent, up) if straight_down else normal, up)
    up = _to_skin(volume, through, tangent)
    normal = tangent if view == "across" else np.cross(tangent, up)
    return through, *_orthogonal(normal, up)


def _slid(volume: Volume, through: Floats, normal: Floats, shift: float) -> Floats:
    """From the treated nerve's point nearest to a place to the one `shift` m more proximal, m."""
    nerve, asked = volume.treated_nerve, f"the picture's plane is to be shifted by {1e3 * shift:g} mm"
    if nerve is None:
        raise CaseError(Complaint(f"{asked}, and there is no treated nerve", "Leave the shift out."))
    station = int(np.argmin(((nerve.points - through) ** 2).sum(axis=1)))
    tangent = np.gradient(nerve.points, axis=0)[station]
    if abs(float(tangent @ normal)) < FACED * np.linalg.norm(tangent):
        remedy = "Leave the shift out, or choose the view across the nerve."
        raise CaseError(Complaint(f"{asked}, and it lies along the nerve: it would stay the same", remedy))
    arc = float(nerve.arc[station]) + shift
    if not nerve.arc[0] <= arc <= nerve.arc[-1]:
        ends = [1e3 * (float(end) - float(nerve.arc[station])) for end in (nerve.arc[0], nerve.arc[-1])]
        remedy = f"It is drawn from {ends[0]:.0f} mm to {ends[1]:.0f} mm of here."
        raise CaseError(Complaint(f"{asked}, and the nerve ends before", remedy))
    there = np.array([np.interp(arc, nerve.arc, nerve.points[:, axis]) for axis in range(3)])
    return np.asarray(there - nerve.points[station])


def _nearest(nerve: NerveCourse, tip: Floats) -> tuple[Floats, Floats]:
    """The centre line's point nearest to a place, and its direction there."""
    station = int(np.argmin(((nerve.points - tip) ** 2).sum(axis=1)))
    tangent = np.gradient(nerve.points, axis=0)[station]
    return nerve.points[station], tangent / np.linalg.norm(tangent)


def _to_skin(volume: Volume, start: Floats, tangent: Floats) -> Floats:
    """The direction across the nerve in which the skin is nearest."""
    side = np.eye(3)[int(np.argmin(np.abs(tangent)))]
    one, _ = _orthogonal(np.cross(tangent, side), tangent)
    other = np.cross(tangent, one)
    angles = np.radians(np.arange(0.0, 360.0, 2.0))
    ways = np.cos(angles)[:, None] * one + np.sin(angles)[:, None] * other
    lengths = [_length_inside(volume, start, way, 0.2) for way in ways]
    return np.asarray(ways[int(np.argmin(lengths))])


def _length_inside(volume: Volume, start: Floats, way: Floats, most: float) -> float:
    """How far one comes from `start` along `way` before leaving the body, m."""
    steps = np.arange(0.0, most, STEP)
    body = voxel_at(volume, start + steps[:, None] * way) > 0
    return float(steps[-1] if body.all() else steps[int(np.argmin(body))])


def _on_skin(volume: Volume, through: Floats, up: Floats, depth: float) -> Floats:
    """Where the transducer's face lies above a point."""
    above = _length_inside(volume, through, up, 1.0)
    if above == 0.0:
        what = "the point that the scanner looks at lies outside the body"
        raise CaseError(Complaint(what, "Move it into the limb.", field="ultrasound.plane.through"))
    if above > REACH * depth:
        what = f"the skin lies {1e3 * above:.0f} mm above the point that the scanner looks at"
        remedy = f"The picture reaches {1e3 * depth:.0f} mm down: give a greater depth, or turn 'up'."
        raise CaseError(Complaint(what, remedy, field="ultrasound.depth"))
    return np.asarray(through + above * up)
