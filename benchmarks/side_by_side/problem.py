"""The published finite-tip problem, its converged answer, and how far a solution is from it.

A tip of 1.3 mm x 7 mm at -80 degC in uniform perfused tissue that freezes between -8 and -1 degC; the shaft
above it is insulated, thaw is passive (no heat crosses the probe). The answer is the axisymmetric table in
tests/published/table.py, which is older than this package.

Lengths in m, temperatures in degC. The frame of every solver: z from the tip face towards the handle, r from
the probe's axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from tests.published.single_probe import REFERENCES
from tests.published.table import ROWS

Floats = NDArray[np.float64]
Field = Callable[[Floats, Floats, Floats], Floats]  # (r, angle, z) m, rad, m -> degC

NAME = "table-1.3x7-80"
AGREED = 0.03  # mm, to which the table is converged: errors below it tell nothing
RADIUS = 0.5e-3 * REFERENCES[NAME].diameter
LENGTH = 1e-3 * REFERENCES[NAME].length
WALL = REFERENCES[NAME].console

# BENCHMARK_TISSUE of tests/published/single_probe.py as numbers
BODY, SOLIDUS, LIQUIDUS = 37.0, -8.0, -1.0  # degC
UNFROZEN, FROZEN = 0.5, 2.0  # W/m/K, linear in temperature between
STORE, STORE_FROZEN, LATENT = 3.78e6, 1.89e6, 262.5e6  # J/m3/K, J/m3/K, J/m3
BLOOD = 1908.0  # W/m3/K above the liquidus
RANGE = LIQUIDUS - SOLIDUS
MUSHY = LATENT + 0.5 * (STORE + STORE_FROZEN) * RANGE  # J/m3 between solidus and liquidus
AT_LIQUIDUS = UNFROZEN * (LIQUIDUS - BODY)  # W/m, potential
AT_SOLIDUS = AT_LIQUIDUS - 0.5 * (UNFROZEN + FROZEN) * RANGE
_KNOTS = (
    (SOLIDUS - 300.0, SOLIDUS, LIQUIDUS, LIQUIDUS + 300.0),  # degC
    (
        STORE * (LIQUIDUS - BODY) - MUSHY - 300.0 * STORE_FROZEN,
        STORE * (LIQUIDUS - BODY) - MUSHY,
        STORE * (LIQUIDUS - BODY),
        STORE * (LIQUIDUS - BODY + 300.0),
    ),  # J/m3
)
BEYOND = 1e-3  # W/m
LEVELS = (-1.0, -20.0, -40.0)
SURFACES = (-1.0, -20.0)  # volumes of the table


def potential(degrees: Floats | float) -> Floats:
    """Integral of the conductivity over temperature from body temperature, W/m: its gradient is the flux."""
    t = np.asarray(degrees, float)
    s = np.clip(t, SOLIDUS, LIQUIDUS) - SOLIDUS
    mushy = AT_SOLIDUS + FROZEN * s + 0.5 * (UNFROZEN - FROZEN) / RANGE * s**2
    return mushy + UNFROZEN * np.maximum(t - LIQUIDUS, 0.0) + FROZEN * np.minimum(t - SOLIDUS, 0.0)


def temperature(theta: Floats) -> Floats:
    """The inverse of `potential`."""
    a = 0.5 * (UNFROZEN - FROZEN) / RANGE
    inside = np.clip(theta, AT_SOLIDUS, AT_LIQUIDUS) - AT_SOLIDUS
    mushy = SOLIDUS + (np.sqrt(FROZEN**2 + 4.0 * a * inside) - FROZEN) / (2.0 * a)
    above, below = np.maximum(theta - AT_LIQUIDUS, 0.0), np.minimum(theta - AT_SOLIDUS, 0.0)
    return mushy + above / UNFROZEN + below / FROZEN


def enthalpy(degrees: Floats) -> Floats:
    """J/m3 relative to body temperature."""
    return np.interp(degrees, *_KNOTS)


def degrees_of(content: Floats) -> Floats:
    """The inverse of `enthalpy`."""
    return np.interp(content, *_KNOTS[::-1])


def state(theta: Floats) -> tuple[Floats, Floats, Floats]:
    """Temperature, enthalpy and the slope of enthalpy along the potential (J/m3 per W/m)."""
    degrees = temperature(theta)
    conductivity = UNFROZEN + (FROZEN - UNFROZEN) * np.clip((LIQUIDUS - degrees) / RANGE, 0.0, 1.0)
    capacity = np.where(degrees >= LIQUIDUS, STORE, np.where(degrees <= SOLIDUS, STORE_FROZEN, MUSHY / RANGE))
    return degrees, enthalpy(degrees), capacity / conductivity


def to_next_kink(before: Floats, after: Floats) -> Floats:
    """New potentials that stop just beyond the first of solidus and liquidus on their way.

    The slope of enthalpy jumps there by an order of magnitude: Newton steps that run across it overshoot and
    cycle.
    """
    stopped = after
    for kink in (AT_SOLIDUS, AT_LIQUIDUS):
        down = (before > kink) & (stopped < kink - BEYOND)
        up = (before < kink) & (stopped > kink + BEYOND)
        stopped = np.where(down, kink - BEYOND, np.where(up, kink + BEYOND, stopped))
    return stopped


@dataclass(frozen=True)
class Task:
    """What one run is asked for: spacing in mm, procedure in s, and the layout of the mesh.

    Layouts: "box", three dimensions, cells along x, y, z that know nothing of the probe's shape, as a grid
    of a patient; "rings", three dimensions, cells in rings around this probe; "axisymmetric", two dimensions.
    """

    spacing: float
    total: float = 120.0
    layout: str = "box"

    @property
    def dimension(self) -> int:
        """2 or 3."""
        return 2 if self.layout == "axisymmetric" else 3


@dataclass(frozen=True)
class Reading:
    """One moment: radii mm of each of `LEVELS` in every direction, volumes mm3 of `SURFACES`."""

    radii: tuple[tuple[float, ...], ...]
    volumes: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Solution:
    """What a solver gives: `seconds` of the march alone, `setup` for mesh and assembly, `compile` apart."""

    seconds: float
    setup: float
    compile: float
    cells: int
    steps: int
    method: str
    readings: dict[float, Reading] = field(default_factory=dict)


def phases(total: float) -> list[tuple[float, float, bool]]:
    """(start, end, whether the probe freezes) up to `total` seconds."""
    return [(t, min(t + 120.0, total), n % 2 == 0) for n, t in enumerate(np.arange(0.0, total, 120.0))]


def moments(total: float) -> list[float]:
    """Moments of the table up to `total` seconds."""
    return [row[0] for row in ROWS[NAME] if row[0] <= total + 1e-9]


def ladder(start: float, end: float, scale: float) -> Iterator[tuple[float, float]]:
    """(time at the end, length) of steps that grow with the time since a switch and meet every moment."""
    time, marks = start, [t for t in moments(end) if start < t < end] + [end]
    while time < end - 1e-9:
        mark = next(t for t in marks if t > time + 1e-9)
        length = min(scale * (0.1 + 0.06 * (time - start)), 4.0 * scale)
        pieces = max(1.0, np.ceil((mark - time) / length - 0.3)) if mark - time < 2.0 * length else 0.0
        length = (mark - time) / pieces if pieces else length
        time = mark if mark - time - length < 1e-9 else time + length
        yield float(time), float(length)


def read(degrees: Field, angles: Floats) -> Reading:
    """Radii at mid tip along every angle and volumes of tissue, from any field."""
    r = RADIUS + 2e-5 * np.arange(1, 560)
    rows = [degrees(r, np.full_like(r, angle), np.full_like(r, 0.5 * LENGTH)) for angle in angles]
    radii = tuple(tuple(_outermost(r, row, level) * 1e3 for row in rows) for level in LEVELS)
    step = 1e-4
    rings, heights = step * (np.arange(110) + 0.5), step * (np.arange(-80, 170) + 0.5)
    rr, aa, zz = np.meshgrid(rings, angles, heights, indexing="ij")
    values = degrees(rr.ravel(), aa.ravel(), zz.ravel())
    tissue = ((rr > RADIUS) | (zz < 0.0)).ravel()
    weight = (2e9 * np.pi * step**2 / len(angles)) * rr.ravel() * tissue
    # a part counts by how far it is below the level: within half a kelvin of it, partly
    share = [np.clip(level - values + 0.5, 0.0, 1.0) for level in SURFACES]
    return Reading(radii, tuple(float(weight @ each) for each in share))


def _outermost(r: Floats, row: Floats, level: float) -> float:
    cold = np.flatnonzero(row < level)
    if not cold.size or cold[-1] + 1 == len(r):
        return float("nan")
    n = cold[-1]
    return float(r[n] + (level - row[n]) / (row[n + 1] - row[n]) * (r[n + 1] - r[n]))


def errors(solution: Solution) -> tuple[float, str, float]:
    """Worst radius error in mm and where; worst volume error in per cent at the ends of phases.

    A radius counts in the direction in which it is farthest off; an isotherm that is missing is infinitely
    wrong. A volume is compared with the table's, in thaws with the largest ice volume, for ice that
    nearly gone has no meaningful relative error.
    """
    worst, where, wrong = 0.0, "", 0.0
    largest = max(row[4] for row in ROWS[NAME] if row[0] in solution.readings)
    for time, *values in ROWS[NAME]:
        got = solution.readings.get(time)
        if got is None:
            continue
        for level, want, found in zip(LEVELS, values[:3], got.radii, strict=True):
            if want is None:
                continue
            off = max(abs(np.nan_to_num(r, nan=np.inf) - want) for r in found)
            if off > worst:
                worst, where = float(off), f"{level:g} degC at {time:g} s"
        if got.volumes is None:
            continue
        for want, volume in zip(values[3:], got.volumes, strict=True):
            scale = want if time % 240.0 == 120.0 else largest
            wrong = max(wrong, 100.0 * abs(volume - want) / scale)
    return worst, where, wrong
