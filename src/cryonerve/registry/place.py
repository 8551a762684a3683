"""Where a registry lives: one SQLite file, by default in the user's data folder, or a PostgreSQL database."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from cryonerve.errors import Complaint, RegistryError

__all__ = ["PLACE_VARIABLE", "StorePlace", "default_file", "place_of"]

PLACE_VARIABLE = "CRYONERVE_REGISTRY"
_POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")


@dataclass(frozen=True, slots=True)
class StorePlace:
    """A file, or the address of a PostgreSQL database (`address` is then not empty)."""

    file: Path
    address: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Without the password that an address may hold."""
        if not self.address:
            return str(self.file)
        shown = re.sub(r"(//[^:/@]*):[^@/]*@", r"\1:...@", self.address)
        return re.sub(r"([?&]password=)[^&]*", r"\1...", shown)


def place_of(written: str | os.PathLike[str] | None = None) -> StorePlace:
    """The place that was written, else the one of CRYONERVE_REGISTRY, else the default file.

    Raises
    ------
    RegistryError
        It is the address of a database of another kind.

    Examples
    --------
    >>> str(place_of("postgresql://anna:secret@db/registry"))
    'postgresql+psycopg://anna:...@db/registry'
    """
    text = os.fspath(written) if written is not None else os.environ.get(PLACE_VARIABLE, "")
    if not text:
        return StorePlace(default_file())
    if _POSTGRESQL.match(text):
        return StorePlace(Path(), _POSTGRESQL.sub("postgresql+psycopg://", text, count=1))
    if "://" in text:
        what = f"'{text.split('://')[0]}' is no database that a registry can live in"
        raise RegistryError(Complaint(what, "Give a file, or postgresql://USER@HOST/DATABASE."))
    return StorePlace(Path(text).expanduser())


def default_file() -> Path:
    """The registry of this user, where this system keeps data of programs."""
    home = Path.home()
    if sys.platform == "darwin":
        folder = home / "Library" / "Application Support"
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        folder = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return folder / "cryonerve" / "registry.sqlite"
