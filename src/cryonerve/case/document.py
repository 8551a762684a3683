"""Text of a case file -> plain data with the line of every field.

Only the scanner and parser of the YAML library are used: nothing is constructed, no tag is obeyed, no alias
is expanded, and nesting is counted, so that a hostile file costs no more than its own length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryonerve.errors import CaseError, Complaint

__all__ = ["MOST_COMPLAINTS", "Document", "Place", "read_bytes", "read_document", "resolved", "written"]

Place = tuple[str | int, ...]

LARGEST = 1024 * 1024  # bytes of a case file
DEEPEST = 12  # levels of nesting
MOST_COMPLAINTS = 50
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE_FALSE = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@dataclass(frozen=True)
class Document:
    """Plain data of a file, and the line of every place in it (the path of keys and list positions)."""

    data: Any
    lines: Mapping[Place, int]
    complaints: tuple[Complaint, ...] = ()

    def line(self, place: Place) -> int:
        """Line of the place, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def words(self, place: Place) -> str:
        """The place in words; entries of a list that have a name go by it: "probes.proximal.tip"."""
        parts: list[str] = []
        here = self.data
        for part in place:
            known = isinstance(here, dict | list) and (part in here if isinstance(here, dict) else True)
            try:
                here = here[part] if known else None
            except (IndexError, TypeError):
                here = None
            name = here.get("name") if isinstance(part, int) and isinstance(here, dict) else None
            parts.append(name if isinstance(name, str) and name.isprintable() else written((part,)))
        return ".".join(parts)


@dataclass
class _Open:
    """A mapping or list whose end has not come yet."""

    place: Place
    content: dict[str, Any] | list[Any]
    key: str | None = None  # of a mapping: read, its value not yet
    doubled: bool = False  # the key was there before; its value is read and dropped


@dataclass
class _Reading:
    file: str
    root: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def complain(self, what: str, remedy: str, line: int, place: Place = ()) -> None:
        if len(self.complaints) < MOST_COMPLAINTS:
            self.complaints.append(Complaint(what, remedy, field=written(place), file=self.file, line=line))


def written(place: Place) -> str:
    """A place in words: list positions count from one.

    >>> written(("probes", 0, "tip"))
    'probes.1.tip'
    """
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def read_bytes(where: Path) -> bytes:
    """Bytes of a case file; raises CaseError with a remedy when it cannot be read."""
    file = str(where)
    try:
        if where.is_dir():
            raise CaseError(
                Complaint("this is a folder, not a case file", "Name the YAML file inside.", file=file)
            )
        if not where.exists():
            raise CaseError(Complaint("there is no such file", "Check the path.", file=file))
        if not where.is_file():
            raise CaseError(Complaint("this is no regular file", "Name a YAML file.", file=file))
        with where.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CaseError(
            Complaint(f"the file cannot be read: {reason}", "Check the path and its permissions.", file=file)
        ) from error
    if len(content) > LARGEST:
        raise CaseError(
            Complaint(
                "the file is larger than 1 MiB",
                "A case file holds a page of text; is this the right file?",
                file=file,
            )
        )
    return content


def read_document(content: bytes, file: str) -> Document:
    """Plain data with lines; raises CaseError when the text is no YAML mapping at all."""
    text = _decoded(content, file)
    reading = _Reading(file)
    for event in _events(text, file):
        _take(reading, event)
    if reading.root is None:
        raise CaseError(Complaint("the file is empty", "Start with 'cryonerve: 1'.", file=file, line=1))
    if not isinstance(reading.root, dict):
        kind = "a list" if isinstance(reading.root, list) else "plain text"
        raise CaseError(
            Complaint(
                f"the file holds {kind}, not keys with values",
                "Start with 'cryonerve: 1'.",
                file=file,
                line=1,
            )
        )
    return Document(reading.root, reading.lines, tuple(reading.complaints))


def _decoded(content: bytes, file: str) -> str:
    if b"\0" in content:
        remedy = "Name a YAML file; if this is one, save it as UTF-8."
        raise CaseError(Complaint("this is a binary file, not text", remedy, file=file))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CaseError(
            Complaint("the text is not UTF-8", "Save the file as UTF-8.", file=file, line=line)
        ) from error


def _events(text: str, file: str) -> Iterator[Any]:
    """Events of the YAML parser; a syntax error becomes a complaint with a caret."""
    from ruamel.yaml import YAML  # noqa: PLC0415  (keeps the package quick to import)
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        raise CaseError(_syntax(error, text, file)) from error
    except YAMLError as error:
        character = f"{getattr(error, 'character', '')}"
        position = getattr(error, "position", 0)
        line = text[: position if isinstance(position, int) else 0].count("\n") + 1
        code = f"character number {character}" if character.isdigit() else "a character"
        raise CaseError(
            Complaint(f"{code} cannot stand in YAML", "Remove it, or save as UTF-8.", file=file, line=line)
        ) from error


def _syntax(error: Any, text: str, file: str) -> Complaint:  # noqa: ANN401
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    shown = lines[line] if line < len(lines) else ""
    problem = str(error.problem or error.context or "not YAML")
    remedy = "Check indentation, colons and quotes on this line and the one before."
    if "\t" in shown[: column + 1]:
        problem, remedy = "a tab cannot indent", "Indent with spaces."
    if len(shown) > 100:
        start = max(0, column - 40)
        shown, column = shown[start : start + 100], column - start
    return Complaint(
        f"this is not YAML: {problem}",
        remedy,
        file=file,
        line=line + 1,
        text=shown.replace("\t", " "),
        caret=(column, column + 1) if shown else None,
    )


def _take(reading: _Reading, event: Any) -> None:  # noqa: ANN401
    kind = type(event).__name__
    if kind in {"StreamStartEvent", "StreamEndEvent", "DocumentEndEvent", "CommentEvent"}:
        return
    line = event.start_mark.line + 1 if event.start_mark else 1
    if kind == "DocumentStartEvent":
        if reading.root is not None:
            raise CaseError(
                Complaint(
                    "a second document starts here", "Keep one case per file.", file=reading.file, line=line
                )
            )
    elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
        reading.stack.pop()
    elif kind == "AliasEvent":
        reading.complain(
            "aliases (*name) are not used in case files", "Write the value out.", line, _here(reading)
        )
        _place(reading, None, line)
    else:
        _check_marks(reading, event, line)
        if kind == "ScalarEvent":
            plain = event.style in (None, "") and (event.tag is None or str(event.tag) != "!")
            _place(reading, event.value, line, resolve=plain)
        else:
            _open(reading, {} if kind == "MappingStartEvent" else [], line)


def _check_marks(reading: _Reading, event: Any, line: int) -> None:  # noqa: ANN401
    if event.anchor:
        reading.complain("anchors (&name) are not used in case files", "Remove it.", line, _here(reading))
    tag = event.tag
    if tag is not None and str(tag) != "!":
        reading.complain(f"tags ({tag}) are not used in case files", "Remove it.", line, _here(reading))


def _open(reading: _Reading, content: dict[str, Any] | list[Any], line: int) -> None:
    top = reading.stack[-1] if reading.stack else None
    if top is not None and isinstance(top.content, dict) and top.key is None:
        raise CaseError(
            Complaint(
                "a list or mapping cannot be a key",
                "Write a plain word before the colon.",
                file=reading.file,
                line=line,
            )
        )
    if len(reading.stack) >= DEEPEST:
        raise CaseError(
            Complaint(
                f"nested deeper than {DEEPEST} levels",
                "A case file is flat; close a bracket.",
                file=reading.file,
                line=line,
            )
        )
    place = _place(reading, content, line)
    reading.stack.append(_Open(place, content))


def _here(reading: _Reading) -> Place:
    if not reading.stack:
        return ()
    top = reading.stack[-1]
    if isinstance(top.content, list):
        return (*top.place, len(top.content))
    return top.place if top.key is None else (*top.place, top.key)


def _place(reading: _Reading, value: Any, line: int, *, resolve: bool = False) -> Place:  # noqa: ANN401
    """Put a value where the parser stands; a mapping takes key and value in turn."""
    place = _here(reading)
    if not reading.stack:
        reading.root = resolved(value) if resolve else value
        reading.lines[place] = line
        return place
    top = reading.stack[-1]
    if isinstance(top.content, list):
        top.content.append(resolved(value) if resolve else value)
        reading.lines[place] = line
    elif top.key is None:
        top.key = str(value)
        place = (*top.place, top.key)
        top.doubled = top.key in top.content
        if top.doubled:
            first = reading.lines[place]
            what = f"'{top.key}' stands twice, first on line {first}"
            reading.complain(what, "Keep one of them.", line, place)
        else:
            reading.lines[place] = line
    else:
        if not top.doubled:
            top.content[top.key] = resolved(value) if resolve else value
        top.key = None
    return place


def resolved(value: str) -> Any:  # noqa: ANN401
    """A plain word of YAML as what it means: nothing, true or false, a number, or text."""
    if value in _NULL:
        return None
    if value in _TRUE_FALSE:
        return _TRUE_FALSE[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    if _NUMBER.fullmatch(value):
        return float(
            value.replace(".inf", "inf")
            .replace(".Inf", "inf")
            .replace(".INF", "inf")
            .replace(".nan", "nan")
            .replace(".NaN", "nan")
            .replace(".NAN", "nan")
        )
    return value
