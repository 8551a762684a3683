"""What one probe does alone in uniform tissue: computed once by the solver, kept as a table in r and z.

The table is what a preview superposes (`superposition`). A protocol of several probes is cut into windows in
which the same probes act; a probe has one field for each window, its coldest there, or what is left of its
cold where others act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RegularGridInterpolator
from scipy.ndimage import distance_transform_edt

from cryonerve.anatomy.voxels import solid_block
from cryonerve.bioheat.freezing import freeze
from cryonerve.bioheat.materials import tissue_curve
from cryonerve.bioheat.probe_boundary import placement_of, probe_field
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Block, Case, Environment, Probe, SolverOptions
from cryonerve.case.protocol import Freeze, Step, Wait
from cryonerve.case.spacing import DEFAULT_SPACING
from cryonerve.sources.device import Device
from cryonerve.sources.tissue import Tissue

__all__ = ["STEP", "LoneField", "Window", "lone_field", "windows_of"]

Floats = NDArray[np.float64]

STEP = 0.125e-3  # m between the nodes of a table; the steep field at a wall bends within a few of them
ANGLES = np.radians((11.25, 56.25))  # rad; of eight even ones the others are their mirror images
NAME = "alone"
LEAST_MARGIN, LARGEST_MARGIN = 20e-3, 60e-3  # m of tissue around the active part
SPREADS = 3.0  # diffusion lengths that the margin holds
FELT = 0.25  # K; colder than this below body temperature belongs to the table
COLDEST, HOTTEST = -210.0, 60.0  # degC of any table
NEXT_TO_WALL = 0.1e-3  # m; nearer cells, and those inside, take the lifted value of the next cell


@dataclass(frozen=True, slots=True)
class Window:
    """Steps `first` to `stop` (not included) of a protocol in which the same probes freeze.

    `frozen` is the last step that freezes; `probes` the names of those that act.
    """

    first: int
    stop: int
    frozen: int
    probes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LoneField:
    """Temperature (window, r, z) degC, float32, of one probe alone at nodes `STEP` apart, the first at r = 0.

    z is `start` (m) at the first node, 0 at the tip's face and positive towards the handle; outside of the
    table there is body temperature. `coldest` : (window,) degC of the wall while it acts, else nan.
    """

    temperature: NDArray[np.float32]
    start: float
    coldest: Floats


def windows_of(case: Case) -> tuple[Window, ...]:
    """The protocol cut at the start of every freeze; neighbours with the same probes are one window.

    >>> from cryonerve.case import load
    >>> [window.probes for window in windows_of(load("tibial-neuroma-child-moved"))]
    [('distal',), ('proximal',)]
    """
    names = [probe.name for probe in case.probes]
    found: list[Window] = []
    for index, step in enumerate(case.protocol):
        if not isinstance(step, Freeze):
            continue
        acting = tuple(name for name in names if step.works(name))
        if found and found[-1].probes == acting:
            found[-1] = replace(found[-1], frozen=index)
        else:
            if found:
                found[-1] = replace(found[-1], stop=index)
            found.append(Window(index, len(case.protocol), index, acting))
    return tuple(found)


def lone_field(case: Case, probe: Probe, tissue: Tissue, *, step_scale: float = 1.0) -> LoneField:
    """The field of one probe of a case, alone in a block of one tissue: about a second, then remembered.

    The block starts at body temperature and is large enough to be endless; everything else is the solver's.
    `step_scale` lengthens its time steps.

    Raises
    ------
    GridError
        A spacing so fine that the block would not fit in memory.
    """
    steps = tuple(_alone(step, probe.name) for step in case.protocol)
    windows = tuple(
        replace(window, probes=(NAME,) if probe.name in window.probes else ()) for window in windows_of(case)
    )
    return _lone_field(
        case.device_of(probe),
        tissue,
        steps,
        windows,
        body_temperature=case.body_temperature,
        stasis=case.perfusion_after_freezing == "stasis",
        solver=case.solver,
        step_scale=step_scale,
    )


def _alone(step: Step, name: str) -> Step:
    """What a step is to one probe: its own act, or a wait while others act."""
    if isinstance(step, Wait):
        return step
    return replace(step, probes=()) if step.works(name) else Wait(step.seconds)


@lru_cache(maxsize=32)
def _lone_field(
    device: Device,
    tissue: Tissue,
    steps: tuple[Step, ...],
    windows: tuple[Window, ...],
    *,
    body_temperature: float,
    stasis: bool,
    solver: SolverOptions,
    step_scale: float,
) -> LoneField:
    diffusivity = tissue.conductivity_unfrozen.value / tissue.heat_capacity_unfrozen.value
    seconds = sum(step.seconds for step in steps)
    length = device.active_length.value
    margin = float(np.clip(SPREADS * np.sqrt(diffusivity * seconds), LEAST_MARGIN, LARGEST_MARGIN))
    size = (2.0 * margin, 2.0 * margin, 2.0 * margin + length)
    case = Case(
        name=NAME,
        title="",
        anatomy=Block(size, tissue.name),
        probes=(Probe(NAME, device.name, (0.0, 0.0, -0.5 * length), (0.0, 0.0, 1.0)),),
        protocol=steps,
        tissues={tissue.name: tissue},
        devices={device.name: device},
        body_temperature=body_temperature,
        environment=Environment(),
        perfusion_after_freezing="stasis" if stasis else "returns",
        solver=solver,
    )
    freezing = freeze(
        solid_block(size, tissue.name, solver.spacing or DEFAULT_SPACING), case, step_scale=step_scale
    )
    fields = [_in_window(freezing, windows, window) for window in windows]
    coldest = np.array([_coldest(freezing, window) for window in windows])
    tables = [_tabled(freezing, case, field, wall) for field, wall in zip(fields, coldest, strict=True)]
    return _trimmed(np.stack(tables), coldest, margin, body_temperature)


def _in_window(freezing: Freezing, windows: Sequence[Window], window: Window) -> NDArray[np.float32]:
    """Coldest of the window where the probe acts, what its cold is when others stop freezing elsewhere."""
    phases = freezing.phases
    if not window.probes:
        frame = int(np.argmin(np.abs(freezing.times - phases[window.frozen].end)))
        return np.asarray(freezing.temperature[frame])
    if sum(bool(item.probes) for item in windows) == 1:
        return freezing.nadir
    begin, end = phases[window.first].start, phases[window.stop - 1].end
    inside = (freezing.times >= begin - 1e-6) & (freezing.times <= end + 1e-6)
    coldest: NDArray[np.float32] = freezing.temperature[inside].min(axis=0)
    return coldest


def _coldest(freezing: Freezing, window: Window) -> float:
    """Coldest wall in a window, degC; nan where the probe does not act in it."""
    if not window.probes:
        return float("nan")
    begin, end = freezing.phases[window.first].start, freezing.phases[window.stop - 1].end
    inside = (freezing.probes.times >= begin) & (freezing.probes.times <= end)
    return float(np.nanmin(freezing.probes.values[inside, freezing.probes.names.index(f"{NAME} wall")]))


def _nodes(case: Case, margin: float) -> tuple[Floats, Floats]:
    length = case.device_of(case.probes[0]).active_length.value
    ahead = np.ceil(margin / STEP)
    across = STEP * np.arange(ahead, dtype=float)
    return across, STEP * np.arange(-ahead + 1, ahead + np.ceil(length / STEP))


def _tabled(freezing: Freezing, case: Case, field: NDArray[np.float32], wall: float) -> NDArray[np.float32]:
    """A field of the block at nodes in r and z, averaged over the angle.

    As everywhere in the solver (theta - theta_wall) / phi is interpolated while the wall is held, which is
    smooth where the potential theta is steep.
    """
    placement = placement_of(case, case.probes[0])
    tissue = next(iter(case.tissues.values()))
    curve = tissue_curve(tissue, case.body_temperature)
    steady = probe_field(placement.radius, placement.active_length)
    centres = np.stack(np.meshgrid(*freezing.centres, indexing="ij"), axis=-1).reshape(-1, 3)
    held = np.isfinite(wall)
    ground = float(curve.potential_at(wall)) if held else 0.0
    lifted = curve.potential_at(field.ravel().astype(float)) - ground
    if held:
        lifted /= np.maximum(steady.at(placement, centres), 1e-6)
    near = (placement.distance(centres) < NEXT_TO_WALL).reshape(field.shape)
    _, nearest = distance_transform_edt(near, return_indices=True)
    lifted = lifted.reshape(field.shape)[tuple(nearest)]
    read = RegularGridInterpolator(freezing.centres, lifted, bounds_error=False, fill_value=None)
    r, z = _nodes(case, min(abs(float(freezing.x[0])), abs(float(freezing.x[-1]))))
    total = np.zeros((len(r), len(z)))
    for angle in ANGLES:
        x, y = np.broadcast_to(r[:, None] * np.cos(angle), total.shape), r[:, None] * np.sin(angle)
        points = np.stack([x, np.broadcast_to(y, total.shape), np.broadcast_to(z, total.shape)], axis=-1)
        points = points.reshape(-1, 3) + placement.tip
        total += read(points).reshape(total.shape) / len(ANGLES)
    if held:
        points = np.stack(np.broadcast_arrays(r[:, None], 0.0, z[None, :]), axis=-1).reshape(-1, 3)
        total *= steady.at(placement, points + placement.tip).reshape(total.shape)
    knots = np.linspace(COLDEST, HOTTEST, 26001)
    found = np.interp(total + ground, curve.potential_at(knots), knots)
    return np.asarray(found, np.float32)


def _trimmed(
    temperature: NDArray[np.float32], coldest: Floats, margin: float, body_temperature: float
) -> LoneField:
    """The part of the tables where the probe is felt, with one node around it."""
    felt = np.asarray(np.any(temperature < body_temperature - FELT, axis=0))
    r = int(np.flatnonzero(felt.any(axis=1)).max(initial=0)) + 2
    z = np.flatnonzero(felt.any(axis=0))
    first, last = max(int(z.min(initial=0)) - 1, 0), int(z.max(initial=0)) + 2
    start = STEP * (first + 1 - np.ceil(margin / STEP))
    return LoneField(np.ascontiguousarray(temperature[:, :r, first:last]), float(start), coldest)
