"""The text of a document as a case, by the same reader that reads files."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryonerve.case.case import Case

__all__ = ["anew", "case_of", "text_key"]

SHOWN_AS = "the case"  # in complaints, instead of a file
MOST_CASES = 64  # that are remembered

_cases: OrderedDict[str, Case] = OrderedDict()
_lock = Lock()


def text_key(yaml: str) -> str:
    """What a text is remembered by: its SHA-256, instead of the whole of it."""
    return sha256(yaml.encode("utf-8", "surrogatepass")).hexdigest()


def case_of(yaml: str) -> Case:
    """The case that a document's text holds; read once.

    Raises
    ------
    CaseError
        With every complaint about the text.
    """
    from cryonerve.case.reading import read_case

    key = text_key(yaml)
    with _lock:
        if key in _cases:
            _cases.move_to_end(key)
            return _cases[key]
    # Paths of a scan were made whole when it was opened; a relative one is looked for where nothing is.
    case = read_case(yaml.encode(), file=SHOWN_AS, name="case", folder=Path("/nowhere"))
    with _lock:
        _cases[key] = case
        while len(_cases) > MOST_CASES:
            _cases.popitem(last=False)
    return case


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
