"""When axons are back: lag, then distance over speed, as a band. Pain is another clock and not in here.

regrowth = lag + distance / (speed * child factor). The distance runs from the near (proximal) end of the
lesion, where the axons set out, to where they end: in a stump the neuroma's bulb (there is no end organ), in
a whole limb the nerve's target, which the case does not know and is assumed.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.case.case import Case, Limb
from cryonerve.nerve.exposure import Exposure, longest_run
from cryonerve.nerve.injury import bounds_of
from cryonerve.nerve.lesion import Band, Recovery
from cryonerve.sources.injury import injury_rules, recovery_priors
from cryonerve.sources.quantiles import quantile
from cryonerve.sources.value import Sourced
from cryonerve.units import DAY

__all__ = [
    "DAY",
    "band_of",
    "days_of",
    "distance_to_go",
    "lesion_extent",
    "quantiles_of",
    "recover",
    "share_back",
    "speed_for",
]

Floats = NDArray[np.float64]

NORMAL_95 = 1.959964  # standard deviations to each side of the middle 95 % of a normal distribution
STRATA = 25  # equally likely parts of each uncertain figure; 25^3 combinations
NOT_A_PROGNOSIS = "When axons can be back, not a prognosis, and not when pain returns: that is another clock."


def recover(course: NerveCourse, exposure: Exposure, case: Case) -> Recovery | None:
    """Band of days until the interrupted axons are back.

    Returns
    -------
    None when nothing of the nerve froze: cold block is gone minutes after rewarming.
    """
    extent = lesion_extent(exposure)
    if extent is None:
        return None
    speed, for_whom = speed_for(case)
    distance, where = distance_to_go(course, extent, case)
    lag = recovery_priors().lag
    return Recovery(
        nerve=course.name,
        distance=distance,
        speed=speed,
        lag=lag,
        regrowth_days=band_of(lag, distance, speed),
        remark=f"For axons that were interrupted. {where} {for_whom} {NOT_A_PROGNOSIS}",
        sources=tuple(dict.fromkeys(figure.source for figure in (speed, distance, lag))),
    )


def lesion_extent(exposure: Exposure) -> tuple[float, float] | None:
    """Arc lengths of the interrupted stretch: complete section, else any part as cold, else any ice."""
    rules = injury_rules()
    covered, ice = rules.covered_below.value, bounds_of(rules.ice)[1]
    complete = longest_run(exposure.arc, exposure.complete_nadir, covered)
    if complete[1] > complete[0]:
        return complete
    some = np.where(np.isnan(exposure.coldest), np.inf, exposure.coldest).min(axis=1)
    for limit in (covered, ice):
        start, end = longest_run(exposure.arc, some, limit)
        if end > start:
            return start, end
    return None


def speed_for(case: Case) -> tuple[Sourced, str]:
    """Speed of regrowth for this patient, faster in a child; and a sentence that says so."""
    priors = recovery_priors()
    adult, factor, until = priors.speed, priors.child_factor, priors.child_until
    age = case.patient.age
    if age is None:
        return adult, "The age is unknown: the adult speed is used."
    if age >= until.value:
        return adult, "Adult speed."
    low, high = bounds_of(factor)
    spread = float(np.hypot(adult.spread, np.log(high / low) / np.sqrt(12)))
    middle = adult.value * factor.value
    child = Sourced(
        value=middle,
        unit=adult.unit,
        source=adult.source,
        standing="assumed",
        spread=spread,
        law="lognormal",
        bounds=(middle * float(np.exp(-NORMAL_95 * spread)), middle * float(np.exp(NORMAL_95 * spread))),
        remark=f"adult speed times {factor.value:g} ({low:g} to {high:g}) at {age:g} years, assumed",
    )
    return child, f"Adult speed times {factor.value:g} at {age:g} years (assumed {low:g} to {high:g})."


def distance_to_go(course: NerveCourse, extent: tuple[float, float], case: Case) -> tuple[Sourced, str]:
    """Distance the axons must grow, m, and a sentence on where to."""
    proximal = extent[1]
    if isinstance(case.anatomy, Limb) and case.anatomy.kind == "stump":
        bulb = course.arc[course.neuroma]
        near_end = float(bulb.max()) if bulb.size else float(course.arc[0])
        low = max(proximal - near_end, extent[1] - extent[0])
        high = max(proximal - float(course.arc[0]), low)
        remark = "from the near end of the lesion through the neuroma, up to the nerve's end"
        if not bulb.size:
            remark = "from the near end of the lesion to the end of the nerve as drawn"
            return _between(
                high, high, remark, "assumed"
            ), "The end of the nerve as drawn is taken as its target."
        where = "In a stump there is no end organ: the axons are back when they reach the neuroma."
        return _between(low, high, remark, "derived"), where
    targets = recovery_priors().target
    target = targets.get(course.name.replace(" ", "-"), targets["other"])
    low, high = bounds_of(target)
    length = extent[1] - extent[0]
    remark = f"assumed distance to the target ({target.remark}), plus the lesion's own length"
    where = "The distance to the target is not in the case and is assumed."
    return _between(low + length, high + length, remark, "assumed"), where


def _between(low: float, high: float, remark: str, standing: str) -> Sourced:
    """A length anywhere between two ends."""
    return Sourced(
        value=0.5 * (low + high),
        unit="m",
        source="case" if standing == "derived" else "assumed",
        standing="derived" if standing == "derived" else "assumed",
        spread=float((high - low) / np.sqrt(12)),
        law="uniform",
        bounds=(low, high),
        remark=remark,
    )


def band_of(lag: Sourced, distance: Sourced, speed: Sourced) -> Band:
    """Days of regrowth: 5th, 50th and 95th percentile of lag + distance / speed.

    Every uncertain figure is cut into equally likely parts and all combinations are taken: no random numbers.

    Examples
    --------
    >>> from cryonerve.sources.value import Sourced
    >>> lag, way = Sourced(10 * DAY, "s", "case"), Sourced(30e-3, "m", "case")
    >>> band_of(lag, way, Sourced(1e-3 / DAY, "m/s", "case"))
    Band(p5=40.0, p50=40.0, p95=40.0)
    """
    parts = (quantiles_of(figure) for figure in (lag, distance, speed))
    return _percentiles(np.array([(wait + way / pace) / DAY for wait, way, pace in product(*parts)]))


def days_of(figure: Sourced) -> Band:
    """5th, 50th and 95th percentile of one uncertain time, in days.

    >>> days_of(Sourced(15 * DAY, "s", "case", law="uniform", bounds=(10 * DAY, 20 * DAY)))
    Band(p5=10.5, p50=15.0, p95=19.5)
    """
    return _percentiles(quantiles_of(figure, 200) / DAY)


def _percentiles(values: Floats) -> Band:
    """Percentiles of equally likely values, without the dust of a change of units."""
    p5, p50, p95 = (float(value) for value in np.quantile(values, (0.05, 0.5, 0.95), method="hazen"))
    return Band(round(p5, 9), round(p50, 9), round(p95, 9))


def share_back(days: float, *, distance: Sourced, child: bool, people: int = 0) -> Band:
    """Share of people whose axons are back by then, as a band over what nobody knows.

    People differ in speed and distance; the lag and the child factor are the same for all of them but not
    known. With `people` the band is that of a count among so many (binomial), as a series would report it.

    Examples
    --------
    >>> from cryonerve.sources.value import Sourced
    >>> way = Sourced(0.1, "m", "case")
    >>> share_back(1.0, distance=way, child=False), share_back(1e4, distance=way, child=False)
    (Band(p5=0.0, p50=0.0, p95=0.0), Band(p5=1.0, p50=1.0, p95=1.0))
    """
    priors = recovery_priors()
    ways, paces = (quantiles_of(figure, 4 * STRATA) for figure in (distance, priors.speed))
    need = np.sort((ways[:, None] / paces).ravel())  # s at adult speed
    factors = quantiles_of(priors.child_factor) if child else np.ones(1)
    left = [
        (days * DAY - wait) * factor for wait, factor in product(quantiles_of(priors.lag), factors)
    ]  # s of growth at adult speed
    shares = np.searchsorted(need, left, side="right") / need.size
    if not people:
        return _percentiles(shares)
    counts = np.arange(people + 1)
    below = bdtr(counts, people, shares[:, None]).mean(axis=0)
    return Band(*(float(counts[np.searchsorted(below, level)]) / people for level in (0.05, 0.5, 0.95)))


def quantiles_of(figure: Sourced, count: int = STRATA) -> Floats:
    """Middles of `count` equally likely parts of a figure's distribution; one value when it is exact.

    >>> quantiles_of(Sourced(1.0, "m", "case", law="uniform", bounds=(0.0, 2.0)), 4).tolist()
    [0.25, 0.75, 1.25, 1.75]
    """
    # Nothing it is used for is negative; a thousandth of the value keeps a speed or a time above zero.
    found = quantile(figure, (np.arange(count) + 0.5) / count, least=1e-3 * figure.value)
    return found[:1] if (found == found[0]).all() else found
