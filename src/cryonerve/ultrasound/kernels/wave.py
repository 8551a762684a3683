"""Sound in two dimensions, step by step: pressure and velocity on staggered grids, fourth order in space.

=========  ========================================================================================
p          (row, column) pressure = px + pz, its parts driven by motion along columns and rows
vx vz      velocity between a column and the next, a row and the next
a b        decay of a velocity in a step, and what a difference of pressure adds to it
d k        decay of a pressure in a step, and what a difference of velocity adds to it
two ghost  rows and columns on every side hold the neighbours of a period, or zero
s          (row, column, delay s, weight) of every place that sends, f Hz, width s of the pulse
ears       (row, first column, last column) over which a receiver takes the mean
=========  ========================================================================================
"""

from __future__ import annotations

from math import cos, exp, pi
from typing import Any

from numba import njit, prange

from cryonerve.ultrasound.kernels.options import LOOP

__all__ = ["march"]

NEAR, FAR = 9.0 / 8.0, 1.0 / 24.0


@njit(parallel=True, **LOOP)
def _move(p: Any, vx: Any, vz: Any, ax: Any, bx: Any, az: Any, bz: Any) -> None:
    rows, columns = p.shape
    for i in prange(2, rows - 2):
        for j in range(2, columns - 2):
            across = NEAR * (p[i, j + 1] - p[i, j]) - FAR * (p[i, j + 2] - p[i, j - 1])
            down = NEAR * (p[i + 1, j] - p[i, j]) - FAR * (p[i + 2, j] - p[i - 1, j])
            vx[i, j] = ax[i, j] * vx[i, j] - bx[i, j] * across
            vz[i, j] = az[i, j] * vz[i, j] - bz[i, j] * down


@njit(parallel=True, **LOOP)
def _press(p: Any, px: Any, pz: Any, vx: Any, vz: Any, dx: Any, kx: Any, dz: Any, kz: Any) -> None:
    rows, columns = p.shape
    for i in prange(2, rows - 2):
        for j in range(2, columns - 2):
            across = NEAR * (vx[i, j] - vx[i, j - 1]) - FAR * (vx[i, j + 1] - vx[i, j - 2])
            down = NEAR * (vz[i, j] - vz[i - 1, j]) - FAR * (vz[i + 1, j] - vz[i - 2, j])
            px[i, j] = dx[i, j] * px[i, j] - kx[i, j] * across
            pz[i, j] = dz[i, j] * pz[i, j] - kz[i, j] * down
            p[i, j] = px[i, j] + pz[i, j]


@njit(**LOOP)
def _repeat(field: Any) -> None:
    """Fill the ghost columns of a field that is periodic along its rows."""
    columns = field.shape[1]
    for i in range(field.shape[0]):
        for ghost in range(2):
            field[i, ghost] = field[i, columns - 4 + ghost]
            field[i, columns - 2 + ghost] = field[i, 2 + ghost]


@njit(**LOOP)
def march(
    p: Any, px: Any, pz: Any, vx: Any, vz: Any, ax: Any, bx: Any, az: Any, bz: Any, dx: Any, kx: Any,
    dz: Any, kz: Any, periodic: int, s: Any, f: float, width: float, start: float, step: float,
    ears: Any, first: int, heard: Any,
) -> None:  # fmt: skip
    """Advance by as many steps as `heard` (receiver, step) has, the first of them number `first`."""
    for now in range(heard.shape[1]):
        _move(p, vx, vz, ax, bx, az, bz)
        if periodic:
            _repeat(vx)
            _repeat(vz)
        _press(p, px, pz, vx, vz, dx, kx, dz, kz)
        for source in range(s.shape[0]):
            t = start + (first + now) * step - s[source, 2]
            if abs(t) < 6.0 * width:
                value = 0.5 * s[source, 3] * exp(-0.5 * (t / width) ** 2) * cos(2.0 * pi * f * t)
                i, j = int(s[source, 0]), int(s[source, 1])
                px[i, j] += value
                pz[i, j] += value
                p[i, j] = px[i, j] + pz[i, j]
        if periodic:
            _repeat(p)
        for ear in range(len(ears)):
            total = 0.0
            for j in range(ears[ear, 1], ears[ear, 2]):
                total += p[ears[ear, 0], j]
            heard[ear, now] = total / (ears[ear, 2] - ears[ear, 1])
