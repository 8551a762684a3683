"""Probes in the picture: the bright near side of the shaft, what rings behind it, and the shadow.

A line's rays are followed at several places across the slice, so that a shaft in the plane is a line, one
that crosses it a dot, and one that lies beside it fades with the beam's thickness. The polished side reflects
with its phase, so that a steep shaft dims by itself; a rough share depends on no angle. All are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.sources.acoustics import acoustic_materials
from cryonerve.ultrasound.beams import ASSUMED_SPEED, EVERY, Beams

if TYPE_CHECKING:
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.plane import ImagePlane

__all__ = ["add_probes", "first_hit"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Fields = tuple[Singles, tuple[Singles, Singles], Singles]

ACROSS = np.linspace(-2.0, 2.0, 9)  # standard deviations of the slice at which rays run
POLISHED, ROUGH = 250.0, 120.0  # echo over muscle's mean speckle, amplitude
RING, FADING, ECHOES = (
    22.0,
    0.7,
    12,
)  # of the tail over muscle, square to the shaft; from one to the next; number
OPAQUE = 0.995  # of the amplitude that a shaft keeps from what lies behind


def first_hit(start: Floats, way: Floats, tip: Floats, axis: Floats, *, radius: float) -> Floats:
    """(ray,) m along rays to a shaft with a flat tip, from `tip` along `axis`; inf where it is missed.

    >>> down, tip = np.array([[0, -1.0, 0]]), np.array([-0.01, -0.02, 0])
    >>> first_hit(np.zeros((1, 3)), down, tip, np.array([1.0, 0, 0]), radius=1e-3)
    array([0.019])
    """
    away = start - tip
    along, ahead = away @ axis, way @ axis
    across, turn = away - along[:, None] * axis, way - ahead[:, None] * axis
    a, b = (turn**2).sum(axis=1), (turn * across).sum(axis=1)
    c = (across**2).sum(axis=1) - radius**2
    with np.errstate(divide="ignore", invalid="ignore"):
        side = (-b - np.sqrt(b**2 - a * c)) / a
        side = np.where((side > 0.0) & (along + side * ahead >= 0.0), side, np.inf)
        face = -along / ahead
        there = across + face[:, None] * turn
        face = np.where((face > 0.0) & ((there**2).sum(axis=1) <= radius**2), face, np.inf)
    return np.fmin(side, face)


def add_probes(
    case: Case, plane: ImagePlane, beams: Beams, fields: Fields
) -> tuple[tuple[Singles, Singles], NDArray[np.int64]]:
    """Add the case's probes to backscatter, layer echoes and losses (changed in place).

    Returns
    -------
    tails : (row, line) complex echoes of what rings behind, to be weighted by the loss above the probe.
    tail_row : (line,) row of the first probe; the last row and more where there is none.
    """
    shape = fields[0].shape
    tails = (np.zeros(shape, np.float32), np.zeros(shape, np.float32))
    tail_row = np.full(shape[1], beams.rows + EVERY, np.int64)
    for probe in case.probes:
        radius = 0.5 * case.device_of(probe).diameter.value
        tip, axis = np.asarray(probe.tip, dtype=float), np.asarray(probe.axis, dtype=float)
        ranges, weights = _hits(plane, beams, tip, axis / np.linalg.norm(axis), radius=radius)
        _lay(beams, fields, ranges, weights)
        square = 1.0 - float(axis @ plane.axial) ** 2 / float(axis @ axis)
        _ring(beams, tails, tail_row, (ranges, weights * square, radius))
    return tails, tail_row


def _hits(
    plane: ImagePlane, beams: Beams, tip: Floats, axis: Floats, *, radius: float
) -> tuple[Floats, Floats]:
    """(ray, line) range of the shaft, inf where it is missed, and (ray,) share of the slice."""
    lines = beams.lines
    middle = beams.slice_width()
    deep = float(plane.coordinates(tip)[1])
    wide = float(np.interp(deep, beams.ranges, middle))
    weights = np.exp(-0.5 * ACROSS**2)
    start = plane.points(lines[None, :, 0], lines[None, :, 1], (ACROSS * wide)[:, None])
    way = lines[:, 2:3] * plane.lateral + lines[:, 3:4] * plane.axial
    ways = np.broadcast_to(way, start.shape)
    found = first_hit(start.reshape(-1, 3), ways.reshape(-1, 3), tip, axis, radius=radius)
    return found.reshape(start.shape[:2]), weights / weights.sum()


def _lay(beams: Beams, fields: Fields, ranges: Floats, weights: Floats) -> None:
    """Echo of the near side, and what it keeps from what lies behind."""
    level, (re, im), loss = fields
    rows = len(level)
    covered = (np.isfinite(ranges) * weights[:, None]).sum(axis=0)
    turned = np.random.default_rng(0).uniform(0.0, 2.0 * np.pi, ranges.shape)
    for column in np.flatnonzero(covered > 0.02):
        hit = np.isfinite(ranges[:, column])
        row = _middle(beams, ranges[:, column], weights)
        if row >= rows:
            continue
        for r, weight, turn in zip(ranges[hit, column], weights[hit], turned[hit, column], strict=True):
            at, phase = round(r / beams.step), beams.k2 * r
            if at < rows:
                re[at, column] += weight * (POLISHED * np.cos(phase) + ROUGH * np.cos(turn))
                im[at, column] -= weight * (POLISHED * np.sin(phase) + ROUGH * np.sin(turn))
        level[row + 1 : row + 2 * EVERY, column] *= 1.0 - covered[column]
        behind = min(row // EVERY + 2, len(loss) - 1)
        loss[behind, column] -= 20.0 * np.log10(1.0 - OPAQUE * covered[column])


def _middle(beams: Beams, ranges: Floats, weights: Floats) -> int:
    """Row at which a line meets the shaft, weighted across the slice."""
    hit = np.isfinite(ranges)
    return round(float(np.average(ranges[hit], weights=weights[hit])) / beams.step)


def _ring(
    beams: Beams,
    tails: tuple[Singles, Singles],
    tail_row: NDArray[np.int64],
    hit: tuple[Floats, Floats, float],
) -> None:
    """Reverberation inside the shaft: echoes as far apart as sound needs to cross it twice, ever weaker."""
    ranges, weights, radius = hit
    apart = 2.0 * radius * ASSUMED_SPEED / acoustic_materials()["probe"].speed.value
    covered = (np.isfinite(ranges) * weights[:, None]).sum(axis=0)
    for column in np.flatnonzero(covered > 0.01):
        row = _middle(beams, ranges[:, column], weights)
        nearest = row * beams.step
        if row >= beams.rows or row > tail_row[column]:
            continue
        tail_row[column] = row
        for number in range(1, ECHOES + 1):
            r = nearest + number * apart
            at = round(r / beams.step)
            if at < beams.rows:
                strength = RING * covered[column] * FADING**number
                tails[0][at, column] += strength * np.cos(beams.k2 * r)
                tails[1][at, column] -= strength * np.sin(beams.k2 * r)
