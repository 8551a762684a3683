"""Ctrl-C and SIGTERM as a question the solver asks, so that what was computed until then is kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from cryonerve.app.progress import Progress
from cryonerve.errors import InputError

__all__ = ["InterruptionError", "listening", "or_stopped", "stopping"]


class InterruptionError(Exception):
    """A person wants to stop, and nothing that was computed is worth keeping or all of it is kept already."""


@contextmanager
def listening() -> Iterator[Callable[[], bool]]:
    """Hear Ctrl-C and SIGTERM while the block runs: the first sets the answer to True, a second one raises.

    Yields
    ------
    A function that is True once somebody asked to stop. Outside the main thread it stays False, because
    only the main thread hears signals.

    Raises
    ------
    InterruptionError
        On the second signal, at once.
    """
    asked = threading.Event()

    def hear(number: int, frame: FrameType | None) -> None:
        del number, frame
        if asked.is_set():
            raise InterruptionError("Stopped at once, as asked twice.")
        asked.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def or_stopped(cancel: Callable[[], bool], words: str) -> Iterator[None]:
    """What lacks because somebody stopped it is no bad input.

    Raises
    ------
    InterruptionError
        With `words`, where the block refuses its input after `cancel` was asked for.
    """
    try:
        yield
    except InputError:
        if cancel():
            raise InterruptionError(words) from None
        raise


def stopping(progress: Progress, cancel: Callable[[], bool], words: str) -> Progress:
    """The same progress, for work that asks nobody whether to go on: it ends where it tells how far it is.

    Raises, from the progress: InterruptionError with `words`, once `cancel` is True.
    """

    def told(step: str, done: float, total: float) -> None:
        if cancel():
            raise InterruptionError(words)
        progress(step, done, total)

    return told
