"""A file that appears on disk only when it is complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["PARTIAL", "push", "whole_file"]

PARTIAL = ".partial-"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Lend a hidden path beside `path`; after the block the file stands under its own name, complete.

    The hidden name keeps the ending, for writers that choose a format by it. When the block fails nothing
    is left and an older file of that name stays as it was.
    """
    partial = path.with_name(PARTIAL + path.name)
    try:
        yield partial
        push(partial)
        os.replace(partial, path)
        push(path.parent)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def push(path: Path) -> None:
    """Push a file's (or folder's) content to the disk, so that a rename never outruns it."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # pragma: no cover  (a folder cannot be opened on Windows)
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
