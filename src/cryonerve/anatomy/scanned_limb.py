"""A label volume of a real person becomes a Volume: cropped, filled, its nerves and vessels traced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.curve_findings import curve_findings
from cryonerve.anatomy.hidden_sizes import hidden_sizes
from cryonerve.anatomy.overlay_painting import paint_centres
from cryonerve.anatomy.scan_curves import follow, nerve_courses, same_structure, vessel_tubes
from cryonerve.anatomy.scan_overlay import overlay_of
from cryonerve.anatomy.scan_voxels import fill
from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case, LabelledScan
from cryonerve.errors import CaseError, Complaint, ScanError, nearest
from cryonerve.scans.curves import read_curves
from cryonerve.scans.label_files import LabelGrid, read_labels
from cryonerve.scans.legends import Entry, read_legend
from cryonerve.scans.traced_curve import TracedCurve

__all__ = ["read_scan"]

Floats = NDArray[np.float64]
CROP = 30e-3  # m kept around the probes' active parts: heat does not reach further in ten minutes
TRIFLE = 0.005  # share of labelled voxels the legend may leave without a name


def read_scan(case: Case, scan: LabelledScan) -> Volume:
    """The labelled volume of a scan.

    Positions of the case are those of the file's world: millimetres right, anterior, superior of its origin.

    Raises
    ------
    ScanError
        Labels or legend that cannot be read, do not match, or lack the treated nerve.
    CaseError
        Probes outside of the scan.
    """
    path, legend = _found(scan.labels, case, "labels"), _found(scan.legend, case, "legend")
    entries = read_legend(legend, case.tissues)
    grid = read_labels(path)
    if scan.fill not in case.tissues:
        raise CaseError(
            Complaint(
                f"no tissue is called '{scan.fill}'",
                remedy=nearest(scan.fill, case.tissues),
                field="anatomy.fill",
            )
        )
    grid = _known_labels(grid, entries, path, legend)
    curves = read_curves(_found(scan.curves, case, "curves")) if scan.curves else ()
    treated, middle = _treated(scan.nerve, entries, curves, grid)
    window, said = _window(case, scan, grid, middle)
    filled = fill(grid, entries, scan, window)
    followed = follow(grid, filled.bounds, entries, curves)
    nerves, about_nerves = nerve_courses(followed, treated=treated, scan=scan)
    vessels, about_vessels = vessel_tubes(followed, scan=scan)
    overlay, structures, about_thin = overlay_of(
        filled, followed, vessels, grid=grid, assumed_skin=scan.skin_thickness
    )
    return Volume(
        labels=paint_centres(overlay, filled.affine),
        affine=filled.affine,
        structures=structures,
        overlay=overlay,
        nerves=nerves,
        vessels=vessels,
        frame="scan",
        assumptions=(
            *grid.remarks,
            *said,
            *filled.remarks,
            *about_thin,
            *about_nerves,
            *about_vessels,
            *curve_findings(followed),
            *hidden_sizes(filled.spacing, followed, _active(case)),
        ),
    )


def _found(text: str, case: Case, field: str) -> Path:
    """The file as given, or beside the case file."""
    path = Path(text).expanduser()
    for candidate in (path, Path(case.file).parent / path):
        if candidate.is_file():
            return candidate
    raise ScanError(
        Complaint(
            f"there is no file '{text}'",
            remedy=f"Give a path that is whole, or relative to the case file ({Path(case.file).parent}).",
            field=f"anatomy.{field}",
        )
    )


def _known_labels(grid: LabelGrid, entries: Mapping[int, Entry], path: Path, legend: Path) -> LabelGrid:
    """The labels without those the legend does not know; complains when these are more than a trifle."""
    most = int(grid.labels.max(initial=0)) + 1
    count = np.zeros(most, np.int64)
    for part in grid.labels:  # bincount turns what it counts into 64 bits: part by part
        count += np.bincount(part.ravel(), minlength=most)
    missing = [int(number) for number in np.flatnonzero(count) if number != 0 and int(number) not in entries]
    if not missing:
        return grid
    shown = ", ".join(map(str, missing[:12])) + (" ..." if len(missing) > 12 else "")
    share = float(count[missing].sum()) / float(count[1:].sum())
    if share > TRIFLE:
        raise ScanError(
            Complaint(
                f"labels {shown} of {path.name}, {share:.1%} of its labelled voxels, are not in the legend",
                file=str(legend),
                field="anatomy.legend",
                remedy="Add a line with number, name and, if you like, tissue for each of them.",
            )
        )
    remark = (
        f"label {shown} is not in the legend; its voxels, {share:.2%} of the labelled ones, are taken as "
        "unlabelled (assumed)"
    )
    kept = np.arange(count.size, dtype=np.int16)
    kept[missing] = 0
    known = kept[grid.labels]
    return replace(grid, labels=known, remarks=(*grid.remarks, remark))


def _treated(
    name: str, entries: Mapping[int, Entry], curves: Sequence[TracedCurve], grid: LabelGrid
) -> tuple[str, Floats]:
    """Name of the treated nerve's curve or label, and its middle, m; "tibial" finds "tibialis nerve"."""
    traced = {curve.name: curve for curve in curves if curve.kind == "nerve"}
    for found in traced.values():
        if name.lower() == found.name.lower() or same_structure(found.name) == same_structure(name):
            return found.name, found.at(0.5 * found.length)[0][0]
    labelled = {entry.name: entry for entry in entries.values() if entry.kind == "nerve"}
    wanted = same_structure(name)
    exact = [item for item in labelled.values() if name.lower() in (item.name.lower(), str(item.number))]
    alike = [item for item in labelled.values() if same_structure(item.name) == wanted]
    for entry in (*exact, *alike):
        return entry.name, _middle_of(entry, grid)
    if not labelled and not traced:
        raise ScanError(
            Complaint(
                "no label of the legend is a nerve",
                field="anatomy.nerve",
                remedy="Trace the treated nerve and name it in the legend.",
            )
        )
    raise ScanError(
        Complaint(
            f"no label is the nerve '{name}'",
            field="anatomy.nerve",
            remedy=nearest(name, [*labelled, *traced]),
        )
    )


def _middle_of(entry: Entry, grid: LabelGrid) -> Floats:
    """Middle of a label's voxels, m."""
    voxels = np.argwhere(grid.labels == entry.number)
    if not len(voxels):
        raise ScanError(
            Complaint(
                f"no voxel has label {entry.number}, '{entry.name}', the treated nerve",
                field="anatomy.nerve",
                remedy="Trace the nerve, or name another label.",
            )
        )
    return np.asarray(1e-3 * (voxels.mean(axis=0) * grid.spacing + grid.origin))


def _window(
    case: Case, scan: LabelledScan, grid: LabelGrid, middle: Floats
) -> tuple[Floats, tuple[str, ...]]:
    """Corners (2, 3) in metres of the box to keep: around the probes, or the nerve where there is none."""
    origin, spacing = grid.origin * 1e-3, grid.spacing * 1e-3
    outer = np.stack([origin - 0.5 * spacing, origin + (np.array(grid.labels.shape) - 0.5) * spacing])
    reach = CROP if scan.crop is None else scan.crop
    if not 5e-3 <= reach <= 0.5:
        raise CaseError(
            Complaint(
                f"{reach * 1e3:g} mm is no margin around the probes",
                remedy="Give 5 to 500 mm; heat reaches about 15 mm in 8 min.",
                field="anatomy.crop",
            )
        )
    if case.probes:
        around, about = _probe_ends(case, outer), "probes"
    else:
        around, about = middle[None], "nerve"
    said = (
        f"the scan is cropped to {reach * 1e3:.3g} mm around the {about}; no heat passes where it is cut "
        "(assumed)",
    )
    return np.stack([around.min(axis=0) - reach, around.max(axis=0) + reach]), said


def _probe_ends(case: Case, outer: Floats) -> Floats:
    """Ends of the probes' active parts (n, 3); complains about a tip outside of the scan."""
    ends = []
    for probe in case.probes:
        tip = np.array(probe.tip)
        if (tip < outer[0]).any() or (tip > outer[1]).any():
            raise CaseError(
                Complaint(
                    f"the tip of probe '{probe.name}' at {_shown(tip)} lies outside of the scan, "
                    f"which runs from {_shown(outer[0])} to {_shown(outer[1])}",
                    field=f"probes.{probe.name}.tip",
                    remedy="Positions are millimetres right, anterior, superior of the scan's own origin.",
                )
            )
    for _, *both in _active(case):
        ends += both
    return np.array(ends)


def _active(case: Case) -> list[tuple[str, Floats, Floats]]:
    """Name and ends of the active part of each probe."""
    found = []
    for probe in case.probes:
        device = case.devices.get(probe.device)
        tip, reach = np.array(probe.tip), device.active_length.value if device else 0.0
        found.append((probe.name, tip, tip + reach * np.array(probe.axis)))
    return found


def _shown(point: Floats) -> str:
    return "(" + ", ".join(f"{value * 1e3:.1f}" for value in point) + ") mm"
