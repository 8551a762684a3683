from __future__ import annotations

import re
from dataclasses import astuple

import pytest

from cryonerve.errors import UnknownNameError
from cryonerve.nerve import predict
from cryonerve.nerve.comparators import NO_RANKING, side_by_side
from cryonerve.sources import modalities, references
from synthetic import synthetic_case, synthetic_freezing, synthetic_volume


@pytest.fixture(scope="module")
def prediction():
    return predict(synthetic_freezing(), synthetic_volume(), synthetic_case())


def test_cold_comes_from_the_prediction_and_the_others_from_the_table(prediction):
    cold, *others = side_by_side(prediction, "tibial")
    lesion = prediction.lesions["tibial"]
    assert f"{100 * lesion.p_axonotmesis:.0f} %" in cold.axons
    assert lesion.grade in cold.axons
    assert lesion.sheath_reason in cold.sheath
    assert [row.title for row in others] == [item.title for item in list(modalities().values())[1:]]


def test_the_trial_that_found_nothing_is_said_first(prediction):
    assert side_by_side(prediction, "tibial")[0].reported.startswith("the one sham-controlled trial")


def test_every_statement_names_its_source(prediction):
    for row in side_by_side(prediction, "tibial"):
        assert set(row.sources) <= set(references())
        assert "[" in row.axons
        assert "[" in row.reported
    for item in modalities().values():
        for source in (item.fate_source, item.sheath_source, item.course_source):
            assert source == "assumed" or source in references()
        assert set(item.outcomes) == {number.source for number in item.outcomes.values()}


def test_no_row_claims_to_be_better(prediction):
    words = " ".join(str(part) for row in side_by_side(prediction, "tibial") for part in astuple(row))
    assert not re.search(r"\b(better|best|superior|safer|prefer\w*|recommend\w*|cure[sd]?)\b", words)
    assert "cannot be ranked" in NO_RANKING
    assert "Not a prognosis" in NO_RANKING


def test_a_nerve_that_was_not_predicted_is_named_with_the_nearest(prediction):
    with pytest.raises(UnknownNameError, match="no nerve called 'tibal'"):
        side_by_side(prediction, "tibal")
