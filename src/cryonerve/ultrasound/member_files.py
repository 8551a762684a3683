"""An ensemble on disk: computed once for a run, read again by every follower."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from cryonerve.errors import ClipError, Complaint
from cryonerve.ultrasound.members import PARAMETERS, Members
from cryonerve.ultrasound.plane import ImagePlane

__all__ = ["read_members", "write_members"]

FORMAT = "cryonerve.members/1"
ARRAYS = ("parameters", "times", "angles", "edge", "cold", "wall", "covered")
DAMAGE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def write_members(members: Members, path: Path, *, of: str) -> None:
    """Write an ensemble as a compressed archive of arrays; `of` is the hash of the case it was made for.

    Radii and shares are kept in single precision. Raises OSError where the file cannot be written.
    """
    arrays = {name: getattr(members, name).astype(np.float32) for name in ARRAYS if name != "parameters"}
    plane = members.plane
    arrays |= {
        "parameters": members.parameters,
        "plane": np.stack([plane.origin, plane.lateral, plane.axial]),
        "numbers": np.array([*members.centre, plane.depth, float(members.seed)]),
        "words": np.array([FORMAT, of, members.probe, *members.names]),
    }
    with path.open("wb") as file:  # with a file numpy does not add a suffix of its own
        np.savez_compressed(file, **arrays)


def read_members(path: Path, *, of: str) -> Members:
    """Read an ensemble back.

    Raises
    ------
    ClipError
        No such file, damaged, of another version, or made for another case.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        words = [str(word) for word in arrays["words"]]
        lateral, depth, reach, seed = (float(number) for number in arrays["numbers"])
        origin, along, axial = (np.asarray(row, dtype=float) for row in arrays["plane"])
        plane = ImagePlane(origin, along, axial, reach)
        given = {name: np.asarray(arrays[name], dtype=float) for name in ARRAYS}
    except DAMAGE as error:
        what = f"this ensemble cannot be read: {error}"
        raise ClipError(Complaint(what, "Delete it: it is computed again.", file=str(path))) from error
    if words[:1] != [FORMAT] or tuple(words[3:]) != PARAMETERS:
        what = "this ensemble was made by another version"
        raise ClipError(Complaint(what, "Delete it: it is computed again.", file=str(path)))
    if words[1] != of:
        what = "this ensemble was made for another case"
        raise ClipError(Complaint(what, "Delete it: it is computed again.", file=str(path)))
    return Members(
        names=PARAMETERS, centre=(lateral, depth), plane=plane, seed=int(seed), probe=words[2], **given
    )
