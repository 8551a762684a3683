"""A forest plot's rows, however it is drawn: pools with their rows, rows alone, and those apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryonerve.registry.answers import Answer
from cryonerve.registry.effects import Effect
from cryonerve.registry.pooling import Pooled
from cryonerve.reporting.evidence_wording import counted, interval_words, value_words, when
from cryonerve.reporting.wording import typeset

__all__ = [
    "MEASURES",
    "MEASURE_TITLES",
    "ForestLine",
    "forest_lines",
    "is_sham",
    "number_words",
    "sham_first",
]

MEASURE_TITLES = {
    "difference": "Difference between treatments, points of 10",
    "share": "Share, % (of what is counted, see each row)",
    "fall": "Less pain than before, points of 10",
}
MEASURES = ("difference", "share", "fall")


@dataclass(frozen=True, slots=True)
class ForestLine:
    """One line of a panel: a row, a pool's diamond, or a heading."""

    words: str
    small: str = ""
    effect: Effect | None = None
    pooled: Pooled | None = None
    weight: float = 0.0
    apart: bool = False


def forest_lines(answer: Answer, measure: str, *, brief: bool = False) -> list[ForestLine]:
    """One measure of a question: sham trials, each pool with its rows, rows alone, and those apart.

    Parameters
    ----------
    measure : one of `MEASURES`.
    brief : without why rows stand apart, and without a heading above them.

    >>> from cryonerve.registry import evidence
    >>> lines = forest_lines(evidence().answer("adverse-events"), "share")
    >>> [line.words for line in lines if line.pooled is not None]
    ['2 pooled: neuropathic pain, young people, chest wall']
    """
    found: list[ForestLine] = []
    for pooled in answer.pools:
        if pooled.measure == measure:
            weights = pooled.random.weights
            found += [_row(effect, weight) for effect, weight in zip(pooled.effects, weights, strict=True)]
            found.append(_diamond(pooled))
    alone = [effect for effect in answer.alone if effect.measure == measure]
    steady = [1.0 / effect.variance for effect in alone]
    rows = [_row(effect, 0.5 * weight / max(steady)) for effect, weight in zip(alone, steady, strict=True)]
    found = [row for row in rows if is_sham(row)] + found + [row for row in rows if not is_sham(row)]
    apart = [
        _row(effect, 0.0, why)
        for effect, why in answer.apart
        if effect.measure == measure and math.isfinite(effect.shown)
    ]
    if brief:
        return found + [replace(line, small=line.small.rpartition(" · ")[0]) for line in apart]
    if apart:
        found += [ForestLine("Never pooled, and why"), *apart]
    return found


def sham_first(
    panels: Sequence[tuple[str, list[ForestLine]]], sham: Effect
) -> list[tuple[str, list[ForestLine]]]:
    """The same panels with the trial against sham as the first row, named as what it is."""
    rest = [
        (measure, [line for line in lines if line.effect is None or line.effect.label != sham.label])
        for measure, lines in panels
    ]
    line = _row(sham, 0.5)
    named = replace(
        line,
        words=f"Against sham: {sham.study.title.partition(',')[0]}",
        small=f"{sham.outcome.definition} · {line.small}",
    )
    differences = [named, *(line for measure, lines in rest if measure == "difference" for line in lines)]
    return [("difference", differences), *(panel for panel in rest if panel[0] != "difference")]


def is_sham(line: ForestLine) -> bool:
    """A row of a trial against a sham treatment."""
    return line.effect is not None and line.effect.study.sham_trial


def _row(effect: Effect, weight: float, why: str = "") -> ForestLine:
    outcome, study = effect.outcome, effect.study
    number = outcome.n if outcome.denominator is None else outcome.denominator
    parts = [counted(number, outcome.unit), when(outcome), f"bias {study.bias}"]
    small = " · ".join(part for part in parts if part)
    return ForestLine(
        f"{study.title}: {outcome.definition}",
        small + (f" · {why}" if why else ""),
        effect,
        None,
        weight,
        bool(why),
    )


def _diamond(pooled: Pooled) -> ForestLine:
    first = pooled.effects[0].outcome
    few = "too few to tell how much studies differ" if pooled.few else f"I² {100 * pooled.random.i2:.0f} %"
    return ForestLine(
        f"{pooled.random.k} pooled: {first.definition}", f"by {first.unit} · {few}", None, pooled
    )


def number_words(line: ForestLine) -> str:
    """The number at the end of a row, with its interval."""
    if line.effect is not None:
        outcome, words = line.effect.outcome, value_words(line.effect)
        return (
            f"{outcome.numerator}/{outcome.denominator} = {words}" if outcome.numerator is not None else words
        )
    pooled = line.pooled
    assert pooled is not None
    value, low, high = pooled.shown
    unit = "%" if pooled.measure == "share" else ""
    text = f"{value:.{0 if value >= 10 or value == 0 else 1}f} {unit}" if unit else f"{value:.1f}"
    text = f"{typeset(text)} ({interval_words(low, high, unit).removeprefix('95 % ')})"
    return f"{text} if alike" if pooled.few and pooled.beta is not None else text
