"""A draft is written: Markdown, DOCX and the figure, each whole or not at all, over nobody's work."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from cryonerve.errors import Complaint, RunFolderError
from cryonerve.registry.case_record import CaseRecord, case_of_record_file
from cryonerve.reporting.care.days import events
from cryonerve.reporting.care.drafting import TIMELINE, draft_of
from cryonerve.reporting.care.markdown import markdown
from cryonerve.reporting.care.parts import CareDraft
from cryonerve.reporting.care.simulated import simulated_of_run
from cryonerve.reporting.care.word_file import needed, word_bytes
from cryonerve.reporting.whole import PARTIAL, claimed, complained, whole_file

__all__ = ["MARKDOWN", "WORD", "write_draft", "written_draft"]

MARKDOWN, WORD = "case-report.md", "case-report.docx"
PLACE = "the draft's folder"


def written_draft(
    record: CaseRecord | Path | str,
    folder: Path | str,
    *,
    run: Path | str | None = None,
    docx: bool = True,
    replace: bool = False,
) -> CareDraft:
    """A draft from a record, written into a folder; see `cryonerve.reporting.case_report`."""
    if docx:
        needed()
    made = record if isinstance(record, CaseRecord) else case_of_record_file(record)
    draft = draft_of(made, None if run is None else simulated_of_run(Path(run), made))
    files = write_draft(draft, made, Path(folder), docx=docx, overwrite=replace)
    return dataclasses.replace(draft, files=files)


def write_draft(
    draft: CareDraft, record: CaseRecord, folder: Path, *, docx: bool = True, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write case-report.md, case-report.docx and timeline.png.

    Raises
    ------
    RunFolderError
        Another draft is there and `overwrite` is not asked for, or the folder cannot be written.
    """
    after = "Or write elsewhere: -o FOLDER"
    with (
        claimed(folder, after=after, place=PLACE),
        complained(folder, what="the draft", after=after, place=PLACE),
    ):
        files = _contents(draft, record, folder, docx=docx)
        if not overwrite:
            _spare(folder, files)
        with ExitStack() as all_or_none:
            for name, content in files.items():
                all_or_none.enter_context(whole_file(folder / name)).write_bytes(content)
    return tuple(folder / name for name in files)


def _contents(draft: CareDraft, record: CaseRecord, folder: Path, *, docx: bool) -> Mapping[str, bytes]:
    """The files by name, as they will be on disk."""
    from cryonerve.reporting.figures.case_days import draw_case_days  # noqa: PLC0415

    files = {MARKDOWN: markdown(draft).encode()}
    with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=folder) as beside:
        pictures = {}
        if any(part.drawings for part in draft.parts):
            pictures[TIMELINE] = draw_case_days(events(record), Path(beside) / TIMELINE)
        if docx:
            files[WORD] = word_bytes(draft, pictures)
        return files | {name: path.read_bytes() for name, path in pictures.items()}


def _spare(folder: Path, files: Mapping[str, bytes]) -> None:
    """Refuse to write over what somebody may have worked on; the same bytes again are no loss."""
    for name, content in files.items():
        path = folder / name
        if path.is_symlink() or path.exists():
            if path.is_file() and path.read_bytes() == content:
                continue
            what = "there is a draft here already, and somebody may have worked on it"
            remedy = "Write into another folder: -o FOLDER; or give it up: --replace"
            raise RunFolderError(Complaint(what, remedy, file=str(path)))
