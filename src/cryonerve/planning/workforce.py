"""Many tasks carried out: in this process, by processes of this machine, or by a cluster.

Tasks are known by the content of what decides them (`content_key`), so that a task is computed once however
often it is asked for, a stopped run goes on where it was, and a task may be done twice without harm when the
worker that had it is lost.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

from cryonerve.errors import Complaint, InputError
from cryonerve.planning.tasks import Answer, Failure, Job, Task, Work, answer_of
from cryonerve.planning.worker import tried

if TYPE_CHECKING:
    from cryonerve.planning.store import Store

__all__ = ["Failure", "Task", "carry_out", "usable_cores"]

Outcome = Mapping[str, float] | Failure
Progress = Callable[[float, float], None]

RETRIES = 2
TICK = 0.1  # s between two looks at whether to stop
LARGEST_BATCH = 1024
RECENT = 0.2  # weight of the newest task in the mean time of a task


class Hands(Protocol):
    """Who does the work."""

    @property
    def aim(self) -> float:
        """Seconds of work that are worth a message."""
        ...

    @property
    def room(self) -> int:
        """Batches that can be taken now."""
        ...

    def give(self, jobs: Sequence[Job]) -> None:
        """Take a batch of jobs."""
        ...

    def answers(self, patience: float) -> list[Answer]:
        """What has come back; waits at most `patience` seconds for the first of it."""
        ...


def carry_out(
    tasks: Iterable[Task],
    work: Work,
    common: object,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
    prepare: Callable[[object], object] | None = None,
    batch: int | None = None,
    retries: int = RETRIES,
) -> Iterator[tuple[Task, Outcome]]:
    """Carry out tasks; each is given back with its numbers, or with why it has none, as soon as it is done.

    Parameters
    ----------
    tasks : taken one by one, only when somebody is free for them: a generator may look at what came back
        before it gives the next, or give no more.
    work : work(common, payload) -> numbers by name; a function of a module, not of the script that is run.
    common : what all tasks share; sent once to every worker.
    workers : processes on this machine, each with one thread; None: one a core; 1: no other process.
    scheduler : "tcp://host:port" of a Dask cluster that does the work in their place.
    store : an open `Store`: tasks that it has are given back from it, others are written to it.
    progress : called with (tasks given back, tasks in all; NaN where `tasks` does not know its length).
    cancel : asked ten times a second; True ends the run. What is done is given back and kept.
    prepare : prepare(common), called in this process before any other starts, to compile once for all.
    batch : tasks in a message; None: as many as make the message cost less than a hundredth of the work.
    retries : times that a task is given to another worker after one has died at work on it.

    Yields
    ------
    (task, numbers or Failure), in the order in which they are done.

    Raises
    ------
    WorkerError
        When no cluster answers, it is another version, or processes cannot even start.
    StoreError
        When the store cannot be written to any more; what is written is kept.

    Examples
    --------
    >>> from cryonerve.planning import Task, carry_out, content_key
    >>> def half(common, payload):
    ...     return {"half": payload / common}
    >>> tasks = [Task(content_key(number), number) for number in (1.0, 3.0, 1.0)]
    >>> [(task.payload, numbers["half"]) for task, numbers in carry_out(tasks, half, 2.0, workers=1)]
    [(1.0, 0.5), (3.0, 1.5), (1.0, 0.5)]
    """
    _refuse_counts(workers, batch, retries)
    total = float(len(tasks)) if isinstance(tasks, Sized) else float("nan")
    pile = _Pile(iter(tasks), store)
    asked = cancel or (lambda: False)
    done = 0

    def hire() -> AbstractContextManager[Hands]:
        count = _wanted(workers, total)
        return _hands(work, common, scheduler, workers=count, retries=retries, prepare=prepare)

    try:
        for task, outcome in _carried(pile, hire, _BatchSize(batch), asked):
            done += 1
            if progress is not None:
                progress(float(done), total)
            yield task, outcome
    finally:
        if store is not None:
            store.flush()


def _refuse_counts(workers: int | None, batch: int | None, retries: int) -> None:
    if (workers is not None and workers < 1) or (batch is not None and batch < 1) or retries < 0:
        what = "workers and batch are at least 1, retries at least 0"
        raise InputError(Complaint(what, "Leave them out if in doubt."))


def usable_cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _wanted(workers: int | None, total: float) -> int:
    count = usable_cores() if workers is None else workers
    return max(1, int(min(count, total))) if math.isfinite(total) else count


def _hands(
    work: Work,
    common: object,
    scheduler: str | None,
    *,
    workers: int,
    retries: int,
    prepare: Callable[[object], object] | None,
) -> AbstractContextManager[Hands]:
    if scheduler is not None:
        from cryonerve.planning.cluster import Cluster  # noqa: PLC0415

        return Cluster(scheduler, work, common)
    if prepare is not None:
        prepare(common)
    if workers == 1:
        return nullcontext(_Alone(work, common))
    from cryonerve.planning.crew import Crew  # noqa: PLC0415

    return Crew(work, common, count=workers, retries=retries)


def _carried(
    pile: _Pile,
    hire: Callable[[], AbstractContextManager[Hands]],
    size: _BatchSize,
    asked: Callable[[], bool],
) -> Iterator[tuple[Task, Outcome]]:
    """Keep everybody busy until the pile is done or somebody asks to stop; nobody is hired for nothing."""
    jobs: list[Job] = []
    while not jobs and not pile.at_end and not asked():
        jobs = pile.take(1)
        yield from pile.known()
    if not jobs:
        return
    with hire() as hands:
        hands.give(jobs)
        while not asked():
            while hands.room > 0 and not pile.at_end and not asked():
                jobs = pile.take(size.for_(hands))
                if jobs:
                    hands.give(jobs)
                yield from pile.known()
            if not pile.under_way:
                if pile.at_end:
                    return
                continue
            for answer in hands.answers(TICK):
                size.note(answer)
                yield from pile.answered(answer)
            pile.keep()


class _BatchSize:
    """How many tasks go together: as many as are worth a message, found from those that are done."""

    def __init__(self, fixed: int | None) -> None:
        self._fixed = fixed
        self._mean = math.nan

    def for_(self, hands: Hands) -> int:
        """Tasks of the next batch."""
        if self._fixed is not None:
            return self._fixed
        return int(min(max(hands.aim / self._mean, 1.0), LARGEST_BATCH)) if self._mean > 0.0 else 1

    def note(self, answer: Answer) -> None:
        """A task is done: it counts for the mean."""
        seconds = max(answer.seconds, 1e-6)
        self._mean = seconds if math.isnan(self._mean) else self._mean + RECENT * (seconds - self._mean)


class _Pile:
    """Tasks that are not done yet, which of them are the same, and what the store knows already."""

    def __init__(self, tasks: Iterator[Task], store: Store | None) -> None:
        self._tasks = tasks
        self._store = store
        self._count = 0
        self._jobs: dict[int, Task] = {}
        self._waiting: dict[str, list[Task]] = {}  # tasks with the key of one that is under way
        self._results: dict[str, Outcome] = {}  # of this run; with a store it is the store that remembers
        self._known: deque[tuple[Task, Outcome]] = deque()
        self.at_end = False

    @property
    def under_way(self) -> int:
        """Tasks that somebody works on."""
        return len(self._jobs)

    def take(self, most: int) -> list[Job]:
        """Up to so many jobs that nobody has done or is doing; stops early at a task that is known."""
        jobs: list[Job] = []
        while len(jobs) < most and not self._known:
            task = next(self._tasks, None)
            if task is None:
                self.at_end = True
                break
            found = self._found(task.key)
            if found is not None:
                self._known.append((task, found))
            elif task.key in self._waiting:
                self._waiting[task.key].append(task)
            else:
                self._waiting[task.key] = []
                self._jobs[self._count] = task
                jobs.append(Job(self._count, task.payload))
                self._count += 1
        return jobs

    def known(self) -> Iterator[tuple[Task, Outcome]]:
        """Tasks that need no work."""
        while self._known:
            yield self._known.popleft()

    def answered(self, answer: Answer) -> Iterator[tuple[Task, Outcome]]:
        """The task that an answer belongs to, and those of the same key."""
        task = self._jobs.pop(answer.number, None)
        if task is None:  # done twice, by a worker that was thought lost
            return
        if self._store is None:
            self._results[task.key] = answer.outcome
        else:
            self._store.put(task, answer.outcome, answer.seconds)
        yield task, answer.outcome
        for twin in self._waiting.pop(task.key, []):
            yield twin, answer.outcome

    def keep(self) -> None:
        """Let the store write what it holds when it is time."""
        if self._store is not None:
            self._store.flush_when_due()

    def _found(self, key: str) -> Outcome | None:
        return self._results.get(key) if self._store is None else self._store.get(key)


class _Alone:
    """One task after another, in this process."""

    aim = 0.0

    def __init__(self, work: Work, common: object) -> None:
        self._work = work
        self._common = common
        self._jobs: deque[Job] = deque()

    @property
    def room(self) -> int:
        return 0 if self._jobs else 1

    def give(self, jobs: Sequence[Job]) -> None:
        self._jobs.extend(jobs)

    def answers(self, patience: float) -> list[Answer]:
        del patience
        job = self._jobs.popleft()
        return [answer_of(job.number, tried(self._work, self._common, job.payload))]
