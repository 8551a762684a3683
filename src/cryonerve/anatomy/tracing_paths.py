"""A nerve or a vessel traced through a scan between a few clicks.

1. A smooth course through the clicks, each of which may be a millimetre off.
2. The scan straightened along it; how much every place looks like what was clicked (`likeness`).
3. Where the structure stands out, the path of least cost from end to end (`skimage.graph.MCP_Geometric`),
   which also follows bends between clicks.
4. The likeliest course by clicks, likeness and smoothness together (`smooth_courses`), found in steps; its
   covariance is the uncertainty. Where nothing stands out, the course through the clicks stays, and says so.
5. Cross-sections fitted to the grey values (`tracing_sections`); their centres take the likeness' place.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import resample
from cryonerve.anatomy.likeness import Likeness, likeness
from cryonerve.anatomy.smooth_courses import Observations, likeliest_course, through_clicks
from cryonerve.anatomy.straightened import Straightened, straighten
from cryonerve.anatomy.tracing_clicks import checked_clicks, clicks_in_the_way
from cryonerve.anatomy.tracing_rules import bends, click_deviation, least_visible, radius_of
from cryonerve.anatomy.tracing_sections import Outlines, outlines_of, round_sections
from cryonerve.scans.labels import Labels
from cryonerve.scans.polylines import arc_length
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import CurveKind, TracedCurve

__all__ = ["trace_curve"]

Floats = NDArray[np.float64]
STATION = 0.5e-3  # m between points of a traced curve
FINEST, COARSEST = 0.25e-3, 0.6e-3  # m, pixels of the pictures across
ROUNDS = 2  # the scan is straightened anew along what was found
STEPS = 6  # towards the likeliest course in each round
FARTHEST = 1.5  # of a radius that one step may go


def trace_curve(
    scan: Scan,
    clicks: Floats,
    *,
    name: str,
    kind: CurveKind,
    labels: Labels | None = None,
    width: float | None = None,
    treated: bool = False,
    motor: bool = False,
) -> TracedCurve:
    """The curve of a nerve or vessel through a few clicks, with its cross-sections.

    Parameters
    ----------
    scan : the pictures. clicks : (n, 3) m in the case's frame, in order along the structure, two or more.
    name : "tibial nerve". kind : nerve, artery or vein.
    labels : of the scan, where there are any; nothing runs through bone or outside of the body.
    width : m across the structure, where somebody knows it.

    Raises
    ------
    ScanError
        Fewer than two clicks, clicks outside of the scan, on top of each other, to and fro, or more than
        2 mm deep in bone or air.

    Examples
    --------
    >>> import cryonerve as cn
    >>> x, y = np.meshgrid(5e-4 * np.arange(40), 5e-4 * np.arange(40), indexing="ij")
    >>> bright = np.repeat(np.hypot(x - 0.01, y - 0.01)[:, :, None] < 2e-3, 10, axis=2)
    >>> scan = Scan(bright.astype(np.float32), np.zeros(3), np.array([5e-4, 5e-4, 2e-3]), "MR")
    >>> clicks = np.array([[0.0105, 0.01, 0.001], [0.01, 0.0095, 0.017]])
    >>> curve = cn.trace_curve(scan, clicks, name="tibial nerve", kind="nerve")
    >>> np.round(1e3 * curve.points[:, :2].mean(axis=0)).tolist(), round(1e3 * curve.length)
    ([10.0, 10.0], 16)
    """
    clicks = checked_clicks(scan, clicks, name, labels)
    found = _Tracing(
        scan, clicks, kind, labels=labels, radius=0.5 * width if width else radius_of(kind, name)[0]
    )
    line, deviation, seen, alike = found.course()
    visible = alike.visible >= least_visible()
    curve = TracedCurve(
        name=name,
        kind=kind,
        points=resample(line, STATION),
        clicks=clicks,
        drawn_by="machine" if visible else "person",
        uncertainty=deviation,
        treated=treated,
        motor=motor,
        why="; ".join([_why(len(clicks), alike.visible), *_in_the_way(scan, clicks, labels)]),
    )
    curve, shown = _sectioned(found, curve, seen, alike)
    if shown and width is None:
        return curve
    return replace(curve, sections=round_sections(curve, width), area_uncertainty=0.0)


def _sectioned(
    found: _Tracing, curve: TracedCurve, seen: Straightened, alike: Likeness
) -> tuple[TracedCurve, bool]:
    """The curve with fitted sections, led through their middles; False where the scan shows none."""
    outlines = None
    for _ in range(ROUNDS):
        outlines = outlines_of(found.scan, curve, seen, alike, labels=found.labels, before=outlines)
        if outlines is None:
            return curve, False
        line, deviation = found.centred(outlines)
        sections = tuple(
            replace(item, station=item.station * arc_length(line)[-1] / curve.length)
            for item in outlines.sections
        )
        curve = replace(
            curve,
            points=resample(line, STATION),
            uncertainty=deviation,
            sections=sections,
            area_uncertainty=outlines.size,
        )
    return curve, True


def _why(clicks: int, visible: float) -> str:
    if visible >= least_visible():
        return f"path of least cost between {clicks} clicks; it stands out by {visible:.1f} times the noise"
    return (
        f"smooth curve through {clicks} clicks: the scan shows no contrast to follow "
        f"({visible:.1f} times the noise)"
    )


def _in_the_way(scan: Scan, clicks: Floats, labels: Labels | None) -> list[str]:
    """What is said of clicks that lie a little in bone or air."""
    found = clicks_in_the_way(scan, clicks, labels)
    return [f"place {number + 1} lies {1e3 * depth:.1f} mm {what}" for number, what, depth in found]


class _Tracing:
    """One structure in one scan, from its clicks to its course."""

    def __init__(
        self, scan: Scan, clicks: Floats, kind: CurveKind, *, labels: Labels | None, radius: float
    ) -> None:
        self.scan, self.labels, self.kind, self.radius = scan, labels, kind, radius
        self.seen_clicks, self.count, self.step = through_clicks(clicks, click_deviation())
        self.pixel = float(np.clip(0.6 * np.sort(scan.spacing)[1], FINEST, COARSEST))

    def likeliest(self, seen: Observations) -> tuple[Floats, Floats]:
        return likeliest_course(seen, self.count, self.step, bends(self.kind))

    def pictures(self, line: Floats) -> tuple[Straightened, Likeness]:
        reach = 3.2 * self.radius + 1e-3
        seen = straighten(self.scan, line, reach=reach, pixel=self.pixel, labels=self.labels)
        return seen, likeness(seen, self.seen_clicks.stations, self.radius)

    def course(self) -> tuple[Floats, float, Straightened, Likeness]:
        """Course (s, 3), its standard deviation in each direction across, and what was seen along it."""
        line, covariance = self.likeliest(self.seen_clicks)
        for turn in range(ROUNDS):
            seen, alike = self.pictures(line)
            if alike.visible < least_visible():
                return line, _deviation(covariance, seen), seen, alike
            offsets = least_cost_path(seen, alike, self.radius) if turn == 0 else np.zeros((len(line), 2))
            line, covariance = self.refined(seen, alike, offsets)
        return line, _deviation(covariance, seen), *self.pictures(line)

    def centred(self, outlines: Outlines) -> tuple[Floats, float]:
        """The likeliest course by clicks and the centres of fitted cross-sections, and its deviation."""
        along = outlines.stations / outlines.length * (self.count - 1)
        seen = Observations(along, outlines.places, outlines.precision)
        line, covariance = self.likeliest(self.seen_clicks.joined(seen))
        tangent = np.gradient(line, axis=0)
        tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
        lengthwise = np.einsum("nd,nde,ne->n", tangent, covariance, tangent)
        across = 0.5 * (np.trace(covariance, axis1=1, axis2=2) - lengthwise)
        return line, float(np.sqrt(across.mean()))

    def refined(self, seen: Straightened, alike: Likeness, offsets: Floats) -> tuple[Floats, Floats]:
        """The likeliest course near a path (s, 2), m in the pictures."""
        slopes = _Slopes(seen, alike, self.radius)
        line, covariance = seen.line, np.zeros((self.count, 3, 3))
        for _ in range(STEPS):
            places, precision = slopes.pull(offsets)
            places3 = seen.line + np.einsum("na,nad->nd", places, seen.across)
            precision3 = np.einsum("nab,nad,nbe->nde", precision, seen.across, seen.across)
            stations = np.arange(self.count, dtype=float)
            line, covariance = self.likeliest(
                self.seen_clicks.joined(Observations(stations, places3, precision3))
            )
            offsets = np.einsum("nad,nd->na", seen.across, line - seen.line)
        return line, covariance


class _Slopes:
    """Slope and curvature of the likelihood of a place, at any offset from the course."""

    def __init__(self, seen: Straightened, alike: Likeness, radius: float) -> None:
        from scipy.ndimage import gaussian_filter  # noqa: PLC0415 -- used here only

        self.seen, self.radius = seen, radius
        width = 0.3 * radius / seen.pixel
        orders = ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
        self.fields = [
            gaussian_filter(alike.places, (0.0, width, width), order=(0, *order)) / seen.pixel ** sum(order)
            for order in orders
        ]

    def pull(self, offsets: Floats) -> tuple[Floats, Floats]:
        """Tops (s, 2) of the likelihood's parabolas through each offset, and their precision (s, 2, 2)."""
        from scipy.ndimage import map_coordinates  # noqa: PLC0415 -- used here only

        index = (offsets - self.seen.offsets[0]) / self.seen.pixel
        at = np.column_stack([np.arange(len(index)), index]).T
        one, two, uu, uv, vv = (map_coordinates(item, at, order=1, mode="nearest") for item in self.fields)
        slope = np.stack([one, two], axis=1)
        curved = -np.stack([np.stack([uu, uv], axis=1), np.stack([uv, vv], axis=1)], axis=1)
        value, vector = np.linalg.eigh(curved)
        # Where the likelihood is no hill, its slope still pulls, as far as a hill of that steepness would.
        value = np.maximum(np.abs(value), 1e-3 / self.radius**2)
        step = np.einsum("nab,nb->na", vector / value[:, None, :], np.einsum("nba,nb->na", vector, slope))
        length = np.linalg.norm(step, axis=1, keepdims=True)
        step *= np.minimum(1.0, FARTHEST * self.radius / np.maximum(length, 1e-12))
        return offsets + step, np.einsum("nab,nb,ncb->nac", vector, value, vector)


def least_cost_path(seen: Straightened, alike: Likeness, radius: float) -> Floats:
    """Offsets (s, 2), m, of the path of least cost through the pictures from the first to the last.

    The cost of a place falls with its likelihood; a place as unlikely as its surroundings costs e times more
    than one where the structure is. Barred places cannot be passed.
    """
    from skimage.graph import MCP_Geometric  # noqa: PLC0415 -- heavy

    scale = np.percentile(alike.places[~seen.barred], 99) if (~seen.barred).any() else 1.0
    cost = np.exp(-np.clip(alike.places / max(float(scale), 1e-6), -3.0, 1.5))
    cost[seen.barred | np.broadcast_to(seen.away > 3.0 * radius, cost.shape)] = -1.0
    middle = len(seen.offsets) // 2
    cost[[0, -1], middle, middle] = np.abs(cost[[0, -1], middle, middle])
    search = MCP_Geometric(cost, sampling=(seen.step, seen.pixel, seen.pixel))
    try:
        search.find_costs([(0, middle, middle)], [(len(cost) - 1, middle, middle)])
        path = np.array(search.traceback((len(cost) - 1, middle, middle)))
    except ValueError:  # bone all around: only the clicks lead through
        return np.zeros((len(cost), 2))
    found = np.zeros((len(cost), 2))
    for axis in (0, 1):
        total = np.bincount(path[:, 0], seen.offsets[path[:, 1 + axis]], len(cost))
        found[:, axis] = total / np.maximum(np.bincount(path[:, 0], minlength=len(cost)), 1)
    return found


def _deviation(covariance: Floats, seen: Straightened) -> float:
    """Root of the mean variance in a direction across the course, m, voxels included."""
    across = np.einsum("nad,nde,nae->na", seen.across, covariance, seen.across)
    return float(np.sqrt(across.mean() + (0.2 * seen.pixel) ** 2))
