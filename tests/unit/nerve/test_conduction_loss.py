"""What does not conduct: cold block that ends with the cold, interruption that stays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.nerve.conduction_loss import conduction_loss
from tests.unit.nerve.straight import STEP, course, history

CLASSES = ("a-alpha", "a-beta", "a-delta", "c")


def cold_between(low: float, high: float, to: float, *, fascicles: int = 2):
    """Coldest temperatures (station, fascicle): fascicle 0 at `to` over [low, high] mm, all else warm."""
    nadir = np.full((41, fascicles), 37.0)
    z = STEP * np.arange(41)
    nadir[(z > low * 1e-3 - 1e-9) & (z < high * 1e-3 + 1e-9), 0] = to
    return nadir


def found_for(nadir, **changes):
    nerve = course(radii=((2.0, 1.0),))
    return conduction_loss(nerve, history(nerve, nadir, **changes))


def test_a_warm_nerve_conducts_throughout() -> None:
    found = found_for(37.0)
    for axons in CLASSES:
        assert found.share_lost(axons).max() == 0.0
        assert found.conducts_again(axons) == 0.0


@pytest.mark.parametrize("axons", CLASSES)
def test_cold_block_ends_with_the_cold(axons: str) -> None:
    found = found_for(cold_between(5, 15, -2.0))
    np.testing.assert_allclose(found.share_lost(axons), [0.0, 0.8, 0.0])  # 2^2 of 2^2 + 1^2
    np.testing.assert_array_equal(found.share_interrupted(), 0.0)
    assert found.conducts_again(axons) == 200.0


def test_an_interrupted_fascicle_stays_silent() -> None:
    found = found_for(cold_between(5, 15, -40.0))
    np.testing.assert_allclose(found.share_interrupted(), [0.0, 0.8, 0.8])
    np.testing.assert_allclose(found.share_lost("c"), [0.0, 0.8, 0.8])
    assert found.conducts_again("c") == 0.0  # what stays silent is interrupted, not blocked


def test_too_short_a_lesion_only_blocks() -> None:
    """2 mm below -20 degC: less than the sufficient length."""
    found = found_for(cold_between(9, 11, -40.0))
    np.testing.assert_array_equal(found.share_interrupted(), 0.0)
    np.testing.assert_allclose(found.share_lost("c"), [0.0, 0.8, 0.0])


def test_two_parts_cold_at_different_times_make_one_lesion() -> None:
    nerve = course(radii=((2.0, 1.0),))
    first, second = cold_between(5, 7.5, -40.0), cold_between(7.5, 10, -40.0)
    told = history(nerve, np.minimum(first, second))
    warm = np.full((41, 2), 37.0)
    one_by_one = np.stack([warm, first, second, warm]).astype(np.float32)
    changes = {"times": np.arange(4.0), "centre": np.zeros((4, 41)), "fascicles": one_by_one}
    halves = conduction_loss(nerve, history(nerve, np.minimum(first, second), **changes))
    np.testing.assert_allclose(halves.share_interrupted(), [0.0, 0.0, 0.8, 0.8])
    np.testing.assert_allclose(conduction_loss(nerve, told).share_interrupted(), [0.0, 0.8, 0.8])


def test_still_cold_at_the_end() -> None:
    nerve = course(radii=((2.0, 1.0),))
    nadir = cold_between(5, 15, -2.0)
    warm = np.full_like(nadir, 37.0)
    told = history(nerve, nadir, fascicles=np.stack([warm, warm, nadir]).astype(np.float32))
    assert conduction_loss(nerve, told).conducts_again("a-beta") is None


def test_what_was_not_simulated_neither_blocks_nor_counts() -> None:
    nadir = cold_between(5, 15, -40.0)
    inside = STEP * np.arange(41) > 16e-3
    found = found_for(nadir, inside=inside)
    assert found.share_lost("c").max() == 0.0
    assert found.weights.sum() == pytest.approx(1.0)
    nowhere = found_for(nadir, inside=np.zeros(41, bool))
    assert nowhere.weights.sum() == nowhere.share_lost("c").max() == 0.0


@settings(max_examples=40, deadline=None)
@given(st.floats(-60.0, 36.0), st.floats(0.0, 20.0), st.floats(1.0, 9.0))
def test_colder_or_longer_never_conducts_more(to: float, colder: float, half: float) -> None:
    def silent(nadir):
        found = found_for(nadir)
        return np.array([found.share_lost(axons) for axons in CLASSES] + [found.share_interrupted()])

    some = silent(cold_between(10 - half, 10 + half, to))
    assert (silent(cold_between(10 - half, 10 + half, to - colder)) >= some).all()
    assert (silent(cold_between(9 - half, 11 + half, to)) >= some).all()
    assert (np.diff(some[-1]) >= 0.0).all()
