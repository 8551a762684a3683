"""Files that are complete or not there, files that grow, and a lock that ends with who holds it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["FORBIDDEN", "FULL", "PARTIAL", "AppendedFile", "HeldError", "hold_lock", "push", "whole_file"]

PARTIAL = ".partial-"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_LOCKS = {errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK, errno.EINVAL}


class HeldError(Exception):
    """A lock that somebody else holds; says who, as the beginning of a sentence."""


class AppendedFile:
    """Grows while something happens; a kill takes the piece that was being written at most.

    Attributes
    ----------
    failed : why the disk took no more, which stops nobody; "" while all is well.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.failed = path, ""
        self._file = path.open("ab+", buffering=0)  # nothing waits inside this program

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, piece: bytes) -> None:
        """Put a piece on its way to the disk."""
        try:
            self._file.write(piece)
        except OSError as error:
            self.failed = error.strerror or str(error)


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


def hold_lock(path: Path) -> int:
    """Open and lock a lock file, and make sure that it is still the one the folder shows.

    The operating system lets go of it when the process dies, however it dies: a lock file that is there but
    not held is no obstacle.

    Returns
    -------
    The open handle; `os.close` lets go.

    Raises
    ------
    HeldError
        When another process holds it.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            free = _hold(handle)
            if free and os.path.exists(path) and os.path.samestat(os.fstat(handle), os.stat(path)):
                os.ftruncate(handle, 0)
                os.write(handle, f"{os.getpid()}\n".encode())
                return handle
            owner = os.read(handle, 32).decode(errors="replace").strip() if not free else ""
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if not free:
            raise HeldError(f"another process ({owner})" if owner else "another process")


if sys.platform == "win32":  # pragma: no cover

    def _hold(handle: int) -> bool:
        """Lock an open file without waiting; False when somebody else holds it."""
        import msvcrt  # noqa: PLC0415

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _hold(handle: int) -> bool:
        """Lock an open file without waiting; False when somebody else holds it."""
        import fcntl  # noqa: PLC0415

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            # Some network drives know no locks: writing without one is better than not at all.
            if error.errno not in _NO_LOCKS:
                raise
        return True
