"""One WebSocket for each page that shows a document: previews while a probe is dragged, jobs, changes.

Frames are sent only as the page acknowledges them; a newer preview takes the place of one that waits.
Nothing is queued without end: of every job only its latest state waits, of changes only the latest.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from cryonerve.app.screen.processes import DiedError, RefusedError
from cryonerve.app.screen.refusals import body_of, spoken_error
from cryonerve.errors import CryonerveError

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["CREDIT", "Conversation"]

CREDIT = 2  # frames on their way at once
PREPARING = "The preview is being made ready: some seconds, the first time on a computer a minute or two."
Message = Mapping[str, Any]


class Conversation:
    """One page and the server."""

    def __init__(self, studio: Studio, socket: WebSocket, document: str) -> None:
        self.studio = studio
        self.socket = socket
        self.document = document
        self.credit = CREDIT
        self.wake = asyncio.Event()
        self.texts: dict[tuple[Any, ...], Message] = {}  # what waits, the latest of each sort
        self.wanted: tuple[Message, float] | None = None  # the placement that was asked for last, and when
        self.computing = False
        self.preparing = False
        self.prepare_again = False
        self.answered: tuple[Message, bytes] | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Talk until the page is gone."""
        version = (await self.studio.document(self.document)).version
        await self.socket.accept()
        self.studio.hub.join(self.document, self.say)
        self.say({"kind": "hello", "version": version, "credit": CREDIT})
        for message in self.studio.jobs.messages(self.document):
            self.say(message)
        both = {asyncio.ensure_future(self._send()), asyncio.ensure_future(self._hear())}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)  # neither goes on without the other
        finally:
            self.studio.hub.leave(self.document, self.say)
            left = [*both, *self.tasks]
            for task in left:
                task.cancel()
            ends = await asyncio.gather(*left, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, WebSocketDisconnect | RuntimeError):
                raise end

    def say(self, message: Message) -> None:
        """Put a message on its way; an older one of the same sort that still waits is dropped."""
        sort = (message["kind"], message.get("job"))
        self.texts.pop(sort, None)
        self.texts[sort] = message
        self.wake.set()

    async def _hear(self) -> None:
        while True:
            text = await self.socket.receive()
            if text["type"] == "websocket.disconnect":
                return
            try:
                message = json.loads(text.get("text") or "")
                if not isinstance(message, dict):
                    raise ValueError(message)
            except (ValueError, RecursionError):
                self._complain(body_of("this message is not understood", "Reload the page."))
                continue
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        kind = message.get("kind")
        if kind == "ack":
            self.credit = min(CREDIT, self.credit + 1)
            self.wake.set()
        elif kind == "preview":
            if not isinstance(message.get("seq"), int) or not isinstance(message.get("probes"), list):
                self._complain(body_of("a preview needs a number and probes", "Reload the page."))
                return
            self.wanted = (message, perf_counter())
            self._compute()
        elif kind == "prepare":
            self._ready()
        else:
            self._complain(body_of(f"no message is called '{str(kind)[:40]}'", "Reload the page."))

    def _begin(self, work: Any) -> None:  # noqa: ANN401
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _complain(self, said: dict[str, Any]) -> None:
        self.say({"kind": "error", **said})

    # --- previews -------------------------------------------------------------------------------------------

    def _compute(self) -> None:
        """Begin the latest preview, unless one is under way or waits to be sent: it would be dropped."""
        if self.computing or self.wanted is None or self.answered is not None:
            return
        self.computing = True
        self._begin(self._preview())

    async def _preview(self) -> None:
        assert self.wanted is not None
        message, asked = self.wanted
        self.wanted = None
        began = perf_counter()
        try:
            payload = {**await self._payload(), "probes": message["probes"], "seq": message["seq"]}
            told, sent = await self._ask("preview", payload)
            took = {
                "ms": round(1e3 * (perf_counter() - began), 1),
                "waited_ms": round(1e3 * (began - asked), 1),
            }
            self.answered = ({**told, **took}, sent)
        except (CryonerveError, RefusedError, DiedError) as error:
            said = _said(error)
            self.say({"kind": "error", "seq": message["seq"], **said})
        finally:
            self.computing = False
            self.wake.set()
        if self.wanted is None and self.answered is not None:
            await self._locate(payload)

    async def _locate(self, payload: dict[str, Any]) -> None:
        """Say where the probes stand now, when nobody waits for another preview."""
        try:
            probes = await self._ask("locate", payload)
        except (RefusedError, DiedError):
            return
        self.say({"kind": "measured", "seq": payload["seq"], "probes": probes})

    def _ready(self) -> None:
        """Make previews ready; however often it is wished for meanwhile, once more afterwards."""
        if self.preparing:
            self.prepare_again = True
            return
        self.preparing = True
        self._begin(self._prepare())

    async def _prepare(self) -> None:
        try:
            grid = await self._ask("prepare", await self._payload())
            self.say({"kind": "prepared", "grid": grid})
        except (CryonerveError, RefusedError, DiedError) as error:
            self._complain(_said(error))
        finally:
            self.preparing = False
        if self.prepare_again:
            self.prepare_again = False
            self._ready()

    async def _payload(self) -> dict[str, Any]:
        document = await self.studio.document(self.document)
        anchor = await run_in_threadpool(self.studio.jobs.anchor, document.id)
        return {"document": document.id, "yaml": document.yaml, "anchor": anchor}

    async def _ask(self, request: str, payload: dict[str, Any]) -> Any:  # noqa: ANN401
        loop = asyncio.get_running_loop()

        def tell(content: Message) -> None:
            if content.get("preparing"):
                said = {"kind": "preparing", "sentence": PREPARING}
                loop.call_soon_threadsafe(self.say, said)

        _, answer = self.studio.sketcher.ask(request, payload, tell=tell)
        return await asyncio.wrap_future(answer)

    # --- sending --------------------------------------------------------------------------------------------

    async def _send(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            while self.texts:
                sort = next(iter(self.texts))
                await self.socket.send_text(json.dumps(self.texts.pop(sort)))
            if self.answered is not None and self.credit > 0:
                message, sent = self.answered
                self.answered = None
                self.credit -= 1
                await self.socket.send_text(json.dumps(message))
                await self.socket.send_bytes(sent)
                self._compute()
                self.wake.set()
            elif self.answered is None:
                self._compute()


def _said(error: BaseException) -> dict[str, Any]:
    if isinstance(error, RefusedError):
        return error.said
    if isinstance(error, DiedError):
        return body_of("the process that answers previews has ended; another one is started", "Try again.")
    return spoken_error(error)
