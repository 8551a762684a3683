"""Recorded live sessions of a run: what the page was shown, the log, the clip; written as it happens.

```text
FOLDER/views/RUN/live/SESSION/recording.json       what was followed, and how it ended
FOLDER/views/RUN/live/SESSION/shown.bin            moments with their pictures, one after the other
FOLDER/views/RUN/live/SESSION/following-log.jsonl  every event, as `cryonerve follow` writes it
FOLDER/views/RUN/live/SESSION/seen.igs.mha         the clip, as `--record` writes it, at the end
```
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryonerve.app.event_log import LOG
from cryonerve.app.screen.following_frames import LIVE_MAGIC
from cryonerve.app.screen.following_words import page_words
from cryonerve.app.screen.frames import HEADER
from cryonerve.app.screen.refusals import MissingError
from cryonerve.errors import Complaint
from cryonerve.files import AppendedFile, whole_file

__all__ = ["CLIP", "Journal", "file_of", "moment_of", "recording_of", "recordings", "write_about"]

ABOUT, SHOWN, CLIP = "recording.json", "shown.bin", "seen.igs.mha"
NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{4}")
APART = 0.5  # s between pictures that are kept, so that eight minutes stay below 100 MB
CUT_OFF = "The program was stopped while this session ran; what was recorded until then is here."
GONE = "there is no such recording"
MOST_EVENTS = 5000


def write_about(place: Path, said: Mapping[str, Any]) -> None:
    """Say what is followed, and how it ended."""
    with whole_file(place / ABOUT) as path:
        path.write_text(json.dumps(said), encoding="utf-8")


class Journal(AppendedFile):
    """Appends moments, so that whatever kills the program takes the one that was being written at most."""

    def __init__(self, place: Path) -> None:
        super().__init__(place / SHOWN)
        self._kept = -APART

    def take(self, frame: bytes, elapsed: float, *, needed: bool = False) -> None:
        """Keep a moment, `elapsed` s since following began; `needed` keeps it however soon it comes."""
        if self.failed or (elapsed - self._kept < APART and not needed):
            return
        self._kept = elapsed
        self.append(frame)


def _places(path: Path) -> list[tuple[int, int, float | None]]:
    """Offset, length and s of the procedure of every whole moment in a file."""
    return _places_within(path, path.stat().st_size) if path.is_file() else []


@lru_cache(maxsize=4)
def _places_within(path: Path, size: int) -> list[tuple[int, int, float | None]]:
    found: list[tuple[int, int, float | None]] = []
    with path.open("rb") as file:
        offset = 0
        while len(head := file.read(HEADER.size)) == HEADER.size:
            magic, _, time, length = HEADER.unpack(head)
            if magic != LIVE_MAGIC or offset + HEADER.size + length > size:
                break
            found.append((offset, HEADER.size + length, None if math.isnan(time) else round(time, 3)))
            offset += HEADER.size + length
            file.seek(offset)
    return found


def recordings(views: Path, *, open_now: str = "") -> list[dict[str, Any]]:
    """Recorded sessions of a run, the last first; `open_now` is the one that is under way."""
    found = []
    for path in sorted((views / "live").glob(f"*/{ABOUT}"), reverse=True):
        name = path.parent.name
        if NAME.fullmatch(name) and name != open_now:
            found.append({"id": name, **_about(path)})
    return found


def _about(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict):
        return {"sentence": "What this session was cannot be read.", "title": "", "began": "", "whole": False}
    return said if said.get("whole") else said | {"sentence": CUT_OFF, "whole": False}


def _place(views: Path, name: str) -> Path:
    place = views / "live" / name
    if not NAME.fullmatch(name) or not (place / ABOUT).is_file():
        raise MissingError(Complaint(GONE, "Look at the list of recordings."))
    return place


def recording_of(views: Path, name: str) -> dict[str, Any]:
    """One recorded session: what it was, the times of its moments (s of the procedure), events and files."""
    place = _place(views, name)
    files = [
        {"name": item, "bytes": (place / item).stat().st_size}
        for item in (LOG, CLIP)
        if (place / item).is_file()
    ]
    times = [time for _, _, time in _places(place / SHOWN)]
    return {"id": name, **_about(place / ABOUT), "times_s": times, "events": _events(place), "files": files}


def _events(place: Path) -> list[dict[str, Any]]:
    path = place / LOG
    lines = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []
    found = []
    for line in lines[:MOST_EVENTS]:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        kept = {key: event.get(key) for key in ("kind", "procedure_s", "elapsed_s")}
        found.append(kept | {"words": page_words(str(event.get("words", "")))})
    return found


def moment_of(views: Path, name: str, number: int) -> bytes:
    """One moment of a recording, as it was sent to the page."""
    path = _place(views, name) / SHOWN
    places = _places(path)
    if not 0 <= number < len(places):
        raise MissingError(Complaint("the recording has no such moment", "Load it again."))
    offset, length, _ = places[number]
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def file_of(views: Path, name: str, wanted: str) -> Path:
    """A file of a recording that may be fetched."""
    path = _place(views, name) / wanted
    if wanted not in (LOG, CLIP) or not path.is_file():
        raise MissingError(Complaint("the recording has no such file", "Look at the list of its files."))
    return path
