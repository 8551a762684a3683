"""Who uses a registry: added, given another role, or shut out, by a steward."""

from __future__ import annotations

from cryonerve.errors import Complaint, RegistryError, nearest
from cryonerve.registry.access import Registry, changing, looking
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import checked
from cryonerve.registry.kinds import kind_of
from cryonerve.registry.marks import new_mark
from cryonerve.registry.recording import Receipt, correct, store
from cryonerve.registry.roles import User, users_of

__all__ = ["add_user", "change_user", "list_users"]


def list_users(registry: Registry) -> dict[str, User]:
    """Everybody by name, with role and whether active."""
    with looking(registry) as connection:
        return users_of(connection)


def add_user(registry: Registry, name: str, role: str) -> Receipt:
    """Add somebody.

    Raises
    ------
    RegistryError
        The name is taken or no name, the role is not known, or who asks is no steward.
    """
    kind = kind_of("user")
    values, wrong = checked(kind, {"name": name, "role": role, "active": True})
    if wrong:
        raise RegistryError(*wrong)
    with changing(registry, "users") as writer:
        if str(values["name"]) in users_of(writer.connection):
            what = f"'{name}' uses this registry already"
            raise RegistryError(Complaint(what, "Change the role: --role ROLE --name NAME.", field="--add"))
        return store(writer, [Draft("user", values, record=new_mark(kind.letter))], "")[0]


def change_user(
    registry: Registry, name: str, *, role: str | None = None, active: bool | None = None, why: str
) -> Receipt:
    """Give somebody another role, or shut them out; somebody who recorded is never deleted.

    Raises
    ------
    RegistryError
        Nobody has that name, nothing changes, or no active steward would be left.
    """
    users = list_users(registry)
    if name not in users:
        raise RegistryError(
            Complaint(f"nobody is called '{name}' here", nearest(name, users), field="--name")
        )
    changes: dict[str, object] = {}
    if role is not None:
        changes["role"] = role
    if active is not None:
        changes["active"] = active
    after = {**users, name: {**users[name], **changes}}
    if not any(user["role"] == "steward" and user["active"] for user in after.values()):
        what = "no active steward would be left"
        raise RegistryError(Complaint(what, "Make somebody else a steward first.", field="--name"))
    return correct(registry, str(users[name]["record"]), changes, why=why)
