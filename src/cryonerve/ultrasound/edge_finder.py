"""The near edge of the ice in one picture after the other, as the pictures come.

Rays run from the shaft to the transducer's side. On each of them every place is judged by how well "tissue
outside, perhaps a bright rim, dark inside" explains the levels about it; a path over the rays and the place in
the last picture decide together; a model of the rim, blurred as the picture is, then finds the edge between the
places. Levels are in dB, scaled by the picture's own speckle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.ultrasound.shadows import shadow_borders
from cryonerve.ultrasound.speckle import Speckle, speckle_of

__all__ = ["EDGE", "EdgeFinder", "Found", "Search"]

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

EDGE = (
    "where tissue ends: the foot of the bright rim as a model of tissue, rim and dark, blurred by the picture's own "
    "point spread, fits the levels along each ray (averaged over neighbouring rays)"
)


COARSE = 2  # steps of a ray from one place that is judged to the next
RIMS = (-6.0, 3.0, 10.0, 18.0)  # dB above tissue, of the templates
FADING = (0.06, 0.2, 0.5)  # mm over which their rims fade
DARK = (-8.0, -18.0, -32.0)


@dataclass(frozen=True)
class Search:
    """Where and how an edge is looked for; lengths in m, angles in degrees.

    Attributes
    ----------
    widest : rays run this far to both sides of straight up.
    apart : angle between rays.
    step : between places on a ray.
    most : largest radius.
    margin : between the shaft's wall and the first place that is looked at.
    smallest : radius below which ice is not told from the shaft.
    """

    widest: float = 80.0
    apart: float = 2.5
    step: float = 0.05e-3
    most: float = 14.0e-3
    margin: float = 0.3e-3
    smallest: float = 2.0e-3
    outer: float = 1.2e-3
    dark: float = 1.2e-3
    variance: float = 16.0  # dB^2 of levels averaged over five rays
    evident: float = 2.0  # evidence from which a ray's edge counts as seen
    stiff: float = 0.25
    pull: float = 0.08
    slack: float = 3.0
    moving: float = 1.0e-3  # by which the tissue may have moved since the first picture
    averaged: int = 3  # rays to both sides that share a profile

    @property
    def angles(self) -> Floats:
        """(angle,) rad."""
        count = round(self.widest / self.apart)
        return np.radians(self.apart) * np.arange(-count, count + 1)


@dataclass(frozen=True, eq=False)
class Found:
    """One picture's edge.

    Attributes
    ----------
    centre : (2,) lateral place and depth, m.
    radius, spread : (angle,) m, NaN where not seen; spread is the fit's own standard deviation.
    confidence : (angle,) 0 to 1.
    features : (angle, feature) what the confidence was made of.
    shadow : left and right border, m.
    refused : why nothing is said, or "".
    """

    centre: Floats
    radius: Floats
    spread: Floats
    confidence: Floats
    features: Floats
    shadow: tuple[float, float]
    refused: str


@dataclass(eq=False)
class EdgeFinder:
    """Finds the edge in one picture after the other and remembers where it was.

    Parameters
    ----------
    centre : lateral place and depth of the shaft in the first picture, m.
    probe : radius of the shaft, m.
    spacing, corner : as in `Frames`.
    before : a picture from before freezing, or None.
    """

    centre: tuple[float, float]
    probe: float
    spacing: tuple[float, float]
    corner: tuple[float, float]
    before: Image | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    search: Search = field(default_factory=Search)
    speckle: Speckle | None = None
    _last: Floats | None = None
    _picture: Image | None = None
    _first: Image | None = None
    _baseline: Floats | None = None
    _drawn: Floats | None = None

    def find(self, picture: Image) -> Found:
        """The edge in the next picture."""
        fault = self._fault(picture)
        if fault:
            return self._nothing(np.asarray(self.centre), fault)
        self._picture = picture
        if self._first is None:
            self._begin(picture)
        centre = self._moved(picture)
        levels = self._levels(picture, centre)
        found = self._edge(levels, centre)
        seen = np.isfinite(found.radius)
        if not found.refused:
            last = self._last if self._last is not None else np.full(len(seen), np.nan)
            self._last = np.where(seen, found.radius, last)
            depth = -np.nanmax(found.radius * np.cos(self.search.angles))
            borders = shadow_borders(
                picture, self.before, self.spacing, self.corner,
                centre=(float(centre[0]), float(centre[1])),
                shift=centre - np.asarray(self.centre),
                above=float(-depth), reach=float(np.nanmax(found.radius)), decibel=self._scale,
            )  # fmt: skip
            found = replace(found, shadow=borders)
        return found

    @property
    def _scale(self) -> float:
        return self.speckle.decibel if self.speckle is not None else 60.0 / 255.0

    def _begin(self, picture: Image) -> None:
        self._first = self.before if self.before is not None else picture
        if self.speckle is None:
            self.speckle = speckle_of(self._first, self.spacing, self.settings)
        if self.before is not None:
            self._baseline = self._raw(self.before, np.asarray(self.centre))

    def _fault(self, picture: Image) -> str:
        """Why a picture is none to look at."""
        known = self._picture
        if known is not None and picture.shape != known.shape:
            tall, broad = known.shape
            return f"the picture changed its size from {broad} x {tall} to {picture.shape[1]} x {picture.shape[0]}"
        if known is not None and np.array_equal(picture, known):
            return "the picture is the same as the one before: the scanner stands still"
        near = self._around(picture)
        if near.size == 0 or float(near.max()) < 12.0:
            return "the picture is black around the probe"
        if float((near >= 254).mean()) > 0.35:
            return "the gain is so high that the picture is white around the probe"
        return ""

    def _around(self, picture: Image) -> Image:
        """What lies above and beside the probe."""
        row, column = self._pixel(np.asarray(self.centre))
        up, side = (round(8e-3 / item) for item in self.spacing)
        i, j = round(row), round(column)
        return picture[max(0, i - up) : max(0, i), max(0, j - side) : max(0, j + side)]

    def _pixel(self, place: Floats) -> tuple[float, float]:
        return (
            float(place[1] - self.corner[0]) / self.spacing[0],
            float(place[0] - self.corner[1]) / self.spacing[1],
        )

    def _moved(self, picture: Image) -> Floats:
        """Where the shaft is now, by the tissue around it."""
        from cryonerve.ultrasound.moving import moved

        centre = np.asarray(self.centre)
        if self._first is None or self._first is picture or self.search.moving <= 0.0:
            return centre
        hidden = float(np.nanmax(self._last)) if self._last is not None else self.search.smallest
        down, right = moved(
            self._first, picture, self.spacing, self._pixel(centre), hidden + 1e-3, self.search.moving
        )
        return np.asarray(centre + [right, down])

    def _raw(self, picture: Image, centre: Floats) -> Floats:
        """Levels along rays, dB."""
        from cryonerve.ultrasound.kernels.tracking import along_rays

        search = self.search
        first = self.probe + search.margin
        out = np.empty((len(search.angles), int((search.most - first) / search.step)))
        along_rays(picture, *self._pixel(centre), *self.spacing, search.angles, first, search.step, out)
        return out * self._scale

    def _levels(self, picture: Image, centre: Floats) -> Floats:
        return self._raw(picture, centre)

    def _edge(self, levels: Floats, centre: Floats) -> Found:
        from cryonerve.ultrasound.kernels.tracking import best_path, evidence, spread_over_angles

        search = self.search
        first = self.probe + search.margin
        changed = levels if self._baseline is None else levels - self._baseline
        smooth = np.empty_like(levels)
        spread_over_angles(changed, 2, smooth)
        coarse = np.ascontiguousarray(smooth[:, ::COARSE])
        step = COARSE * search.step
        support = np.empty_like(coarse)
        inside = round(search.dark / step)
        cells = step / (2.6 * self._sharp.along)
        evidence(coarse, self._templates(inside, step), inside, cells, search.variance, 12.0, support)
        expected = np.full(len(levels), np.nan) if self._last is None else (self._last - first) / step
        path = np.empty(len(levels), np.int64)
        best_path(support, 4, search.stiff, expected, search.pull, search.slack, path)
        strength = support[np.arange(len(path)), path]
        path = path * COARSE
        used = strength > search.evident
        if used.mean() < 0.2:
            return self._nothing(centre, "no edge with dark behind it is seen around the probe")
        radius, spread, parts = self._refined(levels, path, used, first)
        features = np.column_stack([strength, 1e3 * spread, parts])
        radius = np.where(used, radius, np.nan)
        middle = float(np.nanmedian(radius))
        if middle < search.smallest:
            return self._nothing(
                centre,
                f"the edge is {1e3 * middle:.1f} mm from the probe's axis; below {1e3 * search.smallest:.1f} mm ice is "
                "not told from the shaft",
            )
        confidence = np.where(np.isfinite(radius), 1.0, 0.0)
        return Found(centre, radius, spread, confidence, features, (np.nan, np.nan), "")

    @property
    def _sharp(self) -> Speckle:
        return self.speckle if self.speckle is not None else Speckle(60.0 / 255.0, 0.1e-3, 0.22e-3, False)

    @property
    def _blur(self) -> Floats:
        """(angle,) mm, spread of the point spread's square along each ray."""
        turned = self.search.angles
        along, across = 1e3 * self._sharp.along, 1e3 * self._sharp.across
        return np.asarray(np.hypot(along * np.cos(turned), across * np.sin(turned)) / np.sqrt(2.0))

    def _templates(self, inside: int, step: float) -> Floats:
        from cryonerve.ultrasound.kernels.profiles import draw_templates

        if self._drawn is None:
            kinds = np.array([(b, l, f) for b in RIMS for l in FADING for f in DARK])
            depth = 1e3 * step * np.arange(inside, -round(self.search.outer / step) - 1, -1)
            self._drawn = np.empty((len(self._blur), len(kinds), len(depth)))
            draw_templates(depth, self._blur, kinds, self._drawn)
        return self._drawn

    def _refined(self, levels: Floats, path: NDArray[np.int64], used: NDArray[np.bool_], first: float) -> tuple[Floats, Floats, Floats]:
        from cryonerve.ultrasound.kernels.profiles import fit_edges

        search, mm = self.search, 1e3
        radius, spread, parts = np.empty(len(path)), np.empty(len(path)), np.zeros((len(path), 5))
        firm = np.array([0.2, 0.01, 0.01, 2.0, 0.01])
        fit_edges(
            levels, path, used, mm * first, mm * search.step, round(1.5e-3 / search.step),
            round(1.2e-3 / search.step), search.averaged, self._blur, firm, 4.0, radius, spread, parts,
        )  # fmt: skip
        return radius / mm, spread / mm, parts

    def _nothing(self, centre: Floats, why: str) -> Found:
        count = len(self.search.angles)
        gap = np.full(count, np.nan)
        return Found(centre, gap, gap, np.zeros(count), np.zeros((count, 7)), (np.nan, np.nan), why)
