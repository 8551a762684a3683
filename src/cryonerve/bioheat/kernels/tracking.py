"""A problem on its way through many steps: the kernel keeps the field, and how cold each cell has been.

`advance` hands every field to its caller. Who only wants to know what came of it lets the kernel keep the
field: on a GPU it then stays on the device, several steps a launch. Parts of a problem, the members of a
batch, are watched each on their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
from numba import get_num_threads
from numpy.typing import NDArray

from cryonerve.bioheat.kernels.layout import layout_of
from cryonerve.bioheat.problem import Drive, Floats, Kernel, Problem
from cryonerve.bioheat.thermometer import take_chunks
from cryonerve.bioheat.threads import Pace

__all__ = ["OnHost", "Passed", "Track"]

Singles = NDArray[np.float32]


class Passed(NamedTuple):
    """What happened in some steps.

    Attributes
    ----------
    extracted, skin, blood : J in all, as in `Advance`.
    power, effective_temperature : (probe,) of the last stage, as in `Advance`.
    coldest, warmest : (step, part) degC of live cells after each step; one of them is not finite where some
        enthalpy is no number.
    """

    extracted: Floats
    skin: float
    blood: float
    power: Floats
    effective_temperature: Floats
    coldest: Floats
    warmest: Floats


class Track(Protocol):
    """A problem on its way; `at_once` steps are best given to `go` at a time."""

    at_once: int

    def load(self, enthalpy: Floats) -> None:
        """Start from `enthalpy` (cell,) J/m3."""
        ...

    def go(self, drives: Sequence[Drive]) -> Passed:
        """Some steps, one after another."""
        ...

    def field(self) -> NDArray[np.floating]:
        """(cell,) enthalpy now, J/m3."""
        ...

    def nadir(self) -> Singles:
        """(cell,) coldest degC after any step."""
        ...


class OnHost:
    """A problem on its way by any kernel that is called step by step.

    Parameters
    ----------
    parts : first place of each part of the problem that is watched on its own.
    closed_below : degC; vessels of cells that froze this far stay closed.
    """

    at_once = 1

    def __init__(self, advance: Kernel, problem: Problem, parts: Sequence[int], closed_below: float) -> None:
        self._advance, self._problem, self._closed_below = advance, problem, closed_below
        layout = layout_of(problem)
        self._first_chunk = np.searchsorted(layout.chunks.start, parts)
        self._live = problem.live
        self._pace = Pace(get_num_threads())
        self._seen = np.empty((len(layout.chunks.start), 3), np.float32)
        self._temperature = np.full(problem.count, problem.body_temperature, np.float32)
        self._nadir = np.full(problem.count, np.inf, np.float32)
        self._enthalpy = np.zeros(problem.count)

    def load(self, enthalpy: Floats) -> None:
        """Start from `enthalpy` (cell,) J/m3."""
        self._enthalpy = enthalpy

    def go(self, drives: Sequence[Drive]) -> Passed:
        """Some steps, one after another."""
        extracted, skin, blood = np.zeros(drives[0].probe_temperature.shape[1]), 0.0, 0.0
        ends = []
        for drive in drives:
            step = partial(self._advance, self._problem, self._enthalpy, self._with_flow(drive))
            result = self._pace.timed(drive.stages, step)
            self._enthalpy = result.enthalpy
            extracted += result.extracted
            skin, blood = skin + result.skin, blood + result.blood
            ends.append(self._watch())
        coldest, warmest = np.array(ends).swapaxes(0, 1)
        return Passed(extracted, skin, blood, result.power, result.effective_temperature, coldest, warmest)

    def field(self) -> NDArray[np.floating]:
        """(cell,) enthalpy now, J/m3."""
        return self._enthalpy

    def nadir(self) -> Singles:
        """(cell,) coldest degC after any step; inf where no live cell is."""
        return np.where(self._live, self._nadir, np.float32(np.inf))

    def _with_flow(self, drive: Drive) -> Drive:
        if self._closed_below == -np.inf:
            return drive
        return replace(drive, flow_share=np.where(self._nadir < self._closed_below, 0.0, 1.0))

    def _watch(self) -> tuple[Floats, Floats]:
        """Note the coldest of each cell; coldest and warmest of each part now."""
        a, body = layout_of(self._problem), np.float32(self._problem.body_temperature)
        take_chunks(
            np.ascontiguousarray(self._enthalpy, np.float64), a.chunks, a.cells.material, a.cells.slope,
            a.pieces, a.by_enthalpy, a.liquid, self._live, body, self._temperature, self._seen,
        )  # fmt: skip
        np.minimum(self._nadir, self._temperature, out=self._nadir)
        wrong = ~np.isfinite(self._seen[:, 2])
        coldest, warmest = (
            np.where(wrong, -np.inf, self._seen[:, 0]),
            np.where(wrong, np.inf, self._seen[:, 1]),
        )
        return (
            np.minimum.reduceat(coldest, self._first_chunk),
            np.maximum.reduceat(warmest, self._first_chunk),
        )
