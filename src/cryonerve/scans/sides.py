"""Which side of the body a limb is of, where the names of its structures say so; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

__all__ = ["Side", "side_said"]

Side = Literal["left", "right"]
WORD = re.compile(r"(?<![a-z])(left|right)(?![a-z])")


def side_said(names: Iterable[str]) -> Side | None:
    """The one side that some names speak of; None where none does, or both are named.

    Examples
    --------
    >>> side_said(["left tibial nerve", "femur"]), side_said(["femur_right"])
    ('left', 'right')
    >>> side_said(["femur_left", "femur_right"]), side_said(["tibial nerve"])
    (None, None)
    """
    said = {word for name in names for word in WORD.findall(name.lower())}
    if said == {"left"}:
        return "left"
    return "right" if said == {"right"} else None
