"""A server to talk to: in this process, with processes that never answer, or a real one on its own port."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

PORT = 8123
TOKEN = "a-token-for-tests"
HERE = "127.0.0.1"
HOST = f"{HERE}:{PORT}"
OVER = ("done", "failed", "cancelled")

BLOCK = """\
cryonerve: 1
name: small-block
title: A small block
anatomy: {phantom: block, size: 24 24 24 mm, tissue: muscle}
probes:
  - {name: one, device: ideal-1.5mm, tip: 0 0 0 mm, axis: 0 0 1}
protocol:
  - Freeze at -80 degC for 20 s
  - Thaw for 10 s
sensors:
  - {name: r3, at: 3 0 4 mm}
solver: {spacing: 2 mm}
"""


@dataclass
class Silent:
    """A process that was asked and never answers."""

    kind: Any
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def ask(self, request: str, payload: Any, *, tell: Any = None) -> tuple[int, Future[Any]]:
        self.asked.append((request, payload))
        return len(self.asked), Future()

    def cancel(self, ticket: int) -> None: ...

    def kill(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A folder open, with silent processes."""
    from cryonerve.app.screen import jobs
    from cryonerve.app.screen import studio as studios

    monkeypatch.setattr(studios, "Worker", Silent)
    monkeypatch.setattr(jobs, "Worker", Silent)
    opened = studios.Studio(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def stranger(studio) -> Iterator[Any]:
    """A client that has no token."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would rather have another HTTP library
        from starlette.testclient import TestClient

    from cryonerve.app.screen.door import Keys
    from cryonerve.app.screen.service import opened

    with TestClient(
        opened(studio, Keys(TOKEN, PORT)), base_url=f"http://{HOST}", follow_redirects=False
    ) as client:
        yield client


@pytest.fixture
def client(stranger) -> Any:
    """A client with the token."""
    stranger.headers["authorization"] = f"Bearer {TOKEN}"
    return stranger


@dataclass
class Server:
    """A real server and a client that has its token."""

    process: subprocess.Popen[str]
    client: httpx.Client
    token: str
    port: int

    def kill(self) -> None:
        """As a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.process.stdout.close()  # type: ignore[union-attr]
        self.client.close()

    def stop(self) -> None:
        """End it as a system that shuts down does."""
        self.client.close()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        self.process.stdout.close()  # type: ignore[union-attr]

    def begin(self, text: str, name: str = "b") -> dict[str, Any]:
        """A new document of a text."""
        answer = self.client.post("/api/documents", json={"yaml": text, "name": name})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def run(self, document: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """Run a document as it is, to its end; the job and the run's name."""
        order = {"base": document["version"]}
        begun = self.client.post(f"/api/documents/{document['id']}/run", json=order).json()
        job = self.wait(f"/api/jobs/{begun['job']}", lambda said: said["state"] in OVER, 900)
        return job, str(begun["run"])

    def wait(self, address: str, until: Any, seconds: float = 120.0) -> dict[str, Any]:
        """Ask until the answer is as wanted."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = self.client.get(address).json()
            if until(answer):
                return answer
            time.sleep(0.1)
        raise AssertionError(f"{address} never came: {answer}")


def start(folder: Path) -> Server:
    """A server for a folder."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "cryonerve.app.cli",
            "app",
            "--no-browser",
            "--folder",
            str(folder),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    said = ""
    while "token=" not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    found = re.search(r"127\.0\.0\.1:(\d+)/\?token=([^&\s]+)", said)
    assert found is not None, said
    port, token = int(found[1]), found[2]
    client = httpx.Client(
        base_url=f"http://{HERE}:{port}", headers={"authorization": f"Bearer {token}"}, timeout=60.0
    )
    end = time.monotonic() + 30.0
    while time.monotonic() < end:
        try:
            client.get("/api/about")
            break
        except httpx.TransportError:
            time.sleep(0.05)
    return Server(process, client, token, port)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A real server."""
    running = start(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the registry of a screen is; none is made. Anna comes."""
    monkeypatch.delenv("CRYONERVE_KEY_FILE", raising=False)
    monkeypatch.delenv("CRYONERVE_SEAL_FILE", raising=False)
    monkeypatch.setenv("CRYONERVE_REGISTRY", str(tmp_path / "clinic.sqlite"))
    monkeypatch.setenv("CRYONERVE_USER", "anna")
    return tmp_path / "clinic.sqlite"


@pytest.fixture
def filled(clinic: Path) -> dict[str, str]:
    """The published case in it: the last record of each kind by name."""
    from cryonerve.registry import open_registry, read_record_file, record

    with open_registry(clinic, who="anna") as registry:
        return {one.kind: one.record for one in record(registry, read_record_file("tibial-neuroma-child"))}
