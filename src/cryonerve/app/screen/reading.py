"""The text of a document as a case, by the same reader that reads files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryonerve.case.case import Case

__all__ = ["anew", "case_of"]

SHOWN_AS = "the case"  # in complaints, instead of a file


@lru_cache(maxsize=64)
def case_of(yaml: str) -> Case:
    """The case that a document's text holds.

    Raises
    ------
    CaseError
        With every complaint about the text.
    """
    from cryonerve.case.reading import read_case

    # Paths of a scan were made whole when it was opened; a relative one is looked for where nothing is.
    return read_case(yaml.encode(), file=SHOWN_AS, name="case", folder=Path("/nowhere"))


def anew(case: Case) -> str:
    """The text of an edited case, read back once: what the reader would refuse in a file is refused here.

    Raises
    ------
    CaseError
        With every complaint about the edited case.
    """
    from cryonerve.case.writing import write_yaml

    text = write_yaml(case)
    case_of(text)
    return text
