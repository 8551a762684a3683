from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryonerve.errors import InputError, UnknownNameError
from cryonerve.nerve.exposure import expose
from cryonerve.nerve.injury import (
    block_share,
    combined,
    deciding_temperature,
    decisive_along,
    grade,
    grade_odds,
    ice_share,
    law_band,
    probability,
    probability_band,
    sheath,
    weighed,
)
from cryonerve.sources.injury import injury_laws
from cryonerve.sources.value import Sourced
from unit.nerve.straight import course, history

LAWS = sorted(injury_laws())


@pytest.mark.parametrize("name", LAWS)
def test_probability_is_the_mean_over_midpoint_and_width(name):
    law = injury_laws()[name]
    low, high = law.midpoint.bounds
    narrow, wide = law.width.bounds
    middles = low + (np.arange(400) + 0.5) / 400 * (high - low)
    widths = narrow + (np.arange(200) + 0.5) / 200 * (wide - narrow)
    for nadir in (-3.0, -12.0, -20.0, -45.0):
        curve = 1 / (1 + np.exp((nadir - middles[:, None]) / widths[None, :]))
        assert probability(law, nadir) == pytest.approx(curve.mean() * ice_share(nadir), abs=1e-5)


def test_an_exact_midpoint_gives_the_plain_logistic():
    law = injury_laws()["zhou-1983"]
    exact = replace(law, midpoint=Sourced(-40.0, "degC", "assumed"), width=Sourced(4.0, "K", "assumed"))
    assert probability(exact, -40.0) == pytest.approx(0.5, abs=1e-12)
    assert probability(exact, -48.0) == pytest.approx(1 / (1 + np.exp(-2)), abs=1e-12)


@given(st.floats(-273, 60), st.floats(0, 100), st.sampled_from(LAWS))
def test_colder_never_lowers_the_probability(nadir, further, name):
    law = injury_laws()[name]
    warm, cold = float(probability(law, nadir)), float(probability(law, nadir - further))
    assert 0.0 <= warm <= cold + 1e-12 <= 1.0 + 1e-9
    assert combined(nadir) <= combined(nadir - further) + 1e-12


@given(st.floats(-120, 10), st.sampled_from(LAWS))
def test_the_band_holds_the_mean(nadir, name):
    low, high = probability_band(injury_laws()[name], nadir)
    assert low - 1e-9 <= float(probability(injury_laws()[name], nadir)) <= high + 1e-9


def test_without_ice_nothing_is_interrupted():
    assert combined(np.array([37.0, 0.0, -2.0])).tolist() == [0.0, 0.0, 0.0]
    assert combined(np.array([np.nan, np.inf])).tolist() == [0.0, 0.0]


def test_the_combination_is_two_thirds_evans_and_one_third_zhou():
    evans, zhou = (float(probability(injury_laws()[name], -25.0)) for name in ("evans-1981", "zhou-1983"))
    assert combined(-25.0) == pytest.approx((2 * evans + zhou) / 3, abs=1e-5)
    assert combined(-25.0, laws={"zhou-1983": injury_laws()["zhou-1983"]}) == pytest.approx(zhou)


def made(nadir):
    nerve = course()
    return expose(nerve, history(nerve, nadir))


@pytest.mark.parametrize("length", [1e-3, 4e-3, 7.3e-3])
def test_the_deciding_temperature_is_that_of_the_warmest_end_of_the_length(length):
    # a cone that rises 10 K per millimetre from -90 degC: `length` spans length / 2 to either side
    nerve = course()
    cone = -90.0 + 10e3 * np.abs(nerve.arc - 10e-3)
    exposure = expose(nerve, history(nerve, np.repeat(cone[:, None], 2, axis=1)))
    assert deciding_temperature(exposure, length) == pytest.approx(-90.0 + 10e3 * length / 2, abs=1e-3)


def test_a_nerve_shorter_than_the_length_is_never_interrupted():
    assert deciding_temperature(made(-60.0), 1.0) == float("inf")
    assert combined(float("inf")) == 0.0


@pytest.mark.parametrize(
    ("nadir", "length", "expected"),
    [
        (20.0, 0.0, "none"),
        (7.5, 0.0, "none"),
        (6.9, 0.0, "block"),
        (-1.0, 0.0, "block"),
        (-2.5, 0.0, "mixed"),
        (-19.9, 0.0, "mixed"),
        (-60.0, 3.9e-3, "mixed"),
        (-60.0, 4.1e-3, "axonotmesis"),
        (-99.0, 10e-3, "axonotmesis"),
        (-101.0, 10e-3, "outside evidence"),
    ],
)
def test_grades(nadir, length, expected):
    assert grade(made(nadir), p=float(combined(nadir)), full_length=length) == expected


def test_one_frozen_fascicle_is_mixed_and_not_a_block():
    nadir = np.tile([[-30.0, 30.0]], (41, 1))
    assert grade(made(nadir), p=0.0, full_length=0.0) == "mixed"


def test_axonotmesis_needs_even_odds():
    assert grade(made(-30.0), p=0.49, full_length=10e-3) == "mixed"


def test_neurotmesis_is_never_said():
    for nadir in (-60.0, -150.0, -196.0):
        what = grade(made(nadir), p=1.0, full_length=10e-3)
        kept, reason = sheath(what)
        assert what != "neurotmesis"
        assert kept is (True if nadir > -100 else None)
        assert reason


def test_a_law_without_weight_never_widens_the_band():
    by_law = {"evans-1981": 0.7, "zhou-1983": 0.2, "evans-cautious": 0.95, "device-label": 0.0}
    assert law_band(by_law) == (0.2, 0.7)


@given(st.floats(-200, 60), st.sampled_from([None, *LAWS]))
def test_the_grades_of_a_temperature_are_together_certain(nadir, law):
    odds = grade_odds(nadir, laws=weighed(law))
    parts = np.array([odds.none, odds.block, odds.axonotmesis])
    assert (parts >= 0).all()
    assert parts.sum() == pytest.approx(1.0, abs=1e-12)
    assert odds.axonotmesis == pytest.approx(float(combined(nadir, laws=weighed(law))))


@given(st.floats(-200, 60), st.floats(0, 100))
def test_colder_never_makes_an_untouched_nerve_likelier(nadir, further):
    assert grade_odds(nadir - further).none <= grade_odds(nadir).none + 1e-12


def test_block_alone_lies_between_the_bounds_of_cold_block_and_ice():
    warm, cool, frozen = (grade_odds(nadir) for nadir in (15.0, 2.0, -60.0))
    assert (float(warm.none), float(cool.block)) == (1.0, 1.0)
    assert frozen.axonotmesis > 0.95
    assert block_share(np.nan) == 0.0


def test_a_law_alone_gives_its_own_probability_and_equal_shares_their_mean():
    evans, zhou = (float(probability(injury_laws()[name], -25.0)) for name in ("evans-1981", "zhou-1983"))
    assert combined(-25.0, laws=weighed("zhou-1983")) == pytest.approx(zhou)
    both = weighed({"evans-1981": 3.0, "zhou-1983": 3.0})
    assert combined(-25.0, laws=both) == pytest.approx((evans + zhou) / 2)
    assert weighed() is injury_laws()
    assert weighed({}) is injury_laws()


def test_a_law_that_nobody_knows_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="no injury law is called 'zhuo'"):
        weighed("zhuo")


@pytest.mark.parametrize("shares", [{"evans-1981": -1.0}, {"evans-1981": 0.0}, {"evans-1981": np.nan}])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(InputError, match="share"):
        weighed(shares)


def test_a_fascicle_is_decided_like_a_nerve():
    arc = np.linspace(0.0, 20e-3, 41)
    cone = -90.0 + 10e3 * np.abs(arc - 10e-3)
    assert decisive_along(arc, cone, 4e-3) == pytest.approx(-70.0, abs=1e-3)
    assert decisive_along(arc, np.full(41, np.inf), 4e-3) == np.inf
