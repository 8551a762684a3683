"""People's quantities to SI and back: "2 min", "-80 degC", "0.49 W/m/K". Nobody else converts.

A quantity is a number and a unit. The library pint converts, exactly in fractions, and the result is rounded
once, so that "1.3 mm" is the same float as 0.0013 and `exact` can write every float back without loss.
Temperatures stay in degC. The units form a closed list: an unforeseen word is a complaint with a caret, never
a guess; pint sees only words of the list in a shape that was checked before, and no text is evaluated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from cryonerve.errors import Complaint, UnitError

if TYPE_CHECKING:
    from pint import Unit, UnitRegistry

__all__ = ["ABSOLUTE_ZERO", "DAY", "DIMENSIONS", "exact", "parse", "parse_many", "show"]

ABSOLUTE_ZERO = -273.15  # degC
DAY = 86400.0  # s

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
    "speed per temperature": "m/s/K",
    "frequency": "Hz",
    "angle": "deg",
    "fraction": "1",
    "count": "1",
    "number density": "1/m2",
    "conductivity": "W/m/K",
    "volumetric heat capacity": "J/m3/K",
    "specific heat": "J/kg/K",
    "density": "kg/m3",
    "volumetric heat": "J/m3",
    "specific energy": "J/kg",
    "molar energy": "J/mol",
    "volumetric perfusion": "W/m3/K",
    "blood flow": "m3/s/kg",
    "volumetric power": "W/m3",
    "specific power": "W/kg",
    "heat transfer coefficient": "W/m2/K",
    "contact resistance": "m2 K/W",
    "power": "W",
    "voltage": "V",
    "membrane conductance": "S/m2",
    "membrane capacitance": "F/m2",
    "resistivity": "ohm m",
    "rate per voltage": "1/s/V",
    "level": "dB",
    "attenuation": "dB/m",
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
    "angle": "deg (or °)",
    "fraction": "%; a bare number from 0 to 1 also serves",
    "count": "no unit",
    "number density": "1/mm2 or 1/m2",
    "volumetric heat capacity": "MJ/m3/K or J/m3/K",
    "volumetric heat": "MJ/m3 or J/m3",
    "specific heat": "J/kg/K or kJ/kg/K",
    "specific energy": "kJ/kg or J/kg",
    "molar energy": "kJ/mol or J/mol",
    "blood flow": "ml/min/kg",
    "heat transfer coefficient": "W/m2/K or kW/m2/K",
    "voltage": "mV or V",
    "membrane conductance": "S/cm2 or S/m2",
    "membrane capacitance": "uF/cm2 or F/m2",
    "resistivity": "ohm cm or ohm m",
    "rate per voltage": "1/ms/mV or 1/s/V",
    "attenuation": "dB/cm or dB/m",
}


# Every unit that can be written, in pint's form: name = size = symbol = other names; _ stands for no symbol.
DEFINITIONS = """
metre = [length] = m = metres = meter = meters
centimetre = 1e-2 m = cm = centimetres = centimeter = centimeters
millimetre = 1e-3 m = mm = millimetres = millimeter = millimeters
micrometre = 1e-6 m = um = µm = μm = micrometres = micrometer = micrometers
millilitre = 1e-6 m ** 3 = ml = mL
litre = 1e-3 m ** 3 = l = L = litres
second = [time] = s = sec = seconds
millisecond = 1e-3 s = ms
minute = 60 s = min = minutes
hour = 60 min = h = hours
day = 24 h = d = days
week = 7 d = _ = weeks
year = 365.25 d = _ = years
month = year / 12 = _ = months
kilogram = [mass] = kg
gram = 1e-3 kg = g
mole = [substance] = mol
kelvin = [temperature] = K
degC = kelvin; offset: 273.15
joule = kg * m ** 2 / s ** 2 = J
kilojoule = 1e3 J = kJ
megajoule = 1e6 J = MJ
watt = J / s = W = watts
milliwatt = 1e-3 W = mW
kilowatt = 1e3 W = kW
hertz = 1 / s = Hz
kilohertz = 1e3 Hz = kHz
megahertz = 1e6 Hz = MHz
ampere = [current]
volt = W / ampere = V
millivolt = 1e-3 V = mV
siemens = ampere / V = S
ohm = V / ampere
farad = ampere * s / V = F
microfarad = 1e-6 F = uF = µF = μF
percent = 0.01
decibel = [level] = dB
degree = [angle] = deg = ° = degrees
""".strip().splitlines()
CELSIUS = frozenset({"degC", "°C", "℃"})
# words that pint spells otherwise; a degree within a unit is a difference, `_convert` sees to temperatures
SPELT = {"1": "dimensionless", "%": "percent", "mK": "m*K"} | dict.fromkeys(CELSIUS, "delta_degC")
UNITS = frozenset(SPELT).union(*(row.split(" = ")[::2] + row.split(" = ")[3:] for row in DEFINITIONS)) - {"_"}
NUMBER = re.compile(r"[+\-\u2212\u2013]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-\u2212]?[0-9]+)?")
NOT_FINITE = re.compile(r"[+\-\u2212\u2013]?\.?(?:nan|inf|infinity)\b", re.IGNORECASE)
ATOM = re.compile(r"([^\W\d_²³]+|[°℃%][^\W\d_²³]*|1(?![0-9]))(?:\^?([\-\u2212]?[1-9])(?![0-9])|([²³]))?")
IN_BRACKETS = re.compile(r"/\s*\(([^()/]*)\)")
BETWEEN = re.compile(r"\s*([/*·])\s*|\s+")
POWERS = str.maketrans("²³\u2212", "23-")
LAST_UNIT = re.compile(r"\s*[^\W\d_][^,]*$")
SMALLEST = -500  # power of ten of a number that is zero in any unit
LONGEST = 60  # characters of a number, more digits than any float holds; and of a unit


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
    number = float(Fraction(value) / _size(unit)) if math.isfinite(value) else value
    if number and math.isfinite(number) and 1e-4 <= abs(number) < 10 ** max(digits, 6):
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(number))))
        written = f"{number:.{decimals}f}"
        written = written.rstrip("0").rstrip(".") if "." in written else written
    else:
        written = f"{number:.{digits}g}"
    return f"{'0' if written == '-0' else written} {unit}"


@lru_cache(maxsize=4096)
def exact(value: float, *units: str, base: str = "1") -> str:
    """Text in the first of `units` that can hold the value exactly; `parse` gives the same float back.

    `value` is in SI, or in `base`. The last unit must be a decimal multiple of that.

    >>> exact(120.0, "min", "s"), exact(100.0, "min", "s"), exact(0.0013, "mm"), exact(0.1 + 0.2, "m")
    ('2 min', '100 s', '1.3 mm', '0.30000000000000004 m')
    """
    written = Fraction(Decimal(repr(value))) * _size(base)
    for unit in units:
        number = _terminating(written / _size(unit))
        if number is not None and (unit == units[-1] or len(number) <= 8):
            return f"{number} {unit}"
    raise ValueError(f"{value!r} cannot be written exactly in any of {units}")


def _terminating(value: Fraction) -> str | None:
    """Shortest decimal text of a fraction, None when its decimals never end."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return None
    digits = Decimal(int(value * 10**places)).scaleb(-places)
    plain = f"{digits.normalize():f}" if -6 < digits.adjusted() < 16 else f"{digits.normalize():e}"
    return plain


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
            raise _comma(asked, spot)
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


def _comma(asked: _Asked, spot: int) -> UnitError:
    """Of a comma in a number: it parts decimals, or numbers where several are asked for."""
    text, word = asked.text.strip(), asked.text[spot:].split(maxsplit=1)[0]
    what, caret = f"'{word}' has a comma", (spot, spot + len(word))
    if asked.count == 1 and not NUMBER.fullmatch(word.replace(",", ".", 1)):
        return asked.complaint(what, caret)
    remedy = f"Write decimals with a point: {text.replace(',', '.', asked.count)}"
    unit, parts = LAST_UNIT.search(text), LAST_UNIT.sub("", text).replace(",", " ").split()
    if len(parts) == asked.count:
        named = unit[0].strip() if unit else "mm" if asked.dimension == "length" else ""
        remedy = f"Part numbers by spaces: {' '.join([*parts, named]).strip()}"
    return UnitError(Complaint(what, remedy, text=asked.text, caret=caret))


def _convert(number: str, unit: str, asked: _Asked, caret: tuple[int, int]) -> float:
    """One number in SI; exact in decimals, rounded once."""
    if not math.isfinite(float(number)):
        raise asked.complaint(f"'{number}' is too large a number", None)
    wanted = DIMENSIONS.get(asked.dimension, asked.dimension)
    if unit and asked.dimension in {"temperature", "degC"}:
        if unit in CELSIUS:
            return float(number)
        if unit in {"K", "kelvin"}:
            return float(_registry().convert(_fraction(number), "kelvin", "degC"))
        raise asked.complaint(f"'{unit}' is not a unit of temperature", caret)
    written, target = _unit(unit or "1", asked, caret), _unit(wanted, _Asked(wanted, ""), None)
    if written.dimensionality != target.dimensionality:
        what = f"'{asked.text.strip()}' has no unit"
        if unit:
            what = f"'{unit}' is not a unit of {asked.dimension}"
        if asked.dimension == "count":
            what = f"'{unit}' stands where no unit belongs"
        raise asked.complaint(what, caret if unit else None)
    return _rounded(number, _registry().convert(Fraction(1), written, target))


def _rounded(number: str, size: Fraction) -> float:
    """Product of number and size as the nearest float."""
    try:
        return float(_fraction(number) * size)
    except OverflowError:
        return math.inf


def _fraction(number: str) -> Fraction:
    """A written number, zero where no float is so small, as exact arithmetic would not end."""
    return Fraction(number if int(number.lower().partition("e")[2] or 0) > SMALLEST else 0)


def _unit(unit: str, asked: _Asked, caret: tuple[int, int] | None) -> Unit:
    """A written unit: "W/m/K", "kW/m2/K", "W/(m K)", "m2 K/W"."""
    known = _known(unit)
    if known is None:
        raise asked.complaint(f"'{unit}' is not a known unit", caret)
    return known


@lru_cache(maxsize=512)
def _size(unit: str) -> Fraction:
    """How much a unit is in SI, a degree as a difference."""
    size: Fraction = (
        _registry().Quantity(Fraction(1), _unit(unit, _Asked(unit, ""), None)).to_root_units().magnitude
    )
    return size


@cache
def _registry() -> UnitRegistry[Any]:
    """The library with nothing but our definitions, in fractions."""
    from pint import UnitRegistry  # noqa: PLC0415  a tenth of a second that `import cryonerve` must not take

    registry: UnitRegistry[Any] = UnitRegistry(None, non_int_type=Fraction)
    registry.load_definitions(DEFINITIONS)
    return registry


@lru_cache(maxsize=512)
def _known(unit: str) -> Unit | None:
    """The unit of a text, None when its shape or a word of it is not foreseen."""
    spelt = _spelt(unit) if len(unit) <= LONGEST else ""
    return _registry().parse_units(spelt) if spelt else None


def _spelt(unit: str) -> str:
    """A unit in pint's spelling, empty when it is not one of ours.

    What is written without a gap belongs together: "m2K", and so does what stands in brackets below a stroke.

    >>> _spelt("W/m²K"), _spelt("W/(m K)"), _spelt("W m-1"), _spelt("furlong")
    ('(W**1)/(m**2*K**1)', '(W**1)/(m*K**1)', '(W**1)*(m**-1)', '')
    """
    plain = IN_BRACKETS.sub(lambda found: "/" + re.sub(r"[\s*·]+", "", found[1]), unit)
    written = []
    for place, piece in enumerate(BETWEEN.split(plain)):
        if place % 2:  # what stands between two pieces
            written.append("/" if piece == "/" else "*")
            continue
        atoms = ATOM.findall(piece)
        if not piece or ATOM.sub("", piece) or not UNITS.issuperset(name for name, _, _ in atoms):
            return ""
        powers = ((low or high or "1").translate(POWERS) for _, low, high in atoms)
        spelt = (f"{SPELT.get(atom[0], atom[0])}**{power}" for atom, power in zip(atoms, powers, strict=True))
        written.append(f"({'*'.join(spelt)})")
    return "".join(written)
