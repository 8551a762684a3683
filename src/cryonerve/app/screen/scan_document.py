"""A limb that is being labelled and traced: its scan, labels, curves, and every act that can be taken back.

What is done is in the journal before it is answered; the limb's folder changes only when somebody saves.
FOLDER/scans/ID/ holds `about.json` (which limb, which generation, measures), `base-N.bin` (labels, legend and
curves before the oldest act) and `journal-N.bin` (acts since).
"""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.documents import Measure, QuickerError
from cryonerve.app.screen.scan_acts import Act, Change, Journal, Record, packed_labels, unpacked_labels
from cryonerve.app.screen.scan_brush import Box, Grid
from cryonerve.app.screen.scan_hands import Hands, after_stroke
from cryonerve.app.screen.scan_limbs import files_key, keep_in, kept_of
from cryonerve.app.screen.scan_state import Rows, State, counted
from cryonerve.app.screen.slice_measures import Change as MeasureChange
from cryonerve.app.screen.slice_measures import measure_rows
from cryonerve.files import PARTIAL, whole_file
from cryonerve.scans.label_merging import edges_said
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.scan import Scan

__all__ = ["FORMAT", "ScanDocument"]

FORMAT = "cryonerve.scan-document/1"
MOST_ACTS = 200  # that can be undone
MOST_BYTES = 512 * 1024**2  # of acts that are held
Numbers = NDArray[np.int16]


class ScanDocument:
    """One limb, open. Its methods may be called from any thread.

    Attributes
    ----------
    limb : folder of the limb. version : grows with every act, undo and redo.
    stamp, curve_stamp : grow where labels or curves change.
    measures : what was measured; neither versions nor undo know of them.
    segmented : findings of the last segmentation that was made here.
    """

    def __init__(self, name: str, limb: Path, scan: Scan, folder: Path) -> None:
        self.id, self.limb, self.scan, self.folder = name, limb, scan, folder
        self.grid = Grid.of(scan)
        self.lock = threading.RLock()
        self.stamp, self.curve_stamp = 0, 0
        self.remarks: tuple[str, ...] = ()
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(PARTIAL + "*"):
            left.unlink(missing_ok=True)
        about = self._about()
        self.measures: tuple[Measure, ...] = about["measures"]
        self.segmented: dict[str, Any] = about["segmented"]
        self.remarks = about["remarks"]
        self._generation, self._key = about["generation"], about["key"]
        self._acts: list[Act] = []
        self._counts: NDArray[np.int64] | None = None
        self._at, self._saved = 0, 0
        self._first = self.version = about["version"]  # of the base; each act, undo and redo is one more
        self._open()

    # --- what is there -------------------------------------------------------------------------------------

    @property
    def numbers(self) -> Numbers:
        """(i, j, k) labels as they are now."""
        return self._state.numbers

    @property
    def legend(self) -> tuple[Label, ...]:
        """Every label that can be painted, by number."""
        return tuple(Label(**row) for row in self._state.legend)

    @property
    def shown_legend(self) -> tuple[Label, ...]:
        """The legend with how much of each label a person changed."""
        with self.lock:
            hands = self._state.hands
            return tuple(hands.said(item, self.voxels(item.number)) for item in self.legend)

    @property
    def edges_mm(self) -> dict[str, float]:
        """How far the edges of a segmentation's labels may be off, mm, one standard deviation."""
        return {name: round(1e3 * edge, 4) for name, edge in edges_said(self.remarks).items()}

    @property
    def first(self) -> Numbers:
        """(i, j, k) what voxels remember of before a person changed them (`scan_hands`)."""
        return self._state.hands.first

    @property
    def curves(self) -> Rows:
        """Traced curves, as rows."""
        return self._state.curves

    @property
    def undo(self) -> str | None:
        """What would be undone."""
        return self._acts[self._at - 1].sentence if self._at > 0 else None

    @property
    def redo(self) -> str | None:
        """What would be done again."""
        return self._acts[self._at].sentence if self._at < len(self._acts) else None

    @property
    def saved(self) -> bool:
        """Whether the limb's folder holds what is shown."""
        return self._at == self._saved

    @property
    def counts(self) -> NDArray[np.int64]:
        """Voxels of each label number."""
        with self.lock:
            if self._counts is None:
                self._counts = counted(self.numbers)
            return self._counts

    def voxels(self, number: int) -> int:
        """How many voxels a label has now; the last ones of a legend may have none and are not counted."""
        counts = self.counts
        return int(counts[number]) if number < len(counts) else 0

    def labels(self) -> Labels:
        """The labels as they are now; a copy."""
        with self.lock:
            used = [item for item in self.shown_legend if self.voxels(item.number)]
            return Labels(self.numbers.copy(), self.scan.origin, self.scan.spacing, tuple(used), self.remarks)

    def require(self, base: int) -> None:
        """Raises QuickerError where this is another version."""
        if base != self.version:
            raise QuickerError

    # --- what is done --------------------------------------------------------------------------------------

    def do(
        self,
        base: int,
        sentence: str,
        painted: tuple[Box, Numbers] | None = None,
        first: Numbers | None = None,
        **parts: Rows,
    ) -> Box | None:
        """One act upon version `base`; the box whose labels changed. What was undone before is forgotten.

        Parameters
        ----------
        painted : a box and its labels from now on. first : what the box remembers from now on, where it was
            not painted by a person. parts : `legend` or `curves` from now on.

        Raises
        ------
        QuickerError
            Another page was quicker.
        """
        with self.lock:
            self.require(base)
            change = self._changed(painted, first, parts.get("legend"))
            before = {
                key: getattr(self._state, key) for key in parts if getattr(self._state, key) != parts[key]
            }
            after = {key: parts[key] for key in before}
            if change is None and not before:
                return None
            act = Act(sentence, change, before, after)
            self._journal().append(Record("act", act))
            if self._saved > self._at:
                self._saved = -1  # what was saved was undone, and is forgotten now
            self._acts[self._at :] = [act]
            self._apply(act, forward=True)
            self._at += 1
            self._trim()
            return None if change is None else change.box

    def step(self, base: int, by: int) -> Box | None:
        """Undo (-1) or redo (1); the box whose labels changed."""
        with self.lock:
            self.require(base)
            if not 0 <= self._at + by <= len(self._acts):
                return None
            act = self._acts[self._at - 1 if by < 0 else self._at]
            self._journal().append(Record("undo" if by < 0 else "redo"))
            self._apply(act, forward=by > 0)
            self._at += by
            return None if act.change is None else act.change.box

    def measure(self, change: MeasureChange) -> tuple[Measure, ...]:
        """Change what was measured."""
        with self.lock:
            measures = change(self.measures)
            if measures != self.measures:
                self.measures = measures
                self.keep_about()
            return measures

    def save(self) -> None:
        """Write labels, legend and curves into the limb's folder, each file whole or not at all."""
        with self.lock:
            keep_in(self.limb, self.labels(), self.curves)
            self._key = files_key(self.limb)
            self._journal().append(Record("saved"))
            self._saved = self._at
            self.keep_about()

    # --- on the disk ---------------------------------------------------------------------------------------

    def _changed(
        self, painted: tuple[Box, Numbers] | None, first: Numbers | None, legend: Rows | None
    ) -> Change | None:
        """The smallest box that holds what differs."""
        if painted is None:
            return None
        box, after = painted
        before, was = self.numbers[box.slices], self.first[box.slices]
        differs = before != after
        small = Box.around(differs if first is None else differs | (was != first))
        if small is None:
            return None
        before, after, was = before[small.slices], after[small.slices], was[small.slices]
        if first is None:
            left = None if legend is None else {row["number"] for row in legend}
            gone = [] if left is None else [one.number for one in self.legend if one.number not in left]
            becomes = after_stroke(was, before, after, gone)
        else:
            becomes = first[small.slices]
        return Change.of(small.moved(box.low), (before, after), (was, becomes))

    def _apply(self, act: Act, *, forward: bool) -> None:
        if act.change is not None:
            box = act.change.box
            if self._counts is not None:
                most = 1 + max(len(self._counts), int(np.iinfo(np.int16).max))
                gone = np.bincount(self.numbers[box.slices].ravel(), minlength=most)
                self._state.put(act.change, act.after if forward else act.before, forward=forward)
                come = np.bincount(self.numbers[box.slices].ravel(), minlength=most)
                held = np.zeros(most, np.int64)
                held[: len(self._counts)] = self._counts
                self._counts = np.trim_zeros(held - gone + come, "b")
            else:
                self._state.put(act.change, act.after if forward else act.before, forward=forward)
            self.stamp += 1
        else:
            self._state.put(None, act.after if forward else act.before, forward=forward)
        self.curve_stamp += "curves" in act.before
        self.version += 1

    def _trim(self) -> None:
        """Forget the oldest acts when there are too many: the base moves on, in files of a new generation."""
        bytes_held = sum(act.change.size for act in self._acts if act.change)
        if len(self._acts) <= 2 * MOST_ACTS and bytes_held <= MOST_BYTES:
            return
        drop = max(1, len(self._acts) - MOST_ACTS)
        kept = self._acts[drop:]
        for act in reversed(kept):
            self._state.put(act.change, act.before, forward=False)
        old = self._generation
        self._generation += 1
        self._write_base()
        for act in kept:
            self._state.put(act.change, act.after, forward=True)
        self._acts, self._at = kept, self._at - drop
        self._first = self.version - len(kept)
        self._saved = self._saved - drop if self._saved >= drop else -1
        self._journal().append(*[Record("act", act) for act in kept])
        self.keep_about()
        for path in self.folder.glob(f"*-{old}.bin"):
            path.unlink(missing_ok=True)

    def _journal(self) -> Journal:
        """Of this generation; begun with a base where there is none."""
        if not self._base().exists():
            self._write_base()
            self.keep_about()
        return Journal(self.folder / f"journal-{self._generation}.bin")

    def _base(self) -> Path:
        return self.folder / f"base-{self._generation}.bin"

    def _write_base(self) -> None:
        hands = packed_labels(self.first) if self._state.hands.any else b""
        said = {"legend": self._state.legend, "curves": self._state.curves, "hands": len(hands)}
        head = json.dumps(said).encode()
        with whole_file(self._base()) as path:
            path.write_bytes(struct.pack("<I", len(head)) + head + hands + packed_labels(self.numbers))

    def _open(self) -> None:
        """The state as it was left; or as the limb's folder has it, where that was changed elsewhere."""
        now = files_key(self.limb)
        if self._base().exists():
            content = self._base().read_bytes()
            (size,) = struct.unpack_from("<I", content)
            said = json.loads(content[4 : 4 + size])
            middle = 4 + size + int(said.get("hands", 0))
            numbers, hands = unpacked_labels(content[middle:], self.grid.shape), Hands(self.grid.shape)
            if middle > 4 + size:
                hands.whole(unpacked_labels(content[4 + size : middle], self.grid.shape), numbers)
            self._state = State(numbers, said["legend"], said["curves"], hands)
            self._replay()
            if now == self._key:
                return
            if not self.saved:
                words = (
                    "another program has changed the labels or curves of this limb's folder meanwhile; shown "
                    "is what was painted here and not saved, and saving writes over the other"
                )
                self.remarks = tuple(dict.fromkeys((*self.remarks, words)))
                return
            self._forget_generation()
            self._acts, self._at, self._saved = [], 0, 0
            self._first = self.version = self.version + 1
        self._key = now
        numbers, legend, curves, self.remarks = kept_of(self.limb, self.scan)
        self._state = State(numbers, [asdict(item) for item in legend], curves, Hands(self.grid.shape))
        self.keep_about()

    def _replay(self) -> None:
        for record in self._journal().records():
            if record.kind == "act" and record.act is not None:
                if self._saved > self._at:
                    self._saved = -1
                self._acts[self._at :] = [record.act]
                self._apply(record.act, forward=True)
                self._at += 1
            elif record.kind == "saved":
                self._saved = self._at
            elif record.kind in ("undo", "redo"):
                by = -1 if record.kind == "undo" else 1
                act = self._acts[self._at - 1 if by < 0 else self._at]
                self._apply(act, forward=by > 0)
                self._at += by

    def _forget_generation(self) -> None:
        """Begin files of a new generation; those of the one before are of no use any more."""
        for path in self.folder.glob(f"*-{self._generation}.bin"):
            path.unlink(missing_ok=True)
        self._generation += 1

    def _about(self) -> dict[str, Any]:
        fresh: dict[str, Any] = {
            "measures": (), "generation": 0, "key": "", "version": 1,
            "segmented": {"findings": []}, "remarks": (),
        }  # fmt: skip
        try:
            said = json.loads((self.folder / "about.json").read_text(encoding="utf-8"))
            if said["format"] != FORMAT or said["limb"] != str(self.limb):
                return fresh
            measures = tuple(_measure(row) for row in said["measures"])
            return {
                "measures": measures, "generation": int(said["generation"]), "key": str(said["key"]),
                "version": int(said["version"]), "segmented": said.get("segmented") or fresh["segmented"],
                "remarks": tuple(str(line) for line in said.get("remarks", ())),
            }  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError):
            return fresh

    def keep_about(self) -> None:
        """Put on the disk what is no act."""
        said = {
            "format": FORMAT, "limb": str(self.limb), "generation": self._generation, "key": self._key,
            "version": self._first, "segmented": self.segmented, "remarks": self.remarks,
            "measures": measure_rows(self.measures),
        }  # fmt: skip
        with whole_file(self.folder / "about.json") as path:
            path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _measure(row: Mapping[str, Any]) -> Measure:
    points: Sequence[Sequence[float]] = row["points_mm"]
    places = tuple((float(x), float(y), float(z)) for x, y, z in points)
    return Measure(int(row["id"]), str(row["kind"]), str(row["view"]), places)
