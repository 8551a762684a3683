"""Backups are whole, verified and whole registries themselves; a restore loses nothing it could keep."""

from __future__ import annotations

import stat
import threading

import pytest

from cryonerve.errors import RegistryError
from cryonerve.registry import backup, erase, find, open_registry, record, restore, verify
from cryonerve.registry.users import add_user
from tests.unit.registry.entering import enter, person_and_case
from tests.unit.registry.test_verifying import behind_the_back


def rows(registry) -> list[tuple]:
    return [
        tuple(row.items())
        for kind in ("person", "case", "measurement")
        for row in find(registry, kind, long=True).rows
    ]


def test_a_backup_is_a_registry_with_the_same_rows(registry, tmp_path) -> None:
    enter(registry, people=3)
    file = tmp_path / "kept" / "backup.sqlite"
    file.parent.mkdir()
    assert backup(registry, file).whole
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["backup.sqlite"]
    with open_registry(file, who="anna") as copy:
        assert rows(copy) == rows(registry)
        assert verify(copy).whole
    with pytest.raises(RegistryError, match="a file of that name"):
        backup(registry, file)


def test_a_backup_while_others_write(registry, opened, tmp_path) -> None:
    enter(registry, people=3)
    written: list[str] = []
    stop = threading.Event()

    def write() -> None:
        with opened() as other:
            while not stop.is_set():
                drafts = person_and_case()
                record(other, drafts)
                written.append(drafts[0].record)

    writer = threading.Thread(target=write)
    writer.start()
    for number in range(3):
        assert backup(registry, tmp_path / f"{number}.sqlite").whole
    stop.set()
    writer.join()
    assert {row["record"] for row in find(registry, "person").rows} >= set(written)
    assert verify(registry).whole


def test_a_broken_registry_gives_no_backup(registry, tmp_path) -> None:
    enter(registry)
    behind_the_back(registry, "UPDATE measurements SET score = 0 WHERE day = 0")
    with pytest.raises(RegistryError, match="chain breaks at entry 5"):
        backup(registry, tmp_path / "backup.sqlite")
    assert not (tmp_path / "backup.sqlite").exists()


def test_restored_elsewhere(registry, tmp_path, server) -> None:
    enter(registry, people=2)
    backup(registry, tmp_path / "backup.sqlite")
    for place in (str(tmp_path / "new" / "registry.sqlite"), server.database(f"restored{id(registry)}")):
        found = restore(tmp_path / "backup.sqlite", place, who="anna")
        assert found.verified.whole
        assert found.kept == ""
        with open_registry(place, who="anna", make=False) as again:
            assert rows(again) == rows(registry)
            enter(again)
            assert verify(again).whole
        with pytest.raises(RegistryError, match="already"):
            restore(tmp_path / "backup.sqlite", place, who="anna")


def test_taking_the_place_of_a_registry(tmp_path) -> None:
    place, copy = tmp_path / "registry.sqlite", tmp_path / "backup.sqlite"
    with open_registry(place, who="anna") as registry:
        first = enter(registry)
        enter(registry)
        backup(registry, copy)
        gone = first[0].record
        erase(registry, gone, why="asked to")
        late = enter(registry)
    found = restore(copy, place, who="anna", replace=True)
    assert found.erased == (gone,)
    with open_registry(place, who="anna") as registry:
        assert verify(registry).whole
        people = {row["record"] for row in find(registry, "person").rows}
        assert gone not in people  # erased again
        assert late[0].record not in people  # after the backup
    with open_registry(found.kept, who="anna") as before:
        assert late[0].record in {row["record"] for row in find(before, "person").rows}


def test_a_writer_that_is_open_meanwhile_is_not_acknowledged_for_nothing(tmp_path) -> None:
    place, copy = tmp_path / "registry.sqlite", tmp_path / "backup.sqlite"
    with open_registry(place, who="anna") as registry:
        enter(registry)
        backup(registry, copy)
        with registry.engine.connect() as held:
            held.exec_driver_sql("SELECT count(*) FROM records").scalar()
            held.rollback()
            restore(copy, place, who="anna", replace=True)
        try:
            drafts = enter(registry)
        except RegistryError:
            drafts = []
    with open_registry(place, who="anna") as registry:
        people = {row["record"] for row in find(registry, "person").rows}
        assert {draft.record for draft in drafts if draft.kind == "person"} <= people
        assert verify(registry).whole


def test_a_damaged_or_foreign_backup_is_refused(tmp_path) -> None:
    with open_registry(tmp_path / "a.sqlite", who="anna") as registry:
        enter(registry, people=5)
        add_user(registry, "rita", "recorder")
        backup(registry, tmp_path / "backup.sqlite")
    content = bytearray((tmp_path / "backup.sqlite").read_bytes())
    place = content.rindex(b"tibial")
    content[place : place + 6] = b"sural "
    (tmp_path / "changed.sqlite").write_bytes(content)
    (tmp_path / "cut.sqlite").write_bytes(content[: len(content) // 2])
    (tmp_path / "text.sqlite").write_text("no registry at all " * 100)
    for name in ("changed", "cut", "text", "nowhere"):
        with pytest.raises(RegistryError):
            restore(tmp_path / f"{name}.sqlite", tmp_path / "new.sqlite", who="anna")
        assert not (tmp_path / "new.sqlite").exists()
    with pytest.raises(RegistryError, match="may not restore"):
        restore(tmp_path / "backup.sqlite", tmp_path / "new.sqlite", who="rita")
    assert not any(path.name.startswith(".partial") for path in tmp_path.iterdir())
