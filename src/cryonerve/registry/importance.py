"""Two scores of one instrument: what changed, and whether that matters, by every rule that is known."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cryonerve.errors import Complaint, InputError
from cryonerve.registry.scoring import Score
from cryonerve.sources.instrument import ImportantChange, Instrument, within, years
from cryonerve.sources.instrument_files import instrument as instrument_called

__all__ = ["Change", "Importance", "change", "important"]

EVERY_AGE = (0.0, math.inf)
GRAIN = 1e-9  # of a point or share: a change that is the limit is enough


@dataclass(frozen=True, slots=True)
class Change:
    """From one score to a later one.

    Attributes
    ----------
    points : after less before.
    better : how much better, in points; negative is worse.
    share : `better` as a share of the first score; None where that means nothing or the first score is 0.
    words : why there is no share, or what else a reader must know; "" where nothing.
    """

    instrument: str
    version: str
    before: float
    after: float
    points: float
    better: float
    share: float | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Importance:
    """What one rule says of a change.

    Attributes
    ----------
    important : does the improvement reach the rule's limit.
    applies : was the rule made for such a person; None where age or course is not known. A rule that was not
        is shown all the same.
    why_not : why it does not apply, or what would tell; "" where it does.
    reached : the improvement in the rule's measure (points, or a fraction); None where there is none.
    """

    rule: ImportantChange
    important: bool | None
    applies: bool | None
    why_not: str
    reached: float | None

    @property
    def limit(self) -> str:
        """The rule's limit in words: "30 %", "10 points"."""
        value = self.rule.at_least.value
        if self.rule.measure == "share":
            return f"{100 * value:g} %"
        return f"{value:g} point{'s' * (value != 1)}"

    @property
    def shown_source(self) -> str:
        """Whose rule it is; "assumed" for what was only recalled."""
        number = self.rule.at_least
        return "assumed" if number.standing in ("recalled", "assumed", "unknown") else number.source


def change(before: Score, after: Score, *, instrument: Instrument | None = None) -> Change:
    """What changed between two scores of one instrument in one version.

    Raises
    ------
    InputError
        For scores of different instruments or versions, a score that was refused, or an instrument whose
        answer is itself about a change.

    Examples
    --------
    >>> from cryonerve.registry.scoring import score
    >>> both = [score("vas", {"pain": mark}, version="100-mm") for mark in (80, 10)]
    >>> found = change(*both)
    >>> found.points, found.better, found.share
    (-70.0, 70.0, 0.875)
    """
    if (before.instrument, before.version) != (after.instrument, after.version):
        what = "'{}' and '{}' are two different scales".format(
            *(f"{one.instrument} {one.version}" for one in (before, after))
        )
        raise InputError(Complaint(what, "Score both times with one instrument in one version."))
    for one, when in ((before, "before"), (after, "after")):
        if one.value is None:
            raise InputError(Complaint(f"there is no score {when}: {one.refused}", field=when))
    chosen = instrument_called(before.instrument) if instrument is None else instrument
    if chosen.change_itself:
        what = f"an answer to '{chosen.title}' is a change already"
        raise InputError(Complaint(what, "Look at the later answer alone."))
    first, last = float(before.value or 0.0), float(after.value or 0.0)
    better = chosen.better * (last - first)
    share, words = None, ""
    if not chosen.relative:
        words = "Its zero is no absence of what is measured: a share of the first score would mean nothing."
    elif first == 0:
        words = "The first score is 0: there is no share of it."
    else:
        share = better / first
    return Change(chosen.name, chosen.version, first, last, last - first, better, share, words)


def important(
    found: Change, *, age: float | None = None, course: str = "", instrument: Instrument | None = None
) -> tuple[Importance, ...]:
    """Is a change important: what every rule of the instrument says, those made for such a person first.

    Parameters
    ----------
    age : years, None where it is not known. course : "acute" or "chronic", "" where it is not known.

    Returns
    -------
    One for each rule; several may disagree. Empty where no rule is known: then nothing can be said.

    Raises
    ------
    InputError
        For a course that is neither acute nor chronic.

    Examples
    --------
    >>> from cryonerve.registry.scoring import score
    >>> scores = [score("nrs", {"pain": pain}, version="0-10") for pain in (6, 5)]
    >>> [(one.rule.name, one.important) for one in important(change(*scores), age=15, course="chronic")][:2]
    [('adolescents-chronic-points', True), ('adolescents-chronic-share', True)]
    """
    if course not in ("", "acute", "chronic"):
        raise InputError(
            Complaint(f"'{course}' is no course of pain", "Write acute or chronic.", field="course")
        )
    chosen = instrument_called(found.instrument) if instrument is None else instrument
    judged = [_judged(rule, found, age, course) for rule in chosen.important.values()]
    return tuple(sorted(judged, key=lambda one: (True, None, False).index(one.applies)))


def _judged(rule: ImportantChange, found: Change, age: float | None, course: str) -> Importance:
    reached = found.better if rule.measure == "points" else found.share
    verdict = None if reached is None else reached >= rule.at_least.value - GRAIN
    reasons = []
    if course and rule.course and course != rule.course:
        reasons.append(f"made for {rule.course} pain")
    if age is not None and not within(rule.ages, age):
        reasons.append(f"made for {years(rule.ages)}")
    unknown = [
        *(["the course of the pain is not given"] if rule.course and not course else []),
        *(["the age is not given"] if age is None and rule.ages != EVERY_AGE else []),
    ]
    applies = False if reasons else None if unknown else True
    return Importance(rule, verdict, applies, ", ".join(reasons or unknown), reached)
