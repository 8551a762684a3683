"""How far the ice will come, before it is computed: sizes the fine part of the grid.

Shells of equal distance from the active axis, in the tissue that freezes farthest, make a one-dimensional
problem that takes milliseconds: a rod with two half balls at its ends, a cylinder if it is endless.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.enthalpy import Curve, stack
from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.materials import tissue_curve
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.bioheat.problem import Drive, one_brick
from cryonerve.bioheat.threads import on_threads
from cryonerve.bioheat.timestep import stages_for
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze
from cryonerve.case.spacing import LARGEST_MARGIN, LEAST_MARGIN, WIDE_RANGE, spacing_for

__all__ = ["Sleeve", "chosen_spacing", "ice_sleeves", "radial_reach", "watched_sleeves"]

Floats = NDArray[np.float64]

WATCHED = 0.6e-3  # m from an active wall; a thermocouple nearer than this makes the cells there finer
WATCHED_CELLS = ((0.6e-3, 0.25), (1.5e-3, 0.5))  # m from the wall, and share of the spacing there
RINGS, RING = 90, 0.3e-3  # cells and their width (m) of the one-dimensional estimate
REPEATS = 1.2  # times the longest freeze
SPREAD = 1.1  # ice is thicker beside the middle of a tip than at equal distances all around
CLOSE = 0.75  # of the reach beside the middle that ice may have all around the tip
ENDLESS = 1.0  # m, a tip of this length is a cylinder
TRIED = 3  # of many cases those whose ice comes farthest are estimated in full
SHORTEST, SLOWER = 2.0, 0.05  # s, first steps of the estimate; later ones are this share of the time


def chosen_spacing(case: Case, tissues: set[str]) -> float:
    """Finest cell size (m): the case's own, or by the narrowest freezing range among its tissues."""
    if case.solver.spacing is not None:
        return case.solver.spacing
    ranges = [case.tissues[name].liquidus.value - case.tissues[name].solidus.value for name in tissues]
    return spacing_for(min(ranges, default=WIDE_RANGE))


class Sleeve(NamedTuple):
    """Where cells of some size (m) are wanted around a probe's active axis.

    All points within `radius` of the axis or, if `round`, the spheroid with its foci at the ends of the axis
    that reaches `radius` in the middle: the isotherms of a line that draws heat are such spheroids.
    """

    start: Floats
    end: Floats
    radius: float
    size: float
    round: bool = False

    def away(self, points: Floats) -> Floats:
        """Distance (m) of points (n, 3) to it, 0 inside; of a spheroid that along the axis, a lower bound."""
        way = self.end - self.start
        if self.round:
            both = np.linalg.norm(points - self.start, axis=1) + np.linalg.norm(points - self.end, axis=1)
            return np.asarray(np.maximum(0.5 * both - np.hypot(self.radius, 0.5 * np.linalg.norm(way)), 0.0))
        along = np.clip((points - self.start) @ way / max(float(way @ way), 1e-18), 0.0, 1.0)
        across = np.linalg.norm(points - self.start - along[:, None] * way, axis=1)
        return np.asarray(np.maximum(across - self.radius, 0.0))


def ice_sleeves(
    cases: Sequence[Case], probe: int, spacing: float, tissues: set[str]
) -> tuple[Sleeve, Sleeve]:
    """Where the ice of one probe stays: a spheroid, and closer to the tip all around it.

    Several cases, in which the probe is of one size at one place, get sleeves that hold the ice of all.
    """
    item = cases[0].probes[probe]
    device = cases[0].device_of(item)
    rods = [_rod(case, probe, tissues) for case in cases]
    farthest = sorted(rods, key=lambda rod: rod.eagerness, reverse=True)[:TRIED]
    reach = SPREAD * max(radial_reach(*rod[:-1], length=rod.length) for rod in farthest)
    margin = float(np.clip(0.5 * device.diameter.value + reach + spacing, LEAST_MARGIN, LARGEST_MARGIN))
    axis, tip = np.array(item.axis, dtype=float), np.array(item.tip, dtype=float)
    end = tip + device.active_length.value * axis
    return Sleeve(tip, end, margin, spacing, round=True), Sleeve(tip, end, CLOSE * margin, spacing)


def watched_sleeves(case: Case, probe: Placement, spacing: float) -> tuple[Sleeve, ...]:
    """Where cells beside a probe's wall are finer still, if anywhere.

    Only where a virtual thermocouple stands close to the active wall: right after a switch temperature there
    varies within less than a cell. Ice and lesion do not need it.
    """
    if not case.sensors:
        return ()
    points = np.array([item.at for item in case.sensors], dtype=float)
    along, _ = probe.along_and_across(points)
    beside = (along > -WATCHED) & (along < probe.active_length + WATCHED)
    if not np.any(beside & (probe.distance(points) < WATCHED)):
        return ()
    end = probe.tip + probe.active_length * probe.axis
    return tuple(
        Sleeve(probe.tip, end, probe.radius + reach, share * spacing) for reach, share in WATCHED_CELLS
    )


class Rod(NamedTuple):
    """Tissue around a tip of some `length` and radius (m) whose `wall` (degC) freezes for so many seconds."""

    curve: Curve
    radius: float
    wall: float
    seconds: float
    length: float = ENDLESS

    @property
    def freezing(self) -> float:
        """Middle of the freezing range, degC."""
        return 0.5 * (self.curve.solidus + self.curve.liquidus)

    @property
    def eagerness(self) -> float:
        """Larger where ice comes farther: conduction in ice over heat to take out and heat that flows in."""
        if self.seconds <= 0.0 or self.wall >= self.freezing:
            return 0.0
        frozen, wall = (float(self.curve.potential_at(at)) for at in (self.freezing, self.wall))
        heat = -float(self.curve.enthalpy_at(0.5 * (self.freezing + self.wall)))
        return self.seconds * (frozen - wall) ** 2 / (heat * -frozen)


def _rod(case: Case, probe: int, tissues: set[str]) -> Rod:
    """What one probe of a case freezes, in the tissue that freezes farthest."""
    item = case.probes[probe]
    device = case.device_of(item)
    freezes = [step for step in case.protocol if isinstance(step, Freeze) and step.works(item.name)]
    # the ice of several cycles stays within that of one somewhat longer freeze
    seconds = REPEATS * max((step.seconds for step in freezes), default=0.0)
    wall = device.wall
    gas = wall.gas_temperature.value if wall.held_at == "gas" and wall.gas_temperature is not None else None
    coldest = gas if gas is not None else min((step.temperature for step in freezes), default=0.0)
    curves = [tissue_curve(case.tissues[name], case.body_temperature) for name in sorted(tissues)]
    # the tissue that freezes farthest: most conduction for least heat
    curve = max(curves, key=lambda c: float(c.conductivity_at(-40.0)) / -float(c.enthalpy_at(-40.0)))
    return Rod(curve, 0.5 * device.diameter.value, coldest, seconds, device.active_length.value)


def radial_reach(
    curve: Curve, radius: float, wall: float, seconds: float, *, length: float = ENDLESS
) -> float:
    """Distance (m) from the wall that ice reaches around a tip of some length held at `wall` degC.

    The same kernel on a row of shells of equal distance from the axis, of area 2 pi r (length + 2 r).
    """
    if seconds <= 0.0 or wall >= 0.5 * (curve.solidus + curve.liquidus):
        return 0.0
    key = np.concatenate([curve.temperature, curve.enthalpy, curve.conductivity]).tobytes()
    name = (key, round(radius, 6), round(wall, 2), round(seconds, 1), round(length, 6))
    if name not in _KNOWN:
        _KNOWN[name] = _radial_reach(curve, radius, wall, seconds, length=length)
    return _KNOWN[name]


_KNOWN: dict[tuple[bytes, float, float, float, float], float] = {}


def _radial_reach(curve: Curve, radius: float, wall: float, seconds: float, *, length: float) -> float:
    faces = radius + np.arange(RINGS + 1) * RING
    middle = 0.5 * (faces[1:] + faces[:-1])
    capacity = np.pi * np.diff(length * faces**2 + 4.0 / 3.0 * faces**3).reshape(-1, 1, 1)
    # resistance of the shells from r1 to r2: integral of dr / (2 pi r (length + 2 r))
    nodes = np.concatenate([[radius], middle])
    between = np.diff(np.log(nodes / (length + 2.0 * nodes))) / (2.0 * np.pi * length)
    shape = (RINGS, 1, 1)
    problem = one_brick(
        material=np.zeros(shape, np.int32),
        pieces=stack([curve]),
        inverse_volume=1.0 / capacity,
        gx=(1.0 / between[1:]).reshape(-1, 1, 1),
        gy=np.zeros((RINGS, 0, 1)),
        gz=np.zeros((RINGS, 1, 0)),
        sink_cell=np.zeros(1, np.int64),
        sink_probe=np.zeros(1, np.int64),
        sink_g=1.0 / between[:1],
        body_temperature=curve.body_temperature,
    )
    # first ring: all its neighbours plus the wall, at the frozen diffusivity
    rate = 2.0 * curve.fastest_diffusivity * (problem.gx[0] + problem.sink_g[0]) / capacity[0, 0, 0]
    _, advance = kernel_named("auto")
    enthalpy, time = np.zeros(shape), 0.0
    with on_threads(1):  # a row of ninety cells has nothing to share
        while time < seconds:
            step = min(max(SHORTEST, SLOWER * time), seconds - time)
            stages = stages_for(step, float(rate))
            drive = Drive(step, stages, np.full((stages, 1), wall), np.array([np.inf]), np.ones(1))
            enthalpy, time = advance(problem, enthalpy, drive).enthalpy, time + step
    frozen = curve.temperature_at(enthalpy[:, 0, 0]) < curve.liquidus
    return float(faces[1:][frozen].max() - radius) if frozen.any() else 0.0
