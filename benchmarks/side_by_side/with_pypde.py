"""py-pde: explicit steps of the enthalpy on a uniform grid, compiled by its Numba backend.

py-pde has uniform grids only, so the whole block costs what the tip asks for; it is therefore smaller here
than the others' (16 mm beyond the tip, they have 26). The right-hand side is py-pde's own Laplace operator of
the Kirchhoff potential; a mask closes the faces of the shaft exactly, because
chi (laplace(chi theta) - theta laplace(chi)) sums over open faces alone. In 2-D a ring of cell centres lies
on the wall; in 3-D a cell belongs to the probe when its centre does. Euler steps at the limit of stability,
longer in thaw once nothing is below the solidus: the adaptive stepper is held at the same limit by the same
stiffness and pays for its error estimate on top.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pde

from side_by_side.mesh import reading_of
from side_by_side.problem import (
    AT_LIQUIDUS,
    AT_SOLIDUS,
    BLOOD,
    BODY,
    FROZEN,
    LENGTH,
    LIQUIDUS,
    MUSHY,
    RADIUS,
    RANGE,
    STORE,
    STORE_FROZEN,
    UNFROZEN,
    WALL,
    Floats,
    Solution,
    Task,
    degrees_of,
    enthalpy,
    moments,
    phases,
    potential,
)

__all__ = ["solve"]

MARGIN = 16e-3  # m beyond the tip; the others take 26
SEGMENT = 10.0  # s between the moments at which the step is chosen anew
DIFFUSIVE = FROZEN / STORE_FROZEN  # m2/s, the largest
MILD = UNFROZEN / STORE  # m2/s, the largest once nothing is below the solidus
FROZEN_BELOW = STORE * (LIQUIDUS - BODY) - MUSHY  # J/m3, enthalpy at the solidus
TISSUE, HELD, CLOSED = 0, 1, 2


class Freezing(pde.PDEBase):
    """Enthalpy (J/m3) with the probe's cells held (freezing) or closed."""

    def __init__(self, kind: np.ndarray, loss: Floats) -> None:
        super().__init__()
        self.kind, self.loss = kind, loss

    def evolution_rate(self, state: pde.ScalarField, t: float = 0.0) -> pde.ScalarField:
        raise NotImplementedError("compiled only")

    def make_evolution_rate(self, state: pde.ScalarField, backend: object) -> object:
        laplace = state.grid.make_operator(
            "laplace", bc={"derivative": 0}, backend=backend, dtype=state.dtype
        )
        kind, loss = self.kind.ravel(), self.loss.ravel()
        mushy_slope = RANGE / MUSHY
        bend = 0.5 * (UNFROZEN - FROZEN) / RANGE
        at_liquidus, at_solidus = STORE * (LIQUIDUS - BODY), FROZEN_BELOW
        warm, cold = UNFROZEN / STORE, FROZEN / STORE_FROZEN
        theta_liquidus, theta_solidus = AT_LIQUIDUS, AT_SOLIDUS
        blood, store = BLOOD, STORE

        def rate(data, t=0.0):  # noqa: ARG001
            theta = np.empty_like(data)
            flat, out = data.ravel(), theta.ravel()
            for n in range(flat.size):
                h = flat[n]
                if kind[n] == CLOSED:
                    out[n] = 0.0
                elif h >= at_liquidus:
                    out[n] = theta_liquidus + warm * (h - at_liquidus)
                elif h <= at_solidus:
                    out[n] = theta_solidus + cold * (h - at_solidus)
                else:
                    s = (h - at_solidus) * mushy_slope
                    out[n] = theta_solidus + s * (FROZEN + bend * s)
            result = laplace(theta)
            change = result.ravel()
            for n in range(flat.size):
                if kind[n] != TISSUE:
                    change[n] = 0.0
                    continue
                change[n] -= out[n] * loss[n]
                if flat[n] > at_liquidus:
                    change[n] -= blood * flat[n] / store
            return result

        return rate


def _grid(task: Task) -> tuple[pde.grids.base.GridBase, tuple[Floats, ...], float]:
    """The grid, its cell centres along each axis (m), and the sum of 1/d2 over its axes."""
    h = 1e-3 * task.spacing
    dz = LENGTH / max(1, round(LENGTH / h))
    below = np.ceil(MARGIN / dz) + 0.5
    z = (-below * dz, (2.0 * below + round(LENGTH / dz)) * dz - below * dz)
    layers = round((z[1] - z[0]) / dz)
    if task.dimension == 2:
        dr = RADIUS / (max(1, round(RADIUS / h - 0.5)) + 0.5)
        rings = int(np.ceil((RADIUS + MARGIN) / dr))
        grid = pde.CylindricalSymGrid(rings * dr, z, (rings, layers))
        return grid, tuple(grid.axes_coords), 1.0 / dr**2 + 1.0 / dz**2
    dx = RADIUS / max(1, round(RADIUS / h))
    side = 2 * int(np.ceil((RADIUS + MARGIN) / dx)) + 1
    reach = 0.5 * side * dx
    grid = pde.CartesianGrid([(-reach, reach), (-reach, reach), z], [side, side, layers])
    return grid, tuple(grid.axes_coords), 2.0 / dx**2 + 1.0 / dz**2


def solve(task: Task) -> Solution:
    """Solve the task."""
    began = perf_counter()
    grid, axes, stiff = _grid(task)
    where = np.meshgrid(*axes, indexing="ij")
    radius = where[0] if task.dimension == 2 else np.hypot(where[0], where[1])
    inside = (radius <= RADIUS + 1e-9) & (where[-1] >= -1e-9)
    active = inside & (where[-1] <= LENGTH + 1e-9)
    state = pde.ScalarField(grid, 0.0)
    setup, seconds, compiling, steps = perf_counter() - began, 0.0, 0.0, 0
    steppers: dict[tuple[bool, int], object] = {}
    readings = {}
    for start, end, freezing in phases(task.total):
        kind = np.where(inside, np.where(active & freezing, HELD, CLOSED), TISSUE).astype(np.uint8)
        if freezing:
            state.data[active] = enthalpy(np.array(WALL))
        for begin in np.arange(start, end - 1e-9, SEGMENT):
            frozen = freezing or bool((state.data[~inside] < FROZEN_BELOW).any())
            length = min(SEGMENT, end - begin)
            pieces = int(np.ceil(length * 2.0 * stiff * (DIFFUSIVE if frozen else MILD) / 0.98))
            key = (freezing, pieces)
            if key not in steppers:
                clock = perf_counter()
                steppers[key] = _stepper(state, kind, length / pieces)
                compiling += perf_counter() - clock
            clock = perf_counter()
            steppers[key](state, begin, begin + length)
            seconds, steps = seconds + perf_counter() - clock, steps + pieces
            if (time := float(begin + length)) in moments(task.total):
                theta = potential(degrees_of(state.data))
                readings[time] = reading_of(task.layout, axes, theta, kind == CLOSED)
    method = f"{task.dimension}-D uniform grid, explicit Euler, Numba backend"
    return Solution(seconds, setup, compiling, state.data.size, steps, method, readings)


def _stepper(state: pde.ScalarField, kind: np.ndarray, step: float) -> object:
    open_cells = pde.ScalarField(state.grid, (kind != CLOSED).astype(float))
    loss = open_cells.laplace(bc={"derivative": 0}).data
    solver = pde.EulerSolver(Freezing(kind, loss), backend="numba", adaptive=False)
    stepper = solver.make_stepper(state, step)
    stepper(state.copy(), 0.0, step)  # compiles
    return stepper
