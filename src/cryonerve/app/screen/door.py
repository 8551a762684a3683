"""The door: who may ask at all. Other sites' pages reach local servers too: each request must prove itself.

A request needs the token (as a cookie, or as `Authorization: Bearer`), this server's own `Host`, and, where a
browser says from which page it comes, this server's own `Origin`.
Every answer carries a policy under which a page may load nothing from anywhere else.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from cryonerve.app.screen.refusals import body_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LARGEST_BODY", "Door", "Keys", "new_token"]

LARGEST_BODY = 1024 * 1024  # bytes
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; "
    "worker-src 'self' blob:; connect-src 'self'{sockets}; object-src 'none'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
SAID = {
    401: ("this page needs its token", "Open the address that `cryonerve app` printed."),
    403: ("this request comes from another page", "Open the address that `cryonerve app` printed."),
    413: ("what was sent is larger than 1 MiB", "A case file holds a page of text; is it the right file?"),
    503: ("the program is being ended", "Start it again: this page comes back by itself."),
}


def new_token() -> str:
    """A token nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Keys:
    """What a request must show. `port` is where the server listens.

    `words` open the first page once each: the browser is started with one, because other accounts of the
    computer see how programs are started, and the token stays good.
    """

    token: str
    port: int
    words: set[str] = field(default_factory=set, compare=False)

    @property
    def hosts(self) -> tuple[str, str]:
        """The two names of this server."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def cookie(self) -> str:
        """Name of the cookie; cookies are shared between ports, so the port is part of it."""
        return f"cryonerve-{self.port}"

    def fits(self, shown: str) -> bool:
        """Whether a token is the right one; takes the same time for every wrong one."""
        return _same(shown, self.token)

    def word(self) -> str:
        """A new word that opens the first page once."""
        word = new_token()
        self.words.add(word)
        return word

    def opens(self, shown: str) -> bool:
        """Whether this is the token, or a word that was not used yet; it is used then."""
        used = {word for word in self.words if _same(shown, word)}
        self.words.difference_update(used)
        return bool(used) or self.fits(shown)


def _same(shown: str, right: str) -> bool:
    return hmac.compare_digest(shown.encode("utf-8", "replace"), right.encode())


class Door:
    """Stands before the whole application: routes, static files and WebSockets."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app = app
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or say why not."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = _headers(scope)
        status = self._refusal(scope, headers)
        if status == 303:
            await self._welcome(scope, send)
        elif status:
            await _refuse(scope, receive, send, (status, self._said()))
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._answered(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; where the server ends before there is an answer, say so instead of failing."""
        began = False
        outwards = self._with_policy(send)

        async def sending(message: Message) -> None:
            nonlocal began
            began = True
            await outwards(message)

        try:
            await self.app(scope, _limited(receive), sending)
        except asyncio.CancelledError:
            if began:
                raise
            await _refuse(scope, receive, send, (503, self._said()))

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> int:
        """Status that answers at once; 0 lets in, 303 gives the cookie."""
        if headers.get("host", "") not in self.keys.hosts:
            return 403
        origin = headers.get("origin")
        if origin is not None and origin not in [f"http://{host}" for host in self.keys.hosts]:
            return 403
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not _first_page(scope):
            return 403
        if scope["type"] == "http" and scope["path"] == "/" and scope["method"] == "GET":
            given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token")
            if given:
                return 303 if self.keys.opens(given[0]) or self._known(headers) else 401
        if not self._known(headers):
            return 401
        length = headers.get("content-length", "0")
        return 413 if not length.isdecimal() or int(length) > LARGEST_BODY else 0

    def _known(self, headers: Mapping[str, str]) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.keys.fits(token.strip())
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return self.keys.cookie in cookies and self.keys.fits(cookies[self.keys.cookie].value)

    def _said(self) -> dict[bytes, bytes]:
        policy = POLICY.format(sockets="".join(f" ws://{host}" for host in self.keys.hosts))
        return {
            b"content-security-policy": policy.encode(),
            b"x-content-type-options": b"nosniff",
            b"referrer-policy": b"no-referrer",
            b"cross-origin-opener-policy": b"same-origin",
            b"cross-origin-resource-policy": b"same-origin",
        }

    async def _welcome(self, scope: Scope, send: Send) -> None:
        """Keep the token in a cookie that scripts do not see, and out of the address."""
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("document", [""])[0]
        place = f"/?document={asked}" if asked.isalnum() and asked.isascii() else "/"
        cookie = f"{self.keys.cookie}={self.keys.token}; Path=/; HttpOnly; SameSite=Strict"
        headers = {
            **self._said(),
            b"location": place.encode(),
            b"set-cookie": cookie.encode(),
            b"cache-control": b"no-store",
        }
        await send({"type": "http.response.start", "status": 303, "headers": list(headers.items())})
        await send({"type": "http.response.body", "body": b""})

    def _with_policy(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given: Iterable[tuple[bytes, bytes]] = message.get("headers", ())
                headers = {**self._said(), b"cache-control": b"no-store"} | dict(given)
                message = {**message, "headers": list(headers.items())}
            await send(message)

        return sending


def _first_page(scope: Scope) -> bool:
    """The page itself may be opened from anywhere (a link in a terminal); what it shows needs the cookie."""
    return bool(scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/")


def _headers(scope: Scope) -> dict[str, str]:
    return {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope.get("headers", ())}


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that says nothing of its length."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            from starlette.exceptions import HTTPException

            raise HTTPException(413, SAID[413][0])
        return message

    return receiving


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: tuple[int, dict[bytes, bytes]]) -> None:
    status, said = answer
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4000 + status, "reason": SAID[status][0]})
        return
    body: Any = json.dumps(body_of(*SAID[status])).encode()
    headers = {
        **said,
        b"content-type": b"application/json",
        b"content-length": str(len(body)).encode(),
        b"cache-control": b"no-store",
        b"connection": b"close",
    }
    await send({"type": "http.response.start", "status": status, "headers": list(headers.items())})
    await send({"type": "http.response.body", "body": body})
