"""What is odd about traced curves, with its size: contours that are no ellipses, structures that overlap."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.scan_curves import Followed
from cryonerve.scans.polygons import centroid_of, inside
from cryonerve.scans.traced_curve import Section

__all__ = ["Misfit", "curve_findings", "misfit_of"]

Floats = NDArray[np.float64]
TABLE = Path(__file__).parent / "curve_findings.toml"
SAMPLES = 60  # grid points along the longer side of a contour
FRONTS = 24  # directions a straight front comes from
AROUND = 180


@dataclass(frozen=True, slots=True)
class Misfit:
    """How far the ellipse with a contour's area, centre and second moments is from the contour.

    Attributes
    ----------
    beside : share of the contour's area outside of the ellipse. rim : m, farthest that its rim lies from it.
    covered : largest difference of the shares of both that a straight front has passed.
    """

    beside: float
    rim: float
    covered: float


def misfit_of(section: Section) -> Misfit | None:
    """What is lost where a contour is taken as an ellipse; None for an ellipse.

    >>> square = Section.of_contour(0.0, 1e-3 * np.array([[-2.0, -2], [2, -2], [2, 2], [-2, 2]]))
    >>> lost = misfit_of(square)
    >>> round(lost.beside, 2), round(1e3 * lost.rim, 2)
    (0.09, 0.57)
    """
    if section.contour is None:
        return None
    contour = section.contour - centroid_of(section.contour)
    cosine, sine = np.cos(section.angle), np.sin(section.angle)
    contour = contour @ np.array([[cosine, -sine], [sine, cosine]])  # the ellipse's own directions
    step = float(np.ptp(contour, axis=0).max()) / SAMPLES
    reach = np.maximum(np.abs(contour).max(axis=0), section.semi_axes) + step
    sides = [np.arange(-far, far + step, step) for far in reach]
    grid = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, 2)
    one = inside(grid, contour)
    two = ((grid / section.semi_axes) ** 2).sum(axis=1) < 1.0
    turn = 2.0 * np.pi * np.arange(AROUND) / AROUND
    ellipse = np.stack([np.cos(turn), np.sin(turn)], axis=1) * section.semi_axes
    rim = np.linalg.norm(contour[:, None] - ellipse[None], axis=2).min(axis=1).max()
    return Misfit(float((one & ~two).sum() / max(one.sum(), 1)), float(rim), _passed(grid, one, two))


def _passed(grid: Floats, one: NDArray[np.bool_], two: NDArray[np.bool_]) -> float:
    """Largest difference of the shares of two shapes behind any straight line."""
    worst = 0.0
    for angle in np.pi * np.arange(FRONTS) / FRONTS:
        order = (grid @ [np.cos(angle), np.sin(angle)]).argsort()
        behind = [np.cumsum(shape[order]) / max(shape.sum(), 1) for shape in (one, two)]
        worst = max(worst, float(np.abs(behind[0] - behind[1]).max()))
    return worst


def curve_findings(followed: Sequence[Followed]) -> tuple[str, ...]:
    """Sentences on contours that are far from ellipses, and on nerves and vessels that overlap."""
    said = [sentence for item in followed for sentence in _contours(item)]
    for one, two in combinations(followed, 2):
        said += _overlap(one, two)
    return tuple(said)


def _contours(item: Followed) -> list[str]:
    sections = item.curve.sections if item.curve is not None else ()
    found = [lost for section in sections if (lost := misfit_of(section)) is not None]
    worst = max(found, key=lambda lost: lost.beside, default=None)
    if worst is None or worst.beside < _number("contour", "share"):
        return []
    return [
        f"{item.name}: its contours are taken as ellipses of their area and directions; up to "
        f"{worst.beside:.0%} of the area lies elsewhere, the rim up to {1e3 * worst.rim:.1f} mm, and what a "
        f"front covers may differ by {100 * worst.covered:.0f} points of 100"
    ]


def _overlap(one: Followed, two: Followed) -> list[str]:
    """How deep and over which length two structures lie in each other."""
    thin, wide = sorted((one, two), key=lambda item: float(np.median(item.trace.semi_axes)))
    tube = Tube(wide.trace.points, wide.trace.semi_axes, wide.trace.across)
    # how deep the thinner one's rim reaches into the wider one
    rim = Tube(thin.trace.points, thin.trace.semi_axes, thin.trace.across).outline(24)
    away = tube.distance(rim.reshape(-1, 3)).reshape(rim.shape[:2]).min(axis=1)
    away = np.minimum(away, tube.distance(thin.trace.points))
    deep = away < -1e-3 * _number("overlap", "least")
    if not deep.any():
        return []
    length = float(np.linalg.norm(np.diff(thin.trace.points, axis=0), axis=1).mean()) * int(deep.sum())
    said = (
        f"{thin.name} and {wide.name} overlap by up to {-1e3 * float(away.min()):.1f} mm over "
        f"{1e3 * length:.2g} mm of their course"
    )
    if {thin.kind, wide.kind} == {"nerve"} and (deep[0] or deep[-1]):
        return [f"{said}: one leaves the other there, and both are drawn whole"]
    return [
        f"{said}: one of them is drawn too wide or in the wrong place; the nerve is drawn over the vessel"
    ]


def _number(part: str, key: str) -> float:
    return float(_table()[part][key]["value"])


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
