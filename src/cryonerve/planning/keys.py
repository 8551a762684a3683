"""The key of the code that computes: rows of other code are not taken for this code's.

What decides a row beside the code is known by `content_key` (`case/content.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from cryonerve import __version__
from cryonerve.case.content import FORMAT, content_key

__all__ = ["code_key", "content_key"]

COMPUTES = ("sources", "case", "anatomy", "bioheat", "nerve", "planning")  # folders whose code makes a row
TOP = ("units.py", "findings.py")
TEXTS = (".py", ".toml", ".csv")


@cache
def code_key() -> str:
    """SHA-256 of the version and of every source and table that makes a row of results.

    It belongs into the key of a task: a row that other code computed is not taken for this code's.
    """
    found = sha256(f"{FORMAT} {__version__}".encode())
    root = files("cryonerve")
    for name in TOP:
        found.update(_text(root / name))
    for folder in COMPUTES:
        for where, entry in _texts(root / folder, folder):
            found.update(where.encode() + b"\0" + _text(entry))
    return found.hexdigest()


def _texts(folder: Traversable, where: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _texts(entry, f"{where}/{entry.name}")
        elif entry.name.endswith(TEXTS):
            yield f"{where}/{entry.name}", entry


def _text(entry: Traversable) -> bytes:
    """Content with the same line ends on every system."""
    return sha256(entry.read_bytes().replace(b"\r\n", b"\n")).digest()
