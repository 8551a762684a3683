"""From a labelled and traced limb to a case: `case.yaml` in its folder, with two probes beside the nerve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.errors import Complaint, ScanError, UnknownNameError, nearest
from cryonerve.files import whole_file

if TYPE_CHECKING:
    from cryonerve.app.screen.scan_document import ScanDocument
    from cryonerve.scans.traced_curve import TracedCurve

__all__ = ["write_case"]

HEAD = """\
# Research use only, no medical device. Written by the scan page of `cryonerve app`.
# Positions are millimetres in the frame of scan.nii.gz: x right, y anterior, z proximal.
"""
SIDES = ("left", "right")
FREEZE, THAW, CYCLES = "Freeze at -80 degC for 120 s", "Thaw for 120 s", 2
LENGTH = "10 mm"  # of the nerve that shall be reached
SHORTEST = 10e-3  # m of a nerve that two probes stand beside


def write_case(document: ScanDocument, *, device: str, side: str, title: str) -> Path:
    """Write the case of a limb into its folder, whole; its path. Labels and curves must be saved before.

    Raises
    ------
    ScanError
        No nerve is treated, it is too short for two probes, nothing is labelled, or there are changes that
        are not saved.
    UnknownNameError
        No device of that name.
    """
    from cryonerve.case.reading import read_case
    from cryonerve.case.yaml_text import yaml_text
    from cryonerve.sources import devices

    if device not in devices():
        raise UnknownNameError(
            Complaint(f"no device is called '{device[:60]}'", nearest(device[:60], devices()), "device")
        )
    if side not in SIDES:
        raise ScanError(Complaint("the side of the body is left or right", "Choose one.", field="side"))
    treated, others = _curves(document)
    data = _content(document, treated, side, title) | {"probes": _probes(document, treated, others, device)}
    path, text = document.limb / "case.yaml", HEAD + yaml_text(data)
    read_case(text.encode(), file=path.name, name=str(data["name"]), folder=document.limb)  # or it is refused
    _set_aside(path, text)
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")
    return path


def _set_aside(path: Path, text: str) -> None:
    """Keep a case that is there and has probes under another name: a person may have worked on it."""
    if not path.is_file():
        return
    there = path.read_text(encoding="utf-8", errors="replace")
    if there == text or not any(line.startswith("probes:") for line in there.splitlines()):
        return
    number = next(n for n in range(1, 10_000) if not path.with_name(f"case-earlier-{n}.yaml").exists())
    with whole_file(path.with_name(f"case-earlier-{number}.yaml")) as kept:
        kept.write_text(there, encoding="utf-8")


def _curves(document: ScanDocument) -> tuple[TracedCurve, list[TracedCurve]]:
    """The treated nerve and the others; complains where a plan would have nothing to stand on."""
    from cryonerve.scans.curves import curves_from

    if not document.saved:
        raise ScanError(
            Complaint("there are changes that are not saved", "Save them into the limb's folder first.")
        )
    if not document.counts[1:].any():
        raise ScanError(
            Complaint("nothing is labelled", "Segment the tissues, load labels or paint them first.")
        )
    curves = curves_from(document.curves)
    treated = next((item for item in curves if item.treated), None)
    if treated is None:
        raise ScanError(Complaint("no nerve is treated", "Trace the nerve, and say that it is treated."))
    if treated.length < SHORTEST:
        what = f"only {1e3 * treated.length:.0f} mm of {treated.name} are traced"
        raise ScanError(Complaint(what, f"Trace at least {1e3 * SHORTEST:.0f} mm, farther than ice reaches."))
    return treated, [item for item in curves if item is not treated]


def _content(document: ScanDocument, treated: TracedCurve, side: str, title: str) -> dict[str, Any]:
    """All of the case but the probes."""
    from cryonerve.app.screen.scan_places import plain_name

    said = " ".join(title.split())[:120] or f"{treated.name} of a scanned limb"
    anatomy = {
        "phantom": "scan",
        "labels": "labels.nii.gz",
        "legend": "labels.tsv",
        "curves": "curves.json",
        "nerve": treated.name,
        "side": side,
    } | _uncertainty(document, treated)
    return {
        "cryonerve": 1,
        "name": plain_name(document.limb.name) or "limb",
        "title": said,
        "anatomy": anatomy,
        "protocol": [FREEZE, THAW] * CYCLES,
        "goals": {"cover": treated.name, "length": LENGTH, "below": "-20 degC"},
        "limits": {"skin": {"above": "0 degC"}},
    }


def _uncertainty(document: ScanDocument, treated: TracedCurve) -> dict[str, Any]:
    """How far edges and the nerve may be off, as segmentation and tracing say; nothing where they do not."""
    said = {}
    edges = document.segmented["boundary_mm"].values()
    if edges:
        said["boundary"] = f"{max(edges):.2g} mm"
    if treated.uncertainty > 0.0:
        said["nerve"] = f"{1e3 * treated.uncertainty:.2g} mm"
    return {"uncertainty": said} if said else {}


def _probes(
    document: ScanDocument, treated: TracedCurve, others: list[TracedCurve], device: str
) -> list[dict[str, Any]]:
    from cryonerve.app.screen.limb_placing import beside_curve
    from cryonerve.case.begun_probes import probe_row
    from cryonerve.sources import devices

    return [
        probe_row(item.name, device, 1e-3 * item.tip, item.axis)
        for item in beside_curve(document.scan, treated, devices()[device], others)
    ]
