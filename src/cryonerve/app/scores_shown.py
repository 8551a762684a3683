"""A score as the command line shows it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryonerve.app.answers import findings_text
from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped
from cryonerve.errors import InputError
from cryonerve.registry.conversion import read_conversion
from cryonerve.registry.measurements import read_answers
from cryonerve.registry.scoring import Score, score
from cryonerve.sources.instrument_files import instrument

__all__ = ["score_document", "score_text", "scored_file"]


def scored_file(name: str, answers: Path, table: Path | None) -> Score:
    """The score of a file of answers.

    Raises
    ------
    InputError
        What is not understood, with the line of the answer.
    """
    chosen = instrument(name)
    sheet = read_answers(answers, chosen)
    conversion = None if table is None else read_conversion(table, chosen)
    try:
        return score(chosen, sheet.answers, version=sheet.version, age=sheet.age, conversion=conversion)
    except InputError as error:
        raise sheet.located(error) from None


def score_document(found: Score) -> dict[str, Any]:
    """The score with all that belongs to it."""
    return {
        "instrument": found.instrument,
        "version": found.version,
        "score": found.value,
        "unit": found.unit,
        "band": "" if found.band is None else found.band.title,
        "second_score": None if found.converted is None else asdict(found.converted),
        "parts": dict(found.parts),
        "missing": list(found.missing),
        "refused": found.refused,
        "answers": dict(found.answers),
        "findings": [asdict(item) for item in found.findings],
    }


def score_text(found: Score) -> str:
    """The score for a person; why there is none first, where there is none."""
    lines = []
    if found.value is None:
        lines.append(wrapped(f"No score of {found.instrument}, version {found.version}: {found.refused}"))
    else:
        band = "" if found.band is None else f" ({found.band.title})"
        lines.append(f"{found.instrument}, version {found.version}: {found.value:g} {found.unit}{band}")
    if found.converted is not None:
        second = found.converted
        lines.append(f"  {second.name}: {second.value:g} ± {second.standard_error:g}")
    rows = [[name, "no score" if value is None else f"{value:.1f}"] for name, value in found.parts.items()]
    if rows:
        lines.append(columns(rows))
    if found.missing:
        lines.append(wrapped(f"not answered: {', '.join(found.missing)}", indent=2))
    if found.findings:
        lines.append(findings_text(found.findings))
    return "\n".join(lines) + f"\n\n{RESEARCH_ONLY}"
