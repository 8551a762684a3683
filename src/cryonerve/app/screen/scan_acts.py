"""What was done to the labels and curves of a scan: each act can be taken back and done again.

An act holds the piece of the labels that it changed, before and after, and the legend or curves before and
after. Acts are kept in a journal: a file that only grows, so that a kill takes the record being written at
most.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.scan_brush import Box
from cryonerve.errors import Complaint, InputError
from cryonerve.files import AppendedFile, push

__all__ = ["Act", "Change", "Journal", "Record", "packed_labels", "unpacked_labels"]

Numbers = NDArray[np.int16]
MAGIC = b"CRJ1"
HEAD = struct.Struct("<4sIII")  # magic, length of the header, of the body, checksum of both
QUICK = 1  # of zlib: labels are nearly all alike
LARGEST = 2**30  # bytes of one record


def packed_labels(numbers: Numbers) -> bytes:
    """Label numbers deflated, C order, little-endian int16."""
    return zlib.compress(np.ascontiguousarray(numbers, "<i2").tobytes(), QUICK)


def unpacked_labels(sent: bytes, shape: tuple[int, ...]) -> Numbers:
    """The way back.

    >>> unpacked_labels(packed_labels(np.array([[[1, 2]]], np.int16)), (1, 1, 2)).tolist()
    [[[1, 2]]]
    """
    return np.frombuffer(zlib.decompress(sent), "<i2").reshape(shape).astype(np.int16)


@dataclass(frozen=True)
class Change:
    """A piece of the labels before and after, deflated.

    `hands`: what its voxels remember of before a person changed them (see `scan_hands`), before and after;
    empty where that stays.
    """

    box: Box
    before: bytes
    after: bytes
    hands: tuple[bytes, bytes] = (b"", b"")

    @classmethod
    def of(
        cls, box: Box, labels: tuple[Numbers, Numbers], hands: tuple[Numbers, Numbers] | None = None
    ) -> Change:
        """Of a box: its labels before and after, and what they remember."""
        before, after = (packed_labels(piece) for piece in labels)
        if hands is None or np.array_equal(*hands):
            return cls(box, before, after)
        return cls(box, before, after, (packed_labels(hands[0]), packed_labels(hands[1])))

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(len(piece) for piece in (self.before, self.after, *self.hands))


@dataclass(frozen=True)
class Act:
    """One thing that was done.

    Attributes
    ----------
    sentence : what, in words. change : of the labels; None where they stay.
    before, after : parts of the document that changed: "legend", "curves" -> rows.
    """

    sentence: str
    change: Change | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """One record of a journal: an act, or "undo", "redo", or "saved"."""

    kind: str
    act: Act | None = None

    def packed(self) -> bytes:
        """As it is appended."""
        header: dict[str, Any] = {"kind": self.kind}
        body = b""
        if self.act is not None:
            act = self.act
            header |= {"sentence": act.sentence, "before": act.before, "after": act.after}
            if act.change is not None:
                one = act.change
                header |= {"low": one.box.low, "high": one.box.high, "first": len(one.before)}
                header |= {"hands": [len(piece) for piece in one.hands]}
                body = one.before + one.after + b"".join(one.hands)
        head = json.dumps(header, ensure_ascii=False).encode()
        return HEAD.pack(MAGIC, len(head), len(body), zlib.crc32(head + body)) + head + body

    @classmethod
    def read(cls, head: bytes, body: bytes) -> Record:
        """The way back."""
        header = json.loads(head)
        kind = str(header.pop("kind"))
        if kind != "act":
            return cls(kind)
        change = None
        if "low" in header:
            low, high, first = header.pop("low"), header.pop("high"), int(header.pop("first"))
            box = Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))
            was, becomes = header.pop("hands", (0, 0))
            labels, hands = len(body) - was - becomes, len(body) - becomes
            change = Change(box, body[:first], body[first:labels], (body[labels:hands], body[hands:]))
        return cls(kind, Act(str(header["sentence"]), change, header["before"], header["after"]))


class Journal:
    """The file that acts are appended to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def records(self) -> Iterator[Record]:
        """All whole records; a torn one at the end, of a process that was killed, is cut off."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        at = 0
        while at + HEAD.size <= len(content):
            magic, first, second, check = HEAD.unpack_from(content, at)
            end = at + HEAD.size + first + second
            rest = content[at + HEAD.size : end]
            if magic != MAGIC or first + second > LARGEST or end > len(content) or zlib.crc32(rest) != check:
                break
            yield Record.read(rest[:first], rest[first:])
            at = end
        if at < len(content):
            with self.path.open("r+b") as file:
                file.truncate(at)

    def append(self, *records: Record) -> None:
        """Put records on the disk.

        Raises
        ------
        InputError
            The disk takes no more; nothing of them is kept.
        """
        length = self.path.stat().st_size if self.path.exists() else 0
        with AppendedFile(self.path) as file:
            file.append(b"".join(record.packed() for record in records))
        if file.failed:
            with self.path.open("r+b") as torn:
                torn.truncate(length)
            what = f"the disk takes no more: {file.failed}"
            raise InputError(Complaint(what, "Make room; this stroke was not kept."))
        push(self.path)
