"""Quantities on the command line: text with a unit, and a complaint that names the option."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from cryonerve.errors import Complaint, InputError, ScanError, nearest
from cryonerve.units import parse, parse_many

if TYPE_CHECKING:
    from cryonerve.scans.scan import Modality
    from cryonerve.scans.sides import Side

__all__ = ["modality_value", "option_value", "place_value", "side_value", "whole_value"]

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


def place_value(option: str, text: str, *, axes: int = 3, unit: str = "") -> tuple[float, ...]:
    """A place in m that was written for an option.

    Parameters
    ----------
    unit : what numbers without one are in; "": a unit must be written.

    Raises
    ------
    InputError
        It is no such number of lengths; says which option.

    Examples
    --------
    >>> place_value("--at", "1 -2 30 mm"), place_value("--near", "5 20", axes=2, unit="mm")
    ((0.001, -0.002, 0.03), (0.005, 0.02))
    """
    if unit and not text.strip()[-1:].isalpha():
        text = f"{text.strip()} {unit}"
    try:
        return parse_many(text, "length", axes)
    except InputError as error:
        raise error.located(field=option) from None


def modality_value(option: str, text: str | None) -> Modality | None:
    """The modality that was written for an option, as a scan writes it; None where nothing was.

    Raises
    ------
    ScanError
        No modality is called so; says which option.

    Examples
    --------
    >>> modality_value("--modality", "mr")
    'MR'
    """
    from cryonerve.scans.scan import Modality

    if text is None:
        return None
    names = {name.lower(): name for name in get_args(Modality)}
    if text.lower() not in names:
        what = f"no modality is called '{text}'"
        raise ScanError(Complaint(what, nearest(text, names.values()), field=option))
    return cast("Modality", names[text.lower()])


def side_value(option: str, text: str | None) -> Side | None:
    """The side of the patient's body that was written for an option; None where nothing was.

    Raises
    ------
    ScanError
        It is no side; says which option.

    Examples
    --------
    >>> side_value("--side", "left")
    'left'
    """
    if text not in (None, "left", "right"):
        raise ScanError(
            Complaint(f"'{text}' is no side", nearest(str(text), ("left", "right")), field=option)
        )
    return cast("Side | None", text)


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
