"""One person's measurements before and after treatment: overlap, trend, chance, and when to say nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cryonerve.errors import Complaint, InputError
from cryonerve.registry.arrangements import pairs_between, permutation_chance, shift_interval, smallest_chance
from cryonerve.sources.normal_law import MIDDLE_95
from cryonerve.sources.single_case_rules import single_case_needs

__all__ = ["CorrectedTau", "ReliableChange", "SingleCase", "compare_phases", "reliable_change"]

WHO_CAN_TELL = (
    "One person without a control: even a clear difference does not say what caused it; pain varies, and "
    "high scores tend to fall by themselves."
)


@dataclass(frozen=True, slots=True)
class CorrectedTau:
    """Kendall's tau-b of the scores with the phase, the trend before treatment taken off where there was one.

    Attributes
    ----------
    tau : positive is better.
    slope : points a day that were taken off; 0 where none was.
    trend_chance : how often chance gives such a trend before treatment; None for fewer than 3 measurements.
    """

    tau: float
    slope: float
    trend_chance: float | None


@dataclass(frozen=True, slots=True)
class SingleCase:
    """What one person's measurements show.

    Attributes
    ----------
    before, after : how many measurements.
    claim : may anything be said of a difference at all; `words` says why or why not.
    nap : share of pairs in which the later score is better, ties half; 0.5 is no difference.
    nap_interval : 95 %, approximate.
    tau, tau_u : 2 NAP - 1, and the same less the trend before treatment (may leave -1 to 1).
    corrected : tau with the phase after the trend was taken off; None for fewer than 2 before or after.
    chance : two-sided, exact: share of all arrangements that part the scores as far.
    smallest_chance : what so few measurements could show at best.
    shift : exact 95 % interval of the shift, points; None where there is none.
    percent : fall (or rise) of the mean towards better, share of the first mean; None where it is 0 or means
        nothing.
    """

    before: int
    after: int
    claim: bool
    words: str
    nap: float
    nap_interval: tuple[float, float]
    tau: float
    tau_u: float
    corrected: CorrectedTau | None
    chance: float
    smallest_chance: float
    shift: tuple[float, float] | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """A change over its error of measurement.

    Attributes
    ----------
    index : change / (deviation sqrt(2 (1 - reliability))), positive is better.
    needed : points a change must have to be outside of 95 % of the error.
    """

    index: float
    needed: float
    reliable: bool


def compare_phases(
    before: Sequence[tuple[float, float]],
    after: Sequence[tuple[float, float]],
    *,
    better: int,
    relative: bool = True,
) -> SingleCase:
    r"""Compare (day, score) before treatment with those after it.

    NAP = (pairs better + half of the pairs equal) / all pairs (Parker and Vannest 2009); Tau = 2 NAP - 1;
    Tau-U = (S between - S before) / pairs, S Kendall's count of rises less falls (Parker 2011); corrected tau
    as Tarlow 2017. Nothing is claimed with fewer measurements than `single_case_needs` asks for, or where
    chance explains the order.

    Parameters
    ----------
    better : +1 where a higher score is better, -1 where a lower one is.
    relative : a share of the first score means something.

    Raises
    ------
    InputError
        No measurement on one side, more than 100, two on one day, or a number that is none.

    Examples
    --------
    >>> found = compare_phases([(0, 8)], [(7, 1), (90, 1)], better=-1)
    >>> found.nap, found.claim, round(found.smallest_chance, 2)
    (1.0, False, 0.67)
    """
    if better not in (1, -1):
        raise InputError(Complaint(f"better is {better}", "Write 1 or -1."))
    first, last = _ordered(before, "before"), _ordered(after, "after")
    old, new = [better * score for _, score in first], [better * score for _, score in last]
    least = smallest_chance(len(old), len(new))
    up, equal, down = pairs_between(old, new)
    pairs = len(old) * len(new)
    nap = (up + 0.5 * equal) / pairs
    chance = permutation_chance(old, new)
    shift = shift_interval(old, new, chance=0.05)
    if shift is not None and better < 0:
        shift = (0.0 - shift[1], 0.0 - shift[0])  # no -0
    claim, words = _claim(len(old), len(new), chance, least)
    return SingleCase(
        before=len(old),
        after=len(new),
        claim=claim,
        words=words,
        nap=nap,
        nap_interval=nap_interval(nap, len(old), len(new)),
        tau=(up - down) / pairs,
        tau_u=(up - down - _rises(old)) / pairs,
        corrected=_corrected(first, last, better),
        chance=chance,
        smallest_chance=least,
        shift=shift,
        percent=_percent(first, last, better) if relative else None,
    )


def nap_interval(nap: float, before: int, after: int) -> tuple[float, float]:
    r"""95 % interval of NAP by scores, approximate (Newcombe 2006, method 5).

    Ends x of m n (NAP - x)^2 (2 + v) = z^2 v (2 + h + (1 + 2 h) v), v = x (1 - x), h = (m + n) / 2 - 1.

    >>> [round(end, 4) for end in nap_interval(38.5 / 42, 6, 7)]
    [0.5973, 0.986]
    """
    from scipy.optimize import brentq  # noqa: PLC0415  slow to load

    half = (before + after) / 2 - 1

    def beyond(x: float) -> float:
        v = x * (1 - x)
        error = MIDDLE_95**2 * v * (2 + half + (1 + 2 * half) * v)
        return before * after * (nap - x) ** 2 * (2 + v) - error

    low = 0.0 if nap <= 0 else float(brentq(beyond, 1e-12, nap - 1e-12)) if beyond(nap - 1e-12) < 0 else nap
    high = (
        1.0 if nap >= 1 else float(brentq(beyond, nap + 1e-12, 1 - 1e-12)) if beyond(nap + 1e-12) < 0 else nap
    )
    return low, high


def reliable_change(
    before: float, after: float, *, deviation: float, reliability: float, better: int
) -> ReliableChange:
    r"""Is a change larger than its error of measurement (Jacobson and Truax 1991)?

    Parameters
    ----------
    deviation : standard deviation of the score in a population, in points. reliability : test against retest,
        from 0 to 1. Both from a publication about people like this one: the package has none for pain.

    Raises
    ------
    InputError
        For a deviation that is not above 0, or a reliability outside of 0 to 1.

    Examples
    --------
    >>> found = reliable_change(47.5, 32.5, deviation=7.5, reliability=0.8, better=-1)
    >>> round(found.index, 2), round(found.needed, 1), found.reliable
    (3.16, 9.3, True)
    """
    if not (math.isfinite(deviation) and deviation > 0):
        raise InputError(Complaint(f"{deviation:g} is no standard deviation", "It is above 0."))
    if not 0 <= reliability < 1:
        raise InputError(Complaint(f"{reliability:g} is no reliability", "It lies from 0 to below 1."))
    error = deviation * math.sqrt(2 * (1 - reliability))
    index = better * (after - before) / error
    return ReliableChange(index, MIDDLE_95 * error, abs(index) > MIDDLE_95)


# --- parts --------------------------------------------------------------------------------------------------


def _ordered(points: Sequence[tuple[float, float]], side: str) -> list[tuple[float, float]]:
    for day, score in points:
        if not (math.isfinite(day) and math.isfinite(score)):
            raise InputError(Complaint(f"{score} on day {day} is no measurement", field=side))
    days = [day for day, _ in points]
    if len(set(days)) != len(days):
        raise InputError(Complaint("two measurements stand on one day", "Keep one, or its mean.", field=side))
    return sorted(points)


def _claim(before: int, after: int, chance: float, least: float) -> tuple[bool, str]:
    """May anything be said, and why."""
    needs = single_case_needs()
    counts = f"{before} measurement{'s' * (before != 1)} before and {after} after"
    if before < needs.points_before.value or after < needs.points_after.value:
        best = (
            f"Even the clearest course would come by chance in {_percent_words(least)} of all arrangements."
        )
        return False, f"{counts}: no claim. {best}"
    if least >= needs.chance.value:
        return False, (
            f"{counts}: no claim. So few show no less than {_percent_words(least)} by chance, however clear."
        )
    if chance >= needs.chance.value:
        return False, f"{counts}: no claim. Chance parts the scores as far in {_percent_words(chance)}."
    return True, f"{counts}: chance alone parts the scores as far in {_percent_words(chance)}. {WHO_CAN_TELL}"


def _percent_words(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.995 else "100 %"


def _rises(scores: Sequence[float]) -> int:
    """Kendall's S of scores in the order of time: rises less falls over all pairs."""
    return sum(
        (later > earlier) - (later < earlier)
        for place, earlier in enumerate(scores)
        for later in scores[place + 1 :]
    )


def _corrected(
    first: list[tuple[float, float]], last: list[tuple[float, float]], better: int
) -> CorrectedTau | None:
    from scipy.stats import kendalltau  # noqa: PLC0415  slow to load

    if len(first) < 2 or len(last) < 2:
        return None
    days, scores = (np.array(part, float) for part in zip(*first, *last, strict=True))
    scores = better * scores
    many = len(first)
    trend_chance, slope = None, 0.0
    if many >= 3 and len(set(scores[:many])) > 1:
        trend_chance = float(kendalltau(days[:many], scores[:many]).pvalue)
        if trend_chance <= single_case_needs().trend_chance.value:
            slope = _median_slope(days[:many], scores[:many])
    phase = np.r_[np.zeros(many), np.ones(len(last))]
    left = np.round(scores - slope * days, 9)
    tau = float(kendalltau(left, phase).statistic) if len(set(left)) > 1 else 0.0
    return CorrectedTau(tau, better * slope, trend_chance)


def _median_slope(days: np.ndarray, scores: np.ndarray) -> float:
    """Median of the slopes of all pairs (Theil and Sen)."""
    upper = np.triu_indices(len(days), 1)
    rise = scores[upper[1]] - scores[upper[0]]
    return float(np.median(rise / (days[upper[1]] - days[upper[0]])))


def _percent(first: list[tuple[float, float]], last: list[tuple[float, float]], better: int) -> float | None:
    old, new = (math.fsum(score for _, score in part) / len(part) for part in (first, last))
    return None if old == 0 else better * (new - old) / old
