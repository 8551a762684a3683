"""The shape of the tables, and how older registries reach it (Alembic, migrations inside the package)."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Connection, inspect, text

from cryonerve.errors import AbsentError, Complaint, RegistryError
from cryonerve.registry.access import Registry, changing
from cryonerve.registry.audit import Entry
from cryonerve.registry.schema import ALL_TABLES, HEAD

__all__ = ["check_shape", "migrate", "shape_of", "upgrade"]


def shape_of(connection: Connection) -> str:
    """Number of the last migration a database has seen; "" when it holds no registry.

    Raises
    ------
    RegistryError
        It holds something else.
    """
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables and "audit" in tables:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    foreign = tables if connection.dialect.name == "sqlite" else tables & {table.name for table in ALL_TABLES}
    if foreign:
        what = f"this database holds something else ({', '.join(sorted(foreign)[:5])})"
        raise RegistryError(Complaint(what, "Give a registry its own file or database: --store PLACE."))
    return ""


def check_shape(shape: str) -> None:
    """Refuse what this version of the program does not read.

    Raises
    ------
    RegistryError
        The registry is older (it can be upgraded) or newer.
    """
    if not shape:
        raise AbsentError(Complaint("there is no registry here yet", "Make one: cryonerve record init"))
    if shape < HEAD:
        what = f"this registry has an older shape ({shape}, now {HEAD})"
        raise RegistryError(Complaint(what, "Back it up, then: cryonerve record upgrade"))
    if shape > HEAD:
        what = f"this registry was written by a newer cryonerve ({shape}, known {HEAD})"
        raise RegistryError(Complaint(what, "Install the newer version."))


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a shape, inside the transaction of `connection`.

    Raises
    ------
    RegistryError
        Alembic is not installed.
    """
    try:
        from alembic import command  # noqa: PLC0415  (only a new or an older registry needs it)
        from alembic.config import Config  # noqa: PLC0415
    except ImportError:
        what = "making a registry needs a package that is not installed (alembic)"
        raise RegistryError(Complaint(what, 'Install it: pip install "cryonerve[registry]"')) from None
    settings = Config()
    folder = str(resources.files("cryonerve.registry").joinpath("migrations"))
    settings.set_main_option("script_location", folder.replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, to)


def upgrade(registry: Registry) -> tuple[str, str]:
    """Bring an older registry to today's shape in one transaction; gives the shapes before and after."""
    with changing(registry, "upgrade") as writer:
        before = shape_of(writer.connection)
        if before > HEAD:
            check_shape(before)
        if before < HEAD:
            migrate(writer.connection)
            writer.note([Entry("upgrade", why=f"shape {before} to {HEAD}")])
    return before, HEAD
