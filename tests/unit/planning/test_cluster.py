"""The same tasks on a Dask cluster, whose workers die; and what is said when it is not there."""

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import pytest

from cryonerve.errors import WorkerError
from cryonerve.planning import Failure, carry_out, cluster, open_store
from tests.unit.planning import sample_work as work
from tests.unit.planning.test_workforce import alive, calls, eventually, tasks_of

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

THERE = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(sys.path),
    "NUMBA_NUM_THREADS": "1",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2",
}


def free_port() -> int:
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def started(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
    return subprocess.Popen(command, env=THERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def processes(workers: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and so many workers, as a person starts them."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    running = [started("scheduler", "--host", "127.0.0.1", "--port", str(port))]
    try:
        if workers:
            running.append(started("worker", address, "--nworkers", str(workers), "--nthreads", "1"))
        yield address, running[0]
    finally:
        for process in reversed(running):
            ended(process)


@pytest.fixture
def patient(monkeypatch) -> None:
    """A busy machine takes its time to start three Python processes."""
    monkeypatch.setattr(cluster, "PATIENCE", 30.0)
    monkeypatch.setattr(cluster, "FIRST_WORKER", 60.0)


def there(seen: Path) -> set[int]:
    return {int(path.name.split("-")[1]) for path in seen.iterdir()}


def run(
    address: str, numbers, function: Callable[..., object], common: object, **options
) -> dict[float, object]:
    running = carry_out(tasks_of(numbers), function, common, scheduler=address, **options)
    return {task.payload: outcome for task, outcome in running}


def test_nobody_answers(monkeypatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    began = time.monotonic()
    with pytest.raises(WorkerError) as found:
        run(address, [1], work.square, 1.0)
    assert time.monotonic() - began < 10.0
    said = str(found.value)
    assert f"no cluster answers at {address}" in said
    assert "dask scheduler --host 127.0.0.1 --port" in said
    assert f"dask worker {address} --nworkers 4 --nthreads 1" in said


@pytest.mark.parametrize(
    "address", ["", "localhost", "inproc://x:1", "udp://here:80", "a b:1", "tcp://:80", "/tmp/x"]
)
def test_what_is_no_address_is_not_tried(address: str, monkeypatch) -> None:
    monkeypatch.setattr(distributed, "Client", None)
    with pytest.raises(WorkerError, match="no address of a scheduler"):
        run(address, [1], work.square, 1.0)


def test_without_dask_it_says_what_to_install(monkeypatch) -> None:
    plain = builtins.__import__

    def without(name: str, *others: object, **more: object) -> object:
        if name == "distributed":
            raise ImportError(name)
        return plain(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(WorkerError, match=r"pip install 'cryonerve\[cluster\]'"):
        run("tcp://127.0.0.1:8786", [1], work.square, 1.0)


def test_other_code_on_a_worker_is_said_in_place_of_numbers() -> None:
    said = cluster._batch(work.square, 1.0, [(0, 2.0)], "0" * 64)
    assert "version 0.1.0" in said
    assert "000000000000 here" in said
    assert cluster._batch(work.square, 1.0, [(0, 2.0)], cluster.code_key())[0][:2] == (
        0,
        ({"square": 4.0}, "", pytest.approx(0, abs=1), None),
    )


@pytest.mark.parametrize(
    ("other", "said"),
    [({"python": "3.0"}, "python is 3.0 in the cluster"), ({"numpy": "0.1"}, None)],
)
def test_versions_that_do_not_understand_each_other_are_refused(other, said, caplog) -> None:
    mine = {"python": "3.11", "distributed": "1", "msgpack": "1", "numpy": "2"}

    class Client:
        def get_versions(self) -> dict[str, object]:
            workers = {"tcp://w:1": {"packages": {**mine, **other}}}
            return {"client": {"packages": mine}, "scheduler": {"packages": mine}, "workers": workers}

    if said is None:
        cluster._compare(Client(), "tcp://x:1")
        assert "numpy is 0.1 in the cluster at tcp://x:1, 2 here" in caplog.text
    else:
        with pytest.raises(WorkerError, match=said):
            cluster._compare(Client(), "tcp://x:1")


def test_batches_grow_with_the_cluster() -> None:
    class Large(cluster.Cluster):
        count = 1600

        def __init__(self) -> None:
            pass

    assert Large().aim == pytest.approx(32.0)


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_killed_workers_lose_nothing_and_a_deadly_task_fails_alone(tmp_path: Path) -> None:
    with processes(2) as (address, _):
        seen = tmp_path / "seen"
        seen.mkdir()
        numbers = range(20, 140)
        wanted = {number: {"square": number**2} for number in numbers}
        found, killed = {}, set()
        with open_store(tmp_path / "study.zarr", {"seed": 1}) as store:
            for task, outcome in carry_out(
                tasks_of(numbers), work.counted, str(seen), scheduler=address, store=store, batch=5
            ):
                found[task.payload] = outcome
                if len(found) in (10, 60):
                    newest = max(seen.iterdir(), key=lambda path: path.stat().st_mtime_ns)
                    killed.add(int(newest.name.split("-")[1]))
                    os.kill(int(newest.name.split("-")[1]), signal.SIGKILL)
        assert len(killed) == 2
        assert found == wanted
        once = sum(calls(seen).values())
        assert 120 <= once <= 120 + 2 * 2 * 5 * 2, "no more than the batches that the dead had is done again"
        with open_store(tmp_path / "study.zarr", {"seed": 1}) as store:
            assert run(address, numbers, work.counted, str(seen), store=store) == wanted
        assert sum(calls(seen).values()) == once, "nothing that is in the store is done again"

        deadly = tmp_path / "deadly"
        deadly.mkdir()
        found = run(address, range(12), work.deadly, str(deadly), batch=4)
        assert found.pop(7) == Failure("several workers of the cluster died at work on it", lost=True)
        assert found == {number: {"square": number**2} for number in range(12) if number != 7}
        errors = run(address, range(5), work.picky, 1.0)
        assert errors[3] == Failure("ValueError: three is too many")
        assert errors[2] == {"half": 1.0, "even": 1.0}

        began = time.monotonic()
        asked = threading.Event()
        threading.Timer(1.0, asked.set).start()
        endless = tmp_path / "endless"
        endless.mkdir()
        assert run(address, range(9), work.endless, str(endless), cancel=asked.is_set) == {}
        assert time.monotonic() - began < 15.0


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_a_cluster_that_goes_away_keeps_what_is_done(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    with processes(2) as (address, scheduler):
        store_path = tmp_path / "study.zarr"

        def lost_on_the_way() -> None:
            with open_store(store_path, {"seed": 1}) as store:
                tasks = tasks_of(range(2000))
                running = carry_out(tasks, work.counted, str(seen), scheduler=address, store=store, batch=2)
                for number, _ in enumerate(running):
                    if number == 20:
                        scheduler.send_signal(signal.SIGKILL)

        with pytest.raises(WorkerError, match="the cluster has gone away") as found:
            lost_on_the_way()
        assert "goes on from the rows" in str(found.value)
    with open_store(store_path, {"seed": 1}) as store:
        assert store.rows >= 21


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_a_scheduler_without_workers_says_so(monkeypatch) -> None:
    monkeypatch.setattr(cluster, "FIRST_WORKER", 0.5)
    with processes(0) as (address, _):
        assert eventually(lambda: _answers(address), 30.0)
        with pytest.raises(WorkerError, match="has no workers"):
            run(address, [1], work.square, 1.0)


def _answers(address: str) -> bool:
    host, port = address.removeprefix("tcp://").split(":")
    with socket() as caller:
        return caller.connect_ex((host, int(port))) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_a_local_cluster_of_dask_itself(tmp_path: Path) -> None:
    """What `distributed.LocalCluster` starts, in this process's own loop."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as local:
        found = run(local.scheduler_address, range(40), work.counted, str(tmp_path))
        workers = there(tmp_path)
    assert found == {number: {"square": number**2} for number in range(40)}
    assert len(workers) == 2
    assert eventually(lambda: not any(alive(pid) for pid in workers))


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_a_spread_on_a_cluster_is_the_spread_of_this_machine_in_numbers_and_in_space() -> None:
    import numpy as np

    import cryonerve as cn

    case = cn.load("tibial-neuroma-child")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as local:
        there = cn.spread(case, samples=8, seed=1, scheduler=local.scheduler_address)
    here = cn.spread(case, samples=8, seed=1)
    assert np.array_equal(there.values, here.values, equal_nan=True)
    assert there.places is not None
    assert here.places is not None
    assert np.array_equal(there.places.coldest, here.places.coldest)
    assert np.array_equal(there.places.shares, here.places.shares)
