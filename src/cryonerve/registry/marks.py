"""Ids of records: random, so that nothing can be read from them, and with a check letter against slips.

The shape is our own on purpose: a hospital number does not fit, so that none can be entered as an id.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from cryonerve.errors import Complaint, InputError

__all__ = ["derived_mark", "is_mark", "new_mark", "read_mark"]

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 letters (a prime); none that is taken for another
RANDOM = 11  # letters: 54 bits; two of a million records alike with a probability of 2e-5
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


def new_mark(letter: str) -> str:
    """A new id of a kind, such as P-K7M3-9QXT-W2A4.

    >>> is_mark(new_mark("P"), "P")
    True
    """
    return _numbered(letter, secrets.randbits(64))


def derived_mark(letter: str, *words: str) -> str:
    """The id that always comes of the same words; one of them has to be a random number of somebody's own.

    >>> derived_mark("P", "0b9e", "1") == derived_mark("P", "0b9e", "1") != derived_mark("P", "0b9e", "2")
    True
    """
    digest = sha256("\n".join((letter, *words)).encode()).digest()
    return _numbered(letter, int.from_bytes(digest[:8], "big"))


def _numbered(letter: str, number: int) -> str:
    digits = []
    for _ in range(RANDOM):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return _spelled(letter, "".join(digits))


def is_mark(text: str, letter: str = "") -> bool:
    """Is this an id, of that kind, without a slip?

    >>> is_mark("P-2222-2222-2223", "P")
    False
    """
    if len(text) != 16 or text[1] != "-" or text[6] != "-" or text[11] != "-":
        return False
    digits = text[2:6] + text[7:11] + text[12:15]
    if not (text[0].isalpha() and text[0].isupper()) or any(digit not in _VALUE for digit in digits):
        return False
    return (not letter or text[0] == letter) and text == _spelled(text[0], digits)


def read_mark(written: str, letter: str = "") -> str:
    """The id that a person wrote, in any case of letters.

    Raises
    ------
    InputError
        It is none, or of another kind; a slip is told from a foreign number.
    """
    mark = written.strip().upper()
    if is_mark(mark, letter):
        return mark
    if is_mark(mark):
        what, remedy = f"'{written}' is a record of another kind", f"Give one that begins with {letter}-."
    elif len(mark) == 16 and mark[1] == "-":
        what, remedy = f"'{written}' has a slip: its check letter does not fit", "Copy it again."
    else:
        what, remedy = f"'{written[:60]}' is no id of this registry", "See: cryonerve record list"
    raise InputError(Complaint(what, remedy))


def _spelled(letter: str, digits: str) -> str:
    """With the check letter, which any one wrong letter and any two exchanged ones change."""
    total = sum(place * _VALUE[digit] for place, digit in enumerate(digits, start=2)) + ord(letter)
    text = digits + ALPHABET[total % len(ALPHABET)]
    return f"{letter}-{text[:4]}-{text[4:8]}-{text[8:]}"
