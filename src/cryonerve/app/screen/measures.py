"""Where the probes of a document stand in its body, as far as that is known at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.reading import text_key

if TYPE_CHECKING:
    from cryonerve.app.screen.processes import Worker

__all__ = ["Measures"]

MOST = 200  # texts whose measures are kept
PATIENCE = 0.25  # s; what takes longer is told later


@dataclass(frozen=True, eq=False)
class _Asked:
    """A question under way: of which text, by which ticket, with which answer."""

    text: str
    ticket: int
    answer: asyncio.Future[dict[str, Any]]


class Measures:
    """Answers of the drawing process by the case's text; of each document only its latest text waits."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._asked: dict[str, _Asked] = {}  # by document

    async def of(self, document: str, yaml: str, late: Callable[[], None]) -> dict[str, Any]:
        """Measures of a text whose body is drawn; empty where they take longer, and `late` is called then."""
        text = text_key(yaml)
        if text in self._known:
            return self._known[text]
        asked = self._asked.get(document)
        if asked is None or asked.text != text:
            if asked is not None:  # nobody looks at that text any more
                self.worker.cancel(asked.ticket)
            asked = self._ask(document, text, yaml)
        await asyncio.wait([asked.answer], timeout=PATIENCE)
        if not asked.answer.done():
            asked.answer.add_done_callback(lambda done: late() if _is_good(done) else None)
        return self._known.get(text, {})

    def _ask(self, document: str, text: str, yaml: str) -> _Asked:
        ticket, answer = self.worker.ask("measure", {"yaml": yaml})
        asked = _Asked(text, ticket, asyncio.wrap_future(answer))
        self._asked[document] = asked
        asked.answer.add_done_callback(lambda done: self._keep(document, asked, done))
        return asked

    def _keep(self, document: str, asked: _Asked, done: asyncio.Future[dict[str, Any]]) -> None:
        if self._asked.get(document) is asked:
            del self._asked[document]
        if _is_good(done):
            self._known[asked.text] = done.result()
            while len(self._known) > MOST:
                self._known.popitem(last=False)


def _is_good(done: asyncio.Future[dict[str, Any]]) -> bool:
    return not done.cancelled() and done.exception() is None
