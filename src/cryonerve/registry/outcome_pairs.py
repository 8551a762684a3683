"""What was predicted for a case beside what happened: which prediction counts, and what a follow-up can tell.

A prediction counts where it was entered in a transaction before the first follow-up of its case: numbers of
the chain tell, not anybody's word. What happened lies between two follow-ups; a repeated procedure ends the
wait.
"""

from __future__ import annotations

import gc
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from cryonerve.registry.access import Registry
from cryonerve.registry.listing import Condition
from cryonerve.registry.measured import UNKNOWN
from cryonerve.registry.outcome_rows import CLOCKS, PERCENTILES, CaseRows, Forecast, read_outcomes
from cryonerve.registry.responders_judged import is_met
from cryonerve.sources.calibration_rules import observed_rules
from cryonerve.sources.responders import responder_definitions
from cryonerve.units import DAY

__all__ = ["OutcomePairs", "Pair", "Waited", "outcome_pairs"]

NO_PREDICTION = "no prediction for the treated nerve"
LATER = "the prediction was entered, or changed, after a follow-up"
TOGETHER = "the prediction came in one import with the follow-ups: which was first nobody can tell"
NOT_FOLLOWED = "no follow-up of pain or feeling"
WITHDRAWN = "every consent was withdrawn"

Band = tuple[float, float, float]
Looks = list[tuple[float, float]]  # day and score, one a day, in their order
Series = dict[tuple[str, str | None, str | None], Looks]  # by instrument, unit and condition


@dataclass(frozen=True, slots=True)
class Waited:
    """Between which days something happened; `latest` is inf where it had not happened at the last look."""

    earliest: float
    latest: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One case: its prediction and what is known of the outcome.

    Attributes
    ----------
    prediction, software : id of the record that counts, and what made it.
    bands : predicted 5th, 50th and 95th percentile by clock ("recovery", "pain_return"), where there are any;
        the 95th is inf where it lies beyond the longest published follow-up.
    p_axonotmesis : predicted probability of axonotmesis, None where it was not predicted.
    lost : was feeling lost soon after? None where nobody looked then.
    recovery, pain_return : when feeling was back, and when relief ended; None where that cannot be told.
    relieved : was relief reached? None where no pain was measured before and after.
    """

    case: str
    person: str
    prediction: str
    software: str
    bands: Mapping[str, Band]
    p_axonotmesis: float | None
    lost: bool | None
    recovery: Waited | None
    pain_return: Waited | None
    relieved: bool | None


@dataclass(frozen=True, slots=True)
class OutcomePairs:
    """Cases that can be judged, and how many cannot, by why."""

    pairs: tuple[Pair, ...]
    left_out: Mapping[str, int]
    cases: int


def outcome_pairs(
    registry: Registry, conditions: Iterable[Condition | str] = (), *, only: str = "", together: bool = False
) -> OutcomePairs:
    """Predictions beside what happened, for all cases or for those that meet conditions (as in `find`).

    Parameters
    ----------
    only : id of one case; "" for all of them.
    together : count predictions too that came in one import with the follow-ups.

    Examples
    --------
    >>> from cryonerve.registry import open_registry, read_record_file, record
    >>> with open_registry("pairs.sqlite", who="anna") as registry:
    ...     entered = record(registry, read_record_file("tibial-neuroma-child"))
    ...     outcome_pairs(registry).left_out
    mappingproxy({'no prediction for the treated nerve': 1})
    """
    with _undisturbed():
        cases, withdrawn = read_outcomes(registry, conditions, only=only)
        return _paired(cases, withdrawn, together=together)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the collector of garbage, which walks all rows again and again while they are read.

    Nothing here is circular; with 100 000 follow-ups it took a quarter of the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _paired(cases: Mapping[str, CaseRows], withdrawn: set[str], *, together: bool) -> OutcomePairs:
    left_out: Counter[str] = Counter()
    pairs = []
    for case, rows in cases.items():
        found = WITHDRAWN if rows.person in withdrawn else _pair(case, rows, together=together)
        if isinstance(found, str):
            left_out[found] += 1
        else:
            pairs.append(found)
    return OutcomePairs(tuple(pairs), MappingProxyType(dict(left_out)), len(cases))


def _pair(case: str, rows: CaseRows, *, together: bool) -> Pair | str:
    """The case's pair, or why there is none."""
    mine = _treated(rows)
    if not mine:
        return NO_PREDICTION
    series, known = _series(rows)
    if not any(day > 0 for looks in series.values() for day, _ in looks):
        return NOT_FOLLOWED
    before = [one for one in mine if one.number < known]
    apart = [one for one in before if one.last < known]
    if not before:
        return LATER
    if not apart and not together:
        return TOGETHER
    chosen = (apart or before)[-1]
    lost, recovery = _feeling(series)
    relieved, pain_return = _relief(series)
    return Pair(
        case=case,
        person=rows.person,
        prediction=chosen.record,
        software=chosen.software or "",
        bands=_bands(chosen),
        p_axonotmesis=None if chosen.p_axonotmesis is None else float(chosen.p_axonotmesis),
        lost=lost,
        recovery=recovery,
        pain_return=pain_return,
        relieved=relieved,
    )


def _bands(one: Forecast) -> Mapping[str, Band]:
    """Percentiles by clock; the last is inf where only it is missing: beyond what any series followed."""
    found = {}
    for place, clock in enumerate(CLOCKS):
        low, middle, high = one.days[len(PERCENTILES) * place :][: len(PERCENTILES)]
        if low is not None and middle is not None:
            band = (float(low), float(middle), math.inf if high is None else float(high))
            if 0 < band[0] < band[1] < band[2]:
                found[clock] = band
    return MappingProxyType(found)


def _treated(rows: CaseRows) -> list[Forecast]:
    """Predictions for the nerve that was to be reached, of the first procedure, in the order of the chain."""
    first = min(rows.procedures, key=lambda record: rows.procedures[record], default=None)
    mine = [one for one in rows.forecasts if one.procedure in (None, first)]
    return (
        [one for one in mine if one.treated]
        or [one for one in mine if one.nerve == rows.nerve]
        or (mine if len({one.nerve for one in mine}) == 1 else [])
    )


def _series(rows: CaseRows) -> tuple[Series, float]:
    """Scores until the next procedure; number of the first follow-up in the chain (inf).

    Of several answers of one day the worst counts: a person is not better because one of two said so.
    """
    feeling = observed_rules().feeling
    days = sorted(rows.procedures.values())
    first = days[0] if days else 0
    length = days[1] - first if len(days) > 1 else math.inf
    known = math.inf
    found: dict[tuple[str, str | None, str | None], dict[float, float]] = {}
    for instrument, unit, condition, procedure, day, score, entered, void, _ in rows.scores:
        since = day if procedure is None else day + rows.procedures.get(procedure, first) - first
        if since > length:
            continue
        if since > 0:
            known = min(known, entered)
        if void:
            continue
        mine = instrument == feeling
        looks = found.setdefault((feeling, None, None) if mine else (instrument, unit, condition), {})
        worse = min if mine else max
        looks[since] = worse(score, looks.get(since, score))
    return {key: sorted(looks.items()) for key, looks in found.items()}, known


def _feeling(series: Series) -> tuple[bool | None, Waited | None]:
    """Was feeling lost soon after, and between which follow-ups did it come back?"""
    rules = observed_rules()
    whole = rules.feeling_whole.value
    begin, end = rules.lost_from.value / DAY, rules.lost_until.value / DAY
    looked = [look for look in series.get((rules.feeling, None, None), []) if look[0] >= begin]
    soon = [score for day, score in looked if day <= end]
    if not soon:
        return None, None
    if min(soon) >= whole:
        return False, None
    lost = next(place for place, (_, score) in enumerate(looked) if score < whole)
    return True, _until(looked[lost:], [score >= whole for _, score in looked[lost:]])


def _relief(series: Series) -> tuple[bool | None, Waited | None]:
    """Was relief reached, and between which follow-ups did it end?"""
    rules = observed_rules()
    definition = responder_definitions()[rules.relief]
    looks = _longest(series)
    before = [score for day, score in looks if day <= 0]
    later = [look for look in looks if look[0] > 0]
    if not before or before[-1] <= 0 or not later:
        return None, None
    until = rules.relief_until.value / DAY
    met = is_met(definition, [(before[-1] - score) / before[-1] for _, score in later]).tolist()
    early = [place for place, (day, _) in enumerate(later) if met[place] and day <= until]
    if not early:
        return False, None
    return True, _until(later[early[0] :], [not one for one in met[early[0] :]])


def _longest(series: Series) -> Looks:
    """Pain of one instrument, unit and condition, as it was measured on most days."""
    feeling = observed_rules().feeling
    scales: dict[tuple[str, str | None], dict[str | None, Looks]] = {}
    for (instrument, unit, condition), looks in series.items():
        if instrument != feeling:
            scales.setdefault((instrument, unit), {})[condition] = looks
    found: list[Looks] = []
    for by_condition in scales.values():
        told = sorted(condition for condition in by_condition if condition not in (None, UNKNOWN))
        if len(told) < 2:
            found.append(_worst_of_days(by_condition.values()))
        else:
            found += [by_condition[condition] for condition in told]
    return max(found, key=len, default=[])


def _worst_of_days(several: Iterable[Looks]) -> Looks:
    first, *others = several
    if not others:
        return first
    days = dict(first)
    for looks in others:
        for day, score in looks:
            days[day] = max(score, days.get(day, score))
    return sorted(days.items())


def _until(looked: Sequence[tuple[float, float]], happened: Sequence[bool]) -> Waited:
    """Between which of these days it happened; the first is the day from which it is waited for."""
    last = looked[0][0]
    for (day, _), now in zip(looked, happened, strict=True):
        if now:
            return Waited(float(last), float(day))
        last = day
    return Waited(float(last), math.inf)
