"""Killed at any moment: what was acknowledged is there, the chain is whole, and nothing is there by half."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from cryonerve.errors import RegistryError
from cryonerve.registry import find, open_registry, record, verify
from cryonerve.registry.access import changing, looking
from cryonerve.registry.schema import RECORDS
from tests.unit.registry.entering import person_and_case

CRASHING = Path(__file__).with_name("crashing.py")


def killed(place: str, kills: int, seed: int) -> list[str]:
    """Ids that were acknowledged by writers that were killed."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(CRASHING), place, str(kills), str(seed)],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split()


def check_whole(place: str, acknowledged: list[str]) -> None:
    with open_registry(place, who="writer") as registry:
        assert verify(registry).breaks == ()
        with looking(registry) as connection:
            there = set(connection.execute(select(RECORDS.c.record)).scalars())
        assert set(acknowledged) <= there
        assert find(registry, "case").total == find(registry, "person").total  # none by half
        record(registry, person_and_case())  # and it goes on
        assert verify(registry).whole


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_while_writing(place, seed) -> None:
    acknowledged = killed(place, 25, seed)
    assert len(acknowledged) > 20, "the writers did not come to write"
    check_whole(place, acknowledged)


@pytest.mark.slow
def test_a_thousand_kills(place) -> None:
    acknowledged = killed(place, 1000, 7)
    assert len(acknowledged) > 1000
    check_whole(place, acknowledged)


def test_killed_while_it_is_made(tmp_path) -> None:
    for seed in range(8):
        place = str(tmp_path / f"{seed}.sqlite")
        killed(place, 1, seed)
        check_whole(place, [])


def test_the_server_crashes(server, postgresql) -> None:
    stop, acknowledged = threading.Event(), []

    def write() -> None:
        try:
            with open_registry(postgresql, who="writer") as registry:
                while not stop.is_set():
                    drafts = person_and_case()
                    record(registry, drafts)
                    acknowledged.extend(draft.record for draft in drafts)
        except RegistryError as error:
            assert "database" in str(error)  # noqa: PT017

    writer = threading.Thread(target=write)
    writer.start()
    while len(acknowledged) < 20 and writer.is_alive():
        stop.wait(0.01)
    server.stop()
    server.start()
    stop.set()
    writer.join()
    assert len(acknowledged) >= 20
    check_whole(postgresql, acknowledged)


def test_two_writers_at_once_make_one_chain(place) -> None:
    with open_registry(place, who="writer"):
        pass
    acknowledged: list[str] = []

    def write() -> None:
        with open_registry(place, who="writer") as registry:
            for _ in range(15):
                drafts = person_and_case()
                record(registry, drafts)
                acknowledged.extend(draft.record for draft in drafts)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(acknowledged) == 4 * 15 * 2
    check_whole(place, acknowledged)


def test_two_that_make_it_at_once_make_one(place) -> None:
    made: list[bool] = []

    def make() -> None:
        with open_registry(place, who="writer") as registry:
            made.append(registry.made)

    makers = [threading.Thread(target=make) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert sorted(made) == [False, False, False, True]
    check_whole(place, [])


def test_a_writer_that_holds_it_too_long_is_told(place, monkeypatch) -> None:
    monkeypatch.setattr("cryonerve.registry.connecting.PATIENCE", 0.2)
    with open_registry(place, who="writer") as registry, open_registry(place, who="writer") as other:
        with changing(other, "add"), pytest.raises(RegistryError, match="writing for too long"):
            record(registry, person_and_case())
        record(registry, person_and_case())


FULL = """
import resource, sys
from cryonerve.errors import RegistryError
from cryonerve.registry import open_registry, record
from tests.unit.registry.entering import enter, measurement

with open_registry(sys.argv[1], who="writer") as registry:
    case = enter(registry)[1].record
    size = registry.place.file.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, size + 40_000))
    try:
        while True:
            (receipt,) = record(registry, [measurement(case, remark="walks well " * 100)])
            print(receipt.record, flush=True)
    except RegistryError as error:
        print(error, file=sys.stderr)
"""


def test_a_disk_that_is_full_loses_nothing_acknowledged(tmp_path) -> None:
    place = str(tmp_path / "registry.sqlite")
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")])}
    done = subprocess.run(
        [sys.executable, "-c", FULL, place], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "the disk is full, or failed" in done.stderr
    assert len(done.stdout.split()) > 3
    check_whole(place, done.stdout.split())


def test_two_processes_at_once(place) -> None:
    with open_registry(place, who="writer"):
        pass
    found: list[list[str]] = [[], []]
    threads = [
        threading.Thread(target=lambda at=at: found[at].extend(killed(place, 6, at))) for at in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check_whole(place, found[0] + found[1])
