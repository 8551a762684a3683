"""The page of evidence as documents: overview, one question with its plot, a pool or why none, audit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.speech import RESEARCH_ONLY, finite
from cryonerve.errors import Complaint, PoolingError, nearest
from cryonerve.registry.answers import Answer
from cryonerve.registry.effects import Effect, shown_value
from cryonerve.registry.literature import Evidence, evidence
from cryonerve.registry.pooling import Pooled, pool
from cryonerve.reporting.evidence_rows import AUDIT_SIGNS, audit_row, evidence_row
from cryonerve.reporting.evidence_wording import (
    alike_words,
    audit_summary,
    citation,
    pool_sentences,
    sham_sentence,
)
from cryonerve.reporting.forest_rows import (
    MEASURE_TITLES,
    MEASURES,
    ForestLine,
    forest_lines,
    is_sham,
    number_words,
)
from cryonerve.reporting.others_found import NOTHING_POOLED
from cryonerve.sources.evidence import AUDITS, DESIGNS, UNITS

__all__ = ["audit_page", "overview_page", "pool_page", "question_page"]

ZERO = {"difference": "no difference", "fall": "no change", "share": ""}


@cache
def _found() -> Evidence:
    return evidence()


@cache
def overview_page() -> Any:  # noqa: ANN401
    """The trial against sham first, then the questions and what rows can be chosen by."""
    found = _found()
    answers = {name: found.answer(name) for name in found.questions}
    return finite(
        {
            "notice": RESEARCH_ONLY,
            "sham": {
                "sentence": sham_sentence(found.sham_trial),
                "citation": citation(found.sham_trial.study),
                "row": asdict(evidence_row(found.sham_trial)),
                "plot": _plot_line(ForestLine("", effect=found.sham_trial, weight=0.5)),
            },
            "questions": [
                {
                    "name": name,
                    "title": answer.question.title,
                    "short": answer.question.short,
                    "rows": len(answer.effects),
                    "pools": len(answer.pools),
                }
                for name, answer in answers.items()
            ],
            "studies": len(found.studies),
            "designs": DESIGNS,
            "units": UNITS,
            "audits": [{"name": name, "sign": AUDIT_SIGNS[name]} for name in AUDITS],
        }
    )


@cache
def question_page(name: str) -> Any:  # noqa: ANN401
    """The rows of one question, its forest plot, and what may be pooled.

    Raises
    ------
    MissingError
        No question has that name.
    """
    found = _found()
    if name not in found.questions:
        raise MissingError(Complaint(f"there is no question '{name}'", nearest(name, found.questions)))
    answer = found.answer(name)
    apart = {effect.label: why for effect, why in answer.apart}
    return finite(
        {
            "name": name,
            "title": answer.question.title,
            "rows": [
                asdict(evidence_row(effect, apart=apart.get(effect.label, ""))) for effect in answer.effects
            ],
            "panels": [
                panel for panel in (_panel(answer, measure) for measure in MEASURES) if panel["lines"]
            ],
            "pools": [_pool(pooled) for pooled in answer.pools],
            "unpooled": "" if answer.pools else NOTHING_POOLED,
            "alone": [{"label": effect.label, "kind": alike_words(effect)} for effect in answer.alone],
        }
    )


def pool_page(labels: Sequence[str]) -> Any:  # noqa: ANN401
    """The rows that were chosen as one, or the reasons why they are not pooled.

    Parameters
    ----------
    labels : names of rows, as "morton2024 any-relief".

    Raises
    ------
    UnknownNameError
        There is no such row.
    """
    found = _found()
    effects = [effect for label in labels for effect in found.effects(label)]
    try:
        return finite({"pool": _pool(pool(effects)), "refused": []})
    except PoolingError as refusal:
        return {"pool": None, "refused": [_reason(item) for item in refusal.complaints]}


def audit_page() -> Any:  # noqa: ANN401
    """What the published report says of its sources: each statement with the words of both sides."""
    report = _found().report
    return {
        "title": report.title,
        "summary": audit_summary(report),
        "left_out": report.left_out,
        "statements": [asdict(audit_row(item)) for item in report.statements.values()],
    }


def _reason(item: Complaint) -> dict[str, Any]:
    return {
        "what": item.what,
        "remedy": item.remedy,
        "rows": [line.strip() for line in item.text.splitlines()],
    }


def _panel(answer: Answer, measure: str) -> dict[str, Any]:
    """One axis with its lines; a line of a pool carries the pool's place in the list of pools."""
    lines = forest_lines(answer, measure)
    return {
        "measure": measure,
        "title": MEASURE_TITLES[measure],
        "zero": ZERO[measure],
        "lines": [_plot_line(line, answer.pools) for line in lines],
    }


def _plot_line(line: ForestLine, pools: Sequence[Pooled] = ()) -> dict[str, Any]:
    """What is drawn of a row, a pool or a heading; ends that cannot be given are None."""
    drawn: dict[str, Any] = {"words": line.words, "small": line.small, "kind": "heading"}
    if line.pooled is not None:
        value, low, high = line.pooled.shown
        ends = _ends(line.pooled.further)
        return {
            **drawn,
            **{"kind": "pool", "value": value, "low": low, "high": high, "number": number_words(line)},
            **{"few": line.pooled.few, "further": ends, "pool": list(pools).index(line.pooled)},
            "members": [effect.label for effect in line.pooled.effects],
        }
    if line.effect is None:
        return drawn
    effect = line.effect
    return {
        **drawn,
        **{"kind": "row", "label": effect.label, "number": number_words(line), "weight": line.weight},
        **{"value": effect.shown, "low": effect.shown_low, "high": effect.shown_high},
        **{"apart": line.apart, "sham": is_sham(line) and not line.apart},
    }


def _ends(pair: tuple[float, float]) -> list[float] | None:
    return list(pair) if all(math.isfinite(end) for end in pair) else None


def _pool(pooled: Pooled) -> dict[str, Any]:
    """A pool with its sentences, and the same without each study in turn."""
    value, low, high = pooled.shown
    return {
        "rows": [effect.label for effect in pooled.effects],
        "alike": alike_words(pooled.effects[0]),
        "sentences": pool_sentences(pooled),
        **{"value": value, "low": low, "high": high, "further": _ends(pooled.further), "few": pooled.few},
        "measure": pooled.measure,
        "line": _plot_line(ForestLine(f"{pooled.random.k} pooled", pooled=pooled), (pooled,)),
        "lines": [
            _plot_line(ForestLine(effect.study.title, effect=effect, weight=weight))
            for effect, weight in zip(pooled.effects, pooled.random.weights, strict=True)
        ],
        "without": [_without(pooled.effects[place], again) for place, again in enumerate(pooled.without)],
    }


def _without(gone: Effect, again: Any) -> dict[str, Any]:  # noqa: ANN401
    ends = (shown_value(gone.measure, end) for end in (again.estimate, again.low, again.high))
    value, low, high = ends
    return {"study": gone.study.title, "label": gone.label, "value": value, "low": low, "high": high}
