"""One outcome as a number with its error, on the scale on which it is pooled; or why it has none."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from cryonerve.registry.changes import spread_of_interval, variance_of_change, variance_of_interval
from cryonerve.registry.proportions import exact_interval, logits
from cryonerve.sources.evidence import Outcome, Study, Window, evidence_questions, windows
from cryonerve.sources.normal_law import MIDDLE_95

__all__ = ["CORRELATION", "Effect", "effect_of", "shown_value", "window_of"]

CORRELATION = 0.5  # between scores before and after, where it is not printed: assumed
NAN = math.nan
MEASURES = {"share": "share", "mean": "fall", "change": "fall", "difference": "difference"}
TITLES = {"share": "%", "fall": "points of 10, less pain", "difference": "points of 10, between arms"}


@dataclass(frozen=True, slots=True)
class Effect:
    """One outcome of one study, ready to be drawn and, where nothing stands against it, pooled.

    Attributes
    ----------
    measure : "share" (pooled as logits), "fall" or "difference" (points); "" for what is only told.
    shown, shown_low, shown_high : % or points, with its 95 % interval; not a number where none can be given.
    estimate, variance : on the scale of pooling.
    obstacle : why it is never pooled; "" where nothing stands against it.
    """

    study: Study
    outcome: Outcome
    measure: str
    shown: float = NAN
    shown_low: float = NAN
    shown_high: float = NAN
    estimate: float = NAN
    variance: float = NAN
    obstacle: str = ""

    @property
    def label(self) -> str:
        """Study and outcome, as the tables name them."""
        return self.outcome.label

    @property
    def kind(self) -> tuple[str, ...]:
        """What all rows of a pool share: question, treatment, measure, definition, unit, time."""
        question = evidence_questions()[self.outcome.question]
        window = window_of(self.outcome)
        when = "any time" if not question.windowed else window.title if window else "time not said"
        return (
            self.outcome.question,
            self.study.modality,
            self.measure,
            self.outcome.definition,
            self.outcome.unit,
            when,
        )


def window_of(outcome: Outcome) -> Window | None:
    """The stretch of time an outcome belongs to; None where its time is not said.

    >>> from cryonerve.sources.evidence import studies
    >>> [window_of(outcome).name for outcome in studies()["caporusso2002"].outcomes][:1]
    ['weeks']
    """
    if outcome.at is None:
        return None
    return next(window for window in windows() if outcome.at <= window.until)


def effect_of(study: Study, outcome: Outcome, *, correlation: float = CORRELATION) -> Effect:
    """The outcome as a number with its error.

    Shares become logits (exact interval where shown); scores before and after their mean fall, the error
    by the assumed `correlation`; printed changes and differences are taken with their 95 % interval.

    >>> from cryonerve.sources.evidence import studies
    >>> caporusso = studies()["caporusso2002"]
    >>> found = effect_of(caporusso, caporusso.outcomes[1])
    >>> round(found.shown), round(found.shown_low), round(found.shown_high), found.obstacle
    (84, 66, 95, '')
    """
    measure = MEASURES.get(outcome.kind, "")
    if measure == "share":
        return _share(study, outcome)
    if not measure:
        return Effect(study, outcome, "", obstacle=outcome.apart or f"a {outcome.kind} on a scale of its own")
    if outcome.kind == "mean":
        return _fall(study, outcome, correlation)
    return _printed(study, outcome, measure)


def shown_value(measure: str, value: float) -> float:
    """A value of the pooling scale as people read it: % or points.

    >>> shown_value("share", 0.0), shown_value("fall", 2.5)
    (50.0, 2.5)
    """
    return 100.0 * float(expit(value)) if measure == "share" else value


def _stands_against(outcome: Outcome) -> str:
    """What stands against pooling before any number is looked at."""
    if outcome.apart:
        return outcome.apart
    if evidence_questions()[outcome.question].windowed and outcome.at is None:
        return "when it was asked is not said"
    return ""


def _share(study: Study, outcome: Outcome) -> Effect:
    if outcome.numerator is None or outcome.denominator is None:
        return _share_without_counts(study, outcome)
    low, high = exact_interval(outcome.numerator, outcome.denominator)
    y, v = logits([outcome.numerator], [outcome.denominator])
    return Effect(
        study, outcome, "share", 100.0 * outcome.numerator / outcome.denominator, 100.0 * low, 100.0 * high,
        float(y[0]), float(v[0]), _stands_against(outcome),
    )  # fmt: skip


def _share_without_counts(study: Study, outcome: Outcome) -> Effect:
    """A printed percentage: its own interval, else that of about so many of n; never pooled."""
    value = outcome.value or 0.0
    low, high = outcome.low, outcome.high
    if (low is None or high is None) and outcome.n:
        low, high = (100.0 * end for end in exact_interval(value * outcome.n / 100.0, outcome.n))
    return Effect(
        study, outcome, "share", value, NAN if low is None else low, NAN if high is None else high,
        obstacle=outcome.apart or "a percentage is printed, the counts are not",
    )  # fmt: skip


def _fall(study: Study, outcome: Outcome, correlation: float) -> Effect:
    if outcome.baseline is None or outcome.value is None:
        return Effect(study, outcome, "fall", obstacle=outcome.apart or "no score from before")
    fall = outcome.baseline - outcome.value
    before = _spread(outcome.baseline_sd, outcome.baseline_low, outcome.baseline_high, outcome)
    after = _spread(outcome.sd, outcome.low, outcome.high, outcome)
    if outcome.n is None or not (np.isfinite(before) and np.isfinite(after)):
        obstacle = _stands_against(outcome) or "no spread of the scores is printed"
        return Effect(study, outcome, "fall", fall, obstacle=obstacle)
    variance = variance_of_change(before, after, outcome.n, correlation)
    if variance <= 0.0:
        return Effect(study, outcome, "fall", fall, obstacle="scores that do not scatter have no error")
    half = MIDDLE_95 * math.sqrt(variance)
    return Effect(
        study, outcome, "fall", fall, fall - half, fall + half, fall, variance, _stands_against(outcome)
    )


def _spread(sd: float | None, low: float | None, high: float | None, outcome: Outcome) -> float:
    """Standard deviation as printed, or behind a printed 95 % interval."""
    if sd is not None:
        return sd
    if low is None or high is None or outcome.interval != "95 %" or (outcome.n or 0) < 2:
        return NAN
    return spread_of_interval(low, high, outcome.n or 0)


def _printed(study: Study, outcome: Outcome, measure: str) -> Effect:
    value = NAN if outcome.value is None else outcome.value
    if outcome.low is None or outcome.high is None or outcome.interval != "95 %":
        obstacle = _stands_against(outcome) or "no 95 % interval is printed"
        return Effect(study, outcome, measure, value, obstacle=obstacle)
    variance = variance_of_interval(outcome.low, outcome.high)
    obstacle = _stands_against(outcome) or (
        "" if variance > 0.0 else "an interval without width has no error"
    )
    return Effect(study, outcome, measure, value, outcome.low, outcome.high, value, variance, obstacle)
