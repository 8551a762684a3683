"""Registries on both databases: every test that asks for `place` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count

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


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path) -> str:
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql")
    return str(tmp_path / "registry.sqlite")


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
