"""What `cryonerve evidence` says: text, one document, tables and figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped
from cryonerve.files import whole_file
from cryonerve.registry.added_rows import COLUMNS, study_cells
from cryonerve.registry.answers import Answer
from cryonerve.registry.effects import Effect
from cryonerve.registry.literature import Evidence
from cryonerve.registry.pooling import Pooled
from cryonerve.reporting.evidence_wording import (
    alike_words,
    audit_lines,
    audit_summary,
    citation,
    measured,
    outcome_sentence,
    pool_sentences,
    sham_sentence,
    study_line,
)
from cryonerve.reporting.wording import typeset
from cryonerve.sources.evidence import Study

__all__ = [
    "answer_text",
    "audit_text",
    "evidence_document",
    "pooled_text",
    "rows_csv",
    "study_text",
    "write_folder",
]

POOL_COLUMNS = (
    "question", "rows", "alike", "k", "value", "low", "high", "unit", "method", "random", "random_low",
    "random_high", "prediction_low", "prediction_high", "tau2", "tau2_low", "tau2_high", "i2", "h2", "q",
    "q_p",
)  # fmt: skip


def first_text(found: Evidence) -> str:
    """The trial against sham, above everything else."""
    trial = found.sham_trial
    lines = [wrapped(sham_sentence(trial), indent=2), wrapped(citation(trial.study), indent=4)]
    return "First, against sham\n" + "\n".join(lines)


def answer_text(found: Evidence, answers: Sequence[Answer], *, pools: bool) -> str:
    """The rows question by question; with `pools` what may be pooled, and why the rest may not."""
    parts = [first_text(found)]
    for answer in answers:
        lines = [typeset(f"{answer.question.title}  [{answer.question.name}]")]
        lines += list(_pool_lines(answer)) if pools else list(_row_lines(answer))
        parts.append("\n".join(lines))
    parts.append(wrapped(_below(pools)) + "\n" + RESEARCH_ONLY)
    return "\n\n".join(parts)


def _below(pools: bool) -> str:
    if pools:
        return (
            "Pooled is only what counts the same thing in the same unit, in the same stretch of time. A pool "
            "of series without control says how these series went, not what cold does."
        )
    return (
        "Risk of bias is our own judgement, by the scheme each row names; intervals are 95 %. --pool shows "
        "what may be pooled, --study NAME a study whole, --audit how the published case cites, --add FILE "
        "adds your own."
    )


def _row_lines(answer: Answer) -> Iterator[str]:
    before: Study | None = None
    for effect in answer.effects:
        if effect.study is not before:
            before = effect.study
            yield wrapped(f"{before.title}  [{before.name}]", indent=2)
            yield wrapped(typeset(f"{before.modality}; {study_line(before)}"), indent=6)
        yield wrapped(typeset(f"- {_with_remark(effect)}"), indent=4)


def _with_remark(effect: Effect, *more: str) -> str:
    """What was found and what is to be known of it, as sentences."""
    sentences = [measured(effect), effect.outcome.remark, *more]
    return " ".join(f"{text[0].upper()}{text[1:]}." for text in sentences if text)


def _pool_lines(answer: Answer) -> Iterator[str]:
    for pooled in answer.pools:
        yield wrapped(pool_sentences(pooled)[0], indent=2)
        for sentence in pool_sentences(pooled)[1:]:
            yield wrapped(sentence, indent=6)
        for effect in pooled.effects:
            yield wrapped(typeset(f"- {outcome_sentence(effect)}"), indent=4)
    if not answer.pools:
        yield "  No two rows are alike: nothing is pooled."
    if answer.alone:
        yield "  Alone, no other row counts the same:"
    for effect in answer.alone:
        yield wrapped(typeset(f"- {outcome_sentence(effect)} [{alike_words(effect)}]"), indent=4)
    if answer.apart:
        yield "  Never pooled:"
    for effect, why in answer.apart:
        yield wrapped(typeset(f"- {effect.label}: {why}."), indent=4)


def pooled_text(pooled: Pooled) -> str:
    """One pool, whole."""
    first, *rest = pool_sentences(pooled)
    rows = [wrapped(typeset(f"- {outcome_sentence(effect)}"), indent=2) for effect in pooled.effects]
    return "\n".join([wrapped(first), *(wrapped(line, indent=2) for line in rest), *rows, RESEARCH_ONLY])


def study_text(found: Evidence, effects: Sequence[Effect]) -> str:
    """Studies whole: who, what was found, bias with why, audit, citation."""
    parts = [first_text(found)]
    for study in dict.fromkeys(effect.study.name for effect in effects):
        row = found.studies[study]
        mine = [effect for effect in effects if effect.study.name == study]
        lines = [
            f"{row.title}  [{row.name}]",
            wrapped(typeset(f"{row.modality}; {study_line(row)}"), indent=2),
        ]
        for effect in mine:
            barred = f"never pooled: {effect.obstacle}" if effect.obstacle else ""
            lines.append(wrapped(typeset(f"- {_with_remark(effect, barred)}"), indent=2))
        pairs = [
            ("technique", row.technique),
            ("adverse events", row.adverse or "not read of"),
            ("bias", f"{row.bias}, our judgement by {row.bias_scheme}: {row.bias_why}"),
            ("audit", f"{row.audit}: {row.audit_words}"),
            ("read", row.standing + (f", from {row.origin}" if row.origin else "")),
            ("source", citation(row)),
        ]
        lines += [wrapped(typeset(f"{name}: {words}"), indent=2) for name, words in pairs if words]
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, RESEARCH_ONLY])


def audit_text(found: Evidence) -> str:
    """The audit, with the words of both sides."""
    report = found.report
    parts = [first_text(found), f"{audit_summary(report)} {report.left_out}"]
    for item in report.statements.values():
        lines = [f"{item.status.upper()}: {item.subject}"]
        lines += [wrapped(typeset(f"{name}: {words}"), indent=2) for name, words in audit_lines(item)]
        parts.append("\n".join(lines))
    parts.append(
        wrapped(
            "Sources were read as abstracts. Imprecise is also what a source itself words loosely; the "
            "report of one case is not made worse by it. Phrases in quotation marks are quoted."
        )
    )
    return "\n\n".join([*(wrapped(parts[1]) if part is parts[1] else part for part in parts), RESEARCH_ONLY])


# --- for programs -------------------------------------------------------------------------------------------


def evidence_document(found: Evidence, answers: Sequence[Answer]) -> dict[str, Any]:
    """Everything as one document."""
    return {
        "sham_trial": {"sentence": sham_sentence(found.sham_trial), **_effect_document(found.sham_trial)},
        "questions": [
            {
                "name": answer.question.name,
                "title": answer.question.title,
                "rows": [_effect_document(effect) for effect in answer.effects],
                "pools": [pool_document(pooled) for pooled in answer.pools],
                "alone": [effect.label for effect in answer.alone],
                "apart": [{"row": effect.label, "why": why} for effect, why in answer.apart],
            }
            for answer in answers
        ],
        "studies": {name: _study_document(study) for name, study in found.studies.items()},
        "audit": {
            "report": found.report.source,
            "left_out": found.report.left_out,
            "statements": [asdict(item) for item in found.report.statements.values()],
        },
    }


def _effect_document(effect: Effect) -> dict[str, Any]:
    return {
        "row": effect.label,
        "sentence": outcome_sentence(effect),
        "measure": effect.measure,
        "shown": effect.shown,
        "shown_low": effect.shown_low,
        "shown_high": effect.shown_high,
        "estimate": effect.estimate,
        "variance": effect.variance,
        "obstacle": effect.obstacle,
        "outcome": asdict(effect.outcome),
    }


def _study_document(study: Study) -> dict[str, Any]:
    return {
        **{key: value for key, value in asdict(study).items() if key != "outcomes"},
        "citation": citation(study),
    }


def pool_document(pooled: Pooled) -> dict[str, Any]:
    """One pool as a document."""
    return {
        "rows": [effect.label for effect in pooled.effects],
        "alike": alike_words(pooled.effects[0]),
        "sentences": pool_sentences(pooled),
        "random_effects": asdict(pooled.random),
        "leave_one_out": [asdict(again) for again in pooled.without],
        "beta_binomial": None if pooled.beta is None else asdict(pooled.beta),
        "common_share_exact": pooled.common,
        "by_correlation": [{"correlation": r, **asdict(again)} for r, again in pooled.by_correlation],
        "egger": None if pooled.egger is None else asdict(pooled.egger),
        "warnings": list(pooled.warnings),
    }


def rows_csv(studies: Iterable[Study], question: str | None = None) -> str:
    """The rows as `--add` reads them, one an outcome; of one question where one is named."""
    cells = [
        row
        for study in studies
        for row in study_cells(study)
        if question is None or row["question"] == question
    ]
    return _csv(COLUMNS, ([row[name] for name in COLUMNS] for row in cells))


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def _pool_rows(answers: Sequence[Answer]) -> Iterator[list[object]]:
    for answer in answers:
        for pooled in answer.pools:
            random, (value, low, high) = pooled.random, pooled.shown
            yield [
                answer.question.name, "; ".join(effect.label for effect in pooled.effects),
                alike_words(pooled.effects[0]), random.k, value, low, high,
                "%" if pooled.measure == "share" else "points of 10", random.method, random.estimate,
                random.low, random.high, random.prediction_low, random.prediction_high, random.tau2,
                random.tau2_low, random.tau2_high, random.i2, random.h2, random.q, random.q_p,
            ]  # fmt: skip


def write_folder(found: Evidence, answers: Sequence[Answer], folder: Path) -> list[Path]:
    """Tables (CSV) and a forest plot a question (PNG, SVG), each whole or not at all.

    Returns
    -------
    The files, in the order in which they were written.
    """
    from cryonerve.reporting.figures.forest import draw_forest

    folder.mkdir(parents=True, exist_ok=True)
    report = found.report.statements.values()
    tables = {
        "evidence.csv": rows_csv(found.studies.values()),
        "pools.csv": _csv(POOL_COLUMNS, _pool_rows(answers)),
        "apart.csv": _csv(
            ("question", "row", "why"),
            ((answer.question.name, effect.label, why) for answer in answers for effect, why in answer.apart),
        ),
        "audit.csv": _csv(
            ("name", "status", "subject", "where", "report_words", "source", "source_words", "found"),
            (
                (item.name, item.status, item.subject, item.where, item.report_words, item.source,
                 item.source_words, item.found)
                for item in report
            ),
        ),
    }  # fmt: skip
    files = []
    for name, text in tables.items():
        with whole_file(folder / name) as partial:
            partial.write_text(text, encoding="utf-8-sig")  # the mark that spreadsheets look for
        files.append(folder / name)
    for answer in answers:
        for ending in ("png", "svg"):
            path = folder / f"forest-{answer.question.name}.{ending}"
            files.append(draw_forest(answer, path, sham=found.sham_trial))
    return files


def files_text(files: Sequence[Path]) -> str:
    """The files that were written."""
    return columns([[str(path)] for path in files], indent=0)
