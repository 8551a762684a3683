"""Parquet: a file a kind, columns with their types; unit and meaning of each stand in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from cryonerve import __version__
from cryonerve.errors import nearest
from cryonerve.registry.belonging import Draft
from cryonerve.registry.exchange.reading import Arrival, Reading, refused
from cryonerve.registry.exchange.small_cells import small_cells
from cryonerve.registry.exchange.snapshot import PIECE, Snapshot, exported_kinds
from cryonerve.registry.exchange.tables import heading_of
from cryonerve.registry.exchange.written import Written
from cryonerve.registry.kinds import Kind, kinds
from cryonerve.registry.table_files import MOST_ROWS

__all__ = ["read_parquet", "write_parquet"]

FORMAT = b"cryonerve.parquet/1"


def write_parquet(snapshot: Snapshot, folder: Path) -> Written:
    """`person.parquet`, `case.parquet` and so on.

    Raises
    ------
    RegistryError
        pyarrow is not installed.
    """
    parquet = _pyarrow("parquet")
    warning = small_cells(snapshot).warning
    rows: dict[str, int] = {}
    for name in exported_kinds(snapshot.choice):
        schema = _schema(kinds()[name], warning)
        found, rows[name] = iter(snapshot.rows(name)), 0
        with parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer:
            while piece := list(islice(found, PIECE)):
                writer.write_table(_table(piece, schema))
                rows[name] += len(piece)
    return Written(tuple(f"{name}.parquet" for name in rows), rows)


def read_parquet(file: Path) -> Reading:
    """Rows of a table, of the kind that its own header names.

    Raises
    ------
    RegistryError
        It is damaged, of no kind, or has columns that the kind has not. Lines are rows, from 1.
    """
    arrow, parquet = _pyarrow(""), _pyarrow("parquet")
    try:
        source = parquet.ParquetFile(file)
        _check_size(file, source.metadata.num_rows)
        table = source.read()
        metadata = dict(table.schema.metadata or {})
        kind = _kind(file, metadata, table.column_names)
        rows = table.to_pylist()
    except (arrow.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        said = " ".join(str(error).split())[:200]
        raise refused(f"this is no Parquet that can be read: {said}", file=str(file)) from error
    return Reading(tuple(_arrivals(file, kind, rows)))


def _arrivals(file: Path, kind: Kind, rows: list[dict[str, Any]]) -> Iterator[Arrival]:
    for number, row in enumerate(rows, start=1):
        values = {name: value for name, value in row.items() if value is not None}
        record, parent = values.pop("record", ""), values.pop("parent", "")
        for column, mark in (("record", record), ("parent", parent)):
            if not isinstance(mark, str):
                raise refused("this is no id", file=str(file), line=number, field=column)
        yield Arrival(Draft(kind.name, values, parent, record, file=str(file), line=number))


def _check_size(file: Path, rows: int) -> None:
    """Refuse before anything is unpacked."""
    if rows > MOST_ROWS:
        raise refused(f"more than {MOST_ROWS} rows", "Import them in parts.", file=str(file))


def _kind(file: Path, metadata: Mapping[bytes, bytes], columns: list[str]) -> Kind:
    name = metadata.get(b"kind", b"").decode("utf-8", "replace")
    if metadata.get(b"format") != FORMAT or name not in kinds() or name == "user":
        what = "this is no table of a registry: its header names no kind"
        raise refused(what, "Import what `cryonerve record export` wrote, or CSV.", file=str(file))
    kind = kinds()[name]
    known = heading_of(kind)
    for column in columns:
        if column not in known:
            raise refused(f"a {name} has no column '{column}'", nearest(column, known), file=str(file))
        if columns.count(column) > 1:
            raise refused(f"the column '{column}' is there twice", "Keep one of them.", file=str(file))
    return kind


def _schema(kind: Kind, warning: str) -> Any:  # noqa: ANN401  (pyarrow carries no types)
    arrow = _pyarrow("")
    types = {"number": arrow.float64(), "integer": arrow.int64(), "flag": arrow.bool_()}
    columns = []
    for name in heading_of(kind):
        field = kind.fields.get(name)
        told = {"meaning": "its own id" if name == "record" else f"id of the {kind.parent} it belongs to"}
        if field is not None:
            told = {"meaning": field.meaning, "type": field.type}
            told |= {"unit": field.unit} if field.unit else {}
            told |= {"choices": " | ".join(field.choices)} if field.choices else {}
        kind_of_value = arrow.string() if field is None else types.get(field.type, arrow.string())
        columns.append(arrow.field(name, kind_of_value, metadata=told))
    about = {"format": FORMAT, "kind": kind.name, "meaning": kind.meaning, "cryonerve": __version__}
    return arrow.schema(columns, metadata={**about, "small_cell_warning": warning})


def _table(rows: Sequence[Mapping[str, Any]], schema: Any) -> Any:  # noqa: ANN401  (pyarrow carries no types)
    arrow = _pyarrow("")
    columns = {name: [row[name] for row in rows] for name in schema.names}
    return arrow.table(columns, schema=schema)


def _pyarrow(part: str) -> Any:  # noqa: ANN401  (pyarrow carries no types)
    """The library, or one sentence on how to get it."""
    try:
        import pyarrow  # noqa: PLC0415
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        what = "Parquet needs a package that is not installed (pyarrow)"
        raise refused(what, 'Install it: pip install "cryonerve[parquet]"', file="") from None
    return pyarrow.parquet if part else pyarrow
