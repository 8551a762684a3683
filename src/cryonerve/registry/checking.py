"""Values of a record at the door: read by their type, refused with field and remedy, never guessed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from cryonerve.case.identifiers import identifiers_in, spoken
from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.registry.kinds import Field, Kind, kinds
from cryonerve.registry.marks import read_mark

__all__ = ["DIGEST_OF", "UNSTORED", "checked", "digest_of", "given_away"]

LONGEST_WORD = 80
LONGEST_TEXT = 20_000
LONGEST_DOCUMENT = 20_000_000
FREE = {"word", "text", "document", "json"}  # looked through for identifiers
DIGEST_OF = {  # made from the document where it is left out
    "case_digest": "case_file",
    "plan_digest": "plan_file",
    "log_digest": "console_log",
    "summary_digest": "summary_file",
}
_WORD = re.compile(r"[\w][\w .,+/()%:-]*", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INTEGER = re.compile(r"[-+]?\d{1,9}(?:\.0+)?")
UNSTORED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_UNSTORED_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FORMULA = "=+-@\t"  # a spreadsheet would take such a cell for a formula
_TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class _RefusedError(Exception):
    """A value that cannot be accepted: what is wrong, and the remedy."""


def checked(kind: Kind, raw: Mapping[str, object]) -> tuple[dict[str, object], list[Complaint]]:
    """Values as they are stored, and everything that is wrong with what was written.

    Parameters
    ----------
    raw : by field; text as in a CSV cell, or values as in YAML and JSON. Empty text and None are left out.

    Examples
    --------
    >>> from cryonerve.registry.kinds import kind_of
    >>> values, wrong = checked(kind_of("measurement"), {"instrument": "vas", "day": "7", "score": "1"})
    >>> values["score"], wrong
    (1.0, [])
    """
    values: dict[str, object] = {}
    wrong: list[Complaint] = []
    for name in raw:
        if name not in kind.fields:
            what = f"a {kind.name} has no field '{name}'"
            wrong.append(Complaint(what, nearest(str(name), kind.fields), field=str(name)))
    for name, field in kind.fields.items():
        written = raw.get(name)
        if written is None or (isinstance(written, str) and not written.strip()):
            if field.wanted:
                wrong.append(Complaint("this is missing", f"Give it: {field.meaning}.", field=name))
            continue
        try:
            values[name] = _READERS[field.type](field, written)
        except _RefusedError as error:
            what, remedy = error.args
            wrong.append(Complaint(what, remedy, field=name, text=_shown(written)))
    if not wrong:
        wrong += _with_digests(kind, values)
    return values, wrong


def given_away(kind: Kind, values: Mapping[str, object]) -> Iterator[Complaint]:
    """Complaints about everything in the free text of a record that may say who somebody is."""
    for name, value in values.items():
        if kind.fields[name].type in FREE and not (kind.name == "user" and name == "name"):
            for hit in identifiers_in(str(value)):
                yield spoken(hit, field=name)


def digest_of(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def _shown(written: object) -> str:
    """The person's own words, on one line."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(written)[:80])


def _with_digests(kind: Kind, values: dict[str, object]) -> Iterator[Complaint]:
    """Fill in digests of documents, and hold those that were given against them."""
    for name, document in DIGEST_OF.items():
        if name in kind.fields and document in kind.fields and document in values:
            made = digest_of(str(values[document]))
            if values.setdefault(name, made) != made:
                what = f"this is not the SHA-256 of {document}"
                yield Complaint(what, "Leave it out: it is made.", field=name, text=str(values[name]))


def _text_of(written: object, longest: int, *, lines: bool = False) -> str:
    if not isinstance(written, str):
        if isinstance(written, bool) or not isinstance(written, int | float):
            raise _RefusedError("this is no text", "Write one value.")
        written = f"{written}"
    if len(written) > longest:
        raise _RefusedError(f"this is longer than {longest} letters", "Shorten it.")
    found = (_UNSTORED_IN_LINES if lines else UNSTORED).search(written)
    if found:
        raise _RefusedError(f"a character (number {ord(found.group())}) cannot be stored", "Remove it.")
    return written


def _code(field: Field, written: object) -> str:
    text = _text_of(written, LONGEST_WORD).strip()
    if text not in field.choices:
        raise _RefusedError(f"'{text}' is not one of the choices", nearest(text, field.choices))
    return text


def _word(_: Field, written: object) -> str:
    text = _text_of(written, LONGEST_WORD).strip()
    if not _WORD.fullmatch(text):
        raise _RefusedError(
            "this is no short name", "Use letters, digits, blanks and . , + - / ( ) % : only."
        )
    return text


def _text(_: Field, written: object) -> str:
    text = _text_of(written, LONGEST_TEXT, lines=True).replace("\r\n", "\n").strip()
    if text[0] in _FORMULA:
        raise _RefusedError(
            f"a text that begins with '{text[0]}' is a formula to a spreadsheet", "Begin with a word."
        )
    return text


def _document(_: Field, written: object) -> str:
    text = written.replace("\r\n", "\n") if isinstance(written, str) else written
    return _text_of(text, LONGEST_DOCUMENT, lines=True)


def _json(_: Field, written: object) -> str:
    """Canonical JSON, so that the same answers are the same text."""
    try:
        value = json.loads(written) if isinstance(written, str) else written
        if not isinstance(value, dict | list):
            raise _RefusedError("this is no list and no mapping", 'Write JSON, such as {"item-1": 3}.')
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        raise _RefusedError("this is not JSON", 'Write JSON, such as {"item-1": 3}.') from None
    return _text_of(text, LONGEST_TEXT)


def _number(field: Field, written: object) -> float:
    if isinstance(written, str):
        text = written.strip()
        if "," in text:
            raise _RefusedError("a number with a comma", "Write a decimal point.")
        try:
            number = float(text) if re.fullmatch(r"[-+.\deE]+", text) else math.nan
        except ValueError:
            number = math.nan
    elif isinstance(written, int | float) and not isinstance(written, bool):
        number = float(written) if abs(written) < 1e300 else math.inf
    else:
        number = math.nan
    if not math.isfinite(number):
        unit = f" of {field.unit}" if field.unit else ""
        raise _RefusedError("this is no number", f"Write a number{unit}, without the unit.")
    _within(field, number)
    return number + 0.0  # minus zero becomes zero, which SQLite does not tell apart


def _integer(field: Field, written: object) -> int:
    text = str(written).strip()
    if isinstance(written, bool) or not _INTEGER.fullmatch(text):
        unit = f" of {field.unit}" if field.unit else ""
        raise _RefusedError("this is no whole number", f"Write a whole number{unit}.")
    number = int(float(text))
    _within(field, number)
    return number


def _within(field: Field, number: float) -> None:
    low, high = field.min, field.max
    if (low is not None and number < low) or (high is not None and number > high):
        raise _RefusedError(f"{number:g} lies outside of {low:g} to {high:g}", f"It is: {field.meaning}.")


def _flag(_: Field, written: object) -> bool:
    text = str(written).strip().lower()
    if text not in _TRUTHS:
        raise _RefusedError("this is neither yes nor no", "Write yes or no.")
    return _TRUTHS[text]


def _digest(_: Field, written: object) -> str:
    text = _text_of(written, LONGEST_WORD).strip().lower()
    if not _DIGEST.fullmatch(text):
        raise _RefusedError("this is no SHA-256", "Leave it out where the document is given: it is made.")
    return text


def _reference(field: Field, written: object) -> str:
    try:
        return read_mark(_text_of(written, LONGEST_WORD), kinds()[field.to].letter)
    except InputError as error:
        raise _RefusedError(error.complaints[0].what, error.complaints[0].remedy) from None


_READERS: Mapping[str, Callable[[Field, Any], object]] = {
    "code": _code,
    "word": _word,
    "text": _text,
    "document": _document,
    "json": _json,
    "number": _number,
    "integer": _integer,
    "flag": _flag,
    "digest": _digest,
    "reference": _reference,
}
