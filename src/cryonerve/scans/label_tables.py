"""The legend of a limb's labels as a table: number, name, tissue, who drew it, why, kind.

`legends.read_legend` reads it like any legend. Remarks on the labels as a whole stand above, one a line.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.legends import (
    EXTRA,
    LARGEST,
    LONGEST_NAME,
    changed_words,
    kind_and_tissue,
    read_legend,
    split_why,
)

__all__ = ["read_label_table", "read_remarks", "write_label_table"]

HEADINGS = ("number", "name", "tissue", *EXTRA)
REMARK = "# remark: "


def write_label_table(labels: Labels) -> str:
    r"""The legend as text, tab separated.

    A tissue that follows from the name (`guessed`) is left out: whoever reads the table guesses the same.

    Raises
    ------
    ScanError
        A number or a name that no legend can hold, or a number twice.

    Examples
    --------
    >>> import numpy as np
    >>> fat = Label(2, "subcutaneous fat", "fat", "fat", "machine", why="threshold")
    >>> text = write_label_table(Labels(np.zeros((1, 1, 1), np.int16), np.zeros(3), np.ones(3), (fat,)))
    >>> print(text.splitlines()[-1].split("\t"))
    ['2', 'subcutaneous fat', 'fat', 'machine', 'threshold', 'fat']
    """
    numbers = [item.number for item in labels.legend]
    for item in labels.legend:
        if not 1 <= item.number <= LARGEST or numbers.count(item.number) > 1:
            what = f"label number {item.number} ('{item.name}') stands twice or is not from 1 to {LARGEST}"
            raise ScanError(Complaint(what, remedy="Give every label a number of its own."))
        if not 1 <= len(_name(item)) <= LONGEST_NAME:
            what = f"label {item.number} has no name, or one of more than {LONGEST_NAME} letters"
            raise ScanError(Complaint(what, remedy="Give it a short name."))
    text = io.StringIO()
    text.writelines(f"{REMARK}{_line(remark)}\n" for remark in labels.remarks)
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(HEADINGS)
    for item in sorted(labels.legend, key=lambda label: label.number):
        again = kind_and_tissue(_name(item))
        follows = item.guessed and again is not None and again[1] == item.tissue
        why = "; ".join(part for part in (item.why, changed_words(item.by_hand)) if part)
        cells = (_name(item), "" if follows else item.tissue, item.drawn_by, why, item.kind)
        table.writerow([item.number, *(_line(cell) for cell in cells)])
    return text.getvalue()


def read_label_table(path: Path) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """The labels of a legend by number, and the remarks above it.

    Raises
    ------
    ScanError
        As `legends.read_legend`.
    """
    from cryonerve.sources import tissues  # noqa: PLC0415

    entries = read_legend(path, tissues())
    labels = tuple(
        Label(item.number, item.name, item.tissue, item.kind, item.drawn_by, why, item.guessed, by_hand)
        for _, item in sorted(entries.items())
        for why, by_hand in [split_why(item.why)]
    )
    return labels, read_remarks(path)


def read_remarks(path: Path) -> tuple[str, ...]:
    """The remarks above a legend; none where there is no file, or one of another program.

    >>> read_remarks(Path("/dev/null"))
    ()
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    return tuple(line.removeprefix(REMARK) for line in lines if line.startswith(REMARK))


def _name(item: Label) -> str:
    """The name as a legend gives it back: underscores are spaces there."""
    return _line(item.name.replace("_", " "))


def _line(text: str) -> str:
    """Text without breaks and tabs, which would begin another cell, and without what no text file holds."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
