"""Distances and angles that were measured on slices: kept with the document, not in the case."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cryonerve.app.screen.documents import Measure
from cryonerve.app.screen.refusals import MissingError
from cryonerve.errors import Complaint, InputError

__all__ = ["Change", "measure_rows", "put", "removed"]

POINTS = {"distance": 2, "angle": 3}
VIEWS = ("axial", "along", "across", "scanner")
MOST = 100  # of one document
FARTHEST = 1e4  # mm
Change = Callable[[tuple[Measure, ...]], tuple[Measure, ...]]


def measure_rows(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """The measures as the page gets them."""
    return [asdict(item) | {"points_mm": [list(point) for point in item.points_mm]} for item in measures]


def put(
    item: Mapping[str, Any], *, kinds: Mapping[str, int] = POINTS, views: Sequence[str] = VIEWS
) -> Change:
    """The change that adds a measure; one with an `id` that is there takes its place.

    `kinds` says how many points each kind of measure has, `views` which slices there are.

    Raises
    ------
    InputError
        It is no measure, or there are too many.
    """
    kind, view, points = item.get("kind"), item.get("view"), item.get("points_mm")
    if kind not in kinds or view not in views or not _are_points(points, kinds[str(kind)]):
        what = "this is no measure on a slice"
        raise InputError(Complaint(what, "Measure again: two points for a distance, three for an angle."))
    placed = tuple((float(x), float(y), float(z)) for x, y, z in points)  # type: ignore[union-attr]
    wanted = item.get("id")

    def change(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
        made = Measure(0, str(kind), str(view), placed)
        if wanted is not None:
            known = _known(measures, int(wanted))
            return tuple(_with_id(made, one.id) if one is known else one for one in measures)
        if len(measures) >= MOST:
            what = f"there are {MOST} measures"
            raise InputError(Complaint(what, "Remove those that are needed no more."))
        return (*measures, _with_id(made, max((one.id for one in measures), default=0) + 1))

    return change


def removed(number: int | None) -> Change:
    """The change that takes one measure away, or all (None); raises MissingError where there is none."""

    def change(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
        if number is None:
            return ()
        known = _known(measures, number)
        return tuple(one for one in measures if one is not known)

    return change


def _with_id(made: Measure, number: int) -> Measure:
    return Measure(number, made.kind, made.view, made.points_mm)


def _known(measures: tuple[Measure, ...], number: int) -> Measure:
    for one in measures:
        if one.id == number:
            return one
    raise MissingError(Complaint("this measure was removed meanwhile", "Measure again."))


def _are_points(points: object, count: int) -> bool:
    return (
        isinstance(points, list)
        and len(points) == count
        and all(isinstance(point, list) and len(point) == 3 for point in points)
        and all(_is_place(part) for point in points for part in point)
    )


def _is_place(part: object) -> bool:
    return isinstance(part, int | float) and math.isfinite(part) and abs(part) <= FARTHEST
