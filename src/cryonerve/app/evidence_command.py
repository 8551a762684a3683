"""The command that says what others found, and how far it can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryonerve.app.speech import say, say_json
from cryonerve.errors import Complaint, InputError, nearest

if TYPE_CHECKING:
    from cryonerve.registry.literature import Evidence

__all__ = ["add_to"]

QuestionOption = Annotated[
    str | None, typer.Option("--question", metavar="NAME", help="One question; without: all of them.")
]
StudyOption = Annotated[
    list[str] | None,
    typer.Option("--study", metavar="NAME", help='A study, or "STUDY OUTCOME"; may be given several times.'),
]
PoolOption = Annotated[
    bool, typer.Option("--pool", help="What may be pooled; with --study: these rows, or why not.")
]
AuditOption = Annotated[
    bool,
    typer.Option("--audit", help="How the published case cites: words of both sides, and what was found."),
]
AddOption = Annotated[
    Path | None,
    typer.Option(
        "--add", metavar="FILE", help="Your own studies beside these: CSV, a row an outcome.", readable=False
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="FOLDER", help="Tables (CSV) and forest plots (PNG, SVG).", readable=False
    ),
]
MethodOption = Annotated[
    str, typer.Option("--method", metavar="NAME", help="Variance between studies: REML, DL or PM.")
]
CorrelationOption = Annotated[
    float,
    typer.Option("--correlation", min=-1.0, max=1.0, help="Assumed, between scores before and after."),
]
CsvOption = Annotated[bool, typer.Option("--csv", help="The rows as CSV on stdout, as --add reads them.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]

EXAMPLES = (
    "cryonerve evidence                                   what others found, by question",
    "cryonerve evidence --question foot-neuroma --pool    what may be pooled, and what not",
    "cryonerve evidence --study caporusso2002             one study whole",
    "cryonerve evidence --audit                           how the published case cites",
    "cryonerve evidence --add mine.csv -o found           your rows too; tables and forest plots",
)


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `evidence`."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES)
    app.command(epilog=f"\b\nExamples:\n{lines}")(evidence)


def evidence(
    *,
    question: QuestionOption = None,
    study: StudyOption = None,
    pool: PoolOption = False,
    audit: AuditOption = False,
    add: AddOption = None,
    out: OutOption = None,
    method: MethodOption = "REML",
    correlation: CorrelationOption = 0.5,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
) -> None:
    """What others found: the trial against sham first, rows by question, pooled only where alike."""
    from cryonerve.app import evidence_answers as words
    from cryonerve.registry import evidence as literature
    from cryonerve.registry.variance_between import ESTIMATORS

    if method not in ESTIMATORS:
        what = f"no method is called '{method}'"
        raise InputError(Complaint(what, nearest(method, ESTIMATORS), field="--method"))
    if audit and (pool or study or question):
        remedy = "Leave out --pool, --study and --question: the audit is of the whole report."
        raise InputError(Complaint("the audit cannot be narrowed", remedy, field="--audit"))
    found = literature(add=add)
    if study and pool:
        _pooled(found, study, method, correlation, as_json=as_json)
        return
    names = [question] if question else list(found.questions)
    answers = [found.answer(name, method=method, correlation=correlation) for name in names]
    if out is not None:
        files = words.write_folder(found, answers, out)
        if not (as_json or as_csv):
            say(words.files_text(files))
            return
    if as_json:
        document = words.evidence_document(found, answers)
        if study:
            wanted = {effect.label for name in study for effect in found.effects(name)}
            for item in document["questions"]:
                item["rows"] = [row for row in item["rows"] if row["row"] in wanted]
        say_json(document["audit"] if audit else document)
    elif as_csv:
        rows = [found.studies[name.split()[0]] for name in study if found.effects(name)] if study else None
        say(words.rows_csv(rows if rows is not None else found.studies.values(), question).rstrip("\n"))
    elif audit:
        say(words.audit_text(found))
    elif study:
        say(words.study_text(found, [effect for name in study for effect in found.effects(name)]))
    else:
        say(words.answer_text(found, answers, pools=pool))


def _pooled(found: Evidence, names: list[str], method: str, correlation: float, *, as_json: bool) -> None:
    """Pool the rows that were named, or refuse."""
    from cryonerve.app import evidence_answers as words
    from cryonerve.registry import pool
    from cryonerve.registry.effects import effect_of

    effects = [
        effect_of(effect.study, effect.outcome, correlation=correlation)
        for name in names
        for effect in found.effects(name)
    ]
    pooled = pool(effects, method=method)
    say_json(words.pool_document(pooled)) if as_json else say(words.pooled_text(pooled))
