"""Changes of labels that a page asks for: paint, erase, fill, fill between slices, add and name labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.screen.scan_between import between
from cryonerve.app.screen.scan_brush import Box, Stroke, covered, places_mm, region
from cryonerve.errors import Complaint, InputError, ScanError, nearest
from cryonerve.scans.labels import Label
from cryonerve.scans.legends import LARGEST, LONGEST_NAME, Kind, kind_and_tissue

if TYPE_CHECKING:
    from cryonerve.app.screen.scan_document import ScanDocument

__all__ = ["Edited", "edited"]

MOST_LABELS = 250
PAINTED = "painted by hand"
Numbers = NDArray[np.int16]
# A sentence, the box that is painted with its labels, and the legend, where they change.
Edited = tuple[str, tuple[Box, Numbers] | None, dict[str, list[dict[str, Any]]]]


def edited(document: ScanDocument, edit: Mapping[str, Any]) -> Edited:
    """What an edit makes of a scan's labels; nothing is changed yet.

    Raises
    ------
    InputError
        The edit is not understood, or names a label that is not there.
    """
    kind = str(edit.get("kind"))
    if kind not in EDITS:
        raise InputError(Complaint(f"no edit is called '{kind[:40]}'", nearest(kind[:40], EDITS)))
    return EDITS[kind](document, edit)


def _label(document: ScanDocument, number: object) -> Label:
    for item in document.legend:
        if item.number == number:
            return item
    raise MissingError(Complaint("this label was removed meanwhile", "Choose another."))


def _range(edit: Mapping[str, Any]) -> tuple[float, float] | None:
    """The grey values that may be painted; None: all."""
    low, high = edit.get("low"), edit.get("high")
    if low is None and high is None:
        return None
    try:
        least, most = float(cast("float", low)), float(cast("float", high))
    except (TypeError, ValueError, OverflowError):
        least, most = math.nan, math.nan
    if not least <= most:
        what = "the range of grey values is not understood"
        raise InputError(Complaint(what, "Write the lower value first.", field="low"))
    return least, most


def _within(document: ScanDocument, box: Box, limits: tuple[float, float] | None) -> NDArray[np.bool_] | bool:
    if limits is None:
        return True
    values = document.scan.values[box.slices]
    return np.asarray((values >= limits[0]) & (values <= limits[1]))


def _paint(document: ScanDocument, edit: Mapping[str, Any]) -> Edited:
    erase = bool(edit.get("erase"))
    number = edit.get("label")
    label = None if erase and number in (None, 0) else _label(document, number)
    stroke = Stroke.read(edit.get("points_mm"), edit.get("radius_mm"), edit.get("axis"))
    word = "Erase" if erase else "Paint"
    what = f"{word} {label.name}" if label else word
    found = covered(document.grid, stroke)
    if found is None:
        return what, None, {}
    box, mask = found
    now = document.numbers[box.slices].copy()
    touched = mask & _within(document, box, _range(edit))
    over = edit.get("over")
    if erase:
        touched &= (now == label.number) if label else True
        now[touched] = 0
    else:
        assert label is not None
        if isinstance(over, list):
            touched &= np.isin(now, [n for n in over if isinstance(n, int)])
        now[touched] = label.number
    return what, (box, now), {}


def _place(edit: Mapping[str, Any]) -> list[float]:
    found = places_mm([edit.get("at_mm")], least=1, most=1)
    if found is None:
        raise InputError(Complaint("this is no place in the scan", "Click on a slice."))
    return [float(part) for part in found[0]]


def _fill(document: ScanDocument, edit: Mapping[str, Any]) -> Edited:
    """The region around a place that has one label, and grey values in the range, takes another label."""
    label = _label(document, edit.get("label"))
    seed, axis = document.grid.voxel(_place(edit)), edit.get("axis")
    if axis not in (None, 0, 1, 2):
        raise InputError(Complaint("there is no such plane", "Reload the page."))
    what = f"Fill with {label.name}"
    if not document.grid.holds(seed) or int(document.numbers[seed]) == label.number:
        return what, None, {}
    cut: list[Any] = [slice(None)] * 3
    if axis is not None:
        cut[axis] = slice(seed[axis], seed[axis] + 1)
    view = tuple(cut)
    like = document.numbers[view] == document.numbers[seed]
    limits = _range(edit)
    if limits is not None:
        values = document.scan.values[view]
        like &= (values >= limits[0]) & (values <= limits[1])
    i, j, k = (seed[n] if n == axis else 0 for n in range(3))  # where the slice begins
    found = region(like, (seed[0] - i, seed[1] - j, seed[2] - k))
    if found is None:
        raise InputError(
            Complaint("the grey value here is outside of the range", "Click elsewhere, or widen it.")
        )
    there, mask = found
    box = there.moved((i, j, k))
    now = document.numbers[box.slices].copy()
    now[mask] = label.number
    return what, (box, now), {}


def _between(document: ScanDocument, edit: Mapping[str, Any]) -> Edited:
    """Empty slices between painted ones get what lies between."""
    label, axis = _label(document, edit.get("label")), edit.get("axis")
    if axis not in (0, 1, 2):
        raise InputError(Complaint("there is no such plane", "Reload the page."))
    found = between(document.numbers, label.number, int(cast("int", axis)), document.grid.spacing)
    if found is None:
        what = f"between the slices that show {label.name} none is empty"
        raise InputError(Complaint(what, "Paint it on two slices with empty ones between them."))
    return f"Fill {label.name} between slices", found, {}


def _clear(document: ScanDocument, edit: Mapping[str, Any]) -> Edited:
    label = _label(document, edit.get("label"))
    there = document.numbers == label.number
    legend = [asdict(item) for item in document.legend if item != label]
    what = f"Remove {label.name}"
    box = Box.around(there)
    if box is None:
        return what, None, {"legend": legend}
    now = document.numbers[box.slices].copy()
    now[there[box.slices]] = 0
    return what, (box, now), {"legend": legend}


def _named(document: ScanDocument, edit: Mapping[str, Any], number: int) -> Label:
    """A label of the name, tissue and kind that an edit gives; what it leaves out follows from the name."""
    from cryonerve.sources import tissues

    name = " ".join(str(edit.get("name") or "").split())
    if not name or len(name) > LONGEST_NAME:
        what = f"a label needs a name of at most {LONGEST_NAME} letters"
        raise ScanError(Complaint(what, "Write one, such as: soleus muscle.", field="name"))
    if any(item.name.lower() == name.lower() and item.number != number for item in document.legend):
        raise ScanError(
            Complaint(f"there is a label '{name}' already", "Choose it, or another name.", "name")
        )
    said = kind_and_tissue(name)
    tissue, kind = str(edit.get("tissue") or ""), str(edit.get("structure") or "")
    if not tissue and said is None:
        what = f"the name '{name}' does not say which tissue it is"
        raise ScanError(Complaint(what, "Choose the tissue.", field="tissue"))
    if tissue and tissue not in tissues():
        what = f"no tissue is called '{tissue[:60]}'"
        raise ScanError(Complaint(what, nearest(tissue[:60], tissues()), field="tissue"))
    if kind and kind not in get_args(Kind):
        raise ScanError(Complaint(f"no kind is called '{kind[:40]}'", nearest(kind[:40], get_args(Kind))))
    guessed = not tissue and said is not None
    found_kind = cast("Kind", kind or (said[0] if said else "other"))
    return Label(number, name, tissue or (said[1] if said else ""), found_kind, "person", PAINTED, guessed)


def _add(document: ScanDocument, edit: Mapping[str, Any]) -> Edited:
    used = {item.number for item in document.legend}
    if len(used) >= MOST_LABELS:
        raise InputError(
            Complaint(f"there are {MOST_LABELS} labels", "Remove those that are needed no more.")
        )
    number = next(n for n in range(1, LARGEST) if n not in used)
    label = _named(document, edit, number)
    legend = sorted([*document.legend, label], key=lambda item: item.number)
    return f"Add {label.name}", None, {"legend": [asdict(item) for item in legend]}


def _rename(document: ScanDocument, edit: Mapping[str, Any]) -> Edited:
    label = _label(document, edit.get("label"))
    made = _named(document, edit, label.number)
    now = replace(label, name=made.name, tissue=made.tissue, kind=made.kind, guessed=made.guessed)
    legend = [asdict(now if item == label else item) for item in document.legend]
    return f"Name {now.name}", None, {"legend": legend}


EDITS: Mapping[str, Callable[[ScanDocument, Mapping[str, Any]], Edited]] = {
    "paint": _paint,
    "fill": _fill,
    "between": _between,
    "remove_label": _clear,
    "add_label": _add,
    "rename_label": _rename,
}
