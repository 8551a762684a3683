"""The cases that are edited: each change is on disk before it is answered, and can be undone after a restart.

One document is one file, FOLDER/documents/ID.json, that holds every state it went through and which is shown.
It is written beside and renamed, so that a power cut leaves the state before or after, never half of one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryonerve.app.screen.refusals import MissingError
from cryonerve.errors import Complaint, InputError
from cryonerve.files import PARTIAL, HeldError, hold_lock, whole_file

__all__ = ["Document", "Documents", "Measure", "QuickerError", "State"]

FORMAT = "cryonerve.document/1"
MOST_STATES = 200  # that can be undone
NAME = re.compile(r"[a-z0-9]{12}")


class QuickerError(Exception):
    """The document is not at the version that a change was made from."""


@dataclass(frozen=True, slots=True)
class State:
    """The case's text, and what was done to come here ("" for the first)."""

    yaml: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A distance (two points) or an angle (leg, corner, leg) on a slice, mm; beside the case, not in it."""

    id: int
    kind: str
    view: str
    points_mm: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Document:
    """One case with its past and the changes that were undone.

    Attributes
    ----------
    version : grows with every change, undo and redo. changed : when, ISO 8601 in UTC.
    states : oldest first; `at` is the one shown, later ones were undone.
    measures : what was measured on slices; neither versions nor undo know of them.
    """

    id: str
    version: int
    changed: str
    states: tuple[State, ...]
    at: int
    measures: tuple[Measure, ...] = ()

    @property
    def yaml(self) -> str:
        """The case as it is now."""
        return self.states[self.at].yaml

    @property
    def text_key(self) -> str:
        """Of the case's text: the same after an edit and its undo, whatever the version."""
        return hashlib.sha256(self.yaml.encode()).hexdigest()[:16]

    @property
    def undo(self) -> str | None:
        """What would be undone."""
        return self.states[self.at].sentence if self.at > 0 else None

    @property
    def redo(self) -> str | None:
        """What would be done again."""
        return self.states[self.at + 1].sentence if self.at + 1 < len(self.states) else None


class Documents:
    """All documents of one folder. One process at a time may hold it.

    Raises
    ------
    InputError
        The folder cannot be used, or another server has it open.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "documents"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # cases of patients are nobody else's
            self.folder.mkdir(exist_ok=True)
            self._lock_file: int | None = hold_lock(folder / ".screen-lock")
        except HeldError as error:
            what = f"{error} shows this folder already"
            raise InputError(
                Complaint(what, "Use its page, or choose another with --folder.", file=str(folder))
            ) from None
        except OSError as error:
            what = f"this folder cannot be used: {error.strerror or error}"
            raise InputError(Complaint(what, "Choose another with --folder.", file=str(folder))) from None
        for left in self.folder.glob(PARTIAL + "*"):  # of a process that was killed while writing
            left.unlink(missing_ok=True)
        self._held: dict[str, Document] = {}
        self._lock = threading.RLock()

    def close(self) -> None:
        """Let go of the folder."""
        handle, self._lock_file = self._lock_file, None
        if handle is not None:
            os.close(handle)

    def all(self) -> list[Document]:
        """Every document that can be read, the last changed first."""
        found = []
        for path in self.folder.glob("*.json"):
            try:
                found.append(self.get(path.stem))
            except InputError:
                continue
        return sorted(found, key=lambda item: item.changed, reverse=True)

    def get(self, name: str) -> Document:
        """One document; raises MissingError where there is none."""
        with self._lock:
            if name not in self._held:
                self._held[name] = self._read(name)
            return self._held[name]

    def create(self, yaml: str) -> Document:
        """A new document, on disk once this returns."""
        name = "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(12))
        return self._keep(Document(name, 1, _now(), (State(yaml, ""),), 0))

    def change(self, name: str, base: int, edit: Callable[[str], tuple[str, str]]) -> Document:
        """Apply an edit to the text of version `base`; what was undone before is forgotten.

        Parameters
        ----------
        edit : from the text now to the new text and what was done, in words; raises InputError to refuse.

        Raises
        ------
        QuickerError
            The document is at another version.
        """
        with self._lock:
            document = self._at(name, base)
            yaml, sentence = edit(document.yaml)
            if yaml == document.yaml:
                return document
            states = (*document.states[: document.at + 1], State(yaml, sentence))[-(MOST_STATES + 1) :]
            return self._keep(_moved(document, states, len(states) - 1))

    def step(self, name: str, base: int, by: int) -> Document:
        """Undo (-1) or redo (1); nothing happens where there is nothing to."""
        with self._lock:
            document = self._at(name, base)
            at = document.at + by
            if not 0 <= at < len(document.states):
                return document
            return self._keep(_moved(document, document.states, at))

    def measure(
        self, name: str, change: Callable[[tuple[Measure, ...]], tuple[Measure, ...]]
    ) -> tuple[Measure, ...]:
        """Change what was measured on slices; the case, its version and its past stay as they are."""
        with self._lock:
            document = self.get(name)
            measures = change(document.measures)
            if measures != document.measures:
                self._keep(replace(document, measures=measures))
            return measures

    def delete(self, name: str) -> None:
        """Forget a document; its runs stay."""
        with self._lock:
            self.get(name)
            del self._held[name]
            self._path(name).unlink(missing_ok=True)

    def _at(self, name: str, base: int) -> Document:
        document = self.get(name)
        if document.version != base:
            raise QuickerError
        return document

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise MissingError(Complaint("there is no such document", "Go back to the list."))
        return self.folder / f"{name}.json"

    def _keep(self, document: Document) -> Document:
        content = {"format": FORMAT, **asdict(document)}
        with self._lock:
            with whole_file(self._path(document.id)) as path:
                path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            self._held[document.id] = document
        return document

    def _read(self, name: str) -> Document:
        path = self._path(name)
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if content.pop("format") != FORMAT:
                raise ValueError(path)
            states = tuple(State(**item) for item in content.pop("states"))
            measures = tuple(_measure(item) for item in content.pop("measures", ()))
            document = Document(states=states, measures=measures, **content)
            document.yaml.encode()
        except FileNotFoundError:
            raise MissingError(Complaint("there is no such document", "Go back to the list.")) from None
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            what = "this document cannot be read: its file is damaged"
            raise MissingError(Complaint(what, "Delete the file or mend it.", file=str(path))) from error
        return document


def _measure(item: dict[str, Any]) -> Measure:
    points = tuple((float(x), float(y), float(z)) for x, y, z in item["points_mm"])
    return Measure(int(item["id"]), str(item["kind"]), str(item["view"]), points)


def _moved(document: Document, states: tuple[State, ...], at: int) -> Document:
    return replace(document, version=document.version + 1, changed=_now(), states=states, at=at)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
