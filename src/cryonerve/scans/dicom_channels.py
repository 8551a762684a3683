"""What tells volumes of one series apart, in words for whoever chooses: echo, phase, water or fat.

Kinds of picture come from Image Type (DICOM PS3.3 C.8.3.1.1.1 and C.8.13.3.1.1) and from what makers write
there for Dixon pictures. Only words of the table below come out of it, whatever the file says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan
from typing import Any

from cryonerve.scans.dicom_headers import CHANNEL, Frame

__all__ = ["kind_of", "told_apart"]

KINDS = {
    "water": {"W", "WATER"}, "fat": {"F", "FAT"}, "fat fraction": {"FF", "FAT_FRACTION", "FATFRAC"},
    "in phase": {"IP", "IN_PHASE", "INPHASE"},
    "out of phase": {"OP", "OPP_PHASE", "OUT_PHASE", "OUT_OF_PHASE", "OPPOSED_PHASE", "OUTPHASE"},
    "magnitude": {"M", "MAGNITUDE", "M_FFE", "M_SE", "M_IR"},
    "phase map": {"P", "PHASE", "PHASE MAP", "PHASE_MAP"},
    "real": {"R", "REAL"}, "imaginary": {"I", "IMAGINARY"}, "subtracted": {"SUB", "SUBTRACTION", "SUBTRACT"},
    "projected": {"MIP", "MPR", "PROJECTION IMAGE", "MINIP"}, "diffusion map": {"ADC", "FA"},
}  # fmt: skip
WORDS: dict[str, Callable[[Any], str]] = {
    "echo time": lambda value: f"echo {value:g} ms",
    "echo": lambda value: f"echo {value}",
    "phase": lambda value: f"phase {value}",
    "b-value": lambda value: f"b {value:g}",
    "trigger": lambda value: f"{value:g} ms after the trigger",
    "inversion": lambda value: f"inversion {value:g} ms",
    "acquisition": lambda value: f"acquisition {value}",
}


def kind_of(frame: Frame) -> str:
    """Water, fat, in phase, out of phase, magnitude ... of a picture; "" where its Image Type says none."""
    parts = {part.strip().upper() for part in str(frame.channel[CHANNEL.index("kind")]).split("\\")}
    return next((name for name, words in KINDS.items() if words & parts), "")


def told_apart(parts: Sequence[Sequence[Frame]]) -> list[str]:
    """Words for each of several volumes that lie at the same places; "" for one that is alone.

    The time of day is shown as a count, no more.
    """
    if len(parts) < 2:
        return [""]
    firsts = [part[0] for part in parts]
    columns = list(zip(*(frame.channel for frame in firsts), strict=True))
    said: list[list[str]] = [[] for _ in parts]
    for name, column in zip(CHANNEL, columns, strict=True):
        known = {str(value) for value in column}
        if len(known) < 2 or (name == "time" and any(said)):
            continue
        counted = {value: number for number, value in enumerate(sorted(known), 1)}
        for place, (frame, value) in enumerate(zip(firsts, column, strict=True)):
            said[place].append(_word(name, value, frame, counted[str(value)]))
    return [", ".join(dict.fromkeys(word for word in words if word)) for words in said]


def _word(name: str, value: Any, frame: Frame, number: int) -> str:  # noqa: ANN401
    """One feature of a volume, as a person reads it."""
    if name == "kind":
        return kind_of(frame) or f"kind of picture {number}"
    if name == "time":
        return f"moment {number}"
    if isinstance(value, float) and isnan(value):
        return ""
    return WORDS[name](value)
