"""Labels that come as a whole, from a segmentation or a file, among those that are there."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.scan_acts import packed_labels, unpacked_labels
from cryonerve.app.screen.scan_brush import Box
from cryonerve.errors import Complaint, ScanError
from cryonerve.files import whole_file
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.legends import LARGEST

if TYPE_CHECKING:
    from cryonerve.app.screen.scan_document import ScanDocument
    from cryonerve.app.screen.scan_edits import Edited

__all__ = ["CORRECTED", "WAITING", "merged", "read_waiting", "write_waiting"]

WAITING = "waiting-labels.bin"
CORRECTED = "corrected by hand"
Numbers = NDArray[np.int16]


def write_waiting(
    folder: Path, labels: Labels, sentence: str, *, keep: bool, segmented: Mapping[str, Any] | None = None
) -> None:
    """Leave labels for the page to take over, whole; `keep`: what a person painted stays.

    `segmented` : findings and "boundary_mm" by label, of a segmentation.
    """
    said = {
        "sentence": sentence, "keep": keep, "shape": labels.numbers.shape,
        "segmented": segmented, "legend": [asdict(item) for item in labels.legend], "remarks": labels.remarks,
    }  # fmt: skip
    head = json.dumps(said).encode()
    with whole_file(folder / WAITING) as path:
        path.write_bytes(struct.pack("<I", len(head)) + head + packed_labels(labels.numbers))


def read_waiting(folder: Path) -> tuple[Numbers, Mapping[str, Any]] | None:
    """What was left; None where there is nothing."""
    try:
        content = (folder / WAITING).read_bytes()
    except FileNotFoundError:
        return None
    (size,) = struct.unpack_from("<I", content)
    said = json.loads(content[4 : 4 + size])
    return unpacked_labels(content[4 + size :], tuple(said["shape"])), said


def merged(document: ScanDocument, numbers: Numbers, said: Mapping[str, Any]) -> Edited:
    """What a scan's labels become with others in their place.

    Labels of the same name keep their number here. With `keep`, voxels of labels that a person painted stay.

    Raises
    ------
    ScanError
        They lie on another grid.
    """
    if numbers.shape != document.grid.shape:
        what = "these labels have another grid than the scan"
        raise ScanError(Complaint(what, "Make them anew on this scan, or resample them to it."))
    legend = {item.number: item for item in document.legend}
    kept = [item.number for item in document.legend if said["keep"] and item.drawn_by == "person"]
    table = np.zeros(1 + max([0, *(row["number"] for row in said["legend"])]), np.int16)
    made: dict[int, Label] = {number: legend[number] for number in kept}
    taken = set(legend)
    for row in said["legend"]:
        item = Label(**row)
        same = next((old.number for old in legend.values() if old.name.lower() == item.name.lower()), None)
        number = same if same is not None else next(n for n in range(1, LARGEST) if n not in taken)
        taken.add(number)
        table[item.number] = number
        if number in made:  # a machine's voxels join a label that a person painted
            made[number] = replace(made[number], why=f"{item.why}; {CORRECTED}".lstrip("; "))
        else:
            made[number] = replace(item, number=number)
    now = table[numbers]
    if kept:
        stays = np.isin(document.numbers, kept)
        now[stays] = document.numbers[stays]
    box = Box((0, 0, 0), document.grid.shape)
    rows = [asdict(made[number]) for number in sorted(made)]
    return str(said["sentence"]), (box, now), {"legend": rows}
