"""Nerves and vessels traced in a scan: a centre line, cross-sections along it, and the clicks behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.labels import DrawnBy
from cryonerve.scans.polygons import centroid_of, shoelace
from cryonerve.scans.polylines import arc_length

__all__ = [
    "CURVE_KINDS",
    "CurveKind",
    "Section",
    "TracedCurve",
    "contour_across",
    "directions_across",
    "ordered",
]

Floats = NDArray[np.float64]
CurveKind = Literal["nerve", "artery", "vein"]
CURVE_KINDS: tuple[CurveKind, ...] = get_args(CurveKind)
TOO_ALONG = 0.9  # cosine between a reference direction and the curve beyond which the plane across turns fast


@dataclass(frozen=True, eq=False)
class Section:
    """The outline of a nerve or vessel in the plane across its curve at one place: an ellipse or a contour.

    The plane has the curve's point as its origin and the curve's `directions_across` as its axes: as a rule
    the patient's right and then anterior.

    Attributes
    ----------
    station : m along the curve from its distal end.
    semi_axes : (2,) m of the ellipse; of a contour, those of the ellipse with its area and second moments.
    angle : rad from the plane's first direction towards its second, of the first semi-axis.
    contour : (n, 2) m; None for an ellipse.
    neuroma : the nerve is a bulb here.
    """

    station: float
    semi_axes: Floats
    angle: float = 0.0
    contour: Floats | None = None
    neuroma: bool = False
    drawn_by: DrawnBy = "machine"

    @classmethod
    def of_contour(
        cls, station: float, contour: Floats, *, neuroma: bool = False, drawn_by: DrawnBy = "person"
    ) -> Section:
        """The section within a closed polygon (n, 2), m, in the plane across.

        >>> square = np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]])
        >>> round(Section.of_contour(0.0, square).area, 6)
        4.0
        """
        contour = np.asarray(contour, float)
        semi, angle = _ellipse_of(contour)
        return cls(station, semi, angle, contour, neuroma, drawn_by)

    @property
    def area(self) -> float:
        """Within the outline, m2."""
        if self.contour is not None:
            return abs(shoelace(self.contour))
        return float(np.pi * self.semi_axes.prod())

    def outline(self, count: int = 48) -> Floats:
        """(count, 2) points around the section, m, or the contour's own points."""
        if self.contour is not None:
            return self.contour
        turn = 2.0 * np.pi * np.arange(count) / count
        along = np.stack([np.cos(turn), np.sin(turn)], axis=1) * self.semi_axes
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        return np.asarray(along @ np.array([[cosine, sine], [-sine, cosine]]))

    def __repr__(self) -> str:
        """Place, size and who drew it, without the contour's points.

        >>> Section(0.01, np.array([2.4e-3, 1.9e-3]))
        Section(at 10 mm, ellipse of 4.8 x 3.8 mm, drawn by machine)
        """
        shape = "ellipse" if self.contour is None else f"contour of {len(self.contour)} points, as an ellipse"
        wide, narrow = 2e3 * np.asarray(self.semi_axes)
        bulb = ", neuroma" * self.neuroma
        size = f"{shape} of {wide:.3g} x {narrow:.3g} mm{bulb}"
        return f"Section(at {1e3 * self.station:.4g} mm, {size}, drawn by {self.drawn_by})"


@dataclass(frozen=True, eq=False)
class TracedCurve:
    """A nerve or a vessel as a curve with cross-sections.

    Attributes
    ----------
    name : "tibial nerve". kind : nerve, artery or vein.
    points : (n, 3) centre line, m in the case's frame, from distal to proximal.
    sections : by station; between two of them the outline is interpolated, beyond the last it stays.
    clicks : (m, 3) m, the points a person gave, in the curve's order.
    drawn_by : a machine (path between clicks), a person (through the clicks as they are, or corrected).
    uncertainty : m, standard deviation of the centre line in each direction across it.
    area_uncertainty : standard deviation of the logarithm of the area within its outlines, as of all of them
        together; 0 where nobody says.
    treated : the nerve the plan is about. motor : a branch that must be kept.
    why : how it was found, in words.
    """

    name: str
    kind: CurveKind
    points: Floats
    sections: tuple[Section, ...] = ()
    clicks: Floats = field(default_factory=lambda: np.empty((0, 3)))
    drawn_by: DrawnBy = "machine"
    uncertainty: float = 0.0
    area_uncertainty: float = 0.0
    treated: bool = False
    motor: bool = False
    why: str = ""

    def __repr__(self) -> str:
        """Name, length, place and what is known of it, without its points.

        >>> TracedCurve("tibial nerve", "nerve", np.array([[0.0, 0, 0], [0, 0, 0.02]]), treated=True)
        TracedCurve('tibial nerve', treated, 20 mm, x 0 to 0, y 0 to 0, z 0 to 20 mm, 0 sections)
        """
        from cryonerve.scans.grid_words import extent_words  # noqa: PLC0415

        words = [repr(self.name)]
        words += [self.kind] * (self.kind not in self.name.split())
        words += ["treated"] * self.treated + ["motor branch"] * self.motor
        place = extent_words(np.stack([self.points.min(axis=0), self.points.max(axis=0)]))
        words += [f"{1e3 * self.length:.4g} mm", place, f"{len(self.sections)} sections"]
        words += [f"place known to {1e3 * self.uncertainty:.2g} mm (1 SD)"] * (self.uncertainty > 0.0)
        return f"TracedCurve({', '.join(words)})"

    @cached_property
    def arc(self) -> Floats:
        """(n,) m from the distal end."""
        return arc_length(self.points)

    @property
    def length(self) -> float:
        """Of the centre line, m."""
        return float(self.arc[-1])

    @cached_property
    def across(self) -> Floats:
        """(n, 2, 3) directions of the plane across at each point, in which sections are given."""
        return directions_across(self.points)

    def at(self, stations: Floats | float) -> tuple[Floats, Floats]:
        """Places (m, 3) and directions across (m, 2, 3) at stations, m along the curve.

        >>> curve = TracedCurve("tibial nerve", "nerve", np.array([[0.0, 0, 0], [0, 0, 0.02]]))
        >>> curve.at(5e-3)[0].tolist(), curve.at(5e-3)[1][0].round(3).tolist()
        ([[0.0, 0.0, 0.005]], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
        """
        where = np.clip(np.atleast_1d(np.asarray(stations, float)), 0.0, self.arc[-1])
        low = np.clip(np.searchsorted(self.arc, where, side="right") - 1, 0, len(self.points) - 2)
        share = ((where - self.arc[low]) / (self.arc[low + 1] - self.arc[low]))[:, None]
        place = (1.0 - share) * self.points[low] + share * self.points[low + 1]
        blend = (1.0 - share)[:, None] * self.across[low] + share[:, None] * self.across[low + 1]
        return place, blend / np.linalg.norm(blend, axis=2, keepdims=True)

    def station_of(self, point: Floats) -> float:
        """Station of the curve's point nearest to a place (3,), m.

        >>> TracedCurve("a", "artery", np.array([[0.0, 0, 0], [0, 0, 4.0]])).station_of(np.array([1.0, 0, 3]))
        3.0
        """
        start, side = self.points[:-1], np.diff(self.points, axis=0)
        along = np.clip(((point - start) * side).sum(axis=1) / (side**2).sum(axis=1), 0.0, 1.0)
        away = np.linalg.norm(start + along[:, None] * side - point, axis=1)
        best = int(away.argmin())
        return float(self.arc[best] + along[best] * (self.arc[best + 1] - self.arc[best]))


def directions_across(points: Floats) -> Floats:
    """Two unit vectors (n, 2, 3) across a curve at each of its points, right-handed with the tangent.

    The first is the patient's right as far as it lies across the curve, so that a section keeps its place
    when the curve is changed elsewhere. For a curve that runs to the right it is another axis, the same one
    all along.
    """
    tangent = np.gradient(np.asarray(points, float), axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    along = np.abs(tangent).max(axis=0)  # of the three axes
    axis = 0 if along[0] < TOO_ALONG else int(along.argmin())
    first = np.eye(3)[axis] - tangent[:, [axis]] * tangent
    first /= np.maximum(np.linalg.norm(first, axis=1, keepdims=True), 1e-9)
    return np.stack([first, np.cross(tangent, first)], axis=1)


def contour_across(curve: TracedCurve, outline: Floats) -> tuple[float, Floats]:
    """Station and contour (n, 2) in the plane across, of a closed outline (n, 3), m, drawn in any slice.

    The outline is projected along the curve, which is right where the nerve or vessel runs straight between
    the slice and the plane across.
    """
    outline = np.asarray(outline, float)
    station = curve.station_of(outline.mean(axis=0))
    place, across = curve.at(station)
    return station, np.asarray((outline - place[0]) @ across[0].T)


def ordered(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections by station."""
    return tuple(sorted(sections, key=lambda section: section.station))


def _ellipse_of(contour: Floats) -> tuple[Floats, float]:
    """Semi-axes and angle of the ellipse with a polygon's area and the directions of its second moments."""
    middle = centroid_of(contour)
    one = contour - middle
    two = np.roll(one, -1, axis=0)
    cross = one[:, 0] * two[:, 1] - two[:, 0] * one[:, 1]
    area = 0.5 * cross.sum()

    def moment(a: int, b: int) -> float:
        mixed = (
            one[:, a] * one[:, b]
            + two[:, a] * two[:, b]
            + 0.5 * (one[:, a] * two[:, b] + two[:, a] * one[:, b])
        )
        return float((cross * mixed).sum() / (12.0 * area))

    value, vector = np.linalg.eigh(np.array([[moment(0, 0), moment(0, 1)], [moment(0, 1), moment(1, 1)]]))
    semi = np.sqrt(np.maximum(value[::-1], 1e-18))
    semi *= np.sqrt(abs(area) / (np.pi * semi.prod()))
    return semi, float(np.arctan2(vector[1, 1], vector[0, 1]))
