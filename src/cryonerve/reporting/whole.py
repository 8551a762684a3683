"""Whole or not at all: files and folders that appear on disk only when they are complete.

Everything is written under a hidden name beside its place (`.partial-...`), pushed to the disk and renamed.
Whatever kills the process leaves hidden leftovers at most; the next writer, who holds the folder's lock and
therefore knows that nobody is still at work on them, sweeps them away. What is taken away goes the same road
back: renamed to a hidden name first, then removed.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from cryonerve.errors import Complaint, RunFolderError
from cryonerve.files import FORBIDDEN, FULL, PARTIAL, HeldError, hold_lock, push, whole_file

__all__ = [
    "LOCK",
    "PARTIAL",
    "claimed",
    "complained",
    "locked",
    "set_aside",
    "sweep",
    "whole_file",
    "whole_folder",
]

LOCK = ".cryonerve.lock"

_HELD: ContextVar[frozenset[Path]] = ContextVar("folders whose lock is held here", default=frozenset())


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Lend a hidden folder beside `path`; after the block it stands under its own name, complete.

    An older folder of that name is set aside first: between the two moments there is none.
    """
    partial = path.with_name(PARTIAL + path.name)
    try:
        partial.mkdir()
        yield partial
        inside = [Path(inner, name) for inner, _, names in os.walk(partial) for name in (*names, "")]
        with ThreadPoolExecutor(max_workers=8) as pool:  # the disk can take many at a time
            list(pool.map(push, inside))
        set_aside(path)
        os.replace(partial, path)
        push(path.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def set_aside(path: Path) -> None:
    """Remove a file or folder so that no half of it is ever seen; nothing happens when there is none."""
    if path.is_dir() and not path.is_symlink():
        hidden = path.with_name(f"{PARTIAL}old-{path.name}")
        shutil.rmtree(hidden, ignore_errors=True)
        os.replace(path, hidden)
        shutil.rmtree(hidden)
    else:
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what an interrupted writer left in a folder; call it only while holding the lock."""
    for leftover in folder.glob(PARTIAL + "*"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)


@contextmanager
def claimed(folder: Path, *, after: str = "", place: str = "the run's folder") -> Iterator[None]:
    """Hold a folder from the first thought of it to the last file in it, swept of what interrupted runs left.

    The folder is created when it is not there; when the block fails, folders that were made for nothing go
    again. Blocks may lie within each other: `run` claims its folder before it computes, and each writer
    claims it once more. `after` is said after the remedy when the folder cannot be used, in place of the
    advice to choose another. `place` is what the folder is called.

    Raises
    ------
    RunFolderError
        When the folder cannot be used, or another process is at work in it.
    """
    made: list[Path] = []
    try:
        with complained(folder, after=after, place=place):
            there = folder
            while not there.exists() and there != there.parent:
                made.append(there)
                there = there.parent
            folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, after=after, place=place):
            yield
    except BaseException:
        with suppress(OSError):
            for path in made:
                path.rmdir()
        raise


@contextmanager
def locked(folder: Path, *, after: str = "", place: str = "the run's folder") -> Iterator[None]:
    """Hold the folder's lock; the operating system lets go of it when the process dies, however it dies.

    A lock file that is there but not held is therefore no obstacle: it only says that somebody was
    interrupted, and what that somebody left half done is swept up. Who holds the lock already may take it
    again.

    Raises
    ------
    RunFolderError
        When another process is writing into the folder.
    """
    real = folder.resolve()
    if real in _HELD.get():
        yield
        return
    with complained(folder, after=after, place=place):
        handle = _take(folder / LOCK)
    before = _HELD.set(_HELD.get() | {real})
    try:
        with complained(folder, after=after, place=place):
            sweep(folder)
        yield
    finally:
        _HELD.reset(before)
        with suppress(OSError):
            (folder / LOCK).unlink(missing_ok=True)
        os.close(handle)


def _take(path: Path) -> int:
    """Lock the lock file, or say who holds it."""
    try:
        return hold_lock(path)
    except HeldError as held:
        raise RunFolderError(
            Complaint(
                f"{held} is writing into this folder",
                "Wait until it has finished, or choose another folder with -o RUN.",
                file=str(path.parent),
            )
        ) from held


@contextmanager
def complained(
    folder: Path, *, what: str = "this run", after: str = "", place: str = "the run's folder"
) -> Iterator[None]:
    """Turn what the operating system says in the block into a RunFolderError with a remedy.

    Parameters
    ----------
    what : what the block writes, in words.
    after : said after the remedy: what is left, and how to go on.
    place : what the folder is called.
    """
    try:
        yield
    except OSError as error:
        raise RunFolderError(_complaint(folder, error, (what, place), after)) from error


def _complaint(folder: Path, error: OSError, named: tuple[str, str], after: str) -> Complaint:
    writes, place = named
    elsewhere = "." if after else ", or choose another folder with -o RUN."
    if error.errno in FULL:
        what, remedy = f"there is not enough space to write {writes}", f"Make space on this disk{elsewhere}"
    elif error.errno in FORBIDDEN:
        what, remedy = "this folder cannot be written to", f"Look at its permissions{elsewhere}"
    elif isinstance(error, NotADirectoryError | FileExistsError):
        what = f"there is a file where {place} should be"
        remedy = f"Take it away{elsewhere}"
    elif error.errno == errno.ENAMETOOLONG:
        what, remedy = "this name is too long for a folder", "Choose a shorter one with -o RUN."
    else:
        what = f"{place} cannot be used ({error.strerror or error})"
        remedy = f"Look whether the disk is in order{elsewhere}"
    return Complaint(what, " ".join(part for part in (remedy, after) if part), file=str(folder))
