"""Which plans are better than all others in something: coverage, cold outside of the nerve, time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Point", "pareto"]


@dataclass(frozen=True, slots=True)
class Point:
    """One plan in three numbers.

    Attributes
    ----------
    words : the plan, short. coverage : share of the fascicles' volume over the goal's length.
    deciding : degC that a complete section reached along it. collateral : m3 outside of the nerve below
        -20 degC. seconds : of the protocol. probes : places of probes.
    confirmed : by the full solver; else a preview says so.
    """

    words: str
    coverage: float
    deciding: float
    collateral: float
    seconds: float
    probes: int
    confirmed: bool

    def beats(self, other: Point) -> bool:
        """At least as good in everything and better in something; coverage counts to a thousandth."""
        mine, its = self._losses(), other._losses()
        return all(a <= b for a, b in zip(mine, its, strict=True)) and mine != its

    def _losses(self) -> tuple[float, float, float]:
        return -round(self.coverage, 3), round(1e9 * self.collateral), self.seconds


def pareto(points: Sequence[Point]) -> tuple[Point, ...]:
    """Those that no other beats, most coverage first.

    >>> good, dear = Point("a", 0.9, -20, 1e-7, 240, 1, True), Point("b", 0.9, -20, 2e-7, 240, 1, True)
    >>> [point.words for point in pareto([dear, good])]
    ['a']
    """
    kept = [one for one in points if not any(other.beats(one) for other in points)]
    return tuple(sorted(dict.fromkeys(kept), key=lambda one: (-one.coverage, one.seconds, one.collateral)))
