"""Boxes of cells with sinks inside and an imposed field on their outer cells, for the kernels themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.enthalpy import curve_of, stack
from cryonerve.bioheat.materials import Material as CellMaterial
from cryonerve.bioheat.problem import Drive, Problem, one_brick
from cryonerve.bioheat.stability import stiffness
from cryonerve.bioheat.timestep import stages_for
from cryonerve.sources.tissue import Tissue
from tests.verification.chain import alone

__all__ = ["Box", "box", "settle"]

Floats = NDArray[np.float64]

HELD = 1e-9  # share of the true inverse volume that keeps a cell at its temperature


@dataclass(frozen=True, eq=False)
class Box:
    """A box of perfused tissue; material 0 is tissue, each further one a sink of its own strength."""

    problem: Problem
    materials: tuple[CellMaterial, ...]
    centres: tuple[Floats, Floats, Floats]

    @property
    def points(self) -> Floats:
        """(i, j, k, 3) centres."""
        return np.stack(np.meshgrid(*self.centres, indexing="ij"), axis=-1)


def box(
    faces: tuple[Floats, Floats, Floats],
    tissue: Tissue,
    sinks: Sequence[tuple[NDArray[np.bool_], float]],
    held: NDArray[np.bool_],
    body: float = 37.0,
) -> Box:
    """`sinks`: (cells, heat drawn in W/m3) pairs; `held` cells keep the temperature they start with."""
    sizes = [np.diff(f) for f in faces]
    centres = tuple(0.5 * (f[1:] + f[:-1]) for f in faces)
    volume = sizes[0][:, None, None] * sizes[1][None, :, None] * sizes[2][None, None, :]
    curve = curve_of(tissue, body)
    flow, heat = tissue.perfusion.value, tissue.metabolic_heat.value
    number = np.zeros(volume.shape, np.int32)
    materials = [CellMaterial(curve, flow, heat, tissue.liquidus.value)]
    for index, (cells, drawn) in enumerate(sinks):
        number[cells] = index + 1
        materials.append(CellMaterial(curve, flow, heat - drawn, tissue.liquidus.value))
    conductances = []
    for axis in range(3):
        parts = [1.0 / np.diff(centres[a]) if a == axis else sizes[a] for a in range(3)]
        conductances.append(parts[0][:, None, None] * parts[1][None, :, None] * parts[2][None, None, :])
    problem = one_brick(
        material=number,
        pieces=stack([curve] * len(materials)),
        inverse_volume=np.where(held, HELD, 1.0) / volume,
        gx=conductances[0],
        gy=conductances[1],
        gz=conductances[2],
        flow=np.full(len(materials), flow),
        metabolism=np.array([m.metabolism for m in materials]),
        flow_above=np.full(len(materials), -np.inf),
        body_temperature=body,
    )
    return Box(problem, tuple(materials), centres)


def settle(what: Box, temperature: Floats, seconds: float, steps: int, held: NDArray[np.bool_]) -> Floats:
    """Temperature after `seconds` in equal super time steps; `held` cells are put back after each."""
    advance = alone("cpu")
    curve = what.materials[0].curve
    start = np.asarray(curve.enthalpy_at(temperature), float)
    dt = seconds / steps
    stages = stages_for(dt, stiffness(what.problem, what.materials))
    drive = Drive(dt, stages, np.zeros((stages, 0)), np.zeros(0), np.ones(1))
    h = start
    for _ in range(steps):
        h = np.where(held, start, advance(what.problem, h, drive).enthalpy)
    return np.asarray(curve.temperature_at(h))
