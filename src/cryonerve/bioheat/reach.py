"""How far the ice will come, before it is computed: sizes the fine part of the grid.

A one-dimensional cylinder as wide as the probe, in the tissue that freezes farthest, bounds the ice of a tip
of any length from above; it takes milliseconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.enthalpy import Curve, stack
from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.materials import tissue_curve
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.bioheat.problem import Drive, Problem
from cryonerve.bioheat.timestep import stages_for
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze
from cryonerve.case.spacing import LARGEST_MARGIN, LEAST_MARGIN, WIDE_RANGE, spacing_for

__all__ = ["WATCHED_SHARE", "chosen_spacing", "fine_box", "radial_reach", "watched_box"]

Floats = NDArray[np.float64]

WATCHED_SHARE = 0.33  # of the fine cells: size of those beside a wall that is watched
WATCHED = 0.6e-3  # m from an active wall; a thermocouple nearer than this makes the cells there finer
WATCHED_REACH = 1.2e-3  # m from the wall up to which they are finer then
RINGS, RING = 90, 0.3e-3  # cells and their width (m) of the one-dimensional estimate
REPEATS = 1.2


def chosen_spacing(case: Case, tissues: set[str]) -> float:
    """Finest cell size (m): the case's own, or by the narrowest freezing range among its tissues."""
    if case.solver.spacing is not None:
        return case.solver.spacing
    ranges = [case.tissues[name].liquidus.value - case.tissues[name].solidus.value for name in tissues]
    return spacing_for(min(ranges, default=WIDE_RANGE))


def fine_box(case: Case, probe: int, spacing: float, tissues: set[str]) -> Floats:
    """(2, 3) corners of the box around a probe's active tip that its ice stays in, m."""
    item = case.probes[probe]
    device = case.device_of(item)
    freezes = [
        step
        for step in case.protocol
        if isinstance(step, Freeze) and (not step.probes or item.name in step.probes)
    ]
    # a finite tip in several cycles stays within an endless cylinder's ice of one somewhat longer freeze
    seconds = REPEATS * max((step.seconds for step in freezes), default=0.0)
    wall = device.wall
    gas = wall.gas_temperature.value if wall.held_at == "gas" and wall.gas_temperature is not None else None
    coldest = gas if gas is not None else min((step.temperature for step in freezes), default=0.0)
    curves = [tissue_curve(case.tissues[name], case.body_temperature) for name in sorted(tissues)]
    # the tissue that freezes farthest: most conduction for least heat
    curve = max(curves, key=lambda c: float(c.conductivity_at(-40.0)) / -float(c.enthalpy_at(-40.0)))
    reach = radial_reach(curve, 0.5 * device.diameter.value, coldest, seconds)
    margin = float(np.clip(reach + spacing, LEAST_MARGIN, LARGEST_MARGIN))
    axis = np.array(item.axis, dtype=float)
    ends = np.stack([np.array(item.tip), np.array(item.tip) + device.active_length.value * axis])
    return np.stack([ends.min(axis=0) - margin, ends.max(axis=0) + margin])


def watched_box(case: Case, probe: Placement) -> Floats | None:
    """(2, 3) box around a probe's wall where cells are finer still, or None.

    Only where a virtual thermocouple stands close to the active wall: right after a switch temperature there
    varies within less than a cell. Ice and lesion do not need it.
    """
    if not case.sensors:
        return None
    points = np.array([item.at for item in case.sensors], dtype=float)
    along, _ = probe.along_and_across(points)
    beside = (along > -WATCHED) & (along < probe.active_length + WATCHED)
    if not np.any(beside & (probe.distance(points) < WATCHED)):
        return None
    ends = np.stack([probe.tip, probe.tip + probe.active_length * probe.axis])
    margin = probe.radius + WATCHED_REACH
    return np.stack([ends.min(axis=0) - margin, ends.max(axis=0) + margin])


def radial_reach(curve: Curve, radius: float, wall: float, seconds: float) -> float:
    """Distance (m) from the wall that ice reaches around an endless cylinder held at `wall` degC.

    The same kernel on a row of rings.
    """
    freezing = 0.5 * (curve.solidus + curve.liquidus)
    if seconds <= 0.0 or wall >= freezing:
        return 0.0
    key = np.concatenate([curve.temperature, curve.enthalpy, curve.conductivity]).tobytes()
    name = (key, round(radius, 6), round(wall, 2), round(seconds, 1))
    if name not in _KNOWN:
        _KNOWN[name] = _radial_reach(curve, radius, wall, seconds)
    return _KNOWN[name]


_KNOWN: dict[tuple[bytes, float, float, float], float] = {}


def _radial_reach(curve: Curve, radius: float, wall: float, seconds: float) -> float:
    faces = radius + np.arange(RINGS + 1) * RING
    middle = 0.5 * (faces[1:] + faces[:-1])
    capacity = (np.pi * np.diff(faces**2)).reshape(-1, 1, 1)
    none, nothing = np.zeros(0, np.int64), np.zeros(0)
    shape = (RINGS, 1, 1)
    problem = Problem(
        material=np.zeros(shape, np.int32),
        pieces=stack([curve]),
        inverse_volume=1.0 / capacity,
        gx=(2.0 * np.pi / np.log(middle[1:] / middle[:-1])).reshape(-1, 1, 1),
        gy=np.zeros((RINGS, 0, 1)),
        gz=np.zeros((RINGS, 1, 0)),
        face_a=none,
        face_b=none,
        face_g=nothing,
        sink_cell=np.zeros(1, np.int64),
        sink_probe=np.zeros(1, np.int64),
        sink_g=np.array([2.0 * np.pi / np.log(middle[0] / radius)]),
        film_cell=none,
        film_g=nothing,
        film_temperature=0.0,
        flow=np.zeros(1),
        metabolism=np.zeros(1),
        flow_above=np.zeros(1),
        body_temperature=curve.body_temperature,
    )
    # first ring: all its neighbours plus the wall, at the frozen diffusivity
    rate = 2.0 * curve.fastest_diffusivity * (problem.gx[0, 0, 0] + problem.sink_g[0]) / capacity[0, 0, 0]
    steps = max(1, int(np.ceil(seconds / 2.0)))
    stages = stages_for(seconds / steps, float(rate))
    drive = Drive(seconds / steps, stages, np.full((stages, 1), wall), np.array([np.inf]), np.ones((1, 1, 1)))
    _, advance = kernel_named("auto")
    enthalpy = np.zeros(shape)
    for _ in range(steps):
        enthalpy = advance(problem, enthalpy, drive).enthalpy
    frozen = curve.temperature_at(enthalpy[:, 0, 0]) < curve.liquidus
    return float(faces[1:][frozen].max() - radius) if frozen.any() else 0.0
