"""Processes that compute for the server: asked by messages, cancelled by messages, replaced when they die.

The server's event loop never computes. A process is spawned, not forked (Numba's threads do not survive it),
gets its number of threads before anything heavy is imported, and ends by itself when the server is gone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from itertools import count
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.refusals import spoken_error

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["Asking", "DiedError", "Kind", "RefusedError", "Worker", "serve"]

Tell = Callable[[Mapping[str, Any]], None]


class DiedError(Exception):
    """The process ended while it was at work."""


class RefusedError(Exception):
    """The process could not do what it was asked; `said` is the error as the page gets it."""

    def __init__(self, said: dict[str, Any], *, stopped: bool = False) -> None:
        super().__init__(said["error"]["what"])
        self.said = said
        self.stopped = stopped  # because somebody cancelled


@dataclass(frozen=True)
class Kind:
    """A sort of process.

    Attributes
    ----------
    work : module with `HANDLERS`: name of a request -> function(payload, asking).
    threads : of the compiled loops. niceness : added to its priority; 0 is as the server.
    """

    work: str
    threads: int = 1
    niceness: int = 0


@dataclass(frozen=True)
class Asking:
    """What a handler knows of who asks: how to tell progress, and whether to stop."""

    tell: Tell
    cancelled: Callable[[], bool]

    def progress(self, step: str, done: float, total: float) -> None:
        """Tell how far the work is, as any other progress is told."""
        self.tell({"step": step, "done": done, "total": total})


# --- in the process -----------------------------------------------------------------------------------------


def serve(connection: Connection, kind: Kind) -> None:
    """Answer requests until the server is gone; the whole life of a process."""
    for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(kind.threads)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which tells this process
    if kind.niceness and hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(kind.niceness)
    waiting: SimpleQueue[tuple[int, str, Any]] = SimpleQueue()
    cancelled: set[int] = set()
    threading.Thread(target=_listen, args=(connection, waiting, cancelled), daemon=True).start()
    sending = threading.Lock()

    def send(what: str, ticket: int, content: Any) -> None:  # noqa: ANN401
        with sending, suppress(OSError):
            connection.send((what, ticket, content))

    handlers: Mapping[str, Callable[[Any, Asking], Any]] = import_module(kind.work).HANDLERS
    while True:
        ticket, request, payload = waiting.get()
        asking = Asking(partial(send, "told", ticket), partial(cancelled.__contains__, ticket))
        send(*_answered(handlers, (ticket, request, payload), asking))


def _answered(
    handlers: Mapping[str, Callable[[Any, Asking], Any]], asked: tuple[int, str, Any], asking: Asking
) -> tuple[str, int, Any]:
    from cryonerve.app.interruption import InterruptionError
    from cryonerve.app.speech import finite

    ticket, request, payload = asked
    try:
        if asking.cancelled():
            raise InterruptionError("Cancelled before it began.")
        answer = handlers[request](payload, asking)
        return "done", ticket, finite(answer) if isinstance(answer, dict) else answer
    except InterruptionError as error:
        return "stopped", ticket, {"error": {"what": str(error), "remedy": "", "field": "", "line": 0}}
    except Exception as error:  # noqa: BLE001  nothing a request does may end the process
        return "failed", ticket, spoken_error(error)


def _listen(connection: Connection, waiting: SimpleQueue[tuple[int, str, Any]], cancelled: set[int]) -> None:
    while True:
        try:
            what, ticket, *rest = connection.recv()
        except (EOFError, OSError):
            os._exit(0)  # the server is gone, however it went
        if what == "quit":
            os._exit(0)
        if what == "cancel":
            cancelled.add(ticket)
        else:
            waiting.put((ticket, *rest))


# --- in the server ------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Worker:
    """One process of a kind, started when it is first asked and again when it died."""

    kind: Kind
    _process: BaseProcess | None = None
    _connection: Connection | None = None
    _asked: dict[int, tuple[Future[Any], Tell | None, Connection]] = field(default_factory=dict)
    _tickets: count[int] = field(default_factory=lambda: count(1))
    _lock: threading.RLock = field(default_factory=threading.RLock)
    deaths: int = 0

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        return None if self._process is None else self._process.pid

    def ask(self, request: str, payload: Any, *, tell: Tell | None = None) -> tuple[int, Future[Any]]:  # noqa: ANN401
        """Send a request; its ticket, and the future answer.

        The future fails with RefusedError, or with DiedError when the process ended.
        `tell` is called with progress, in a thread of its own.
        """
        answer: Future[Any] = Future()
        answer.set_running_or_notify_cancel()  # from here on it cannot be cancelled under the hearing thread
        with self._lock:
            ticket = next(self._tickets)
            try:
                connection = self._start()
                self._asked[ticket] = (answer, tell, connection)
                connection.send(("ask", ticket, request, payload))
            except OSError:  # no process can be started, or this one has just ended
                self._asked.pop(ticket, None)
                answer.set_exception(DiedError("it ended before it was asked"))
        return ticket, answer

    def cancel(self, ticket: int) -> None:
        """Ask for an end of one request; what has not begun ends at once when it begins."""
        with self._lock:
            if self._connection is not None and ticket in self._asked:
                with suppress(OSError):
                    self._connection.send(("cancel", ticket))

    def kill(self) -> None:
        """End the process at once; what it was asked fails with DiedError."""
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """Let the process end by itself; wait a moment, then end it."""
        with self._lock:
            process, connection = self._process, self._connection
            self._process = self._connection = None
        if connection is not None:
            with suppress(OSError):  # closed by the thread that hears, which may be reading from it now
                connection.send(("quit", 0))
        if process is not None:
            process.join(1.0)
            if process.is_alive():
                process.kill()
                process.join(5.0)

    def _start(self) -> Connection:
        """The way to the process, which is started where there is none."""
        if self._process is not None and self._connection is not None and self._process.is_alive():
            return self._connection
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(there, self.kind), name=self.kind.work)
        with _plain_main():
            process.start()
        there.close()
        self._process, self._connection = process, here
        threading.Thread(target=self._hear, args=(here,), daemon=True).start()
        return here

    def _hear(self, connection: Connection) -> None:
        while True:
            try:
                what, ticket, content = connection.recv()
            except (EOFError, OSError):
                self._mourn(connection)
                connection.close()
                return
            with self._lock:
                known = self._asked.get(ticket) if what == "told" else self._asked.pop(ticket, None)
            if known is None:
                continue
            answer, tell, _ = known
            if what == "told":
                if tell is not None:
                    with suppress(RuntimeError):  # the server's event loop is closed: nobody listens
                        tell(content)
            else:
                _settle(answer, what, content)

    def _mourn(self, connection: Connection) -> None:
        """Fail what the ended process was asked; the next request starts another one."""
        with self._lock:
            left = [ticket for ticket, asked in self._asked.items() if asked[2] is connection]
            answers = [self._asked.pop(ticket)[0] for ticket in left]
            if connection is self._connection:
                self._process = self._connection = None
            self.deaths += 1
        for answer in answers:
            answer.set_exception(DiedError("the process that computes has ended"))


def _settle(answer: Future[Any], what: str, content: Any) -> None:  # noqa: ANN401
    if what == "done":
        answer.set_result(content)
    else:
        answer.set_exception(RefusedError(content, stopped=what == "stopped"))


class _plain_main:  # noqa: N801
    """Spawn imports the file of `__main__` again; ours needs nothing of it (a script may have no guard)."""

    def __enter__(self) -> None:
        self.main = sys.modules["__main__"]
        self.path = getattr(self.main, "__file__", None)
        self.spec = getattr(self.main, "__spec__", None)
        if self.path is not None:
            del self.main.__file__
        self.main.__spec__ = None

    def __exit__(self, *error: object) -> None:
        if self.path is not None:
            self.main.__file__ = self.path
        self.main.__spec__ = self.spec
