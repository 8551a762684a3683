"""How near a probe comes to a nerve: the one definition of the gap, for findings, tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.probe_boundary import Placement

__all__ = ["Gap", "gap_between"]

Floats = NDArray[np.float64]

ANGLES = 36  # around the nerve, where the nearest station is sought
FINE_ANGLES = 720
FINE_STATIONS = 41  # between the neighbours of the nearest station
ALONG = 0.25e-3  # m between sections of the probe that may lie in the nerve


@dataclass(frozen=True, eq=False)
class Gap:
    """Between the surface of a probe and the elliptic outline of a nerve.

    Attributes
    ----------
    width : m; negative where they overlap: how deep the one reaches into the other.
    on_nerve : (3,) point of the outline, m.
    on_probe : (3,) point of the probe, m.
    """

    width: float
    on_nerve: Floats
    on_probe: Floats


def gap_between(course: NerveCourse, probe: Placement) -> Gap:
    """The gap where a probe, tip and shaft, comes nearest to a nerve.

    Examples
    --------
    >>> z = np.linspace(0.0, 20e-3, 41)
    >>> line = np.stack([0 * z, 0 * z, z], axis=1)
    >>> across = np.tile(np.eye(3)[:2], (41, 1, 1))
    >>> bare = np.zeros((41, 0))
    >>> nerve = NerveCourse(
    ...     "tibial", line, z, across, np.tile([3e-3, 1e-3], (41, 1)), np.zeros((41, 0, 2)), bare, z > 1
    ... )
    >>> beside = Placement(np.array([0.0, 2e-3, 9.8e-3]), np.array([0.0, 1.0, 0.0]), 0.5e-3, 5e-3)
    >>> f"{1e3 * gap_between(nerve, beside).width:.3f} mm"
    '1.000 mm'
    """
    tube = Tube(course.points, course.semi_axes, course.across)
    outline = tube.outline(ANGLES)
    nearest = int(probe.distance(outline.reshape(-1, 3)).argmin()) // ANGLES
    last = len(course.points) - 1
    fine = tube.at(np.linspace(max(0, nearest - 1), min(last, nearest + 1), FINE_STATIONS))
    candidates = [_beside(fine.outline(FINE_ANGLES), probe), _beside(tube.points, probe)]
    candidates += _within(tube, outline, probe)
    return min(candidates, key=lambda gap: gap.width)


def _beside(points: Floats, probe: Placement) -> Gap:
    """The nearest of some points of a nerve: of its outline, and of its middle should a probe swallow it."""
    points = points.reshape(-1, 3)
    away = probe.distance(points)
    nearest = points[int(away.argmin())]
    return Gap(float(away.min()), nearest, probe.nearest(nearest))


def _within(tube: Tube, outline: Floats, probe: Placement) -> list[Gap]:
    """The deepest point of a probe that reaches into the nerve between its ends; none when it does not."""
    reach = float(((tube.points - probe.tip) @ probe.axis).max()) + float(tube.semi_axes.max())
    along = np.arange(0.0, max(reach, 0.0) + ALONG, ALONG)[:, None] * probe.axis
    first = np.cross(probe.axis, np.eye(3)[np.abs(probe.axis).argmin()])
    first /= np.linalg.norm(first)
    angle = np.pi * np.arange(12) / 6.0
    ring = np.outer(np.cos(angle), first) + np.outer(np.sin(angle), np.cross(probe.axis, first))
    section = np.concatenate([np.zeros((1, 3)), probe.radius * ring])
    points = (probe.tip + along[:, None, :] + section).reshape(-1, 3)
    away, station = cKDTree(tube.points).query(points)
    # a point in the tube is no farther from a station than half of a stretch and the tube's own reach
    stretch = float(np.linalg.norm(np.diff(tube.points, axis=0), axis=1).max(initial=0.0))
    near = away <= float(tube.semi_axes.max()) + 0.5 * stretch
    points = points[near & (station > 0) & (station < len(tube.points) - 1)]
    if not len(points):
        return []
    below = -tube.distance(points)
    if below.max() <= 0.0:
        return []
    points, below = points[below > 0.0], below[below > 0.0]
    # Near the outline `below` is exact, the way to points of the outline too long; far within a flat nerve it
    # is the other way round.
    rim = outline.reshape(-1, 3)
    straight, nearest = cKDTree(rim).query(points)
    depth = np.minimum(below, straight)
    deepest = int(depth.argmax())
    return [Gap(-float(depth[deepest]), rim[nearest[deepest]], points[deepest])]
