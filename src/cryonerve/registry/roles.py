"""Who may do what.

On a local SQLite file a role guards against mistakes; it keeps nobody out who can copy the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection

from cryonerve.errors import Complaint, RegistryError, nearest
from cryonerve.registry.connecting import damaged
from cryonerve.registry.schema import VERSIONS, newest

__all__ = ["PERMISSIONS", "ROLES", "User", "permitted", "require", "users_of"]

User = Mapping[str, object]

_READER = frozenset({"read", "verify", "export"})
_RECORDER = _READER | {"add", "correct", "import"}
PERMISSIONS = _RECORDER | {"users", "erase", "backup", "restore", "upgrade"}
ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {"reader": _READER, "recorder": _RECORDER, "steward": PERMISSIONS}
)


def permitted(role: str, permission: str) -> bool:
    """May somebody of this role do that?

    >>> permitted("recorder", "add"), permitted("recorder", "erase")
    (True, False)
    """
    return permission in ROLES.get(role, frozenset())


def users_of(connection: Connection) -> dict[str, User]:
    """Everybody who uses the registry, by name."""
    rows = connection.execute(newest("user").order_by(VERSIONS["user"].c.name))
    return {str(row["name"]): dict(row) for row in rows.mappings()}


def require(connection: Connection, who: str, permission: str) -> str:
    """The role of a user who may do that.

    Raises
    ------
    RegistryError
        The user is not known, no longer active, or of a role that does not allow it.
    """
    try:
        users = users_of(connection)
    except (ValueError, TypeError) as error:  # a column holds what its type cannot
        raise RegistryError(damaged(error)) from error
    if who not in users:
        what = f"nobody called '{who}' uses this registry"
        remedy = f"Say who you are: --as NAME. {nearest(who, users)} A steward adds users."
        raise RegistryError(Complaint(what, remedy, field="--as"))
    user = users[who]
    role = str(user["role"])
    if not user["active"]:
        raise RegistryError(Complaint(f"'{who}' is no longer active here", "Ask a steward.", field="--as"))
    if not permitted(role, permission):
        able = [name for name in ROLES if permitted(name, permission)]
        what = f"'{who}' is a {role} and may not {permission}"
        raise RegistryError(Complaint(what, f"It takes a {' or '.join(able)}.", field="--as"))
    return role
