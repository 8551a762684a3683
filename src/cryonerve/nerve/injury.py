"""From coldest temperature to injury: published laws side by side, and what they say together.

A law gives the share of nerves interrupted (axonotmesis, the sheath intact) as a logistic curve in the
coldest temperature. Its midpoint m and width s are uncertain; the probability is the average over both::

    P(T) = ice(T) * mean over m and s of 1 / (1 + exp((T - m) / s))

The mean over a uniform m has a closed form, the mean over s is Gauss-Legendre quadrature: no random numbers.
Without ice there is no interruption. Temperature alone is never called neurotmesis: series disagree there.

A nerve that is not interrupted may still have been blocked while it was cold. Its block temperature is
uncertain between its bounds, uniformly, so that with B(T) the chance of having been below it::

    P(axonotmesis) = P(T),   P(block) = max(B(T) - P(T), 0),   P(none) = 1 - max(B(T), P(T))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest
from cryonerve.nerve.exposure import Exposure
from cryonerve.nerve.lesion import Grade, GradeOdds
from cryonerve.sources.injury import InjuryLaw, injury_laws, injury_rules
from cryonerve.sources.value import Sourced

__all__ = [
    "LawChoice",
    "block_share",
    "bounds_of",
    "combined",
    "deciding_temperature",
    "decisive_along",
    "degenerated_share",
    "grade",
    "grade_odds",
    "ice_share",
    "law_band",
    "probability",
    "probability_band",
    "sheath",
    "weighed",
]

Floats = NDArray[np.float64]

LawChoice = str | Mapping[str, float] | Mapping[str, InjuryLaw] | None
"""One law by name, several with their shares, whole laws, or None for the shares of sources/injury.toml."""

NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)


def weighed(choice: LawChoice = None) -> Mapping[str, InjuryLaw]:
    """Every injury law, with the share that a choice gives it in the combined probability.

    Parameters
    ----------
    choice : None for the shares of sources/injury.toml; a law's name for this law alone; or shares by name,
        of any sum above zero. A law that is not named gets no share and stays to be compared with. Whole laws
        are taken as they are.

    Raises
    ------
    UnknownNameError
        For a law that no table knows.
    InputError
        For a negative share, or when no law has one.

    Examples
    --------
    >>> {name: law.weight.value for name, law in weighed("zhou-1983").items() if law.weight.value}
    {'zhou-1983': 1.0}
    >>> weighed({"evans-1981": 1, "zhou-1983": 3})["zhou-1983"].weight.value
    0.75
    """
    laws = injury_laws()
    if not choice:
        return laws
    if not isinstance(choice, str):
        whole = {name: law for name, law in choice.items() if isinstance(law, InjuryLaw)}
        if len(whole) == len(choice):
            return whole
    given = {choice: 1.0} if isinstance(choice, str) else choice
    shares = {name: share for name, share in given.items() if not isinstance(share, InjuryLaw)}
    for name, share in shares.items():
        if name not in laws:
            raise UnknownNameError(Complaint(f"no injury law is called '{name}'", nearest(name, laws)))
        if not 0.0 <= share < np.inf:
            raise InputError(Complaint(f"the injury law '{name}' cannot have the share {share:g}"))
    total = sum(shares.values())
    if total <= 0:
        raise InputError(Complaint("no injury law has a share", "Give at least one more than 0 %."))
    return {
        name: replace(law, weight=Sourced(shares.get(name, 0.0) / total, "1", "case"))
        for name, law in laws.items()
    }


def ice_share(nadir: Floats | float) -> Floats:
    """Probability that a nerve this cold froze: 0 at the mild end of the range, 1 at the cold end.

    >>> ice_share(np.array([-1.0, -3.5, -8.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    cold, mild = bounds_of(injury_rules().ice)
    return np.asarray(np.clip((mild - np.asarray(nadir, float)) / (mild - cold), 0.0, 1.0), float)


def probability(law: InjuryLaw, nadir: Floats | float) -> Floats:
    """Probability of axonotmesis by one law, averaged over its uncertain midpoint and width.

    Parameters
    ----------
    law : one of `cryonerve.sources.injury.injury_laws()`.
    nadir : coldest temperature, degC, any shape; infinite or NaN (never simulated) gives 0.

    Returns
    -------
    Same shape, 0..1; never falls when the nadir falls.

    Examples
    --------
    >>> evans = injury_laws()["evans-1981"]
    >>> probability(evans, np.array([-5.0, -20.0, -60.0])).round(2).tolist()
    [0.02, 0.96, 1.0]
    """
    nadir = np.where(np.isnan(nadir), np.inf, np.asarray(nadir, float))
    low, high = bounds_of(law.midpoint)
    narrow, wide = bounds_of(law.width)
    width = 0.5 * (narrow + wide) + 0.5 * (wide - narrow) * NODES
    distance_low, distance_high = ((end - np.minimum(nadir, 1e3)[..., None]) / width for end in (low, high))
    if high > low:
        rise = np.logaddexp(0.0, distance_high) - np.logaddexp(0.0, distance_low)
        curves = width * rise / (high - low)
    else:
        curves = 1.0 / (1.0 + np.exp(-np.clip(distance_low, -700.0, 700.0)))
    mean = (curves * WEIGHTS).sum(axis=-1) / WEIGHTS.sum()
    return np.asarray(np.clip(mean, 0.0, 1.0) * ice_share(nadir), float)


def probability_band(law: InjuryLaw, nadir: float) -> tuple[float, float]:
    """Lowest and highest probability of axonotmesis over the law's bounds of midpoint and width.

    >>> low, high = probability_band(injury_laws()["zhou-1983"], -40.0)
    >>> bool(low < 0.2 and high > 0.8)
    True
    """
    corners = [
        float(ice_share(nadir)) / (1.0 + np.exp(np.clip((nadir - middle) / width, -700.0, 700.0)))
        for middle in bounds_of(law.midpoint)
        for width in bounds_of(law.width)
    ]
    return float(min(corners)), float(max(corners))


def block_share(nadir: Floats | float) -> Floats:
    """Probability that conduction stopped at this temperature, 0 above the block's bounds, 1 below.

    >>> block_share(np.array([15.0, 7.5, -30.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    cold, mild = bounds_of(injury_rules().block)
    nadir = np.where(np.isnan(nadir), np.inf, np.asarray(nadir, float))
    return np.asarray(np.clip((mild - nadir) / (mild - cold), 0.0, 1.0), float)


def grade_odds(nadir: Floats | float, *, laws: Mapping[str, InjuryLaw] | None = None) -> GradeOdds:
    """Probability of each grade at a coldest temperature; the equations stand at the top of this file.

    Parameters
    ----------
    nadir : degC, any shape; infinite or NaN (never simulated) gives "none".
    laws : as `weighed` gives them; None: the shares of sources/injury.toml.

    Examples
    --------
    >>> odds = grade_odds(np.array([37.0, 3.0, -20.0, -60.0]))
    >>> odds.none.tolist(), odds.block.round(2).tolist(), odds.axonotmesis.round(2).tolist()
    ([1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.35, 0.01], [0.0, 0.0, 0.65, 0.99])
    """
    interrupted = combined(nadir, laws=laws)
    stopped = np.maximum(block_share(nadir), interrupted)
    return GradeOdds(none=1.0 - stopped, block=stopped - interrupted, axonotmesis=interrupted)


def combined(nadir: Floats | float, *, laws: Mapping[str, InjuryLaw] | None = None) -> Floats:
    """Probability of axonotmesis by all laws together, each with its weight.

    >>> float(combined(-60.0).round(2))
    0.99
    """
    chosen = injury_laws() if laws is None else laws
    parts = [law.weight.value * probability(law, nadir) for law in chosen.values() if law.weight.value > 0]
    total = sum(law.weight.value for law in chosen.values())
    return np.asarray(np.clip(sum(parts, np.zeros(np.shape(nadir))) / total, 0.0, 1.0), float)


def law_band(by_law: Mapping[str, float], weights: Mapping[str, float] | None = None) -> tuple[float, float]:
    """Lowest and highest probability among the laws that carry weight; the band every page shows.

    A law without weight is there to compare with and takes no part in the combined probability, so it may
    not widen the band around it either. `weights` are those of `Lesion.weights`; None or empty: the table's.

    >>> law_band({"evans-1981": 0.9, "zhou-1983": 0.2, "device-label": 0.0})
    (0.2, 0.9)
    >>> law_band({"evans-1981": 0.9, "zhou-1983": 0.2}, {"evans-1981": 1.0})
    (0.9, 0.9)
    """
    shares = weights or {name: law.weight.value for name, law in injury_laws().items()}
    weighty = [p for name, p in by_law.items() if shares.get(name, 0.0) > 0]
    return min(weighty), max(weighty)


def degenerated_share(law: InjuryLaw, nadir: float) -> float:
    """Share of the fibres with Wallerian degeneration in an interrupted nerve, as the law's source counted.

    >>> degenerated_share(injury_laws()["zhou-1983"], -100.0)
    0.5
    """
    cold, share = np.array(law.degenerated[::-1]).T
    return float(np.interp(nadir, cold, share))


def deciding_temperature(exposure: Exposure, length: float) -> float:
    """Coldest temperature that a complete section reached everywhere along some common `length`.

    The nerve is interrupted when one unbroken stretch of at least `length` metres has >= 95 % of its fascicle
    area below the nerve's own threshold. With one (uncertain) threshold for the whole nerve, the probability
    of that is the law's probability at this temperature.

    Returns
    -------
    degC; infinite when the known part of the nerve is shorter than `length`.
    """
    return decisive_along(exposure.arc, exposure.complete_nadir, length)


def decisive_along(arc: Floats, nadir: Floats, length: float, *, within: float = 1e-4) -> float:
    """Coldest temperature that was reached everywhere along some common `length` of a nerve or a fascicle.

    Parameters
    ----------
    arc, nadir : (station,) m and degC, as in `longest_run`; infinite where nothing is known.
    length : m. within : K, how closely the answer is sought.

    Returns
    -------
    degC, a little above the true one; infinite when the known part is shorter than `length`.

    Examples
    --------
    >>> arc = np.linspace(0.0, 8.0, 9)
    >>> round(decisive_along(arc, -40.0 + 10.0 * np.abs(arc - 4.0), 2.0), 3)
    -30.0
    """
    from cryonerve.nerve.kernels.stretches import least_limit  # noqa: PLC0415 -- loads Numba

    known = nadir[np.isfinite(nadir)]
    if not known.size:
        return float("inf")
    along, rows = (np.ascontiguousarray(values, dtype=float) for values in (arc, nadir))
    ends = float(known.min()) - 1e-6, float(known.max()) + 1e-6
    return float(least_limit(rows[None, :, None], along, length - 1e-9, within, *ends))


def grade(exposure: Exposure, *, p: float, full_length: float) -> Grade:
    """Grade of the nerve, the gravest that applies.

    - "outside evidence": some part was colder than -100 degC.
    - "axonotmesis": a complete section (>= 95 % of fascicle area) lies below -20 degC over at least the
      sufficient length, and the combined probability is at least one half.
    - "mixed": some fascicle froze, but not that much of the nerve: the result is unpredictable.
    - "block": nothing froze, but some fascicle was cold enough to stop conducting until rewarmed.
    - "none": otherwise. Temperature alone is never graded neurotmesis.
    """
    rules = injury_rules()
    coldest = float(np.nanmin(exposure.coldest, initial=np.inf))
    if coldest < rules.outside_evidence.value:
        return "outside evidence"
    if full_length >= rules.sufficient_length.value and p >= 0.5:
        return "axonotmesis"
    if coldest < bounds_of(rules.ice)[1]:
        return "mixed"
    return "block" if coldest <= rules.block.value else "none"


def sheath(what: Grade) -> tuple[bool | None, str]:
    """Whether the nerve's sheath survives, and why; None where the evidence does not say."""
    if what == "outside evidence":
        return None, (
            "Part of the nerve was colder than -100 degC, where published series disagree on the sheath; "
            "temperature alone does not tell."
        )
    if what in ("none", "block"):
        return True, "Nothing froze, so the sheath is not touched by the cold."
    return True, (
        "Epineurium and perineurium were intact in animals after freezing in this range, also after repeats; "
        "damage by the needle itself is not modelled."
    )


def bounds_of(figure: Sourced) -> tuple[float, float]:
    """Bounds of a figure; a figure without them is exact."""
    return figure.bounds or (figure.value, figure.value)
