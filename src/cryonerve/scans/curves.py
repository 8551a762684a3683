"""The file of traced nerves and vessels, `curves.json`: millimetres in the file, metres inside.

::

    {"format": "cryonerve.curves/1", "curves": [
      {"name": "tibial nerve", "kind": "nerve", "treated": true, "motor": false, "drawn_by": "machine",
       "uncertainty_mm": 0.3, "area_uncertainty": 0.1, "why": "...", "points_mm": [[x, y, z], ...],
       "clicks_mm": [[x, y, z], ...],
       "sections": [
         {"station_mm": 12.0, "semi_axes_mm": [2.4, 1.9], "angle_deg": 10.0, "drawn_by": "machine"},
         {"station_mm": 20.0, "contour_mm": [[x, y], ...], "neuroma": true, "drawn_by": "person"}]}]}

Points run from distal to proximal. `uncertainty_mm` is a standard deviation, and so is `area_uncertainty`, of
the logarithm of the area within the outlines (0.1: a tenth; 0: nobody says). A section lies in the plane
across the curve: its first direction is the patient's right, its second follows by the right-hand rule
(anterior, where the curve runs straight up); see `traced_curve.directions_across`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError, nearest
from cryonerve.files import whole_file
from cryonerve.scans.json_files import read_json
from cryonerve.scans.labels import DrawnBy
from cryonerve.scans.limb_folder import CURVES, written
from cryonerve.scans.polygons import crosses_itself, shoelace
from cryonerve.scans.traced_curve import CURVE_KINDS, CurveKind, Section, TracedCurve, ordered

__all__ = [
    "FORMAT", "CurveKind", "Section", "TracedCurve",
    "curve_rows", "curves_from", "curves_of", "read_curves", "write_curves",
]  # fmt: skip

Floats = NDArray[np.float64]
FORMAT = "cryonerve.curves/1"
DRAWN_BY: tuple[DrawnBy, ...] = get_args(DrawnBy)
MOST = 200  # curves
MOST_POINTS = 20_000  # of one curve: 10 m at a station every half millimetre
MOST_SECTIONS = 5_000
MOST_CONTOUR = 1_000
LONGEST_NAME = 120  # letters
FARTHEST = 5_000.0  # mm from the frame's origin
WIDEST = 100.0  # mm, half axis of a section
SHORTEST = 0.1  # mm along a whole curve
CLOSEST = 1e-4  # mm between two points one after the other
SLACK = 0.01  # mm that a section may lie beyond the curve's end, from rounding
CURVE_KEYS = (
    "name", "kind", "points_mm", "sections", "clicks_mm",
    "drawn_by", "uncertainty_mm", "area_uncertainty", "treated", "motor", "why",
)  # fmt: skip
SECTION_KEYS = ("station_mm", "semi_axes_mm", "angle_deg", "contour_mm", "neuroma", "drawn_by")


def read_curves(path: str | Path) -> tuple[TracedCurve, ...]:
    """The traced curves in a file.

    Raises
    ------
    ScanError
        The file cannot be read or is no file of curves; a curve without name, kind or points, points that are
        no numbers, a section beyond the curve's ends, a contour that crosses itself, a name that is there
        twice, two treated nerves; with file, curve and number.
    """
    reader = _Reader(Path(path))
    return reader.curves()


def curves_of(folder: Path) -> tuple[TracedCurve, ...]:
    """The curves of a limb's folder; none where nothing was traced yet.

    Raises
    ------
    ScanError
        As `read_curves`.
    """
    return read_curves(folder / CURVES) if (folder / CURVES).is_file() else ()


def write_curves(path: str | Path, curves: Iterable[TracedCurve]) -> None:
    """Write curves to a file, whole or not at all; what was written reads as the same curves.

    Raises
    ------
    ScanError
        The place cannot be written to, or the disk is full.
    """
    path = Path(path)
    content = {"format": FORMAT, "curves": curve_rows(curves)}
    text = json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False)
    with written(path.parent), whole_file(path) as partial:
        partial.write_text(text + "\n", encoding="utf-8")


def curve_rows(curves: Iterable[TracedCurve]) -> list[dict[str, Any]]:
    """The curves as they stand in a file, under "curves"."""
    return [_curve_row(curve) for curve in curves]


def curves_from(rows: Sequence[Any], *, file: str = "curves.json") -> tuple[TracedCurve, ...]:
    """The way back, with every check that a file gets; `file` is what complaints name.

    Raises
    ------
    ScanError
        As `read_curves`.
    """
    return _Reader(Path(file)).read(rows)


def _curve_row(curve: TracedCurve) -> dict[str, Any]:
    return {
        "name": curve.name,
        "kind": curve.kind,
        "treated": curve.treated,
        "motor": curve.motor,
        "drawn_by": curve.drawn_by,
        "uncertainty_mm": round(1e3 * curve.uncertainty, 4),
        "area_uncertainty": round(curve.area_uncertainty, 4),
        "why": curve.why,
        "points_mm": _millimetres(curve.points),
        "clicks_mm": _millimetres(curve.clicks),
        "sections": [_section_row(section) for section in curve.sections],
    }


def _section_row(section: Section) -> dict[str, Any]:
    row: dict[str, Any] = {"station_mm": round(1e3 * section.station, 4)}
    if section.contour is None:
        row["semi_axes_mm"] = _millimetres(section.semi_axes)
        row["angle_deg"] = round(math.degrees(section.angle), 3)
    else:
        row["contour_mm"] = _millimetres(section.contour)
    return {**row, "neuroma": section.neuroma, "drawn_by": section.drawn_by}


def _millimetres(values: Floats) -> Any:  # noqa: ANN401 -- lists as deep as the array
    return np.round(1e3 * np.asarray(values, float), 4).tolist()


def _wrong(what: str, remedy: str) -> ScanError:
    """What is wrong with a value; whoever knows the place fills it in."""
    return ScanError(Complaint(what, remedy))


class _Reader:
    """Goes through a file and gathers what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.complaints: list[Complaint] = []

    def complain(self, what: str, remedy: str) -> None:
        self.complaints.append(Complaint(what, remedy, file=str(self.path)))

    def curves(self) -> tuple[TracedCurve, ...]:
        return self.read(self.rows(self.content()))

    def read(self, rows: Sequence[Any]) -> tuple[TracedCurve, ...]:
        """The curves of a file's rows."""
        found = [curve for curve in (self.curve(row, n) for n, row in enumerate(rows)) if curve is not None]
        self.check_names(found)
        if self.complaints:
            raise ScanError(*self.complaints)
        return tuple(found)

    def content(self) -> Any:  # noqa: ANN401 -- whatever stands in the file
        """The file's JSON."""
        remedy = "Give the path of a file that `cryonerve trace` wrote."
        return read_json(self.path, what="the curves", remedy=remedy, again="trace anew")

    def refused(self, what: str, remedy: str) -> ScanError:
        return ScanError(Complaint(what, remedy, file=str(self.path)))

    def rows(self, content: Any) -> Sequence[Any]:  # noqa: ANN401
        """The list of curves."""
        said = content.get("format") if isinstance(content, dict) else None
        if said != FORMAT:
            what = (
                "this is no file of curves" if said is None else f"the format {str(said)[:60]!r} is not known"
            )
            raise self.refused(what, f"It begins with {{'format': '{FORMAT}', 'curves': [...]}}.")
        rows = content.get("curves")
        if not isinstance(rows, list):
            raise self.refused("'curves' is no list", "Write: 'curves': [{...}, ...].")
        if len(rows) > MOST:
            raise self.refused(f"{len(rows)} curves are more than {MOST}", "Is this the right file?")
        return rows

    def curve(self, row: Any, number: int) -> TracedCurve | None:  # noqa: ANN401
        """One curve, or None with what is wrong noted down."""
        name = row.get("name") if isinstance(row, dict) else None
        field = f"curve {number + 1}" + (f" '{name[:60]}'" if isinstance(name, str) and name else "")
        try:
            fields = _fields(row, CURVE_KEYS)
            points = _points(fields.get("points_mm"), "points_mm", least=2, most=MOST_POINTS)
            _check_line(points)
            curve = TracedCurve(
                name=_name(fields.get("name")),
                kind=_one_of(fields.get("kind"), "kind", CURVE_KINDS),
                points=1e-3 * points,
                clicks=1e-3 * _points(fields.get("clicks_mm", []), "clicks_mm", least=0, most=MOST_POINTS),
                drawn_by=_one_of(fields.get("drawn_by", "person"), "drawn_by", DRAWN_BY),
                uncertainty=1e-3 * _number(fields.get("uncertainty_mm", 0.0), "uncertainty_mm", 0.0, WIDEST),
                area_uncertainty=_number(fields.get("area_uncertainty", 0.0), "area_uncertainty", 0.0, 10.0),
                treated=_flag(fields.get("treated", False), "treated"),
                motor=_flag(fields.get("motor", False), "motor"),
                why=_text(fields.get("why", ""), "why"),
            )
            listed = fields.get("sections", [])
            if not isinstance(listed, list) or len(listed) > MOST_SECTIONS:
                raise _wrong(f"'sections' is no list of up to {MOST_SECTIONS}", "Write: 'sections': [{...}].")
        except ScanError as error:
            self.complaints += error.located(file=str(self.path), field=field).complaints
            return None
        length = 1e3 * curve.length
        sections = [self.section(item, f"{field}, section {n + 1}", length) for n, item in enumerate(listed)]
        kept = ordered(section for section in sections if section is not None)
        return replace(curve, sections=kept)

    def section(self, row: Any, field: str, length: float) -> Section | None:  # noqa: ANN401
        """One section, or None with what is wrong noted down; `length` of the curve in mm."""
        try:
            fields = _fields(row, SECTION_KEYS)
            station = _number(fields.get("station_mm"), "station_mm", -SLACK, FARTHEST)
            if station > length + SLACK:
                what = f"station_mm {station:g} lies beyond the curve, which is {length:.4g} mm long"
                raise _wrong(what, "Give the distance along the curve from its distal end.")
            station = 1e-3 * min(max(station, 0.0), length)
            neuroma = _flag(fields.get("neuroma", False), "neuroma")
            drawn_by = _one_of(fields.get("drawn_by", "person"), "drawn_by", DRAWN_BY)
            if ("contour_mm" in fields) == ("semi_axes_mm" in fields):
                remedy = "Write either 'semi_axes_mm': [2.4, 1.9] or 'contour_mm': [[x, y], ...]."
                raise _wrong("a section is an ellipse or a contour", remedy)
            if "contour_mm" in fields:
                contour = _contour(fields["contour_mm"])
                return Section.of_contour(station, 1e-3 * contour, neuroma=neuroma, drawn_by=drawn_by)
            semi = _list(fields["semi_axes_mm"], "semi_axes_mm", 2, 2)
            axes = [_number(item, "semi_axes_mm", 0.01, WIDEST) for item in semi]
            angle = math.radians(_number(fields.get("angle_deg", 0.0), "angle_deg", -360.0, 360.0))
            return Section(station, 1e-3 * np.array(axes), angle, None, neuroma, drawn_by)
        except ScanError as error:
            self.complaints += error.located(file=str(self.path), field=field).complaints
            return None

    def check_names(self, curves: Sequence[TracedCurve]) -> None:
        names = [curve.name.lower() for curve in curves]
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                self.complain(
                    f"'{name}' is traced {names.count(name)} times", "Keep one, or rename the others."
                )
        treated = [curve.name for curve in curves if curve.treated]
        if len(treated) > 1:
            what = f"more than one nerve is treated: {', '.join(treated)}"
            self.complain(what, "Mark one with 'treated': true.")
        for curve in curves:
            if curve.kind != "nerve" and (curve.treated or curve.motor):
                what = f"'{curve.name}' is no nerve, and cannot be treated or a motor branch"
                self.complain(what, "Leave 'treated' and 'motor' to nerves.")


def _fields(row: Any, known: Sequence[str]) -> Mapping[str, Any]:  # noqa: ANN401
    if not isinstance(row, dict):
        raise _wrong(f"{str(row)[:60]!r} is no mapping", f"Write {{...}} with {', '.join(known[:3])}.")
    for key in row:
        if key not in known:
            raise _wrong(f"the key '{key[:60]}' is not known", nearest(key, known))
    return row


def _name(value: Any) -> str:  # noqa: ANN401
    text = _text(value, "name", LONGEST_NAME).strip()
    if not text:
        raise _wrong("the curve has no name", "Write 'name': 'tibial nerve'.")
    return text


def _text(value: Any, key: str, longest: int = 2000) -> str:  # noqa: ANN401
    if not isinstance(value, str) or len(value) > longest or any(ord(letter) < 32 for letter in value):
        raise _wrong(f"'{key}' is no line of up to {longest} letters", f"Write '{key}': '...'.")
    return value


def _flag(value: Any, key: str) -> bool:  # noqa: ANN401
    if not isinstance(value, bool):
        raise _wrong(f"'{key}' is {str(value)[:40]!r}", "Write true or false.")
    return value


def _one_of(value: Any, key: str, known: Sequence[Any]) -> Any:  # noqa: ANN401
    if value not in known:
        raise _wrong(f"'{key}' is {str(value)[:40]!r}", nearest(str(value), known))
    return value


def _number(value: Any, key: str, low: float, high: float) -> float:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(f"'{key}' is {str(value)[:40]!r}, which is no number", "Write a number without unit.")
    if not low <= value <= high:
        raise _wrong(f"'{key}' is {value:g}", f"Give a value from {low:g} to {high:g}.")
    return float(value)


def _list(value: Any, key: str, least: int, most: int) -> list[Any]:  # noqa: ANN401
    if not isinstance(value, list) or not least <= len(value) <= most:
        count = f"{len(value)} entries" if isinstance(value, list) else "no list"
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise _wrong(f"'{key}' is {count}", f"Give {wanted} of them, in mm.")
    return value


def _points(value: Any, key: str, *, least: int, most: int, axes: int = 3) -> Floats:  # noqa: ANN401
    """(n, axes) mm."""
    rows = _list(value, key, least, most)
    found = np.empty((len(rows), axes))
    for n, row in enumerate(rows):
        place = f"{key}, point {n + 1}"
        found[n] = [_number(item, place, -FARTHEST, FARTHEST) for item in _list(row, place, axes, axes)]
    return found


def _check_line(points: Floats) -> None:
    """Complain about points that are no line, mm."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    if steps.min() < CLOSEST:
        n = int(steps.argmin())
        raise _wrong(f"points_mm {n + 1} and {n + 2} are the same place", "Keep one of them.")
    if steps.sum() < SHORTEST:
        raise _wrong(f"the curve is {steps.sum():.3g} mm long", "Trace at least a few millimetres, in mm.")


def _contour(value: Any) -> Floats:  # noqa: ANN401
    """(n, 2) mm, a polygon with area that does not cross itself."""
    points = _points(value, "contour_mm", least=3, most=MOST_CONTOUR, axes=2)
    if np.array_equal(points[0], points[-1]):
        points = points[:-1]
    if np.abs(points).max() > 2.0 * WIDEST:
        raise _wrong("the contour lies far from the curve", "Give it around the curve's own point, in mm.")
    if len(points) < 3 or abs(shoelace(points)) < 1e-4:
        raise _wrong("the contour has no area", "Trace its whole rim.")
    if crosses_itself(points):
        raise _wrong("the contour crosses itself", "Give its points in order around the rim.")
    return points
