"""People's quantities to SI and back: "2 min", "-80 degC", "0.49 W/m/K". Nobody else converts.

A quantity is a number and a unit. Conversion is exact in decimals and rounded once, so that "1.3 mm" is the
same float as 0.0013 and `exact` can write every float back without loss. Temperatures stay in degC. The units
form a closed table: an unforeseen word is a complaint with a caret, never a guess, and no text is evaluated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cryonerve.errors import Complaint, UnitError

__all__ = ["DIMENSIONS", "exact", "parse", "parse_many", "show"]

Powers = tuple[int, int, int, int]  # of metre, second, kilogram, kelvin
Factor = tuple[Fraction, Powers]

NOTHING: Powers = (0, 0, 0, 0)
ABSOLUTE_ZERO = Fraction(-27315, 100)  # degC

# dimension -> the unit of the numbers that `parse` returns
DIMENSIONS: Mapping[str, str] = {
    "length": "m",
    "area": "m2",
    "volume": "m3",
    "time": "s",
    "age": "year",
    "temperature": "degC",
    "temperature difference": "K",
    "speed": "m/s",
    "frequency": "Hz",
    "fraction": "1",
    "count": "1",
    "conductivity": "W/m/K",
    "volumetric heat capacity": "J/m3/K",
    "specific heat": "J/kg/K",
    "density": "kg/m3",
    "volumetric heat": "J/m3",
    "specific energy": "J/kg",
    "volumetric perfusion": "W/m3/K",
    "blood flow": "m3/s/kg",
    "volumetric power": "W/m3",
    "specific power": "W/kg",
    "heat transfer coefficient": "W/m2/K",
    "contact resistance": "m2 K/W",
    "power": "W",
}
# what a complaint offers where people do not write the SI unit
OFFERED: Mapping[str, str] = {
    "length": "mm, cm, m or um",
    "area": "mm2, cm2 or m2",
    "volume": "mm3, cm3 or m3",
    "time": "s, min, h, days, weeks, months or years",
    "age": "years, months, weeks or days",
    "temperature": "degC (or °C)",
    "temperature difference": "K or degC",
    "speed": "mm/day, mm/s or m/s",
    "frequency": "MHz, kHz or Hz",
    "fraction": "%; a bare number from 0 to 1 also serves",
    "count": "no unit",
    "volumetric heat capacity": "MJ/m3/K or J/m3/K",
    "volumetric heat": "MJ/m3 or J/m3",
    "specific heat": "J/kg/K or kJ/kg/K",
    "specific energy": "kJ/kg or J/kg",
    "blood flow": "ml/min/kg",
    "heat transfer coefficient": "W/m2/K or kW/m2/K",
}


def _table() -> dict[str, Factor]:
    """Every unit that can be written, with its size in SI and its powers of m, s, kg, K."""
    metre, second, kilogram, kelvin = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)
    joule, watt, hertz = (2, -2, 1, 0), (2, -3, 1, 0), (0, -1, 0, 0)
    day = Fraction(86400)
    year = day * Fraction(36525, 100)
    rows: list[tuple[str, Fraction, Powers]] = [
        ("1", Fraction(1), NOTHING),
        ("% percent", Fraction(1, 100), NOTHING),
        ("m metre metres meter meters", Fraction(1), metre),
        ("cm centimetre centimetres centimeter centimeters", Fraction(1, 100), metre),
        ("mm millimetre millimetres millimeter millimeters", Fraction(1, 1000), metre),
        ("um µm μm micrometre micrometres micrometer micrometers", Fraction(1, 10**6), metre),
        ("ms", Fraction(1, 1000), second),
        ("s sec second seconds", Fraction(1), second),
        ("min minute minutes", Fraction(60), second),
        ("h hour hours", Fraction(3600), second),
        ("d day days", day, second),
        ("week weeks", 7 * day, second),
        ("month months", year / 12, second),
        ("year years", year, second),
        ("ml mL", Fraction(1, 10**6), (3, 0, 0, 0)),
        ("l L litre litres", Fraction(1, 1000), (3, 0, 0, 0)),
        ("g", Fraction(1, 1000), kilogram),
        ("kg", Fraction(1), kilogram),
        ("K kelvin degC °C ℃", Fraction(1), kelvin),
        ("J", Fraction(1), joule),
        ("kJ", Fraction(10**3), joule),
        ("MJ", Fraction(10**6), joule),
        ("mW", Fraction(1, 1000), watt),
        ("W watt watts", Fraction(1), watt),
        ("kW", Fraction(10**3), watt),
        ("Hz", Fraction(1), hertz),
        ("kHz", Fraction(10**3), hertz),
        ("MHz", Fraction(10**6), hertz),
    ]
    return {name: (size, powers) for names, size, powers in rows for name in names.split()}


UNITS = _table()
CELSIUS = frozenset({"degC", "°C", "℃"})
NUMBER = re.compile(r"[+\-\u2212\u2013]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-\u2212]?[0-9]+)?")
NOT_FINITE = re.compile(r"[+\-\u2212\u2013]?\.?(?:nan|inf|infinity)\b", re.IGNORECASE)
ATOM = re.compile(r"([^\W\d_²³]+|[°℃%][^\W\d_²³]*|1(?![0-9]))(?:\^?([\-\u2212]?[0-9])(?![0-9])|([²³]))?")
SUPERSCRIPT = {"²": 2, "³": 3}
JUXTAPOSED = {"mK": ("m", "K")}  # the one pair of letters people write without a gap: "W/mK"
LONGEST = 60  # characters of a number; more digits than any float holds


@dataclass(frozen=True, slots=True)
class _Asked:
    """A person's text and what is wanted of it."""

    text: str
    dimension: str
    count: int = 1

    def complaint(self, what: str, caret: tuple[int, int] | None) -> UnitError:
        """A complaint that says which units would be right."""
        units = OFFERED.get(self.dimension, DIMENSIONS.get(self.dimension, self.dimension))
        remedy = f"Write a number and a unit of {self.dimension}: {units}." if self.dimension else ""
        if self.count == 3:
            remedy = f"Write it like {'0 0 1' if self.dimension == 'count' else '0 0 4 mm'}."
        return UnitError(Complaint(what, remedy, text=self.text, caret=caret))


def parse(text: str, dimension: str) -> float:
    """SI value of a written quantity; temperatures in degC, ages in years.

    Parameters
    ----------
    text : number and unit, "2 min". Fractions may be written bare: "0.6" or "60 %".
    dimension : a word of `DIMENSIONS` ("length") or the unit in which the number is wanted ("W/m/K").

    Raises
    ------
    UnitError
        When there is no unit, a unit of another kind, or no finite number; with a caret under the culprit.

    Examples
    --------
    >>> parse("1.3 mm", "length"), parse("2 min", "time"), parse("\u221280 °C", "temperature")
    (0.0013, 120.0, -80.0)
    >>> parse("80 %", "fraction"), parse("10 years", "age"), parse("3.8 MJ/m3/K", "J/m3/K")
    (0.8, 10.0, 3800000.0)
    """
    return parse_many(text, dimension, 1)[0]


def parse_many(text: str, dimension: str, count: int) -> tuple[float, ...]:
    """SI values of `count` numbers that share one unit, written once at the end.

    >>> parse_many("0 0 4 mm", "length", 3)
    (0.0, 0.0, 0.004)
    """
    asked = _Asked(text, dimension, count)
    numbers, spot = _numbers(asked)
    unit = text[spot:].strip()
    start = len(text) - len(text[spot:].lstrip())
    caret = (start, start + len(unit))
    if not unit and dimension not in {"fraction", "count", "1"}:
        raise asked.complaint(f"'{text.strip()}' has no unit", None)
    values = tuple(_convert(number, unit, asked, caret) for number in numbers)
    if not all(math.isfinite(value) for value in values):
        raise asked.complaint(f"'{text.strip()}' is too large a number", None)
    return values


def show(value: float, unit: str, digits: int = 3) -> str:
    """People's text of an SI value, rounded to `digits` significant digits.

    >>> show(1.3e-3, "mm"), show(120.0, "min"), show(-80.04, "degC"), show(0.8, "%")
    ('1.3 mm', '2 min', '-80 degC', '80 %')
    """
    number = float(_in_unit(value, unit)) if math.isfinite(value) else value
    if number and math.isfinite(number) and 1e-4 <= abs(number) < 10 ** max(digits, 6):
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(number))))
        written = f"{number:.{decimals}f}"
        written = written.rstrip("0").rstrip(".") if "." in written else written
    else:
        written = f"{number:.{digits}g}"
    return f"{'0' if written == '-0' else written} {unit}"


def exact(value: float, *units: str, base: str = "1") -> str:
    """Text in the first of `units` that can hold the value exactly; `parse` gives the same float back.

    `value` is in SI, or in `base`. The last unit must be a decimal multiple of that.

    >>> exact(120.0, "min", "s"), exact(100.0, "min", "s"), exact(0.0013, "mm"), exact(0.1 + 0.2, "m")
    ('2 min', '100 s', '1.3 mm', '0.30000000000000004 m')
    """
    written = Fraction(Decimal(repr(value))) * _unit(base, _Asked(base, ""), None)[0]
    for unit in units:
        number = _terminating(written / _unit(unit, _Asked(unit, ""), None)[0])
        if number is not None and (unit == units[-1] or len(number) <= 8):
            return f"{number} {unit}"
    raise ValueError(f"{value!r} cannot be written exactly in any of {units}")


def _terminating(value: Fraction) -> str | None:
    """Shortest decimal text of a fraction, None when its decimals never end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return None
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = Decimal(int(value * 10**places)).scaleb(-places)
    plain = f"{digits.normalize():f}" if -6 < digits.adjusted() < 16 else f"{digits.normalize():e}"
    return plain


def _in_unit(value: float, unit: str) -> Fraction:
    size, _ = _unit(unit, _Asked(unit, ""), None)
    return Fraction(value) / size


def _numbers(asked: _Asked) -> tuple[tuple[str, ...], int]:
    """The leading numbers of a text and where the unit starts."""
    text = asked.text
    numbers: list[str] = []
    spot = 0
    for _ in range(asked.count):
        spot += len(text[spot:]) - len(text[spot:].lstrip())
        found = NUMBER.match(text, spot)
        if not found:
            raise _no_number(asked, spot, len(numbers))
        if text[found.end() : found.end() + 1] == ",":
            raise _comma(text, spot)
        if len(found.group()) > LONGEST:
            raise UnitError(
                Complaint("a number with too many digits", f"Write at most {LONGEST} characters.")
            )
        numbers.append(found.group().replace("\u2212", "-").replace("\u2013", "-"))
        spot = found.end()
    return tuple(numbers), spot


def _no_number(asked: _Asked, spot: int, found: int) -> UnitError:
    text, count = asked.text, asked.count
    word = (text[spot:].split(maxsplit=1) or [""])[0]
    caret = (spot, spot + max(1, len(word)))
    if NOT_FINITE.match(text, spot):
        return asked.complaint(f"'{word}' is not a finite number", caret)
    if count == 1:
        what = f"'{text.strip()}' does not start with a number" if text.strip() else "the quantity is empty"
        return asked.complaint(what, caret if text.strip() else None)
    needed = f"{count} numbers" + ("" if asked.dimension == "count" else " and one unit")
    what = f"{needed} are needed, found {found} number{'' if found == 1 else 's'}"
    return asked.complaint(what, caret if word else None)


def _comma(text: str, spot: int) -> UnitError:
    word = text[spot:].split(maxsplit=1)[0]
    return UnitError(
        Complaint(
            f"'{word}' has a comma",
            f"Write decimals with a point: {text.strip().replace(',', '.', 1)}",
            text=text,
            caret=(spot, spot + len(word)),
        )
    )


def _convert(number: str, unit: str, asked: _Asked, caret: tuple[int, int]) -> float:
    """One number in SI; exact in decimals, rounded once."""
    if not math.isfinite(float(number)):
        raise asked.complaint(f"'{number}' is too large a number", None)
    wanted = DIMENSIONS.get(asked.dimension, asked.dimension)
    if unit and asked.dimension in {"temperature", "degC"}:
        if unit in CELSIUS:
            return float(number)
        if unit in {"K", "kelvin"}:
            return float(Fraction(number) + ABSOLUTE_ZERO) if float(number) else float(ABSOLUTE_ZERO)
        raise asked.complaint(f"'{unit}' is not a unit of temperature", caret)
    size, powers = _unit(unit or "1", asked, caret)
    target, target_powers = _unit(wanted, _Asked(wanted, ""), None)
    if powers != target_powers:
        what = f"'{asked.text.strip()}' has no unit"
        if unit:
            what = f"'{unit}' is not a unit of {asked.dimension}"
        if asked.dimension == "count":
            what = f"'{unit}' stands where no unit belongs"
        raise asked.complaint(what, caret if unit else None)
    return _rounded(number, size / target)


def _rounded(number: str, size: Fraction) -> float:
    """Product of number and size as the nearest float; a number too small for a float is zero."""
    if float(number) == 0:  # also "1e-999999999", which must not reach exact arithmetic
        return 0.0
    try:
        return float(Fraction(number) * size)
    except OverflowError:
        return math.inf


def _unit(unit: str, asked: _Asked, caret: tuple[int, int] | None) -> Factor:
    """Size and powers of a written unit: "W/m/K", "kW/m2/K", "W/(m K)", "m2 K/W"."""
    size, powers = Fraction(1), NOTHING
    plain = re.sub(r"/\s*\(([^()/]*)\)", lambda group: "/" + re.sub(r"[\s*·]+", "", group[1]), unit)
    for place, part in enumerate(re.split(r"\s*/\s*", plain)):
        for order, piece in enumerate(re.split(r"\s*[*·]\s*|\s+", part)):
            factor = _group(piece)
            if factor is None:
                raise asked.complaint(f"'{unit}' is not a known unit", caret)
            sign = -1 if place and order == 0 else 1
            size = size * factor[0] ** sign
            powers = _add(powers, factor[1], sign)
    return size, powers


def _group(piece: str) -> Factor | None:
    """Units written without a gap belong together: "m2K"; None when one is not known."""
    size, powers, spot = Fraction(1), NOTHING, 0
    while spot < len(piece):
        found = ATOM.match(piece, spot)
        if found is None:
            return None
        names = JUXTAPOSED.get(found[1], (found[1],))
        if not all(name in UNITS for name in names):
            return None
        power = SUPERSCRIPT[found[3]] if found[3] else int((found[2] or "1").replace("\u2212", "-"))
        for order, name in enumerate(names):
            this = power if order == len(names) - 1 else 1
            size *= UNITS[name][0] ** this
            powers = _add(powers, UNITS[name][1], this)
        spot = found.end()
    return (size, powers) if piece else None


def _add(left: Powers, right: Powers, sign: int) -> Powers:
    a, b, c, d = (one + sign * other for one, other in zip(left, right, strict=True))
    return a, b, c, d
