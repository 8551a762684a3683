"""What others found, for the discussion of one case: the trial against sham first, and how its report cites."""

from __future__ import annotations

from cryonerve.registry.literature import evidence
from cryonerve.reporting.case_report.parts import Statement, Table
from cryonerve.reporting.evidence_wording import audit_summary, sham_sentence
from cryonerve.reporting.wording import typeset
from cryonerve.sources.audit import audited_report

__all__ = ["audit_told", "evidence_told"]


def evidence_told() -> Statement:
    """The trial against sham, which stands before every series.

    >>> evidence_told().sources
    ('ilfeld2023',)
    """
    trial = evidence().sham_trial
    return Statement(sham_sentence(trial), "published", (trial.study.source,))


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
    return told, Table("How the report cites", head, rows, "published", keys)
