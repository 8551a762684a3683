"""Where a registry is, who may read the file, what is refused; encrypted files; older shapes."""

from __future__ import annotations

import random
import sqlite3
import stat
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from cryonerve.errors import RegistryError
from cryonerve.registry import backup, erase, find, open_registry, restore, verify
from cryonerve.registry.access import Registry, looking
from cryonerve.registry.connecting import engine_of, make_file, reading, writing
from cryonerve.registry.migrating import migrate, shape_of, upgrade
from cryonerve.registry.place import default_file, place_of
from cryonerve.registry.schema import ALL_TABLES, HEAD, METADATA
from tests.unit.registry.entering import enter

KEY = "correct horse's battery"


def test_made_on_first_use_for_its_owner_alone(tmp_path) -> None:
    file = tmp_path / "new" / "registry.sqlite"
    with open_registry(file, who="anna") as registry:
        enter(registry)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["registry.sqlite"]  # one file, no journal


def test_default_place(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("CRYONERVE_REGISTRY", raising=False)
    assert place_of().file == default_file()
    monkeypatch.setenv("CRYONERVE_REGISTRY", "postgresql://db/registry")
    assert place_of().address == "postgresql+psycopg://db/registry"
    assert place_of("a.sqlite").file.name == "a.sqlite"
    with pytest.raises(RegistryError, match="mysql"):
        place_of("mysql://db/registry")


def test_what_cannot_be_opened_is_refused_with_a_remedy(tmp_path) -> None:
    (tmp_path / "text.sqlite").write_text("no registry " * 500)
    with sqlite3.connect(tmp_path / "other.sqlite") as connection:
        connection.execute("CREATE TABLE songs (name)")
    connection.close()
    for place, said in {
        "text.sqlite": "is no registry",
        "other.sqlite": "holds something else",
        "nowhere.sqlite": "there is no registry in",
        ".": "is a folder",
    }.items():
        with pytest.raises(RegistryError, match=said), open_registry(tmp_path / place, make=False):
            pass
    away = f"postgresql://nobody@/registry?host={tmp_path}"
    with pytest.raises(RegistryError, match="does not answer"), open_registry(away):
        pass
    with pytest.raises(RegistryError, match="takes no key"), open_registry(away, key=KEY):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.sqlite", "text.sqlite"]


def test_an_empty_file_that_a_kill_left_becomes_a_registry(tmp_path) -> None:
    file = tmp_path / "registry.sqlite"
    make_file(place_of(file))
    with pytest.raises(RegistryError, match="no registry here yet"), open_registry(file, make=False):
        pass
    with open_registry(file, who="anna") as registry:
        assert verify(registry).whole


def test_migrations_make_the_tables_that_the_program_reads(registry) -> None:
    with looking(registry) as connection:
        assert shape_of(connection) == HEAD
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_an_older_registry_is_upgraded_and_a_newer_one_refused(place) -> None:
    if "://" not in place:
        make_file(place_of(place))
    engine = engine_of(place_of(place))
    with writing(engine) as connection:
        migrate(connection, "0001")
        connection.execute(text("INSERT INTO records VALUES ('U-2222-2222-2222', 'user', '', '', 1)"))
        connection.execute(
            text(
                "INSERT INTO users (record, version, void, name, role, active) VALUES "
                "('U-2222-2222-2222', 1, false, 'anna', 'steward', true)"
            )
        )
    with reading(engine) as connection:
        assert shape_of(connection) == "0001"
    with pytest.raises(RegistryError, match="older shape"), open_registry(place, who="anna"):
        pass
    with open_registry(place, who="anna", any_shape=True, make=False) as registry:
        assert upgrade(registry) == ("0001", HEAD)
        assert upgrade(registry) == (HEAD, HEAD)
    with open_registry(place, who="anna") as registry:
        enter(registry)
        with pytest.raises(RegistryError, match="append-only"), writing(registry.engine) as connection:
            connection.execute(text("DELETE FROM persons"))
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RegistryError, match="newer cryonerve"), open_registry(place, who="anna"):
        pass
    engine.dispose()


def everything(registry) -> list[tuple]:
    with looking(registry) as connection:
        return [tuple(row) for table in ALL_TABLES for row in connection.execute(table.select())]


@pytest.mark.parametrize("key", ["", KEY], ids=["plain", "encrypted"])
def test_bytes_that_change_on_the_disk_are_noticed(tmp_path, key) -> None:
    if key:
        pytest.importorskip("sqlcipher3")
    file, damaged = tmp_path / "registry.sqlite", tmp_path / "damaged.sqlite"
    with open_registry(file, who="anna", key=key) as registry:
        enter(registry, people=10)
        before = everything(registry)
    content, draw, noticed = file.read_bytes(), random.Random(3), 0
    for _ in range(25):
        changed = bytearray(content)
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
        damaged.write_bytes(changed)
        try:
            with open_registry(damaged, who="anna", key=key, make=False) as registry:
                if verify(registry).whole:
                    assert everything(registry) == before  # a byte that says nothing
                else:
                    noticed += 1
        except RegistryError:
            noticed += 1
    assert noticed == 25 if key else noticed > 2


@pytest.fixture
def encrypted(tmp_path):
    pytest.importorskip("sqlcipher3", reason="SQLCipher has no package for this system")
    return tmp_path / "secret.sqlite"


def test_an_encrypted_file_shows_nothing(encrypted, tmp_path) -> None:
    with open_registry(encrypted, who="anna", key=KEY) as registry:
        drafts = enter(registry, people=20)
        assert verify(registry).whole
        backup(registry, tmp_path / "backup.sqlite")
    for file in (encrypted, tmp_path / "backup.sqlite"):
        content = file.read_bytes()
        for word in (b"SQLite format", b"transtibial", b"anna", b"CREATE", drafts[0].record.encode()):
            assert word not in content, (file.name, word)
    with open_registry(encrypted, who="anna", key=KEY, make=False) as registry:
        assert find(registry, "person").total == 20
        erase(registry, drafts[0].record, why="asked to")
        assert verify(registry).whole
    restore(tmp_path / "backup.sqlite", tmp_path / "new.sqlite", who="anna", key=KEY)
    assert b"SQLite format" not in (tmp_path / "new.sqlite").read_bytes()


@pytest.mark.parametrize("key", ["", "wrong horse", KEY + " ", KEY.upper()])
def test_a_wrong_key_is_one_clear_error(encrypted, key, capfd) -> None:
    with open_registry(encrypted, who="anna", key=KEY) as registry:
        enter(registry)
    said = "the key is another one"
    with pytest.raises(RegistryError, match=said) as caught, open_registry(encrypted, who="anna", key=key):
        pass
    assert "--key-file" in caught.value.complaints[0].remedy
    assert capfd.readouterr().err == ""  # SQLCipher prints lines of its own otherwise


def test_a_plain_file_takes_no_key(encrypted) -> None:
    with open_registry(encrypted, who="anna"):
        pass
    with pytest.raises(RegistryError, match="the key is another one"), open_registry(encrypted, key=KEY):
        pass


def test_keys_are_not_printed(tmp_path) -> None:
    registry = Registry(
        place_of(tmp_path / "a"), engine_of(place_of(tmp_path / "a")), "anna", b"seal", "secret"
    )
    assert "secret" not in repr(registry)
    for address in ("postgresql://a:secret@h/d", "postgresql://a@h/d?password=secret&x=1"):
        assert "secret" not in f"{place_of(address)} {place_of(address)!r}"
    assert "seal'" not in repr(registry)


@pytest.mark.parametrize(
    ("name", "extra"), [("sqlalchemy", "registry"), ("psycopg", "postgres"), ("sqlcipher3", "encryption")]
)
def test_what_is_not_installed_is_said(name, extra, tmp_path) -> None:
    place = "postgresql://db/r" if name == "psycopg" else str(tmp_path / "r.sqlite")
    (tmp_path / "key").write_text("long enough\n")
    keys = ["--key-file", str(tmp_path / "key")] if name == "sqlcipher3" else []
    words = ["record", "init", "--store", place, *keys]
    code = f"import sys; sys.modules[{name!r}] = None; from cryonerve.app.cli import main; "
    code += f"sys.exit(main({words!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f'pip install "cryonerve[{extra}]"' in done.stderr
    assert not (tmp_path / "r.sqlite").exists() or name != "sqlalchemy"
