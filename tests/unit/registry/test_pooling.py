"""What may be pooled, and the refusal that names the rows and says what to do."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from cryonerve.errors import PoolingError
from cryonerve.registry import evidence, pool
from cryonerve.registry.effects import effect_of

FOUND = evidence()


def effects(*names):
    return [effect for name in names for effect in FOUND.effects(name)]


def made_up(title, **changes):
    """A row like Caporusso's, of another study."""
    study = replace(FOUND.studies["caporusso2002"], name=title, title=title)
    outcome = replace(study.outcomes[1], study=title, **changes)
    return effect_of(study, outcome)


def test_units_of_analysis_are_never_mixed():
    one, other = effects("caporusso2002 any-relief", "morton2024 any-relief")
    with pytest.raises(PoolingError) as caught:
        pool([one, other])
    text = str(caught.value)
    assert "differ in unit of analysis and stretch of time" in text
    assert "caporusso2002 any-relief: any relief, by neuroma, up to 6 weeks" in text
    assert "morton2024 any-relief: any relief, by patient, 6 weeks to 9 months" in text
    assert "Pool only rows of the same unit of analysis" in text


def test_the_mixed_pool_of_four_is_refused():
    """The four rows that only serve to check the arithmetic (tests/published) are no result."""
    names = ("caporusso2002 any-relief", "friedman2012 any-relief", "moesker2014", "morton2024 any-relief")
    with pytest.raises(PoolingError, match="differ in question and outcome and unit of analysis") as caught:
        pool(effects(*names))
    assert len(caught.value.complaints) == 2  # also that friedman2012 does not say when


def test_another_definition_is_another_question():
    with pytest.raises(PoolingError, match="differ in outcome"):
        pool([made_up("one"), made_up("other", definition="free of pain")])


def test_another_stretch_of_time_is_another_question():
    with pytest.raises(PoolingError, match="differ in stretch of time"):
        pool([made_up("one"), made_up("other", at=200 * 86400.0)])


def test_the_same_people_count_once():
    with pytest.raises(PoolingError, match="the same people are in twice: one"):
        pool([made_up("one"), made_up("one", name="again")])


def test_sham_and_cold_are_not_one_treatment():
    arms = [replace(item, obstacle="", variance=1.0) for item in effects(
        "ilfeld2023-active change", "ilfeld2023-sham change")]  # fmt: skip
    with pytest.raises(PoolingError, match="differ in treatment"):
        pool(arms)


@pytest.mark.parametrize(
    "name", ["vega2026 relief", "brancaccio2024", "ilfeld2023-active change", "yoon2016 at-1-month"]
)
def test_what_can_never_be_pooled_says_why(name):
    (effect,) = effects(name)
    assert effect.obstacle
    with pytest.raises(PoolingError) as caught:
        pool([effect, effect])
    assert effect.obstacle in str(caught.value)


def test_one_row_is_no_pool():
    with pytest.raises(PoolingError, match="one row is no pool"):
        pool(effects("moesker2014"))
    with pytest.raises(PoolingError, match="one row is no pool"):
        pool([])


def test_two_studies_say_how_little_they_mean():
    found = pool(effects("difiore2024 neuropathic", "zobel2019 neuropathic-young"))
    assert found.few
    assert found.shown == pytest.approx((0.0, 0.0, 2.41), abs=0.01)  # exact interval of 0 of 151
    assert math.isnan(found.further[0])
    assert "2 studies: how much studies differ cannot be told" in found.warnings[0]
    assert found.without == ()


def test_three_alike_rows_are_pooled():
    rows = [
        made_up("one"),
        made_up("other", numerator=9, denominator=14),
        made_up("third", numerator=20, denominator=22),
    ]
    found = pool(rows)
    assert not found.few
    assert found.shown[0] == pytest.approx(100 * found.beta.mean)
    assert found.shown[1] < 100 * 55 / 67 < found.shown[2]
    assert found.further[0] < 100 * found.beta.low
    assert len(found.without) == 3
    assert any("No row has a control" in words for words in found.warnings)


def test_means_are_pooled_for_each_correlation():
    study = FOUND.studies["morton2024"]
    score = next(item for item in study.outcomes if item.name == "score")
    other = replace(study, name="other")
    again = replace(score, study="other", baseline=6.9, value=4.5, n=20)
    found = pool([effect_of(study, score), effect_of(other, again)])
    assert [correlation for correlation, _ in found.by_correlation] == [0.3, 0.5, 0.8]
    errors = [item.se for _, item in found.by_correlation]
    assert found.by_correlation[1][1].se == found.random.se
    assert len(set(errors)) == 3
    assert found.beta is None
