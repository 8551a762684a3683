"""A scan as the page shows it: what was read, labelled and traced, and what is missing until a plan."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cryonerve.app.screen.scan_brush import Stroke, covered
from cryonerve.app.screen.slice_measures import measure_rows
from cryonerve.findings import LEVELS, Finding
from cryonerve.scans.label_merging import WARNED, edge_of, edges_said
from cryonerve.scans.limb_case import has_probes
from cryonerve.scans.limb_folder import CASE

if TYPE_CHECKING:
    from cryonerve.app.screen.documents import Measure
    from cryonerve.app.screen.scan_document import ScanDocument
    from cryonerve.app.screen.scan_session import OpenScan

__all__ = ["MEASURES", "VIEWS", "finding_facts", "measured_rows", "shown_scan", "steps_of"]

TABLE = Path(__file__).parent / "scan_steps.toml"
VIEWS = ("sagittal", "coronal", "axial")  # the axis that a slice is across: x, y, z
MEASURES = {"distance": 2, "angle": 3, "circle": 2}
TILTED = 0.1  # degrees


def shown_scan(opened: OpenScan) -> dict[str, Any]:
    """Everything the page shows of a scan, without pictures and curves."""
    document, greys = opened.document, opened.greys
    scan, grid = document.scan, document.grid
    width, level = greys.window
    with document.lock:
        return {
            "id": document.id,
            "title": document.limb.name,
            "place": str(document.limb),
            "version": document.version,
            "stamp": document.stamp,
            "curve_stamp": document.curve_stamp,
            "saved": document.saved,
            "undo": document.undo,
            "redo": document.redo,
            "scan": {
                "modality": scan.modality,
                "contrast": scan.contrast,
                "unit": "HU" if scan.modality == "CT" else "",
                "shape": grid.shape,
                "origin_mm": [round(part, 6) for part in grid.origin],
                "spacing_mm": [round(part, 6) for part in grid.spacing],
                "slice_axis": scan.slice_axis,
                "slice_thickness_mm": round(1e3 * scan.slice_thickness, 4),
                "tilt_deg": _tilt(scan.to_patient),
                "source": scan.source,
                "slope": greys.slope,
                "intercept": greys.intercept,
                "low": greys.low,
                "high": greys.high,
                "window": {"width": width, "level": level},
            },
            "findings": sorted(
                [*finding_facts(scan.findings), *document.segmented["findings"], *_corrected(document)],
                key=lambda row: -LEVELS.index(row["level"]),
            ),
            "remarks": _remarks(document),
            "labels": _labels(document),
            "curves": [_curve(row) for row in document.curves],
            "measures": measured_rows(document, document.measures),
            "steps": steps_of(document),
        }


def finding_facts(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as the page and the screen's files have them."""
    return [{key: value for key, value in asdict(item).items() if key != "subject"} for item in findings]


def _labels(document: ScanDocument) -> list[dict[str, Any]]:
    edges = document.edges_mm
    ml = float(np.prod(document.grid.spacing)) * 1e-3
    rows = []
    for item in document.shown_legend:
        voxels = document.voxels(item.number)
        edge = edge_of(item, edges)
        rows.append(
            asdict(item) | {"voxels": voxels, "ml": round(ml * voxels, 3), "edge_mm": edge, "who": item.who}
        )
    return rows


def _remarks(document: ScanDocument) -> list[str]:
    """What is said of the labels and not shown otherwise."""
    told = bool(document.segmented["findings"])
    lines = (line for line in document.remarks if not edges_said([line]))
    return [line for line in lines if not (told and line.startswith(WARNED))]


def _corrected(document: ScanDocument) -> list[dict[str, Any]]:
    """What a person changed of what a machine or a file had drawn, as a finding; none where nobody did."""
    rows = [item for item in document.shown_legend if item.by_hand > 0.0]
    if not rows:
        return []
    most = max(rows, key=lambda item: item.by_hand)
    names = ", ".join(f"{item.name} {100.0 * item.by_hand:.2g} %" for item in rows)
    why = f"Voxels that came or went by hand, of all that are or were in the label: {names}."
    about = f"labels that a person changed, most of all {most.name}"
    return finding_facts([Finding("note", about, round(100.0 * most.by_hand, 2), None, "%", "counted", why)])


def _curve(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("name", "kind", "treated")}


def _tilt(to_patient: Any) -> float:  # noqa: ANN401
    """Degrees between the case's axes and the patient's; 0 where nobody would see it."""
    least = float(np.clip(np.diag(np.asarray(to_patient)[:3, :3]).min(), -1.0, 1.0))
    tilt = float(np.degrees(np.arccos(least)))
    return round(tilt, 2) if tilt > TILTED else 0.0


def measured_rows(document: ScanDocument, measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """Measures as the page gets them; a circle with mean and standard deviation of the values in it."""
    return [
        row | (_in_circle(document, row) if row["kind"] == "circle" else {}) for row in measure_rows(measures)
    ]


def _in_circle(document: ScanDocument, row: Mapping[str, Any]) -> dict[str, Any]:
    centre, rim = (np.array(point, float) for point in row["points_mm"])
    axis = VIEWS.index(row["view"])
    radius = float(np.linalg.norm(np.delete(rim - centre, axis)))
    found = covered(document.grid, Stroke(centre[None], min(max(radius, 1e-6), 100.0), axis))
    values = np.empty(0) if found is None else document.scan.values[found[0].slices][found[1]]
    if not values.size:
        return {"voxels": 0, "mean": None, "sd": None}
    sd = float(values.std(ddof=1)) if values.size > 1 else None
    return {
        "voxels": int(values.size),
        "mean": round(float(values.mean()), 2),
        "sd": None if sd is None else round(sd, 2),
    }


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def steps_of(document: ScanDocument) -> list[dict[str, Any]]:
    """The five steps from a scan to a plan: whether each is done, what was done, and what is missing."""
    facts = {
        "load": (True, _loaded(document), ""),
        "check": _checked(document),
        "tissues": _tissues(document),
        "curves": _traced(document),
        "save": _saved(document),
    }
    return [
        {"name": name, "title": _table()["steps"][name], "done": done, "said": said, "missing": missing}
        for name, (done, said, missing) in facts.items()
    ]


def _loaded(document: ScanDocument) -> str:
    scan, (i, j, k) = document.scan, document.grid.shape
    kind = " ".join(part for part in (scan.modality, scan.contrast) if part)
    dx, dy, dz = document.grid.spacing
    return f"{kind}, {i} x {j} x {k} voxels of {dx:.2g} x {dy:.2g} x {dz:.2g} mm"


def _checked(document: ScanDocument) -> tuple[bool, str, str]:
    levels: list[str] = [item.level for item in document.scan.findings]
    levels += [row["level"] for row in document.segmented["findings"]]
    levels += ["warn" for line in _remarks(document) if line.startswith(WARNED)]
    if "stop" in levels:
        return False, "", f"{_counted(levels.count('stop'), 'finding')} against a plan on it"
    said = [_counted(levels.count(level), word) for level, word in (("warn", "warning"), ("note", "note"))]
    return True, ", ".join(part for part in said if part) or "nothing odd was found", ""


def _counted(count: int, word: str) -> str:
    """How many of something, in words; nothing where there is none."""
    return f"{count} {word}{'' if count == 1 else 's'}" if count else ""


def _tissues(document: ScanDocument) -> tuple[bool, str, str]:
    there = {item.kind for item in document.legend if document.voxels(item.number)}
    wanted: Mapping[str, str] = _table()["tissues"]
    missing = [word for kind, word in wanted.items() if kind not in there]
    legend = document.shown_legend
    painted = sum(item.drawn_by == "person" for item in legend)
    changed = sum(item.by_hand > 0.0 for item in legend)
    said = _counted(len(there), "kind") + " of tissue"
    said += f", {painted} by hand" if painted else ""
    said += f", {changed} corrected" if changed else ""
    if not there:
        return False, "", "nothing is labelled yet"
    return not missing, said, f"not labelled: {', '.join(missing)}" if missing else ""


def _traced(document: ScanDocument) -> tuple[bool, str, str]:
    nerves = [row["name"] for row in document.curves if row["kind"] == "nerve"]
    treated = [row["name"] for row in document.curves if row.get("treated")]
    vessels = [row["name"] for row in document.curves if row["kind"] != "nerve"]
    said = ", ".join([*nerves, *vessels])
    if not nerves:
        return False, said, "no nerve is traced yet"
    if not treated:
        return False, said, "say which nerve is treated"
    kinds = {row["kind"] for row in document.curves}
    absent = [word for word in ("artery", "vein") if word not in kinds]
    missing = f"no {' and no '.join(absent)} traced: margin unknown" if absent else ""
    return True, said, missing


def _saved(document: ScanDocument) -> tuple[bool, str, str]:
    if not document.saved:
        return False, "", "not saved into its folder yet"
    if not document.counts[1:].any() or not any(row.get("treated") for row in document.curves):
        return False, "saved so far", ""
    return True, "saved and planned" if has_probes(document.limb / CASE) else "saved", ""
