"""A registry is opened, and made where there is none yet."""

from __future__ import annotations

import getpass
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, insert, select

from cryonerve.errors import AbsentError, Complaint, RegistryError
from cryonerve.registry.access import Registry, Writer, end_of_chain
from cryonerve.registry.audit import Entry, content_digest
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import checked
from cryonerve.registry.connecting import engine_of, make_file, reading, writing
from cryonerve.registry.kinds import kind_of
from cryonerve.registry.marks import new_mark
from cryonerve.registry.migrating import check_shape, migrate, shape_of
from cryonerve.registry.place import StorePlace, place_of
from cryonerve.registry.recording import store
from cryonerve.registry.schema import SETTINGS

__all__ = ["USER_VARIABLE", "open_registry", "seal_mark", "settings_of", "user_name"]

USER_VARIABLE = "CRYONERVE_USER"
FORMAT = "cryonerve.registry/1"


@contextmanager
def open_registry(
    where: str | os.PathLike[str] | None = None,
    *,
    who: str | None = None,
    make: bool = True,
    key: str = "",
    seal: bytes = b"",
    any_shape: bool = False,
) -> Iterator[Registry]:
    """An open registry for the block.

    Parameters
    ----------
    where : a file, or postgresql://...; None: CRYONERVE_REGISTRY, else the file in the user's data folder.
    who : name of the user; None: CRYONERVE_USER, else the name of the login. Who makes a registry is its
        first steward.
    make : make it where there is none.
    key : passphrase of the file (SQLCipher); "" for a plain file. A file that is made is encrypted with it.
    seal : key of the seals; a registry that was made with one takes no entry without it.
    any_shape : open it although its shape is old, to upgrade it.

    Raises
    ------
    RegistryError
        It cannot be opened, the key is wrong, there is none and none shall be made.

    Examples
    --------
    >>> with open_registry("trial.sqlite", who="anna") as registry:
    ...     registry.who
    'anna'
    """
    place = place_of(where)
    if not place.address:
        _file_there(place, make)
    engine = engine_of(place, key)
    registry = Registry(place, engine, user_name(who), seal, key)
    try:
        with reading(engine) as connection:
            shape = shape_of(connection)
        if not shape and make:
            registry = replace(registry, made=_begin(registry))
        elif not any_shape:
            check_shape(shape)
        with reading(engine) as connection:
            _check_seal(connection, seal)
        yield registry
    finally:
        engine.dispose()


def user_name(who: str | None = None) -> str:
    """Who comes: the name that was given, else CRYONERVE_USER, else the name of the login."""
    given = who or os.environ.get(USER_VARIABLE, "")
    if given:
        return given
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container whose user has no name
        return "steward"


def _file_there(place: StorePlace, make: bool) -> None:
    if place.file.is_dir():
        raise RegistryError(Complaint(f"{place} is a folder", "Name a file in it: --store FILE."))
    if place.file.exists():
        return
    if not make:
        what = f"there is no registry in {place}"
        raise AbsentError(Complaint(what, "Make one: cryonerve record init; or name another: --store FILE."))
    try:
        make_file(place)
    except FileExistsError:
        return  # another process was quicker
    except OSError as error:
        what = f"{place} cannot be made: {error.strerror}"
        raise RegistryError(Complaint(what, "Name another file: --store FILE.")) from error


def _begin(registry: Registry) -> bool:
    """Tables, settings and the first steward in one transaction; False where another was quicker."""
    with writing(registry.engine) as connection:
        if shape_of(connection):
            return False
        migrate(connection)
        settings = {
            "format": FORMAT,
            "registry": secrets.token_hex(16),
            "seal": seal_mark(registry.seal),
        }
        connection.execute(
            insert(SETTINGS), [{"name": name, "value": value} for name, value in settings.items()]
        )
        writer = Writer(connection, end_of_chain(connection, registry.who, registry.seal))
        digest = content_digest(b"", ("settings",), settings)
        writer.note([Entry("begin", "settings", new=digest)])
        kind = kind_of("user")
        values, wrong = checked(kind, {"name": registry.who, "role": "steward", "active": True})
        if wrong:
            raise RegistryError(*wrong)
        store(writer, [Draft("user", values, record=new_mark(kind.letter))], "who made the registry")
    return True


def seal_mark(seal: bytes) -> str:
    """What a registry remembers of the key of its seals, to know it again; "" without one."""
    return hmac.digest(seal, FORMAT.encode(), "sha256").hex() if seal else ""


def settings_of(connection: Connection) -> dict[str, str]:
    """Settings of a registry: its format, its own number, and the mark of its seal."""
    return {
        str(name): str(value) for name, value in connection.execute(select(SETTINGS.c.name, SETTINGS.c.value))
    }


def _check_seal(connection: Connection, seal: bytes) -> None:
    remembered = settings_of(connection).get("seal", "")
    if seal and not hmac.compare_digest(remembered, seal_mark(seal)):
        what = "this registry is sealed with another key" if remembered else "this registry is not sealed"
        raise RegistryError(Complaint(what, "Give the key that it was made with.", field="--seal-file"))
