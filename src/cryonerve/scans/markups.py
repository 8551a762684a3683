"""Curves for 3D Slicer and places clicked there: Markups, `.mrk.json`, schema 1.0.

Places in the file are the patient's, in millimetres: LPS (left, posterior, superior) or RAS, as each markup
says. The way between the case's frame and the patient (`Scan.to_patient`) is applied in both directions. Of
names in a file only words of anatomy are kept (`structure_names`): it says nothing of its patient.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.files import whole_file
from cryonerve.scans.json_files import read_json
from cryonerve.scans.label_codes import colour_of
from cryonerve.scans.limb_folder import written
from cryonerve.scans.structure_names import plain_name
from cryonerve.scans.traced_curve import CURVE_KINDS, CurveKind, TracedCurve

__all__ = ["ENDING", "Markup", "curves_as_markups", "read_markups", "write_markups"]

Floats = NDArray[np.float64]
ENDING = ".mrk.json"
SCHEMA = (  # the name by which 3D Slicer knows the format; nothing is fetched from there
    "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/Schema/"
    "markups-schema-v1.0.3.json#"
)
KNOWN_SCHEMA = re.compile(r"markups-schema-v1\.\d+\.\d+\.json#*$", re.IGNORECASE)
TO_RAS = {"LPS": np.array([-1.0, -1.0, 1.0]), "RAS": np.ones(3)}
OPEN = (
    "Fiducial",
    "Line",
    "Curve",
)  # points in their order; an angle, a plane or a closed curve is no course
CONTROL = 5e-3  # m between control points: 3D Slicer draws a smooth curve through them
MOST_CONTROL = 150  # fewer than can be traced through, so that an exported curve comes back
MOST = 200  # markups in a file
MOST_POINTS = 20_000
FARTHEST = 5_000.0  # mm
LONGEST = 2_000  # letters of a name
TREATED, MOTOR = "treated", "motor branch"  # words of a point's description, which 3D Slicer keeps
SAYS = "cryonerve; research use only"
SAVE = "In 3D Slicer: Save, format 'Markups JSON (.mrk.json)'."


@dataclass(frozen=True, eq=False)
class Markup:
    """Places of one nerve or vessel that were clicked elsewhere.

    Attributes
    ----------
    name : of words of anatomy only; "" where there are none. left_out : whether others stood in it.
    points : (n, 3) m in the case's frame, in the file's order.
    kind : where the file says it. treated, motor : as of `TracedCurve`.
    """

    name: str
    points: Floats
    kind: CurveKind | None = None
    treated: bool = False
    motor: bool = False
    left_out: bool = False


def write_markups(path: Path, curves: Iterable[TracedCurve], to_patient: Floats | None = None) -> None:
    """Write curves as Markups in the patient's coordinates, whole or not at all.

    Parameters
    ----------
    to_patient : (4, 4) of the scan, from the case's frame to the patient's, m; None: they are the same.

    Raises
    ------
    ScanError
        No curve, or a place that cannot be written.
    """
    content = curves_as_markups(curves, to_patient)
    if not content["markups"]:
        remedy = 'Trace first: cryonerve trace LIMB --nerve "tibial nerve" --through "x y z mm" ...'
        raise ScanError(Complaint("nothing is traced yet", remedy))
    text = json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False)
    with written(path.parent), whole_file(path) as partial:
        partial.write_text(text + "\n", encoding="utf-8")


def curves_as_markups(curves: Iterable[TracedCurve], to_patient: Floats | None = None) -> dict[str, Any]:
    """The content of a file of Markups: a curve node for each nerve and vessel, in LPS and mm.

    Control points lie 5 mm apart, or farther on long curves; each says in its description what the curve is
    and the radius of the circle with the section's area there, with its standard deviation.

    >>> line = np.array([[0.0, 0, 0], [0, 0, 0.01]])
    >>> content = curves_as_markups([TracedCurve("tibial nerve", "nerve", line, treated=True)])
    >>> [point["position"] for point in content["markups"][0]["controlPoints"]][1:]
    [[0.0, 0.0, 5.0], [0.0, 0.0, 10.0]]
    >>> content["markups"][0]["controlPoints"][0]["description"]
    'nerve, treated'
    """
    matrix = np.eye(4) if to_patient is None else to_patient
    return {"@schema": SCHEMA, "comment": SAYS, "markups": [_curve(curve, matrix) for curve in curves]}


def _curve(curve: TracedCurve, to_patient: Floats) -> dict[str, Any]:
    count = int(np.clip(np.ceil(curve.length / CONTROL), 1, MOST_CONTROL - 1)) + 1
    stations = np.linspace(0.0, curve.length, count)
    places, _ = curve.at(stations)
    patient = places @ to_patient[:3, :3].T + to_patient[:3, 3]
    positions = (np.round(1e3 * patient * TO_RAS["LPS"], 4) + 0.0).tolist()
    colour = [round(part / 255, 4) for part in colour_of(curve.kind)]
    words = [curve.kind, *[TREATED] * curve.treated, *[MOTOR] * curve.motor]
    return {
        "type": "Curve",
        "name": curve.name,
        "coordinateSystem": "LPS",
        "coordinateUnits": "mm",
        "locked": False,
        "labelFormat": "%N-%d",
        "controlPoints": [
            {
                "id": str(n + 1),
                "label": f"{curve.name}-{n + 1}",
                "description": ", ".join([*words, *radius]),
                "position": position,
                "positionStatus": "defined",
            }
            for n, (position, radius) in enumerate(zip(positions, _radii(curve, stations), strict=True))
        ],
        "display": {
            "visibility": True,
            "color": colour,
            "selectedColor": colour,
            "pointLabelsVisibility": False,
            "propertiesLabelVisibility": True,
            "snapMode": "unconstrained",
        },
    }


def _radii(curve: TracedCurve, stations: Floats) -> list[list[str]]:
    """For each station what is said of the radius; nothing where the curve has no section."""
    if not curve.sections:
        return [[] for _ in stations]
    known = [section.station for section in curve.sections]
    radius = 1e3 * np.interp(stations, known, [np.sqrt(item.area / np.pi) for item in curve.sections])
    if all(section.drawn_by == "assumed" for section in curve.sections):
        return [[f"radius {size:.2f} mm (assumed)"] for size in radius]
    deviation = 0.5 * curve.area_uncertainty  # of the logarithm of the radius
    sure = [f" ± {deviation * size:.2f} mm (1 SD)" if deviation else " mm" for size in radius]
    return [[f"radius {size:.2f}{word}"] for size, word in zip(radius, sure, strict=True)]


def read_markups(path: Path, to_patient: Floats | None = None) -> tuple[Markup, ...]:
    """The places in a file of Markups, in the case's frame.

    Point lists, lines and open curves are read; points that were never placed are passed over. A file with
    one markup and no name in it is called as the file: 3D Slicer saves a node so.

    Parameters
    ----------
    to_patient : (4, 4) of the scan, from the case's frame to the patient's, m; None: they are the same.

    Raises
    ------
    ScanError
        No JSON, another schema or unit, another kind of markup, fewer than two points, positions that are no
        numbers; with file and number, and without words of the file that could name a person.
    """
    content = read_json(path, what="the markups", remedy=SAVE, again="save it anew in 3D Slicer")
    schema = content.get("@schema") if isinstance(content, dict) else None
    if not isinstance(schema, str) or KNOWN_SCHEMA.search(schema) is None:
        raise ScanError(Complaint("this is no file of Markups of schema 1", SAVE, file=str(path)))
    rows = content.get("markups")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST:
        what = f"it holds {len(rows)} markups" if isinstance(rows, list) else "'markups' is no list"
        raise ScanError(Complaint(what, f"Give 1 to {MOST}. {SAVE}", file=str(path)))
    from_patient: Floats = np.linalg.inv(np.eye(4) if to_patient is None else to_patient).astype(float)
    found: list[Markup] = []
    complaints: list[Complaint] = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(_markup(row, from_patient))
        except ScanError as error:
            complaints += error.located(file=str(path), field=f"markup {number}").complaints
    if complaints:
        raise ScanError(*complaints)
    if len(found) == 1 and not found[0].name:
        plain = plain_name(path.name[: -len(ENDING)] if path.name.lower().endswith(ENDING) else path.stem)
        found = [replace(found[0], name=plain.text, left_out=found[0].left_out or plain.left_out)]
    return tuple(found)


def _markup(row: Any, from_patient: Floats) -> Markup:  # noqa: ANN401 -- whatever stands in the file
    if not isinstance(row, dict) or row.get("type") not in OPEN:
        what = "this is no point list, line or open curve"
        raise ScanError(Complaint(what, "Mark the nerve or vessel with one of these, or remove the markup."))
    unit = row.get("coordinateUnits", "mm")
    if unit not in ("mm", ["mm", "UCUM", "millimeter"]):
        raise ScanError(Complaint("its coordinates are not in mm", "Save it with 'coordinateUnits': 'mm'."))
    system = row.get("coordinateSystem", "LPS")
    if not isinstance(system, str) or system not in TO_RAS:
        raise ScanError(Complaint("its coordinate system is neither LPS nor RAS", SAVE))
    points = row.get("controlPoints", [])
    if not isinstance(points, list) or len(points) > MOST_POINTS:
        raise ScanError(Complaint(f"'controlPoints' is no list of up to {MOST_POINTS}", SAVE))
    placed = [item for item in points if not isinstance(item, dict) or _is_placed(item)]
    if len(placed) < 2:
        what = f"it has {len(placed)} point{'s' * (len(placed) != 1)}"
        raise ScanError(Complaint(what, "Place two or more along the nerve or vessel, in order."))
    positions = np.array([_position(item, number) for number, item in enumerate(placed, start=1)])
    patient = 1e-3 * positions * TO_RAS[system]
    plain = plain_name(_text(row.get("name", "")))
    described = (_words(item) for item in placed)  # a point that was added in 3D Slicer says nothing
    words = next((parts for parts in described if parts[0] in CURVE_KINDS), [""])
    return Markup(
        name=plain.text,
        points=patient @ from_patient[:3, :3].T + from_patient[:3, 3],
        kind=words[0] if words[0] in CURVE_KINDS else None,
        treated=TREATED in words,
        motor=MOTOR in words,
        left_out=plain.left_out,
    )


def _is_placed(point: Mapping[str, Any]) -> bool:
    return bool(point.get("positionStatus", "defined") == "defined")


def _position(point: Any, number: int) -> Sequence[float]:  # noqa: ANN401
    place = point.get("position") if isinstance(point, dict) else None
    numbers = isinstance(place, list) and len(place) == 3
    if not numbers or any(
        isinstance(item, bool) or not isinstance(item, int | float) for item in place or ()
    ):
        raise ScanError(Complaint(f"the position of point {number} is not three numbers", SAVE))
    if not all(abs(item) <= FARTHEST for item in place or ()):  # also what is no number
        what = f"point {number} lies more than {FARTHEST / 1e3:g} m away"
        raise ScanError(Complaint(what, "Positions are in mm; remove it."))
    return cast("list[float]", place)


def _words(point: Mapping[str, Any]) -> list[str]:
    """The description of a point as `curves_as_markups` writes it, in parts."""
    return _text(point.get("description", "")).split(", ")


def _text(value: Any) -> str:  # noqa: ANN401
    return value[:LONGEST] if isinstance(value, str) else ""
