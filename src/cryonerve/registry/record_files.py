"""A record as a file: one person with a case and what belongs to it, in YAML or JSON.

::

    cryonerve-record: 1
    person: {age_years: 10, sex: female}      # or the id of a person who is there
    consents: [{what: consent, ...}]
    case: {nerve: tibial, case_file_from: my-case.yaml}   # or the id of a case that is there
    procedures: [{day: 0, ...}]
    measurements: [{procedure: 1, instrument: vas, day: 7, score: 1}]

A reference is an id, or the place of the entry in this file (1, 2, ...). A field that holds a whole file may
be given as `FIELD_from: PATH`, beside this file; `case_file_from` also takes the name of a bundled case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from cryonerve.case.document import Document, Place, read_bytes, read_document
from cryonerve.errors import Complaint, InputError, RegistryError, nearest
from cryonerve.registry.belonging import Draft
from cryonerve.registry.bundled import bundled_record, bundled_records
from cryonerve.registry.checking import LONGEST_DOCUMENT
from cryonerve.registry.kinds import Kind, kinds
from cryonerve.registry.marks import is_mark, new_mark

__all__ = ["read_record_file"]

FORMAT = "cryonerve-record"
VERSION = 1
SINGLE = ("person", "case")
FROM = "_from"


def read_record_file(where: str | Path) -> tuple[Draft, ...]:
    """Drafts of everything in a record file, in the order in which they belong to each other.

    Parameters
    ----------
    where : path of a YAML or JSON file, or the name of a bundled record.

    Raises
    ------
    InputError
        What is not understood of the file's shape, with its line. Values are checked by `record`.

    Examples
    --------
    >>> [draft.kind for draft in read_record_file("tibial-neuroma-child")][:3]
    ['person', 'case', 'procedure']
    """
    path, name = Path(where), str(where)
    if not path.exists() and name in bundled_records():
        content = bundled_record(name).read_bytes()
        name = f"{name}.yaml"
    else:
        content = read_bytes(path)
    document = read_document(content, name)
    reader = _Reader(document, name, path.parent, list(document.complaints))
    drafts = tuple(reader.drafts())
    if reader.complaints:
        raise RegistryError(*reader.complaints)
    return drafts


@dataclass
class _Reader:
    """Goes through the sections and gathers what is wrong with them."""

    document: Document
    file: str
    folder: Path
    complaints: list[Complaint]
    marks: dict[str, list[str]] = field(default_factory=dict)  # kind -> ids of its entries in this file

    def complain(self, what: str, remedy: str, place: Place) -> None:
        line, words = self.document.line(place), self.document.words(place)
        self.complaints.append(Complaint(what, remedy, field=words, file=self.file, line=line))

    def drafts(self) -> Iterator[Draft]:
        """Drafts, parents first."""
        data = self.document.data
        if data.get(FORMAT) != VERSION or isinstance(data.get(FORMAT), bool):
            self.complain("this is no record", f"Begin with '{FORMAT}: {VERSION}'.", ())
            return
        sections = {_section(kind): kind for kind in kinds().values() if kind.name != "user"}
        for key in data:
            if key != FORMAT and key not in sections:
                self.complain(f"the key '{key}' is not known", nearest(str(key), sections), (key,))
        for key, kind in sections.items():
            for place, values in self.entries(key, kind):
                yield from self.draft(kind, place, values)

    def entries(self, key: str, kind: Kind) -> Iterator[tuple[Place, Any]]:
        """Entries of a section with their places; ids are given before anything refers to them."""
        section = self.document.data.get(key)
        if section is None:
            return
        if kind.name not in SINGLE and not isinstance(section, list):
            self.complain(f"'{key}' is no list", f"Write: {key}: [{{...}}].", (key,))
            return
        listed = (
            [((key,), section)]
            if kind.name in SINGLE
            else [((key, at), item) for at, item in enumerate(section)]
        )
        there = kind.name in SINGLE and isinstance(section, str)
        self.marks[kind.name] = (
            [str(section).strip().upper()] if there else [new_mark(kind.letter) for _ in listed]
        )
        yield from () if there else listed
        if there and not is_mark(self.marks[kind.name][0], kind.letter):
            self.complain(f"'{section}' is no id of a {kind.name}", "Give its fields, or an id.", (key,))

    def draft(self, kind: Kind, place: Place, values: Any) -> Iterator[Draft]:  # noqa: ANN401
        if not isinstance(values, Mapping):
            self.complain(f"this is no {kind.name} with fields", f"It is: {kind.meaning}.", place)
            return
        parent = self.marks.get(kind.parent, [""])[0] if kind.parent else ""
        if kind.parent and not parent:
            self.complain(
                f"a {kind.name} belongs to a {kind.parent}", f"Add '{kind.parent}': fields, or an id.", place
            )
            return
        given: dict[str, object] = {}
        for key, value in values.items():
            name = str(key)
            field_name = name.removesuffix(FROM)
            if name.endswith(FROM) and field_name in kind.fields:
                given[field_name] = self.content(field_name, value, (*place, name))
            else:
                wanted = kind.fields[name].to if name in kind.fields else ""
                given[name] = self.reference(wanted, value, (*place, name)) if wanted else value
        order = place[1] if len(place) > 1 else 0
        record = self.marks[kind.name][int(order)]
        yield Draft(kind.name, given, parent, record, file=self.file, line=self.document.line(place))

    def reference(self, wanted: str, value: object, place: Place) -> object:
        """An id, or the place of an entry in this file."""
        if isinstance(value, int) and not isinstance(value, bool):
            marks = self.marks.get(wanted, [])
            if 1 <= value <= len(marks):
                return marks[value - 1]
            self.complain(f"this file has no {wanted} number {value}", "Count from 1, or give an id.", place)
        return value

    def content(self, name: str, value: object, place: Place) -> str:
        """Text of the file that a field names."""
        from cryonerve.case.reading import read_case  # noqa: PLC0415  (pydantic takes a moment to import)

        text = str(value)
        try:
            if name == "case_file" and not (self.folder / text).exists():
                bundled = resources.files("cryonerve.case").joinpath("published", f"{Path(text).name}.yaml")
                content = bundled.read_bytes() if bundled.is_file() else read_bytes(self.folder / text)
            else:
                with (self.folder / text).open("rb") as stream:
                    content = stream.read(LONGEST_DOCUMENT + 1)
            if name in ("case_file", "plan_file"):
                read_case(content, file=text, name=Path(text).stem)
            return content.decode("utf-8-sig")
        except OSError as error:
            self.complain(f"'{text}' cannot be read: {error.strerror}", "Check the path.", place)
        except UnicodeDecodeError:
            self.complain(f"'{text}' is not UTF-8", "Save it as UTF-8.", place)
        except InputError as error:
            self.complaints.extend(error.complaints)
        return ""


def _section(kind: Kind) -> str:
    return kind.name if kind.name in SINGLE else kind.table
