"""What of a scan is computed in processes of their own: importing, segmenting, packing, tracing, a case.

`HANDLERS` is the process that traces: it keeps the scan in memory, so that a trace answers at once. What
takes longer is in the line of jobs (`JOBS`, see `working`): tracing never waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.processes import Asking

if TYPE_CHECKING:
    from cryonerve.scans.scan import Scan

__all__ = ["HANDLERS", "JOBS"]

STOPPED = "Stopped, as asked; nothing was changed."


@lru_cache(maxsize=1)
def _scan(limb: str, changed: int) -> Scan:
    from cryonerve.app.screen.scan_limbs import scan_of

    del changed
    return scan_of(Path(limb))


def _held(limb: str) -> Scan:
    """The scan of a limb's folder, read once."""
    return _scan(limb, (Path(limb) / "scan.nii.gz").stat().st_mtime_ns)


def _warm(payload: dict[str, Any], asking: Asking) -> None:
    """Read a scan before the first trace needs it."""
    del asking
    _held(payload["limb"])
    import cryonerve.anatomy.tracing_paths  # noqa: F401


def _trace(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """A curve between clicks, as the row of a file."""
    from cryonerve.anatomy.tracing_paths import trace_curve
    from cryonerve.app.screen.scan_curve_edits import places_of
    from cryonerve.scans.curves import curve_rows

    del asking
    clicks = places_of(payload["clicks_mm"], least=2, most=200)
    curve = trace_curve(_held(payload["limb"]), clicks, name=payload["name"], kind=payload["kind"])
    return {"curve": curve_rows([curve])[0]}


def _outline(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """A closed contour in a slice that follows edges between clicks, mm."""
    import numpy as np

    from cryonerve.anatomy.live_wire import livewire
    from cryonerve.app.screen.scan_brush import Grid
    from cryonerve.app.screen.scan_curve_edits import places_of

    del asking
    scan, axis = _held(payload["limb"]), int(payload["axis"])
    grid, clicks = Grid.of(scan), 1e3 * places_of(payload["clicks_mm"], least=3, most=60)
    free = [n for n in range(3) if n != axis]
    origin, spacing = np.array(grid.origin)[free], np.array(grid.spacing)[free]
    layer = min(max(grid.voxel(clicks[0].tolist())[axis], 0), grid.shape[axis] - 1)
    pixels = np.take(scan.values, layer, axis)
    found = livewire(
        pixels, (clicks[:, free] - origin) / spacing, spacing=(float(spacing[0]), float(spacing[1]))
    )
    outline = np.empty((len(found), 3))
    outline[:, free] = origin + spacing * found
    outline[:, axis] = grid.origin[axis] + layer * grid.spacing[axis]
    return {"outline_mm": outline.round(4).tolist()}


HANDLERS: Mapping[str, Callable[[dict[str, Any], Asking], Any]] = {
    "warm": _warm,
    "trace": _trace,
    "outline": _outline,
}


def _import(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """A scan from a scanner's files, into a limb's folder."""
    from cryonerve.app.interruption import stopping
    from cryonerve.scans.importing import Wanted, import_scan

    wanted = Wanted(
        series=payload["series"] or None,
        modality=payload["modality"] or None,
        contrast=payload["contrast"],
        crop=payload["region"] or None,
    )
    watched = stopping(asking.progress, asking.cancelled, "Stopped, as asked; nothing was imported.")
    limb = Path(payload["limb"])
    done = import_scan(Path(payload["source"]), limb, wanted, progress=watched)
    odd = 0 if done.scan is None else len(done.scan.findings)
    return {"limb": str(limb), "sentence": f"The scan is imported, with {odd} findings."}


def _segment(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Fat, muscle, bone and skin by machine, left for the page to take over."""
    from cryonerve.anatomy.segmenting import segment
    from cryonerve.app.interruption import stopping
    from cryonerve.app.screen.scan_merging import write_waiting
    from cryonerve.app.screen.scan_showing import finding_facts

    watched = stopping(asking.progress, asking.cancelled, STOPPED)
    watched("segment", 0.0, 0.0)
    scan = _held(payload["limb"])
    found = segment(scan, progress=lambda done, total: watched("segment", done, total))
    said = {"findings": finding_facts(found.findings)}
    folder = Path(payload["folder"])
    write_waiting(folder, found.labels, "Segment", keep=bool(payload["keep"]), segmented=said)
    return {"scan": payload["scan"], "sentence": f"{len(found.labels.legend)} tissues are labelled."}


def _legend_beside(source: Path) -> Path | None:
    """The table of names beside labels: called like them, or labels.tsv; None where they name themselves."""
    stem = source.name.split(".")[0]
    names = [f"{stem}{ending}" for ending in (".tsv", ".ctbl", ".csv", ".txt")] + ["labels.tsv"]
    named_itself = source.name.lower().endswith((".seg.nrrd", ".dcm"))
    found = (source.with_name(name) for name in names if not named_itself)
    return next((path for path in found if path.is_file()), None)


def _labels_from(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Labels that another program made, on the scan's grid, left for the page to take over."""
    from cryonerve.app.interruption import stopping
    from cryonerve.app.screen.scan_merging import write_waiting
    from cryonerve.scans.foreign_labels import labels_on_scan, read_foreign_labels

    watched = stopping(asking.progress, asking.cancelled, STOPPED)
    watched("reading labels", 0.0, 0.0)
    source = Path(payload["source"])
    legend = Path(payload["legend"]) if payload["legend"] else _legend_beside(source)
    scan = _held(payload["limb"])
    labels = labels_on_scan(read_foreign_labels(source, legend, scan), scan)
    watched("reading labels", 1.0, 1.0)
    write_waiting(Path(payload["folder"]), labels, "Load labels", keep=bool(payload["keep"]))
    return {"scan": payload["scan"], "sentence": f"{len(labels.legend)} labels are loaded."}


def _export(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """The labels that are saved in a limb's folder, as one file for other programs."""
    from cryonerve.app.interruption import stopping
    from cryonerve.app.screen.scan_exports import write_export

    watched = stopping(asking.progress, asking.cancelled, STOPPED)
    watched("pack labels", 0.0, 0.0)
    original = Path(payload["original"]) if payload.get("original") else None
    made = write_export(Path(payload["limb"]), Path(payload["folder"]), payload["format"], original)
    return {"scan": payload["scan"], "archive": made.name, "sentence": f"{made.name} is written."}


def _case(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """A case with two probes beside the treated nerve, as the limb's folder has it, left for the page."""
    from cryonerve.app.interruption import stopping
    from cryonerve.app.screen.scan_planning import write_begun
    from cryonerve.planning.limb_cases import case_on_limb

    watched = stopping(asking.progress, asking.cancelled, STOPPED)
    watched("begin", 0.0, 0.0)
    text = case_on_limb(Path(payload["limb"]), **payload["told"])
    watched("begin", 1.0, 1.0)
    write_begun(Path(payload["folder"]), text, int(payload["version"]))
    return {"scan": payload["scan"], "sentence": "Two probes stand beside the nerve."}


JOBS: Mapping[str, Callable[[dict[str, Any], Asking], Any]] = {
    "scan_import": _import,
    "scan_segment": _segment,
    "scan_labels": _labels_from,
    "scan_export": _export,
    "scan_case": _case,
}
