"""Processes that test at once (`pytest -n 2`): one thread each, and one cache of compiled code for all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import IndexDataCacheFile

__all__ = ["become_a_worker", "compile_for_all", "lock_the_compile_cache"]

SOURCES = Path(__file__).parents[1] / "src"
WARM_UP = "from cryonerve.bioheat import warming; warming.warm_up('cpu'); warming.warm_the_rest('shapes')"


def compile_for_all() -> None:
    """Compile the solver before there are workers, which would all begin with it; seconds where it is done.

    What goes wrong here goes wrong in a test, too, and is reported there.
    """
    there = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCES), os.environ.get("PYTHONPATH", "")])}
    subprocess.run([sys.executable, "-c", WARM_UP], env=there, capture_output=True, check=False)


def become_a_worker() -> None:
    """One thread for this process, as the others need theirs; tests of threads set their own."""
    numba.set_num_threads(1)
    lock_the_compile_cache()


def lock_the_compile_cache() -> None:
    """Let one process at a time enter compiled code into Numba's cache.

    Numba looks for a free file name and notes it in two steps: two processes that compile one function for
    two signatures at the same moment may take the same file, and later load the other's code.
    """
    plain = IndexDataCacheFile.save
    if getattr(plain, "alone", False):
        return

    def save(self: IndexDataCacheFile, key: Any, data: Any) -> None:
        with _alone_with(Path(self._index_path).with_suffix(".lock")):
            plain(self, key, data)

    save.alone = True  # type: ignore[attr-defined]
    IndexDataCacheFile.save = save


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # no such locks on Windows
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
