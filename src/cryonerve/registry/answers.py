"""What the literature says to one question: the sham trial first, alike rows pooled, the rest apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryonerve.registry.effects import CORRELATION, Effect, effect_of
from cryonerve.registry.pooling import Pooled, pool
from cryonerve.sources.evidence import DESIGNS, Question, Study

__all__ = ["Answer", "answer_to"]


@dataclass(frozen=True, slots=True)
class Answer:
    """All outcomes that answer one question.

    Attributes
    ----------
    effects : every outcome, those of trials against sham first.
    pools : alike rows of two studies or more, pooled.
    alone : rows that could be pooled and have no match.
    apart : rows that are never pooled, with why.
    """

    question: Question
    effects: tuple[Effect, ...]
    pools: tuple[Pooled, ...]
    alone: tuple[Effect, ...]
    apart: tuple[tuple[Effect, str], ...]


def answer_to(
    question: Question, studies: Iterable[Study], *, method: str = "REML", correlation: float = CORRELATION
) -> Answer:
    """The rows that answer a question, and pools of those that are alike.

    Of a study with several outcomes of one kind in a stretch of time the latest is taken.

    >>> from cryonerve.sources.evidence import evidence_questions, studies
    >>> found = answer_to(evidence_questions()["foot-neuroma"], studies().values())
    >>> len(found.pools), [effect.label for effect in found.alone][:2]
    (0, ['caporusso2002 pain-free', 'caporusso2002 any-relief'])
    """
    effects = sorted(
        (
            effect_of(study, outcome, correlation=correlation)
            for study in studies
            for outcome in study.outcomes
            if outcome.question == question.name
        ),
        key=_rank,
    )
    apart = [(effect, effect.obstacle) for effect in effects if effect.obstacle]
    groups: dict[tuple[str, ...], list[Effect]] = {}
    for effect in effects:
        if not effect.obstacle:
            groups.setdefault(effect.kind, []).append(effect)
    pools, alone = [], []
    for members in groups.values():
        kept, earlier = _latest(members)
        apart += [(effect, "the same people earlier in this stretch of time") for effect in earlier]
        if len(kept) > 1:
            pools.append(pool(kept, method=method))
        else:
            alone += kept
    return Answer(question, tuple(effects), tuple(pools), tuple(alone), tuple(apart))


def _rank(effect: Effect) -> tuple[bool, int, int, str]:
    """Against sham first and of that trial the comparison itself; then by design and year."""
    study = effect.study
    first = study.sham_trial and effect.measure == "difference"
    return (not first, DESIGNS.index(study.design), study.year, study.name)


def _latest(members: list[Effect]) -> tuple[list[Effect], list[Effect]]:
    """One outcome of each study, the latest; and the earlier ones."""
    last: dict[str, Effect] = {}
    for effect in members:
        before = last.get(effect.study.name)
        if before is None or (effect.outcome.at or 0.0) >= (before.outcome.at or 0.0):
            last[effect.study.name] = effect
    kept = [effect for effect in members if last[effect.study.name] is effect]
    return kept, [effect for effect in members if last[effect.study.name] is not effect]
