"""What a kernel needs: cells, conductances, sinks; arrays only, no physics decisions.

Every kernel has one signature::

    advance(problem, enthalpy, drive) -> Advance

It carries the enthalpy (i, j, k) over one super time step of `drive.seconds` in `drive.stages` stages
(Runge-Kutta-Legendre of second order, Meyer, Balsara & Aslam 2014) of

    V dh/dt = sum over faces G (theta_n - theta_c)          conduction within one tissue
            + sum over interface faces G flux(c, n)          conduction between two materials
            + sum over probes gamma (theta_wall - theta_c)   the probe's surface
            + U (T_air - T_c)                                skin
            + V [h > h_liquidus] (w (T_body - T) + q)        perfusion and metabolism

A wall behind a film has the temperature at which gamma (theta_wall - theta_c) = F (T_probe - T_wall); without
a film it is at T_probe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Advance", "Drive", "Kernel", "Problem"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """The discrete problem; see the module for the equation.

    Attributes
    ----------
    material : (i, j, k) int32 row of `pieces`; any row in dead cells.
    pieces : (material, piece, 6), see `enthalpy.stack`.
    inverse_volume : (i, j, k) 1/m3 of tissue, 0 in dead cells (probe, air).
    gx, gy, gz : (i - 1, j, k), ... area over distance (m) of faces between like cells, 0 where closed.
    face_a, face_b, face_g : flat cell numbers and area over distance of faces between unlike materials.
    sink_cell, sink_probe, sink_g : cells that touch a probe, its number, conductance gamma to its wall (m).
    sink_film : conductance F between wall and gas (W/K) for each of them; inf: the wall is held;
        None: all held.
    film_cell, film_g : skin cells and conductance to the air, W/K; film_temperature degC.
    flow : (material,) perfusion W/m3/K; metabolism : (material,) W/m3; flow_above : (material,) enthalpy
        above which both act (-inf: blood that keeps flowing).
    body_temperature : degC.
    """

    material: NDArray[np.int32]
    pieces: Floats
    inverse_volume: Floats
    gx: Floats
    gy: Floats
    gz: Floats
    face_a: NDArray[np.int64]
    face_b: NDArray[np.int64]
    face_g: Floats
    sink_cell: NDArray[np.int64]
    sink_probe: NDArray[np.int64]
    sink_g: Floats
    film_cell: NDArray[np.int64]
    film_g: Floats
    film_temperature: float
    flow: Floats
    metabolism: Floats
    flow_above: Floats
    body_temperature: float
    sink_film: Floats | None = None

    @property
    def films(self) -> Floats:
        """(sink,) conductance between wall and gas, W/K; inf where the wall is held."""
        return np.full(len(self.sink_g), np.inf) if self.sink_film is None else self.sink_film

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells along each axis."""
        i, j, k = self.material.shape
        return i, j, k


@dataclass(frozen=True, eq=False)
class Drive:
    """What acts during one super time step.

    Attributes
    ----------
    seconds, stages : length of the step and number of stages (odd, >= 3).
    probe_temperature : (stage, probe) degC at the time each stage evaluates; NaN: no exchange.
    power_cap : (probe,) W; inf for none.
    flow_share : (i, j, k) 0..1, what is left of perfusion (stasis), or shape (1, 1, 1) for everywhere alike.
    """

    seconds: float
    stages: int
    probe_temperature: Floats
    power_cap: Floats
    flow_share: Floats


@dataclass(frozen=True, eq=False)
class Advance:
    """Result of one step.

    Attributes
    ----------
    enthalpy : (i, j, k) J/m3 at the end.
    extracted : (probe,) J taken out by each probe.
    skin, blood : J that came in through the skin and from perfusion and metabolism.
    power : (probe,) W at the last stage; effective_temperature : (probe,) degC that drove it (capped).
    """

    enthalpy: Floats
    extracted: Floats
    skin: float
    blood: float
    power: Floats
    effective_temperature: Floats


class Kernel(Protocol):
    """One super time step."""

    def __call__(self, problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
        """See the module."""
        ...
