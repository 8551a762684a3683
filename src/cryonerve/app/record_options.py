"""Options that all commands of `cryonerve record` share, and the registry they open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryonerve.errors import Complaint, RegistryError

if TYPE_CHECKING:
    from cryonerve.registry.access import Registry

__all__ = [
    "Door",
    "JsonOption",
    "KeyOption",
    "OverrideOption",
    "SealOption",
    "StoreOption",
    "WhoOption",
    "WhyOption",
    "assigned",
    "examples",
    "needed",
]

KEY_VARIABLE, SEAL_VARIABLE = "CRYONERVE_KEY_FILE", "CRYONERVE_SEAL_FILE"
ASK = "-"

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="PLACE",
        help="A file, or postgresql://USER@HOST/DATABASE.  [default: CRYONERVE_REGISTRY, else your own]",
    ),
]
WhoOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who you are.  [default: CRYONERVE_USER, else your login]"),
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        "--key-file",
        metavar="FILE",
        help="Passphrase of an encrypted file; - asks for it.  [default: CRYONERVE_KEY_FILE]",
    ),
]
SealOption = Annotated[
    str | None,
    typer.Option(
        "--seal-file", metavar="FILE", help="Key of the chain's seals.  [default: CRYONERVE_SEAL_FILE]"
    ),
]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="Reason, kept in the chain.")]
OverrideOption = Annotated[
    str,
    typer.Option("--override", metavar="WHY", help="Why text that looks like an identifier is none."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]


@dataclass(frozen=True, slots=True)
class Door:
    """Where the registry is, who comes, and with which keys, as written on the command line.

    `asked` is the passphrase that was asked for already; "" where none was.
    """

    store: str | None = None
    who: str | None = None
    key_file: str | None = None
    seal_file: str | None = None
    asked: str = field(default="", repr=False)

    def key(self, *, new: bool = False) -> str:
        """Passphrase of the file; "" for a plain one. Asked for twice where it is `new`."""
        if self.asked:
            return self.asked
        where = self.key_file or os.environ.get(KEY_VARIABLE, "")
        if where == ASK:
            asked = typer.prompt(
                "Passphrase of the registry", hide_input=True, confirmation_prompt=new, err=True
            )
            return _long_enough([str(asked)], "--key-file")
        return _first_line(where, "--key-file") if where else ""

    def now(self) -> Door:
        """The same, with the passphrase asked for now where it has to be: later nobody is at the terminal."""
        where = self.key_file or os.environ.get(KEY_VARIABLE, "")
        return replace(self, asked=self.key(new=not self.there())) if where == ASK else self

    def there(self) -> bool:
        """Can there be a registry: is its file there, or is it in a database that has to be asked?"""
        from cryonerve.registry.place import place_of

        place = place_of(self.store)
        return bool(place.address) or place.file.exists()

    @property
    def keyed(self) -> bool:
        """Is there a passphrase for the file?"""
        return bool(self.asked or self.key_file or os.environ.get(KEY_VARIABLE, ""))

    @property
    def seal(self) -> bytes:
        """Key of the seals; b"" without."""
        where = self.seal_file or os.environ.get(SEAL_VARIABLE, "")
        return _first_line(where, "--seal-file").encode() if where else b""

    @contextmanager
    def opened(self, *, make: bool = False, any_shape: bool = False) -> Iterator[Registry]:
        """The registry, open for the block."""
        from cryonerve.registry import open_registry

        key, seal = self.key(new=make and not self.there()), self.seal
        with open_registry(
            self.store, who=self.who, make=make, key=key, seal=seal, any_shape=any_shape
        ) as registry:
            yield registry


def needed() -> None:
    """Say what to install where the registry's packages are missing."""
    try:
        import sqlalchemy  # noqa: F401
    except ImportError:
        what = "the registry needs a package that is not installed (sqlalchemy)"
        raise RegistryError(Complaint(what, 'Install it: pip install "cryonerve[registry]"')) from None


def _first_line(where: str, option: str) -> str:
    """The key in a file: its first line."""
    try:
        lines = Path(where).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        what = f"the key cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}"
        raise RegistryError(
            Complaint(what, "Give a text file with the key in its first line.", field=option)
        ) from error
    return _long_enough(lines, option)


def _long_enough(lines: list[str], option: str) -> str:
    if not lines or len(lines[0]) < 8:
        what = "the key is shorter than 8 letters"
        raise RegistryError(Complaint(what, "Write a longer one into the file's first line.", field=option))
    return lines[0]


def assigned(option: str, written: list[str]) -> dict[str, object]:
    """FIELD=VALUE as written several times.

    >>> assigned("--set", ["day=7", "remark=a = b"])
    {'day': '7', 'remark': 'a = b'}
    """
    found: dict[str, object] = {}
    for text in written:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise RegistryError(Complaint(f"'{text}' sets nothing", "Write FIELD=VALUE.", field=option))
        found[name.strip().replace("-", "_")] = value
    return found


def examples(*lines: str) -> str:
    """Lines of help that keep their breaks."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
