"""Quantities on the command line: text with a unit, and a complaint that names the option."""

from __future__ import annotations

from cryonerve.errors import Complaint, InputError
from cryonerve.units import parse, parse_many

__all__ = ["option_value", "place_value", "whole_value"]

DIGITS = 9  # of the longest whole number


def option_value(option: str, text: str | None, dimension: str) -> float | None:
    """SI value of what was written for an option; None where nothing was.

    Raises
    ------
    InputError
        It is no quantity of that dimension; says which option.

    Examples
    --------
    >>> option_value("--at", "2 min", "time")
    120.0
    """
    try:
        return None if text is None else parse(text, dimension)
    except InputError as error:
        raise error.located(field=option) from None


def place_value(option: str, text: str) -> tuple[float, float, float]:
    """A place in m that was written for an option.

    Raises
    ------
    InputError
        It is no three lengths; says which option.

    Examples
    --------
    >>> place_value("--at", "1 -2 30 mm")
    (0.001, -0.002, 0.03)
    """
    try:
        x, y, z = parse_many(text, "length", 3)
    except InputError as error:
        raise error.located(field=option) from None
    return x, y, z


def whole_value(option: str, text: str) -> int:
    """A whole number that was written for an option.

    Raises
    ------
    InputError
        It is none; says which option.

    Examples
    --------
    >>> whole_value("--members", " 60")
    60
    """
    bare = text.strip()
    if not bare.isdecimal() or len(bare) > DIGITS:
        what = f"'{bare[:40]}' is no whole number"
        raise InputError(Complaint(what, "Write digits alone, such as 100.", field=option))
    return int(bare)
