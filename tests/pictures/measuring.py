"""Found minus true edges of drawn clips."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from cryonerve.ultrasound import track
from tests.pictures.conditions import DEVELOPMENT, FRESH, HELD_OUT, MORE_DEVELOPMENT
from tests.pictures.drawing import Drawn, Scene, draw

SMALLEST = 2.3  # mm, from which ice must be found


@dataclass(frozen=True)
class Errors:
    """Of every ray on which an edge was found, mm, and of the shadow's width in every picture."""

    edge: np.ndarray
    confidence: np.ndarray
    width: np.ndarray
    asked: int  # pictures with ice large enough
    silent: int  # of which nothing was said
    invented: int  # pictures with ice of less than 1.5 mm, or none, in which an edge was claimed


@cache
def drawn(name: str) -> Drawn:
    return draw({**DEVELOPMENT, **MORE_DEVELOPMENT, **HELD_OUT, **FRESH}[name])


def errors_of(clip: Drawn, *, before: bool = True) -> Errors:
    scene: Scene = clip.scene
    start = clip.frames.times[scene.before - 1]
    front = track(
        clip.frames,
        centre=(1e-3 * scene.centre[0], 1e-3 * scene.centre[1]),
        probe_radius=1e-3 * scene.probe,
        freezing_from=start if before else None,
    )
    edge, confidence, width = [], [], []
    large = clip.size >= SMALLEST
    said = front.visible.any(axis=1)
    for k in np.flatnonzero(said & large):
        error = 1e3 * (front.radius[k] - clip.radius(k, front.angles, front.centre[k]))
        seen = front.visible[k]
        edge.append(
            np.where(np.isfinite(error), error, 9.0)[seen]
        )  # an edge where there is no ice is far off
        confidence.append(front.confidence[k][seen])
        left, right = clip.width(k)
        width.append(1e3 * (front.shadow[k, 1] - front.shadow[k, 0] - (right - left)))
    return Errors(
        np.concatenate([np.zeros(0), *edge]),
        np.concatenate([np.zeros(0), *confidence]),
        np.array(width),
        int(large.sum()),
        int((large & ~said).sum()),
        int((said & (clip.size < 1.5)).sum()),
    )


@cache
def measured(name: str, *, before: bool = True) -> Errors:
    """Of a condition; the clip and its errors are kept."""
    return errors_of(drawn(name), before=before)
