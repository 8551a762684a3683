"""The limb before the procedure: the steady state of skin, blood and metabolism without probes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import LinearOperator, cg, splu

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.errors import Complaint, CryonerveError, GridError

__all__ = ["steady_enthalpy", "steady_together"]

Floats = NDArray[np.float64]

TOLERANCE = 1e-3  # of the residual: 0.003 K in a limb
BOX = 4  # base cells along each side of a box of the coarse level
ANCHOR = 1e-3  # W/m3/K, a flow too small to matter: body temperature where nothing else settles it


def _two_levels(matrix: csr_array, box: NDArray[np.int64]) -> LinearOperator:
    """Preconditioner: the diagonal plus an exact solve on boxes of cells (additive, two levels)."""
    used, column = np.unique(box, return_inverse=True)
    count = len(box)
    to_box = csr_array((np.ones(count), (np.arange(count), column)), shape=(count, len(used)))
    solve = splu((to_box.T @ matrix @ to_box).tocsc())
    diagonal = matrix.diagonal()

    def apply(residual: Floats) -> Floats:
        return np.asarray(residual / diagonal + to_box @ solve.solve(to_box.T @ residual))

    return LinearOperator(matrix.shape, matvec=apply, dtype=float)


def _boxes(discretisation: Discretisation, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Coarse box (n,) in which each of the cells `rows` lies: BOX base cells along each axis."""
    base = discretisation.grid.boxes[0]
    centre = discretisation.grid.centre[rows]
    at = [np.searchsorted(f, centre[:, axis]) // BOX for axis, f in enumerate(base.faces)]
    return np.asarray(np.ravel_multi_index(tuple(at), tuple(len(f) // BOX + 1 for f in base.faces)))


def steady_enthalpy(discretisation: Discretisation) -> Floats:
    """Enthalpy (cell,) J/m3 of the unfrozen steady state.

    Solves  sum G k (u_n - u_c) - U (u_c + T_body - T_air) - V w u_c + V q = 0  for u = T - T_body.

    Raises
    ------
    GridError
        When the steady state itself would freeze (the environment is too cold for living tissue).
    """
    return _steady(discretisation, None)[0]


def steady_together(grids: Sequence[Discretisation]) -> list[Floats]:
    """`steady_enthalpy` of each; where cases share their cells the search begins at what another has."""
    known: dict[int, Floats] = {}
    found = []
    for grid in grids:
        enthalpy, known[id(grid.cells)] = _steady(grid, known.get(id(grid.cells)))
        found.append(enthalpy)
    return found


def _steady(discretisation: Discretisation, guess: Floats | None) -> tuple[Floats, Floats]:
    """Enthalpy (cell,), and u of the live cells, found from a guess at it."""
    p = discretisation.problem
    rows = np.flatnonzero(discretisation.live)
    matrix, source = _system(discretisation, rows)
    levels = _two_levels(matrix, _boxes(discretisation, rows))
    u, flag = cg(matrix, source, guess, rtol=TOLERANCE, maxiter=4000, M=levels)
    if flag != 0:
        raise CryonerveError(
            f"The steady temperature before the procedure was not found in {flag} iterations."
        )
    temperature = np.full(p.count, p.body_temperature)
    temperature[rows] += u
    enthalpy = np.zeros(p.count)
    order = np.argsort(p.material[rows], kind="stable")
    ends = np.cumsum(np.bincount(p.material[rows], minlength=len(discretisation.materials)))
    for item, mine in zip(discretisation.materials, np.split(rows[order], ends[:-1]), strict=True):
        if len(mine) and temperature[mine].min() <= item.curve.liquidus:
            raise GridError(
                Complaint(
                    f"tissue would already be at {temperature[mine].min():.1f} degC before the procedure",
                    "Check environment.air and environment.coefficient.",
                    field="environment",
                )
            )
        enthalpy[mine] = item.curve.enthalpy_at(temperature[mine])
    return enthalpy, u


def _system(discretisation: Discretisation, rows: NDArray[np.int64]) -> tuple[csr_array, Floats]:
    """Matrix and right-hand side of the steady equation over live cells `rows`."""
    p = discretisation.problem
    size, material = p.count, p.material
    k = np.array([float(m.curve.conductivity_at(p.body_temperature)) for m in discretisation.materials])[
        material
    ]
    ones, twos = [p.face_a], [p.face_b]
    links = [p.face_g * 2.0 * k[p.face_a] * k[p.face_b] / (k[p.face_a] + k[p.face_b])]
    for brick in p.bricks:
        for stride, g in zip(brick.strides, (p.gx, p.gy, p.gz), strict=True):
            low = brick.first + np.flatnonzero(g[brick.cells] > 0.0)
            ones.append(low)
            twos.append(low + stride)
            links.append(g[low] * k[low])
    one, two, link = np.concatenate(ones), np.concatenate(twos), np.concatenate(links)
    volume = np.divide(1.0, p.inverse_volume, out=np.zeros(size), where=p.live)
    diagonal = (
        np.bincount(one, link, size)
        + np.bincount(two, link, size)
        + volume * (p.flow[material] + ANCHOR)
        + np.bincount(p.film_cell, p.film_g, size)
    )
    through_skin = p.film_g * (p.film_temperature - p.body_temperature)
    source = volume * p.metabolism[material] + np.bincount(p.film_cell, through_skin, size)
    new = np.full(size, -1)
    new[rows] = np.arange(len(rows))
    values = np.concatenate([-link, -link, diagonal[rows]])
    first = np.concatenate([new[one], new[two], new[rows]])
    second = np.concatenate([new[two], new[one], new[rows]])
    return coo_array((values, (first, second)), shape=(len(rows), len(rows))).tocsr(), source[rows]
