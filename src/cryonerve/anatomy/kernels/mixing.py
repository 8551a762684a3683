"""Which labels fill a cell, from the amounts of a few of them: the twin of `painting._two_largest`."""

from __future__ import annotations

from typing import Any

from numba import njit

from cryonerve.anatomy.kernels.solids import INNER

__all__ = ["AMOUNT", "two_largest"]

SAME = 1e-9  # of a cell; amounts that differ by less are equal but for rounding
AMOUNT = (
    0  # first column of what is in a cell; then the label, and what tells which of two equal ones is first
)


@njit(**INNER)
def _more(mixed: Any, one: int, other: int) -> bool:
    if abs(mixed[one, 0] - mixed[other, 0]) < SAME:
        return mixed[one, 2] < mixed[other, 2]
    return mixed[one, 0] > mixed[other, 0]


@njit(**INNER)
def two_largest(mixed: Any, used: int) -> tuple[int, int, float, float]:
    """First and second label, share of the first, and share inside the body; row 0 is the outside."""
    one = two = 0
    for k in range(1, used):
        if one == 0 or _more(mixed, k, one):
            one, two = k, one
        elif two == 0 or _more(mixed, k, two):
            two = k
    body = 1.0 - mixed[0, 0]
    if one == 0 or mixed[one, 0] <= 0.0:
        return 0, 0, 1.0, body
    if two == 0 or mixed[two, 0] <= 1e-6:
        return int(mixed[one, 1]), int(mixed[one, 1]), 1.0, body
    return int(mixed[one, 1]), int(mixed[two, 1]), mixed[one, 0] / (mixed[one, 0] + mixed[two, 0]), body
