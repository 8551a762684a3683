"""Scans made of a drawn phantom's own structures: labels on voxels of any size, nerves as curves."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np

from cryonerve.anatomy import structure_at
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.case.case import LabelledScan
from cryonerve.scans.curves import Section, TracedCurve, write_curves
from cryonerve.scans.traced_curve import directions_across


def curve_of(course: NerveCourse, name: str) -> TracedCurve:
    """A phantom's nerve as if it had been traced exactly."""
    across = directions_across(course.points)
    sections = []
    for k in range(0, len(course.points), 8):
        first = across[k] @ course.across[k, 0]
        sections.append(
            Section(float(course.arc[k]), course.semi_axes[k], float(np.arctan2(first[1], first[0])))
        )
    return TracedCurve(name, "nerve", course.points, tuple(sections), uncertainty=0.1e-3, why="the phantom's")


def scan_of(
    volume: Volume, folder: Path, spacing: float | tuple[float, float, float], *, curves: bool, nerve: str
) -> LabelledScan:
    """Write a scan of a phantom and give the anatomy of a case on it."""
    step = np.broadcast_to(np.asarray(spacing, float), 3)
    low, high = volume.bounds
    size = np.floor((high - low) / step + 1e-9).astype(int)
    start = low + 0.5 * step
    labels = np.zeros(size, np.int16)
    for k in range(size[2]):
        i, j = np.meshgrid(np.arange(size[0]), np.arange(size[1]), indexing="ij")
        points = start + np.stack([i, j, np.full_like(i, k)], axis=-1).reshape(-1, 3) * step
        labels[:, :, k] = structure_at(volume, points).reshape(size[:2])
    affine = np.diag([*(1e3 * step), 1.0])
    affine[:3, 3] = 1e3 * start
    image = nibabel.Nifti1Image(labels, affine)
    image.header.set_xyzt_units("mm")
    folder.mkdir(parents=True, exist_ok=True)
    nibabel.save(image, folder / "labels.nii.gz")
    rows = [f"{item.label}\t{item.name}\t{item.tissue}" for item in volume.structures]
    (folder / "legend.tsv").write_text("\n".join(rows) + "\n")
    traced = [
        curve_of(course, course.name if course.name == "motor branch" else f"{course.name} nerve")
        for course in volume.nerves
    ]
    for vessel in volume.vessels:
        round_ = (Section(0.0, np.full(2, vessel.radius)),)
        traced.append(TracedCurve(vessel.name, vessel.kind, vessel.points, round_))
    write_curves(folder / "curves.json", traced)
    return LabelledScan(
        str(folder / "labels.nii.gz"),
        str(folder / "legend.tsv"),
        nerve,
        curves=str(folder / "curves.json") if curves else "",
        crop=25e-3,
    )
