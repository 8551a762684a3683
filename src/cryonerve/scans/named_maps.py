"""Label maps whose names stand where programs of segmentation put them: nnU-Net, TotalSegmentator."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.foreign_labels import ForeignLabels
from cryonerve.scans.label_files import as_labels
from cryonerve.scans.label_naming import Named, labels_of
from cryonerve.scans.labels import Label
from cryonerve.scans.legends import LONGEST_NAME
from cryonerve.scans.upright import check_right_angles
from cryonerve.scans.volume_files import open_volume

__all__ = ["names_within", "read_named_map"]

DATASET = "dataset.json"  # nnU-Net copies it beside what it predicts
LARGEST_DATASET = 4 * 1024 * 1024  # bytes
SHOWN = 6  # names that a remark repeats
LABEL = re.compile(r"<Label\b[^>]*\bKey=\"(\d{1,5})\"[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]+)")


def names_within(path: Path, folder: Path) -> dict[int, str]:
    """Names of the labels of a map: by a dataset.json of nnU-Net in `folder`, or by the NIfTI's own header.

    Empty where neither names any. Regions of nnU-Net (a name for several numbers) are not taken over.
    """
    for dataset in sorted(folder.rglob(DATASET)):
        if names := _of_dataset(dataset):
            return names
    return _of_header(path) if path.name.endswith((".nii", ".nii.gz")) else {}


def read_named_map(path: Path, names: Mapping[int, str]) -> ForeignLabels:
    """A label map by its names; numbers whose name says nothing of a tissue are left out, and it is said.

    Raises
    ------
    ScanError
        No label map, or no name that says what it is.
    """
    stored = open_volume(path)
    check_right_angles(stored.affine)
    numbers = as_labels(stored)
    legend: list[Label] = []
    dumb = []
    for number in np.unique(numbers[numbers > 0]).tolist():
        name = " ".join(names.get(number, f"label {number}").replace("_", " ").split())[:LONGEST_NAME]
        try:
            legend.extend(labels_of([Named(number, name, "machine")]))
        except ScanError:
            dumb.append(name)
    more = f" and {len(dumb) - SHOWN} more" if len(dumb) > SHOWN else ""
    said = f"names that say nothing of a tissue: {', '.join(dumb[:SHOWN])}{more}"
    if not legend:
        raise ScanError(Complaint(said, "Write a legend (.tsv: number, name, tissue) beside the map."))
    kept = np.where(np.isin(numbers, [item.number for item in legend]), numbers, 0).astype(np.int16)
    return ForeignLabels(kept, stored.affine, tuple(legend), (f"left out: {said}",) if dumb else ())


def _of_dataset(path: Path) -> dict[int, str]:
    try:
        if path.stat().st_size > LARGEST_DATASET:
            return {}
        said = json.loads(path.read_text(encoding="utf-8")).get("labels", {})
        return {number: name for name, number in said.items() if isinstance(number, int) and number > 0}
    except (OSError, ValueError, AttributeError, RecursionError):  # torn, no mapping, or too deep
        return {}


def _of_header(path: Path) -> dict[int, str]:
    """The table of labels (XML) that TotalSegmentator writes into an extension of the NIfTI header."""
    import nibabel  # noqa: PLC0415
    from nibabel.filebasedimages import ImageFileError  # noqa: PLC0415

    try:
        extensions = nibabel.load(path).header.extensions
        said = " ".join(str(bytes(item.content), "utf-8", "replace") for item in extensions)
    except (OSError, ValueError, TypeError, AttributeError, ImageFileError):
        return {}
    return {int(number): html.unescape(name).strip() for number, name in LABEL.findall(said)}
