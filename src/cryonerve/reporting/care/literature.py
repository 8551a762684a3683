"""What others found, for the discussion: the trial against sham first, series, how the report cites."""

from __future__ import annotations

from cryonerve.registry.case_record import CaseRecord
from cryonerve.registry.literature import evidence
from cryonerve.reporting.care.parts import Statement, Table
from cryonerve.reporting.evidence_wording import audit_summary, counted, measured, sham_sentence
from cryonerve.reporting.wording import typeset
from cryonerve.sources.audit import audited_report

__all__ = ["audit_told", "evidence_told", "series_told"]

QUESTIONS = {
    "phantom-limb-pain": "phantom-pain",
    "residual-limb-pain": "phantom-pain",
    "peripheral-neuralgia": "other-nerve-pain",
}


def evidence_told() -> Statement:
    """The trial against sham, which stands before every series.

    >>> evidence_told().sources
    ('ilfeld2023',)
    """
    trial = evidence().sham_trial
    return Statement(sham_sentence(trial), "published", (trial.study.source,))


def series_told(record: CaseRecord) -> Table | None:
    """Rows of the literature on the indication, without the report of this case; None for none."""
    indication = record.case.get("indication", "")
    question = QUESTIONS.get(indication, "")
    if indication == "neuroma":
        amputated = record.person.get("amputation_level") not in (None, "none")
        question = "stump-neuroma" if amputated else "foot-neuroma"
    if not question:
        return None
    found = evidence()
    effects = [
        effect
        for effect in found.answer(question).effects
        if effect != found.sham_trial and effect.study.source != record.source
    ]
    if not effects:
        return None
    rows = tuple(
        (
            effect.study.title,
            typeset(f"{effect.study.design}, {counted(effect.study.patients, 'patient')}"),
            typeset(measured(effect)),
        )
        for effect in effects
    )
    keys = tuple(dict.fromkeys(effect.study.source for effect in effects))
    title = f"{typeset(found.questions[question].title)} As published, not pooled"
    return Table(title, ("study", "design", "found"), rows, "published", keys, (22, 26, 52))


def audit_told(source: str) -> tuple[Statement, Table] | None:
    """What the audit found of the report a record was made from; None where that report was not audited."""
    report = audited_report()
    if not source or source != report.source:
        return None
    rows = tuple(
        (
            typeset(item.where),
            typeset(item.report_words),
            typeset(item.source_words),
            typeset(item.found),
            item.status,
        )
        for item in report.statements.values()
    )
    keys = tuple(dict.fromkeys(item.source for item in report.statements.values()))
    words = f"The report was audited. {typeset(audit_summary(report))} {typeset(report.left_out)}"
    told = Statement(words, "published", (report.source, report.left_out_source))
    head = ("where", "the report says", "its source says", "found", "status")
    return told, Table("How the report cites", head, rows, "published", keys, (14, 19, 24, 29, 14))
