"""Tasks carried out in this process and by processes that die: nothing is lost, nothing is done twice."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from cryonerve.errors import InputError, WorkerError
from cryonerve.planning import Failure, Task, carry_out, content_key
from cryonerve.planning.crew import Crew
from tests.unit.planning import sample_work as work


def tasks_of(numbers) -> list[Task]:
    return [Task(content_key(number), number) for number in numbers]


def calls(folder: Path) -> Counter[str]:
    return Counter(path.name.partition("-")[0] for path in folder.iterdir())


def alive(pid: int) -> bool:
    """A process that is there and not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(question, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not question() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(question())


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_comes_back_with_its_numbers(workers: int) -> None:
    tasks = tasks_of(range(20))
    found = dict(carry_out(tasks, work.square, 2.0, workers=workers))
    assert found == {task: {"square": 2.0 * task.payload**2} for task in tasks}


@pytest.mark.parametrize("workers", [1, 2])
def test_equal_keys_are_computed_once(workers: int, tmp_path: Path) -> None:
    tasks = tasks_of([1, 2, 1, 3, 2, 1, 4, 4])
    found = list(carry_out(tasks, work.counted, str(tmp_path), workers=workers))
    assert sorted(task.payload for task, _ in found) == [1, 1, 1, 2, 2, 3, 4, 4]
    assert all(numbers == {"square": task.payload**2} for task, numbers in found)
    assert calls(tmp_path) == Counter("1234")


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_one_task_is_its_result_and_the_rest_goes_on(workers: int) -> None:
    found = {
        task.payload: outcome
        for task, outcome in carry_out(tasks_of(range(6)), work.picky, 1.0, workers=workers)
    }
    assert found[3] == Failure("ValueError: three is too many")
    assert found[4] == Failure("SystemExit: 2")
    assert found[5] == {"half": 2.5, "odd": 1.0}, "a NaN is no number"
    assert sorted(found) == list(range(6))


def test_a_payload_that_cannot_be_loaded_is_its_own_failure() -> None:
    tasks = [Task(content_key(1), work.Unloadable()), *tasks_of([2.0])]
    found = [outcome for _, outcome in carry_out(tasks, work.square, 1.0, workers=2, batch=2)]
    assert Failure("RuntimeError: not here") in found
    assert {"square": 4.0} in found


def test_what_all_share_and_cannot_be_loaded_ends_the_run_plainly() -> None:
    with pytest.raises(WorkerError, match="cannot begin: RuntimeError: not here"):
        list(carry_out(tasks_of(range(3)), work.square, work.Unloadable(), workers=2))


def test_workers_that_die_before_they_begin_end_the_run(monkeypatch, tmp_path: Path) -> None:
    dead = tmp_path / "dead.py"
    dead.write_text("raise SystemExit(5)")
    monkeypatch.setattr("cryonerve.planning.crew.WORKER", dead)
    with pytest.raises(WorkerError, match="end before they begin"):
        list(carry_out(tasks_of(range(3)), work.square, 1.0, workers=2))


def test_no_tasks_no_answers() -> None:
    assert list(carry_out([], work.square, 1.0, workers=2)) == []
    assert list(carry_out(iter(()), work.square, 1.0, workers=1)) == []


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"batch": 0}, {"retries": -1}])
def test_numbers_below_one_are_refused(wrong) -> None:
    with pytest.raises(InputError, match="at least"):
        list(carry_out(tasks_of([1]), work.square, 1.0, **wrong))


def test_progress_counts_to_the_end_and_a_generator_has_none() -> None:
    told: list[tuple[float, float]] = []
    list(carry_out(tasks_of([1, 1, 2]), work.square, 1.0, workers=1, progress=lambda *now: told.append(now)))
    assert told == [(1.0, 3.0), (2.0, 3.0), (3.0, 3.0)]
    told.clear()
    list(carry_out(iter(tasks_of([1])), work.square, 1.0, workers=1, progress=lambda *now: told.append(now)))
    assert told[0][0] == 1.0
    assert math.isnan(told[0][1])


@pytest.mark.parametrize("workers", [1, 2])
def test_a_generator_of_tasks_may_look_at_what_came_back(workers: int) -> None:
    total = 0.0

    def until_enough():
        number = 0
        while total < 100.0:
            yield Task(content_key(number), number)
            number += 1

    for _, numbers in carry_out(until_enough(), work.square, 1.0, workers=workers, batch=1):
        total += numbers["square"]
    assert 100.0 <= total < 1500.0, "few tasks are taken before the answer to earlier ones"


def test_nobody_is_hired_for_what_is_known_already(monkeypatch) -> None:
    class Known:
        def get(self, key: str) -> dict[str, float]:
            return {"square": 1.0}

        def flush(self) -> None: ...

    monkeypatch.setattr("cryonerve.planning.crew.Crew.__init__", None)
    monkeypatch.setattr("cryonerve.planning.cluster.Cluster.__init__", None)
    for where in ({"workers": 2}, {"scheduler": "tcp://127.0.0.1:1"}):
        found = list(carry_out(tasks_of([1, 2]), work.square, 3.0, store=Known(), **where))
        assert [numbers for _, numbers in found] == [{"square": 1.0}] * 2


def test_preparation_comes_once_and_first() -> None:
    asked: list[object] = []
    list(carry_out(tasks_of([1, 2]), work.square, 3.0, workers=2, prepare=asked.append))
    assert asked == [3.0]


@pytest.mark.parametrize("batch", [1, 5, None])
def test_a_killed_worker_loses_nothing(tmp_path: Path, batch: int | None) -> None:
    tasks = tasks_of(range(20, 80))
    undisturbed = dict(carry_out(tasks, work.counted, str(tmp_path), workers=1))
    for path in tmp_path.iterdir():
        path.unlink()
    found, killed = {}, set()
    for task, numbers in carry_out(tasks, work.counted, str(tmp_path), workers=3, batch=batch):
        found[task] = numbers
        if len(found) in (5, 20, 40):
            newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns)
            victim = int(newest.name.split("-")[1])
            os.kill(victim, signal.SIGKILL)
            killed.add(victim)
    assert len(killed) == 3
    assert found == undisturbed
    again = calls(tmp_path)
    assert set(again) == {str(task.payload) for task in tasks}
    assert sum(again.values()) - len(tasks) <= 3, "only what a dead worker was at work on is done again"


def test_a_task_that_kills_its_worker_fails_alone(tmp_path: Path) -> None:
    found = {
        task.payload: outcome
        for task, outcome in carry_out(tasks_of(range(14)), work.deadly, str(tmp_path), workers=2, batch=4)
    }
    assert isinstance(found[7], Failure)
    assert found[7].lost
    assert "3 worker processes died at work on it" in found[7].reason
    assert "memory ran out" in found[7].reason
    assert all(found[number] == {"square": number**2} for number in range(14) if number != 7)
    assert calls(tmp_path)["7"] == 3, "once, and two more times"
    assert calls(tmp_path)["11"] == 2, "killed once, done at the second time"


def test_cancel_ends_the_run_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    asked = threading.Event()
    threading.Timer(1.0, asked.set).start()
    began = time.monotonic()
    assert (
        list(carry_out(tasks_of(range(9)), work.endless, str(tmp_path), workers=2, cancel=asked.is_set)) == []
    )
    assert time.monotonic() - began < 5.0
    workers = {int(path.name.split("-")[1]) for path in tmp_path.iterdir()}
    assert len(workers) == 2
    assert not any(alive(pid) for pid in workers)


def test_an_abandoned_iteration_leaves_no_process(tmp_path: Path) -> None:
    running = carry_out(tasks_of(range(50)), work.counted, str(tmp_path), workers=2)
    next(running)
    running.close()
    workers = {int(path.name.split("-")[1]) for path in tmp_path.iterdir()}
    assert workers
    assert not any(alive(pid) for pid in workers)


@pytest.mark.parametrize("ending", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_workers_go_when_whoever_gives_the_work_is_gone(tmp_path: Path, ending: signal.Signals) -> None:
    script = (
        "from cryonerve.planning import Task, carry_out, content_key; import sys\n"
        "from tests.unit.planning import sample_work as work\n"
        "tasks = [Task(content_key(number), number) for number in range(4)]\n"
        "list(carry_out(tasks, work.endless, sys.argv[1], workers=2))"
    )
    there = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        env=there,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert eventually(lambda: len(calls(tmp_path)) == 2, 30.0)
    workers = {int(path.name.split("-")[1]) for path in tmp_path.iterdir()}
    if ending is signal.SIGINT:
        os.killpg(run.pid, ending)  # as a terminal does: to all of them
    else:
        run.kill()
    assert run.wait(10.0) != 0
    assert eventually(lambda: not any(alive(pid) for pid in workers), 5.0)


def test_a_crew_has_one_thread_a_worker_and_nothing_of_the_current_folder(
    monkeypatch, tmp_path: Path
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('taken from the current folder')")
    monkeypatch.chdir(tmp_path)
    with Crew(work.square, 1.0, count=1, retries=0) as crew:
        environment = Path(f"/proc/{crew._members[0].process.pid}/environ")
        from cryonerve.planning.tasks import Job

        crew.give([Job(0, 3.0)])
        found = []
        assert eventually(lambda: found.extend(crew.answers(0.1)) or found)
        assert found[0].outcome == {"square": 9.0}
        if environment.exists():
            assert b"NUMBA_NUM_THREADS=1\0" in environment.read_bytes()


def test_small_tasks_travel_together() -> None:
    sizes: list[int] = []
    plain = Crew.give

    class Watched:
        def give(self, jobs):
            sizes.append(len(jobs))
            plain(self, jobs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Crew, "give", Watched.give)
        found = list(carry_out(tasks_of(range(3000)), work.square, 1.0, workers=2))
    assert len(found) == 3000
    assert sizes[0] == 1, "nothing is known of the first"
    assert len(sizes) < 300, "a message for ten at least"
