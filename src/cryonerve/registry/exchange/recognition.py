"""Files of other programs known by their content; a name or an ending says nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cryonerve.errors import RegistryError
from cryonerve.registry.checking import LONGEST_DOCUMENT
from cryonerve.registry.exchange.codebook import HEADING
from cryonerve.registry.exchange.export import FORMAT
from cryonerve.registry.exchange.fhir_documents import read_json
from cryonerve.registry.exchange.fhir_reading import read_fhir
from cryonerve.registry.exchange.leaflet import LEAFLET
from cryonerve.registry.exchange.parquet_tables import read_parquet
from cryonerve.registry.exchange.reading import Reading, refused
from cryonerve.registry.exchange.redcap_dictionary import COLUMNS, RECORD_ID
from cryonerve.registry.exchange.redcap_reading import read_redcap
from cryonerve.registry.exchange.redcap_records import CONTROL, project_headings
from cryonerve.registry.exchange.report_reading import read_report
from cryonerve.registry.exchange.tables import kind_of_heading, read_csv
from cryonerve.registry.kinds import kind_of

__all__ = ["Found", "importable", "recognised"]

BEGINNING = 65_536  # bytes that are looked at
KNOWN = "CSV, Parquet, REDCap records, a FHIR bundle, a DICOM SR"
PARQUET, DICOM = b"PAR1", b"DICM"


@dataclass(frozen=True, slots=True)
class Found:
    """A file, what it is, and how it is read; `told`: it is named among what was not read."""

    file: Path
    format: str
    read: Callable[[], Reading] | None
    told: bool = False


def importable(places: Sequence[Path], kind: str = "") -> list[Found]:
    """What is in files and folders, of which at least one can be imported.

    Raises
    ------
    RegistryError
        Nothing can.
    """
    found = [item for place in places for item in recognised(place, kind)]
    if not any(item.read for item in found):
        what = "there is nothing here that can be imported"
        raise refused(what, f"What can be: {KNOWN}.", file=", ".join(str(place) for place in places))
    return found


def recognised(place: Path, kind: str = "") -> list[Found]:
    """What a file is, or every file of a folder.

    Parameters
    ----------
    kind : of a CSV table whose columns do not tell.

    Raises
    ------
    RegistryError
        A file is nothing that can be read; in a folder, such files are passed over and named.
    """
    try:
        if not place.is_dir():
            return [_file(place, kind, strict=True)]
        files = sorted(path for path in place.iterdir() if path.is_file() and not path.name.startswith("."))
        return [_file(path, kind, strict=False) for path in files]
    except OSError as error:
        what = f"this cannot be read: {error.strerror}"
        raise refused(what, "Check the path.", file=str(place)) from error


def _file(file: Path, kind: str, *, strict: bool) -> Found:
    with file.open("rb") as stream:
        beginning = stream.read(BEGINNING)
    if beginning[:4] == PARQUET:
        return Found(file, "parquet", partial(read_parquet, file))
    if beginning[128:132] == DICOM:
        return Found(file, "dicom-sr", partial(read_report, file))
    text = beginning.decode("utf-8-sig", errors="replace")
    if text.lstrip()[:1] in ("{", "["):
        if '"resourceType"' in text:
            return Found(file, "fhir", partial(read_fhir, file))
        return _json(file, strict=strict)
    if text.startswith(LEAFLET):
        return Found(file, "leaflet", None)
    return _table(file, text, kind, strict=strict)


def _json(file: Path, *, strict: bool) -> Found:
    document = read_json(file)
    found = document if isinstance(document, dict) else {}
    if str(found.get("format", "")) in (FORMAT, "cryonerve.tables/1"):
        return Found(file, "leaflet", None)
    if "resourceType" in found:
        return Found(file, "fhir", partial(read_fhir, file))
    if "cryonerve-record" in found:
        raise refused("this is a record file", f"See: cryonerve record add {file.name}", file=str(file))
    return _unknown(file, "JSON that is no FHIR bundle", strict=strict)


def _table(file: Path, text: str, kind: str, *, strict: bool) -> Found:
    csv.field_size_limit(LONGEST_DOCUMENT)
    rows = csv.reader(io.StringIO(text, newline=""), strict=False)
    try:
        heading, first = next(rows, []), next(rows, [])
    except csv.Error:
        return _unknown(file, "no table", strict=strict)
    if RECORD_ID in heading and any(name in heading for name in CONTROL):
        return Found(file, "redcap", partial(read_redcap, file))
    if tuple(heading) == HEADING or tuple(heading) in project_headings():
        return Found(file, "codebook", None)
    if set(COLUMNS[:4]) <= set(heading):
        what = "this is a data dictionary of REDCap, which holds no records"
        remedy = "Import the records; to keep what a site added: record export --dictionary FILE."
        if strict:
            raise refused(what, remedy, file=str(file))
        return Found(file, "data dictionary", None)
    if kind:
        return Found(file, "csv", partial(read_csv, file, kind_of(kind)))
    mark = first[heading.index("record")] if "record" in heading and len(first) == len(heading) else ""
    try:
        about = kind_of_heading(heading, mark, file)
    except RegistryError:
        if strict:
            raise
        return Found(file, "a table of no kind", None, told=True)
    return Found(file, "csv", partial(read_csv, file, about))


def _unknown(file: Path, what: str, *, strict: bool) -> Found:
    if strict:
        raise refused(f"this is {what}", f"What can be imported: {KNOWN}.", file=str(file))
    return Found(file, what, None, told=True)
