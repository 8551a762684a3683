"""One-dimensional problems built by hand and carried by the very kernels that freeze a limb.

A chain is a row of cells between two ends: a plane slab, cylindrical rings or spherical shells. Only volumes
and conductances differ; cell formulas, time steps and stages are those of `cryonerve.bioheat`. Each end is
closed, held at a temperature that may change with time (so that an exact field can be imposed), or exchanges
heat through a film.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numba
import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.enthalpy import Curve, curve_of, stack
from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.materials import Material as CellMaterial
from cryonerve.bioheat.problem import Advance, Drive, Kernel, Problem, one_brick
from cryonerve.bioheat.stability import stiffness
from cryonerve.bioheat.timestep import coefficients, stages_for, step_after
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.value import Sourced
from tests.verification.materials import Material

__all__ = ["Chain", "alone", "chain", "frozen_volume", "march", "tissue_of", "where_crosses"]

Floats = NDArray[np.float64]
Geometry = Literal["plane", "cylinder", "sphere"]
EndTemperature = Callable[[float], float]


def tissue_of(
    material: Material,
    *,
    mushy: bool,
    at_solidus: float = 0.0,
    perfusion: float = 0.0,
    metabolism: float = 0.0,
) -> Tissue:
    """The catalogue's noun for a benchmark material; isothermal freezing unless `mushy`."""

    def exact(value: float, unit: str = "1") -> Sourced:
        return Sourced(value, unit, "assumed")

    return Tissue(
        name="benchmark",
        conductivity_unfrozen=exact(material.kl, "W/m/K"),
        conductivity_frozen=exact(material.ks, "W/m/K"),
        heat_capacity_unfrozen=exact(material.cl, "J/m3/K"),
        heat_capacity_frozen=exact(material.cs, "J/m3/K"),
        latent_heat=exact(material.latent, "J/m3"),
        solidus=exact(material.solidus if mushy else material.freezing, "degC"),
        liquidus=exact(material.liquidus if mushy else material.freezing, "degC"),
        perfusion=exact(perfusion, "W/m3/K"),
        metabolic_heat=exact(metabolism, "W/m3"),
        mushy="mean",
        released_at_solidus=at_solidus,
    )


@dataclass(frozen=True, eq=False)
class Chain:
    """Cells of one material between two ends.

    faces (n + 1,) and centres (n,) m; volumes (n,) per unit area, per radian or per steradian.
    """

    problem: Problem
    material: CellMaterial
    faces: Floats
    centres: Floats
    volumes: Floats

    @property
    def curve(self) -> Curve:
        """The material's heat content against temperature."""
        return self.material.curve

    def temperature(self, enthalpy: Floats) -> Floats:
        """(n,) degC."""
        return self.curve.temperature_at(enthalpy.ravel())

    def start(self, temperature: Floats) -> Floats:
        """Enthalpy of cells whose centres are at `temperature` degC."""
        return np.asarray(self.curve.enthalpy_at(temperature), float).reshape(self.problem.bricks[0].shape)


def _geometry(faces: Floats, geometry: Geometry) -> tuple[Floats, Floats, Floats]:
    """Volumes, inner conductances, and the two conductances from the end cells' centres to the ends.

    Rings and shells around a hole use the distance that is exact for a steady radial flow; those that reach
    the centre the plain one, which is of second order there too.
    """
    x = 0.5 * (faces[1:] + faces[:-1])
    nodes = np.concatenate([faces[:1], x, faces[-1:]])
    power = {"plane": 0, "cylinder": 1, "sphere": 2}[geometry]
    volumes = np.diff(faces ** (power + 1)) / (power + 1)
    if power == 0 or faces[0] == 0.0:
        inner = faces[1:-1] ** power / np.diff(x)
        return volumes, inner, (faces**power)[[0, -1]] / np.diff(nodes)[[0, -1]]
    steady = np.log(nodes) if power == 1 else -1.0 / nodes
    return volumes, 1.0 / np.diff(steady)[1:-1], 1.0 / np.diff(steady)[[0, -1]]


def chain(  # noqa: PLR0917
    faces: Floats,
    tissue: Tissue,
    geometry: Geometry = "plane",
    body: float = 37.0,
    curve: Curve | None = None,
    across: int = 1,
) -> Chain:
    """A chain whose two ends are probes 0 (near) and 1 (far) of the problem; NaN temperature closes an end.

    `across` > 1 makes the chain a block of across x across equal rows (planes only).
    """
    volumes, inner, ends = _geometry(faces, geometry)
    n = len(volumes)
    shape = (n, across, across)
    curve = curve or curve_of(tissue, body)
    material = CellMaterial(curve, tissue.perfusion.value, tissue.metabolic_heat.value, tissue.liquidus.value)
    row = float(np.mean(np.diff(faces)))  # side conductances: the rows are equal, nothing flows
    flat = np.arange(n * across * across).reshape(shape)
    near, far = flat[0].ravel(), flat[-1].ravel()
    problem = one_brick(
        material=np.zeros(shape, np.int32),
        pieces=stack([curve]),
        inverse_volume=np.broadcast_to(1.0 / volumes[:, None, None], shape).copy(),
        gx=np.broadcast_to(inner[:, None, None], (n - 1, across, across)).copy(),
        gy=np.full((n, across - 1, across), row),
        gz=np.full((n, across, across - 1), row),
        sink_cell=np.concatenate([near, far]),
        sink_probe=np.concatenate([np.zeros(near.size), np.ones(far.size)]).astype(np.int64),
        sink_g=np.concatenate([np.full(near.size, ends[0]), np.full(far.size, ends[1])]),
        flow=np.array([material.flow]),
        metabolism=np.array([material.metabolism]),
        flow_above=np.array([float(curve.enthalpy_at(curve.liquidus))]),
        body_temperature=body,
    )
    return Chain(problem, material, faces, 0.5 * (faces[1:] + faces[:-1]), volumes)


def alone(kernel: str) -> Kernel:
    """A kernel that runs on one thread: a row of cells is too small a piece to share."""
    _, advance = kernel_named(kernel)

    def on_one_thread(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
        before = numba.get_num_threads()
        numba.set_num_threads(1)
        try:
            return advance(problem, enthalpy, drive)
        finally:
            numba.set_num_threads(before)

    return on_one_thread


def march(
    what: Chain,
    enthalpy: Floats,
    times: tuple[float, float],
    near: EndTemperature | None,
    far: EndTemperature | None = None,
    *,
    kernel: str = "cpu",
    scale: float = 1.0,
    film: Callable[[float], float] | None = None,
) -> tuple[Floats, float]:
    """Carry `enthalpy` from `times[0]` to `times[1]`; returns it and the heat drawn through the near end.

    `near`, `far`: end temperature along time, None for a closed end. `film`(t): conductance (W/K per row)
    from the first cell to `film_temperature`, kept constant within a step at its middle value.
    """
    advance = alone(kernel)
    now, end = times
    drawn = 0.0
    problem = what.problem
    rate = stiffness(problem, (what.material,))
    while now < end - 1e-9:
        dt = min(step_after(now - times[0], scale=scale), end - now)
        if film is not None:
            rows = problem.material[0].size
            problem = replace(
                what.problem,
                film_cell=np.arange(rows),
                film_g=np.full(rows, film(now + 0.5 * dt)),
            )
            rate = stiffness(problem, (what.material,))
        stages = stages_for(dt, rate)
        when = now + dt * coefficients(stages)[:, 4]
        ends = [[np.nan if side is None else side(t) for side in (near, far)] for t in when]
        result = advance(problem, enthalpy, Drive(dt, stages, np.array(ends), np.full(2, np.inf), np.ones(1)))
        enthalpy = result.enthalpy
        drawn += float(result.extracted[0])
        now += dt
    return enthalpy, drawn


def where_crosses(x: Floats, values: Floats, level: float) -> float:
    """Last place where rising `values` pass `level`, linear between cells; nan for none."""
    cold = np.flatnonzero(values < level)
    if not cold.size or cold[-1] + 1 == values.size:
        return float("nan")
    i = int(cold[-1])
    return float(x[i] + (level - values[i]) / (values[i + 1] - values[i]) * (x[i + 1] - x[i]))


def frozen_volume(what: Chain, enthalpy: Floats, latent: float) -> float:
    """Volume that has given off its latent heat (isothermal freezing): the front without interpolation.

    Per unit area of a plane, where it is the front's depth, per radian of rings or per steradian of shells.
    """
    top = float(what.curve.enthalpy_at(what.curve.liquidus))
    share = np.clip((top - enthalpy[:, 0, 0]) / latent, 0.0, 1.0)
    return float((share * what.volumes).sum())
