"""Who gets in: the token, the cookie, this server's own name, and nothing larger than a page of text."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import unquote

import pytest
from starlette.websockets import WebSocketDisconnect

from cryonerve.app.screen.door import Door, Keys
from cryonerve.app.screen.service import opened
from tests.app.screen.conftest import HERE, HOST, PORT, TOKEN

EVIL = "http:" + "//evil.example"


def test_without_the_token_nothing_is_answered(stranger) -> None:
    for address in ("/", "/api/documents", "/api/openapi.json", "/assets/x.js", "/api/scenes/" + 24 * "0"):
        answer = stranger.get(address)
        assert answer.status_code == 401, address
        assert answer.json()["error"]["what"] == "this page needs its token"


def test_the_printed_address_gives_a_cookie_that_scripts_do_not_see(stranger) -> None:
    answer = stranger.get(f"/?token={TOKEN}&document=abc123abc123")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?document=abc123abc123"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in answer.headers["location"]
    assert stranger.get("/api/about").status_code == 200  # the client keeps cookies


@pytest.mark.parametrize("place", ["//evil.example", "abc/../x", "a&b", "javascript:1", "é"])
def test_the_redirect_goes_nowhere_else(stranger, place) -> None:
    answer = stranger.get("/", params={"token": TOKEN, "document": place})
    assert answer.headers["location"] in ("/", "/?document=a")


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], TOKEN + "x", "é", "0" * 9000])
def test_a_wrong_token_is_refused(stranger, token) -> None:
    assert stranger.get("/", params={"token": token}).status_code == 401
    cookies = {"cookie": f"cryonerve-{PORT}={token}".encode("latin-1", "replace")}
    assert stranger.get("/api/about", headers=cookies).status_code == 401


def test_a_foreign_host_is_refused_even_with_the_token(client) -> None:
    """A name that somebody else's server resolves to this computer (DNS rebinding)."""
    for host in ("evil.example", f"evil.example:{PORT}", f"127.0.0.1:{PORT + 1}", "", f"{HOST}.evil.example"):
        assert client.get("/api/about", headers={"host": host}).status_code == 403, host
    assert client.get("/api/about", headers={"host": f"localhost:{PORT}"}).status_code == 200


def test_a_foreign_origin_is_refused_even_with_the_token(client) -> None:
    for origin in ("null", EVIL, f"http://{HERE}:{PORT + 1}", f"https://{HOST}"):
        headers = {"origin": origin}
        assert client.post("/api/documents", json={}, headers=headers).status_code == 403, origin
    assert client.get("/api/about", headers={"origin": f"http://{HOST}"}).status_code == 200


def test_another_page_of_this_computer_cannot_even_show_a_picture(client) -> None:
    """Cookies do not know ports: a page of another local server would send ours along."""
    headers = {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}
    assert client.get("/api/documents", headers=headers).status_code == 403


def test_the_websocket_has_the_same_door(stranger) -> None:
    for headers in ({}, {"authorization": "Bearer x"}):
        with (
            pytest.raises(WebSocketDisconnect),
            stranger.websocket_connect(f"ws://{HOST}/api/documents/x/live", headers=headers),
        ):
            pass
    good = {"authorization": f"Bearer {TOKEN}", "origin": EVIL}
    with (
        pytest.raises(WebSocketDisconnect),
        stranger.websocket_connect(f"ws://{HOST}/api/documents/x/live", headers=good),
    ):
        pass


def test_everything_answered_carries_the_policy(client) -> None:
    for answer in (client.get("/api/about"), client.get("/nothing"), client.post("/api/documents", json=3)):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"


def test_more_than_a_mebibyte_is_refused(client) -> None:
    big = {"yaml": "x" * (2 * 1024 * 1024), "name": "big"}
    assert client.post("/api/documents", json=big).status_code == 413

    def without_length():
        for _ in range(40):
            yield b"x" * 65536

    answer = client.post("/api/documents", content=without_length())
    assert answer.status_code == 413
    assert client.get("/api/about").status_code == 200


def test_rubbish_gets_a_sentence_and_no_traceback(client) -> None:
    headers = {"content-type": "application/json"}
    for content in (b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"base": NaN}', b"null"):
        answer = client.post("/api/documents", content=content, headers=headers)
        assert answer.status_code in (400, 422)
        assert "Traceback" not in answer.text
        assert answer.json()["error"]["what"]


@pytest.mark.parametrize(
    "address",
    [
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/api/documents/..%2f..%2fx",
        "/api/documents/....//x",
        "/api/scenes/..%2fdocuments",
        "/api/scenes/" + 24 * "z",
        "/api/scenes/" + 24 * "0" + "/meshes/-1",
        "/api/runs/..%2f..%2fetc",
        "/api/runs/x/files/..%2f..%2fetc%2fpasswd",
        "/api/runs/x/frames/..%2f0",
        "/api/jobs/..%2fx",
    ],
)
def test_no_path_leads_out(studio, address) -> None:
    """The paths as they stand: a client would resolve the dots before it asks."""
    for path in {address, unquote(address)}:
        status, body = asyncio.run(_asked(opened(studio, Keys(TOKEN, PORT)), path, address))
        assert status in (404, 422), path
        assert b"root:" not in body
        assert json.loads(body)["error"]["what"]


async def _asked(app, path: str, raw: str) -> tuple[int, bytes]:
    """Status and body of a GET, with the path given as the server's own parser gives it."""
    headers = [(b"host", HOST.encode()), (b"authorization", f"Bearer {TOKEN}".encode())]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": raw.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": (HERE, 1), "server": (HERE, PORT), "extensions": {},
    }  # fmt: skip
    status, body = 0, b""

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    await app(scope, receive, send)
    return status, body


def test_who_waits_while_the_server_ends_is_told_so() -> None:
    async def never(scope, receive, send) -> None:
        await asyncio.sleep(60)

    async def ended() -> tuple[int, bytes]:
        asking = asyncio.ensure_future(_asked(Door(never, Keys(TOKEN, PORT)), "/api/about", "/api/about"))
        await asyncio.sleep(0.05)
        asking.cancel()
        return await asking

    status, body = asyncio.run(ended())
    assert status == 503
    assert json.loads(body)["error"]["what"] == "the program is being ended"


def test_the_interface_is_told_without_network(client) -> None:
    told = client.get("/api/openapi.json").json()
    assert "/api/documents/{name}/edits" in told["paths"]
    for address in ("/docs", "/redoc"):  # they would load scripts from elsewhere
        assert client.get(address).status_code == 404
