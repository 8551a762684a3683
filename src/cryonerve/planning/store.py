"""The store of a study: every row as it comes, and what a stopped run needs to go on.

One Zarr store (format 3) holds keys, parameters, numbers, failures and provenance; `study_files` says how.
It opens with `xarray.open_zarr`. A row that is done is never computed again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from cryonerve.errors import Complaint, StoreError
from cryonerve.files import FORBIDDEN, FULL, PARTIAL, HeldError, hold_lock
from cryonerve.planning import study_files as on_disk
from cryonerve.planning.study_files import DONE, FAILED, LOST, ROWS, Block, Described, Field, Pieces
from cryonerve.planning.tasks import Failure, Numbers, Task

if TYPE_CHECKING:
    import xarray

__all__ = ["Store", "open_store", "read_study"]

EVERY = 1.0  # s between two writes: at most so much work that is done is lost with the process
SHARE = 20.0  # and at least so many times as long as a write takes
MOST_REASONS = 1000  # different sentences that are kept; with more of them something is wrong with all
OTHERS = "one of many other reasons that are not kept"

# What a damaged store can raise: the errors of the file system, of JSON, of zarr and of its codecs.
DAMAGE = (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, AssertionError, IndexError)

Parameters = Callable[[Any], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Row:
    key: bytes
    state: int
    reason: int
    seconds: float
    sample: Mapping[str, float]
    outcome: Mapping[str, float]


@contextmanager
def open_store(
    path: Path | str,
    provenance: Mapping[str, Any],
    *,
    parameters: Parameters | None = None,
    resume: bool = True,
    space: tuple[int, ...] = (),
) -> Iterator[Store]:
    """A study's store, open for writing while the block runs; what came in is on disk after it.

    Parameters
    ----------
    path : folder of the store, by custom "....zarr"; made when it is not there.
    provenance : what all rows share, as JSON can hold it: version, case and its hash, seed. A store that is
        there already must have been begun with the same.
    parameters : parameters(payload) -> numbers by name that are kept beside a row.
    resume : False: refuse a store that has rows.
    space : shape of the field that a row may leave beside its numbers (`Numbers`); empty: none is kept.

    Raises
    ------
    StoreError
        When the folder cannot be used, holds something else or another study, is damaged, or another process
        is writing to it; at the end or while rows come in, when they cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from cryonerve.planning import Task, carry_out, content_key
    >>> def half(common, payload):
    ...     return {"half": payload / common}
    >>> folder = tempfile.TemporaryDirectory()
    >>> with open_store(folder.name + "/study.zarr", {"seed": 1}) as store:
    ...     found = list(carry_out([Task(content_key(3.0), 3.0)], half, 2.0, workers=1, store=store))
    >>> read_study(folder.name + "/study.zarr").outcome.sel(name="half").values.tolist()
    [1.5]
    >>> folder.cleanup()
    """
    folder = Path(path)
    with _complained(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = hold_lock(_lock_of(folder))
        except HeldError as held:
            wait = "Wait until it has finished, or choose another folder."
            raise StoreError(Complaint(f"{held} is writing to this store", wait, file=str(path))) from held
    try:
        store = Store(folder, provenance, parameters or (lambda _: {}), space)
        if store.rows and not resume:
            what = f"this store has {store.rows} rows already"
            raise StoreError(
                Complaint(what, "Go on with it (--resume), or choose another folder.", file=str(path))
            )
        with store:
            yield store
    finally:
        with suppress(OSError):
            _lock_of(folder).unlink(missing_ok=True)
        os.close(handle)


class Store:
    """Rows of a study in memory and on disk; made by `open_store`."""

    def __init__(
        self, path: Path, provenance: Mapping[str, Any], parameters: Parameters, space: tuple[int, ...] = ()
    ) -> None:
        self._path = path
        self._space = tuple(space)
        self._placed: dict[bytes, int] = {}  # rows that left a field, by key
        self._left = 0  # how many
        self._fields: dict[int, Field] = {}  # those that are not written
        self._parameters = parameters
        self._provenance: dict[str, Any] = json.loads(json.dumps(dict(provenance), allow_nan=False))
        self._names: dict[str, int] = {}
        self._sampled: dict[str, int] = {}
        self._reasons: dict[str, int] = {}
        self._numbers: dict[bytes, Mapping[str, float] | Failure] = {}
        self._tail: list[_Row] = []  # rows of the last piece, written or not
        self._first = 0  # the first row of it
        self._waiting = 0  # rows that are not written
        self._written_at, self._write_took, self._given_up = monotonic(), 0.0, False
        if path.exists():
            self._resume()
        self._pieces = Pieces(path, self._described())

    def __enter__(self) -> Self:
        self.flush()
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()

    @property
    def rows(self) -> int:
        """Rows, those that are not written yet among them."""
        return self._first + len(self._tail)

    def get(self, key: str) -> Mapping[str, float] | Failure | None:
        """Numbers of a task that is done, or why it failed; None for one that is to be carried out.

        Raises StoreError where the field of such a row cannot be read.
        """
        found, row = self._numbers.get(bytes.fromhex(key)), self._placed.get(bytes.fromhex(key))
        if row is None or found is None or isinstance(found, Failure):
            return found
        if row in self._fields:
            return Numbers(found, self._fields[row])
        with _readable(self._path):
            return Numbers(found, on_disk.read_field(self._path, row))

    def put(self, task: Task, outcome: Mapping[str, float] | Failure, seconds: float = 0.0) -> None:
        """Add a row, and write what has come in when it is time."""
        failed = isinstance(outcome, Failure)
        sample = {name: float(value) for name, value in self._parameters(task.payload).items()}
        numbers: Mapping[str, float] = {} if isinstance(outcome, Failure) else outcome
        for names, known in ((sample, self._sampled), (numbers, self._names)):
            for name in names:
                known.setdefault(name, len(known))
        state = (LOST if outcome.lost else FAILED) if isinstance(outcome, Failure) else DONE
        reason = self._reason(outcome.reason) if isinstance(outcome, Failure) else -1
        key = bytes.fromhex(task.key)
        field = getattr(outcome, "field", None)
        if self._space and field is not None:
            self._placed[key], self._fields[self.rows] = self.rows, field
            self._left += 1
        self._tail.append(_Row(key, state, reason, seconds, sample, numbers))
        self._waiting += 1
        if not (failed and state == LOST):
            self._numbers[key] = outcome if isinstance(outcome, Failure) else dict(outcome)
        if len(self._tail) == ROWS:
            self.flush()
        self.flush_when_due()

    def flush_when_due(self) -> None:
        """Write what has come in if the last write was long enough ago."""
        if self._waiting and monotonic() - self._written_at >= max(EVERY, SHARE * self._write_took):
            self.flush()

    def flush(self) -> None:
        """Write what has come in; nothing once a write has failed, so that what is on disk stays whole.

        Raises
        ------
        StoreError
            When it cannot be written; the rows written before are kept.
        """
        if self._given_up or not (self._waiting or not (self._path / on_disk.ROOT).exists()):
            return
        began = monotonic()
        try:
            with _complained(self._path, kept=self._first + len(self._tail) - self._waiting):
                self._path.mkdir(exist_ok=True)
                self._pieces.write(self._described(), self._first, self._block(), self._fields)
        except StoreError:
            self._given_up = True
            raise
        self._waiting, self._fields = 0, {}
        if len(self._tail) == ROWS:
            self._first, self._tail = self.rows, []
        self._written_at = monotonic()
        self._write_took = self._written_at - began

    def _reason(self, sentence: str) -> int:
        if sentence not in self._reasons and len(self._reasons) >= MOST_REASONS:
            sentence = OTHERS
        return self._reasons.setdefault(sentence, len(self._reasons))

    def _described(self) -> Described:
        return Described(
            self._provenance, tuple(self._reasons), tuple(self._names), tuple(self._sampled), self.rows,
            self._space, self._left,
        )  # fmt: skip

    def _block(self) -> Block:
        """The rows of the last piece, side by side."""
        rows = self._tail
        sample, outcome = (np.full((len(rows), len(names)), np.nan) for names in (self._sampled, self._names))
        for number, row in enumerate(rows):
            for name, value in row.sample.items():
                sample[number, self._sampled[name]] = value
            for name, value in row.outcome.items():
                outcome[number, self._names[name]] = value
        return Block(
            key=np.array([list(row.key) for row in rows], np.uint8).reshape(-1, on_disk.KEY_BYTES),
            state=np.array([row.state for row in rows], np.int8),
            reason=np.array([row.reason for row in rows], np.int32),
            seconds=np.array([row.seconds for row in rows], np.float32),
            sample=sample,
            outcome=outcome,
        )

    def _resume(self) -> None:
        """Take up what is there."""
        for leftover in self._path.rglob(f"{PARTIAL}*") if self._path.is_dir() else ():
            leftover.unlink(missing_ok=True)
        about, block = _read(self._path)
        self._refuse_another(about.provenance)
        if about.space != self._space:
            what = f"fields of this store are of the shape {about.space}, not {self._space}"
            raise StoreError(Complaint(what, "Choose another folder.", file=str(self._path)))
        on_disk.drop_fields_from(self._path, about.rows)
        self._names = {name: number for number, name in enumerate(about.names)}
        self._sampled = {name: number for number, name in enumerate(about.parameters)}
        self._reasons = {name: number for number, name in enumerate(about.reasons)}
        self._first = about.rows - about.rows % ROWS
        for number in range(about.rows):
            row = _row_of(about, block, number)
            if self._space and on_disk.has_field(self._path, number, self._space):
                self._placed[row.key] = number
                self._left += 1
            if row.state == DONE:
                self._numbers[row.key] = row.outcome
            elif row.state == FAILED:
                self._numbers[row.key] = Failure(about.reasons[row.reason])
            if number >= self._first:
                self._tail.append(row)

    def _refuse_another(self, there: Mapping[str, Any]) -> None:
        mine = self._provenance
        other = sorted(name for name in {*there, *mine} if there.get(name) != mine.get(name))
        if other:
            said = "; ".join(
                f"{name} is {there.get(name)!r} there, {mine.get(name)!r} here" for name in other
            )
            remedy = "Choose another folder: rows of two studies do not mix."
            raise StoreError(
                Complaint(f"this store belongs to another study: {said}", remedy, file=str(self._path))
            )


def read_study(path: Path | str) -> xarray.Dataset:
    """A study as an xarray data set: what `xarray.open_zarr` gives, with the failures in words.

    Returns
    -------
    xarray.Dataset
        outcome (row, name), sample (row, parameter), state (row): 1 done, 2 failed, 3 lost; failure (row):
        why, "" where there is an outcome; seconds (row), key (row): hexadecimal. Attribute `provenance`.

    Raises
    ------
    StoreError
        When there is no such store, or it is damaged.
    """
    import xarray  # noqa: PLC0415

    folder = Path(path)
    about, block = _read(folder)
    failure = [about.reasons[number] if number >= 0 else "" for number in block.reason]
    return xarray.Dataset(
        {
            "outcome": (("row", "name"), block.outcome),
            "sample": (("row", "parameter"), block.sample),
            "state": ("row", block.state),
            "failure": ("row", np.array(failure, dtype=object)),
            "seconds": ("row", block.seconds),
            "key": ("row", [bytes(row).hex() for row in block.key]),
        },
        coords={"name": list(about.names), "parameter": list(about.parameters)},
        attrs={"format": on_disk.FORMAT, "provenance": dict(about.provenance)},
    )


def _row_of(about: Described, block: Block, number: int) -> _Row:
    def held(names: tuple[str, ...] | Any, values: Any) -> dict[str, float]:  # noqa: ANN401
        return {name: value for name, value in zip(names, values.tolist(), strict=True) if value == value}  # noqa: PLR0124

    return _Row(
        bytes(block.key[number]),
        int(block.state[number]),
        int(block.reason[number]),
        float(block.seconds[number]),
        held(about.parameters, block.sample[number]),
        held(about.names, block.outcome[number]),
    )


def _read(path: Path) -> tuple[Described, Block]:
    if not path.is_dir():
        what = "this is a file, not the folder of a study" if path.exists() else "there is no such study"
        raise StoreError(Complaint(what, "Name the folder that a study was written to.", file=str(path)))
    if not (path / on_disk.ROOT).exists():
        what = "this folder holds no study: it has no zarr.json"
        raise StoreError(Complaint(what, "Choose a new folder.", file=str(path)))
    with _readable(path):
        return on_disk.read_blocks(path)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn whatever a damaged store raises into one plain complaint."""
    try:
        yield
    except DAMAGE as error:
        said = (str(error).strip() or type(error).__name__).partition("\n")[0]
        remedy = "Move it away and run the study again: whole stores only are gone on with."
        raise StoreError(Complaint(f"this study cannot be read: {said}", remedy, file=str(path))) from error


def _lock_of(folder: Path) -> Path:
    """Beside the store, whose own folder holds what Zarr knows only."""
    return folder.with_name(f".{folder.name}.lock")


@contextmanager
def _complained(path: Path, *, kept: int = 0) -> Iterator[None]:
    """Turn what the operating system says into a StoreError with a remedy."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            what, remedy = "there is not enough space to write this study", "Make space on this disk."
        elif error.errno in FORBIDDEN:
            what, remedy = "this study cannot be written to", "Look at the folder's permissions."
        else:
            what = f"this study cannot be written ({error.strerror or error})"
            remedy = "Look whether the disk is in order, or choose another folder."
        rows = (
            f" The {kept} rows written before are kept; the same command goes on from them." if kept else ""
        )
        raise StoreError(Complaint(what, remedy + rows, file=str(path))) from error
