"""The limbs that are open on the scan page; what is not saved into their folders is kept in the screen's."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.screen.scan_document import FORMAT, ScanDocument
from cryonerve.app.screen.scan_limbs import is_limb, scan_of
from cryonerve.app.screen.scan_merging import WAITING, merged, read_waiting
from cryonerve.app.screen.scan_pictures import Greys
from cryonerve.app.screen.scan_places import Places
from cryonerve.case.fit import memory
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.label_merging import WARNED, edges_said

__all__ = ["OpenScan", "Scans"]

NAME = re.compile(r"[0-9a-f]{12}")
MOST_HELD = 3  # scans in memory
SHARE = 0.6  # of the memory that scans may take
BYTES = 6  # of one voxel: the picture, its labels, and room for a change


class OpenScan:
    """A limb in memory: its document, and its grey values as the page has them."""

    def __init__(self, document: ScanDocument) -> None:
        self.document = document
        self.greys = Greys.of(document.scan)
        self.mark = secrets.token_hex(4)  # of this reading of its file


class Scans:
    """All scans of one screen's folder."""

    def __init__(self, folder: Path, given: Sequence[Path] = ()) -> None:
        self.folder = folder / "scans"
        self.places = Places.of(folder, given)
        self._held: OrderedDict[str, OpenScan] = OrderedDict()
        self._lock = threading.RLock()

    def all(self) -> list[dict[str, Any]]:
        """Limbs that were opened before and are still there, the last opened first."""
        rows = []
        for path in self.folder.glob("*/about.json"):
            limb = self._limb_of(path.parent.name)
            if limb is not None:
                when = path.stat().st_mtime
                rows.append({"id": path.parent.name, "title": limb.name, "place": str(limb), "when": when})
        return sorted(rows, key=lambda row: float(row["when"]), reverse=True)

    def open(self, place: str) -> OpenScan:
        """The limb in a folder.

        Raises
        ------
        MissingError, ScanError
            Nothing that may be read, or no limb.
        """
        limb = self.places.limb(place)
        name = hashlib.sha256(str(limb).encode("utf-8", "surrogateescape")).hexdigest()[:12]
        return self._open(name, limb)

    def holds(self, name: str) -> bool:
        """Whether a scan is in memory."""
        return name in self._held

    def get(self, name: str) -> OpenScan:
        """One that was opened before; raises MissingError where there is none."""
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
                return self._held[name]
        limb = self._limb_of(name)
        if limb is None:
            raise MissingError(Complaint("there is no such scan any more", "Go back to the list of scans."))
        return self._open(name, limb)

    def forget(self, name: str) -> None:
        """Take a limb off the list, and what was not saved with it; its own folder stays as it is."""
        with self._lock:
            if self._limb_of(name) is None and name not in self._held:
                raise MissingError(
                    Complaint("there is no such scan any more", "Go back to the list of scans.")
                )
            self._held.pop(name, None)
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def take_waiting(self, opened: OpenScan) -> None:
        """Take over labels that a job has left for this scan; one act, which can be taken back."""
        document = opened.document
        with document.lock:
            found = read_waiting(document.folder)
            if found is None:
                return
            try:
                sentence, painted, first, parts = merged(document, *found)
                document.do(document.version, sentence, painted, first, **parts)
                document.segmented = found[1].get("segmented") or document.segmented
                came = found[1]["remarks"]
                anew = edges_said(came)  # what was said of edges before is of the labels before
                kept = (
                    line
                    for line in document.remarks
                    if not anew or not (edges_said([line]) or line.startswith(WARNED))
                )
                document.remarks = tuple(dict.fromkeys((*kept, *came)))
                document.keep_about()
            finally:
                (document.folder / WAITING).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of all."""
        with self._lock:
            self._held.clear()

    def _limb_of(self, name: str) -> Path | None:
        """The folder of a limb that was opened before, if it is there and may still be read."""
        if not NAME.fullmatch(name):
            return None
        try:
            said = json.loads((self.folder / name / "about.json").read_text(encoding="utf-8"))
            if said["format"] != FORMAT:
                return None
            limb = self.places.found(str(said["limb"]))
        except (OSError, ValueError, KeyError, TypeError, MissingError):
            return None
        return limb if is_limb(limb) else None

    def _open(self, name: str, limb: Path) -> OpenScan:
        with self._lock:
            if name not in self._held:
                scan = scan_of(limb)
                self._make_room(int(scan.values.size) * BYTES)
                self._held[name] = OpenScan(ScanDocument(name, limb, scan, self.folder / name))
            self._held.move_to_end(name)
            return self._held[name]

    def _make_room(self, wanted: int) -> None:
        """Let go of what was not looked at for long."""
        if wanted > SHARE * memory():
            what = f"this scan needs {wanted / 1e9:.1f} GB of memory"
            raise ScanError(Complaint(what, "Import it again, cropped to the part that is planned on."))

        def held() -> int:
            return sum(one.document.scan.values.size * BYTES for one in self._held.values())

        while self._held and (len(self._held) >= MOST_HELD or held() + wanted > SHARE * memory()):
            self._held.popitem(last=False)
