"""Compilation before the clock starts: once per installation, cached on disk."""

# ruff: noqa: PLC0415  (loading what is compiled is part of what is timed)

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.problem import Problem

__all__ = ["warm_up"]

_DONE: set[str] = set()


def warm_up(kernel: str, volume: Volume | None = None) -> float:
    """Compile (or load from the cache) what a run of a volume needs; seconds it took, 0 if done before."""
    began = perf_counter()
    _warm_anatomy(volume)
    if kernel in _DONE:
        return perf_counter() - began
    import numpy as np

    from cryonerve.bioheat.isotherms import _near_surface
    from cryonerve.bioheat.kernels import kernel_named
    from cryonerve.bioheat.kernels.layout import layout_of
    from cryonerve.bioheat.nesting import nested
    from cryonerve.bioheat.parts import _shares
    from cryonerve.bioheat.points import _read, corners_of
    from cryonerve.bioheat.probe_boundary import Placement, probe_field
    from cryonerve.bioheat.problem import Drive
    from cryonerve.bioheat.showing import _spread
    from cryonerve.bioheat.thermometer import _take, fill_halved

    problem = _two_cells()
    _, advance = kernel_named(kernel)
    drive = Drive(0.01, 3, np.full((3, 1), -20.0), np.array([1e-6]), np.ones(1))
    after = advance(problem, np.zeros(problem.count), drive).enthalpy
    a, single, seen = layout_of(problem), np.zeros(problem.count, np.float32), np.zeros((1, 4), np.float32)
    _take(
        np.asarray(after, np.float64), a.chunks, a.cells.material, a.cells.slope, a.pieces, a.by_enthalpy,
        a.liquid, np.ones(problem.count, np.bool_), single, np.float32(37.0), single, seen,
    )  # fmt: skip
    grid = nested((np.arange(2.0),) * 3, 1, lambda points, _: np.zeros(len(points)))
    everything = np.ones(grid.count, np.bool_)
    fill_halved(*grid.families, everything, np.zeros(grid.count, np.float32))
    cells, weights = corners_of(grid, np.zeros((1, 3)), everything)
    _spread(np.zeros((1, grid.count), np.float32), cells, weights, np.zeros((1, 1), np.float32))
    probe_field(1e-3, 4e-3).at(Placement(np.zeros(3), np.array([0.0, 0.0, 1.0]), 1e-3, 4e-3), np.ones((1, 3)))
    box = np.zeros((1, 1, 1), np.float32)
    _near_surface(box, box == 0.0, box == 0.0, box == 0.0, box[None], box == 0.0)
    edge, one, none = np.arange(2.0), np.ones(1), np.zeros(0)
    _shares(
        np.zeros(1, np.int64), 0, edge, edge, edge, box == 0.0, np.zeros(1, np.float32), one > 0.0,
        np.zeros(1, np.int32), problem.pieces, np.zeros((1, 1), np.float32), np.zeros((0, 3)),
        np.zeros((0, 3)), none, np.zeros((2, 0, 2)), np.zeros((2, 0, 2)), np.zeros((2, 0, 2, 2)),
        np.zeros((2, 0, 1), np.float32), none, none, one, np.zeros((1, 1)),
    )  # fmt: skip
    rest = np.full(1, np.nan)
    _read(
        np.zeros(2, np.float32), problem.pieces, np.zeros((1, 8), np.int64), np.full((1, 8), 0.125),
        np.zeros(1, np.int32), np.full(1, -1, np.int64), np.ones((2, 1)), np.ones((2, 1, 2), np.float32),
        rest, rest, np.zeros(2), np.zeros(1, np.int64), np.zeros(1),
    )  # fmt: skip
    _DONE.add(kernel)
    return perf_counter() - began


def _warm_anatomy(volume: Volume | None) -> None:
    """What finds the tissues of cells: of drawn shapes, or of voxels."""
    way = "none" if volume is None or volume.uniform else "shapes" if volume.shapes else "voxels"
    if way == "none" or way in _DONE:
        return
    from cryonerve.anatomy import quick_painting, voxel_average

    (quick_painting if way == "shapes" else voxel_average).warm_up()
    _DONE.add(way)


def _two_cells() -> Problem:
    """The smallest problem that has everything: two materials, a probe behind a film, skin, blood."""
    import numpy as np

    from cryonerve.bioheat.enthalpy import curve_through, stack
    from cryonerve.bioheat.problem import one_brick

    curves = [
        curve_through(
            [(-273.15, 0.0, k), (-8.0, 5e8, k), (-1.0, 8e8, 0.5), (150.0, 1.4e9, 0.5)],
            37.0, solidus=-8.0, liquidus=-1.0,
        )
        for k in (2.0, 1.5)
    ]  # fmt: skip
    first, nothing = np.zeros(1, np.int64), np.zeros((2, 1, 1))
    return one_brick(
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
