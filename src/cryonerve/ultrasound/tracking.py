"""The ice front through a whole clip: where it is, how surely, and why nothing is said of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.ultrasound.edge_finder import EDGE, EdgeFinder, Found, Search
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.plane import ImagePlane

if TYPE_CHECKING:
    from cryonerve.case.case import Probe
    from cryonerve.scans.frames import Frames

__all__ = ["SCATTER", "front_of", "shaft_in", "shaft_place", "track"]

Floats = NDArray[np.float64]

# m; mean and standard deviation of found minus true radius, rounded, over pictures of known outline that
# the tracker was not written on; tests/published/test_tracking.py measures both, and where they are larger
SCATTER = 0.15e-3
JUMP = 0.4e-3  # m; what lies between two pictures below this is the tracker's own scatter
GROWTH = 0.5e-3  # m, by which an edge must have moved before it is called ice
QUICKEST = 0.3e-3  # m/s; an edge of 2 mm and more that moves faster is no ice
STILL = (
    "an edge with dark behind it is there from the first picture on and does not grow: it may be bone or gas"
)
NEAR = 2.0e-3  # m, around `near` in which the shaft is looked for


def track(
    frames: Frames,
    *,
    centre: tuple[float, float] | None = None,
    near: tuple[float, float] | None = None,
    probe_radius: float = 0.7e-3,
    freezing_from: float | None = None,
    known_ice: bool = False,
    search: Search | None = None,
) -> Front:
    """Follow the near edge of the ice around a probe through a clip.

    Parameters
    ----------
    centre : lateral place and depth of the shaft in the first picture, m, from the case (`shaft_in`) or by
        hand.
    near : instead of it a place within 2 mm of the shaft, which is then looked for as the brightest echo.
    probe_radius : m.
    freezing_from : s; pictures up to then show no ice and tell what is tissue, bone or fascia. None: none
        does.
    known_ice : an edge that does not move is ice all the same. Otherwise it is refused unless it grows or
        shrinks
        by 0.5 mm without being faster than ice can: bone, gas and calcifications have rims and shadows too.
    search : where and how the edge is looked for.

    Returns
    -------
    Front
        Radii along rays from the shaft, NaN where the edge was not seen; `refused` says why of whole
        pictures.

    Raises
    ------
    ClipError
        Neither `centre` nor `near` is given, or the place is outside of the picture.

    Examples
    --------
    >>> from cryonerve.ultrasound import Frames
    >>> grey = np.random.default_rng(1).integers(80, 160, (3, 300, 300)).astype(np.uint8)
    >>> clip = Frames(grey, np.arange(3.0), (1e-4, 1e-4), (0.0, -0.015), "simulated")
    >>> track(clip, centre=(0.0, 0.014)).refused[0]
    'no edge with dark behind it is seen around the probe'
    """
    place = shaft_place(frames, centre=centre, near=near, probe_radius=probe_radius)
    before = None
    if freezing_from is not None:
        calm = frames.pixels[frames.times <= freezing_from]
        before = np.asarray(calm[-1]) if len(calm) else None
    finder = EdgeFinder(
        place, probe_radius, frames.spacing, frames.corner, before, frames.settings, search or Search()
    )
    found = []
    for time, picture in zip(frames.times, frames.pixels, strict=True):
        if before is not None and freezing_from is not None and time <= freezing_from:
            found.append(finder.nothing("the picture was taken before freezing"))
        else:
            found.append(finder.find(picture))
    doubt = "" if known_ice or before is not None else _doubt(found, frames.times)
    return front_of(frames.times, found, finder.search.angles, doubt)


def shaft_in(plane: ImagePlane, probe: Probe) -> tuple[float, float]:
    """Lateral place and depth, m, where a probe's axis crosses the picture; of one that lies in it, of its
    tip.

    >>> import cryonerve as cn
    >>> from cryonerve.ultrasound import plane_of
    >>> case = cn.load("straight-probe-block")
    >>> lateral, depth = shaft_in(plane_of(case, cn.build(case), view="across"), case.probes[0])
    >>> bool(0.0 < depth < 0.04)
    True
    """
    tip = plane.coordinates(np.asarray(probe.tip, dtype=float))
    axis = np.asarray(probe.axis, dtype=float)
    across = float(axis @ plane.elevation) / float(np.linalg.norm(axis))
    if abs(across) > 0.3:
        behind = plane.coordinates(np.asarray(probe.tip, dtype=float) + axis) - tip
        tip = tip - behind * tip[2] / behind[2]
    return float(tip[0]), float(tip[1])


def shaft_place(
    frames: Frames,
    *,
    centre: tuple[float, float] | None = None,
    near: tuple[float, float] | None = None,
    probe_radius: float = 0.7e-3,
) -> tuple[float, float]:
    """Lateral place and depth, m, of the shaft in the first picture; parameters and errors as of `track`."""
    given = centre if centre is not None else near
    if given is None:
        remedy = "Give its lateral place and depth, `centre` exactly or `near` to within 2 mm."
        raise ClipError(Complaint("it is not said where the probe is in the picture", remedy))
    lateral, depth = frames.lateral, frames.depth
    if not (lateral[0] <= given[0] <= lateral[-1] and depth[0] <= given[1] <= depth[-1]):
        what = (
            f"the probe's place, {1e3 * given[0]:.1f} mm across and {1e3 * given[1]:.1f} mm deep, is outside"
        )
        sides = f"{1e3 * lateral[0]:.1f} to {1e3 * lateral[-1]:.1f} mm across"
        raise ClipError(
            Complaint(what, f"The picture reaches from {sides} and to {1e3 * depth[-1]:.1f} mm deep.")
        )
    return centre if centre is not None else _brightest(frames, given, probe_radius)


def _brightest(frames: Frames, near: tuple[float, float], probe_radius: float) -> tuple[float, float]:
    """Middle of the shaft whose upper wall is the brightest echo near a place."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415

    smooth = gaussian_filter(
        frames.pixels[0].astype(float), [0.5 * probe_radius / item for item in frames.spacing]
    )
    away = np.hypot(frames.lateral[None, :] - near[0], frames.depth[:, None] - near[1])
    row, column = np.unravel_index(int(np.argmax(np.where(away < NEAR, smooth, -1.0))), smooth.shape)
    return float(frames.lateral[column]), float(frames.depth[row]) + 0.85 * probe_radius


def _doubt(found: list[Found], times: Floats) -> str:
    """Why what was found need not be ice; "" where it grew or shrank as ice does."""
    seen = [n for n, item in enumerate(found) if not item.refused]
    if not seen:
        return ""
    radius = np.array([found[n].radius for n in seen])
    often = np.isfinite(radius).mean(axis=0) > 0.8
    if len(seen) < 2 or often.sum() < 5:
        return "an edge is seen in too few pictures to tell ice, which grows, from bone or gas"
    kept = np.isfinite(radius[:, often]).any(axis=1)
    radius, times = radius[kept], times[seen][kept]
    middle = np.nanmedian(radius[:, often], axis=1)
    quick = np.abs(np.diff(middle)) / np.diff(times)
    moved = np.abs(np.diff(middle)) > JUMP
    part = max(1, len(middle) // 4)
    change = np.median(middle[-part:]) - np.median(middle[:part])
    if np.any(moved & (quick > QUICKEST)):
        return "the edge moves faster than ice grows: the transducer was moved, or it is no ice"
    if float(middle.max() - middle.min()) < GROWTH or abs(float(change)) < 0.5 * GROWTH:
        return STILL
    return ""


def front_of(times: Floats, found: list[Found], angles: Floats, doubt: str = "") -> Front:
    """What was found in picture after picture as one noun.

    Parameters
    ----------
    times : (frame,) s. angles : (angle,) rad. doubt : why none of it need be ice, "" where it is.
    """
    refused = tuple(item.refused or doubt for item in found)
    said = np.array([not item for item in refused])
    radius = np.where(said[:, None], [item.radius for item in found], np.nan)
    return Front(
        times=times,
        centre=np.array([item.centre for item in found]),
        angles=angles,
        radius=radius,
        confidence=np.where(np.isfinite(radius), [item.confidence for item in found], 0.0),
        shadow=np.where(said[:, None], [item.shadow for item in found], np.nan),
        edge=EDGE,
        bias=0.0,
        scatter=SCATTER,
        refused=refused,
    )
