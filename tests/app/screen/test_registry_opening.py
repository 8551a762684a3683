"""Registries that cannot be opened are said in words; one that was replaced is opened anew."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from cryonerve.app.cli import main
from cryonerve.app.record_options import Door
from cryonerve.app.screen import serving
from cryonerve.registry import Draft, open_registry, record

KEY = "correct horse battery"


def state_of(client):
    answer = client.get("/api/registry")
    assert answer.status_code == 200
    return answer.json()


def shape(file, number) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (number,))
    connection.close()


@pytest.mark.parametrize(
    "told", [("0001", "older shape", "record upgrade"), ("9999", "newer cryonerve", "newer version")]
)
def test_another_shape_is_said_and_not_touched(filled, clinic, client, told) -> None:
    number, words, remedy = told
    shape(clinic, number)
    before = clinic.read_bytes()
    state = state_of(client)
    assert (state["exists"], state["role"]) == (True, "")
    assert words in state["problem"]["what"]
    assert remedy in state["problem"]["remedy"]
    for answer in (client.post("/api/registry"), client.get("/api/registry/cases")):
        assert answer.status_code == 422
        assert words in answer.json()["error"]["what"]
    assert clinic.read_bytes() == before


def test_a_file_that_is_no_registry_is_said_and_not_touched(clinic, client) -> None:
    clinic.write_text("a letter to somebody\n" * 100, encoding="utf-8")
    assert "no registry" in state_of(client)["problem"]["what"]
    assert client.post("/api/registry").status_code == 422
    assert clinic.read_text(encoding="utf-8").startswith("a letter")
    clinic.unlink()
    clinic.mkdir()
    assert "is a folder" in state_of(client)["problem"]["what"]
    clinic.rmdir()
    clinic.touch()  # what a kill may leave
    assert (state_of(client)["exists"], state_of(client)["problem"]) == (False, None)
    assert client.post("/api/registry").json()["role"] == "steward"


def test_a_place_that_cannot_be_is_said(clinic, client, monkeypatch) -> None:
    monkeypatch.setenv("CRYONERVE_REGISTRY", "mysql://clinic/registry")
    assert "mysql" in state_of(client)["problem"]["what"]
    monkeypatch.setenv("CRYONERVE_REGISTRY", "postgresql://anna:secret@127.0.0.1:1/registry")
    state = state_of(client)
    assert "does not answer" in state["problem"]["what"]
    assert "secret" not in str(state)
    assert client.get("/api/registry/cases").status_code == 422


def test_a_registry_that_was_replaced_or_taken_away_is_noticed(filled, clinic, client, tmp_path) -> None:
    assert state_of(client)["counts"]["case"] == 1
    with open_registry(tmp_path / "other.sqlite", who="anna") as registry:
        people = record(registry, [Draft("person", {}), Draft("person", {})])
        record(registry, [Draft("case", {}, one.record) for one in people])
    os.replace(tmp_path / "other.sqlite", clinic)
    assert client.get("/api/registry/cases").json()["total"] == 2
    clinic.unlink()
    assert client.get("/api/registry/cases").status_code == 404
    assert not state_of(client)["exists"]
    assert not clinic.exists()


def test_what_another_program_writes_is_seen_at_once(filled, clinic, client) -> None:
    for count in (2, 3):
        with open_registry(clinic, who="anna") as registry:
            (person,) = record(registry, [Draft("person", {})])
            record(registry, [Draft("case", {}, person.record)])
        assert client.get("/api/registry/cases").json()["total"] == count


def test_many_pages_look_at_once(filled, client) -> None:
    def look(number: int) -> int:
        return int(client.get("/api/registry/cases", params={"offset": number % 2}).json()["total"])

    with ThreadPoolExecutor(12) as pages:
        assert set(pages.map(look, range(60))) == {1}


@pytest.fixture
def locked(clinic):
    """An encrypted registry, and the file of its key."""
    pytest.importorskip("sqlcipher3", reason="SQLCipher has no package for this system")
    with open_registry(clinic, who="anna", key=KEY):
        pass
    file = clinic.with_name("key.txt")
    file.write_text(f"{KEY}\n", encoding="utf-8")
    return file


def test_an_encrypted_registry_needs_its_key(locked, clinic, client, monkeypatch) -> None:
    state = state_of(client)
    assert (state["exists"], state["encrypted"]) == (True, False)
    assert "encrypted" in state["problem"]["what"]
    monkeypatch.setenv("CRYONERVE_KEY_FILE", str(locked))
    state = state_of(client)  # the file is read when it is needed: nothing is started again
    assert (state["problem"], state["encrypted"], state["role"]) == (None, True, "steward")
    with ThreadPoolExecutor(8) as pages:
        answers = list(pages.map(lambda _: client.get("/api/registry/cases").status_code, range(16)))
    assert set(answers) == {200}


def test_a_wrong_key_and_an_unreadable_one_are_said(locked, clinic, client, monkeypatch, capfd) -> None:
    monkeypatch.setenv("CRYONERVE_KEY_FILE", str(locked))
    locked.write_text("another key\n", encoding="utf-8")
    assert "key is another one" in state_of(client)["problem"]["what"]
    locked.unlink()
    assert "key cannot be read" in state_of(client)["problem"]["what"]
    locked.write_text("short\n", encoding="utf-8")
    assert "shorter than 8" in state_of(client)["problem"]["what"]
    assert capfd.readouterr().err == ""


def test_a_sealed_registry_takes_entries_with_its_key_only(clinic, client, studio, monkeypatch) -> None:
    with open_registry(clinic, who="anna", seal=b"a key of seals"):
        pass
    draft = {"drafts": [{"kind": "person", "values": {}}]}
    answer = client.post("/api/registry/records", json=draft)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "")
    assert "sealed" in answer.json()["error"]["what"]
    seal = clinic.with_name("seal.txt")
    seal.write_text("a key of seals\n", encoding="utf-8")
    monkeypatch.setenv("CRYONERVE_SEAL_FILE", str(seal))
    studio.registry.close()
    assert client.post("/api/registry/records", json=draft).status_code == 201


def test_options_come_from_the_command_line(tmp_path, monkeypatch) -> None:
    told: dict[str, object] = {}
    monkeypatch.setattr(serving, "serve", lambda folder, **more: told.update(more))
    monkeypatch.delenv("CRYONERVE_KEY_FILE", raising=False)
    words = ["--store", "c.sqlite", "--as", "rita", "--key-file", "k", "--seal-file", "s"]
    assert main(["app", "--no-browser", "--folder", str(tmp_path), *words]) == 0
    assert told["registry"] == Door("c.sqlite", "rita", "k", "s")


def test_a_passphrase_is_asked_for_at_the_terminal_before_anything_is_served(tmp_path, monkeypatch) -> None:
    asked: list[bool] = []

    def prompt(*_: object, confirmation_prompt: bool, **__: object) -> str:
        asked.append(confirmation_prompt)
        return KEY

    monkeypatch.setattr("typer.prompt", prompt)
    file = tmp_path / "clinic.sqlite"
    door = Door(str(file), "anna", "-").now()
    assert (door.key(), door.key(new=True), asked) == (KEY, KEY, [True])  # of a new one it is asked twice
    assert KEY not in repr(door)
    file.touch()
    assert Door(str(file), "anna", "-").now().keyed
    assert asked == [True, False]
    assert Door(str(file), "anna").now() == Door(str(file), "anna")


def test_the_screen_without_a_registry_loads_no_database() -> None:
    code = "import sys, cryonerve.app.screen.service; print('sqlalchemy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "False"
