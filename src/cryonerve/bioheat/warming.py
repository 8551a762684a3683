"""Compilation before the clock starts: once per installation, cached on disk."""

# ruff: noqa: PLC0415  (loading what is compiled is part of what is timed)

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryonerve.bioheat.problem import Problem

__all__ = ["warm_up"]

_DONE: set[str] = set()


def warm_up(kernel: str) -> float:
    """Compile (or load from the cache) everything a run needs; seconds it took, 0 when already done."""
    if kernel in _DONE:
        return 0.0
    began = perf_counter()
    import numpy as np

    from cryonerve.bioheat.kernels import kernel_named
    from cryonerve.bioheat.points import _corners, _read, cell_temperatures
    from cryonerve.bioheat.problem import Drive

    problem = _two_cells()
    _, advance = kernel_named(kernel)
    drive = Drive(0.01, 3, np.full((3, 1), -20.0), np.array([1e-6]), np.ones((1, 1, 1)))
    after = advance(problem, np.zeros(problem.shape), drive).enthalpy
    live = np.ones(problem.shape, np.bool_)
    for enthalpy in (np.zeros(problem.shape), after):
        material = problem.material.ravel()
        cell_temperatures(enthalpy.ravel(), material, problem.pieces, live.ravel(), np.zeros(2))
    middle = np.zeros(1)
    _corners(
        np.zeros((1, 3)), np.arange(2.0), middle, middle, live, np.zeros((1, 8), np.int64), np.ones((1, 8))
    )
    rest = np.full(1, np.nan)
    _read(
        np.zeros(2), problem.pieces, np.zeros((1, 8), np.int64), np.full((1, 8), 0.125),
        np.zeros(1, np.int32), np.full(1, -1, np.int64), np.ones((2, 1)), np.ones((2, 1, 2), np.float32),
        rest, rest, np.zeros(2), np.zeros(1),
    )  # fmt: skip
    _DONE.add(kernel)
    return perf_counter() - began


def _two_cells() -> Problem:
    """The smallest problem that has everything: two materials, a probe behind a film, skin, blood."""
    import numpy as np

    from cryonerve.bioheat.enthalpy import curve_through, stack
    from cryonerve.bioheat.problem import Problem

    curves = [
        curve_through(
            [(-273.15, 0.0, k), (-8.0, 5e8, k), (-1.0, 8e8, 0.5), (150.0, 1.4e9, 0.5)],
            37.0, solidus=-8.0, liquidus=-1.0,
        )
        for k in (2.0, 1.5)
    ]  # fmt: skip
    first, nothing = np.zeros(1, np.int64), np.zeros((2, 1, 1))
    return Problem(
        material=np.array([0, 1], np.int32).reshape(2, 1, 1),
        pieces=stack(curves),
        inverse_volume=np.full((2, 1, 1), 1e9),
        gx=np.zeros((1, 1, 1)),
        gy=nothing[:, :0],
        gz=nothing[:, :, :0],
        face_a=first,
        face_b=first + 1,
        face_g=np.full(1, 1e-3),
        sink_cell=first,
        sink_probe=first,
        sink_g=np.full(1, 1e-3),
        film_cell=first + 1,
        film_g=np.full(1, 1e-6),
        film_temperature=22.0,
        flow=np.array([1e3, 1e6]),
        metabolism=np.zeros(2),
        flow_above=np.array([0.0, -np.inf]),
        body_temperature=37.0,
        sink_film=np.full(1, 1e-3),
    )
