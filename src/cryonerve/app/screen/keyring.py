"""The token and the port of a folder, kept for the next start: a page that is open then comes back."""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from cryonerve.app.screen.door import Keys, new_token

__all__ = ["keep", "kept"]

NAME = "door.json"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
HARMLESS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # no link, no waiting for a pipe
MINE = stat.S_IRUSR | stat.S_IWUSR


def kept(folder: Path) -> Keys:
    """The keys of the last server of this folder; a new token and port 0 where there are none to trust.

    Trusted is only a plain file of this account that nobody else may read or write.
    """
    fresh = Keys(new_token(), 0)
    try:
        handle = os.open(folder / NAME, os.O_RDONLY | HARMLESS)
    except OSError:
        return fresh
    with os.fdopen(handle, encoding="utf-8", errors="replace") as stream:
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode) or not _private(found):
            return fresh
        try:
            said = json.loads(stream.read(1024))
            token, port = str(said["token"]), int(said["port"])
        except (ValueError, TypeError, KeyError):
            return fresh
    good = TOKEN.fullmatch(token) is not None and 0 < port < 65536
    return Keys(token, port) if good else fresh


def keep(folder: Path, keys: Keys) -> None:
    """Write the keys for this account alone. A disk that is full is no reason not to serve."""
    waiting = folder / f".{NAME}-{secrets.token_hex(4)}"
    with suppress(OSError):
        try:
            handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MINE)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump({"token": keys.token, "port": keys.port}, stream)
                stream.flush()
                os.fsync(stream.fileno())
            waiting.replace(folder / NAME)
        finally:
            waiting.unlink(missing_ok=True)


def _private(found: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):
        return True  # Windows: the folder's own rules of access hold
    return found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
