"""A broken row is one clear complaint with file and key; a good one becomes SI."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryonerve.errors import InputError
from cryonerve.sources import frozen_conductivity_laws
from cryonerve.sources.library import read_devices, read_laws, read_nerves, read_tissues
from cryonerve.sources.tables import Row, read_table

GOOD = {
    "value": "0.49 W/m/K",
    "bounds": "0.40 to 0.58 W/m/K",
    "source": "hasgall2018",
    "standing": "recalled",
}


def sourced(fields, dimension="conductivity"):
    return Row("some.toml", "muscle", {"k": fields}).needed("k", dimension)


def test_a_good_row_is_read_in_si_with_the_spread_of_its_range():
    number = sourced(GOOD)
    assert (number.value, number.unit, number.bounds) == (0.49, "W/m/K", (0.40, 0.58))
    assert number.spread == pytest.approx(0.18 / 3.919928)
    assert (number.source, number.standing, number.law) == ("hasgall2018", "recalled", "normal")


def test_a_range_may_carry_its_unit_once_or_twice():
    once = sourced({**GOOD, "value": "7 mm", "bounds": "5.5 to 8.5 mm"}, "length")
    twice = sourced({**GOOD, "value": "7 mm", "bounds": "5.5 mm to 0.85 cm"}, "length")
    assert once.bounds == twice.bounds == (0.0055, 0.0085)


@pytest.mark.parametrize(
    ("law", "bounds", "spread"),
    [
        ("normal", "1 to 3 m", 2 / 3.919928),
        ("lognormal", "1 to 3 m", math.log(3) / 3.919928),
        ("uniform", "1 to 3 m", 2 / math.sqrt(12)),
        ("triangular", "1 to 3 m", math.sqrt((1 + 9 + 4 - 3 - 2 - 6) / 18)),
    ],
)
def test_spread_follows_from_the_range_by_its_law(law, bounds, spread):
    number = sourced({**GOOD, "value": "2 m", "bounds": bounds, "law": law}, "length")
    assert number.spread == pytest.approx(spread, rel=1e-6)


def test_loguniform_spread_is_that_of_its_samples():
    number = sourced(
        {**GOOD, "value": "10 kW/m2/K", "bounds": "3 to 30 kW/m2/K", "law": "loguniform"},
        "heat transfer coefficient",
    )
    ratio = math.log(10)
    mean = 27e3 / ratio
    assert number.spread == pytest.approx(math.sqrt((9e8 - 9e6) / (2 * ratio) - mean**2))


def test_relative_spread_and_temperature_spread():
    relative = {"value": "-20 degC", "spread": "5 %", "source": "assumed", "standing": "assumed"}
    assert sourced(relative, "temperature").spread == pytest.approx(1.0)
    assert sourced({**relative, "spread": "2 K"}, "temperature").spread == 2.0


BROKEN = [
    ({"value": None}, "k.value", "is missing"),
    ({"value": 0.49}, "k.value", "is not text"),
    ({"value": "0.49"}, "k.value", "no unit"),
    ({"value": "0.49 W/m2/K"}, "k.value", "not a unit of conductivity"),
    ({"value": "0,49 W/m/K"}, "k.value", "comma"),
    ({"value": "nan W/m/K"}, "k.value", "finite"),
    ({"value": "1e999 W/m/K"}, "k.value", "too large"),
    ({"value": ""}, "k.value", "empty"),
    ({"value": "0.7 W/m/K"}, "k.bounds", "lies outside"),
    ({"bounds": "0.58 to 0.40 W/m/K"}, "k.bounds", "downwards"),
    ({"bounds": "0.40-0.58 W/m/K"}, "k.bounds", "is not a range"),
    ({"bounds": "0.40 to 0.58"}, "k.bounds", "no unit"),
    ({"bounds": "0.40 to 0.58 mm"}, "k.bounds", "not a unit"),
    ({"bounds": "-1 to 1 W/m/K", "law": "lognormal"}, "k.bounds", "above zero"),
    ({"bounds": None, "law": "uniform"}, "k.bounds", "is missing"),
    ({"law": "gaussian"}, "k.law", "'gaussian' is not known here"),
    ({"spread": "-0.1 W/m/K"}, "k.spread", "negative"),
    ({"spread": "-10 %"}, "k.spread", "negative"),
    ({"spread": "0.1 K"}, "k.spread", "not a unit"),
    ({"source": None}, "k.source", "is missing"),
    ({"standing": None}, "k.standing", "is missing"),
    ({"standing": "sure"}, "k.standing", "'sure' is not known here"),
    ({"source": "assumed", "standing": "measured"}, "k.standing", "needs a source"),
    ({"sorce": "x"}, "k.sorce", "no key is called 'sorce'"),
]


@pytest.mark.parametrize(("change", "field", "what"), BROKEN)
def test_a_broken_number_names_file_and_key(change, field, what):
    fields = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(InputError) as caught:
        sourced(fields)
    (complaint,) = caught.value.complaints
    assert complaint.file == "some.toml"
    assert complaint.field == f"muscle.{field}"
    assert what in complaint.what


def test_the_nearest_key_is_offered():
    with pytest.raises(InputError, match="Did you mean 'source'"):
        sourced({**GOOD, "sorce": "x"})


@given(
    st.dictionaries(
        st.text(max_size=8), st.one_of(st.none(), st.text(max_size=12), st.floats(), st.booleans())
    )
)
def test_no_row_breaks_the_reader(fields):
    try:
        sourced(fields)
    except InputError as error:
        complaints = error.complaints
    else:
        complaints = ()
    assert all(item.file == "some.toml" and item.field for item in complaints)


def written(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_broken_toml_is_a_complaint(tmp_path):
    with pytest.raises(InputError, match=r"tissues.toml: is not TOML"):
        read_tissues(written(tmp_path, "tissues.toml", "[muscle\n"), frozen_conductivity_laws())


def test_a_missing_table_is_a_complaint(tmp_path):
    with pytest.raises(InputError, match=r"devices.toml: cannot be read"):
        read_devices(tmp_path)


def changed(tmp_path, name, old, new):
    """The package's own table with one piece of text replaced."""
    from cryonerve.sources.tables import HERE

    text = (HERE / name).read_text(encoding="utf-8")
    assert old in text
    return written(tmp_path, name, text.replace(old, new, 1))


READERS = {
    "tissues.toml": read_tissues,
    "devices.toml": read_devices,
    "nerves.toml": read_nerves,
    "laws.toml": read_laws,
}
BROKEN_TABLES = [
    (
        "tissues.toml",
        'frozen_law = "sweat-1973"',
        'frozen_law = "sweat"',
        "muscle.frozen_law: no law is called 'sweat'",
    ),
    (
        "tissues.toml",
        '"0.49 W/m/K", bounds = "0.40 to 0.58 W/m/K"',
        '"0 W/m/K"',
        "muscle.conductivity_unfrozen: must be above zero",
    ),
    (
        "tissues.toml",
        '"225 kJ/kg", bounds = "140 to 270 kJ/kg"',
        '"-225 kJ/kg"',
        "muscle.latent_heat: must not be negative",
    ),
    (
        "tissues.toml",
        '"225 kJ/kg"',
        '"225 kW/kg"',
        "muscle.latent_heat.value: '225 kW/kg' is not a quantity of",
    ),
    (
        "tissues.toml",
        '"-22 degC", bounds = "-22 to -5 degC"',
        '"-0.2 degC", bounds = "-22 to -0.1 degC"',
        "muscle.solidus: is warmer than the liquidus",
    ),
    ("tissues.toml", "[muscle]", '[muscle]\nflavour = "beef"', "muscle.flavour: no key is called"),
    (
        "tissues.toml",
        "[muscle]",
        "[muscle]\nreleased_at_solidus = 2",
        "muscle.released_at_solidus: 2 is not a number from 0 to 1",
    ),
    ("devices.toml", 'held_at = "gas"', 'held_at = "setpoint"', "cryo-s-a13.gas_temperature: has no meaning"),
    ("devices.toml", 'thaw = "passive"', 'thaw = "active"', "cryo-s-a13.thaw_to: is missing"),
    ("devices.toml", 'kind = "clinical"', 'kind = "magic"', "cryo-s-a13.kind: 'magic' is not known here"),
    (
        "nerves.toml",
        '["15 years", 1.0]',
        '["15 years", 0.9]',
        "tibial.child_area: ages must rise and the last share must be 1",
    ),
    ("nerves.toml", '["5 years", 0.60]', '["50 years", 0.60]', "tibial.child_area: ages must rise"),
    ("nerves.toml", '["5 years", 0.60]', '["5", 0.60]', "tibial.child_area: '5' has no unit"),
    (
        "nerves.toml",
        "child_area_spread = 0.07",
        'child_area_spread = "wide"',
        "tibial.child_area_spread: 'wide' is not a number",
    ),
    (
        "laws.toml",
        'bounds = "-75 to -10 degC"',
        'bounds = "-10 to -75 degC"',
        "sweat-1973.bounds: '-10 to -75 degC' is not a range",
    ),
    ("laws.toml", "[1.07, 0]", '["1.07", 0]', "sweat-1973.pieces: piece 1 has no list"),
    ("laws.toml", 'above = "0 degC", ', "", "rabin.pieces: every piece but the last needs"),
]


@pytest.mark.parametrize("row", BROKEN_TABLES, ids=lambda row: row[3].partition(":")[0])
def test_a_broken_table_names_file_row_and_key(tmp_path, row):
    name, old, new, message = row
    with pytest.raises(InputError) as caught:
        READERS[name](changed(tmp_path, name, old, new))
    assert len(caught.value.complaints) == 1
    assert str(caught.value).startswith(f"{name}: {message}")


def test_quantities_printed_per_kilogram_are_multiplied_by_the_density():
    row = Row(
        "t.toml",
        "x",
        {"c": {"value": "2000 J/kg/K", "bounds": "1000 to 3000 J/kg/K", "source": "a", "standing": "stated"}},
    )
    number = row.per_volume(
        "c", {"volumetric heat capacity": 1.0, "specific heat": 1000.0}, "volumetric heat capacity"
    )
    assert (number.value, number.unit, number.bounds) == (2e6, "J/m3/K", (1e6, 3e6))
    assert number.spread == pytest.approx(2e6 / 3.919928)


def test_the_tables_of_the_package_are_tables():
    assert set(read_table("injury.toml").rows())
