"""The command that drafts a case report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cryonerve.app.record_options import (
    Door,
    JsonOption,
    KeyOption,
    SealOption,
    StoreOption,
    WhoOption,
    examples,
    needed,
)
from cryonerve.app.speech import RESEARCH_ONLY, columns, say, say_json, wrapped
from cryonerve.errors import Complaint, RegistryError, nearest

if TYPE_CHECKING:
    from cryonerve.registry.case_record import CaseRecord
    from cryonerve.reporting.care.parts import CareDraft

__all__ = ["add_to"]

RecordArgument = Annotated[
    str,
    typer.Argument(
        metavar="RECORD|ID", help="A record file, the name of a bundled record, or the id of a case (C-...)."
    ),
]
RunOption = Annotated[
    Path | None,
    typer.Option("--run", metavar="RUN", help="A run of this case: what it computed.", readable=False),
]
OutOption = Annotated[
    Path,
    typer.Option("-o", "--out", metavar="FOLDER", help="Where to write.", readable=False),
]
DocxOption = Annotated[
    bool, typer.Option("--docx/--no-docx", help="Write case-report.docx beside the Markdown.")
]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Write over a draft that is there.")]


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `case-report`."""
    app.command(
        name="case-report",
        epilog=examples(
            "cryonerve case-report tibial-neuroma-child -o draft        the published case, what it left out",
            "cryonerve case-report record.yaml --run runs/mine -o draft",
            "cryonerve case-report C-... --store clinic.sqlite -o draft",
        ),
    )(case_report)


def case_report(
    record: RecordArgument,
    *,
    run: RunOption = None,
    out: OutOption = Path("case-report"),
    docx: DocxOption = True,
    replace: ReplaceOption = False,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """A draft of a case report by CARE: what is recorded and computed, every gap as a question."""
    needed()
    from cryonerve.reporting import case_report as drafted

    found = _record(record, Door(store, who, key_file, seal_file))
    draft = drafted(found, out, run=run, docx=docx, replace=replace)
    say_json(_document(draft, found)) if as_json else say(_text(draft, found))


def _record(written: str, door: Door) -> CaseRecord:
    """The case of an id or of a file."""
    from cryonerve.registry.bundled import bundled_records
    from cryonerve.registry.case_record import case_of_record_file, case_of_registry
    from cryonerve.registry.marks import read_mark

    looks_like_an_id = written[:2].upper() == "C-" and not Path(written).exists()
    if not (looks_like_an_id or door.store):
        if not Path(written).exists() and written not in bundled_records():
            names = nearest(written, bundled_records())
            remedy = f"Give a record file, the id of a case (C-...), or the name of a bundled record. {names}"
            raise RegistryError(Complaint(f"there is no record '{written}'", remedy))
        return case_of_record_file(written)
    mark = read_mark(written, "C")
    with door.opened() as registry:
        return case_of_registry(registry, mark)


def _text(draft: CareDraft, record: CaseRecord) -> str:
    """Counts, questions by item, files."""
    rows = []
    for number, title in draft.items.items():
        parts = [part for part in draft.parts if part.item == number]
        asked = {question.number for part in parts for question in part.questions}
        numbers = f"question{'s' * (len(asked) > 1)} {_ranges(sorted(asked))}" if asked else ""
        rows.append([f"{number}.", title, ", ".join(f"{part.name} {part.status}" for part in parts), numbers])
    lines = [draft.title, wrapped(f"{draft.counted}."), columns(rows)]
    if record.withheld:
        fields = ", ".join(f"{kind}.{name}" for kind, name in record.withheld)
        lines.append(wrapped(f"Left out, because it may say who somebody is: {fields}."))
    if not record.may_be_published:
        lines.append("No consent to publication is recorded that still holds: see item 13.")
    if not draft.supplements:
        lines.append("No simulation is part of it: --run RUN adds what a run of this case computed.")
    lines += ["\n".join(f"  {path}" for path in draft.files), RESEARCH_ONLY]
    return "\n\n".join(lines)


def _ranges(numbers: list[int]) -> str:
    """Numbers in a few words.

    >>> _ranges([1, 2, 3, 7])
    '1-3, 7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _document(draft: CareDraft, record: CaseRecord) -> dict[str, Any]:
    """The draft for a program."""
    from dataclasses import asdict

    return {
        "title": draft.title,
        "guideline": draft.guideline,
        "counts": {**draft.counts, "parts": len(draft.parts), "questions": len(draft.questions)},
        "parts": [
            {
                "part": part.name,
                "item": part.item,
                "title": part.title,
                "status": part.status,
                "statements": [
                    {"words": item.words, "from": item.who, "sources": list(item.sources)}
                    for item in part.statements
                ],
                "tables": [asdict(table) for table in part.tables],
                "questions": [question.number for question in part.questions],
            }
            for part in draft.parts
        ],
        "questions": [
            {"number": item.number, "items": list(item.parts), "question": item.words, "why": item.why}
            for item in draft.questions
        ],
        "supplements": [asdict(item) for item in draft.supplements],
        "references": list(draft.references),
        "publication_consent": record.may_be_published,
        "withheld": [f"{kind}.{name}" for kind, name in record.withheld],
        "files": [str(path) for path in draft.files],
    }
