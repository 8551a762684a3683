"""How sure a difference is: both plans under the same draws of what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cryonerve.errors import Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.planning.spread_result import Spread

__all__ = ["Likelihood", "likelihoods", "paired"]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A difference over paired draws.

    Attributes
    ----------
    low, middle, high : 5, 50 and 95 % quantile of second less first.
    more, less : share of draws in which the second is larger, smaller; the rest are equal.
    error : standard error of `more`. count : draws that both sides have.
    """

    low: float
    middle: float
    high: float
    more: float
    less: float
    error: float
    count: int

    def as_document(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def likelihoods(
    first: Mapping[str, Sequence[float]], second: Mapping[str, Sequence[float]]
) -> dict[str, Likelihood]:
    """Of every number that both sides have.

    Row i of both sides is one draw of what is not known, so that what both share (this patient's perfusion,
    this hand's error) drops out of the difference. Draws in which either is not finite are left out.

    Raises
    ------
    InputError
        Another number of draws on one side.

    Examples
    --------
    >>> found = likelihoods({"length": [1.0, 2.0, 3.0, 4.0]}, {"length": [2.0, 3.0, 4.0, 3.0]})["length"]
    >>> found.more, found.middle, found.count
    (0.75, 1.0, 4)
    """
    found = {}
    for name in first:
        if name not in second:
            continue
        one, two = (np.asarray(side[name], float) for side in (first, second))
        if one.shape != two.shape or one.ndim != 1:
            what = f"'{name}' has {one.size} draws on one side and {two.size} on the other"
            raise InputError(Complaint(what, "Draw both with the same seed and number of samples."))
        whole = np.isfinite(one) & np.isfinite(two)
        count = int(whole.sum())
        if not count:
            continue
        apart = two[whole] - one[whole]
        low, middle, high = (float(value) for value in np.quantile(apart, (0.05, 0.5, 0.95)))
        more, less = float((apart > 0.0).mean()), float((apart < 0.0).mean())
        # With the rule of succession the error of a share of 0 or 1 is not 0.
        share = (more * count + 1.0) / (count + 2.0)
        error = float(np.sqrt(share * (1.0 - share) / count))
        found[name] = Likelihood(low, middle, high, more, less, error, count)
    return found


def paired(first: Spread, second: Spread) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Numbers of two spreads by name, row by row under the same draws of what is not known.

    Raises
    ------
    InputError
        What is not known is not the same on both sides (another probe, another tissue around it), or no draw
        is common to both: other seeds.
    """
    names = [{item.name for item in side.unknowns} for side in (first, second)]
    other = names[0] ^ names[1]
    if other or [item.name for item in first.unknowns] != [item.name for item in second.unknowns]:
        what = "what is not known is not the same on both sides: " + (", ".join(sorted(other)) or "its order")
        raise InputError(Complaint(what, "Give probes the same names; compare without --samples otherwise."))
    place = {tuple(row): number for number, row in enumerate(second.shares.tolist())}
    rows = [(number, place.get(tuple(row))) for number, row in enumerate(first.shares.tolist())]
    both = [(one, two) for one, two in rows if two is not None]
    if not both:
        what = "no draw is common to both sides"
        raise InputError(Complaint(what, "Draw both with the same seed and number of samples."))
    return (
        {name: first.number(name)[[one for one, _ in both]].tolist() for name in first.names},
        {name: second.number(name)[[two for _, two in both]].tolist() for name in second.names},
    )
