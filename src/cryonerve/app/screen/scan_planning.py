"""From a labelled and traced limb to a case: `case.yaml` in its folder, with two probes beside the nerve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.refusals import MissingError
from cryonerve.errors import Complaint, ScanError
from cryonerve.files import whole_file

if TYPE_CHECKING:
    from cryonerve.app.screen.scan_document import ScanDocument

__all__ = ["case_order", "read_begun", "write_begun", "write_case"]

BEGUN = "begun-case.json"
SHORTEST = 10e-3  # m of a nerve that two probes stand beside


def case_order(document: ScanDocument, device: str) -> dict[str, Any]:
    """What `planning.limb_cases.case_on_limb` is told of a limb: the name of its case.

    Raises
    ------
    ScanError
        No nerve is treated, it is too short for two probes, nothing is labelled, or there are changes that
        are not saved.
    UnknownNameError
        No device of that name.
    """
    from cryonerve.app.screen.scan_places import plain_name
    from cryonerve.sources import device_called

    device_called(device)
    _check(document)
    return {"name": plain_name(document.limb.name) or "limb"}


def write_begun(folder: Path, text: str, version: int) -> None:
    """Leave the case that a job began with one version of a limb, until the page has it opened."""
    with whole_file(folder / BEGUN) as path:
        path.write_text(json.dumps({"version": version, "case": text}), encoding="utf-8")


def read_begun(folder: Path, version: int) -> str:
    """The case that was begun; raises MissingError where there is none of this version."""
    try:
        said = json.loads((folder / BEGUN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        said = {"version": None}
    if said["version"] != version:
        what = "no case was begun on this limb as it is now"
        raise MissingError(Complaint(what, "Have the probes placed first."))
    return str(said["case"])


def write_case(limb: Path, text: str) -> Path:
    """Write the case of a limb into its folder, whole; its path. One that has probes is kept beside it.

    Raises
    ------
    ScanError
        Another process is writing into the limb, or the disk takes no more.
    """
    from cryonerve.scans.limb_case import has_probes
    from cryonerve.scans.limb_folder import CASE, claimed_limb, written

    path = limb / CASE
    with claimed_limb(limb), written(limb):
        if has_probes(path):
            _set_aside(path, text.encode())
        with whole_file(path) as partial:
            partial.write_text(text, encoding="utf-8")
    return path


def _set_aside(path: Path, text: bytes) -> None:
    """Keep a case that differs from the new one under another name: a person may have worked on it."""
    there = path.read_bytes()
    if there == text:
        return
    number = next(n for n in range(1, 10_000) if not path.with_name(f"case-earlier-{n}.yaml").exists())
    with whole_file(path.with_name(f"case-earlier-{number}.yaml")) as kept:
        kept.write_bytes(there)


def _check(document: ScanDocument) -> None:
    """Complains where a plan would have nothing to stand on."""
    from cryonerve.scans.curves import curves_from

    if not document.saved:
        raise ScanError(
            Complaint("there are changes that are not saved", "Save them into the limb's folder first.")
        )
    if not document.counts[1:].any():
        raise ScanError(
            Complaint("nothing is labelled", "Segment the tissues, load labels or paint them first.")
        )
    treated = next((item for item in curves_from(document.curves) if item.treated), None)
    if treated is None:
        raise ScanError(Complaint("no nerve is treated", "Trace the nerve, and say that it is treated."))
    if treated.length < SHORTEST:
        what = f"only {1e3 * treated.length:.0f} mm of {treated.name} are traced"
        raise ScanError(Complaint(what, f"Trace at least {1e3 * SHORTEST:.0f} mm, farther than ice reaches."))
