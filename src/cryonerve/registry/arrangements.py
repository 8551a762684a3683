"""How often chance alone parts measurements before and after so far: every arrangement is counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, InputError

__all__ = ["MOST", "pairs_between", "permutation_chance", "shift_interval", "smallest_chance"]

MOST = 100  # measurements; each arrangement is counted, and one person seldom has more
GRAIN = 1e-12

Floats = NDArray[np.float64]


def pairs_between(before: Sequence[float], after: Sequence[float]) -> tuple[int, int, int]:
    """Pairs, one before and one after, in which the later is higher, equal, lower.

    >>> pairs_between([8.0], [1.0, 8.0])
    (0, 1, 1)
    """
    differences = np.subtract.outer(np.asarray(after, float), np.asarray(before, float))
    return int((differences > 0).sum()), int((differences == 0).sum()), int((differences < 0).sum())


def permutation_chance(before: Sequence[float], after: Sequence[float]) -> float:
    """Chance of an order of the scores that parts before and after at least as far, two-sided.

    Twice the share of all arrangements that go as far in the same direction. Exact, ties included: the
    distribution of the sum of mid-ranks over all choices of `after`, counted by adding one measurement at a
    time. It holds where the measurements could have come in any order, that is without trend and without
    each leaning on the one before.

    Raises
    ------
    InputError
        For more than 100 measurements, or none on one side.

    Examples
    --------
    >>> permutation_chance([8, 8, 7, 9], [1, 2, 1, 1])  # 2 of 70
    0.02857142857142857
    """
    scores = [*before, *after]
    _counted(len(before), len(after))
    doubled = _doubled_ranks(scores)
    counts = _sums(tuple(doubled), len(after))
    observed = sum(doubled[len(before) :])
    as_high, as_low = sum(counts[observed:]), sum(counts[: observed + 1])
    return min(1.0, 2 * min(as_high, as_low) / math.comb(len(scores), len(after)))


def smallest_chance(before: int, after: int) -> float:
    """The smallest chance so many measurements can show at all, however far apart the scores are.

    >>> smallest_chance(1, 1), smallest_chance(1, 2), smallest_chance(3, 3)
    (1.0, 0.6666666666666666, 0.1)
    """
    _counted(before, after)
    return min(1.0, 2 / math.comb(before + after, after))


def shift_interval(
    before: Sequence[float], after: Sequence[float], *, chance: float
) -> tuple[float, float] | None:
    """Exact interval of the shift from before to after, in points, at the level 1 - `chance`.

    The differences of all pairs are ordered; as many are cut off at both ends as the exact distribution of
    their count allows (Hodges and Lehmann's interval). Rounded scores make it wider than it says, never
    narrower. None where so few measurements allow no such interval.

    Examples
    --------
    >>> shift_interval([8], [1, 1], chance=0.05) is None
    True
    >>> shift_interval([8, 8, 7, 9], [1, 2, 1, 1], chance=0.05)
    (-8.0, -5.0)
    """
    first, last = len(before), len(after)
    _counted(first, last)
    counts = _sums(tuple(2 * rank for rank in range(1, first + last + 1)), last)
    lowest = last * (last + 1)  # the doubled sum of the lowest ranks: U = 0
    total, tail, cut = math.comb(first + last, last), 0, 0
    for pairs in range(first * last + 1):
        tail += counts[lowest + 2 * pairs]
        if tail / total > chance / 2 + GRAIN:
            break
        cut = pairs + 1
    if cut == 0:
        return None
    ordered = np.sort(np.subtract.outer(np.asarray(after, float), np.asarray(before, float)).ravel())
    return float(ordered[cut - 1]), float(ordered[first * last - cut])


def _counted(before: int, after: int) -> None:
    if before < 1 or after < 1:
        raise InputError(Complaint("there is no measurement on one side", "Give one before and one after."))
    if before + after > MOST:
        what = f"{before + after} measurements are more than {MOST}"
        raise InputError(Complaint(what, "Compare a part of them, such as one a day."))


def _doubled_ranks(scores: Sequence[float]) -> list[int]:
    """Twice the mid-rank of each score: whole numbers, ties too."""
    return [sum(2 * (other < one) + (other == one) for other in scores) + 1 for one in scores]


@lru_cache(maxsize=32)
def _sums(ranks: tuple[int, ...], chosen: int) -> tuple[int, ...]:
    """How many choices of `chosen` ranks have each sum; index is the sum. Whole numbers of any size."""
    reach = sum(sorted(ranks)[-chosen:]) + 1
    table = np.zeros((chosen + 1, reach), dtype=object)
    table[0, 0] = 1
    for rank in ranks:
        for size in range(chosen, 0, -1):
            if rank < reach:
                table[size, rank:] += table[size - 1, : reach - rank]
    return tuple(int(count) for count in table[chosen])
