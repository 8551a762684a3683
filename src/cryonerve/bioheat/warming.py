"""Compilation before the clock starts: once per installation, cached on disk.

Two processes share it: compiling holds one processor, and most machines have more.
"""

# ruff: noqa: PLC0415  (loading what is compiled is part of what is timed)

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import perf_counter, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.discretise import Discretisation
    from cryonerve.bioheat.materials import Material
    from cryonerve.bioheat.problem import Problem

__all__ = ["warm_the_rest", "warm_up"]

_DONE: set[str] = set()
_LOG = logging.getLogger(__name__)
PACKAGE = Path(__file__).parents[1]
PATIENCE = 300.0  # s for the other process, after which all is compiled here


def warm_up(kernel: str, volume: Volume | None = None) -> float:
    """Compile (or load from the cache) what a run of a volume needs; seconds it took, 0 if done before."""
    began = perf_counter()
    way = _way(volume)
    if kernel in _DONE and way in _DONE:
        return perf_counter() - began
    _forget_outdated()
    fresh = kernel == "cpu" and kernel not in _DONE and not _compiled()
    if fresh:
        _LOG.warning("Compiling the solver, once per installation: less than half a minute.")
    with _a_second_process(way) if fresh else nullcontext():
        if kernel not in _DONE:
            _warm_kernel(kernel)
    if kernel not in _DONE:
        _warm_readings()
    _warm_anatomy(way)
    _DONE.update((kernel, way))
    return perf_counter() - began


def _warm_kernel(kernel: str) -> None:
    import numpy as np

    from cryonerve.bioheat.kernels import kernel_named
    from cryonerve.bioheat.problem import Drive

    problem = _two_cells()
    _, advance = kernel_named(kernel)
    drive = Drive(0.01, 3, np.full((3, 1), -20.0), np.array([1e-6]), np.ones(1))
    advance(problem, np.zeros(problem.count), drive)


def _forget_outdated() -> None:
    """Remove compiled code that is older than some source: Numba looks only at a function's own file.

    In a source tree some files change and others do not; an installation writes all of them at once.
    """
    if _DONE:
        return
    sources = [path for part in ("bioheat", "anatomy") for path in (PACKAGE / part).rglob("*.py")]
    now = time()  # a source from the future would have everything compiled again at every start
    newest = max((age for path in sources if (age := path.stat().st_mtime) <= now), default=0.0)
    for folder in {path.parent / "__pycache__" for path in sources}:
        for index in folder.glob("*.nbi"):
            if index.stat().st_mtime < newest:
                try:
                    index.unlink(missing_ok=True)
                except OSError:  # not ours to remove
                    return


def _compiled() -> bool:
    """The time step is in Numba's cache on disk."""
    from cryonerve.bioheat.kernels import cpu

    folder = getattr(getattr(cpu._march, "_cache", None), "cache_path", None)
    return folder is not None and any(Path(folder).glob("cpu._march-*.nbi"))


@contextmanager
def _a_second_process(way: str) -> Iterator[None]:
    """It compiles what reads fields and finds tissues, into the same cache, while the block runs."""
    python = Path(sys.executable or "")
    if (os.cpu_count() or 1) < 2 or not python.name.startswith("python"):
        yield
        return
    there = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = f"from cryonerve.bioheat import warming; warming.warm_the_rest({way!r})"
    quiet = subprocess.DEVNULL
    try:
        other = subprocess.Popen([python, "-c", command], env=there, stdin=quiet, stdout=quiet, stderr=quiet)
    except OSError:
        yield
        return
    try:
        yield
        other.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    finally:
        other.kill()
        other.wait()


def warm_the_rest(way: str) -> None:
    """All but the time step; for the second process."""
    _warm_readings()
    _warm_anatomy(way)


def _warm_readings() -> None:
    """What reads fields, on the smallest grid that has everything: a cell halved, a probe beside it."""
    import numpy as np

    from cryonerve.bioheat.deepest import deepest_of
    from cryonerve.bioheat.isotherms import surface_volumes
    from cryonerve.bioheat.points import Acting, locate, read
    from cryonerve.bioheat.revisiting import groups_of, revisited
    from cryonerve.bioheat.showing import display_of, shown_field
    from cryonerve.bioheat.thermometer import take_temperature

    grid = _halved_cell()
    cold = np.full(grid.problem.count, -1e8)
    cold[grid.grid.leaf.argmax()] = 0.0
    temperature, acting = np.zeros(grid.problem.count, np.float32), Acting(np.zeros(1), np.zeros(1))
    take_temperature(grid, cold, temperature)
    points = locate(grid, np.zeros((2, 3)))
    read(grid, points, temperature, acting)
    groups = groups_of(points, [(2, 1)])
    revisited(grid, groups).read(temperature, acting)
    deepest = deepest_of(grid, groups)
    deepest.note(temperature, acting, np.ones(2, np.bool_))
    deepest.finish()
    surface_volumes(grid, temperature, acting, np.full(len(temperature), -1.0))
    display_of(grid).smooth(shown_field(grid, temperature, acting)[None])


def _way(volume: Volume | None) -> str:
    """What finds the tissues of cells: of shapes, of voxels, of both; nothing in a uniform block."""
    if volume is None or (volume.uniform and not volume.shapes):
        return "none"
    if volume.overlay is not None:
        return "overlay"
    return "shapes" if volume.shapes else "voxels"


def _warm_anatomy(way: str) -> None:
    if way == "none" or way in _DONE:
        return
    from cryonerve.anatomy import overlay_painting, quick_painting, voxel_average

    {"shapes": quick_painting, "voxels": voxel_average, "overlay": overlay_painting}[way].warm_up()


def _halved_cell() -> Discretisation:
    """One cell of three that is halved, and a probe."""
    import numpy as np

    from cryonerve.anatomy import Mixture
    from cryonerve.bioheat.assembly import Cells
    from cryonerve.bioheat.discretise import Discretisation
    from cryonerve.bioheat.nesting import nested
    from cryonerve.bioheat.probe_boundary import Placement, probe_field
    from cryonerve.bioheat.problem import Problem

    edge = np.linspace(-1.5e-3, 1.5e-3, 4)
    grid = nested((edge,) * 3, 1, lambda points, _: np.linalg.norm(points, axis=1) + 0.5e-3)
    two, place = _two_cells(), Placement(np.array([0.0, 0.0, 1e-3]), np.array([0.0, 0.0, 1.0]), 2e-4, 4e-3)
    field, count, none = probe_field(1e-3, 4e-3), grid.count, np.zeros(0, np.int64)
    nothing, closed = np.zeros(0), np.zeros(count)
    volume = grid.size.prod(axis=1) * grid.leaf
    inverse = np.divide(1.0, volume, out=np.zeros(count), where=grid.leaf)
    problem = Problem(
        grid.bricks, np.zeros(count, np.int32), two.pieces, inverse, closed, closed, closed, none, none,
        nothing, none, none, nothing, none, nothing, 22.0, two.flow, two.metabolism, two.flow_above, 37.0,
    )  # fmt: skip
    labels = np.ones(count, np.int16)
    mixture = Mixture(labels, labels, np.ones(count, np.float32), np.ones(count, np.float32))
    cells = Cells(grid, mixture, grid.leaf, ~grid.leaf, volume, volume, (place,), 0.5e-3)
    halved = Discretisation(problem, cells, _materials(), ((field,), (field,)))
    halved.phi  # noqa: B018 - compiles what reads the field
    return halved


def _two_cells() -> Problem:
    """The smallest problem that has everything: two materials, a probe behind a film, skin, blood."""
    import numpy as np

    from cryonerve.bioheat.enthalpy import stack
    from cryonerve.bioheat.problem import one_brick

    first, nothing = np.zeros(1, np.int64), np.zeros((2, 1, 1))
    return one_brick(
        material=np.array([0, 1], np.int32).reshape(2, 1, 1),
        pieces=stack([item.curve for item in _materials()]),
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


def _materials() -> tuple[Material, ...]:
    """Two tissues that freeze from -1 to -8 degC."""
    from cryonerve.bioheat.enthalpy import curve_through
    from cryonerve.bioheat.materials import Material

    curves = [
        curve_through(
            [(-273.15, 0.0, k), (-8.0, 5e8, k), (-1.0, 8e8, 0.5), (150.0, 1.4e9, 0.5)],
            37.0, solidus=-8.0, liquidus=-1.0,
        )
        for k in (2.0, 1.5)
    ]  # fmt: skip
    return tuple(Material(curve, 0.0, 0.0, -1.0) for curve in curves)
