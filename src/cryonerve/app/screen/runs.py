"""The runs of a folder: what each belongs to, and the files that the page may have of it."""

from __future__ import annotations

import json
import re
import secrets
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.screen.view_files import (
    ARCHIVE,
    BANDS,
    NADIR,
    PLACE,
    SECTIONS,
    SHOWN,
    band_name,
    frame_name,
    picture_name,
)
from cryonerve.errors import Complaint
from cryonerve.files import whole_file

__all__ = ["Runs"]

NAME = re.compile(r"[a-z0-9]{1,24}-[0-9]{8}-[0-9]{6}-[a-z0-9]{4}")
ABOUT = "about.json"
GONE = "there is no such run"
SHOWN_TYPES = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".gif": "image/gif",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".csv": "text/csv",
}


def _told(content: Any) -> bool:  # noqa: ANN401
    """Whether this is what `Runs.begin` writes, whoever wrote it."""
    words = ("document", "title", "yaml", "began")
    known = isinstance(content, dict) and isinstance(content.get("version"), int)
    return known and all(isinstance(content.get(key), str) for key in words)


def _within(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where there is none, it is a link, or it goes while one looks."""
    try:
        return [] if folder.is_symlink() else list(folder.iterdir())
    except OSError:
        return []


def _bytes(path: Path) -> int | None:
    """Size of a file; None of a folder, of a link, and of what is gone by now."""
    try:
        there = path.lstat()
    except OSError:
        return None
    return there.st_size if stat.S_ISREG(there.st_mode) else None


class Runs:
    """Runs live in FOLDER/runs as the command line writes them, what the page shows in FOLDER/views."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "runs"
        self.views_place = folder / "views"
        self._about: dict[str, dict[str, Any]] = {}
        self._finished: set[str] = set()
        self._latest: dict[str, str] = {}  # finished run by document; asked for at every preview
        for path in self.views_place.glob(f"*/{ABOUT}"):
            try:
                content = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if _told(content) and NAME.fullmatch(path.parent.name):
                self._about[path.parent.name] = content

    def begin(self, document: str, version: int, yaml: str) -> str:
        """Name of a new run of a document, with what it belongs to on disk."""
        from cryonerve.app.screen.reading import case_of

        case = case_of(yaml)
        plain = "".join(letter for letter in case.name.lower() if letter.isascii() and letter.isalnum())
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        name = f"{plain[:24] or 'case'}-{stamp}-{secrets.token_hex(2)}"
        about = {
            "document": document, "version": version, "title": case.title, "yaml": yaml,
            "began": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }  # fmt: skip
        views = self.views_place / name
        views.mkdir(parents=True)
        self.place.mkdir(parents=True, exist_ok=True)
        with whole_file(views / ABOUT) as path:
            path.write_text(json.dumps(about), encoding="utf-8")
        self._about[name] = about
        return name

    def about(self, name: str) -> dict[str, Any]:
        """What a run belongs to; raises MissingError where there is none."""
        if name not in self._about:
            raise MissingError(Complaint(GONE, "Look at the list of runs."))
        return self._about[name]

    def folder(self, name: str) -> Path:
        """The run's own folder."""
        self.about(name)
        return self.place / name

    def views(self, name: str) -> Path:
        """The folder of what the page shows of it."""
        self.about(name)
        return self.views_place / name

    def all(self, document: str | None = None) -> list[dict[str, Any]]:
        """Finished runs, the last first."""
        found = [
            {"id": name} | {key: about[key] for key in ("document", "version", "title", "began")}
            for name, about in list(self._about.items())
            if document in (None, about["document"]) and self._is_finished(name)
        ]
        return sorted(found, key=lambda item: str(item["began"]), reverse=True)

    def latest(self, document: str) -> dict[str, Any] | None:
        """The last finished run of a document: its name and the case's text that it ran."""
        if document not in self._latest:
            runs = self.all(document)
            if not runs:
                return None
            self._latest[document] = str(runs[0]["id"])
        name = self._latest[document]
        return {"id": name, "yaml": self._about[name]["yaml"]}

    def sampled(self, document: str, yaml: str) -> str | None:
        """The run, finished or not, whose `bands` a spread left: the last of this text, else the last."""
        found = [
            (about["yaml"] == yaml, str(about["began"]), name)
            for name, about in list(self._about.items())
            if about["document"] == document and (self.views_place / name / BANDS).is_file()
        ]
        return max(found)[2] if found else None

    def ended(self, document: str) -> None:
        """A run of a document has ended: which is the latest is looked at again."""
        self._latest.pop(document, None)

    def _is_finished(self, name: str) -> bool:
        if name not in self._finished and (self.views_place / name / SHOWN).is_file():
            self._finished.add(name)
        return name in self._finished

    def require_finished(self, name: str) -> None:
        """Raises MissingError where there is no such run, or it has not ended well."""
        self.about(name)
        if not self._is_finished(name):
            raise MissingError(Complaint("this run is not finished", "Wait for it, or run the case again."))

    def shown(self, name: str) -> dict[str, Any]:
        """Everything the page shows of a finished run."""
        from cryonerve.app.screen.reading import case_of
        from cryonerve.app.screen.showing import probe_rows

        self.require_finished(name)
        about = self.about(name)
        path = self.views(name) / SHOWN
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        head = {key: about[key] for key in ("document", "version", "title", "began", "yaml")}
        probes = probe_rows(case_of(about["yaml"]))
        more = {"probes": probes, "folder": str(self.folder(name))}
        return {"id": name, **head, **content, **more}

    def frame(self, name: str, which: str) -> Path:
        """File of one frame, by number, or of the coldest of all ("nadir")."""
        if which != "nadir" and not (which.isascii() and which.isdigit() and len(which) < 6):
            raise MissingError(Complaint("the run has no such frame", "Load the run again."))
        path = self.views(name) / (NADIR if which == "nadir" else frame_name(int(which)))
        if not path.is_file():
            raise MissingError(Complaint("the run has no such frame", "Load the run again."))
        return path

    def bands(self, name: str) -> dict[str, Any]:
        """What the latest spread of a run's case says of places; raises MissingError where there was none."""
        path = self.views(name) / BANDS
        try:
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            what = "no spread has told how sure each place of this run is to get cold"
            raise MissingError(Complaint(what, "Ask how certain the result is.")) from None
        return {"run": name, "yaml": self.about(name)["yaml"], **told}

    def band(self, name: str, which: str) -> Path:
        """File of one of its fields; raises MissingError for any other name."""
        if which not in self.bands(name)["fields"]:
            raise MissingError(Complaint("the spread has no such field", "Take one of its `fields`."))
        return self.views(name) / band_name(which)

    def section(self, name: str, station: int) -> dict[str, Any]:
        """The treated nerve across, at a station of the run's nerve."""
        path = self.views(name) / SECTIONS
        rows = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        if not 0 <= station < len(rows):
            raise MissingError(Complaint("the nerve has no such station", "Load the run again."))
        return dict(rows[station])

    def picture(self, name: str, frame: int | None) -> Path | None:
        """The simulated picture of a frame; of None, where pictures lie. None while there are no pictures.

        Raises
        ------
        MissingError
            No such run, or fewer frames.
        """
        views = self.views(name)
        if not (views / PLACE).is_file():
            return None
        path = views / (PLACE if frame is None else picture_name(frame))
        if not path.is_file():
            raise MissingError(Complaint("there is no such picture", "Look at the number of frames."))
        return path

    def files(self, name: str) -> list[dict[str, Any]]:
        """Files of the run's folder, figures included, that may be fetched by these very names."""
        folder = self.folder(name)
        found = {path: _bytes(path) for place in (folder, folder / "figures") for path in _within(place)}
        return [
            {"name": path.relative_to(folder).as_posix(), "bytes": size}
            for path, size in sorted(found.items())
            if size is not None and not path.name.startswith(".")
        ]

    def file(self, name: str, wanted: str) -> tuple[Path, str]:
        """A file of that list, and its media type; raises MissingError for any other name."""
        if wanted not in {item["name"] for item in self.files(name)}:
            raise MissingError(Complaint("the run has no such file", "Look at the list of its files."))
        path = self.folder(name) / wanted
        return path, SHOWN_TYPES.get(path.suffix, "application/octet-stream")

    def archive(self, name: str, wanted: str) -> Path:
        """An archive that was packed of a run; raises MissingError where there is none of that name."""
        path = self.views(name) / wanted
        if not ARCHIVE.fullmatch(wanted) or path.is_symlink() or not path.is_file():
            raise MissingError(Complaint("the run has no such archive", "Have it packed again."))
        return path
