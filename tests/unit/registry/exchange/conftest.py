"""A second registry, empty, of the same database as the first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cryonerve.registry import open_registry
from cryonerve.registry.access import Registry
from tests.databases import Server


@pytest.fixture
def empty(request: pytest.FixtureRequest, place: str, tmp_path) -> Iterator[Registry]:
    where = str(tmp_path / "empty.sqlite")
    if place.startswith("postgresql"):
        server: Server = request.getfixturevalue("server")
        where = server.database(f"empty_{abs(hash(str(tmp_path)))}")
    with open_registry(where, who="bob") as found:
        yield found
