"""The near edge of the ice in one picture after the other, as the pictures come.

Rays run from the shaft to the transducer's side. On each of them every place is judged by how well "tissue
outside, perhaps a bright rim, dark inside" explains the levels about it; a path over the rays and the place
in the last picture decide together; a model of the rim, blurred as the picture is, then finds the edge
between the places. Levels are in dB, scaled by the picture's own speckle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cryonerve.ultrasound.confidence import confidence_of
from cryonerve.ultrasound.shadows import Borders, shadow_borders
from cryonerve.ultrasound.speckle import Speckle, speckle_of
from cryonerve.ultrasound.surroundings import Surroundings

__all__ = ["EDGE", "EdgeFinder", "Found", "Search"]

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

EDGE = (
    "where tissue ends: the foot of the bright rim, as a model of tissue, rim and dark, blurred by the "
    "picture's own point spread, fits the levels along each ray (averaged over neighbouring rays)"
)
COARSE = 2  # steps of a ray from one place that is judged to the next
NO_EDGE = "no edge with dark behind it is seen around the probe"
SEEN = 0.35  # share of the rays on which an edge must be seen, for anything to be said


def _kinds(rims: tuple[float, ...], fading: tuple[float, ...], dark: tuple[float, ...]) -> Floats:
    """(kind, 3) every combination of rim above tissue in dB, mm over which it fades, and dark in dB."""
    return np.array([(a, b, c) for a in rims for b in fading for c in dark])


KINDS = _kinds((-6.0, 3.0, 10.0, 18.0), (0.08, 0.35), (-10.0, -26.0))
# ice that thaws is warm throughout and absorbs less than when it grew: behind a bright rim it fades to dark
# over millimetres, not over tenths
GLOWING = (KINDS[:, 0] >= 10.0) & (KINDS[:, 1] >= 0.3)
# none near 0: a rim as bright as tissue is no edge, and would draw the edge outwards where there is no rim
MORE_KINDS = _kinds((-12.0, -6.0, 4.0, 11.0, 19.0), (0.06, 0.15, 0.35, 0.8), (-9.0, -20.0, -36.0))


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
    evident: float = 4.0  # evidence from which a ray's edge counts as seen
    first: float = 7.5
    tissue_known: float = 3.0  # dB by which tissue may differ from what it was before freezing
    tissue_guessed: float = 5.0  # and from what lies further out, without such a picture
    capped: float = 12.0  # dB, beyond which a residue counts no more
    darker: float = 8.0  # dB below tissue that shadow is at least
    glow: float = 8.0  # dB above tissue that ice may be instead, behind a bright rim
    thawing: float = 0.3e-3  # m beyond its last edge to which ice may glow, without a picture from before
    darkest: float = -24.0  # dB against tissue; below it dark is dark
    dark_enough: float = -20.0
    stiff: float = 1.5
    beside: float = 0.25e-3  # by which an edge may lie beside the shadow
    beside_cost: float = 20.0
    pull: float = 0.08
    slack: float = 3.0
    shape: float = 0.04
    shape_slack: float = 5.0
    moving: float = 1.0e-3  # by which the tissue may have moved since the first picture
    averaged: int = 3  # rays to both sides that share a profile
    averaged_variance: float = 10.0  # dB^2 of such a profile
    slip: float = 0.5e-3  # by which the edge may differ from the path's place

    @property
    def angles(self) -> Floats:
        """(angle,) rad."""
        count = round(self.widest / self.apart)
        return np.asarray(np.radians(self.apart) * np.arange(-count, count + 1))


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
    _around_ice: Surroundings | None = None
    _drawn: dict[int, Floats] = field(default_factory=dict)

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
        found = self._edge(picture, levels, centre)
        seen = np.isfinite(found.radius)
        if not found.refused:
            last = self._last if self._last is not None else np.full(len(seen), np.nan)
            self._last = np.where(seen, found.radius, last)
        self._tissue.learn(levels, self._outside)
        return found

    @property
    def _scale(self) -> float:
        return self.speckle.decibel if self.speckle is not None else 60.0 / 255.0

    def _begin(self, picture: Image) -> None:
        self._first = self.before if self.before is not None else picture
        if self.speckle is None:
            self.speckle = speckle_of(self._first, self.spacing, self.settings)
        if self.before is not None:
            raw = self._levels(self.before, np.asarray(self.centre))
            self._tissue.learn(raw, np.full(len(raw), -1.0))

    def _fault(self, picture: Image) -> str:
        """Why a picture is none to look at."""
        known = self._picture
        if known is not None and picture.shape != known.shape:
            tall, broad = known.shape
            now = f"{picture.shape[1]} x {picture.shape[0]}"
            return f"the picture changed its size from {broad} x {tall} to {now}"
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
        from cryonerve.ultrasound.moving import moved  # noqa: PLC0415

        centre, search = np.asarray(self.centre), self.search
        if self._first is None or self._first is picture or search.moving <= 0.0:
            return centre
        hidden = float(np.nanmax(self._last)) if self._last is not None else search.smallest
        down, right = moved(
            self._first, picture, self.spacing, self._pixel(centre), hidden=hidden + 1e-3, most=search.moving
        )  # fmt: skip
        return np.asarray(centre + np.array([right, down]))

    def _levels(self, picture: Image, centre: Floats) -> Floats:
        """Levels along rays, dB."""
        from cryonerve.ultrasound.kernels.tracking import along_rays  # noqa: PLC0415

        search, first = self.search, self._start
        out = np.empty((len(search.angles), int((search.most - first) / search.step)))
        grey = np.ascontiguousarray(picture)[:]
        grey.flags.writeable = False  # as from a stream: Numba compiles a second kernel for others
        along_rays(grey, *self._pixel(centre), *self.spacing, search.angles, first, search.step, out)
        return out * self._scale

    def _edge(self, picture: Image, levels: Floats, centre: Floats) -> Found:
        """The edge along rays, or why there is none."""
        search = self.search
        tissue = self._tissue.awaited(levels)
        changed = np.maximum(levels - tissue, self.search.darkest)
        # where tissue is nearly black itself, shadow cannot be much darker
        darker = np.clip(0.4 * tissue, 0.25 * search.darker, search.darker)
        support = self._support(np.maximum(changed, search.dark_enough), darker)
        path = self._path(support, None)
        borders = self._shadow(picture, centre, path)
        path = self._path(self._within(support, borders), path)
        strength = support[np.arange(len(path)), path]
        path = path * COARSE
        used = strength > search.evident
        surely = strength > search.first  # asked of pictures until ice was seen once
        if self._last is None and self.before is None and surely.mean() < SEEN:
            return self._nothing(centre, NO_EDGE)
        if used.mean() < SEEN:
            return self._nothing(centre, NO_EDGE)
        radius, spread, parts = self._placed(changed, path, used)
        used = used & np.isfinite(radius)
        if used.mean() < SEEN:
            return self._nothing(centre, NO_EDGE)
        middle = float(np.median(radius[used]))
        if middle < search.smallest:
            least = f"below {1e3 * search.smallest:.1f} mm ice is not told from the shaft"
            return self._nothing(centre, f"the edge is {1e3 * middle:.1f} mm from the probe's axis; {least}")
        features = np.column_stack([strength, 1e3 * spread, parts])
        return Found(
            centre,
            radius,
            spread,
            np.where(used, confidence_of(features), 0.0),
            features,
            (float(centre[0]) + borders.left, float(centre[0]) + borders.right),
            "",
        )

    @property
    def _tissue(self) -> Surroundings:
        if self._around_ice is None:
            self._around_ice = Surroundings(self.search.step, self._start)
        return self._around_ice

    @property
    def _outside(self) -> Floats:
        """(angle,) m, beyond which no ice was, as far as is known."""
        count = len(self.search.angles)
        if self._last is None:
            return np.full(count, self.search.smallest)
        rays, known = np.arange(count), np.isfinite(self._last)
        return np.asarray(np.interp(rays, rays[known], self._last[known]))

    def _shadow(self, picture: Image, centre: Floats, path: NDArray[np.int64]) -> Borders:
        """The shadow's borders below an edge as large as the path is."""
        return shadow_borders(
            picture, self.before, self.spacing, self._pixel(centre), was=self._pixel(np.asarray(self.centre)),
            reach=float(self._start + COARSE * self.search.step * path.max()), decibel=self._scale,
        )  # fmt: skip

    def _within(self, support: Floats, borders: Borders) -> Floats:
        """Evidence without those places that lie beside the shadow: ice throws one as wide as it is."""
        search = self.search
        places = self._start + COARSE * search.step * np.arange(support.shape[1])
        across = np.sin(search.angles)[:, None] * places
        low = borders.left if borders.upright[0] else -np.inf
        high = borders.right if borders.upright[1] else np.inf
        beside = (across < low - search.beside) | (across > high + search.beside)
        return np.where(beside, -search.beside_cost, support)

    def _support(self, changed: Floats, darker: Floats) -> Floats:
        """Evidence for an edge at each place on the rays."""
        from cryonerve.ultrasound.kernels.tracking import evidence, spread_over_angles  # noqa: PLC0415

        search, step = self.search, COARSE * self.search.step
        smooth = np.empty_like(changed)
        spread_over_angles(changed, 2, smooth)
        coarse = smooth[:, ::COARSE].astype(np.float32)
        support = np.empty(coarse.shape)
        cells = step / (2.6 * self._sharp.along)
        hold = search.variance / (cells * self._likely**2)
        evidence(
            coarse, np.ascontiguousarray(darker[:, ::COARSE]), hold, self._templates(COARSE, KINDS), GLOWING,
            search.glow, self._known(step), round(search.dark / step), cells, search.variance,
            search.capped, support,
        )  # fmt: skip
        return support

    def _known(self, step: float) -> Floats:
        """(angle,) places up to which bright tissue may be ice that thaws: all where it was seen before."""
        room = np.inf if self.before is not None else self.search.thawing
        return (self._outside + room - self._start) / step

    def _path(self, support: Floats, first: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """Places on the rays of the likeliest path; after a first one, with the last shape, as far grown."""
        from cryonerve.ultrasound.kernels.tracking import best_path  # noqa: PLC0415

        search, path = self.search, np.empty(len(support), np.int64)
        known = np.full(len(support), np.nan) if self._last is None else self._last
        awaited = (known - self._start) / (COARSE * search.step)
        pull, slack = search.pull, search.slack
        if first is not None:
            seen = np.isfinite(awaited) & (support[np.arange(len(path)), first] > search.evident)
            if seen.any():  # ice grows all around: what one ray does and its neighbours do not is doubtful
                awaited = awaited + float(np.median((first - awaited)[seen]))
                pull, slack = search.shape, search.shape_slack
        best_path(support, 4, search.stiff, awaited, pull, slack, path)
        return path

    def _placed(
        self, changed: Floats, path: NDArray[np.int64], used: NDArray[np.bool_]
    ) -> tuple[Floats, Floats, Floats]:
        """Radius and its deviation, m, between the places of the path, and what the rim is like."""
        from cryonerve.ultrasound.kernels.profiles import place_edges  # noqa: PLC0415

        search, step = self.search, self.search.step
        place, spread = np.empty(len(path)), np.empty(len(path))
        parts = np.zeros((len(path), 4))
        cells = step / (2.6 * self._sharp.along)
        hold = search.variance / (cells * self._likely**2)
        scale = 0.5 * cells / search.averaged_variance
        place_edges(
            changed, path, used, self._templates(1, MORE_KINDS), MORE_KINDS, round(search.dark / step),
            round(search.slip / step), search.averaged, hold, scale, search.capped, place, spread, parts,
        )  # fmt: skip
        return self._start + step * place, step * spread, parts

    @property
    def _start(self) -> float:
        """From the axis to the first place of a ray, m."""
        return self.probe + self.search.margin

    @property
    def _likely(self) -> float:
        """By how many dB the tissue's level may be another than awaited."""
        return self.search.tissue_guessed if self.before is None else self.search.tissue_known

    @property
    def _sharp(self) -> Speckle:
        return self.speckle if self.speckle is not None else Speckle(60.0 / 255.0, 0.1e-3, 0.22e-3, False)

    @property
    def _blur(self) -> Floats:
        """(angle,) mm, spread of the point spread's square along each ray."""
        turned = self.search.angles
        along, across = 1e3 * self._sharp.along, 1e3 * self._sharp.across
        return np.asarray(np.hypot(along * np.cos(turned), across * np.sin(turned)) / np.sqrt(2.0))

    def _templates(self, every: int, kinds: Floats) -> Floats:
        """(angle, kind, place) levels of rims, drawn once."""
        from cryonerve.ultrasound.kernels.profiles import draw_templates  # noqa: PLC0415

        if every not in self._drawn:
            step = every * self.search.step
            inside, outside = round(self.search.dark / step), round(self.search.outer / step)
            depth = 1e3 * step * np.arange(inside, -outside - 1, -1)
            self._drawn[every] = np.empty((len(self._blur), len(kinds), len(depth)), np.float32)
            draw_templates(depth, self._blur, kinds, self._drawn[every])
        return self._drawn[every]

    def nothing(self, why: str) -> Found:
        """A picture of which nothing is said."""
        return self._nothing(np.asarray(self.centre), why)

    def _nothing(self, centre: Floats, why: str) -> Found:
        count = len(self.search.angles)
        gap = np.full(count, np.nan)
        return Found(centre, gap, gap, np.zeros(count), np.zeros((count, 6)), (np.nan, np.nan), why)
