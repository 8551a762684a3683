"""Where the probes of a document stand in its body, as far as that is known at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryonerve.app.screen.processes import Worker

__all__ = ["Measures"]

MOST = 200  # texts whose measures are kept
PATIENCE = 1.0  # s; what takes longer is told later


class Measures:
    """Answers of the drawing process by the case's text."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._asked: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def of(self, yaml: str, late: Callable[[], None]) -> dict[str, Any]:
        """Measures of a text whose body is drawn; empty where they take longer, and `late` is called then."""
        if yaml in self._known:
            return self._known[yaml]
        if yaml not in self._asked:
            _, answer = self.worker.ask("measure", {"yaml": yaml})
            self._asked[yaml] = asyncio.wrap_future(answer)
            self._asked[yaml].add_done_callback(lambda future: self._keep(yaml, future))
        future = self._asked[yaml]
        await asyncio.wait([future], timeout=PATIENCE)
        if not future.done():
            future.add_done_callback(lambda done: late() if done.exception() is None else None)
        return self._known.get(yaml, {})

    def _keep(self, yaml: str, future: asyncio.Future[dict[str, Any]]) -> None:
        self._asked.pop(yaml, None)
        if not future.cancelled() and future.exception() is None:
            self._known[yaml] = future.result()
            while len(self._known) > MOST:
                self._known.popitem(last=False)
