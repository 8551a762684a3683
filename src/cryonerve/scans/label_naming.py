"""Structures as other programs name them: their tissues, by name or by code; one number for each voxel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.label_codes import meaning_of_code
from cryonerve.scans.labels import DrawnBy, Label
from cryonerve.scans.legends import LARGEST, LONGEST_NAME, Kind, kind_and_tissue, remark_on

__all__ = ["GIVE_LEGEND", "Named", "chosen", "labels_of", "painted"]

GIVE_LEGEND = "Give --legend FILE: number, name and, if you like, tissue in each line."


@dataclass(frozen=True, slots=True)
class Named:
    """One structure as a file calls it.

    Attributes
    ----------
    codes : of SNOMED CT, the one that says most first. meanings : words that stand beside the codes.
    tissue : where the file states it; "" where it is to be guessed.
    """

    number: int
    name: str
    drawn_by: DrawnBy
    codes: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    tissue: str = ""


def labels_of(structures: Iterable[Named]) -> tuple[Label, ...]:
    """Tissue and kind of every structure: by its name, else by its code, else by the code's words.

    Raises
    ------
    ScanError
        Names that say nothing, all of them at once.

    Examples
    --------
    >>> labels_of([Named(1, "Segment 1", "person", codes=("12611008",))])[0].kind
    'bone'
    """
    found, dumb = [], []
    for item in structures:
        known, why = _meaning(item)
        if known is None:
            dumb.append(f"{item.number} '{item.name}'")
        elif not 1 <= item.number <= LARGEST:
            raise ScanError(
                Complaint(f"'{item.name}' has the number {item.number}", f"1 to {LARGEST} are labels.")
            )
        else:
            name = " ".join(item.name.replace("_", " ").split())[:LONGEST_NAME] or f"structure {item.number}"
            found.append(Label(item.number, name, known[1], known[0], item.drawn_by, why, not item.tissue))
    if dumb:
        more = f" and {len(dumb) - 8} more" * (len(dumb) > 8)
        what = f"these names do not say which tissue they are: {', '.join(dumb[:8])}{more}"
        raise ScanError(Complaint(what, f"Rename them, or state tissues. {GIVE_LEGEND}"))
    return tuple(found)


def chosen(structures: Iterable[Named], legend: Mapping[int, Label]) -> tuple[Label, ...]:
    """The lines of a person's legend for the structures of a file, by number.

    Raises
    ------
    ScanError
        A structure that the legend does not name.
    """
    listed = list(structures)
    missing = [f"{item.number} '{item.name}'" for item in listed if item.number not in legend]
    if missing:
        what = f"the legend does not name structure {', '.join(missing[:8])}"
        raise ScanError(Complaint(what, "Add number, name and tissue of each."))
    return tuple(legend[item.number] for item in listed)


def _meaning(item: Named) -> tuple[tuple[Kind, str] | None, str]:
    known = kind_and_tissue(item.name)
    if item.tissue:
        return (known[0] if known is not None else "other", item.tissue), "the file states its tissue"
    if known is not None:
        return known, _joined("its tissue follows from its name", remark_on(item.name))
    for code in item.codes:
        known = meaning_of_code(code)
        if known is not None:
            return known, "its tissue follows from its code in DICOM"
    for words in item.meanings:
        known = kind_and_tissue(words)
        if known is not None:
            return known, _joined("its tissue follows from the words of its code", remark_on(words))
    return None, ""


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def painted(
    masks: Mapping[int, NDArray[np.uint8]], shape: tuple[int, ...], names: Mapping[int, str]
) -> tuple[NDArray[np.int16], list[str]]:
    """One number for each voxel: the largest structure below, the smallest on top, and what that covered.

    Parameters
    ----------
    masks : packed bits (`numpy.packbits`) by number, so that many structures of a large grid still fit.
    names : of the structures, by number.

    Examples
    --------
    >>> both = {1: np.packbits([1, 1, 1, 0]), 2: np.packbits([0, 1, 0, 0])}
    >>> numbers, said = painted(both, (1, 1, 4), {1: "muscle", 2: "tibial nerve"})
    >>> numbers.tolist(), said
    ([[[1, 2, 1, 0]]], ['1 voxels lie in several structures; the smaller counts (tibial nerve over muscle)'])
    """
    count = int(np.prod(shape))
    sizes = {number: int(np.unpackbits(bits, count=count).sum()) for number, bits in masks.items()}
    numbers = np.zeros(count, np.int16)
    covered, pairs = 0, set()
    for number in sorted(masks, key=lambda item: (-sizes[item], item)):
        inside = np.unpackbits(masks[number], count=count).view(bool)
        under = numbers[inside]
        covered += int((under != 0).sum())
        pairs |= {(number, int(item)) for item in np.unique(under[under != 0])}
        numbers[inside] = number
    if not covered:
        return numbers.reshape(shape), []
    told = ", ".join(f"{names[top]} over {names[low]}" for top, low in sorted(pairs)[:6])
    told += " and more" * (len(pairs) > 6)
    said = f"{covered} voxels lie in several structures; the smaller counts ({told})"
    return numbers.reshape(shape), [said]
