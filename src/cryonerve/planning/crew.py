"""Worker processes on this machine, of which any may die at any moment.

`concurrent.futures` gives up all its work when one of its processes dies, and `multiprocessing` imports the
caller's script again in each. Here a worker is a plain Python process that is spoken to through its standard
input and output: when it dies its pipe ends, what it was at work on is given to another, and a new one takes
its place. When this process dies, however it dies, the workers see the end of their input and go.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from cryonerve.errors import Complaint, WorkerError
from cryonerve.planning.tasks import Answer, Failure, Job, Work, answer_of
from cryonerve.planning.worker import READY, UNABLE, framed

__all__ = ["Crew"]

WORKER = Path(__file__).with_name("worker.py")
ONE_THREAD = dict.fromkeys(
    ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)
ALONE = "With one worker (--workers 1) all is done in this process."
AHEAD = 2  # batches a worker: one in work, and one so that it never waits for this process
STILLBORN = 3  # workers in a row that die before they are ready, after which it makes no sense to go on
OUT_OF_MEMORY = {-9: " (killed by the system, often because memory ran out)"}


@dataclass(eq=False)
class _Member:
    """One worker process, and the jobs it has, the one it is at work on first, in batches of so many."""

    process: subprocess.Popen[bytes]
    jobs: deque[Job] = field(default_factory=deque)
    batches: deque[int] = field(default_factory=deque)
    ready: bool = False

    def done(self) -> None:
        """The first job is answered."""
        self.jobs.popleft()
        self.batches[0] -= 1
        if self.batches[0] == 0:
            self.batches.popleft()

    def say(self, message: bytes) -> None:
        """Send a message; a worker that is dead is noticed where it is listened to."""
        with contextlib.suppress(OSError, ValueError):
            assert self.process.stdin is not None
            self.process.stdin.write(framed(message))
            self.process.stdin.flush()


class Crew:
    """Some worker processes with one thread each. Use it as a context: at its end no process is left.

    Parameters
    ----------
    work, common : sent to every worker once.
    count : processes.
    retries : times that a task is given to another worker after one has died at work on it.
    """

    aim = 0.25  # s of work to give at once: a message costs 0.2 ms

    def __init__(self, work: Work, common: object, *, count: int, retries: int) -> None:
        self._package = pickle.dumps((work, common), protocol=pickle.HIGHEST_PROTOCOL)
        self._retries = retries
        self._heard: SimpleQueue[tuple[_Member, tuple[Any, ...] | None]] = SimpleQueue()
        self._strikes: dict[int, int] = {}
        self._stillborn = 0
        self._members: list[_Member] = []
        try:
            self._members = [self._hire() for _ in range(count)]
            for member in self._members:
                member.say(self._package)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def room(self) -> int:
        """Batches that can be taken now."""
        return max(0, sum(AHEAD - len(member.batches) for member in self._members))

    def give(self, jobs: Sequence[Job]) -> None:
        """Hand jobs to the worker that has least to do."""
        member = min(self._members, key=lambda item: (len(item.jobs), not item.ready))
        member.jobs.extend(jobs)
        member.batches.append(len(jobs))
        batch = [(job.number, pickle.dumps(job.payload, protocol=pickle.HIGHEST_PROTOCOL)) for job in jobs]
        member.say(pickle.dumps(batch, protocol=pickle.HIGHEST_PROTOCOL))

    def answers(self, patience: float) -> list[Answer]:
        """What has come back; waits at most `patience` seconds for the first of it.

        Raises
        ------
        WorkerError
            When workers cannot even start.
        """
        found: list[Answer] = []
        while True:
            try:
                member, message = self._heard.get(timeout=0.0 if found else patience)
            except Empty:
                break
            if message is None:
                found += self._buried(member)
                continue
            about, *said = message
            if about == UNABLE:
                raise WorkerError(Complaint(f"a worker process cannot begin: {said[0]}", ALONE))
            if about == READY:
                member.ready, self._stillborn = True, 0
                continue
            member.done()
            self._strikes.pop(about, None)
            found.append(answer_of(about, (said[0], said[1], said[2], said[3])))
        return found

    def close(self) -> None:
        """End all workers at once; what they were at work on is lost."""
        for member in self._members:
            member.process.kill()
        for member in self._members:
            member.process.wait()
            for pipe in (member.process.stdin, member.process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        self._members = []

    def _hire(self) -> _Member:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        process = subprocess.Popen(
            [sys.executable, "-P", WORKER],  # -P: nothing is imported from the current folder
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": path},
        )
        assert process.stdout is not None
        member = _Member(process)
        listener = threading.Thread(
            target=_listen, args=(member, process.stdout, self._heard), daemon=True, name="listener"
        )
        listener.start()
        return member

    def _buried(self, member: _Member) -> list[Answer]:
        """A worker died: its jobs go to others, a new one comes; the job it died with may have had enough."""
        if member not in self._members:
            return []
        code = member.process.wait()
        found: list[Answer] = []
        jobs = list(member.jobs)
        if member.ready and jobs:
            number = jobs[0].number
            self._strikes[number] = self._strikes.get(number, 0) + 1
            if self._strikes[number] > self._retries:
                found.append(
                    Answer(number, Failure(_epitaph(code, self._strikes.pop(number)), lost=True), 0.0)
                )
                jobs = jobs[1:]
        elif not member.ready:
            self._stillborn += 1
            if self._stillborn >= STILLBORN:
                what = f"worker processes end before they begin ({_ended(code)})"
                raise WorkerError(Complaint(what, f"What they said stands above. {ALONE}"))
        for pipe in (member.process.stdin, member.process.stdout):
            with suppress(OSError):  # what was still to be written to a process that is gone
                pipe.close() if pipe else None
        successor = self._hire()
        self._members[self._members.index(member)] = successor
        successor.say(self._package)
        for job in jobs:
            self.give([job])
        return found


def _listen(
    member: _Member, pipe: IO[bytes], heard: SimpleQueue[tuple[_Member, tuple[Any, ...] | None]]
) -> None:
    """Pass on what a worker says, and None once it says nothing any more."""
    with contextlib.suppress(Exception):  # a message cut off by a kill, a pipe closed at the end
        while True:
            heard.put((member, pickle.load(pipe)))
    heard.put((member, None))


def _ended(code: int) -> str:
    return f"signal {-code}{OUT_OF_MEMORY.get(code, '')}" if code < 0 else f"exit code {code}"


def _epitaph(code: int, times: int) -> str:
    return f"{times} worker processes died at work on it, the last by {_ended(code)}"
