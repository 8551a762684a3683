"""Structures as other programs name them: their tissues, by name or by code; one number for each voxel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.identifying import HIDDEN
from cryonerve.scans.label_codes import meaning_of_code
from cryonerve.scans.labels import DrawnBy, Label
from cryonerve.scans.legends import LARGEST, Kind, kind_and_tissue, remark_on
from cryonerve.scans.structure_names import plain_name

__all__ = ["GIVE_LEGEND", "Named", "chosen", "labels_of", "named_plainly", "painted"]

GIVE_LEGEND = "Give --legend FILE: number, name and, if you like, tissue in each line."


@dataclass(frozen=True, slots=True)
class Named:
    """One structure as a file calls it.

    Attributes
    ----------
    name : of known words only. left_out : whether others stood in it.
    codes : of SNOMED CT, the one that says most first. meanings : words that stand beside the codes.
    tissue : where the file states it; "" where it is to be guessed.
    """

    number: int
    name: str
    drawn_by: DrawnBy
    codes: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    tissue: str = ""
    left_out: bool = False


def named_plainly(
    number: int,
    written: str,
    drawn_by: DrawnBy,
    whose: Set[str] = frozenset(),
    *,
    coded: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
) -> Named:
    """A structure as its file calls it, without the words that could name a person.

    Parameters
    ----------
    whose : words by which the file says whose it is. coded : codes and meanings of `Named`.

    Examples
    --------
    >>> named_plainly(2, "tibial nerve Smith", "file").name
    'tibial nerve'
    """
    plain = plain_name(written, whose)
    return Named(number, plain.text, drawn_by, *coded, left_out=plain.left_out)


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
    found: list[Label] = []
    dumb: list[str] = []
    for item in structures:
        known, why = _meaning(item)
        if known is None:
            dumb.append(_shown(item))
        elif not 1 <= item.number <= LARGEST:
            raise ScanError(
                Complaint(f"a structure has the number {item.number}", f"1 to {LARGEST} are labels.")
            )
        else:
            name = item.name or f"{'structure' if known[0] == 'other' else known[0]} {item.number}"
            if name in {other.name for other in found}:
                name = f"{name} {item.number}"
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
    missing = [_shown(item) for item in listed if item.number not in legend]
    if missing:
        what = f"the legend does not name structure {', '.join(missing[:8])}"
        raise ScanError(Complaint(what, "Add number, name and tissue of each."))
    return tuple(legend[item.number] for item in listed)


def _shown(item: Named) -> str:
    """A structure for a complaint, which is no place for words that may name a person either."""
    return f"{item.number} '{f'{item.name} {HIDDEN * item.left_out}'.strip()}'"


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
