"""What others found, as far as it fits a case: the trial against sham first, few rows, the audit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from cryonerve.case.case import Case
from cryonerve.registry.answers import Answer
from cryonerve.registry.effects import Effect
from cryonerve.registry.literature import Evidence, evidence
from cryonerve.registry.relevance import Asked, asked_by
from cryonerve.reporting.evidence_rows import AuditRow, EvidenceRow, audit_row, evidence_row
from cryonerve.reporting.evidence_wording import audit_summary, pool_sentences, sham_sentence
from cryonerve.reporting.wording import source_name

__all__ = ["NOT_FOR_ONE_PERSON", "FoundTable", "OthersFound", "others_found"]

TREATMENT = "cold through the skin"  # what a case of this software plans
DOUBTFUL = ("contradicted", "imprecise")
NOT_FOR_ONE_PERSON = (
    "These numbers say how groups of other people fared. Nearly all of them had no control, so that nobody "
    "can tell what the cold did; nothing here promises anything to one person."
)
NOTHING_POOLED = (
    "Nothing here is pooled: no two rows count the same thing in the same unit of analysis and stretch of "
    "time. Patients, neuromas, nerves and procedures are never added up."
)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """The rows of one question, and by which words of the case it was chosen."""

    name: str
    title: str
    why: str
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True, slots=True)
class OthersFound:
    """What a report tells of the literature.

    Attributes
    ----------
    sham : the trial against sham, in one sentence; told whatever the case.
    none : why there are no rows; "" where there are.
    pools : sentences of what may be pooled, or one that says why nothing is.
    audited, doubtful : the audit, where the case is the published one: its sum, and the statements that are
        contradicted or imprecise.
    answer : the question that is drawn; None without rows.
    trial : the comparison with sham, which is drawn first.
    sources : keys of references.bib of everything told.
    """

    sham: str
    sham_source: str
    none: str
    tables: tuple[FoundTable, ...]
    pools: tuple[str, ...]
    audited: str
    doubtful: tuple[AuditRow, ...]
    answer: Answer | None
    trial: Effect
    sources: tuple[str, ...]


def others_found(case: Case, *, found: Evidence | None = None) -> OthersFound:
    """The literature that fits a case, by the words of the case itself.

    Examples
    --------
    >>> from cryonerve.case import load
    >>> told = others_found(load("tibial-neuroma-child"))
    >>> [table.name for table in told.tables], [row.status for row in told.doubtful].count("contradicted")
    (['stump-neuroma', 'adverse-events'], 2)
    >>> others_found(load("gel-phantom")).none[:43]
    'The case names no indication, so that no ro'
    """
    found = _of_others(evidence() if found is None else found, case.source.key)
    asked = asked_by(case)
    answers = [found.answer(one.question.name) for one in asked]
    shown = [_shown(answer) for answer in answers]
    effects = [effect for rows in shown for effect in rows]
    published = case.source.key == found.report.source
    doubtful = [item for item in found.report.statements.values() if item.status in DOUBTFUL]
    doubtful.sort(key=lambda item: DOUBTFUL.index(item.status))
    keys = [found.sham_trial.study.source, *(effect.study.source for effect in effects)]
    if published:
        keys += [found.report.left_out_source, *(item.source for item in doubtful)]
    return OthersFound(
        sham=sham_sentence(found.sham_trial),
        sham_source=source_name(found.sham_trial.study.source),
        none="" if asked else _none(case),
        tables=tuple(_table(*parts) for parts in zip(asked, answers, shown, strict=True)),
        pools=_pools(answers, effects) if asked else (),
        audited=f"{audit_summary(found.report)} {found.report.left_out}" if published else "",
        doubtful=tuple(audit_row(item) for item in doubtful) if published else (),
        answer=answers[0] if answers else None,
        trial=found.sham_trial,
        sources=tuple(dict.fromkeys(keys)),
    )


def _of_others(found: Evidence, source: str) -> Evidence:
    """Without the publication that the case itself is from: it is not what others found."""
    kept = {name: study for name, study in found.studies.items() if not source or study.source != source}
    return replace(found, studies=MappingProxyType(kept))


def _shown(answer: Answer) -> list[Effect]:
    """All rows of a question about people; of one about the treatment those of such a treatment."""
    if not answer.question.beside:
        return list(answer.effects)
    return [effect for effect in answer.effects if effect.study.modality == TREATMENT]


def _table(one: Asked, answer: Answer, effects: list[Effect]) -> FoundTable:
    apart = {effect.label: why for effect, why in answer.apart}
    why = f"asked because the case says {' and '.join(f'“{word}”' for word in one.words)}"
    return FoundTable(
        name=one.question.name,
        title=one.question.title,
        why=why if one.words else f"rows of {TREATMENT} alone",
        rows=tuple(evidence_row(effect, apart=apart.get(effect.label, "")) for effect in effects),
    )


def _pools(answers: list[Answer], effects: list[Effect]) -> tuple[str, ...]:
    """What is pooled of the rows that are shown; a pool of other rows is not told."""
    labels = {effect.label for effect in effects}
    whole = [
        " ".join(pool_sentences(pooled))
        for answer in answers
        for pooled in answer.pools
        if {effect.label for effect in pooled.effects} <= labels
    ]
    return tuple(whole) or (NOTHING_POOLED,)


def _none(case: Case) -> str:
    said = " ".join(part for part in (case.patient.site, case.patient.indication) if part)
    if not said:
        return "The case names no indication, so that no rows of the literature are shown."
    return (
        f"No rows of the literature in this package fit “{said}”. That says nothing for or against: "
        "cryonerve evidence lists what is there."
    )
