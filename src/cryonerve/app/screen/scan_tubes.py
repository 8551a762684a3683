"""Traced curves as tubes to be drawn: outlines across the curve every millimetre, in the case's frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cryonerve.scans.traced_curve import Section, TracedCurve

__all__ = ["rings_of", "tube_row"]

Floats = NDArray[np.float64]
STEP = 1e-3  # m between outlines
AROUND = 24  # points of each
MOST = 400  # outlines of one curve


def rings_of(curve: TracedCurve) -> Floats:
    """Outlines (n, AROUND, 3) of a curve, m; (0, AROUND, 3) where it has no section.

    Between two sections the distance from the curve in each direction across is interpolated linearly, beyond
    the first and the last it stays.
    """
    if not curve.sections:
        return np.empty((0, AROUND, 3))
    stations = np.array([section.station for section in curve.sections])
    radii = np.stack([_radii(section) for section in curve.sections])
    middles = np.stack([_middle(section) for section in curve.sections])
    count = int(np.clip(np.ceil(curve.length / STEP) + 1, 2, MOST))
    where = np.linspace(0.0, curve.length, count)

    def along(values: Floats) -> Floats:
        return np.stack([np.interp(where, stations, column) for column in values.T], axis=1)

    turn = 2.0 * np.pi * np.arange(AROUND) / AROUND
    ways = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    flat = along(middles)[:, None] + along(radii)[:, :, None] * ways
    places, across = curve.at(where)
    return np.asarray(places[:, None] + flat @ across)


def _middle(section: Section) -> Floats:
    from cryonerve.scans.polygons import centroid_of

    return np.zeros(2) if section.contour is None else np.asarray(centroid_of(section.contour), float)


def _radii(section: Section) -> Floats:
    """How far the outline is from its middle in AROUND directions, m."""
    outline = section.outline(4 * AROUND) - _middle(section)
    angle = np.arctan2(outline[:, 1], outline[:, 0])
    order = np.argsort(angle)
    turn = (2.0 * np.pi * np.arange(AROUND) / AROUND + np.pi) % (2.0 * np.pi) - np.pi
    far = np.linalg.norm(outline, axis=1)
    return np.asarray(np.interp(turn, angle[order], far[order], period=2.0 * np.pi))


def tube_row(curve: TracedCurve) -> dict[str, Any]:
    """A curve as the page draws it, mm."""
    areas = [section.area for section in curve.sections]
    return {
        "name": curve.name,
        "kind": curve.kind,
        "treated": curve.treated,
        "motor": curve.motor,
        "drawn_by": curve.drawn_by,
        "why": curve.why,
        "length_mm": round(1e3 * curve.length, 2),
        "uncertainty_mm": round(1e3 * curve.uncertainty, 3),
        "area_mm2": round(1e6 * float(np.median(areas)), 2) if areas else None,
        "points_mm": (1e3 * curve.points).round(3).tolist(),
        "clicks_mm": (1e3 * curve.clicks).round(3).tolist(),
        "rings_mm": (1e3 * rings_of(curve)).round(3).tolist(),
        "sections": [
            {
                "station_mm": round(1e3 * section.station, 3),
                "at_mm": (1e3 * curve.at(section.station)[0][0]).round(3).tolist(),
                "semi_axes_mm": (1e3 * section.semi_axes).round(3).tolist(),
                "area_mm2": round(1e6 * section.area, 3),
                "contour": section.contour is not None,
                "neuroma": section.neuroma,
                "drawn_by": section.drawn_by,
            }
            for section in curve.sections
        ],
    }
