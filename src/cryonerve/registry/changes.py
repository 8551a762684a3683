"""From before to after: the mean fall of a score and its error, by a correlation that nobody prints."""

from __future__ import annotations

import math

from scipy.stats import t as student

from cryonerve.errors import Complaint, InputError
from cryonerve.sources.normal_law import MIDDLE_95

__all__ = ["CORRELATIONS", "spread_of_interval", "variance_of_change", "variance_of_interval"]

CORRELATIONS = (0.3, 0.5, 0.8)  # between scores before and after; the middle one is shown first


def spread_of_interval(low: float, high: float, n: int) -> float:
    """Standard deviation behind a 95 % interval of a mean: sqrt(n) (high - low) / (2 t(n-1)).

    >>> round(spread_of_interval(5.2, 7.3, 21), 3)
    2.307
    """
    if n < 2:
        raise InputError(Complaint(f"an interval over {n} says nothing of a spread"))
    return math.sqrt(n) * (high - low) / (2.0 * float(student.ppf(0.975, n - 1)))


def variance_of_change(sd_before: float, sd_after: float, n: int, correlation: float = 0.5) -> float:
    """Sampling variance of the mean fall: (s0^2 + s1^2 - 2 r s0 s1) / n.

    Cochrane Handbook, chapter 6 (changes from baseline).

    Parameters
    ----------
    sd_before, sd_after : standard deviations, points.
    n : how many had both scores.
    correlation : between the two scores; see `CORRELATIONS`.

    Examples
    --------
    >>> [round(variance_of_change(1.1, 2.2, 53, r), 4) for r in CORRELATIONS]
    [0.0868, 0.0685, 0.0411]
    """
    if not -1.0 <= correlation <= 1.0:
        raise InputError(Complaint(f"a correlation of {correlation:g} cannot be", "Write -1 to 1."))
    if n < 1 or sd_before < 0 or sd_after < 0:
        raise InputError(Complaint("standard deviations and the number of people cannot be negative"))
    return (sd_before**2 + sd_after**2 - 2.0 * correlation * sd_before * sd_after) / n


def variance_of_interval(low: float, high: float) -> float:
    """Sampling variance behind a 95 % interval, by the normal distribution.

    >>> round(variance_of_interval(-1.0, 0.7), 3)
    0.188
    """
    return ((high - low) / (2.0 * MIDDLE_95)) ** 2
