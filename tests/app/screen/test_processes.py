"""Processes that are asked by messages: answers, refusals, progress, cancel, death."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from cryonerve.app.interruption import InterruptionError
from cryonerve.app.screen.processes import DiedError, Kind, RefusedError, Worker
from cryonerve.errors import Complaint, InputError


def _add(payload, asking):
    asking.tell({"step": "adding"})
    return sum(payload)


def _refuse(payload, asking):
    raise InputError(Complaint("too thin", "Make it thicker.", field="anatomy.size", line=3))


def _fail(payload, asking):
    return 1 / 0


def _wait(payload, asking):
    while not asking.cancelled():
        time.sleep(0.01)
    raise InterruptionError("Stopped, as asked.")


def _threads(payload, asking):
    return os.environ["NUMBA_NUM_THREADS"], os.nice(0)


def _odd(payload, asking):
    return {"a": float("nan"), "b": [1.0, float("inf")]}


HANDLERS = {"odd": _odd, "add": _add, "refuse": _refuse, "fail": _fail, "wait": _wait, "threads": _threads}


@pytest.fixture
def worker() -> Iterator[Worker]:
    running = Worker(Kind(__name__, threads=3, niceness=2))
    yield running
    running.close()


def ask(worker: Worker, request: str, payload=None):
    return worker.ask(request, payload)[1].result(60)


def test_answers_progress_and_refusals(worker) -> None:
    told = []
    assert worker.ask("add", [1, 2], tell=told.append)[1].result(60) == 3
    assert told == [{"step": "adding"}]
    with pytest.raises(RefusedError, match="too thin") as refused:
        ask(worker, "refuse")
    assert refused.value.said["error"]["field"] == "anatomy.size"
    with pytest.raises(RefusedError, match="an error in the program itself: ZeroDivisionError"):
        ask(worker, "fail")
    with pytest.raises(RefusedError, match="KeyError"):
        ask(worker, "nothing")
    assert ask(worker, "threads") == ("3", os.nice(0) + 2)


def test_one_request_is_cancelled_and_the_next_is_answered(worker) -> None:
    ticket, answer = worker.ask("wait", None)
    later, waiting = worker.ask("wait", None)
    worker.cancel(later)  # before it has begun
    worker.cancel(ticket)
    for future in (answer, waiting):
        with pytest.raises(RefusedError) as stopped:
            future.result(60)
        assert stopped.value.stopped
    assert ask(worker, "add", [4]) == 4


def test_a_killed_process_fails_what_it_had_and_another_one_answers(worker) -> None:
    assert ask(worker, "add", [1]) == 1
    first = worker.pid
    answers = [worker.ask("wait", None)[1] for _ in range(3)]
    os.kill(first, signal.SIGKILL)
    for answer in answers:
        with pytest.raises(DiedError):
            answer.result(60)
    assert ask(worker, "add", [2]) == 2
    assert worker.pid != first
    assert worker.deaths == 1


def test_many_ask_at_once_and_each_gets_its_own_answer(worker) -> None:
    wrong = []

    def asks(number: int) -> None:
        for _ in range(20):
            if ask(worker, "add", [number, number]) != 2 * number:
                wrong.append(number)

    threads = [threading.Thread(target=asks, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []


def test_a_closed_worker_leaves_no_process(worker) -> None:
    ask(worker, "add", [1])
    pid = worker.pid
    worker.close()
    end = time.monotonic() + 10.0
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < end:
        time.sleep(0.02)
    assert not os.path.exists(f"/proc/{pid}")


def test_an_answer_that_nobody_waits_for_any_more_does_no_harm(worker) -> None:
    async def leave() -> None:
        _, answer = worker.ask("wait", None)
        waiting = asyncio.wrap_future(answer)
        ticket = next(iter(worker._asked))
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        worker.cancel(ticket)  # it answers now

    asyncio.run(leave())
    assert ask(worker, "add", [2, 3]) == 5


def test_a_process_that_cannot_be_started_is_told_and_tried_again(worker, monkeypatch) -> None:
    def refused(self):
        raise BlockingIOError("no more processes")

    with monkeypatch.context() as full:
        full.setattr("multiprocessing.context.SpawnProcess.start", refused)
        with pytest.raises(DiedError):
            ask(worker, "add", [1, 1])
    assert ask(worker, "add", [1, 1]) == 2


def test_numbers_that_json_does_not_know_are_null(worker) -> None:
    assert ask(worker, "odd") == {"a": None, "b": [1.0, None]}


def test_a_remedy_of_the_command_line_is_told_in_words_of_the_page() -> None:
    from cryonerve.app.screen.refusals import spoken_error
    from cryonerve.errors import Complaint, RunFolderError

    said = spoken_error(RunFolderError(Complaint("the disk is full", "Choose another folder with -o RUN.")))
    assert said["error"]["remedy"] == "Choose another folder with --folder when the server is started."
