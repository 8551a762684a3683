"""A contour that clings to edges: between two clicks the path that costs least where grey values change most.

Mortensen and Barrett's intelligent scissors: the cost of a pixel is 1 minus its gradient's size as a share of
the steepest nearby, and paths are found by Dijkstra's method.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.polygons import crosses_itself, shoelace

__all__ = ["livewire"]

Floats = NDArray[np.float64]
LEAST = 0.05  # cost of a pixel on the steepest edge; keeps paths short where all is edge
SMOOTH = 1.0  # pixels, before slopes are taken
MOST_PIXELS = 4_000_000
SHORT = 40  # pixels of a ring of which every one is kept
EVERY = 2  # pixels of the path between points of the contour


def livewire(pixels: NDArray[Any], clicks: Floats, *, spacing: tuple[float, float] = (1.0, 1.0)) -> Floats:
    """A closed contour (n, 2) through clicks, which follows edges between them; in pixels.

    Parameters
    ----------
    pixels : (i, j) grey values of a slice.
    clicks : (m, 2) three or more places in pixels, in order around the structure.
    spacing : of the pixels along both axes, in any unit.

    Raises
    ------
    ScanError
        Fewer than three clicks, clicks outside of the picture, or a contour without area.

    Examples
    --------
    >>> x, y = np.meshgrid(np.arange(60.0), np.arange(60.0), indexing="ij")
    >>> disc = 100.0 * (np.hypot(x - 30, y - 28) < 12)
    >>> rim = livewire(disc, np.array([[42.0, 28], [30, 40], [18, 28], [30, 16]]))
    >>> bool(np.abs(np.hypot(*(rim - [30, 28]).T) - 12).max() < 1.5)
    True
    """
    from skimage.graph import MCP_Geometric  # noqa: PLC0415 -- heavy

    clicks = _checked(pixels, np.asarray(clicks, float))
    search = MCP_Geometric(_cost(pixels, spacing), sampling=spacing)
    nodes = np.rint(clicks).astype(int)
    rim: list[tuple[int, int]] = []
    for start, end in zip(nodes, np.roll(nodes, -1, axis=0), strict=True):
        if (start == end).all():
            continue
        search.find_costs([tuple(start)], [tuple(end)])
        rim += search.traceback(tuple(end))[:-1]
    found = np.array(rim, float)
    if len(found) >= 8:
        found = _evened(found)
    if len(found) >= SHORT:
        found = found[::EVERY]
    if len(found) < 3 or abs(shoelace(found)) < 1.0:
        raise ScanError(Complaint("the contour has no area", "Click around the whole rim."))
    if crosses_itself(found):
        raise ScanError(Complaint("the contour crosses itself", "Click around the rim in one direction."))
    return found


def _evened(ring: Floats) -> Floats:
    """A ring of pixels without their steps, as wide as before.

    Smoothing S alone draws a ring of n pixels in by exp(-2 (pi / n)^2): a nerve of six pixels loses a third
    of its area. What it takes away is smoothed too and given back: 2 S - S S (Tukey's twicing).
    """
    from scipy.ndimage import gaussian_filter1d  # noqa: PLC0415 -- used here only

    once = gaussian_filter1d(ring, 1.0, axis=0, mode="wrap")
    return np.asarray(2.0 * once - gaussian_filter1d(once, 1.0, axis=0, mode="wrap"))


def _cost(pixels: NDArray[Any], spacing: tuple[float, float]) -> Floats:
    """Cost of every pixel, from `LEAST` on the steepest edge to 1 where nothing changes."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415 -- used here only

    smooth = gaussian_filter(np.asarray(pixels, float), SMOOTH)
    slope = np.hypot(*(one / step for one, step in zip(np.gradient(smooth), spacing, strict=True)))
    steepest = float(np.percentile(slope, 99.5)) or 1.0
    return np.asarray(LEAST + (1.0 - LEAST) * (1.0 - np.clip(slope / steepest, 0.0, 1.0)))


def _checked(pixels: NDArray[Any], clicks: Floats) -> Floats:
    if pixels.ndim != 2 or pixels.size > MOST_PIXELS or min(pixels.shape) < 4:
        raise ScanError(Complaint(f"a slice of shape {pixels.shape} cannot be contoured", "Give one slice."))
    if clicks.ndim != 2 or clicks.shape[1] != 2 or len(clicks) < 3 or not np.isfinite(clicks).all():
        raise ScanError(Complaint("a contour needs three clicks or more", "Click around the whole rim."))
    if (clicks < -0.5).any() or (clicks > np.array(pixels.shape) - 0.5).any():
        raise ScanError(Complaint("a click lies outside of the slice", "Click on the picture."))
    return np.clip(clicks, 0.0, np.array(pixels.shape) - 1.0)
