"""What published series say on the return of pain of one treated nerve, and what they do not say."""

from __future__ import annotations

from functools import cache

from cryonerve.case.case import Case
from cryonerve.nerve.lesion import Band, Grade, PainReturn
from cryonerve.nerve.pain import fitted
from cryonerve.nerve.recovery import DAY
from cryonerve.sources.injury import recovery_priors
from cryonerve.sources.pain import PainSeries, pain_series, sham_trial

__all__ = ["pain_return", "span", "spans", "trial_found"]

COUNT_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}


def pain_return(nerve: str, what: Grade, case: Case) -> PainReturn:
    """When pain was back in patients of published series; without days where nothing froze.

    Parameters
    ----------
    nerve : its name.
    what : grade of its lesion.
    case : the patient's age says whether any series is of such patients.
    """
    series = _fitted_series()
    followed = max(item.followed for item in series) / DAY
    names = tuple(item.source for item in series)
    if what in ("none", "block"):
        return PainReturn(
            nerve, None, followed, 0.0, {},
            "Nothing froze: cold block is gone minutes after rewarming; no lasting relief is known from it.",
            trial_found() + ".",
            (sham_trial().patients.source,),
        )  # fmt: skip
    model = fitted()
    days = model.days()
    beyond = 1.0 - model.back_by(followed)
    shown = Band(*(value if value <= followed else float("inf") for value in (days.p5, days.p50, days.p95)))
    return PainReturn(
        nerve=nerve,
        days=shown,
        followed_days=followed,
        relieved_beyond=beyond,
        by_series={item.title: model.by_series[item.name] for item in series},
        sentence=_sentence(shown, beyond, followed, len(series)),
        evidence=_evidence(what, case),
        sources=(*names, sham_trial().patients.source),
    )


@cache
def _fitted_series() -> tuple[PainSeries, ...]:
    return tuple(item for name, item in pain_series().items() if name in fitted().by_series)


def _sentence(days: Band, beyond: float, followed: float, count: int) -> str:
    """The band in words, and how far the series lie apart."""
    halves = sorted(item.p50 for item in fitted().by_series.values())
    patients = sum(item.treated.value for item in _fitted_series())
    late = (
        f"in about {100 * beyond:.0f} % not within {span(followed)}, the longest follow-up"
        if days.p95 > followed
        else f"in 1 of 20 only after {span(days.p95)}"
    )
    last = span(halves[-1]) if halves[-1] <= followed else f"more than {span(followed)}"
    return (
        f"Of patients who had relief, pain was back in half within about {span(days.p50)}, in 1 of 20 within "
        f"{span(days.p5)}, and {late} "
        f"({COUNT_WORDS.get(count, count)} series, {patients:.0f} patients treated). "
        f"The series disagree: half had pain back after {span(halves[0])} in one and after {last} in another."
    )


def _evidence(what: Grade, case: Case) -> str:
    """What trials found and what no series tells."""
    parts = [
        f"{trial_found()}. Relief may not come at all.",
        "No series reports its lesions, so the lesion computed here does not enter.",
    ]
    if what == "mixed":
        parts.append("This nerve is interrupted only in part, for which no series gives figures.")
    age = case.patient.age
    if age is None or age < recovery_priors().child_until.value:
        parts.append("No series of children was found; those of adults stand in.")
    return " ".join(parts)


def trial_found() -> str:
    """What the only large sham-controlled trial found, without a full stop.

    >>> trial_found()[:45]
    'The only large sham-controlled trial of cryon'
    """
    trial = sham_trial()
    low, high = trial.difference.bounds or (trial.difference.value,) * 2
    return (
        "The only large sham-controlled trial of cryoneurolysis for phantom limb pain found no benefit: "
        f"{trial.patients.value:.0f} patients, difference {trial.difference.value:g} points, "
        f"95 % CI {low:.1f} to {high:g}"
    )


def span(days: float) -> str:
    """A time as people say it, with two digits at most.

    >>> [span(days) for days in (1.6, 11.0, 48.0, 214.0, 913.1)]
    ['2 days', '11 days', '7 weeks', '7 months', '2.5 years']
    """
    for unit, size, until in (("day", 1.0, 14.0), ("week", 7.0, 75.0), ("month", 365.25 / 12, 700.0)):
        if days < until:
            count = max(1, round(days / size))
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{days / 365.25:.2g} years"


def spans(low: float, high: float) -> str:
    """Two times with their units, the unit once where it is the same.

    >>> spans(2.0, 6.4), spans(1.0, 24.0)
    ('2 to 6 days', '1 day to 3 weeks')
    """
    first, last = span(low), span(high)
    if first == last:
        return first
    same = first.split()[1].rstrip("s") == last.split()[1].rstrip("s")
    return f"{first.split()[0] if same else first} to {last}"
