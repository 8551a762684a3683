"""The reference's super time step on an NVIDIA GPU, in single precision (heat and probes' walls in double).

Everything about a problem is sent to the device once. The result of a step stays there: passing the very
array that the last step returned goes on from the device's copy, which is why returned fields are read-only.
Any other array is sent anew.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from warnings import catch_warnings, simplefilter
from weakref import WeakKeyDictionary, ref

import numpy as np
from numba import cuda
from numba.core.errors import NumbaPerformanceWarning
from numpy.typing import NDArray

from cryonerve.bioheat.kernels.gpu_arrays import Tally, Work, cells_of, listed_of, materials_of
from cryonerve.bioheat.kernels.gpu_loops import PROBES, SIMULATED, THREADS, super_step
from cryonerve.bioheat.kernels.layout import Layout, layout_of
from cryonerve.bioheat.problem import Advance, Drive, Floats, Problem
from cryonerve.bioheat.timestep import coefficients
from cryonerve.errors import Complaint, GridError

__all__ = ["Resident", "advance", "heat_weights", "resident_of"]

SIMULATED_THREADS = 4  # of the one block of Numba's simulator: Python threads are slow to start


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

    def __call__(self, host: NDArray[np.floating]) -> Any:
        if self._host is None or self._host.shape != host.shape:
            self._device = cuda.to_device(host)
        elif not np.array_equal(self._host, host, equal_nan=True):
            self._device.copy_to_device(host)
        self._host = host.copy()
        return self._device


class Resident:
    """A problem on the device, and the enthalpy it is at.

    Raises
    ------
    GridError
        It does not fit into the device's free memory.
    """

    def __init__(self, problem: Problem) -> None:
        layout: Layout = layout_of(problem)
        self._room(layout)
        listed = listed_of(problem, layout)
        self.cells = _device(cells_of(problem, layout, listed.cell))
        self.materials = _device(materials_of(problem, layout))
        self.listed = _device(listed)
        self.start, self.one, self.two, self.first_rate = (
            cuda.device_array(layout.count, np.float32) for _ in range(4)
        )
        wide = np.zeros(layout.count + 2 * layout.margin, np.float32)
        self.u, self.v = cuda.to_device(wide), cuda.to_device(wide)
        self._held: ref[NDArray[np.float32]] | None = None
        self._tally: Tally | None = None
        self._sinks = len(layout.sinks.cell)
        self._plan, self._caps, self._share = _Sent(), _Sent(), _Sent()
        self._rows = 64
        self._launch: Any = None

    def load(self, enthalpy: Floats) -> None:
        """Go on from `enthalpy`; nothing is sent when it is what `field` returned last."""
        held = None if self._held is None else self._held()
        if held is not enthalpy or enthalpy.flags.writeable:
            self._held = None
            _send(self.start, enthalpy)

    def field(self, shape: tuple[int, ...] = (-1,)) -> NDArray[np.float32]:
        """(cell,) enthalpy the device is at, read-only; in another shape where one is asked for."""
        out = np.empty(len(self.start), np.float32).reshape(shape)
        self.start.copy_to_host(out.reshape(-1))
        out.flags.writeable = False
        self._held = ref(out)
        return out

    def step(self, drive: Drive) -> Floats:
        """One super time step on the device; what crossed the boundaries as in `Tally.result`."""
        probes = drive.probe_temperature.shape[1]
        tally = self._tally_for(probes)
        work = Work(self.start, self.one, self.two, self.first_rate, self.u, self.v)
        caps = np.ascontiguousarray(drive.power_cap, dtype=float)
        share = np.ascontiguousarray(drive.flow_share, dtype=np.float32).ravel()
        self._held = None
        arguments = (
            self.cells, self.materials, self.listed, work, tally, self._plan(self._planned(drive)),
            drive.stages, self._caps(caps), self._share(share),
        )  # fmt: skip
        if self._launch is None:
            self._launch = _launcher(arguments, len(self.start))
        self._launch(*arguments)
        if drive.stages % 2:
            self.start, self.one = self.one, self.start
        else:
            self.start, self.two = self.two, self.start
        result: Floats = tally.result.copy_to_host()
        return result

    def _planned(self, drive: Drive) -> Floats:
        """Rows for all stages, in a table of a length that seldom changes."""
        while self._rows < drive.stages:
            self._rows *= 2
        plan = np.zeros((self._rows, PROBES + drive.probe_temperature.shape[1]))
        rows = plan[: drive.stages]
        rows[:, :4] = coefficients(drive.stages)[:, :4] * (1.0, 1.0, drive.seconds, drive.seconds)
        rows[:, 4] = heat_weights(drive.stages) * drive.seconds
        rows[:, PROBES:] = drive.probe_temperature
        return plan

    def _tally_for(self, probes: int) -> Tally:
        if self._tally is None or len(self._tally.result) != 2 + 3 * probes:
            self._launch = None
            self._tally = Tally(
                heat=cuda.device_array(self._sinks, np.float64),
                blocks=cuda.device_array((_most_blocks(), 2), np.float64),
                result=cuda.device_array(2 + 3 * probes, np.float64),
            )
        return self._tally

    def _room(self, layout: Layout) -> None:
        needed = 4 * (11 * layout.count + 7 * layout.margin)
        free = cuda.current_context().get_memory_info().free
        if needed > free:
            what = (
                f"{layout.count} cells need {needed / 2**30:.1f} GiB of the GPU's memory; "
                f"{free / 2**30:.1f} GiB are free"
            )
            raise GridError(Complaint(what, "Use a larger spacing, or the kernel cpu.", "solver.spacing"))


def _send(target: Any, host: Floats) -> None:
    target.copy_to_device(np.ascontiguousarray(host, dtype=np.float32).ravel())


def _most_blocks() -> int:
    """As many blocks as any launch has."""
    return 1 if SIMULATED else 32 * int(cuda.get_current_device().MULTIPROCESSOR_COUNT)


def _launcher(arguments: tuple[Any, ...], count: int) -> Any:
    """The kernel for these arguments, with as many blocks as can wait for each other."""
    if SIMULATED:
        return super_step[1, SIMULATED_THREADS]
    compiled = super_step.compile(tuple(super_step.typeof_pyval(argument) for argument in arguments))
    at_once = compiled.max_cooperative_grid_blocks(THREADS)
    with catch_warnings():
        simplefilter("ignore", NumbaPerformanceWarning)  # a small grid needs few blocks
        return super_step[max(1, min(at_once, -(-count // THREADS))), THREADS]


def _device(arrays: Any) -> Any:
    """The same named tuple with all arrays on the device."""
    return type(arrays)(
        *(item if np.ndim(item) == 0 else cuda.to_device(np.ascontiguousarray(item)) for item in arrays)
    )


_RESIDENTS: WeakKeyDictionary[Problem, Resident] = WeakKeyDictionary()


def resident_of(problem: Problem) -> Resident:
    """The problem on the device, kept as long as the problem lives."""
    if problem not in _RESIDENTS:
        _RESIDENTS[problem] = Resident(problem)
    return _RESIDENTS[problem]


def advance(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
    """One super time step; see `cryonerve.bioheat.problem`. The field returned is read-only."""
    resident = resident_of(problem)
    resident.load(enthalpy)
    result, probes = resident.step(drive), drive.probe_temperature.shape[1]
    extracted, power, effective = result[2:].reshape(3, probes)
    out: Any = resident.field(np.shape(enthalpy))
    return Advance(out, extracted, float(result[0]), float(result[1]), power, effective)
