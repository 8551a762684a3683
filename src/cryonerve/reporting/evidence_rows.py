"""Published outcomes and audited statements as rows of plain text, for the report and for the screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cryonerve.registry.effects import Effect
from cryonerve.reporting.evidence_wording import (
    OUR_JUDGEMENT,
    citation,
    counted,
    interval_words,
    since,
    value_words,
    when,
)
from cryonerve.reporting.wording import bare, source_name, typeset
from cryonerve.sources import references
from cryonerve.sources.audit import Statement
from cryonerve.sources.evidence import POINTS, Study

__all__ = ["AUDIT_SIGNS", "AuditRow", "EvidenceRow", "audit_row", "evidence_row"]

# Sign and word: a status must not hang on its colour.
AUDIT_SIGNS = {"verified": "✓", "imprecise": "≈", "contradicted": "✕", "unverifiable": "?"}
BETWEEN = {"fall": "points less", "difference": "points between arms"}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One outcome of one study; every field is a text, "" where the source does not say it.

    Attributes
    ----------
    label : its name, "morton2024 any-relief".
    numbers : counts or scores, "12 of 31", "8.3 → 2.1 of 10, n = 7".
    value : "39 % (22 to 58)", "4.4 points less (3.7 to 5.1)".
    unit : what was counted: patient, neuroma, nerve, nerve treatment, procedure.
    apart : why the row is never pooled.
    """

    label: str
    study: str
    counted: str
    numbers: str
    value: str
    unit: str
    when: str
    design: str
    population: str
    people: str
    treatment: str
    followed: str
    bias: str
    bias_why: str
    audit: str
    audit_sign: str
    audit_words: str
    remark: str
    apart: str
    source: str
    citation: str
    locator: str

    @property
    def named(self) -> str:
        """The study, and where its name is no author's the publication it stands in."""
        return (
            self.study if self.source.startswith(self.study.split()[0]) else f"{self.study} ({self.source})"
        )


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One audited statement with the words of both sides."""

    name: str
    status: str
    sign: str
    subject: str
    where: str
    report_words: str
    source_words: str
    found: str
    source: str
    citation: str
    locator: str


def evidence_row(effect: Effect, *, apart: str = "") -> EvidenceRow:
    """The cells of one outcome.

    Parameters
    ----------
    apart : why it stands apart in its question; without: what stands against pooling it at all.

    >>> from cryonerve.registry import evidence
    >>> row = evidence_row(evidence().effects("caporusso2002 pain-free")[0])
    >>> row.numbers, row.value, row.unit, row.when, row.audit_sign
    ('12 of 31', '39 % (22 to 58)', 'neuroma', 'after 2 weeks', '≈')
    """
    study, outcome = effect.study, effect.outcome
    return EvidenceRow(
        label=effect.label,
        study=study.title,
        counted=typeset(outcome.definition),
        numbers=_numbers(effect),
        value=_value(effect),
        unit=outcome.unit,
        when=when(outcome),
        design=study.design,
        population=typeset(study.population),
        people="" if study.patients is None else counted(study.patients, "patient"),
        treatment=typeset("; ".join(part for part in (study.modality, study.technique) if part)),
        followed=_followed(study),
        bias=study.bias,
        bias_why=typeset(f"{OUR_JUDGEMENT} by {study.bias_scheme}: {study.bias_why}"),
        audit=study.audit,
        audit_sign=AUDIT_SIGNS[study.audit],
        audit_words=typeset(study.audit_words),
        remark=typeset(outcome.remark),
        apart=typeset(apart or effect.obstacle),
        source=source_name(study.source),
        citation=citation(study),
        locator=_locator(study.source),
    )


def audit_row(statement: Statement) -> AuditRow:
    """The cells of one audited statement.

    >>> from cryonerve.sources.audit import audited_report
    >>> row = audit_row(audited_report().statements["winston-share"])
    >>> row.sign, row.status, row.locator[:4]
    ('✕', 'contradicted', 'doi:')
    """
    return AuditRow(
        name=statement.name,
        status=statement.status,
        sign=AUDIT_SIGNS[statement.status],
        subject=typeset(statement.subject),
        where=statement.where,
        report_words=typeset(statement.report_words),
        source_words=typeset(statement.source_words),
        found=typeset(statement.found),
        source=source_name(statement.source),
        citation=str(references()[statement.source]),
        locator=_locator(statement.source),
    )


def _numbers(effect: Effect) -> str:
    """Counts of a share, or the scores from before and after with how many were asked."""
    outcome = effect.outcome
    if outcome.numerator is not None:
        return f"{outcome.numerator} of {outcome.denominator}"
    asked = f"n = {outcome.n}" if outcome.n else "n not printed"
    if outcome.kind in ("mean", "score") and outcome.value is not None:
        scale = "of 10" if outcome.scale == POINTS else outcome.scale
        asked = asked.replace(" ", "\N{NO-BREAK SPACE}")  # stays together in a narrow column
        before = "" if outcome.baseline is None else f"{bare(outcome.baseline)} → "
        return typeset(f"{before}{bare(outcome.value)} {scale}, {asked}")
    return asked


def _value(effect: Effect) -> str:
    """What the row comes to, with its 95 % interval; else the printed number with its own range."""
    outcome = effect.outcome
    words = value_words(effect)
    if words and effect.measure in BETWEEN:
        number, _, rest = words.partition(" (")
        words = f"{number} {BETWEEN[effect.measure]}" + (f" ({rest}" if rest else "")
        printed = not math.isfinite(effect.shown_low) and outcome.low is not None
        return words + (f" ({outcome.interval} {_ends(effect)})" if printed else "")
    if words or outcome.kind == "mean":
        return words
    if outcome.kind == "score":
        return ""
    ends = "" if outcome.high is None else f" ({outcome.interval} {_ends(effect)})"
    return typeset(f"{bare(outcome.value, 4)} {outcome.scale}{ends}")


def _ends(effect: Effect) -> str:
    outcome = effect.outcome
    if outcome.low is None:
        return bare(outcome.high, 4)
    if outcome.scale == POINTS and outcome.interval == "95 %" and outcome.high is not None:
        return interval_words(outcome.low, outcome.high).removeprefix("95 % ")
    return f"{bare(outcome.low, 4)} to {bare(outcome.high, 4)}"


def _followed(study: Study) -> str:
    """How long the people of a study were followed."""
    if study.follow_up is None:
        return ""
    time = since(study.follow_up)
    return time if study.follow_up_is == "after" else f"{study.follow_up_is} {time}"


def _locator(key: str) -> str:
    """DOI or PMID as text; "" where none was seen."""
    reference = references().get(key)
    if reference is None:
        return "" if not key.startswith(("10.", "PMID")) else key
    return f"doi:{reference.doi}" if reference.doi else f"PMID {reference.pmid}" if reference.pmid else ""
