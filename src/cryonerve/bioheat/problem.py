"""What a kernel needs: cells, conductances, sinks; arrays only, no physics decisions.

Every kernel has one signature::

    advance(problem, enthalpy, drive) -> Advance

It carries the enthalpy (cell,) over one super time step of `drive.seconds` in `drive.stages` stages
(Runge-Kutta-Legendre of second order, Meyer, Balsara & Aslam 2014) of

    V dh/dt = sum over faces G (theta_n - theta_c)          conduction within one tissue
            + sum over interface faces G flux(c, n)          conduction between two materials
            + sum over probes gamma (theta_wall - theta_c)   the probe's surface
            + U (T_air - T_c)                                skin
            + V [h > h_liquidus] (w (T_body - T) + q)        perfusion and metabolism

A wall behind a film has the temperature at which gamma (theta_wall - theta_c) = F (T_probe - T_wall); without
a film it is at T_probe.

All cells of all bricks stand in one row of numbers. Inside a brick the neighbours of a cell stand a fixed
number of places away; only faces from one brick to another, and faces between two materials, are listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Advance", "Brick", "Drive", "Kernel", "Problem", "brick_of", "one_brick"]

Floats = NDArray[np.float64]


class Brick(NamedTuple):
    """A box of cells that stand in one piece, the last axis fastest.

    Attributes
    ----------
    first : number of its first cell. shape : cells along each axis.
    """

    first: int
    shape: tuple[int, int, int]

    @property
    def stop(self) -> int:
        """Number after its last cell."""
        return self.first + self.shape[0] * self.shape[1] * self.shape[2]

    @property
    def cells(self) -> slice:
        """Its part of an array over all cells."""
        return slice(self.first, self.stop)

    @property
    def strides(self) -> tuple[int, int, int]:
        """Places to the next cell along each axis."""
        return self.shape[1] * self.shape[2], self.shape[2], 1

    def sides(self, axis: int) -> tuple[slice, slice]:
        """Parts of an array over all cells: the cells before the faces across an axis, and those after.

        At the brick's ends some of these faces lead to a cell in the next row; their conductance is 0.
        """
        stride = self.strides[axis]
        return slice(self.first, self.stop - stride), slice(self.first + stride, self.stop)


def brick_of(bricks: Sequence[Brick], cells: NDArray[np.integer]) -> NDArray[np.int64]:
    """Number (n,) of the brick that each cell stands in."""
    return np.searchsorted([brick.first for brick in bricks], cells, side="right") - 1


@dataclass(frozen=True, eq=False)
class Problem:
    """The discrete problem; see the module for the equation.

    Attributes
    ----------
    bricks : boxes of cells, in order; between two there are at least as many unused places as the second
        one has cells in a plane, so that what lies before its first plane is nothing.
    material : (cell,) int32 row of `pieces`; any row in dead cells.
    pieces : (material, piece, 6), see `enthalpy.stack`.
    inverse_volume : (cell,) 1/m3 of tissue, 0 in dead cells (probe, air, unused places).
    gx, gy, gz : (cell,) area over distance (m) of the face to the next cell of the brick along each axis,
        where both are of one material; 0 where closed, and at the brick's end.
    face_a, face_b, face_g : cell numbers and area over distance of all other faces: between unlike materials
        and from brick to brick.
    sink_cell, sink_probe, sink_g : cells that touch a probe, its number, conductance gamma to its wall (m).
    sink_film : conductance F between wall and gas (W/K) for each of them; inf: the wall is held;
        None: all held.
    film_cell, film_g : skin cells and conductance to the air, W/K; film_temperature degC.
    flow : (material,) perfusion W/m3/K; metabolism : (material,) W/m3; flow_above : (material,) enthalpy
        above which both act (-inf: blood that keeps flowing).
    body_temperature : degC.
    """

    bricks: tuple[Brick, ...]
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
    def count(self) -> int:
        """Cells, unused places counted."""
        return len(self.material)

    def heat_between(self, first: NDArray[np.floating], last: NDArray[np.floating]) -> float:
        """J stored from one enthalpy (cell,) J/m3 to another."""
        volume = np.divide(1.0, self.inverse_volume, out=np.zeros(self.count), where=self.live)
        return float(((np.asarray(last, float) - first) * volume).sum())

    @property
    def live(self) -> NDArray[np.bool_]:
        """(cell,) those that take part."""
        return self.inverse_volume > 0.0


def one_brick(*, material: NDArray[np.int32], gx: Floats, gy: Floats, gz: Floats, **others: Any) -> Problem:  # noqa: ANN401
    """A problem of a single box, from arrays in its shape.

    Parameters
    ----------
    material : (i, j, k), as every other array over cells. gx : (i - 1, j, k), gy : (i, j - 1, k), gz.
    others : the remaining attributes of `Problem`; without them there are no further faces, no sinks, no
        films, no blood and no metabolism.

    Examples
    --------
    >>> from inspect import signature
    >>> list(signature(one_brick).parameters)[:2]
    ['material', 'gx']
    """
    i, j, k = material.shape
    for name in ("face_a", "face_b", "sink_cell", "sink_probe", "film_cell"):
        others.setdefault(name, np.zeros(0, np.int64))
    for name in ("face_g", "sink_g", "film_g"):
        others.setdefault(name, np.zeros(0))
    for name in ("flow", "metabolism", "flow_above"):
        others.setdefault(name, np.zeros(len(others["pieces"])))
    others.setdefault("film_temperature", 0.0)
    padded = []
    for axis, g in enumerate((gx, gy, gz)):
        full = np.zeros(material.shape)
        full[tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))] = g
        padded.append(full.ravel())
    return Problem(
        bricks=(Brick(0, (i, j, k)),),
        material=material.ravel(),
        inverse_volume=np.ravel(others.pop("inverse_volume")),
        gx=padded[0],
        gy=padded[1],
        gz=padded[2],
        **others,
    )


@dataclass(frozen=True, eq=False)
class Drive:
    """What acts during one super time step.

    Attributes
    ----------
    seconds, stages : length of the step and number of stages (odd, >= 3).
    probe_temperature : (stage, probe) degC at the time each stage evaluates; NaN: no exchange.
    power_cap : (probe,) W; inf for none.
    flow_share : (cell,) 0..1, what is left of perfusion (stasis), or shape (1,) for everywhere alike.
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
    enthalpy : (cell,) J/m3 at the end.
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
