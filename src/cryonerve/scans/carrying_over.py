"""What was made on one scan, taken over to another by a registration: pictures, labels, curves."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.labels import Labels
from cryonerve.scans.registering import Registration
from cryonerve.scans.rigid import moved
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import Section, TracedCurve, directions_across

__all__ = ["carried_curve", "carried_labels", "carried_scan", "shift_of_labels"]

Floats = NDArray[np.float64]
SHIFTED = re.compile(r"off as a whole by (\d+(?:\.\d+)?) mm \(one standard deviation along an axis\)")
OUTSIDE = {"CT": -1024.0}  # what is written where the moving scan shows nothing; 0 for others


def carried_scan(moving: Scan, registration: Registration, fixed: Scan) -> Scan:
    """The moving scan's pictures on the fixed scan's voxels, linear between its own."""
    values = np.asarray(moving.values, dtype=np.float32)
    outside = OUTSIDE.get(moving.modality, 0.0)
    sampled = _sampled(values, moving.affine, registration, fixed, order=1, outside=outside)
    whole = np.issubdtype(moving.values.dtype, np.integer)
    return replace(
        fixed,
        values=np.rint(sampled).astype(np.int16) if whole else sampled.astype(np.float32),
        modality=moving.modality,
        contrast=moving.contrast,
        source=f"{moving.source}, registered by {registration.how} to {registration.error * 1e3:.2g} mm",
        findings=(*moving.findings, *registration.findings),
    )


def carried_labels(labels: Labels, registration: Registration, fixed: Scan) -> Labels:
    """Labels of the moving scan on the fixed scan's voxels: each voxel takes the nearest one's.

    Every label says in its `why` that it was taken over, and how far off it may be; a remark says it of all,
    which `shift_of_labels` reads again.
    """
    numbers = _sampled(labels.numbers, labels.affine, registration, fixed, order=0)
    there = set(np.unique(numbers).tolist())
    words = _words(registration)
    legend = tuple(
        replace(item, why=f"{item.why}; {words}" if item.why else words)
        for item in labels.legend
        if item.number in there
    )
    shift = f"{1e3 * registration.deviation:.3f} mm (one standard deviation along an axis)"
    remark = f"Labels were {words}: off as a whole by {shift}."
    return Labels(numbers.astype(np.int16), fixed.origin, fixed.spacing, legend, (*labels.remarks, remark))


def shift_of_labels(labels: Labels) -> float:
    """How far labels may be off as a whole because they were taken over, m; 0 where they were not.

    One standard deviation along each axis; that of every registration they went through, in quadrature.

    >>> said = "Labels were taken over: off as a whole by 0.400 mm (one standard deviation along an axis)."
    >>> shift_of_labels(Labels(np.zeros((1, 1, 1), np.int16), np.zeros(3), np.ones(3), (), (said,)))
    0.0004
    """
    found = [float(text) for remark in labels.remarks for text in SHIFTED.findall(remark)]
    return 1e-3 * float(np.sqrt(np.sum(np.square(found))))


def carried_curve(curve: TracedCurve, registration: Registration) -> TracedCurve:
    """A curve of the moving scan in the fixed scan's frame; its uncertainty grows by the registration's.

    Both are standard deviations along an axis, independent of each other, and are added in quadrature.
    """
    points = moved(registration.transform, curve.points)
    across = directions_across(points)
    turned = np.einsum("ij,naj->nai", registration.transform[:3, :3], curve.across)
    sections = []
    for section in curve.sections:
        number = int(np.abs(curve.arc - section.station).argmin())
        # How the plane's directions after the motion lie in those that the curve has there now.
        sections.append(_turned(section, turned[number] @ across[number].T))
    words = _words(registration)
    return replace(
        curve,
        points=points,
        sections=tuple(sections),
        clicks=moved(registration.transform, curve.clicks) if len(curve.clicks) else curve.clicks,
        uncertainty=float(np.hypot(curve.uncertainty, registration.deviation)),
        why=f"{curve.why}; {words}" if curve.why else words,
    )


def _turned(section: Section, directions: Floats) -> Section:
    """A section in other directions of the same plane; row a: old direction a in the new ones."""
    angle = section.angle + float(np.arctan2(directions[0, 1], directions[0, 0]))
    contour = None if section.contour is None else section.contour @ directions
    return replace(section, angle=angle, contour=contour)


def _words(registration: Registration) -> str:
    return (
        f"taken over from another scan, registered by {registration.how} "
        f"to {registration.error * 1e3:.2g} mm (95 %)"
    )


def _sampled(
    values: NDArray[Any],
    own: Floats,
    registration: Registration,
    fixed: Scan,
    *,
    order: int,
    outside: float = 0.0,
) -> NDArray[Any]:
    """Values of a moving grid, with its affine, at the voxels of the fixed scan."""
    from scipy.ndimage import affine_transform  # noqa: PLC0415  slow to import

    matrix = np.linalg.inv(own) @ np.linalg.inv(registration.transform) @ fixed.affine
    return np.asarray(
        affine_transform(
            values, matrix[:3, :3], matrix[:3, 3], fixed.values.shape,
            order=order, mode="grid-constant" if order else "constant", cval=outside, prefilter=False,
        )
    )  # fmt: skip
