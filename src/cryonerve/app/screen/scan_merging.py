"""Labels that come as a whole, from a segmentation or a file, among those that are there."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.scan_acts import packed_labels, unpacked_labels
from cryonerve.app.screen.scan_brush import Box
from cryonerve.app.screen.scan_hands import after_stroke
from cryonerve.errors import Complaint, ScanError
from cryonerve.files import whole_file
from cryonerve.scans.label_merging import LASTING, free_number, laid_over, lasts, only
from cryonerve.scans.labels import DrawnBy, Label, Labels

if TYPE_CHECKING:
    from cryonerve.app.screen.scan_document import ScanDocument

__all__ = ["WAITING", "merged", "read_waiting", "write_waiting"]

WAITING = "waiting-labels.bin"
Numbers = NDArray[np.int16]


def write_waiting(
    folder: Path, labels: Labels, sentence: str, *, keep: bool, segmented: Mapping[str, Any] | None = None
) -> None:
    """Leave labels for the page to take over, whole; `keep`: what is there stays, as `merged` has it.

    `segmented` : findings of a segmentation; how far its edges may be off is among the labels' remarks.
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


def merged(
    document: ScanDocument, numbers: Numbers, said: Mapping[str, Any]
) -> tuple[str, tuple[Box, Numbers], Numbers, dict[str, list[dict[str, Any]]]]:
    """What a scan's labels become with others in their place: as `ScanDocument.do` takes it.

    Labels of the same name keep their number here. With `keep`, what a person painted or erased stays, voxel
    by voxel. Labels that are a person's as a whole, or that were changed where nobody knows any more, stay
    as they are, number and name too; under a segmentation those of a file do, too (`lasts`, the rule of
    `cryonerve segment`). A label that comes with such a name says who drew it (`laid_over`).

    Raises
    ------
    ScanError
        They lie on another grid.
    """
    if numbers.shape != document.grid.shape:
        what = "these labels have another grid than the scan"
        raise ScanError(Complaint(what, "Make them anew on this scan, or resample them to it."))
    before = document.labels()
    who: tuple[DrawnBy, ...] = ("person",) if said.get("segmented") is None else LASTING
    # of strokes that were made here is known where they are: they do not make a label wholly a person's
    shown = zip(document.shown_legend, document.legend, strict=True)
    there = [replace(now, by_hand=min(now.by_hand, was.by_hand)) for now, was in shown]
    mine = only(before, [item for item in there if said["keep"] and lasts(item, *who)])
    named = tuple(Label(**row) for row in said["legend"])
    coming = _numbered(replace(before, numbers=numbers, legend=named), document.legend, mine)
    now = laid_over(coming, mine)
    rows = {item.number: item for item in now.legend}
    for item in document.legend if said["keep"] else ():  # named, and not painted yet
        if item.drawn_by == "person":
            rows.setdefault(item.number, item)
    # what was changed in labels that stay is still told from what they were, all else from what comes
    as_it_was = [item.number for item in mine.legend if item.drawn_by != "person"]
    stays = np.isin(before.numbers, as_it_was) | np.isin(document.first, np.array(as_it_was, int) + 1)
    first = np.where(stays, document.first, 0).astype(np.int16)
    hand = document.first > 0
    if said["keep"] and hand.any():
        first[hand] = after_stroke(first[hand], now.numbers[hand], before.numbers[hand])
        now.numbers[hand] = before.numbers[hand]
        for item in document.legend:
            if item.number not in rows and (now.numbers[hand] == item.number).any():
                rows[item.number] = item
    box = Box((0, 0, 0), document.grid.shape)
    legend = [asdict(rows[number]) for number in sorted(rows)]
    return str(said["sentence"]), (box, now.numbers), first, {"legend": legend}


def _numbered(coming: Labels, there: Sequence[Label], mine: Labels) -> Labels:
    """Labels with the numbers that their names have among those that are there; others get free ones."""
    fixed = {item.number for item in mine.legend}
    known = {item.name.lower(): item.number for item in there if item.number not in fixed}
    taken = {item.number for item in there}
    table = np.zeros(1 + max((item.number for item in coming.legend), default=0), np.int16)
    legend = []
    for item in coming.legend:
        name = item.name.lower()
        number = known.pop(name) if name in known else free_number(taken)
        taken.add(number)
        table[item.number] = number
        legend.append(replace(item, number=number))
    return replace(coming, numbers=table[coming.numbers], legend=tuple(legend))
