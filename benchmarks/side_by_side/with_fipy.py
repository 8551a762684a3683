"""FiPy: finite volumes on the body-fitted mesh, implicit steps, sweeps of the enthalpy.

The unknown is the Kirchhoff potential, so that the face coefficient is constant and only the transient term
changes; each sweep corrects the latent heat exactly (the transient term carries the slope of the enthalpy at
the last sweep, an explicit term the rest). Suite "scipy" (PETSc has no wheel on the package index): conjugate
gradients with the Jacobi preconditioner. Of LU, CG, GMRES and BiCGSTAB with no, Jacobi, ILU and multigrid
preconditioner none was clearly quicker on these meshes, LU and ILU many times slower on the rings.
"""

from __future__ import annotations

import os
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from side_by_side.mesh import axes_of, middles, radius_and_height, reading_of, stretched
from side_by_side.problem import (
    BLOOD,
    BODY,
    LENGTH,
    LIQUIDUS,
    RADIUS,
    UNFROZEN,
    WALL,
    Floats,
    Solution,
    Task,
    ladder,
    moments,
    phases,
    potential,
    state,
    to_next_kink,
)

os.environ.setdefault("FIPY_SOLVERS", "scipy")
import fipy

__all__ = ["solve"]

CLOSE = 0.01  # W/m of potential
SWEEPS = 25


def _rings_of_cells(rings: Floats, rays: Floats, levels: Floats) -> fipy.meshes.mesh.Mesh:
    """Hexahedra between rings, rays and levels, numbered (ring, ray, level)."""
    r, turn, z = np.meshgrid(rings, rays, levels, indexing="ij")
    points = np.stack([(r * np.cos(turn)).ravel(), (r * np.sin(turn)).ravel(), z.ravel()])
    v = np.arange(r.size).reshape(r.shape)
    v = np.concatenate([v, v[:, :1]], axis=1)
    low, high, every = slice(None, -1), slice(1, None), slice(None)

    def faces(*corners: tuple[slice, slice, slice]) -> NDArray[np.int64]:
        return np.stack([v[corner] for corner in corners])

    across = faces((every, low, low), (every, high, low), (every, high, high), (every, low, high))
    along = faces((low, low, every), (high, low, every), (high, high, every), (low, high, every))
    aside = faces((low, every, low), (high, every, low), (high, every, high), (low, every, high))
    aside = aside[:, :, :-1]  # the last ray is the first
    start = np.cumsum([0, across[0].size, aside[0].size])
    a, b, c = (
        first + np.arange(block[0].size).reshape(block[0].shape)
        for first, block in zip(start, (across, aside, along), strict=True)
    )
    cells = np.stack([a[:-1], a[1:], b, np.roll(b, -1, axis=1), c[:, :, :-1], c[:, :, 1:]])
    return fipy.meshes.mesh.Mesh(
        points,
        np.concatenate([block.reshape(4, -1) for block in (across, aside, along)], axis=1),
        cells.reshape(6, -1),
    )


def _mesh(layout: str, axes: tuple[Floats, ...]) -> tuple[fipy.meshes.mesh.Mesh, NDArray[np.int64]]:
    """The mesh and the numbers of its cells along the axes."""
    steps = [np.diff(nodes) for nodes in axes]
    if layout == "axisymmetric":
        mesh = fipy.CylindricalGrid2D(dr=steps[0], dz=steps[1])
        return mesh, np.arange(mesh.numberOfCells).reshape(len(steps[1]), -1).T
    if layout == "box":
        mesh = fipy.Grid3D(dx=steps[0], dy=steps[1], dz=steps[2])
        shape = (len(steps[2]), len(steps[1]), len(steps[0]))
        return mesh, np.arange(mesh.numberOfCells).reshape(shape).transpose(2, 1, 0)
    mesh = _rings_of_cells(stretched(axes[0], len(axes[1])), axes[1], axes[2])
    return mesh, np.arange(mesh.numberOfCells).reshape(len(steps[0]), len(axes[1]), -1)


class Freezer:
    """The equation on one mesh; the probe's cells take no part, its wall is a source in the cells around."""

    def __init__(
        self, mesh: fipy.meshes.mesh.Mesh, active: NDArray[np.bool_], shaft: NDArray[np.bool_]
    ) -> None:
        self.theta = fipy.CellVariable(mesh=mesh, value=0.0, hasOld=True)
        self.slope = fipy.CellVariable(mesh=mesh, value=1.0)
        self.given = fipy.CellVariable(mesh=mesh, value=0.0)
        self.taken = fipy.CellVariable(mesh=mesh, value=0.0)
        low, high = np.asarray(mesh.faceCellIDs.filled(-1))
        high = np.where(high < 0, low, high)
        probe = active | shaft
        self.live = np.flatnonzero(~probe)
        centres, faces = np.asarray(mesh.cellCenters), np.asarray(mesh.faceCenters)
        normals, areas = np.asarray(mesh.faceNormals), np.asarray(mesh._faceAreas)
        self.wall = np.zeros(mesh.numberOfCells)
        for one, other in ((low, high), (high, low)):
            face = np.flatnonzero(~probe[one] & active[other])
            cell = one[face]
            distance = np.abs(((faces[:, face] - centres[:, cell]) * normals[:, face]).sum(axis=0))
            np.add.at(self.wall, cell, areas[face] / distance)
        self.wall /= np.asarray(mesh.cellVolumes)
        open_faces = fipy.FaceVariable(mesh=mesh, value=np.where(probe[low] | probe[high], 0.0, 1.0))
        self.equation = fipy.TransientTerm(coeff=self.slope) == (
            fipy.DiffusionTerm(coeff=open_faces) + self.given - fipy.ImplicitSourceTerm(coeff=self.taken)
        )
        self.solver = fipy.LinearCGSolver(
            tolerance=1e-2, criterion="initial", iterations=2000, precon=fipy.JacobiPreconditioner()
        )

    def step(self, length: float, freezing: bool) -> int:
        """One implicit step; how many sweeps it took."""
        theta, live = self.theta, self.live
        theta.updateOld()
        start = np.array(theta.value)
        before, stored, _ = state(start)
        flow, wall = np.where(before > LIQUIDUS, BLOOD, 0.0), self.wall * freezing
        for count in range(1, SWEEPS + 1):
            now = np.array(theta.value)
            degrees, content, slope = state(now)
            self.slope.setValue(slope)
            rest = (content - stored - slope * (now - start)) / length  # latent heat the slope does not tell
            blood = flow * (BODY - degrees + now / UNFROZEN)
            self.given.setValue(wall * potential(WALL) + blood - rest)
            self.taken.setValue(wall + flow / UNFROZEN)
            self.equation.solve(var=theta, dt=length, solver=self.solver)
            after = to_next_kink(now, np.array(theta.value))
            theta.setValue(after)
            if np.abs(after - now)[live].max() < CLOSE:
                return count
        raise ArithmeticError(f"sweeps did not converge in a step of {length:g} s")


def solve(task: Task) -> Solution:
    """Solve the task."""
    began = perf_counter()
    nodes = axes_of(task)
    mesh, numbers = _mesh(task.layout, nodes)
    axes = middles(task.layout, nodes)
    radius, height = radius_and_height(task.layout, axes)
    probe = (radius < RADIUS) & (height > 0.0)
    active = probe & (height < LENGTH)
    of_cell = np.argsort(numbers, axis=None)
    freezer = Freezer(mesh, active.ravel()[of_cell], (probe & ~active).ravel()[of_cell])
    setup = perf_counter() - began
    readings, steps, seconds, sweeps = {}, 0, 0.0, 0
    for start, end, freezing in phases(task.total):
        for time, length in ladder(start, end, task.spacing / 0.5):
            clock = perf_counter()
            sweeps += freezer.step(length, freezing)
            seconds, steps = seconds + perf_counter() - clock, steps + 1
            if time in moments(task.total):
                theta = np.array(freezer.theta.value)[numbers]
                if freezing:
                    theta[active] = potential(WALL)
                missing = probe & ~active if freezing else probe
                readings[time] = reading_of(task.layout, axes, theta, missing)
    method = (
        f"finite volumes, backward Euler, {sweeps / steps:.1f} sweeps a step, CG with Jacobi preconditioner"
    )
    return Solution(seconds, setup, 0.0, mesh.numberOfCells, steps, method, readings)
