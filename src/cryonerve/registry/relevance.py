"""Which questions of the literature a case asks, by its own words."""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.case.case import Case, Limb
from cryonerve.sources.evidence import Question, evidence_questions

__all__ = ["Asked", "asked_by"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the words of the case it was chosen by; none where it stands beside any other."""

    question: Question
    words: tuple[str, ...] = ()


def asked_by(case: Case) -> tuple[Asked, ...]:
    """Questions that fit site, indication and nerve of a case; empty where none does.

    A question fits where all words of one of its entries (`fits` in evidence.toml) occur. Questions about the
    treatment itself stand beside those, never alone.

    >>> from cryonerve.case import load
    >>> [(one.question.name, one.words) for one in asked_by(load("tibial-neuroma-child"))]
    [('stump-neuroma', ('neuroma', 'stump')), ('adverse-events', ())]
    >>> asked_by(load("gel-phantom"))
    ()
    """
    drawn = (case.anatomy.kind, case.anatomy.nerve) if isinstance(case.anatomy, Limb) else ()
    said = " ".join((case.patient.site, case.patient.indication, *drawn)).casefold()
    found, beside = [], []
    for question in evidence_questions().values():
        entries = [tuple(entry.split()) for entry in question.fits]
        met = next((words for words in entries if all(word in said for word in words)), None)
        if met is not None:
            found.append(Asked(question, met))
        elif question.beside:
            beside.append(Asked(question))
    return (*found, *beside) if found else ()
