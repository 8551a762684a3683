"""Changes of traced nerves and vessels that a page asks for: name, treated, width, outline, neuroma."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.screen.scan_brush import places_mm
from cryonerve.errors import Complaint, InputError, ScanError, nearest
from cryonerve.scans.curves import curve_rows, curves_from
from cryonerve.scans.traced_curve import Section, TracedCurve, contour_across

__all__ = ["CURVE_EDITS", "curve_edited", "places_of", "with_curve"]

Rows = list[dict[str, Any]]
Floats = NDArray[np.float64]
WIDEST = 60.0  # mm
MOST_OUTLINE = 1000  # points
NEAR = 1e-3  # m between sections that are taken for one


def curve_edited(rows: Rows, edit: Mapping[str, Any]) -> tuple[str, Rows]:
    """A sentence, and the curves once an edit is made.

    Raises
    ------
    InputError
        The edit is not understood, or names a curve that is not there.
    """
    kind = str(edit.get("kind"))
    if kind not in CURVE_EDITS:
        what = f"no edit of curves is called '{kind[:40]}'"
        raise InputError(Complaint(what, nearest(kind[:40], CURVE_EDITS)))
    curves = curves_from(rows)
    name = str(edit.get("name") or "")
    curve = next((item for item in curves if item.name == name), None)
    if curve is None:
        raise MissingError(Complaint("this curve was removed meanwhile", "Choose another."))
    sentence, made = CURVE_EDITS[kind](curves, curve, edit)
    changed = curve_rows(made)
    curves_from(changed)  # every check that a file gets
    return sentence, changed


def with_curve(rows: Rows, curve: TracedCurve, instead: str = "") -> tuple[str, Rows]:
    """A sentence, and the curves with one more, or with one in place of another.

    A curve that is traced again keeps whether it is treated, and the sections a person drew where they still
    lie on it.
    """
    from cryonerve.anatomy.tracing_edits import traced_again

    curves = curves_from(rows)
    old = next((item for item in curves if item.name == instead), None)
    if old is not None:
        curve = traced_again(old, curve)
    elif curve.kind == "nerve" and not any(item.treated for item in curves):
        curve = replace(curve, treated=True)
    if any(item.name.lower() == curve.name.lower() and item is not old for item in curves):
        what = f"'{curve.name}' is traced already"
        raise ScanError(Complaint(what, "Choose it to correct it, or give another name.", field="name"))
    made = [curve if item is old else item for item in curves] + ([] if old else [curve])
    changed = curve_rows(made)
    curves_from(changed)
    return f"{'Correct' if old else 'Trace'} {curve.name}", changed


def places_of(points: object, *, least: int, most: int) -> Floats:
    """Places (n, 3) in m, of what the page sent in mm.

    Raises
    ------
    InputError
        These are no places, or too few or too many.
    """
    found = places_mm(points, least=least, most=most)
    if found is None:
        what = f"{least} to {most} places are needed"
        raise InputError(Complaint(what, "Click them on the slices, one after the other."))
    return 1e-3 * found


def _number(edit: Mapping[str, Any], key: str, low: float, high: float) -> float:
    value = edit.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise InputError(
            Complaint(f"this is no number from {low:g} to {high:g}", "Write one, in mm.", field=key)
        )
    return float(value)


def _replaced(curves: Sequence[TracedCurve], old: TracedCurve, new: TracedCurve) -> tuple[TracedCurve, ...]:
    return tuple(new if item is old else item for item in curves)


Made = tuple[str, tuple[TracedCurve, ...]]


def _remove(curves: Sequence[TracedCurve], curve: TracedCurve, edit: Mapping[str, Any]) -> Made:
    del edit
    return f"Remove {curve.name}", tuple(item for item in curves if item is not curve)


def _treat(curves: Sequence[TracedCurve], curve: TracedCurve, edit: Mapping[str, Any]) -> Made:
    del edit
    if curve.kind != "nerve":
        raise InputError(Complaint(f"'{curve.name}' is no nerve", "Choose the nerve that is treated."))
    made = tuple(replace(item, treated=item is curve) for item in curves)
    return f"Treat {curve.name}", made


def _motor(curves: Sequence[TracedCurve], curve: TracedCurve, edit: Mapping[str, Any]) -> Made:
    motor = bool(edit.get("motor"))
    word = "a motor branch" if motor else "no motor branch"
    return f"{curve.name} is {word}", _replaced(curves, curve, replace(curve, motor=motor))


def _rename(curves: Sequence[TracedCurve], curve: TracedCurve, edit: Mapping[str, Any]) -> Made:
    name = " ".join(str(edit.get("to") or "").split())
    return f"Name {name}", _replaced(curves, curve, replace(curve, name=name))


def _width(curves: Sequence[TracedCurve], curve: TracedCurve, edit: Mapping[str, Any]) -> Made:
    """An ellipse at one place, or the same one everywhere."""
    from cryonerve.anatomy.tracing_edits import with_section

    wide, high = (_number(edit, key, 0.05, WIDEST) for key in ("width_mm", "height_mm"))
    semi = 5e-4 * np.array([wide, high])
    if edit.get("station_mm") is None:
        made = tuple(
            Section(item.station, semi, item.angle, None, item.neuroma, "person")
            for item in curve.sections or (Section(0.5 * curve.length, semi),)
        )
        return f"Width of {curve.name}", _replaced(curves, curve, replace(curve, sections=made))
    station = 1e-3 * _number(edit, "station_mm", 0.0, 1e3 * curve.length + 1.0)
    angle = math.radians(float(edit.get("angle_deg") or 0.0))
    neuroma = bool(edit.get("neuroma"))
    section = Section(min(station, curve.length), semi, angle, None, neuroma, "person")
    return f"Width of {curve.name}", _replaced(curves, curve, with_section(curve, section))


def _outline(curves: Sequence[TracedCurve], curve: TracedCurve, edit: Mapping[str, Any]) -> Made:
    """A closed outline that was drawn in a slice."""
    from cryonerve.anatomy.tracing_edits import with_section

    points = places_of(edit.get("outline_mm"), least=3, most=MOST_OUTLINE)
    station, contour = contour_across(curve, points)
    neuroma = bool(edit.get("neuroma"))
    section = Section.of_contour(station, contour, neuroma=neuroma, drawn_by="person")
    return f"Outline of {curve.name}", _replaced(curves, curve, with_section(curve, section))


def _neuroma(curves: Sequence[TracedCurve], curve: TracedCurve, edit: Mapping[str, Any]) -> Made:
    station = 1e-3 * _number(edit, "station_mm", 0.0, 1e4)
    bulb = bool(edit.get("neuroma"))
    made = tuple(
        replace(item, neuroma=bulb, drawn_by="person") if abs(item.station - station) < NEAR else item
        for item in curve.sections
    )
    word = "A neuroma" if bulb else "No neuroma"
    return f"{word} in {curve.name}", _replaced(curves, curve, replace(curve, sections=made))


def _remove_section(curves: Sequence[TracedCurve], curve: TracedCurve, edit: Mapping[str, Any]) -> Made:
    from cryonerve.anatomy.tracing_edits import without_section

    station = 1e-3 * _number(edit, "station_mm", 0.0, 1e4)
    number = next((n for n, item in enumerate(curve.sections) if abs(item.station - station) < NEAR), None)
    if number is None:
        raise MissingError(Complaint("this cross-section was removed meanwhile", "Choose another."))
    made = without_section(curve, number)
    return f"Remove a cross-section of {curve.name}", _replaced(curves, curve, made)


CURVE_EDITS: Mapping[str, Callable[[Sequence[TracedCurve], TracedCurve, Mapping[str, Any]], Made]] = {
    "remove_curve": _remove,
    "treat": _treat,
    "motor": _motor,
    "rename_curve": _rename,
    "width": _width,
    "outline": _outline,
    "neuroma": _neuroma,
    "remove_section": _remove_section,
}
