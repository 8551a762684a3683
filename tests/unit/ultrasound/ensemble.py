"""An ensemble written down by hand, ice that grows with the root of time, and pictures of such ice."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from cryonerve.scans.scaling import whole_picture
from cryonerve.sources import follow_priors
from cryonerve.sources.quantiles import even_draws, quantile
from cryonerve.ultrasound import Frames, ImagePlane
from cryonerve.ultrasound.members import ANGLES, PARAMETERS, Members
from tests.pictures.drawing import Scene, draw
from tests.pictures.shapes import ball

TIMES = np.arange(0.0, 121.0)
CENTRE = (0.0, 0.014)
GROWTH, SHARE = 0.48e-3, 0.6  # m per root second; of the edge's radius that -20 degC has


def ice(growth, share, lateral, axial, *, times=TIMES, angles=ANGLES):
    """Radii (..., time, ray) of edge and -20 degC about the planned place, of ice moved with its probe."""
    moved = np.multiply.outer(lateral, np.sin(angles)) - np.multiply.outer(axial, np.cos(angles))
    size = np.multiply.outer(growth, np.sqrt(times))
    edge = np.maximum(size[..., None] + moved[..., None, :], 0.0)
    return edge, np.maximum(np.asarray(share)[..., None, None] * size[..., None] + moved[..., None, :], 0.0)


@cache
def written_members() -> Members:
    """128 members; a nerve that is covered as -20 degC reaches 3 mm."""
    priors, count = follow_priors(), 128
    shares = even_draws(count, len(PARAMETERS) + 2, seed=1)
    columns = {
        name: quantile(getattr(priors, name, priors.tip_offset), shares[:, n])
        for n, name in enumerate(PARAMETERS)
    }
    growth = GROWTH * np.exp(0.25 * (2.0 * shares[:, -2] - 1.0))
    share = SHARE + 0.1 * (2.0 * shares[:, -1] - 1.0)
    edge, cold = ice(growth, share, columns["offset_lateral"], columns["offset_axial"])
    covered = np.clip(cold.mean(axis=2) / 3.0e-3, 0.0, 1.0)
    wall = np.broadcast_to(-80.0 + columns["wall_offset"][:, None], covered.shape)
    plane = ImagePlane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, -1.0, 0]), 0.04)
    parameters = np.stack([columns[name] for name in PARAMETERS], axis=1)
    return Members(PARAMETERS, parameters, TIMES, ANGLES, CENTRE, edge, cold, wall, covered, plane, 1, "one")


@cache
def grown_ice(count: int = 41) -> Frames:
    """Pictures of the members' mean ice in two minutes, the first without any; nobody's code draws them."""
    seconds = float(TIMES[-1])
    size = 1e3 * GROWTH * np.sqrt(seconds)
    frames = draw(
        Scene(ball, size=float(size), frames=count, seconds=seconds, before=1, seed=3, width=22.0, depth=19.0)
    ).frames
    place, _ = whole_picture(frames.shape, frames.spacing)
    return replace(frames, corner=place.corner)
