"""What the command line says: to stdout and stderr, whatever the terminal can or cannot show."""

from __future__ import annotations

import codecs
import json
import math
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from cryonerve.errors import CryonerveError

__all__ = [
    "RESEARCH_ONLY",
    "UnwrittenError",
    "columns",
    "complain",
    "finite",
    "flush",
    "prepare_streams",
    "say",
    "say_json",
    "wrapped",
]


RESEARCH_ONLY = "Research use only, no medical device."  # below every answer, and on the screen


class UnwrittenError(CryonerveError):
    """What was said could not be written, for example to a full disk."""


_PLAIN = {
    "°": "deg ",
    "µ": "u",
    "±": "+-",
    "–": "-",
    "—": "-",
    "×": "x",
    "≥": ">=",
    "≤": "<=",
    "²": "2",
    "³": "3",
}


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: write what the terminal cannot show in letters it can."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_PLAIN.get(letter, "?") for letter in text), error.end


def prepare_streams() -> None:
    """Let stdout and stderr accept every letter; "°C" becomes "deg C" where the terminal knows ASCII only."""
    codecs.register_error("cryonerve", _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="cryonerve")


def _silence(stream: TextIO) -> None:
    """Point a stream nobody reads any more at nothing, so that closing it cannot fail again."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError):
        pass


@contextmanager
def _outlived(stream: TextIO) -> Iterator[None]:
    """Survive a stream that fails in the block: it is silent from then on.

    Raises
    ------
    UnwrittenError
        Unless it was a reader that has gone away (`| head`), which is no error.
    """
    try:
        yield
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        raise UnwrittenError(f"the answer could not be written: {error.strerror or error}") from error


def _write(stream: TextIO | None, text: str) -> None:
    """Write a line; a closed stream is no error."""
    if stream is None or stream.closed:
        return
    with _outlived(stream):
        stream.write(text + "\n")


def say(text: str = "") -> None:
    """One piece of text to stdout."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """One piece of text to stderr."""
    flush()
    _write(sys.stderr, text)


def flush() -> None:
    """Hand over what was said; UnwrittenError where it cannot be written, silence on a broken pipe."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None or stream.closed:
            continue
        with _outlived(stream):
            stream.flush()


def finite(value: object) -> object:
    """The same tree with null for every number that JSON does not know (NaN, infinities)."""
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def say_json(value: object) -> None:
    """One JSON document to stdout, in ASCII, numbers that are not finite as null."""
    say(json.dumps(finite(value), indent=2, default=_plain))


def _plain(value: object) -> object:
    """NumPy scalars and arrays, and what prints well as text."""
    for convert in ("tolist", "item"):
        method = getattr(value, convert, None)
        if callable(method):
            return finite(method())
    return str(value)


def _width() -> int:
    """Columns a line may use."""
    return min(max(shutil.get_terminal_size((100, 24)).columns, 60), 120)


def wrapped(text: str, indent: int = 0) -> str:
    """Text broken at the terminal's width, every line indented.

    >>> wrapped("short", indent=2)
    '  short'
    """
    margin = " " * indent
    filled = textwrap.fill(
        text, _width(), initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False
    )
    return filled or margin


def columns(rows: Iterable[Sequence[str]], *, indent: int = 2) -> str:
    """Rows of cells as aligned text, without a trailing blank.

    >>> print(columns([["a", "1"], ["long", "2"]], indent=0))
    a     1
    long  2
    """
    table = [list(row) for row in rows]
    if not table:
        return ""
    widths = [
        max(len(row[place]) for row in table if place < len(row)) for place in range(max(map(len, table)))
    ]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) for row in table)
    return "\n".join(" " * indent + line.rstrip() for line in lines)
