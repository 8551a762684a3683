"""A real browser on a real server: what it asks for and complains about is noted and judged at the end."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.app.screen.conftest import HERE, OVER, Server, start
from tests.app.screen.scan_made import label_and_trace, made_limb, nerve

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SLIPS = re.compile(r".*(?:\bundefined\b|\bNaN\b|\bnull\b|\[object ).*")
DRIVER = "GL Driver Message"  # the software renderer's own remarks on its speed
LARGE, SMALL = {"width": 1440, "height": 900}, {"width": 1024, "height": 768}
# The bundled child, on cells and with a protocol that take a processor seconds instead of minutes.
CHANGES = (("\nsolver:\n", "\nsolver:\n  spacing: 1.5 mm\n"),)
STEPS = ["Freeze at -80 degC for 60 s", "Thaw for 30 s"]


@dataclass
class Watched:
    """A page, every address it asked for, and what the browser complained about."""

    page: Any
    server: Server
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)  # parts of complaints that belong to the test

    def look(self) -> None:
        """Begin to write down."""
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(f"page: {error}"))
        self.page.on("console", self._said)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and DRIVER not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def judge(self) -> None:
        """Nothing left this computer, nothing was complained about."""
        hosts = {urlsplit(address).hostname for address in self.asked if not address.startswith("blob:")}
        assert hosts <= {HERE}, hosts
        assert self.asked
        strange = [one for one in self.complaints if not any(part in one for part in self.expected)]
        assert strange == []

    def read(self) -> None:
        """No word on the page is a slip of a program."""
        if not self.page.is_closed():
            assert SLIPS.findall(self.page.inner_text("body")) == []

    def go(self, document: str | None = None) -> None:
        """Through the door, to the page of cases or to a document, until it is there."""
        place = "" if document is None else f"&document={document}"
        self.page.goto(f"http://{HERE}:{self.server.port}/?token={self.server.token}{place}")
        self.until("window.__ready === true")
        if document is not None:
            self.until("__screen.open && __screen.anatomy && __screen.connected", 120.0)

    def until(self, expression: str, seconds: float = 30.0) -> Any:
        """Ask the page until the expression is true there; its policy forbids to wait inside it."""
        end = time.monotonic() + seconds
        while True:
            found = self.page.evaluate(f"() => {expression}")
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"never came: {expression}\n{self.page.inner_text('body')[:3000]}")
            self.page.wait_for_timeout(60)

    def hook(self, expression: str) -> Any:
        """What the page says of itself."""
        return self.page.evaluate(f"() => window.__screen.{expression}")

    def probe(self, name: str) -> dict[str, list[float]]:
        """Where a probe is shown, mm."""
        return self.hook(f"probe({name!r})")

    def job(self, of: str, begin: Callable[[], None], seconds: float = 300.0) -> dict[str, Any]:
        """Begin a job on the page and wait, at the server, until it is over."""
        old = {one["job"] for one in self.server.client.get("/api/jobs").json()}
        begin()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            new = [one for one in self.server.client.get("/api/jobs").json() if one["job"] not in old]
            over = [one for one in new if one["of"] == of and one["state"] in OVER]
            if over:
                return over[0]
            self.page.wait_for_timeout(200)
        raise AssertionError(f"{of} was never over")


@pytest.fixture(
    scope="module"
)  # while it is there an event loop runs, beside which other tests could not run theirs
def chromium() -> Iterator[Any]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; `make screen-browser` installs it")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all pages."""
    running = start(tmp_path_factory.mktemp("house"))
    yield running
    running.stop()


def child() -> str:
    """The bundled child, coarse and short."""
    from cryonerve.case import load, write_yaml

    text = write_yaml(load("tibial-neuroma-child"))
    for old, new in CHANGES:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def begin(server: Server, text: str | None = None) -> str:
    """A new document; its id."""
    document = server.begin(text or child(), "child")
    if text is None:
        edit = {"kind": "set_protocol", "steps": STEPS}
        change = {"base": document["version"], "edit": edit}
        answer = server.client.post(f"/api/documents/{document['id']}/edits", json=change)
        assert answer.status_code == 200, answer.text
    return str(document["id"])


def read(server: Server, document: str) -> dict[str, Any]:
    """A document as the server has it."""
    return server.client.get(f"/api/documents/{document}").json()


def run(server: Server, document: str) -> str:
    """Run a document, without a page; the run's id."""
    job, made = server.run(read(server, document))
    assert job["state"] == "done", job
    return made


@pytest.fixture(scope="session")
def ran(house: Server) -> str:
    """A document that has been run, for tests that only look."""
    document = begin(house)
    run(house, document)
    return document


@pytest.fixture
def document(house: Server) -> str:
    """A document of the test's own."""
    return begin(house)


@pytest.fixture
def open_page(chromium: Any, house: Server) -> Iterator[Callable[..., Watched]]:
    """Pages of one person, who has one set of cookies."""
    contexts: list[Any] = []
    pages: list[Watched] = []

    def opened(
        size: dict[str, int] | None = None, *, theme: str = "dark", server: Server | None = None
    ) -> Watched:
        if not contexts:
            size = size or LARGE
            contexts.append(chromium.new_context(viewport=size, color_scheme=theme, accept_downloads=True))
        found = Watched(contexts[0].new_page(), server or house)
        found.look()
        pages.append(found)
        return found

    yield opened
    for page in pages:
        page.read()
    for context in contexts:
        context.close()
    for page in pages:
        page.judge()


@pytest.fixture
def page(open_page: Callable[..., Watched]) -> Watched:
    """A page that is not anywhere yet."""
    return open_page()


# --- limbs for the scan page --------------------------------------------------------------------------------


@pytest.fixture
def limb(tmp_path: Path) -> Path:
    return made_limb(tmp_path / "house" / "limbs" / "left-leg")


@pytest.fixture
def ward(tmp_path: Path, limb: Path) -> Iterator[Server]:
    """A server of its own, which may read nothing but its folder."""
    del limb
    running = start(tmp_path / "house")
    yield running
    running.stop()


@pytest.fixture
def traced(limb: Path) -> Path:
    """A limb with labels and a nerve that is traced, as an earlier visit left it."""
    return label_and_trace(limb, nerve(treated=True))
