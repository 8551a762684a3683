"""Where in the case file stands what a later step complains about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from cryonerve.case.case import Case
from cryonerve.errors import Complaint, InputError

__all__ = ["pointing"]


@contextmanager
def pointing(case: Case) -> Iterator[None]:
    """Give the complaints of the block the file of the case, and the line of the field they are about.

    Drawing and simulating find what reading alone cannot: lengths that do not fit together, a probe outside
    of the body. Complaints about another file, such as a scan, keep theirs.

    Examples
    --------
    >>> from cryonerve.case import load
    >>> from cryonerve.errors import CaseError
    >>> with pointing(load("straight-probe-block")):
    ...     raise CaseError(Complaint("too thin", field="anatomy.size"))
    Traceback (most recent call last):
    cryonerve.errors.CaseError: straight-probe-block.yaml:10: anatomy.size: too thin
    """
    try:
        yield
    except InputError as error:
        raise type(error)(*(_placed(item, case) for item in error.complaints)) from error


def _placed(complaint: Complaint, case: Case) -> Complaint:
    if complaint.file or complaint.field.startswith("--"):
        return complaint
    return replace(complaint, file=case.file, line=complaint.line or _line(complaint.field, case))


def _line(field: str, case: Case) -> int:
    """Line of a field, or the first line of what stands around it; 0 where that is nowhere."""
    lines = {item.path: item.line for item in case.standings if item.line}
    path = field.replace("anatomy.neuroma_", "anatomy.neuroma.")
    path = path.replace("anatomy.uncertainty_", "anatomy.uncertainty.")
    while path:
        around = [line for name, line in lines.items() if name == path or name.startswith(f"{path}.")]
        if around:
            return min(around)
        path = path.rpartition(".")[0]
    return 0
