"""A limb's folder as the screen has it: its scan, labels and curves, and whether those changed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.limb_folder import CURVES, LABELS, LEGEND, SCAN, SCAN_NOTE

if TYPE_CHECKING:
    from cryonerve.scans.labels import Label, Labels
    from cryonerve.scans.scan import Scan

__all__ = ["files_key", "is_limb", "keep_in", "kept_of", "scan_of"]

KEPT = (LABELS, LEGEND, CURVES)
SAME = 0.05  # of a voxel that labels may lie beside the scan's own


def is_limb(folder: Path) -> bool:
    """Whether a folder is that of a limb."""
    return (folder / SCAN_NOTE).is_file() and (folder / SCAN).is_file()


def scan_of(folder: Path) -> Scan:
    """The pictures of a limb; raises ScanError where it is none."""
    from cryonerve.scans.limb_folder import read_scan_of

    return read_scan_of(folder)


def files_key(folder: Path) -> str:
    """What tells the labels and curves of a folder from others: another program may write them too."""
    found = hashlib.sha256()
    for name in KEPT:
        path = folder / name
        if path.is_file():
            with path.open("rb") as file:
                found.update(name.encode() + hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


def kept_of(
    folder: Path, scan: Scan
) -> tuple[NDArray[np.int16], tuple[Label, ...], list[dict[str, Any]], tuple[str, ...]]:
    """Labels on the scan's grid, legend, curves as rows, and remarks; empty where there are none yet.

    Raises
    ------
    ScanError
        A file is damaged, or its labels lie on another grid.
    """
    from cryonerve.scans.curves import curve_rows, read_curves
    from cryonerve.scans.limb_folder import read_labels_of

    shape = scan.values.shape
    curves = curve_rows(read_curves(folder / CURVES)) if (folder / CURVES).is_file() else []
    if not (folder / LABELS).is_file():
        return np.zeros(shape, np.int16), (), curves, ()
    labels = read_labels_of(folder)
    apart = np.abs(np.concatenate([labels.origin - scan.origin, labels.spacing - scan.spacing]))
    if labels.numbers.shape != shape or (apart > SAME * scan.spacing.min()).any():
        what = "the labels of this limb lie on another grid than its scan"
        raise ScanError(Complaint(what, "Take labels.nii.gz out of its folder, then load it as labels."))
    return np.array(labels.numbers, np.int16), labels.legend, curves, labels.remarks


def keep_in(folder: Path, labels: Labels, curves: list[dict[str, Any]]) -> None:
    """Write labels and curves, each file whole or not at all; where there are none, there is no file.

    Raises
    ------
    ScanError
        Another process is writing into the limb, or the disk takes no more.
    """
    from cryonerve.scans.curves import curves_from, write_curves
    from cryonerve.scans.limb_folder import claimed_limb, save_labels_of

    with claimed_limb(folder):
        if labels.numbers.any():
            save_labels_of(folder, labels)
        else:
            for name in (LABELS, LEGEND):
                (folder / name).unlink(missing_ok=True)
        if curves:
            write_curves(folder / CURVES, curves_from(curves))
        else:
            (folder / CURVES).unlink(missing_ok=True)
