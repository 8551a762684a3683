"""How far a search is, as a share of its time, so that time left can be said.

No stage of a search knows its length beforehand. But all are computing, and what each usually takes of the
whole was measured; so the stages that have ended say at what pace this machine goes, and the one at work is
as far as its time says, ever slower where it takes longer than usual.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

__all__ = ["SHARES", "Stages"]

SHARES = {"ready": 0.10, "search": 0.33, "lean": 0.20, "full": 0.29, "explain": 0.08}
"""Of the time of six searches (three bundled cases with two places, two seeds each), two cores."""

USUAL = 20.0  # s of the whole, until something has ended
EARLY = ("ready", "search")
GUESSED = (
    0.10  # until the search itself has ended, the usual counts like so much: getting ready varies threefold
)
EVEN = 0.75  # of a stage's share that passes at the usual pace


@dataclass
class Stages:
    """Begins with "ready"; `enter` the others in their order.

    Examples
    --------
    >>> time = iter([0.0, 2.0, 2.0, 5.0, 500.0])
    >>> stages = Stages(lambda: next(time))
    >>> round(stages.done(), 3)  # 2 s of the usual 20
    0.091
    >>> stages.enter("search")
    >>> round(stages.done(), 2), round(stages.done(), 2)
    (0.25, 0.43)
    """

    clock: Callable[[], float] = perf_counter
    stage: str = "ready"
    reached: float = 0.0
    began: float = field(init=False)
    entered: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.entered = self.clock()

    def enter(self, stage: str) -> None:
        """A stage begins; one that has passed already is only gone on with."""
        names = list(SHARES)
        if names.index(stage) > names.index(self.stage):
            self.stage, self.entered = stage, self.clock()
            self.reached = max(self.reached, self._before())

    def done(self) -> float:
        """Share of the whole, never falling."""
        before, share, now = self._before(), SHARES[self.stage], self.clock()
        whole = (self.entered - self.began + GUESSED * USUAL) / (before + GUESSED)
        if self.stage not in EARLY:
            whole = (self.entered - self.began) / before
        part = (now - self.entered) / max(share * whole, 1e-9)
        if part > EVEN:
            part = 1.0 - (1.0 - EVEN) * math.exp(-(part - EVEN) / (1.0 - EVEN))
        self.reached = min(max(self.reached, before + share * part), 1.0)
        return self.reached

    def _before(self) -> float:
        names = list(SHARES)
        return sum(SHARES[name] for name in names[: names.index(self.stage)])
