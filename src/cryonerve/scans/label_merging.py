"""Two label volumes of one scan become one: what a person drew stays on top of what a machine draws anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.labels import DrawnBy, Label, Labels

__all__ = [
    "LASTING", "WARNED", "drawn_by", "edge_of", "edge_remark", "edges_said", "free_number", "laid_over",
    "lasts", "only",
]  # fmt: skip

Mask = NDArray[np.bool_]
LASTING: tuple[DrawnBy, ...] = ("person", "file")  # whose labels a new segmentation leaves as they are
WARNED = "warned by the segmentation: "  # how remarks on labels begin that are warnings
EDGE = re.compile(r"edge of (.+): (\d[\d.e+-]*) mm \(one standard deviation\)")


def drawn_by(labels: Labels, *who: DrawnBy) -> Labels:
    """Only the labels that were drawn by these (as `lasts` has it); all other voxels 0.

    >>> from cryonerve.scans.labels import Label
    >>> person = Label(4, "nerve", "nerve", "nerve", "person")
    >>> fat = Label(2, "fat", "fat", "fat", "machine")
    >>> both = Labels(np.array([[[2, 4]]], np.int16), np.zeros(3), np.ones(3), (fat, person))
    >>> drawn_by(both, "person").numbers.tolist()
    [[[0, 4]]]
    """
    return only(labels, [item for item in labels.legend if lasts(item, *who)])


def lasts(label: Label, *who: DrawnBy) -> bool:
    """Whether a label is one of these as a whole, which stays where others come: by default `LASTING`.

    A label of which a person changed a part is a person's too: which part is not known here.

    >>> from cryonerve.scans.labels import Label
    >>> corrected = Label(2, "fat", "fat", "fat", "machine", by_hand=0.03)
    >>> lasts(corrected), lasts(corrected, "file")
    (True, False)
    """
    who = who or LASTING
    return label.drawn_by in who or (label.by_hand > 0.0 and "person" in who)


def only(labels: Labels, kept: Iterable[Label]) -> Labels:
    """Some labels of the legend; all other voxels 0."""
    kept = tuple(kept)
    inside = np.isin(labels.numbers, [item.number for item in kept])
    numbers = np.where(inside, labels.numbers, 0).astype(np.int16)
    return Labels(numbers, labels.origin, labels.spacing, kept, labels.remarks)


def laid_over(below: Labels, above: Labels, *, where: Mask | None = None) -> Labels:
    """`below` with everything that is labelled in `above` on top of it.

    Parameters
    ----------
    where : (i, j, k) voxels in which `above` counts; everywhere where None.

    Labels of `above` get new numbers where they are taken. A label below that has the same name as one above
    says by whom it was drawn, so that both stay apart: what a person drew is known as theirs also next time.

    Raises
    ------
    ScanError
        Grids that differ.
    """
    same = (
        below.numbers.shape == above.numbers.shape
        and np.allclose(below.spacing, above.spacing, rtol=1e-4, atol=0.0)
        and np.allclose(below.origin, above.origin, rtol=0.0, atol=0.05 * float(below.spacing.min()))
    )
    if not same:
        what = "the labels that are there lie on another grid than the scan"
        raise ScanError(Complaint(what, "Label anew with --afresh, or import them on this scan."))
    covering = above.numbers > 0 if where is None else (above.numbers > 0) & where
    numbers = below.numbers.copy()
    names = {item.name.lower() for item in above.legend}
    legend = [replace(item, name=_apart(item, names)) for item in below.legend]
    taken = {item.number for item in legend}
    for item in above.legend:
        number = item.number if item.number not in taken else free_number(taken)
        taken.add(number)
        numbers[covering & (above.numbers == item.number)] = number
        legend.append(replace(item, number=number))
    occur = set(np.unique(numbers).tolist())
    kept = tuple(sorted((item for item in legend if item.number in occur), key=lambda item: item.number))
    remarks = tuple(dict.fromkeys((*below.remarks, *above.remarks)))
    return Labels(numbers, below.origin, below.spacing, kept, remarks)


def edge_of(label: Label, edges: Mapping[str, float]) -> float | None:
    """How far the edge of a label may be off, by what a segmentation says of its own; None of another's.

    Parameters
    ----------
    edges : by the names that the segmentation gave, in any unit.

    Examples
    --------
    >>> from cryonerve.scans.labels import Label
    >>> machine = Label(3, "muscle (machine)", "muscle", "muscle", "machine")
    >>> person = Label(4, "muscle", "muscle", "muscle", "person")
    >>> edge_of(machine, {"muscle": 0.7}), edge_of(person, {"muscle": 0.7})
    (0.7, None)
    """
    if label.drawn_by not in ("machine", "assumed"):
        return None
    name = label.name
    while name not in edges and name.endswith(said := f" ({label.drawn_by})"):
        name = name.removesuffix(said)
    return edges.get(name)


def edge_remark(name: str, spread: float) -> str:
    """How far the edge of a label may be off (m, one standard deviation), as a remark on labels.

    >>> edge_remark("muscle", 0.8e-3)
    'edge of muscle: 0.8 mm (one standard deviation)'
    """
    return f"edge of {name}: {1e3 * spread:.2g} mm (one standard deviation)"


def edges_said(remarks: Iterable[str]) -> dict[str, float]:
    """The way back: by the names that a segmentation gave, m; the last of a name counts.

    >>> edges_said(["seen", edge_remark("muscle", 0.8e-3)])
    {'muscle': 0.0008}
    """
    found = (EDGE.fullmatch(remark) for remark in remarks)
    return {said[1]: round(1e-3 * float(said[2]), 9) for said in found if said is not None}


def free_number(taken: Iterable[int]) -> int:
    """The smallest number from 1 that is not taken.

    >>> free_number([1, 2, 4])
    3
    """
    used = set(taken)
    return next(number for number in range(1, len(used) + 2) if number not in used)


def _apart(item: Label, names: Set[str]) -> str:
    """A name that none of `names` (in small letters) is; it says who drew the label where it has to."""
    name = item.name
    while name.lower() in names:
        name = f"{name} ({item.drawn_by})"
    return name
