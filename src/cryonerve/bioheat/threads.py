"""How many threads a step gets: all of them on an idle machine, one where neighbours are busy.

Every stage waits for its slowest thread. On a busy machine a thread that has lost its core holds up all
others, and where two processors are halves of one core they gain little; so both are tried now and then and
the faster one is used. Linear algebra gets one: its vectors are so short that more threads only wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from statistics import median
from time import perf_counter
from typing import TypeVar

from numba import get_num_threads, set_num_threads
from threadpoolctl import ThreadpoolController

__all__ = ["Pace", "on_threads", "one_matrix_thread"]

Result = TypeVar("Result")

FIRST_STEPS = 3
TRIAL, TRIAL_EVERY = 2, 40  # steps of a trial of the slower choice, and from one trial to the next
MEMORY = 4  # steps of each choice that its pace is judged by
FIXED = 2.5  # stages: what a step costs besides its stages


@contextmanager
def on_threads(count: int) -> Iterator[None]:
    """Compiled loops in the block run on `count` threads; after it on as many as before."""
    before = get_num_threads()
    set_num_threads(count)
    try:
        yield
    finally:
        set_num_threads(before)


@cache
def _libraries() -> ThreadpoolController:
    import scipy.sparse.linalg  # noqa: F401, PLC0415  only what is loaded is found

    return ThreadpoolController()


@contextmanager
def one_matrix_thread() -> Iterator[None]:
    """BLAS runs on one thread in the block, or in the function that this decorates.

    On two cores of which one was busy, the steady state of a limb (vectors of 30 thousand) took 0.7 s on two
    threads and 0.15 s on one.
    """
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@dataclass(eq=False)
class Pace:
    """Seconds per stage seen lately with one thread and with all that may be used."""

    most: int
    step: int = 0
    seen: dict[int, deque[float]] = field(default_factory=dict)

    def timed(self, stages: int, step: Callable[[], Result]) -> Result:
        """Take a step on as many threads as are quickest now.

        What follows, such as reading the step, runs on as many; `on_threads` puts the number back.
        """
        threads = self.choose()
        set_num_threads(threads)
        started = perf_counter()
        result = step()
        self.note(threads, perf_counter() - started, stages)
        return result

    def choose(self) -> int:
        """Threads for the next step."""
        self.step += 1
        if self.most == 1 or self.step <= FIRST_STEPS:
            return self.most
        if self.step <= FIRST_STEPS + TRIAL or 1 not in self.seen:
            return 1
        best = min(self.seen, key=lambda threads: median(self.seen[threads]))
        other = self.most if best == 1 else 1
        return other if self.step % TRIAL_EVERY < TRIAL else best

    def note(self, threads: int, seconds: float, stages: int) -> None:
        """What a step took; the first steps also make things ready and do not count."""
        if self.step >= FIRST_STEPS:
            self.seen.setdefault(threads, deque(maxlen=MEMORY)).append(seconds / (stages + FIXED))
