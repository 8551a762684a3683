"""Roles: what each may do, checked in one place, inside the transaction."""

from __future__ import annotations

import pytest

from cryonerve.errors import RegistryError
from cryonerve.registry import backup, correct, export_records, find, import_tables, record, verify
from cryonerve.registry.roles import PERMISSIONS, ROLES, permitted
from cryonerve.registry.users import add_user, change_user, list_users
from tests.unit.registry.entering import enter, person_and_case


def test_a_reader_reads_a_recorder_records_a_steward_does_all() -> None:
    assert ROLES["reader"] < ROLES["recorder"] < ROLES["steward"] == PERMISSIONS
    assert not permitted("nobody", "read")
    assert not permitted("reader", "add")


def attempts(registry, tmp_path):
    mark = find(registry, "measurement").rows[0]["record"]
    return {
        "add": lambda: record(registry, person_and_case()),
        "correct": lambda: correct(registry, mark, {"score": 2.5}, why="typing"),
        "import": lambda: import_tables(registry, {}),
        "export": lambda: export_records(registry, tmp_path / "tables"),
        "verify": lambda: verify(registry),
        "backup": lambda: backup(registry, tmp_path / "backup.sqlite"),
        "users": lambda: add_user(registry, "eve", "reader"),
    }


@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_may_do(registry, opened, role, tmp_path) -> None:
    enter(registry)
    add_user(registry, "other", role)
    with opened("other") as other:
        for permission, attempt in attempts(other, tmp_path).items():
            if permitted(role, permission):
                attempt()
            else:
                with pytest.raises(RegistryError, match=f"is a {role} and may not {permission}"):
                    attempt()
    assert verify(registry).whole


def test_strangers_and_the_shut_out_do_nothing(registry, opened) -> None:
    add_user(registry, "rita", "recorder")
    with opened("eve") as other, pytest.raises(RegistryError, match="nobody called 'eve'"):
        find(other, "person")
    with opened("rita") as other:
        enter(other)
        change_user(registry, "rita", active=False, why="left the clinic")
        with pytest.raises(RegistryError, match="no longer active"):  # a session that was open before, too
            enter(other)
    change_user(registry, "rita", active=True, role="reader", why="came back")
    assert list_users(registry)["rita"]["role"] == "reader"


def test_names_are_unique_and_a_steward_stays(registry) -> None:
    add_user(registry, "rita", "recorder")
    for said, attempt in {
        "uses this registry already": lambda: add_user(registry, "rita", "reader"),
        "not one of the choices": lambda: add_user(registry, "uma", "boss"),
        "no active steward would be left": lambda: change_user(registry, "anna", role="reader", why="tired"),
        "nobody is called 'ana'": lambda: change_user(registry, "ana", role="reader", why="x"),
        "nothing changes": lambda: change_user(registry, "rita", role="recorder", why="x"),
    }.items():
        with pytest.raises(RegistryError, match=said):
            attempt()
    assert verify(registry).whole
