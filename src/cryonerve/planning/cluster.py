"""The same work on a Dask cluster that somebody has started.

A cluster on this machine, for a test::

    dask scheduler --host 127.0.0.1 --port 8786 &
    NUMBA_NUM_THREADS=1 dask worker tcp://127.0.0.1:8786 --nworkers 4 --nthreads 1 &

Only a few batches a worker are with the scheduler at a time, so that it never knows more than it can do. A
batch whose worker is lost is given to another one by the scheduler; when it was lost too often, its tasks are
tried one by one, so that only the task that kills its workers fails.

Dask runs whatever Python its clients send and trusts what comes back: connect to a cluster of your own only.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from cryonerve.errors import Complaint, WorkerError
from cryonerve.planning.keys import code_key
from cryonerve.planning.tasks import Answer, Failure, Job, Work, answer_of
from cryonerve.planning.worker import Said, tried

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Cluster"]

_LOG = logging.getLogger(__name__)
ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")
PATIENCE = 5.0  # s for a scheduler to answer
FIRST_WORKER = 20.0  # s for a first worker: one that was started a moment ago takes so long
ABANDONED = 60.0  # s without any worker, after which nobody is waited for
AHEAD = 2  # batches a worker: one in work, one that waits for it
LEAST, RATE = 1.0, 50.0  # s of work in a batch at least; batches a second that a scheduler is given at most
SAME = ("python", "distributed", "msgpack")  # what has to be of one version for messages to be understood

Answered = TypeVar("Answered")
_ALONE = Lock()  # one task at a time in a process, whatever the number of its threads


_Brought = list[tuple[int, Said]] | str  # answers of a batch; or what is wrong with the worker's code


@dataclass(frozen=True, slots=True)
class _Lost:
    """How a batch ended without an answer."""

    kind: str  # "killed", "error" or "gone"
    reason: str


class Cluster:
    """Workers of a Dask cluster. Use it as a context: at its end the cluster is left as it was.

    Parameters
    ----------
    address : "tcp://host:port", or tls:// with the certificates that Dask's own configuration names; nothing
        but this address is connected to.
    work, common : as in `carry_out`; `common` travels to a worker when that first needs it, and is made
        again from what the scheduler holds when all workers that had it are lost.

    Raises
    ------
    WorkerError
        When dask.distributed is not installed, no scheduler or worker answers, or Python or the messages of
        Dask differ in version.
    """

    def __init__(self, address: str, work: Work, common: object) -> None:
        distributed = _installed()
        self._address = _checked(address)
        self._logs = _quiet()
        self._logs.__enter__()
        self._client: Client | None = None
        try:
            self._client = _connected(distributed, self._address)
            self._killed = distributed.KilledWorker
            self._common = self._submitted(_itself, common, name="common")
            self._work = work
        except BaseException:
            self.close()
            raise
        self._heard: SimpleQueue[Future[Any]] = SimpleQueue()
        self._under_way: dict[Future[Any], list[Job]] = {}
        self._again: deque[list[Job]] = deque()
        self._workers, self._looked_at, self._seen_at = 0, 0.0, monotonic()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def count(self) -> int:
        """Workers that are connected to the scheduler."""
        if monotonic() - self._looked_at > 1.0:
            self._looked_at = monotonic()
            with self._there():
                self._workers = len(self._asked.scheduler_info(n_workers=-1)["workers"])
            if self._workers:
                self._seen_at = self._looked_at
            elif self._looked_at - self._seen_at > ABANDONED:
                self._gone(f"the cluster has had no worker for {ABANDONED:.0f} s")
        return self._workers

    @property
    def aim(self) -> float:
        """Seconds of work in a batch: so many that the scheduler of a large cluster keeps up."""
        return max(LEAST, self.count / RATE)

    @property
    def room(self) -> int:
        """Batches that can be taken now."""
        return max(0, AHEAD * self.count - len(self._under_way) - len(self._again))

    def give(self, jobs: Sequence[Job]) -> None:
        """Send a batch to the scheduler."""
        batch = [(job.number, job.payload) for job in jobs]
        future = self._submitted(_batch, self._work, self._common, batch, code_key(), name="batch")
        self._under_way[future] = list(jobs)
        future.add_done_callback(self._heard.put)

    def answers(self, patience: float) -> list[Answer]:
        """What has come back; waits at most `patience` seconds for the first of it."""
        ended: list[Future[Any]] = []
        with suppress(Empty):
            while True:
                ended.append(self._heard.get(timeout=0.0 if ended else patience))
        there = self._gathered([future for future in ended if future.status == "finished"])
        found: list[Answer] = []
        for future in ended:
            jobs = self._under_way.pop(future, [])
            if jobs:
                found += self._opened(there[future] if future in there else self._alone(future), jobs)
        while self._again and AHEAD * self.count > len(self._under_way):
            self.give(self._again.popleft())
        return found

    def close(self) -> None:
        """Take back what is not done, and leave; a batch in work ends on its worker without a listener."""
        if self._client is not None:
            with suppress(Exception):
                self._client.cancel(list(self._under_way), force=True)
            self._under_way = {}
            with suppress(Exception):
                self._client.close(timeout=PATIENCE)
            self._client = None
        self._logs.__exit__(None, None, None)

    def _gathered(self, futures: list[Future[Any]]) -> dict[Future[Any], _Brought]:
        """What many batches brought, in one message; none where one of them was lost meanwhile."""
        try:
            brought = self._asked.gather(futures, direct=False)
        except Exception:  # noqa: BLE001  (each is asked alone, which says what it is)
            return {}
        return dict(zip(futures, brought, strict=True))

    def _alone(self, future: Future[Any]) -> _Brought | _Lost:
        """What one batch brought, or how it was lost."""
        try:
            brought: _Brought = future.result(timeout=PATIENCE)
        except self._killed:
            return _Lost("killed", "several workers of the cluster died at work on it")
        except BaseException as error:
            if future.status in ("cancelled", "lost"):
                return _Lost("gone", str(error))
            if not isinstance(error, Exception):
                raise
            return _Lost("error", f"{type(error).__name__}: {error}".partition("\n")[0])
        return brought

    def _opened(self, brought: _Brought | _Lost, jobs: list[Job]) -> list[Answer]:
        """Answers of a batch that has ended; none where its jobs are done again, one by one."""
        if isinstance(brought, list):
            return [answer_of(number, said) for number, said in brought]
        if isinstance(brought, str):
            what = f"the workers at {self._address} compute with other code: {brought}"
            raise WorkerError(
                Complaint(what, "Install the same version of cryonerve there, and start them again.")
            )
        if brought.kind == "gone":
            self._gone("the cluster has gone away")
        if len(jobs) > 1:
            self._again.extend([job] for job in jobs)
            return []
        return [Answer(jobs[0].number, Failure(brought.reason, lost=brought.kind == "killed"), 0.0)]

    def _submitted(self, function: Callable[..., object], *arguments: object, name: str) -> Future[Any]:
        with self._there(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Sending large graph")
            return self._asked.submit(
                function, *arguments, key=f"cryonerve-{name}-{uuid4().hex}", pure=False, retries=0
            )

    @property
    def _asked(self) -> Client:
        assert self._client is not None
        return self._client

    @contextmanager
    def _there(self) -> Iterator[None]:
        """Whatever the connection says when it breaks is one sentence here."""
        try:
            yield
        except (OSError, TimeoutError, RuntimeError) as error:
            self._gone("the cluster has gone away", error)

    def _gone(self, what: str, error: Exception | None = None) -> None:
        remedy = "Start it again; a run with a store goes on from the rows that are written."
        raise WorkerError(Complaint(f"{what} ({self._address})", remedy)) from error


def _itself(common: object) -> object:
    """What all tasks share, as a task without work, so that the scheduler can make it again."""
    return common


def _batch(work: Work, common: object, batch: Sequence[tuple[int, object]], expected: str) -> _Brought:
    """On a worker: (number, what `tried` says) of every job of a batch; a text where its code is another."""
    if code_key() != expected:
        from cryonerve import __version__  # noqa: PLC0415

        return f"version {__version__}, {code_key()[:12]} there and {expected[:12]} here"
    from cryonerve.bioheat.compile_cache import lock_the_compile_cache  # noqa: PLC0415
    from cryonerve.bioheat.threads import on_threads  # noqa: PLC0415

    lock_the_compile_cache()
    with _ALONE, on_threads(1):
        return [(number, tried(work, common, payload)) for number, payload in batch]


def _installed() -> Any:  # noqa: ANN401
    try:
        import distributed  # noqa: PLC0415
    except ImportError as error:
        remedy = "Install it with: pip install 'cryonerve[cluster]'; or leave out --scheduler."
        raise WorkerError(Complaint("a cluster needs the package dask.distributed", remedy)) from error
    return distributed


def _checked(address: str) -> str:
    if not ADDRESS.fullmatch(address):
        what = f"{address!r} is no address of a scheduler"
        raise WorkerError(Complaint(what, "Write host and port: tcp://127.0.0.1:8786"))
    return address if "://" in address else f"tcp://{address}"


def _connected(distributed: Any, address: str) -> Client:  # noqa: ANN401
    """A client of a cluster that has workers and speaks the same language."""
    port = address.rpartition(":")[2]
    host = address.partition("://")[2].rpartition(":")[0]
    workers = f"dask worker {address} --nworkers 4 --nthreads 1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # differences of versions are looked at below
            client: Client = distributed.Client(
                address, timeout=PATIENCE, set_as_default=False, direct_to_workers=False
            )
    except (OSError, TimeoutError, RuntimeError, ValueError) as error:
        start = f"Start one with: dask scheduler --host {host} --port {port}   and   {workers}"
        raise WorkerError(Complaint(f"no cluster answers at {address}", start)) from error
    try:
        with suppress(TimeoutError, OSError):
            client.wait_for_workers(1, timeout=FIRST_WORKER)
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise WorkerError(
                Complaint(f"the cluster at {address} has no workers", f"Start some with: {workers}")
            )
        _compare(client, address)
    except BaseException:
        client.close(timeout=PATIENCE)
        raise
    return client


def _compare(client: Client, address: str) -> None:
    """Refuse a cluster whose messages we would not understand; say what else differs."""
    found = client.get_versions()
    mine = found["client"]["packages"]
    others = [found["scheduler"], *found["workers"].values()]
    for name, version in mine.items():
        there = {str(other["packages"].get(name)) for other in others if other} - {str(version)}
        if not there:
            continue
        said = f"{name} is {', '.join(sorted(there))} in the cluster at {address}, {version} here"
        if name in SAME:
            raise WorkerError(Complaint(said, "Use one version in both places."))
        _LOG.warning("%s.", said)


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own log is silent for the time: what matters is said in our words."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)
