"""The server itself: a port of this computer alone, a token, the browser."""

from __future__ import annotations

import asyncio
import socket
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.app.record_options import Door as RegistryDoor
from cryonerve.app.screen.door import Keys
from cryonerve.app.screen.keyring import keep, kept
from cryonerve.app.screen.studio import Studio
from cryonerve.app.speech import RESEARCH_ONLY
from cryonerve.errors import Complaint, InputError

if TYPE_CHECKING:
    import uvicorn

__all__ = ["serve"]

HOST = "127.0.0.1"
LARGEST_MESSAGE = 256 * 1024  # bytes that a page may send through its WebSocket at once


def serve(
    folder: Path,
    *,
    case: str | None = None,
    port: int = 0,
    browser: bool = True,
    registry: RegistryDoor | None = None,
    scans: Sequence[Path] = (),
    say: Callable[[str], None] = print,
    complain: Callable[[str], None] = print,
) -> None:
    """Open the screen and serve it until somebody ends it.

    Parameters
    ----------
    folder : where documents and runs are kept. case : opened as a new document.
    port : to listen at; 0 takes the one of the last time, or else one that is free. browser : open it.
    registry : where the registry of cases is, and who comes; None: one's own.
    scans : folders in which the scan page may look for scans; none: those of this account.
    say, complain : where sentences go.

    Raises
    ------
    InputError
        The folder, the port or the case cannot be used.
    """
    folder = folder.expanduser().resolve()
    before = kept(folder)
    with (
        closing(_listening(port, before.port)) as listening,
        closing(Studio(folder, registry, scans)) as studio,
    ):
        keys = Keys(before.token, listening.getsockname()[1])
        keep(studio.folder, keys)
        place = "" if case is None else f"&document={_begin(studio, case)}"
        studio.warm()
        address = f"http://{HOST}:{keys.port}/?token="
        opening = f"{address}{keys.token}{place}"
        say(f"{RESEARCH_ONLY}\nThe screen: {opening}\nCases and runs: {studio.folder}\nCtrl-C ends it.")
        if browser and not webbrowser.open(f"{address}{keys.word()}{place}"):
            complain("No browser could be opened; open the address above.")
        with suppress(KeyboardInterrupt):
            asyncio.run(_server(studio, keys).serve(sockets=[listening]))


def _server(studio: Studio, keys: Keys) -> uvicorn.Server:
    import uvicorn

    from cryonerve.app.screen.service import opened

    settings = uvicorn.Config(
        opened(studio, keys),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
        lifespan="on",
    )
    return uvicorn.Server(settings)


def _listening(port: int, liked: int) -> socket.socket:
    """A socket at the port that is asked for; where none is, at the one that is liked if it is free."""
    if not port and liked:
        with suppress(InputError):
            return _listening(liked, 0)
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except OSError as error:
        found.close()
        what = f"port {port} cannot be used: {error.strerror}"
        raise InputError(Complaint(what, "Choose another, or leave --port out.", field="--port")) from None
    found.listen(64)
    return found


def _begin(studio: Studio, case: str) -> str:
    """A document that starts as a case; the one that is there already where it is the same text."""
    from cryonerve.app.screen.reading import anew
    from cryonerve.case import load

    text = anew(load(case))
    for document in studio.documents.all():
        if document.states[0].yaml == text:
            return document.id
    return studio.documents.create(text).id
