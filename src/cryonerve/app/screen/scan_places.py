"""Which folders the scan page may look into, and what of a folder it may open.

A page names places; nothing outside of the folders that this server may read is ever looked at, by whatever
way a name leads there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.screen.scan_limbs import is_limb
from cryonerve.errors import Complaint, InputError, ScanError

__all__ = ["Places", "plain_name"]

MOST_ENTRIES = 2000  # of one folder that are listed
LONGEST = 4096  # letters of a path
PICTURES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd", ".zip", ".dcm")
LABELS = (".nii", ".nii.gz", ".nrrd", ".seg.nrrd", ".dcm")
ONLY = "Choose a place below one of these folders, or start the screen with --scans FOLDER."


def plain_name(title: str) -> str:
    """A folder's name out of what somebody wrote: letters, digits and dashes.

    >>> plain_name("Left leg, CT 1/2"), plain_name("..")
    ('left-leg-ct-1-2', '')
    """
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:60].strip("-")


@dataclass(frozen=True)
class Places:
    """Folders that may be read. `limbs` is where imported limbs are kept; it is one of them."""

    roots: tuple[Path, ...]
    limbs: Path

    @classmethod
    def of(cls, folder: Path, given: Sequence[Path]) -> Places:
        """For a screen's folder and the folders that were given; without any, those of this account."""
        limbs = folder / "limbs"
        others = given or (Path.home(),)
        return cls(tuple(dict.fromkeys(path.resolve() for path in (folder, *others))), limbs)

    def found(self, text: str) -> Path:
        """A place that is there and may be read, with every link followed.

        Raises
        ------
        MissingError
            There is none, or it lies elsewhere; both are told alike.
        """
        if not text or len(text) > LONGEST or "\0" in text:
            raise MissingError(Complaint("no place is named", ONLY))
        try:
            path = Path(text).expanduser()
            path = (path if path.is_absolute() else self.roots[0] / path).resolve(strict=True)
            inside = any(path == root or path.is_relative_to(root) for root in self.roots)
        except (OSError, RuntimeError, ValueError):
            inside = False
        if not inside:
            raise MissingError(Complaint("there is no such place that this screen may read", ONLY))
        if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
            what = "this place is there, and this account has no permission to read it"
            raise MissingError(Complaint(what, "Ask whoever owns it for permission, or copy it elsewhere."))
        return path

    def limb(self, text: str) -> Path:
        """The folder of a limb; raises MissingError or ScanError."""
        path = self.found(text)
        if not is_limb(path):
            what = "this folder holds no limb"
            raise ScanError(Complaint(what, "Choose one with scan.nii.gz and scan.json, or import a scan."))
        return path

    def fresh(self, title: str) -> Path:
        """A folder for a limb that is imported now; nobody has it.

        Raises
        ------
        InputError
            The title has no letter or digit.
        """
        name = plain_name(title)
        if not name:
            remedy = (
                "Write letters or digits that say nothing about who the patient is, such as: left leg CT."
            )
            raise InputError(Complaint("the limb needs a name", remedy, field="title"))
        path, number = self.limbs / name, 2
        while path.exists():
            path, number = self.limbs / f"{name}-{number}", number + 1
        return path

    def listed(self, text: str) -> dict[str, Any]:
        """What lies in a folder: limbs, folders, files that may be scans or labels; of "" the roots.

        Of a file or a limb: what lies beside it, with itself as "chosen".
        """
        if not text:
            rows = [self._row(path, str(path)) for path in self.roots if path.is_dir()]
            return {"place": "", "above": None, "entries": rows, "left_out": 0}
        path, chosen = self.found(text), None
        if not path.is_dir() or (is_limb(path) and path not in self.roots):
            chosen = self._row(path, path.name)
            path = path.parent
            if not chosen["kind"]:
                remedy = f"What is read ends with {', '.join(PICTURES)}, or is a DICOM folder or a limb's."
                raise ScanError(Complaint("this is no kind of file that a scan is read from", remedy))
        rows, left = [], 0
        try:
            names = sorted(os.listdir(path), key=str.lower)
        except OSError:
            raise MissingError(Complaint("this folder cannot be read", ONLY)) from None
        for name in names:
            if name.startswith("."):
                continue
            if len(rows) >= MOST_ENTRIES:
                left += 1
                continue
            row = self._row(path / name, name)
            if row["kind"]:
                rows.append(row)
        said = {"place": str(path), "above": self._above(path), "entries": rows, "left_out": left}
        return said if chosen is None else said | {"chosen": chosen}

    def _above(self, path: Path) -> str:
        """The folder above, or the list of roots."""
        return "" if path in self.roots else str(path.parent)

    def _row(self, path: Path, name: str) -> dict[str, Any]:
        kind = ""
        try:
            if path.is_dir():
                kind = "folder"  # also one that may not be looked into: opened, it says so
                kind = "limb" if is_limb(path) else kind
            elif path.is_file() and (name.lower().endswith(PICTURES) or "." not in name):
                kind = "file"
        except OSError:
            pass
        labels = kind == "file" and name.lower().endswith(LABELS)
        return {"name": name, "path": str(path), "kind": kind, "labels": labels}
