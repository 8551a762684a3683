"""Which drawing of a body a case needs, and the bodies that a process holds.

A drawing does not change while a probe moves a little; it does when the probes leave the piece that was drawn
around them. Both is in its key.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.reading import case_of

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case

__all__ = ["body_of", "scene_key"]

FORMAT = 3  # of the files of a scene; another number draws all anew
PIECE = 10e-3  # m; the drawn piece is chosen anew when the probes' ends pass a multiple of this
MOST_HELD = 3  # bodies in one process

_held: OrderedDict[str, Volume] = OrderedDict()


@lru_cache(maxsize=256)
def scene_key(yaml: str) -> str:
    """Key of the drawing that belongs to a case's text."""
    return _key(case_of(yaml))


def _key(case: Case) -> str:
    from cryonerve import __version__
    from cryonerve.case.case import Block

    used = () if isinstance(case.anatomy, Block) else _piece(case)
    names = {item.fluid for item in case.hydrodissection}
    said = (
        FORMAT, __version__, case.anatomy, case.patient.age, case.patient.sex, case.hydrodissection,
        sorted(names), case.solver.spacing, used,
    )  # fmt: skip
    return hashlib.sha256(repr(_plain(said)).encode()).hexdigest()[:24]


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


def _plain(noun: Any) -> Any:  # noqa: ANN401
    if is_dataclass(noun) and not isinstance(noun, type):
        return (type(noun).__name__, *(_plain(getattr(noun, item.name)) for item in fields(noun)))
    if isinstance(noun, tuple | list):
        return tuple(_plain(item) for item in noun)
    return noun


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
