"""What is odd about labels made elsewhere, and is no error: said, so that a person looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.legends import Kind, words_of

__all__ = ["about_shapes", "not_there", "voxels_of"]

TUBES: tuple[Kind, ...] = ("nerve", "artery", "vein")  # run on, from one end of the scan to the other
FEW = 8  # voxels below which a structure has no shape
SIDES = ({"left", "lt", "sinister", "sinistra", "links"}, {"right", "rt", "dexter", "dextra", "rechts"})
FULL = 0.999  # share of the voxels from which labels leave no outside


def about_shapes(labels: Labels) -> tuple[str, ...]:
    """Sentences on structures of few voxels, tubes in pieces or cut by the scan's edge, and both sides.

    Examples
    --------
    >>> numbers = np.zeros((9, 9, 9), np.int16)
    >>> numbers[4, 4, [0, 1, 2, 6, 7, 8]] = 1
    >>> nerve = Label(1, "tibial nerve", "nerve", "nerve", "file")
    >>> labels = Labels(numbers, np.zeros(3), np.full(3, 1e-3), (nerve,))
    >>> [text.split(":")[0] for text in about_shapes(labels)]
    ['tibial nerve has 6 voxels', 'tibial nerve lies in 2 pieces']
    """
    from scipy.ndimage import find_objects  # noqa: PLC0415 -- used here only

    count = voxels_of(labels.numbers)
    boxes = find_objects(labels.numbers)
    said = []
    for item in labels.legend:
        voxels = int(count[item.number]) if item.number < count.size else 0
        if 0 < voxels < FEW:
            said.append(f"{item.name} has {voxels} voxel{'s' * (voxels > 1)}: too few for a shape")
        if item.kind in TUBES and voxels:
            said += _about_tube(labels, item, boxes[item.number - 1])
    if count.size > 1 and count[1:].sum() > FULL * labels.numbers.size:
        said.append("labels fill the whole scan: air, couch and other leg seem to be labelled as well")
    return (*said, *_about_sides(labels))


def voxels_of(numbers: NDArray[np.int16]) -> NDArray[np.int64]:
    """How many voxels each number has, from 0; a slice at a time, which needs little memory.

    >>> voxels_of(np.array([[[0, 2]], [[2, 1]]], np.int16)).tolist()
    [1, 1, 2]
    """
    length = int(numbers.max(initial=0)) + 1
    count = np.zeros(length, np.int64)
    for layer in np.moveaxis(numbers, -1, 0):
        count += np.bincount(layer.ravel(order="K"), minlength=length)
    return count


def not_there(names: list[str]) -> list[str]:
    """What is said of structures that a file or legend names and no voxel has.

    >>> not_there(["sural nerve"]), not_there([])
    (['sural nerve is named and no voxel of the labels has it'], [])
    """
    if not names:
        return []
    shown = ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
    return [f"{shown} {'is' if len(names) == 1 else 'are'} named and no voxel of the labels has it"]


def _about_tube(labels: Labels, item: Label, box: tuple[slice, ...]) -> list[str]:
    """A nerve or vessel in pieces, or one that leaves the scan sideways."""
    from scipy.ndimage import label  # noqa: PLC0415

    inside = labels.numbers[box] == item.number
    pieces = int(label(inside, np.ones((3, 3, 3)))[1])
    said = []
    if pieces > 1:
        said.append(
            f"{item.name} lies in {pieces} pieces: what lies between is not labelled, and is no nerve or "
            "vessel to a plan"
        )
    edges = [
        f"{'x' if axis == 0 else 'y'} = {1e3 * (labels.origin[axis] + at * labels.spacing[axis]):.0f} mm"
        for axis in (0, 1)
        for at in (0, labels.numbers.shape[axis] - 1)
        if box[axis].start <= at < box[axis].stop
    ]
    if edges:
        said.append(f"{item.name} touches the side of the scan at {', '.join(edges)}: part of it is cut off")
    return said


def _about_sides(labels: Labels) -> list[str]:
    """A word where names speak of left and of right."""
    named = [[item.name for item in labels.legend if side & set(words_of(item.name))] for side in SIDES]
    if not all(named):
        return []
    return [
        f"names speak of both sides ({named[0][0]}; {named[1][0]}): a case is of one limb, so keep that one "
        "with --region, or correct the names"
    ]
