"""A traced outline states the nerve's area, although the case gives no number for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cryonerve.case.case import Block, FieldStanding, LabelledScan, Limb

__all__ = ["OUTLINE", "has_outline", "with_traced_area"]

OUTLINE = "nerve"  # name of the polygon that is the nerve's outline
FIELD = "anatomy.nerve_area"
BY_TRACE = "not given as a number: that of the traced outline"
PERHAPS = "not given; that of the traced outline, where there is one, else drawn from the patient's age"
LONGEST = 4_000_000  # characters that are looked at, as many bytes as a tracing may have


def has_outline(path: Path) -> bool | None:
    """Whether a traced cross-section names an outline; None where the file cannot be read as text."""
    with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8-sig") as stream:
        lines = stream.read(LONGEST).splitlines()
        return any(line.partition(",")[0].strip() == OUTLINE for line in lines[1:])
    return None


def with_traced_area(
    standings: tuple[FieldStanding, ...], anatomy: Block | Limb | LabelledScan | None
) -> tuple[FieldStanding, ...]:
    """The standings of a case; an outline that was traced states the area where no number does."""
    if not isinstance(anatomy, Limb) or not anatomy.fascicles or anatomy.nerve_area is not None:
        return standings
    traced = has_outline(Path(anatomy.fascicles))
    if traced is None:
        return tuple(replace(item, why=PERHAPS) if item.path == FIELD else item for item in standings)
    if not traced:
        return standings
    stated = FieldStanding(FIELD, "", "stated", BY_TRACE)
    return tuple(stated if item.path == FIELD else item for item in standings)
