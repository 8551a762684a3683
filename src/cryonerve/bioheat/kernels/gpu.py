"""The reference's super time step on an NVIDIA GPU, in single precision (heat and probes' walls in double).

Everything about a problem is sent to the device once. The result of a step stays there: passing the very
array that the last step returned goes on from the device's copy, which is why returned fields are read-only.
Any other array is sent anew. One launch carries one step, or as many as their drives are known for; then the
device itself keeps the coldest temperature of each cell, and no field is fetched between two launches.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from warnings import catch_warnings, simplefilter
from weakref import WeakKeyDictionary, ref

import numpy as np
from numba import cuda
from numba.core.errors import NumbaPerformanceWarning
from numpy.typing import NDArray

from cryonerve.bioheat.kernels.gpu_arrays import (
    Tally,
    Work,
    cells_of,
    chunks_of,
    listed_of,
    materials_of,
    places_of,
)
from cryonerve.bioheat.kernels.gpu_cells import PROBES, WEIGHT
from cryonerve.bioheat.kernels.gpu_loops import BLOCKS, SIMULATED, THREADS, super_steps
from cryonerve.bioheat.kernels.layout import Layout, layout_of
from cryonerve.bioheat.kernels.tracking import Passed
from cryonerve.bioheat.problem import Advance, Drive, Floats, Problem
from cryonerve.bioheat.timestep import coefficients
from cryonerve.errors import Complaint, GridError

__all__ = ["Resident", "advance", "heat_weights", "resident_of"]

SIMULATED_THREADS = 4  # of the one block of Numba's simulator: Python threads are slow to start
AT_ONCE = 16  # steps of a launch: their stages are chosen from what was seen before it
TURNS = (1, 2, 3, 4, 6, 8, 12, 16)  # of a block in one chunk


@lru_cache(maxsize=256)
def heat_weights(stages: int) -> Floats:
    """(stage,) share of a step for which the heat flows seen by each stage count.

    The heat of a step obeys the same recurrence as the enthalpy, which is linear: it is the sum of all
    stages' flows with these weights.

    >>> [round(float(weight), 3) for weight in heat_weights(3)]
    [-1.083, 1.25, 0.833]
    """
    now, before = np.zeros(stages), np.zeros(stages)
    for stage, (mu, nu, mut, gat, _) in enumerate(coefficients(stages)):
        new = mu * now + nu * before
        new[stage] += mut
        new[0] += gat
        now, before = new, now
    return now


class _Sent:
    """A small array on the device, sent again only when it changed."""

    def __init__(self) -> None:
        self._host: NDArray[np.generic] | None = None
        self._device: Any = None

    def __call__(self, host: NDArray[Any]) -> Any:
        if self._host is None or self._host.shape != host.shape:
            self._device = cuda.to_device(host)
        elif not np.array_equal(self._host, host, equal_nan=True):
            self._device.copy_to_device(host)
        self._host = host.copy()
        return self._device


class Resident:
    """A problem on the device, and the enthalpy it is at.

    Parameters
    ----------
    probes : their number; None: up to the last one that has a cell.
    parts : first place of each part of the problem that is watched on its own; None: nothing is watched.
    closed_below : degC; vessels of watched cells that froze this far stay closed.

    Raises
    ------
    GridError
        It does not fit into the device's free memory.
    """

    at_once = AT_ONCE

    def __init__(
        self,
        problem: Problem,
        probes: int | None = None,
        parts: Sequence[int] | None = None,
        closed_below: float = -np.inf,
    ) -> None:
        layout: Layout = layout_of(problem)
        self._room(layout)
        self.probes = int(problem.sink_probe.max(initial=-1)) + 1 if probes is None else probes
        listed = listed_of(problem, layout, self.probes)
        threads, blocks = _most()
        sizes = [threads * turns for turns in TURNS]
        chunks = chunks_of(layout, sizes, parts or (0,), threads=threads, blocks=blocks)
        self.cells = _device(cells_of(problem, layout, listed.cell, chunks))
        self.materials = _device(materials_of(problem, layout))
        self.curves = _device(layout.curves)
        self.listed = _device(listed)
        self._count = layout.count
        numbers, self.places = places_of(layout)
        self.fields = cuda.to_device(np.zeros(numbers, np.float32))
        self._coldest = cuda.to_device(np.full(0 if parts is None else layout.count, np.inf, np.float32))
        self._parts = len(parts or (0,))
        self._closed_below = np.float32(closed_below)
        self._open: Any = (
            None if closed_below == -np.inf else cuda.to_device(np.ones(layout.count, np.float32))
        )
        self._held: ref[NDArray[np.float32]] | None = None
        self._tally: Tally | None = None
        self._sinks = len(layout.sinks.cell)
        self._plan, self._steps, self._caps, self._share = _Sent(), _Sent(), _Sent(), _Sent()
        self._rows = 64
        self._launch: Any = None

    def load(self, enthalpy: Floats) -> None:
        """Go on from `enthalpy`; nothing is sent when it is what `field` returned last."""
        held = None if self._held is None else self._held()
        if held is not enthalpy or enthalpy.flags.writeable:
            self._held = None
            _send(self.start, enthalpy)
            for other in self.places[1:3]:  # so that all have what no stage ever writes
                self._from(other).copy_to_device(self.start)

    @property
    def start(self) -> Any:
        """(cell,) enthalpy on the device."""
        return self._from(self.places[0])

    def _from(self, place: np.uint32) -> Any:
        return self.fields[int(place) : int(place) + self._count]

    def field(self, shape: tuple[int, ...] = (-1,)) -> NDArray[np.float32]:
        """(cell,) enthalpy the device is at, read-only; in another shape where one is asked for."""
        out = np.empty(self._count, np.float32).reshape(shape)
        self.start.copy_to_host(out.reshape(-1))
        out.flags.writeable = False
        self._held = ref(out)
        return out

    def nadir(self) -> NDArray[np.float32]:
        """(cell,) coldest degC at the end of any step since it was made; inf in dead cells."""
        out: NDArray[np.float32] = self._coldest.copy_to_host()
        return out

    def go(self, drives: Sequence[Drive]) -> Passed:
        """Super time steps on the device, one after another in a single launch, all with the same caps.

        What is left of perfusion is as the first drive says, or as the device itself finds it.
        """
        tally = self._tally_for(len(drives))
        work = Work._make((self.fields, *self.places, self._coldest))
        caps = np.ascontiguousarray(drives[0].power_cap, dtype=float)
        if not np.isfinite(caps).any():
            caps = caps[:0]
        share = self._open
        if share is None:
            share = self._share(np.ascontiguousarray(drives[0].flow_share, dtype=np.float32).ravel())
        self._held = None
        plan, steps = self._planned(drives)
        arguments = (
            self.cells, self.materials, self.curves, self.listed, work, tally, self._plan(plan),
            self._steps(steps), self._caps(caps), share, self._closed_below,
        )  # fmt: skip
        if self._launch is None:
            self._launch = _launcher(arguments, self._count)
        self._launch(*arguments)
        start, one, two, *others = self.places
        for drive in drives:
            start, one, two = (one, start, two) if drive.stages % 2 else (two, start, one)
        self.places = (start, one, two, *others)
        result = tally.result.copy_to_host()
        seen = tally.seen[: len(drives)].copy_to_host() if len(self._coldest) else np.zeros((0, 0, 2))
        extracted, power, effective = result[2:].reshape(3, self.probes)
        return Passed(
            extracted, float(result[0]), float(result[1]), power, effective, seen[:, :, 0], seen[:, :, 1]
        )

    def _planned(self, drives: Sequence[Drive]) -> tuple[Floats, NDArray[np.int64]]:
        """Rows for all stages, in a table of a length that seldom changes, and where each step begins."""
        stages = np.array([drive.stages for drive in drives])
        ends = np.cumsum(stages)
        while self._rows < ends[-1]:
            self._rows *= 2
        plan = np.zeros((self._rows, PROBES + self.probes))
        for drive, end in zip(drives, ends, strict=True):
            rows = plan[end - drive.stages : end]
            rows[:, :4] = coefficients(drive.stages)[:, :4] * (1.0, 1.0, drive.seconds, drive.seconds)
            rows[:, WEIGHT] = heat_weights(drive.stages) * drive.seconds
            rows[:, PROBES:] = drive.probe_temperature
        return plan, np.stack([ends - stages, stages], axis=1)

    def _tally_for(self, steps: int) -> Tally:
        if self._tally is None or len(self._tally.seen) < steps:
            self._tally = Tally(
                heat=cuda.device_array(self._sinks, np.float64),
                given=cuda.device_array(self._sinks, np.float64),
                walls=cuda.device_array(self._sinks, np.float64),
                blocks=cuda.device_array((_most()[1], 2), np.float64),
                result=cuda.device_array(2 + 3 * self.probes, np.float64),
                seen=cuda.device_array((steps, self._parts, 2), np.float32),
            )
        return self._tally

    def _room(self, layout: Layout) -> None:
        needed = 4 * (15 * layout.count + 7 * layout.margin)
        free = cuda.current_context().get_memory_info().free
        if needed > free:
            what = (
                f"{layout.count} cells need {needed / 2**30:.1f} GiB of the GPU's memory; "
                f"{free / 2**30:.1f} GiB are free"
            )
            raise GridError(Complaint(what, "Use a larger spacing, or the kernel cpu.", "solver.spacing"))


def _send(target: Any, host: Floats) -> None:
    target.copy_to_device(np.ascontiguousarray(host, dtype=np.float32).ravel())


def _most() -> tuple[int, int]:
    """Threads of a block, and as many blocks as any launch has: those that the device holds at once."""
    if SIMULATED:
        return SIMULATED_THREADS, 1
    return THREADS, BLOCKS * int(cuda.get_current_device().MULTIPROCESSOR_COUNT)


def _launcher(arguments: tuple[Any, ...], count: int) -> Any:
    """The kernel for these arguments, with as many blocks as can wait for each other."""
    threads, most = _most()
    if SIMULATED:
        return super_steps[most, threads]
    compiled = super_steps.compile(tuple(super_steps.typeof_pyval(argument) for argument in arguments))
    at_once = compiled.max_cooperative_grid_blocks(threads)
    with catch_warnings():
        simplefilter("ignore", NumbaPerformanceWarning)  # a small grid needs few blocks
        return super_steps[max(1, min(at_once, most, -(-count // threads))), threads]


def _device(arrays: Any) -> Any:
    """The same named tuple with all arrays on the device."""
    return type(arrays)(
        *(item if np.ndim(item) == 0 else cuda.to_device(np.ascontiguousarray(item)) for item in arrays)
    )


_RESIDENTS: WeakKeyDictionary[Problem, Resident] = WeakKeyDictionary()


def resident_of(problem: Problem, probes: int | None = None) -> Resident:
    """The problem on the device, kept as long as the problem lives."""
    kept = _RESIDENTS.get(problem)
    if kept is None or probes not in (None, kept.probes):
        kept = _RESIDENTS[problem] = Resident(problem, probes)
    return kept


def advance(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
    """One super time step; see `cryonerve.bioheat.problem`. The field returned is read-only."""
    resident = resident_of(problem, drive.probe_temperature.shape[1])
    resident.load(enthalpy)
    passed = resident.go([drive])
    out: Any = resident.field(np.shape(enthalpy))
    return Advance(
        out, passed.extracted, passed.skin, passed.blood, passed.power, passed.effective_temperature
    )
