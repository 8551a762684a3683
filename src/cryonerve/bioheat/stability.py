"""How fast a discrete problem may decay: what limits an explicit step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.enthalpy import Curve
from cryonerve.bioheat.materials import Material
from cryonerve.bioheat.problem import Brick, Problem

__all__ = ["Stiffness", "decay_rates", "limiting", "stiffness"]

Floats = NDArray[np.float64]

# degC; with the solidi, where rates jump, these stand for the coldest cells above them
LEVELS = (-10.0, -6.0, -3.0, 0.0)
ROUNDING = 2e-3  # K


def limiting(problem: Problem) -> Problem:
    """The few cells that may limit a step, and their neighbours: the same largest rate, quickly found.

    Of cells with neighbours of their own material, and neither probe nor skin beside them, one counts for
    each material. This holds whatever materials are made of; problems with the same cells may share it.
    """
    kinds = len(problem.pieces)
    unlike = problem.material[problem.face_a] != problem.material[problem.face_b]
    special = np.zeros(problem.count, bool)
    for cell in (problem.face_a[unlike], problem.face_b[unlike], problem.sink_cell, problem.film_cell):
        special[cell] = True
    plain = np.where(special, 0.0, _rates(problem, np.full(kinds, np.inf), np.full(kinds, 0.5)))
    for kind in range(kinds):
        special[np.where(problem.material == kind, plain, -1.0).argmax()] = True
    special &= problem.live
    one, two, area = [problem.face_a], [problem.face_b], [problem.face_g]
    for brick in problem.bricks:
        for stride, g in zip(brick.strides, (problem.gx, problem.gy, problem.gz), strict=True):
            low = brick.first + np.flatnonzero(g[brick.cells] > 0.0)
            one.append(low)
            two.append(low + stride)
            area.append(g[low])
    a, b, g = np.concatenate(one), np.concatenate(two), np.concatenate(area)
    kept = special[a] | special[b]
    a, b, g = a[kept], b[kept], g[kept]
    cells = np.unique(np.concatenate([np.flatnonzero(special), a, b]))
    nothing = np.zeros(len(cells))
    return replace(
        problem,
        bricks=(Brick(0, (len(cells), 1, 1)),),
        material=problem.material[cells],
        inverse_volume=np.where(special[cells], problem.inverse_volume[cells], 0.0),
        gx=nothing,
        gy=nothing,
        gz=nothing,
        face_a=np.searchsorted(cells, a),
        face_b=np.searchsorted(cells, b),
        face_g=g,
        sink_cell=np.searchsorted(cells, problem.sink_cell),
        film_cell=np.searchsorted(cells, problem.film_cell),
    )


class Stiffness:
    """Largest decay rate (1/s) while nothing is colder than some temperature: thawed tissue is slow."""

    def __init__(self, problem: Problem, materials: Sequence[Material]) -> None:
        self._problem = problem
        self._levels = {*LEVELS, *(float(item.curve.solidus) for item in materials)}
        self._least = np.array([_least_capacity(item) for item in materials])
        self._speeds, self._tops = _speeds([item.curve for item in materials])
        self._known: dict[bytes, float] = {}
        self._at: dict[float, float] = {}

    def above(self, coldest: float) -> float:
        """Where all cells stay above `coldest` (degC)."""
        level = max((level for level in self._levels if level <= coldest - ROUNDING), default=-np.inf)
        if level not in self._at:
            fast = np.where(self._tops > level, self._speeds, -np.inf).max(axis=1)
            name = fast.tobytes()  # several levels may lie on the same pieces of all curves
            if name not in self._known:
                self._known[name] = float(_rates(self._problem, self._least, fast).max())
            self._at[level] = self._known[name]
        return self._at[level]


def _speeds(curves: Sequence[Curve]) -> tuple[Floats, Floats]:
    """Per curve and piece (material, piece) `Curve.speeds`; short curves repeat their coldest piece."""
    wide = max(len(curve.temperature) for curve in curves) - 1
    both = [curve.speeds for curve in curves]
    padded = [
        np.stack([np.pad(row, (wide - len(row), 0), "edge") for row in part])
        for part in zip(*both, strict=True)
    ]
    return padded[0], padded[1]


def stiffness(problem: Problem, materials: Sequence[Material], *, above: float = -np.inf) -> float:
    """Largest decay rate of any cell, 1/s, as in `decay_rates`."""
    return float(decay_rates(problem, materials, above=above).max())


def decay_rates(problem: Problem, materials: Sequence[Material], *, above: float = -np.inf) -> Floats:
    """Bound of the decay rate (cell,) 1/s by Gershgorin's circles: conduction, sinks, skin and perfusion.

    Every cell counts with the fastest diffusivity of its curve above `above` (degC).
    """
    least = np.array([_least_capacity(item) for item in materials])
    return _rates(problem, least, np.array([m.curve.fastest_above(above) for m in materials]))


def _rates(problem: Problem, least: Floats, diffusivity: Floats) -> Floats:
    """`least` : (material,) J/m3/K, of what warms fastest. diffusivity : (material,) m2/s."""
    fast = diffusivity[problem.material]
    rate = np.zeros(problem.count)
    for brick in problem.bricks:
        for axis, g in enumerate((problem.gx, problem.gy, problem.gz)):
            low, high = brick.sides(axis)
            pair = g[low] * (fast[low] + fast[high])
            rate[low] += pair
            rate[high] += pair
    pair = problem.face_g * (fast[problem.face_a] + fast[problem.face_b])
    rate += np.bincount(problem.face_a, pair, problem.count)
    rate += np.bincount(problem.face_b, pair, problem.count)
    np.add.at(rate, problem.sink_cell, np.abs(problem.sink_g) * fast[problem.sink_cell])
    np.add.at(rate, problem.film_cell, problem.film_g / least[problem.material[problem.film_cell]])
    return np.asarray(rate * problem.inverse_volume + (problem.flow / least)[problem.material] * problem.live)


def _least_capacity(material: Material) -> float:
    rise, heat = np.diff(material.curve.temperature), np.diff(material.curve.enthalpy)
    return float(np.min(heat[rise > 0.0] / rise[rise > 0.0]))
