"""How the rows of a study lie on disk: one Zarr store (format 3) that is whole at every moment.

::

    key       (row, byte)       content key of the task
    state     (row,)            1 done, 2 failed, 3 lost
    reason    (row,)            number of the sentence in the attribute `reasons`; -1: none
    seconds   (row,)            what the task took
    sample    (row, parameter)  what was varied; NaN where a row has no such parameter
    outcome   (row, name)       what came out; NaN where a row has no such number
    field     (row, x, y, z)    what was left in space, one piece a row; of studies whose rows leave something

Rows are added at the end. Pieces (chunks) with the new rows are written first, each whole or not at all; they
show no more than before, because the number of rows stands in the description of the whole store, a single
file that is replaced last. Whatever kills the process, a reader sees the older rows or the newer ones.

Numbers, names and JSON only: nothing that is read is ever executed.
"""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.files import whole_file

if TYPE_CHECKING:
    import zarr

__all__ = [
    "DONE",
    "FAILED",
    "FORMAT",
    "LOST",
    "ROWS",
    "Block",
    "Described",
    "Field",
    "Pieces",
    "drop_fields_from",
    "has_field",
    "read_blocks",
    "read_field",
]

FORMAT = "cryonerve.study/1"
DONE, FAILED, LOST = 1, 2, 3
ROWS = 256  # rows of a piece
NAMES = 1024  # names of a piece, so that usually there is one
ROOT = "zarr.json"
KEY_BYTES = 32

Floats = NDArray[np.float64]
Field = NDArray[np.int16]
FIELD = "field"
NOTHING = -32768  # where a row left no field
AXES = ("x", "y", "z")
NO_FIELDS: Mapping[int, Field] = MappingProxyType({})

MEANINGS = {
    "key": ("1", "SHA-256 of everything that decides the row"),
    "state": ("1", "what became of the task"),
    "reason": ("1", "number of the sentence in `reasons` that says why there is no outcome; -1: none"),
    "seconds": ("s", "time the task took on its worker"),
    "sample": ("", "what was varied"),
    "outcome": ("", "what came out"),
    "parameter": ("", "name of a parameter"),
    "name": ("", "name of a number"),
}
FLAGS = {"flag_values": [DONE, FAILED, LOST], "flag_meanings": "done failed lost"}


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows, all that belongs to them side by side."""

    key: NDArray[np.uint8]  # (row, 32)
    state: NDArray[np.int8]
    reason: NDArray[np.int32]
    seconds: NDArray[np.float32]
    sample: Floats  # (row, parameter)
    outcome: Floats  # (row, name)


COLUMNS = tuple(Block.__annotations__)


@dataclass(frozen=True)
class Described:
    """What stands beside the rows."""

    provenance: Mapping[str, Any]
    reasons: Sequence[str]
    names: Sequence[str]
    parameters: Sequence[str]
    rows: int
    space: tuple[int, ...] = ()  # shape of a field; empty where rows leave none
    fields: int = 0  # rows that left one


class Pieces:
    """The part of a store that still changes, in memory, and its way to the disk."""

    def __init__(self, path: Path, about: Described) -> None:
        import zarr  # noqa: PLC0415
        from zarr.codecs import BloscCodec, Crc32cCodec  # noqa: PLC0415
        from zarr.storage import MemoryStore  # noqa: PLC0415

        self._path = path
        self._content: dict[str, Any] = {}
        self._written: dict[str, bytes] = {}
        self._memory = MemoryStore(self._content)
        self._group = zarr.create_group(self._memory, zarr_format=3)
        self._arrays: dict[str, zarr.Array[Any]] = {}  # one got from the group forgets its `config`
        pressed = (BloscCodec(cname="zstd", clevel=3, shuffle="shuffle"), Crc32cCodec())
        if about.space:
            self._arrays[FIELD] = self._group.create_array(
                FIELD, shape=(about.rows, *about.space), chunks=(1, *about.space), dtype=np.int16,
                fill_value=NOTHING, dimension_names=("row", *AXES[: len(about.space)]), compressors=pressed,
                attributes={"long_name": "what was left in space", "_FillValue": NOTHING},
            )  # fmt: skip
        for name, (kind, dimensions, fill) in _layout().items():
            unit, meaning = MEANINGS[name]
            self._arrays[name] = self._group.create_array(
                name,
                shape=_shape(dimensions, about),
                chunks=tuple(_PIECE[dimension] for dimension in dimensions),
                dtype=kind,
                fill_value=fill,
                dimension_names=dimensions,
                compressors=pressed,
                attributes={"long_name": meaning}
                | ({"units": unit} if unit else {})
                | (FLAGS if name == "state" else {}),
                config={"write_empty_chunks": True},
            )

    def write(
        self, about: Described, first: int, block: Block, fields: Mapping[int, Field] = NO_FIELDS
    ) -> None:
        """Rows from `first`, where a piece begins, to the last, and then the description that shows them.

        fields : of rows that have not been written, by number.
        """
        import zarr  # noqa: PLC0415

        if about.space:
            self._arrays[FIELD].resize((about.rows, *about.space))
            for number, field in fields.items():
                self._arrays[FIELD][number] = field
        for name, (_, dimensions, _) in _layout().items():
            self._arrays[name].resize(_shape(dimensions, about))
        for name in COLUMNS:
            self._arrays[name][first : about.rows] = getattr(block, name)
        for name, words in (("name", about.names), ("parameter", about.parameters)):
            if words:
                self._arrays[name][:] = np.array(list(words), dtype=object)
        self._group.update_attributes(
            {"format": FORMAT, "provenance": dict(about.provenance), "reasons": list(about.reasons)}
            | ({"fields": about.fields} if about.space else {})
        )
        with warnings.catch_warnings():
            # Readers look for consolidated metadata first and warn without; zarr warns with.
            warnings.filterwarnings("ignore", message="Consolidated metadata is currently not part")
            zarr.consolidate_metadata(self._memory)
        self._to_disk()
        for key in [key for key in self._content if key.startswith(f"{FIELD}/c/")]:  # they never change again
            del self._content[key]
            self._written.pop(key, None)
        if about.rows % ROWS == 0:  # full pieces never change again
            for key in [key for key in self._content if _is_piece_of_rows(key)]:
                del self._content[key]
                self._written.pop(key, None)

    def _to_disk(self) -> None:
        """Write what has changed, the description of the whole last.

        Descriptions of single arrays are written with the first rows only: readers take the one of the whole.
        """
        for key in sorted(self._content, key=lambda key: (key == ROOT, key)):
            content = self._content[key].to_bytes()
            described = key.endswith("/" + ROOT)
            if self._written.get(key) == content or (described and key in self._written):
                continue
            place = self._path / key
            place.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(place) as partial:
                partial.write_bytes(content)
            self._written[key] = content


_PIECE = {"row": ROWS, "byte": KEY_BYTES, "parameter": NAMES, "name": NAMES}


def _layout() -> dict[str, tuple[Any, tuple[str, ...], Any]]:
    """Type, dimensions and what stands where nothing was written, of every array."""
    return {
        "key": (np.uint8, ("row", "byte"), 0),
        "state": (np.int8, ("row",), 0),
        "reason": (np.int32, ("row",), -1),
        "seconds": (np.float32, ("row",), np.nan),
        "sample": (np.float64, ("row", "parameter"), np.nan),
        "outcome": (np.float64, ("row", "name"), np.nan),
        "parameter": (str, ("parameter",), ""),
        "name": (str, ("name",), ""),
    }


def _shape(dimensions: tuple[str, ...], about: Described) -> tuple[int, ...]:
    sizes = {
        "row": about.rows,
        "byte": KEY_BYTES,
        "parameter": len(about.parameters),
        "name": len(about.names),
    }
    return tuple(sizes[dimension] for dimension in dimensions)


def _is_piece_of_rows(key: str) -> bool:
    name, _, rest = key.partition("/")
    return name in COLUMNS and rest != ROOT


def read_blocks(path: Path) -> tuple[Described, Block]:
    """All rows of a store, and what stands beside them.

    Raises
    ------
    ValueError, KeyError, OSError and the like
        When the store is damaged or something else.
    """
    import zarr  # noqa: PLC0415

    root = json.loads((path / ROOT).read_text(encoding="utf-8"))
    found = root["attributes"].get("format")
    if found != FORMAT:
        raise ValueError(f"its format is {found!r}; this version reads {FORMAT!r}")
    group = zarr.open_group(str(path), mode="r", use_consolidated=True)
    columns = {name: _array_of(path, group, name) for name in _layout()}
    rows = len(columns["state"])
    space = tuple(group[FIELD].shape[1:]) if FIELD in group else ()
    fields = sum(has_field(path, number, space) for number in range(rows)) if space else 0
    if space and fields != root["attributes"]["fields"]:
        raise ValueError(f"{FIELD}: a piece is missing")
    about = Described(
        provenance=root["attributes"]["provenance"],
        reasons=root["attributes"]["reasons"],
        names=[str(word) for word in columns.pop("name")],
        parameters=[str(word) for word in columns.pop("parameter")],
        rows=rows,
        space=space,
        fields=fields,
    )
    return about, Block(**columns)


def _array_of(path: Path, group: zarr.Group, name: str) -> NDArray[Any]:
    """An array, all of whose pieces must be there: zarr reads one that is missing as if nothing was in it."""
    array: Any = group[name]
    rows = -(-array.shape[0] // array.chunks[0])
    kind: Literal["", "/0"] = "/0" if array.ndim == 2 and array.shape[1] else ""
    if array.ndim == 1 or array.shape[1]:
        for number in range(rows):
            if not (path / name / "c" / f"{number}{kind}").is_file():
                raise ValueError(f"{name}: a piece is missing")
    return np.asarray(array[:])


def read_field(path: Path, number: int) -> Field | None:
    """What a row left in space; None where it left nothing.

    Raises
    ------
    ValueError, KeyError, OSError and the like
        When it is damaged.
    """
    import zarr  # noqa: PLC0415

    array: Any = zarr.open_group(str(path), mode="r", use_consolidated=True)[FIELD]
    if not has_field(path, number, array.shape[1:]):
        return None
    return np.asarray(array[number], np.int16)


def has_field(path: Path, number: int, space: tuple[int, ...]) -> bool:
    """Whether a row left something in space."""
    return path.joinpath(FIELD, "c", str(number), *("0" for _ in space)).is_file()


def drop_fields_from(path: Path, rows: int) -> None:
    """Take away fields of rows that were never shown: what wrote them was killed before it could tell."""
    for piece in (path / FIELD / "c").glob("*"):
        if piece.name.isdecimal() and int(piece.name) >= rows:
            shutil.rmtree(piece)
