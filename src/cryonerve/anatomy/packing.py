"""Circles in an ellipse: how far one reaches past the outline, and one push of all that are too near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["past_wall", "pushed"]

Floats = NDArray[np.float64]
EASE = 1.01  # circles push a little further than they must, so that they come to rest soon


def pushed(centres: Floats, reach: Floats, semi: Floats) -> tuple[Floats, bool]:
    """Circles once pushed apart and inwards; unchanged, and True, where none was too near.

    Parameters
    ----------
    centres : (n, 2) m; reach : (n,) radius with half the gap, m; semi : (2,) half axes of the ellipse, m.

    Examples
    --------
    >>> centres = np.array([[0.0, 0.0], [1.0, 0.0]])
    >>> pushed(centres, np.array([0.4, 0.4]), np.array([5.0, 5.0]))[1]
    True
    >>> moved, free = pushed(centres, np.array([0.6, 0.6]), np.array([5.0, 5.0]))
    >>> free, bool(moved[1, 0] - moved[0, 0] > 1.0)
    (False, True)
    """
    touch = reach[:, None] + reach[None, :]
    np.fill_diagonal(touch, 0.0)
    apart = centres[:, None, :] - centres[None, :, :]
    gap = np.sqrt((apart**2).sum(axis=2))
    np.fill_diagonal(gap, 1.0)
    overlap = np.maximum(touch * EASE - gap, 0.0)
    np.fill_diagonal(overlap, 0.0)
    push = (apart / np.maximum(gap, 1e-9)[:, :, None] * (0.5 * overlap)[:, :, None]).sum(axis=1)
    outside, inwards = past_wall(centres, reach, semi)
    if outside.max() <= 0.0 and np.all(gap >= touch):
        return centres, True
    moved = centres + 0.8 * push + inwards * np.maximum(outside + (EASE - 1.0) * reach, 0.0)[:, None]
    return moved, False


def past_wall(centres: Floats, reach: Floats, semi: Floats) -> tuple[Floats, Floats]:
    """How far each circle (n,) reaches past the ellipse, negative inside, and the direction back in."""
    angle = np.linspace(0.0, 2.0 * np.pi, 181)[:-1]
    wall = np.stack([semi[0] * np.cos(angle), semi[1] * np.sin(angle)], axis=1)
    inwards = -np.stack([np.cos(angle) / semi[0], np.sin(angle) / semi[1]], axis=1)
    inwards /= np.linalg.norm(inwards, axis=1, keepdims=True)
    # Depth below each tangent of the ellipse; a circle is inside when it is below all of them.
    depth = np.einsum("cad,ad->ca", centres[:, None, :] - wall[None], inwards)
    worst = depth.argmin(axis=1)
    return reach - depth[np.arange(len(centres)), worst], inwards[worst]
