"""A record becomes the draft of a case report, for people to write on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryonerve.registry.case_record import CaseRecord
    from cryonerve.reporting.care.parts import CareDraft

__all__ = ["case_report"]


def case_report(
    record: CaseRecord | Path | str,
    folder: Path | str,
    *,
    run: Path | str | None = None,
    docx: bool = True,
    replace: bool = False,
) -> CareDraft:
    """Write `case-report.md`, `case-report.docx` and `timeline.png`: a draft by the 13 items of CARE.

    Every sentence says where it is from: recorded (stated or assumed), arithmetic on the record, computed by
    a simulation, or published. Every gap is a numbered question to the author. Text that may say who somebody
    is stays out.

    Parameters
    ----------
    record : a record file, the name of a bundled record, or a case of a registry
        (`cryonerve.registry.case_of_registry`).
    folder : where to write; made when it does not exist.
    run : folder of a run of this very case, to add what was computed.
    docx : write the DOCX file too (needs python-docx: `cryonerve[documents]`).
    replace : write over a draft that is there.

    Returns
    -------
    CareDraft
        Parts with statements, tables and questions; `counts`, `questions` and `files`.

    Raises
    ------
    RunFolderError
        The run is of another case, a draft is there already, or the folder cannot be written.
    RegistryError
        The record is not understood.

    References
    ----------
    gagnier2013 (the guideline), ahmed2014 (words for an ablation).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draft = case_report("tibial-neuroma-child", folder, docx=False)
    >>> [path.name for path in draft.files]
    ['case-report.md', 'timeline.png']
    >>> [question.why for question in draft.questions if "perspective" in question.words]
    ['the report does not say']
    """
    from cryonerve.reporting.care.writing import written_draft  # noqa: PLC0415

    return written_draft(record, folder, run=run, docx=docx, replace=replace)
