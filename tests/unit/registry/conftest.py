"""Registries on both databases: every test that asks for `place` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path

import pytest

from cryonerve.registry import open_registry
from cryonerve.registry.access import Registry
from tests.databases import Server, end_server, missing, new_server

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    why = missing()
    if why:
        pytest.skip(why)
    running = new_server()
    yield running
    end_server(running)


@pytest.fixture
def postgresql(server: Server) -> str:
    return server.database(f"registry{next(NUMBERS)}")


@pytest.fixture(scope="session")
def made_file(tmp_path_factory) -> Path:
    """A registry that was made once, to be copied: making tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("made") / "registry.sqlite"
    with open_registry(file, who="anna"):
        pass
    return file


@pytest.fixture(scope="session")
def made_database(server: Server) -> str:
    with open_registry(server.database("made"), who="anna"):
        pass
    return "made"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path) -> str:
    """Where a registry may be made; for tests that ask for `registry` it is made already."""
    made = "registry" in request.fixturenames
    if request.param == "postgresql":
        if not made:
            return request.getfixturevalue("postgresql")
        server, template = (request.getfixturevalue(name) for name in ("server", "made_database"))
        return server.database(f"registry{next(NUMBERS)}", template)
    file = tmp_path / "registry.sqlite"
    if made:
        shutil.copy(request.getfixturevalue("made_file"), file)
    return str(file)


@pytest.fixture
def opened(place: str) -> Callable[..., AbstractContextManager[Registry]]:
    """Opens the registry of this test; anna is its steward."""

    def opening(who: str = "anna", **options) -> AbstractContextManager[Registry]:
        return open_registry(place, who=who, **options)

    return opening


@pytest.fixture
def registry(opened) -> Iterator[Registry]:
    with opened() as found:
        yield found
