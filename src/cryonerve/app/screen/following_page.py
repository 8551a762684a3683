"""One WebSocket for each page that looks at the live session.

Pictures are sent only as the page acknowledges them; a newer one takes the place of one that waits. A
page that is slow still hears of every alarm and every line of the log: they are text, without credit.
"""

from __future__ import annotations

import asyncio
import json
from time import monotonic
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

if TYPE_CHECKING:
    from cryonerve.app.screen.following_session import LiveSession

__all__ = ["CREDIT", "Watcher"]

CREDIT = 2  # pictures on their way at once
APART = 0.25  # s between two moments without a picture, where no alarm began or ended


class Watcher:
    """One page that looks on."""

    def __init__(self, session: LiveSession, socket: WebSocket) -> None:
        self.session, self.socket = session, socket
        self.credit = CREDIT
        self.wake = asyncio.Event()
        self._said: dict[str, Any] = {}
        self._event = 0
        self._moment = (None, 0)  # session and number of the moment that was sent last
        self._alarms = -1
        self._told = 0.0

    async def run(self) -> None:
        """Tell until the page is gone."""
        await self.socket.accept()
        self.session.join(self.wake.set)
        await self.socket.send_text(json.dumps({"kind": "hello", "credit": CREDIT}))
        self.wake.set()
        both = {asyncio.ensure_future(self._send()), asyncio.ensure_future(self._hear())}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.session.leave(self.wake.set)
            for task in both:
                task.cancel()
            await asyncio.wait(both)
        for task in both:
            error = None if task.cancelled() else task.exception()
            if error is not None and not isinstance(error, WebSocketDisconnect | RuntimeError):
                raise error

    async def _hear(self) -> None:
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                said = json.loads(message.get("text") or "")
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict) and said.get("kind") == "ack":
                self.credit = min(CREDIT, self.credit + 1)
                self.wake.set()

    async def _send(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            session = self.session
            if session.about is not self._said:
                if session.about.get("id") != self._said.get("id"):
                    self._event = 0
                self._said = session.about
                await self._text({"kind": "session", "session": self._said})
            news = [item for item in session.events if item["number"] > self._event]
            if news:
                self._event = news[-1]["number"]
                await self._text({"kind": "events", "events": news})
            await self._send_moment()

    async def _send_moment(self) -> None:
        session = self.session
        if session.document is None:
            return
        now = (session.about.get("id"), session.document["index"])
        if now == self._moment:
            return
        if session.frame is not None and self.credit > 0:
            self._moment, self._alarms, self._told = now, session.changed, monotonic()
            self.credit -= 1
            await self.socket.send_bytes(session.frame)
        elif session.changed != self._alarms or monotonic() - self._told >= APART:
            self._alarms, self._told = session.changed, monotonic()
            if session.frame is None:
                self._moment = now  # otherwise its picture is still to come, with the next credit
            await self._text({"kind": "moment", "moment": session.document})

    async def _text(self, said: dict[str, Any]) -> None:
        await self.socket.send_text(json.dumps(said))
