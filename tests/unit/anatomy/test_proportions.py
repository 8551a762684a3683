import pytest

from cryonerve.anatomy.proportions import ADULT, NERVES, plain_name, proportions
from cryonerve.errors import CaseError
from cryonerve.sources import nerve_kinds

KINDS = nerve_kinds()


def test_ten_year_old():
    leg = proportions(10.0, "", KINDS)
    assert leg["circumference"] == pytest.approx(0.26, abs=0.005)
    assert 14e-6 <= leg["area tibial"] <= 18e-6
    assert 6e-3 <= leg["depth tibial"] <= 20e-3
    assert leg["neuroma_width tibial"] == pytest.approx(9.1e-3, abs=0.5e-3)


def test_adult_nerve_is_the_published_one():
    leg = proportions(40.0, "male", KINDS)
    assert leg["area tibial"] == pytest.approx(KINDS["tibial"].area.value)
    assert leg["depth tibial"] == pytest.approx(KINDS["tibial"].depth.value)


def test_lengths_grow_until_adult_and_stay():
    ages = [0, 1, 3, 6, 9, 12, 15, 18, 30, 90]
    people = [proportions(float(age), "male", KINDS) for age in ages]
    for name in ADULT:
        lengths = [person[name] for person in people]
        assert sorted(set(lengths)) == lengths[:8], name
        assert lengths[7] == lengths[8] == lengths[9], name


def test_unknown_age_is_taken_as_adult_and_said():
    leg = proportions(None, "", KINDS)
    assert leg["circumference"] == proportions(30.0, "", KINDS)["circumference"]
    assert "age unknown" in leg.sentence("circumference")


def test_every_number_has_a_standing_and_a_sentence_with_its_value():
    leg = proportions(10.0, "female", KINDS)
    for name, number in leg.values.items():
        assert number.source
        assert number.standing in ("assumed", "recalled", "derived", "stated", "measured"), name
        assert any(character.isdigit() for character in leg.sentence(name))
        assert "assumed" in leg.sentence(name)


@pytest.mark.parametrize("age", [-1.0, 131.0, float("nan"), float("inf")])
def test_impossible_age(age):
    with pytest.raises(CaseError, match="no age") as caught:
        proportions(age, "", KINDS)
    assert caught.value.complaints[0].field == "patient.age"


def test_names_of_nerves():
    assert [plain_name(n) for n in ("tibial", "Common-Peroneal nerve", " sural ")] == [
        "tibial",
        "common peroneal",
        "sural",
    ]
    assert set(NERVES) <= set(KINDS)
    with pytest.raises(CaseError, match=r"'tibal'.*\n.*Did you mean 'tibial'"):
        plain_name("tibal")
