"""The other end of a crew: a process that carries out what its standard input says, until that ends.

This file is run by its path and uses the standard library alone: what the work needs is imported when the
work arrives, and a worker whose work needs little starts in a twentieth of a second.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from time import perf_counter
from typing import IO, Any

__all__ = ["READY", "UNABLE", "Said", "framed", "serve", "tried"]

READY, UNABLE = "ready", "unable"
# numbers or None, why there are none, seconds, the field that was left beside the numbers
Said = tuple[dict[str, float] | None, str, float, Any]
LENGTH = struct.Struct(">Q")
LONGEST_REASON = 500  # characters


def serve() -> None:
    """Answer every job (number, payload) with (number, numbers or None, reason, seconds, field).

    What the work prints goes to standard error: standard output carries answers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that asked decides
    given, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    orders: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_read, args=(given, orders), daemon=True, name="orders").start()
    try:
        work, common = pickle.loads(orders.get())
        if "numba" in sys.modules:
            from cryonerve.bioheat.compile_cache import lock_the_compile_cache  # noqa: PLC0415

            lock_the_compile_cache()
    except Exception as error:  # noqa: BLE001
        _say(answers, (UNABLE, _reason(error)))
        return
    _say(answers, (READY, ""))
    while True:
        for number, packed in pickle.loads(orders.get()):
            _say(answers, (number, *tried(_unpacking(work), common, packed)))


def tried(work: Callable[[Any, Any], Any], common: object, payload: object) -> Said:
    """Numbers of one task, or why there are none, and the seconds it took. Nothing but Ctrl-C passes.

    A number that is NaN is no number and is left out.

    >>> tried(lambda common, payload: {"half": payload / common}, 2.0, 1.0)[:2]
    ({'half': 0.5}, '')
    >>> tried(lambda common, payload: {"half": payload / common}, 0.0, 1.0)[:2]
    (None, 'ZeroDivisionError: float division by zero')
    """
    began = perf_counter()
    numbers, reason, field = None, "", None
    try:
        found = work(common, payload)
        given = {str(name): float(value) for name, value in found.items()}
        numbers = {name: value for name, value in given.items() if value == value}  # noqa: PLR0124
        field = getattr(found, "field", None)
    except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever it is, it is this task's result)
        reason = _reason(error)
    return numbers, reason, perf_counter() - began, field


def framed(message: bytes) -> bytes:
    """A message behind its length, as a worker reads it."""
    return LENGTH.pack(len(message)) + message


def _unpacking(work: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A payload that cannot be loaded is its own task's failure."""
    return lambda common, packed: work(common, pickle.loads(packed))


def _reason(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:LONGEST_REASON] if said else type(error).__name__


def _read(pipe: IO[bytes], orders: SimpleQueue[bytes]) -> None:
    """Listen beside the work, so that the process goes at once when the other end is gone.

    It takes bytes only: what they mean may need imports, which belong to the main thread.
    """
    while len(head := pipe.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(head)
        message = pipe.read(length)
        if len(message) < length:
            break
        orders.put(message)
    os._exit(0)


def _say(pipe: IO[bytes], message: tuple[object, ...]) -> None:
    try:
        pickle.dump(message, pipe, protocol=pickle.HIGHEST_PROTOCOL)
        pipe.flush()
    except OSError:  # nobody listens
        os._exit(0)


if __name__ == "__main__":
    serve()
