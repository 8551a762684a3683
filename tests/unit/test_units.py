"""Quantities to SI and back, exactly; every other text is a complaint with a caret."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.errors import UnitError
from cryonerve.units import DIMENSIONS, OFFERED, UNITS, exact, parse, parse_many, show

READ = [
    ("2 min", "time", 120.0),
    ("90s", "time", 90.0),
    ("1.5 h", "time", 5400.0),
    ("7 days", "time", 604800.0),
    ("-80 degC", "temperature", -80.0),
    ("-80 °C", "temperature", -80.0),
    ("\u221280 °C", "temperature", -80.0),
    ("\u201380°C", "temperature", -80.0),
    ("310 K", "temperature", 36.85),
    ("2 degC", "temperature difference", 2.0),
    ("1.3 mm", "length", 0.0013),
    ("  .5 cm ", "length", 0.005),
    ("400 µm", "length", 0.0004),
    ("16.3 mm2", "area", 16.3e-6),
    ("0.49 W/m/K", "conductivity", 0.49),
    ("0.49 W/mK", "conductivity", 0.49),
    ("0.49 W/(m K)", "conductivity", 0.49),
    ("0.49 W/(m·K)", "conductivity", 0.49),
    ("0.49 W m-1 K-1", "conductivity", 0.49),
    ("3.8 MJ/m3/K", "volumetric heat capacity", 3.8e6),
    ("3.8 MJ/m³/K", "volumetric heat capacity", 3.8e6),
    ("10 kW/m2/K", "heat transfer coefficient", 1e4),
    ("10 kW/m^2/K", "heat transfer coefficient", 1e4),
    ("1e-4 m2K/W", "contact resistance", 1e-4),
    ("1e-4 m2 K/W", "contact resistance", 1e-4),
    ("80 %", "fraction", 0.8),
    ("0.8", "fraction", 0.8),
    ("12 MHz", "frequency", 12e6),
    ("10 years", "age", 10.0),
    ("18 months", "age", 1.5),
    ("60 ml/min/kg", "blood flow", 1e-6),
    ("1 mm/day", "speed", 1e-3 / 86400),
    ("5 mm", "m", 0.005),
    ("1e-999999999 mm", "length", 0.0),
    ("1e-999999999 K", "temperature", -273.15),
    ("273.16 K", "temperature", 0.01),
    ("5e-330 MJ/m3", "volumetric heat", 5e-324),
    ("10 W/m2/degC", "heat transfer coefficient", 10.0),
]


@pytest.mark.parametrize(("text", "dimension", "value"), READ, ids=[row[0] for row in READ])
def test_reads(text: str, dimension: str, value: float) -> None:
    assert parse(text, dimension) == value


REFUSED = [
    ("2", "time", "'2' has no unit", None),
    ("2 parsecs", "time", "'parsecs' is not a known unit", "parsecs"),
    ("3 s", "length", "'s' is not a unit of length", "s"),
    ("1,3 mm", "length", "'1,3' has a comma", "1,3"),
    ("1.3,4 mm", "length", "'1.3,4' has a comma", "1.3,4"),
    ("nan mm", "length", "'nan' is not a finite number", "nan"),
    ("-inf s", "time", "'-inf' is not a finite number", "-inf"),
    ("1e400 mm", "length", "'1e400' is too large a number", None),
    ("1e308 MJ/m3", "volumetric heat", "'1e308 MJ/m3' is too large a number", None),
    ("", "length", "the quantity is empty", None),
    ("mm", "length", "'mm' does not start with a number", "mm"),
    ("-80 C", "temperature", "'C' is not a unit of temperature", "C"),
    ("-80 F", "temperature", "'F' is not a unit of temperature", "F"),
    ("0.49 W/m K", "conductivity", "'W/m K' is not a unit of conductivity", "W/m K"),
    ("5 mm/", "length", "'mm/' is not a known unit", "mm/"),
    ("5 m10000", "length", "'m10000' is not a known unit", "m10000"),
    ("٣ mm", "length", "'٣ mm' does not start with a number", "٣"),
    ("1_000 mm", "length", "'_000 mm' is not a known unit", "_000 mm"),
    ("5 inch", "length", "'inch' is not a known unit", "inch"),
    ("5 mms", "length", "'mms' is not a known unit", "mms"),
    ("5 kmm", "length", "'kmm' is not a known unit", "kmm"),
    ("5 m**2", "area", "'m**2' is not a known unit", "m**2"),
    ("5 m0", "fraction", "'m0' is not a known unit", "m0"),
    ("5 delta_degC", "temperature difference", "'delta_degC' is not a known unit", "delta_degC"),
    ("5 " + "m " * 31 + "m", "length", f"'{'m ' * 31}m' is not a known unit", "m " * 31 + "m"),
    ("5 mm", "count", "'mm' stands where no unit belongs", "mm"),
]


@pytest.mark.parametrize(("text", "dimension", "what", "marked"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refuses(text: str, dimension: str, what: str, marked: str | None) -> None:
    with pytest.raises(UnitError) as caught:
        parse(text, dimension)
    (complaint,) = caught.value.complaints
    assert complaint.what == what
    assert complaint.remedy
    assert (complaint.text[slice(*complaint.caret)] if complaint.caret else None) == marked


def test_a_remedy_names_the_units() -> None:
    with pytest.raises(
        UnitError, match=r"Write a number and a unit of time: s, min, h, days, weeks, months or years."
    ):
        parse("2 parsecs", "time")


def test_a_comma_is_mended_in_the_remedy() -> None:
    with pytest.raises(UnitError, match=r"Write decimals with a point: 1.3 mm"):
        parse("1,3 mm", "length")


def test_points() -> None:
    assert parse_many("0 0 4 mm", "length", 3) == (0.0, 0.0, 0.004)
    assert parse_many("-1 2.5e1 0 mm", "length", 3) == (-0.001, 0.025, 0.0)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("0 0 mm", "3 numbers and one unit are needed, found 2 numbers"),
        ("mm", "3 numbers and one unit are needed, found 0 numbers"),
        ("0 0 4", "'0 0 4' has no unit"),
        ("0,5 0 0 mm", "'0,5' has a comma"),
        ("1 2 3 4 mm", "'4 mm' is not a known unit"),
    ],
)
def test_points_refused(text: str, what: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_many(text, "length", 3)
    assert caught.value.complaints[0].what == what


@pytest.mark.parametrize(
    ("text", "dimension", "count", "remedy"),
    [
        ("0,5 0 0,25 mm", "length", 3, "Write decimals with a point: 0.5 0 0.25 mm"),
        ("-60,-60,400", "length", 3, "Part numbers by spaces: -60 -60 400 mm"),
        ("-60, -60, 400 cm", "length", 3, "Part numbers by spaces: -60 -60 400 cm"),
        ("0,-0.8,0.6", "count", 3, "Part numbers by spaces: 0 -0.8 0.6"),
        ("1,3 mm", "length", 1, "Write decimals with a point: 1.3 mm"),
        ("-60,-60,400", "length", 1, "Write a number and a unit of length: mm, cm, m or um."),
    ],
)
def test_what_is_advised_for_a_comma_can_be_read(text: str, dimension: str, count: int, remedy: str) -> None:
    """Three numbers parted by commas were told to be "-60.-60,400"."""
    with pytest.raises(UnitError) as caught:
        parse_many(text, dimension, count)
    assert caught.value.complaints[0].remedy == remedy
    if ": " in remedy and count > 1:
        parse_many(remedy.partition(": ")[2], dimension, count)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1.3e-3, "mm", "1.3 mm"),
        (120.0, "min", "2 min"),
        (-80.04, "degC", "-80 degC"),
        (0.83, "%", "83 %"),
        (0.0, "s", "0 s"),
        (-1e-9, "m", "-1e-09 m"),
        (123456.0, "m", "123456 m"),
        (0.5e-3, "mm", "0.5 mm"),
        (3.8e6, "MJ/m3/K", "3.8 MJ/m3/K"),
        (math.nan, "s", "nan s"),
    ],
)
def test_shows(value: float, unit: str, text: str) -> None:
    assert show(value, unit) == text


def test_shows_more_digits() -> None:
    assert show(1.23456e-3, "mm", 5) == "1.2346 mm"


def test_every_unit_of_the_closed_list_is_known_to_the_registry() -> None:
    for name in UNITS:
        assert exact(0.0, name) == f"0 {name}"


def test_every_dimension_offers_units_that_it_reads() -> None:
    for dimension, unit in DIMENSIONS.items():
        text = "1" if unit == "1" else f"1 {unit}"
        assert parse(text, dimension) == 1.0
        offered = OFFERED.get(dimension, unit).replace(" or ", ", ").replace(" (or °C)", "").split(", ")
        for name in offered:
            if name in UNITS or "/" in name:
                parse(f"1 {name}", dimension)


WRITTEN = [("length", ("mm",), "1"), ("time", ("days", "min", "s"), "1"), ("temperature", ("degC",), "1")]
WRITTEN += [("age", ("years",), "year"), ("fraction", ("%",), "1"), ("volumetric heat", ("MJ/m3",), "1")]


@settings(max_examples=400, deadline=None)
@given(st.floats(-1e12, 1e12), st.sampled_from(WRITTEN))
def test_every_float_is_written_and_read_back(value: float, how: tuple[str, tuple[str, ...], str]) -> None:
    dimension, units, base = how
    assert parse(exact(value, *units, base=base), dimension) == value


def test_exact_needs_a_unit_that_can_hold_the_value() -> None:
    with pytest.raises(ValueError, match="cannot be written exactly"):
        exact(100.0, "min")


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"-?[0-9.]{1,4} ?[a-zA-Z0-9/%*^() ]{0,9}", fullmatch=True))
def test_any_text_is_a_number_or_a_complaint(text: str) -> None:
    for dimension in ("length", "temperature", "fraction", "conductivity"):
        try:
            value = parse(text, dimension)
        except UnitError:
            continue
        assert math.isfinite(value)


@settings(max_examples=200, deadline=None)
@given(
    st.floats(1e-6, 1e6),
    st.sampled_from(["mm", "cm", "um", "min", "hour", "day", "week", "kJ", "MJ", "kW", "MHz"]),
)
def test_agrees_with_pint(number: float, unit: str) -> None:
    import pint

    registry = pint.get_application_registry()
    told = registry.Quantity(number, unit).to_base_units()
    dimension = {"[length]": "m", "[time]": "s"}.get(str(told.dimensionality), str(told.units))
    wanted = {"kJ": "J", "MJ": "J", "kW": "W", "MHz": "Hz"}.get(unit, dimension)
    assert parse(f"{number!r} {unit}", wanted) == pytest.approx(told.magnitude, rel=1e-14)
