"""Are the probes' tips and the thermocouples in the body? Only a drawn volume can tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.coverage import structure_at
from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case, LabelledScan
from cryonerve.errors import CaseError, Complaint

__all__ = ["check_places", "course_remarks", "outside_by"]

Floats = NDArray[np.float64]
ON_SKIN = 2e-3  # m beside the body at which a thermocouple still means its skin


def check_places(case: Case, volume: Volume) -> None:
    """Make sure that every tip lies in the body, and every thermocouple in it or on its skin.

    Raises
    ------
    CaseError
        With a complaint for each that does not, and how far it lies outside.
    """
    complaints = []
    frame = "Positions are millimetres right, anterior, proximal of the origin of the case"
    if isinstance(case.anatomy, LabelledScan):
        frame = "Positions are millimetres right, anterior, superior of the scan's own origin"
    for probe in case.probes:
        (far,) = outside_by(volume, np.array([probe.tip]))
        if far > 0.0:
            what = f"the tip of probe '{probe.name}' lies {_shown(far)} outside of the body"
            complaints.append(Complaint(what, f"{frame}; move the tip.", f"probes.{probe.name}.tip"))
    body, remedy = "the body", f"{frame}; move it, or leave it out."
    if isinstance(case.anatomy, LabelledScan):
        body, remedy = "what is kept of the scan", f"{frame}; move it, or enlarge anatomy.crop."
    for sensor in case.sensors:
        (far,) = outside_by(volume, np.array([sensor.at]))
        if far > ON_SKIN:
            what = f"the thermocouple '{sensor.name}' lies {_shown(far)} outside of {body}"
            complaints.append(Complaint(what, remedy, f"sensors.{sensor.name}.at"))
    if complaints:
        raise CaseError(*complaints)


def course_remarks(volume: Volume) -> tuple[str, ...]:
    """What has to be said of the nerves' courses: bends too sharp for cross-sections, stations not drawn.

    Where the radius of a bend is less than the nerve's half width, neighbouring cross-sections overlap, and
    shares and lengths there are not to be trusted. What lies outside of the volume is not judged.
    """
    said = []
    low, high = volume.bounds
    for nerve in volume.nerves:
        tightness = nerve.curvature * nerve.semi_axes.max(axis=1)
        worst = int(np.argmax(tightness))
        if tightness[worst] > 1.0:
            radius, half = 1e3 / nerve.curvature[worst], 1e3 * nerve.semi_axes[worst].max()
            said.append(
                f"{nerve.name} nerve: it bends with a radius of {radius:.2g} mm, less than its half width of "
                f"{half:.2g} mm, {1e3 * nerve.arc[worst]:.3g} mm from its distal end; cross-sections overlap "
                "there, shares and lengths are not to be trusted"
            )
        out = ((nerve.points < low) | (nerve.points > high)).any(axis=1)
        if out.any():
            length = 1e3 * float(nerve.arc[-1] - nerve.arc[0]) * float(out.mean())
            said.append(
                f"{nerve.name} nerve: {length:.3g} mm of it lie outside of the volume; nothing is known there"
            )
    return tuple(said)


def outside_by(volume: Volume, points: Floats) -> Floats:
    """How far points lie outside of the body, or of the part of it that is drawn, m; 0 inside.

    Parameters
    ----------
    points : (n, 3) metres in the volume's frame.

    Examples
    --------
    >>> from cryonerve.anatomy.voxels import solid_block
    >>> volume = solid_block((4e-3, 4e-3, 4e-3), "muscle", 1e-3)
    >>> outside_by(volume, np.array([[0.0, 0.0, 0.0], [3e-3, 0.0, 0.0]])).round(4).tolist()
    [0.0, 0.001]
    """
    low, high = volume.bounds
    # Drawn shapes go on past the drawn length; what lies there is not simulated.
    beyond = np.linalg.norm(np.maximum(np.maximum(low - points, points - high), 0.0), axis=1)
    found: Floats = np.where(beyond > 1e-9, beyond, 0.0)
    out = np.flatnonzero(structure_at(volume, points) == 0)
    if not out.size:
        return found
    if volume.shapes:
        far = np.min([shape.distance(points[out]) for shape in volume.shapes], axis=0)
    else:
        far = np.array([_to_voxels(volume, point) for point in points[out]])
    found[out] = np.maximum(found[out], np.maximum(far, 1e-9))
    return found


def _to_voxels(volume: Volume, point: Floats) -> float:
    """Shortest way from a point outside to a labelled voxel's box, layer by layer to spare memory."""
    half = 0.5 * np.abs(np.diag(volume.affine)[:3])
    nearest = np.inf
    for layer in range(volume.labels.shape[2]):
        i, j = np.nonzero(volume.labels[:, :, layer])
        centres = np.stack([i, j, np.full(len(i), layer)], axis=-1) @ volume.affine[:3, :3].T
        away = np.maximum(np.abs(centres + volume.affine[:3, 3] - point) - half, 0.0)
        if len(i):
            nearest = min(nearest, float(np.sqrt((away**2).sum(axis=1).min())))
    return nearest


def _shown(length: float) -> str:
    """A length in mm, never shown as nothing."""
    return "less than 0.1 mm" if length < 0.1e-3 else f"{1e3 * length:.3g} mm"
