"""How many threads a step gets: all of them on an idle machine, one where neighbours are busy.

Every stage waits for its slowest thread. On a busy machine a thread that has lost its core holds up all
others, and one thread alone is several times faster; so both are tried now and then and the faster one is
used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from numba import get_num_threads, set_num_threads

__all__ = ["Pace", "on_threads"]

FIRST_STEPS = 3
TRIAL_EVERY = 25  # steps between two trials of the slower choice


@contextmanager
def on_threads(count: int) -> Iterator[None]:
    """Compiled loops in the block run on `count` threads; after it on as many as before."""
    before = get_num_threads()
    set_num_threads(count)
    try:
        yield
    finally:
        set_num_threads(before)


@dataclass(eq=False)
class Pace:
    """Seconds per stage seen lately with one thread and with all that may be used."""

    most: int
    step: int = 0
    seen: dict[int, float] = field(default_factory=dict)

    def choose(self) -> int:
        """Threads for the next step."""
        self.step += 1
        if self.most == 1 or self.step <= FIRST_STEPS:
            return self.most
        if 1 not in self.seen:
            return 1
        best = min(self.seen, key=self.seen.__getitem__)
        other = self.most if best == 1 else 1
        return other if self.step % TRIAL_EVERY == 0 else best

    def note(self, threads: int, seconds_per_stage: float) -> None:
        """What a step took; the first steps also make things ready and do not count."""
        if self.step >= FIRST_STEPS:
            self.seen[threads] = seconds_per_stage
