"""Where probes stand is asked of the latest text only; previews are made ready once, not once a wish."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Any

import pytest

from cryonerve.app.screen import measures as module
from cryonerve.app.screen.live import Conversation
from cryonerve.app.screen.measures import Measures


class Asked:
    """A process whose answers a test gives."""

    def __init__(self) -> None:
        self.answers: list[Future[Any]] = []
        self.cancelled: list[int] = []

    def ask(self, request: str, payload: Any, *, tell: Any = None) -> tuple[int, Future[Any]]:
        self.answers.append(Future())
        return len(self.answers), self.answers[-1]

    def cancel(self, ticket: int) -> None:
        self.cancelled.append(ticket)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.02)


def test_a_newer_text_takes_the_place_of_an_older_one_that_waits() -> None:
    async def all_of_it() -> None:
        worker, told = Asked(), []
        measures = Measures(worker)

        def late() -> None:
            told.append("late")

        assert await measures.of("d", "one", late) == {}
        assert await measures.of("d", "one", late) == {}  # the same question: asked once
        assert await measures.of("e", "one", late) == {}  # of another document
        assert (len(worker.answers), worker.cancelled) == (2, [])
        assert await measures.of("d", "two", late) == {}
        assert (len(worker.answers), worker.cancelled) == (3, [1])
        worker.answers[0].set_exception(RuntimeError("stopped"))
        worker.answers[2].set_result({"probes": []})
        await asyncio.sleep(0.02)
        assert told == ["late"]
        assert await measures.of("d", "two", late) == {"probes": []}
        assert len(worker.answers) == 3

    asyncio.run(all_of_it())


def test_what_failed_is_asked_again() -> None:
    async def all_of_it() -> None:
        worker = Asked()
        measures = Measures(worker)
        for count in (1, 2):
            waiting = asyncio.ensure_future(measures.of("d", "one", lambda: None))
            await asyncio.sleep(0)
            worker.answers[-1].set_exception(RuntimeError("died"))
            assert await waiting == {}
            assert len(worker.answers) == count

    asyncio.run(all_of_it())


def test_a_preview_is_made_ready_once_and_once_more(studio) -> None:
    async def all_of_it() -> None:
        talk = Conversation(studio, None, "d")
        asked: list[str] = []
        go = asyncio.Event()

        async def ask(request: str, payload: dict[str, Any]) -> dict[str, Any]:
            asked.append(request)
            await go.wait()
            return {}

        async def payload() -> dict[str, Any]:
            return {}

        talk._ask, talk._payload = ask, payload
        for _ in range(500):
            talk._take({"kind": "prepare"})
        await asyncio.sleep(0.01)
        assert asked == ["prepare"]
        go.set()
        await asyncio.sleep(0.01)
        assert asked == ["prepare", "prepare"]
        assert not talk.preparing

    asyncio.run(all_of_it())
