"""The scenes that were drawn, by key; a scene that is not there is drawn once, by the drawing process."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.processes import DiedError, RefusedError
from cryonerve.app.screen.refusals import MissingError, body_of
from cryonerve.app.screen.view_files import LABELS, SCENE, mesh_name
from cryonerve.errors import Complaint

if TYPE_CHECKING:
    from cryonerve.app.screen.processes import Worker

__all__ = ["Scenes"]

KEY = re.compile(r"[0-9a-f]{24}")
KEPT = 100  # scenes on disk when a folder is opened; about two megabytes each
DRAWING = "The body is being drawn; this takes a few seconds, the first time on a computer a minute."


class Scenes:
    """Scenes on disk, and those being drawn."""

    def __init__(self, folder: Path, worker: Worker) -> None:
        self.folder = folder / "scenes"
        self.worker = worker
        self._drawing: dict[str, asyncio.Future[None]] = {}
        self._failed: dict[str, dict[str, Any]] = {}
        self._tidy()

    def ready(self, key: str) -> bool:
        """Whether all files are there."""
        return (self._folder(key) / SCENE).is_file()

    def begin(self, key: str, yaml: str) -> None:
        """Draw a scene in the background unless it is there or on its way."""
        if self.ready(key) or key in self._drawing:
            return
        self._failed.pop(key, None)
        _, answer = self.worker.ask("draw", {"yaml": yaml, "folder": str(self._folder(key))})
        self._drawing[key] = asyncio.wrap_future(answer)
        self._drawing[key].add_done_callback(lambda future: self._drawn(key, future))

    async def wait(self, key: str, seconds: float) -> bool:
        """Wait a moment for a scene that is being drawn; whether it is there."""
        if key in self._drawing:
            await asyncio.wait([self._drawing[key]], timeout=seconds)
        return self.ready(key)

    def state(self, key: str) -> dict[str, Any]:
        """What to say of a scene that is not there: being drawn, or why it cannot be."""
        if key in self._failed:
            return self._failed[key]
        if key in self._drawing:
            return {"ready": False, "sentence": DRAWING}
        raise MissingError(Complaint("there is no such scene", "Load the document again."))

    def file(self, key: str, name: str) -> Path:
        """A file of a scene; raises MissingError where there is none."""
        path = self._folder(key) / name
        if not path.is_file():
            raise MissingError(Complaint("the scene has no such part", "Load the document again."))
        return path

    def labels(self, key: str) -> Path:
        """The labels' file."""
        return self.file(key, LABELS)

    def mesh(self, key: str, label: int) -> Path:
        """The file of a structure's mesh."""
        return self.file(key, mesh_name(label))

    def _tidy(self) -> None:
        """Forget the scenes that were drawn longest ago; they are drawn again when they are asked for."""
        drawn = sorted(self.folder.glob(f"*/{SCENE}"), key=lambda path: path.stat().st_mtime)
        for path in drawn[:-KEPT]:
            shutil.rmtree(path.parent, ignore_errors=True)

    def _folder(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise MissingError(Complaint("there is no such scene", "Load the document again."))
        return self.folder / key

    def _drawn(self, key: str, future: asyncio.Future[None]) -> None:
        self._drawing.pop(key, None)
        error = None if future.cancelled() else future.exception()
        if isinstance(error, RefusedError):
            self._failed[key] = error.said
        elif isinstance(error, DiedError):
            self._failed[key] = body_of("drawing the body has ended without an answer", "Try again.")
