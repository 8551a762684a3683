"""Reading the TOML tables: text with units becomes `Sourced`; a broken row becomes one clear complaint."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

from cryonerve import units
from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.sources.value import Law, Sourced, Standing

__all__ = ["Row", "read_table"]

HERE = Path(__file__).parent
QUANTITY_KEYS = ("value", "source", "standing", "spread", "bounds", "law", "remark")
NORMAL_95 = 2 * 1.959964  # width of the central 95 % of a normal distribution in standard deviations


@dataclass(frozen=True, slots=True)
class Row:
    """One table of a TOML file that knows where it stands, so that every complaint names file and key."""

    file: str
    path: str
    fields: Mapping[str, Any]

    def complaint(self, key: str, what: str, remedy: str = "") -> InputError:
        """The error for one key of this row, to be raised by the caller."""
        where = ".".join(part for part in (self.path, key) if part)
        return InputError(Complaint(what, remedy, field=where, file=self.file))

    def known(self, *keys: str) -> None:
        """Complain about the first key that this kind of row does not have."""
        for key in self.fields:
            if key not in keys:
                raise self.complaint(key, f"no key is called '{key}' here", nearest(key, keys))

    def text(self, key: str, default: str | None = None) -> str:
        """A required (or defaulted) piece of text."""
        value = self.fields.get(key, default)
        if value is None:
            raise self.complaint(key, "is missing", f'Write {key} = "..."')
        if not isinstance(value, str):
            raise self.complaint(key, f"{value!r} is not text", "Put it in quotation marks.")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Text that is one of a few words."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.complaint(key, f"'{value}' is not known here", nearest(value, allowed))
        return value

    def share(self, key: str) -> float:
        """A bare number from 0 to 1; 0 when it is not written."""
        value = self.fields.get(key, 0.0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
            raise self.complaint(key, f"{value!r} is not a number from 0 to 1")
        return float(value)

    def below(self, key: str) -> Row:
        """The row inside this one."""
        value = self.fields.get(key)
        if value is None:
            raise self.complaint(key, "is missing")
        if not isinstance(value, dict):
            raise self.complaint(key, f"{value!r} is not a table", "Write {value = ..., source = ...}.")
        return Row(self.file, ".".join(part for part in (self.path, key) if part), value)

    def rows(self) -> dict[str, Row]:
        """Every row inside this one by name."""
        return {key: self.below(key) for key in self.fields}

    def quantity(self, key: str, dimension: str) -> float:
        """SI value of a bare quantity without source (validity bounds, ages)."""
        return _parse(self, key, self.text(key), dimension)

    def sourced(self, key: str, dimension: str, *, optional: bool = False) -> Sourced | None:
        """The quantity under `key` with unit, spread, source and standing; None when optional and absent."""
        if optional and key not in self.fields:
            return None
        return _sourced(self.below(key), dimension)

    def needed(self, key: str, dimension: str) -> Sourced:
        """Like `sourced`, for what must be there."""
        return cast(Sourced, self.sourced(key, dimension))

    def per_volume(self, key: str, choices: Mapping[str, float], target: str) -> Sourced:
        """A quantity printed per volume, per mass or otherwise, scaled to `target`'s SI unit.

        `choices` maps each dimension it may be printed in to the factor that leads to `target`'s SI unit.
        """
        row = self.below(key)
        text = row.text("value")
        for dimension, factor in choices.items():
            try:
                units.parse(text, dimension)
            except InputError:
                continue
            read = _sourced(row, dimension)
            relative = read.law == "lognormal"
            return replace(
                read,
                value=read.value * factor,
                unit=units.DIMENSIONS[target],
                spread=read.spread if relative else read.spread * factor,
                bounds=None if read.bounds is None else (read.bounds[0] * factor, read.bounds[1] * factor),
            )
        units_known = ", ".join(units.DIMENSIONS[dimension] for dimension in choices)
        raise row.complaint("value", f"'{text}' is not a quantity of {target}", f"Write it in {units_known}.")


def read_table(name: str, folder: Path = HERE) -> Row:
    """The whole TOML file `name` of the package (or of another folder, in tests)."""
    file = folder / name
    try:
        fields = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(Complaint(f"cannot be read: {error.strerror}", file=name)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Complaint(f"is not TOML: {error}", file=name)) from error
    return Row(name, "", fields)


def _parse(row: Row, key: str, text: str, dimension: str) -> float:
    try:
        return units.parse(text, dimension)
    except InputError as error:
        first = error.complaints[0]
        raise row.complaint(key, first.what, first.remedy) from error


def _sourced(row: Row, dimension: str) -> Sourced:
    row.known(*QUANTITY_KEYS)
    value = _parse(row, "value", row.text("value"), dimension)
    law = cast(Law, row.choice("law", get_args(Law), "normal"))
    bounds = _bounds(row, dimension)
    if bounds is not None and not bounds[0] <= value <= bounds[1]:
        raise row.complaint("bounds", f"the value {row.text('value')} lies outside of '{row.text('bounds')}'")
    if bounds is not None and law in ("lognormal", "loguniform") and bounds[0] <= 0:
        raise row.complaint("bounds", f"a {law} range must lie above zero")
    if bounds is None and law in ("uniform", "loguniform", "triangular"):
        raise row.complaint(
            "bounds", f"is missing: law = '{law}' has hard bounds", 'Write "LOW to HIGH UNIT".'
        )
    spread = _written_spread(row, dimension, law, value)
    if spread is None:
        spread = _spread_of(law, bounds, value) if bounds else 0.0
    source = row.text("source")
    standing = row.choice("standing", get_args(Standing))
    if source == "assumed" and standing not in ("assumed", "unknown"):
        raise row.complaint("standing", f"'{standing}' needs a source", "Name a key of references.bib.")
    return Sourced(
        value=value,
        unit=_unit_of(dimension),
        source=source,
        standing=cast(Standing, standing),
        spread=spread,
        law=law,
        bounds=bounds,
        remark=row.text("remark", ""),
    )


def _unit_of(dimension: str) -> str:
    return units.DIMENSIONS[dimension]


def _bounds(row: Row, dimension: str) -> tuple[float, float] | None:
    """The range "0.40 to 0.58 W/m/K": one unit, written once, or a unit at each end."""
    if "bounds" not in row.fields:
        return None
    text = row.text("bounds")
    low, word, high = (part.strip() for part in text.partition(" to "))
    if not word:
        raise row.complaint("bounds", f"'{text}' is not a range", 'Write "LOW to HIGH UNIT".')
    if low and (low[-1].isdigit() or low[-1] == "."):
        low = f"{low} {high.partition(' ')[2]}".strip()
    ends = _parse(row, "bounds", low, dimension), _parse(row, "bounds", high, dimension)
    if ends[0] > ends[1]:
        raise row.complaint("bounds", f"'{text}' runs downwards", "Write the lower end first.")
    return ends


def _written_spread(row: Row, dimension: str, law: Law, value: float) -> float | None:
    """One standard deviation; "10 %" is relative to the value; lognormal: of ln, a bare number."""
    if "spread" not in row.fields:
        return None
    text = row.text("spread")
    if text.endswith("%"):
        share = _parse(row, "spread", text, "fraction")
        spread = share if law == "lognormal" else share * abs(value)
    elif law == "lognormal":
        spread = _parse(row, "spread", text, "fraction")
    else:
        spread = _parse(
            row, "spread", text, "temperature difference" if dimension == "temperature" else dimension
        )
    if spread < 0:
        raise row.complaint("spread", f"'{text}' is negative")
    return spread


def _spread_of(law: Law, bounds: tuple[float, float], value: float) -> float:
    """Standard deviation that belongs to a range (lognormal: of ln)."""
    low, high = bounds
    if law == "lognormal":
        return math.log(high / low) / NORMAL_95
    if law == "uniform":
        return (high - low) / math.sqrt(12)
    if law == "loguniform":
        ratio = math.log(high / low)
        if ratio == 0:
            return 0.0
        mean = (high - low) / ratio
        return math.sqrt(max(0.0, (high**2 - low**2) / (2 * ratio) - mean**2))
    if law == "triangular":
        return math.sqrt((low**2 + high**2 + value**2 - low * high - low * value - high * value) / 18)
    return (high - low) / NORMAL_95
