"""A frame shared out among threads: compiled loops that let go of the interpreter, over parts of a range."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

__all__ = ["THREADS", "shared"]

THREADS = 2
_POOL = ThreadPoolExecutor(THREADS, thread_name_prefix="cryonerve-ultrasound")


def shared(count: int, work: Callable[[int, int], object]) -> None:
    """Call `work(start, stop)` for parts of range(count), at the same time where there are processors.

    >>> seen = []
    >>> shared(3, lambda start, stop: seen.append((start, stop)))
    >>> sorted(seen)[0][0], sorted(seen)[-1][1]
    (0, 3)
    """
    parts = min(THREADS, os.cpu_count() or 1, count)
    bounds = [round(part * count / parts) for part in range(parts + 1)]
    for done in [_POOL.submit(work, start, stop) for start, stop in pairwise(bounds)]:
        done.result()
