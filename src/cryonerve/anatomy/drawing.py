"""A painter's list as bare arrays, for compiled loops.

Every solid becomes rows of `code`: leaves (box, tube, ...) with the place of their lengths in `numbers`, and
after its parts a row that takes the smallest (union) or largest (intersection) of the last few distances.
What was moved or mirrored is kept as the map from the case's frame to the leaf's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.outlines import BowedSheet, LimbOutline, Prism
from cryonerve.anatomy.solids import Box, Ellipsoid, HalfSpace, Intersection, Painted, Placed, Solid, Union
from cryonerve.anatomy.volume import Shape

__all__ = [
    "BOX",
    "COLUMN",
    "ELLIPSOID",
    "FIRST_ROW",
    "HALF_SPACE",
    "HIGH",
    "INTERSECTION",
    "LABEL",
    "LAST_ROW",
    "LEVEL",
    "LIMB",
    "LOW",
    "NESTED",
    "PLACE_NUMBERS",
    "PRISM",
    "SHEET",
    "STATION_NUMBERS",
    "STRETCH",
    "TUBE",
    "UNION",
    "Drawing",
    "drawing_of",
]

Floats = NDArray[np.float64]
UNION, INTERSECTION, BOX, HALF_SPACE, ELLIPSOID, LIMB, PRISM, SHEET, TUBE = range(9)
PLACE_NUMBERS = 4  # of every leaf: sign of x, then what is added
STATION_NUMBERS = 11  # of a tube: point (3), half width and half height, two vectors across (6)
# Columns of the table of shapes: its rows of code; corners of its box (3 columns each) and stretch; what it
# paints, the level of that label, whether it is nested, and where among the labels its own first appears.
FIRST_ROW, LAST_ROW, LOW, HIGH, STRETCH, LABEL, LEVEL, NESTED, COLUMN = 0, 1, 2, 5, 8, 9, 10, 11, 12


class Drawing(NamedTuple):
    """Shapes in painter's order.

    Few arrays, so that compiled functions have little to hand on.

    Attributes
    ----------
    code : (row, 5) kind of the row; where its numbers start; how many corners, stations or parts it has;
        first and last station that count.
    numbers : all lengths of all leaves.
    table : (shape, 13) see the names of its columns above.
    depth : largest number of distances that wait to be combined.
    """

    code: NDArray[np.int64]
    numbers: Floats
    table: Floats
    depth: int


def drawing_of(shapes: Sequence[Shape]) -> Drawing | None:
    """The painter's list as arrays; None where one of the solids is of a kind that is not known here.

    >>> ball = Ellipsoid(np.zeros(3), np.full(3, 1e-3), np.eye(3))
    >>> drawing_of((Painted(1, Union((ball, ball))),)).code[:, 0].tolist() == [ELLIPSOID, ELLIPSOID, UNION]
    True
    """
    rows = _Rows()
    painted = [shape for shape in shapes if type(shape) is Painted]
    if len(painted) < len(shapes):
        return None
    order = {label: n for n, label in enumerate(dict.fromkeys(shape.label for shape in painted), start=1)}
    level = {shape.label: shape.level for shape in painted}  # of a label, as its last shape says
    table = np.zeros((len(painted), COLUMN + 1))
    for row, shape in zip(table, painted, strict=True):
        row[FIRST_ROW] = len(rows.code)
        if not rows.add(shape.solid, np.array([1.0, 0.0, 0.0, 0.0])):
            return None
        row[LAST_ROW] = len(rows.code)
        row[LOW:STRETCH] = shape.bounds.ravel()
        label = shape.label
        row[STRETCH:] = (shape.stretch, label, level[label], shape.nested, order[label])
    code = np.array(rows.code, np.int64).reshape(-1, 5)
    return Drawing(code, np.concatenate(rows.numbers), table, rows.depth)


class _Rows:
    """Rows and numbers as they are gathered."""

    def __init__(self) -> None:
        self.code: list[tuple[int, int, int, int, int]] = []
        self.numbers: list[Floats] = [np.zeros(1)]
        self.size = 1
        self.depth = 1

    def add(self, solid: Any, place: Floats, waiting: int = 0) -> bool:  # noqa: ANN401 -- whatever was made
        """Append a solid seen through `place` (sign of x, shift); False where its kind is not known.

        `waiting` distances lie before its own.
        """
        self.depth = max(self.depth, waiting + 1)
        if type(solid) is Placed:
            sign = np.array([-1.0 if solid.mirrored else 1.0, 1.0, 1.0])
            shift = place[1:] * sign + solid.origin
            return self.add(solid.solid, np.array([place[0] * sign[0], *shift]), waiting)
        if type(solid) in (Union, Intersection):
            parts = list(_parts(solid))
            found = [self.add(part, place, waiting + n) for n, part in enumerate(parts)]
            self.code.append((UNION if type(solid) is Union else INTERSECTION, 0, len(parts), 0, 0))
            return bool(found) and all(found)
        if type(solid) not in _LEAVES:
            return False
        kind, count, numbers = _LEAVES[type(solid)](solid)
        self.code.append((kind, self.size, count, 0, count - 1))
        self.numbers += [place, numbers]
        self.size += PLACE_NUMBERS + numbers.size
        return True


def _parts(solid: Union | Intersection) -> Iterator[Solid]:
    """Parts of a combined solid, and in place of a part that is combined alike its own parts."""
    for part in solid.parts:
        if type(part) is type(solid):
            yield from _parts(part)
        else:
            yield part


Leaf = tuple[int, int, Floats]


def _box(solid: Box) -> Leaf:
    return BOX, 0, np.concatenate([solid.low, solid.high])


def _half_space(solid: HalfSpace) -> Leaf:
    return HALF_SPACE, 0, np.concatenate([solid.through, solid.normal])


def _ellipsoid(solid: Ellipsoid) -> Leaf:
    return ELLIPSOID, 0, np.concatenate([solid.centre, solid.semi_axes, solid.frame.ravel()])


def _limb(solid: LimbOutline) -> Leaf:
    lengths = [solid.taper, solid.cap_start, solid.cap_height, solid.depth]
    return LIMB, 0, np.array([*solid.centre, *solid.semi_axes, *lengths])


def _prism(solid: Prism) -> Leaf:
    lengths = [solid.rounding, solid.taper, solid.inset]
    return PRISM, len(solid.corners), np.array([*solid.centre, *lengths, *solid.corners.ravel()])


def _sheet(solid: BowedSheet) -> Leaf:
    lengths = np.array([solid.bow, 1.0 if solid.behind else -1.0, solid.gap])
    return SHEET, len(solid.line), np.concatenate([lengths, solid.line.ravel()])


def _tube(solid: Tube) -> Leaf:
    count = len(solid.points)
    across = np.zeros((count, 6)) if solid.across is None else solid.across.reshape(count, 6)
    stations = np.concatenate([solid.points, solid.semi_axes, across], axis=1)
    return TUBE, count, np.concatenate([[float(solid.across is None)], stations.ravel()])


_LEAVES: Mapping[type, Callable[[Any], Leaf]] = {
    Box: _box,
    HalfSpace: _half_space,
    Ellipsoid: _ellipsoid,
    LimbOutline: _limb,
    Prism: _prism,
    BowedSheet: _sheet,
    Tube: _tube,
}
