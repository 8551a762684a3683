"""A row that is changed behind the registry's back is found; the database refuses it in the first place."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cryonerve.errors import RegistryError
from cryonerve.registry import checkpoint, correct, open_registry, verify
from cryonerve.registry.connecting import writing
from cryonerve.registry.schema import ALL_TABLES
from cryonerve.registry.verifying import read_checkpoint
from tests.unit.registry.entering import enter


def behind_the_back(registry, *statements: str) -> None:
    """Run SQL as somebody would who has the file, or an account that may drop triggers."""
    sqlite = registry.engine.dialect.name == "sqlite"
    with writing(registry.engine) as connection:
        if sqlite:
            rows = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).all()
            for name, _ in rows:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
        if sqlite:
            for _, made in rows:
                connection.exec_driver_sql(made)
        else:
            connection.exec_driver_sql("SET session_replication_role = origin")


@pytest.mark.parametrize("table", [table.name for table in ALL_TABLES])
def test_the_database_refuses_to_change_or_delete(registry, table) -> None:
    enter(registry)
    with open_registry(registry.place.address or registry.place.file, who="anna") as again:
        receipt = enter(again)
        correct(again, receipt[-1].record, {"score": 3}, why="typing")
    column = {"settings": "value", "audit": "why", "person_keys": "person", "erasures": "person"}.get(
        table, "record"
    )
    filled = {"erasures": "INSERT INTO erasures VALUES ('P-2222-2222-2222')"}.get(table)
    if filled:
        behind_the_back(registry, filled)
    with writing(registry.engine) as connection:
        count = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        if count:
            with pytest.raises(RegistryError, match="append-only"), writing(registry.engine) as connection:
                connection.exec_driver_sql(statement)
    if registry.engine.dialect.name == "postgresql":
        with pytest.raises(RegistryError, match="append-only"), writing(registry.engine) as connection:
            connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")


def test_sqlite_replaces_no_row_either(registry) -> None:
    if registry.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    enter(registry)
    for table in ("audit", "measurements", "records", "settings", "person_keys"):
        with pytest.raises(RegistryError, match="append-only"), writing(registry.engine) as connection:
            connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


TAMPERED = {
    "a score": ("UPDATE measurements SET score = 0 WHERE day = 0", "version 1 is not what was entered"),
    "a text": ("UPDATE persons SET remark = 'x'", "version 1 is not what was entered"),
    "a record moved": (
        "UPDATE records SET parent = 'C-2222-2222-2222' WHERE kind = 'measurement'",
        "not what was",
    ),
    "a row deleted": ("DELETE FROM measurements WHERE day = 0", "is gone, and no erasure says why"),
    "a row added": (
        "INSERT INTO measurements (record, version, void, instrument, day) "
        "SELECT record, 9, false, 'vas', 1 FROM measurements WHERE day = 0",
        "version 9 is in no entry",
    ),
    "an entry changed": ("UPDATE audit SET who = 'eve' WHERE number = 4", "was changed, or does not follow"),
    "an entry deleted": ("DELETE FROM audit WHERE number = 4", "entries 4 to 4 are missing"),
    "entries exchanged": (
        "UPDATE audit SET number = CASE number WHEN 3 THEN -4 WHEN 4 THEN -3 ELSE number END",
        "was changed, or does not follow",
    ),
    "a key exchanged": ("UPDATE person_keys SET key = {blob}", "is not what was entered"),
    "settings": ("UPDATE settings SET value = '' WHERE name = 'registry'", "settings of the registry"),
    "an erasure made up": (
        "INSERT INTO erasures SELECT person FROM person_keys",
        "without an entry that says so",
    ),
    "the order": (
        "UPDATE records SET entered = entered + 1 WHERE kind = 'case'",
        "by another entry than it says",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_change_behind_the_back_is_found(registry, what) -> None:
    enter(registry)
    statement, said = TAMPERED[what]
    blob = "x'00'" if registry.engine.dialect.name == "sqlite" else "'\\x00'::bytea"
    behind_the_back(registry, statement.format(blob=blob))
    found = verify(registry)
    assert not found.whole
    assert any(said in item.what for item in found.breaks), found.breaks


def test_the_place_of_the_break_is_said(registry) -> None:
    drafts = enter(registry)
    behind_the_back(registry, "UPDATE measurements SET score = 0 WHERE day = 0")
    (wrong,) = verify(registry).breaks
    assert wrong.record == drafts[2].record
    assert wrong.number == 5  # made, first user, person, case, this


def test_a_chain_that_was_cut_off_shows_by_a_checkpoint_only(registry, tmp_path) -> None:
    enter(registry)
    point = checkpoint(registry, tmp_path / "point.json")
    assert read_checkpoint(tmp_path / "point.json") == point
    assert verify(registry, (point,)).whole
    enter(registry)
    assert verify(registry, (point,)).whole
    late = checkpoint(registry)
    gone = "(SELECT record FROM audit WHERE number > 6)"
    behind_the_back(
        registry,
        *(f"DELETE FROM {table} WHERE record IN {gone}" for table in ("measurements", "cases", "persons")),
        f"DELETE FROM person_keys WHERE person IN {gone}",
        f"DELETE FROM records WHERE record IN {gone}",
        "DELETE FROM audit WHERE number > 6",
    )
    assert verify(registry).whole  # nothing in the registry itself can show it
    assert verify(registry, (point,)).whole
    (wrong,) = verify(registry, (late,)).breaks
    assert "are cut off" in wrong.what


def test_a_checkpoint_of_another_registry_is_told(registry, tmp_path) -> None:
    with open_registry(tmp_path / "other.sqlite", who="anna") as other:
        point = checkpoint(other)
    assert any("another registry" in item.what for item in verify(registry, (point,)).breaks)
    (tmp_path / "no.json").write_text("{}")
    with pytest.raises(RegistryError, match="no checkpoint"):
        read_checkpoint(tmp_path / "no.json")
    with pytest.raises(RegistryError, match="cannot be read"):
        read_checkpoint(tmp_path / "nowhere.json")


def test_a_sealed_chain_cannot_be_written_anew_without_the_key(opened) -> None:
    with opened(seal=b"a long key") as registry:
        enter(registry)
        assert verify(registry).sealed
        assert verify(registry).whole
        # whoever has no key can make every hash fit, but no seal
        behind_the_back(registry, "UPDATE audit SET seal = hash WHERE number = 3")
        assert any("seal" in item.what for item in verify(registry).breaks)
    with opened() as registry:
        assert verify(registry).whole  # without the key nothing is said of seals
        assert not verify(registry).sealed
        with pytest.raises(RegistryError, match="takes no entry without its key"):
            enter(registry)
    with pytest.raises(RegistryError, match="sealed with another key"), opened(seal=b"another key"):
        pass


def test_an_unsealed_registry_takes_no_seal(opened) -> None:
    with opened() as registry:
        enter(registry)
    with pytest.raises(RegistryError, match="not sealed"), opened(seal=b"a long key"):
        pass


def test_errors_of_the_database_are_one_sentence(registry) -> None:
    with pytest.raises(RegistryError) as caught, writing(registry.engine) as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    assert isinstance(caught.value.__cause__, DBAPIError)
    assert len(caught.value.complaints) == 1
