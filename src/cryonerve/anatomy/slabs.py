"""Cells painted in slabs across x, a thread each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.painting import Shares

__all__ = ["in_slabs"]

WORTH_THREADS = 20_000  # cells
Mask = NDArray[np.bool_]
Painter = Callable[[slice, Mask, Sequence[NDArray[np.generic]]], None]


def in_slabs(paint: Painter, shape: tuple[int, int, int], wanted: Mask | None, *, centres: bool) -> Shares:
    """Room for compiled loops, which allocate nothing, and what they find there.

    Parameters
    ----------
    paint : called with the cells of a slab along x, which of them are wanted, and room for first and second
        label, share of the first, and share inside the body.
    shape : number of cells along each axis. wanted : all of them where None.
    centres : only the first label is asked for.
    """
    from numba import get_num_threads  # noqa: PLC0415 -- loads Numba

    rest = (1, 1, 1) if centres else shape
    out = (
        np.zeros(shape, np.int16),
        np.zeros(rest, np.int16),
        np.ones(rest, np.float32),
        np.zeros(rest, np.float32),
    )
    mask = np.ones(shape, np.bool_) if wanted is None else np.array(wanted, np.bool_, order="C")

    def slab(part: slice) -> None:
        paint(part, mask[part], [one if len(one) < shape[0] else one[part] for one in out])

    count = get_num_threads() if mask.size > WORTH_THREADS else 1
    work = np.cumsum(mask.sum(axis=(1, 2)))
    edges = np.searchsorted(work, np.linspace(0, work[-1], count + 1)[1:-1]).tolist()
    parts = [slice(low, high) for low, high in pairwise([0, *edges, shape[0]]) if high > low]
    if len(parts) == 1:
        slab(parts[0])
    else:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(slab, parts))
    return out
