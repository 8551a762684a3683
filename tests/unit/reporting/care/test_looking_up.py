"""KIND[conditions].FIELD, and what is asked of what is missing."""

from __future__ import annotations

import pytest

from cryonerve.errors import UnknownNameError
from cryonerve.reporting.care.looking_up import asked, look_up, read_about
from cryonerve.sources.care import CareFact
from tests.unit.reporting.care.records import rich


@pytest.mark.parametrize("text", ["procedure.gass", "procedure[gass=1].gas", "procedure[day~1].gas", "a b"])
def test_what_is_no_fact_is_refused(text) -> None:
    with pytest.raises(ValueError, match=r"procedure|KIND"):
        read_about(text)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        read_about("procedures.gas")


def test_conditions_compare_numbers_and_beginnings(tmp_path) -> None:
    record = rich(tmp_path)
    assert len(look_up(record, "measurement[instrument^=nr, day<=0].score").there) == 3
    assert len(look_up(record, "measurement[day>5].score").there) == 2
    assert len(look_up(record, "consent[what=consent, scope=publication]").there) == 1


def test_a_question_about_some_names_them(tmp_path) -> None:
    record = rich(tmp_path)
    fact = CareFact("procedure.device", "Which device?")
    assert asked(fact, record, look_up(record, fact.about)).endswith("for: the procedure on day 200.")
    fact = CareFact("procedure.gas", "Which gas?")
    assert asked(fact, record, look_up(record, fact.about)) == "Which gas?"


def test_a_family_leaves_other_instruments_out(tmp_path) -> None:
    record = rich(tmp_path)
    assert len(look_up(record, "measurement.condition", "pain intensity").lacking) == 0
    assert len(look_up(record, "measurement.condition").lacking) == 1
