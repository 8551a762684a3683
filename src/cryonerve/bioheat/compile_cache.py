"""Several processes that share Numba's cache of compiled code on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numba.core.caching import IndexDataCacheFile

__all__ = ["lock_the_compile_cache"]


def lock_the_compile_cache() -> None:
    """Let one process at a time enter compiled code into Numba's cache.

    Numba looks for a free file name and notes it in two steps: two processes that compile one function for
    two signatures at the same moment may take the same file, and later load the other's code.
    """
    plain = IndexDataCacheFile.save
    if getattr(plain, "alone", False):
        return

    def save(self: Any, key: Any, data: Any) -> None:  # noqa: ANN401
        with _alone_with(Path(self._index_path).with_suffix(".lock")):
            plain(self, key, data)

    save.alone = True  # type: ignore[attr-defined]
    IndexDataCacheFile.save = save


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    try:
        import fcntl  # noqa: PLC0415
    except ImportError:  # no such locks on Windows
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
