"""Which drawing of a body a case needs, and the bodies that a process holds.

A drawing does not change while a probe moves a little; it does when the probes leave the piece that was drawn
around them, and when somebody else writes the files of a scan. All of it is in its key.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING

from cryonerve.app.screen.reading import case_of

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case

__all__ = ["body_of", "scene_key"]

FORMAT = 4  # of the files of a scene; another number draws all anew
PIECE = 10e-3  # m; the drawn piece is chosen anew when the probes' ends pass a multiple of this
MOST_HELD = 3  # bodies in one process

_held: OrderedDict[str, Volume] = OrderedDict()


def scene_key(yaml: str) -> str:
    """Key of the drawing that belongs to a case's text, and to the files of its scan as they are now."""
    from cryonerve import __version__
    from cryonerve.case.case import Block
    from cryonerve.case.content import content_key

    case = case_of(yaml)
    used = () if isinstance(case.anatomy, Block) else _piece(case)
    said = content_key(
        FORMAT, __version__, case.anatomy, case.patient.age, case.patient.sex, case.hydrodissection,
        case.solver.spacing, used, _files(case),
    )  # fmt: skip
    return said[:24]


def _files(case: Case) -> tuple[str, ...]:
    """What the files of a scan hold; of one that is not there, nothing: drawing says so."""
    from cryonerve.case.case import LabelledScan

    scan = case.anatomy
    if not isinstance(scan, LabelledScan):
        return ()
    return tuple(_hash_of(path) for path in (scan.labels, scan.legend, scan.fascicles, scan.curves) if path)


def _hash_of(path: str) -> str:
    try:
        there = os.stat(path)
        return _hashed(path, there.st_mtime_ns, there.st_size)
    except OSError:
        return ""


@lru_cache(maxsize=64)
def _hashed(path: str, changed: int, size: int) -> str:
    """SHA-256 of a file; read again only when its time or its size has changed."""
    del changed, size
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _piece(case: Case) -> tuple[tuple[int, int], ...]:
    """The box around the active parts in whole pieces, the same for probes that moved a little."""
    boxes = []
    for axis in range(3):
        ends = [
            probe.tip[axis] + along * probe.axis[axis]
            for probe in case.probes
            for along in (0.0, case.device_of(probe).active_length.value)
        ]
        boxes.append((math.floor(min(ends) / PIECE), math.ceil(max(ends) / PIECE)))
    return tuple(boxes)


def body_of(yaml: str) -> Volume:
    """The volume of a case's text, drawn once in this process.

    Raises
    ------
    InputError
        The case cannot be drawn.
    """
    from cryonerve.anatomy import build
    from cryonerve.case.pointing import pointing

    key, case = scene_key(yaml), case_of(yaml)
    if key not in _held:
        with pointing(case):
            _held[key] = build(case)
    _held.move_to_end(key)
    while len(_held) > MOST_HELD:
        _held.popitem(last=False)
    return _held[key]
