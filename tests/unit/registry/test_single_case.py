"""One person's statistics against counting by hand, and no claim from few measurements."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pytest

from cryonerve.errors import InputError
from cryonerve.registry.arrangements import (
    pairs_between,
    permutation_chance,
    shift_interval,
    smallest_chance,
)
from cryonerve.registry.single_case import compare_phases, nap_interval, reliable_change

SIDES = [
    ([8], [1]),
    ([8], [1, 1]),
    ([8, 7], [1, 8]),
    ([8, 8, 7, 9], [1, 2, 1, 1]),
    ([3, 3, 3], [3, 3, 3]),
    ([5, 6, 7, 5], [6, 5, 4, 2, 1]),
    ([0.5, 1.5, 2.5], [1.0, 2.0, 3.0, 4.0]),
]


def by_hand(before, after):
    """Twice the share of all choices of `after` whose wins go as far in the direction of those seen."""
    scores = [*before, *after]

    def wins(chosen):
        others = [scores[i] for i in range(len(scores)) if i not in chosen]
        return sum((new > old) + 0.5 * (new == old) for new in (scores[i] for i in chosen) for old in others)

    choices = [wins(set(chosen)) for chosen in combinations(range(len(scores)), len(after))]
    observed = wins(set(range(len(before), len(scores))))
    sides = (sum(one >= observed - 1e-9 for one in choices), sum(one <= observed + 1e-9 for one in choices))
    return min(1.0, 2 * min(sides) / len(choices))


@pytest.mark.parametrize(("before", "after"), SIDES)
def test_chance_is_what_counting_every_arrangement_gives(before, after) -> None:
    assert permutation_chance(before, after) == pytest.approx(by_hand(before, after), abs=1e-12)


def test_chance_of_many_measurements_is_that_of_scipy() -> None:
    from scipy.stats import mannwhitneyu

    random = np.random.default_rng(4)
    before, after = random.normal(0, 1, 30), random.normal(0.6, 1, 25)
    assert permutation_chance(before, after) == pytest.approx(
        mannwhitneyu(after, before, method="exact").pvalue, rel=1e-9
    )


@pytest.mark.parametrize(("before", "after"), [(1, 1), (1, 2), (2, 2), (3, 3), (4, 4), (2, 5)])
def test_the_smallest_chance_is_reached_by_the_clearest_course(before, after) -> None:
    least = smallest_chance(before, after)
    assert permutation_chance(range(before), range(100, 100 + after)) == pytest.approx(least)
    every = {by_hand(order[:before], order[before:]) for order in permutations(range(before + after))}
    assert min(every) == pytest.approx(least)


def test_the_interval_of_the_shift_inverts_the_exact_test() -> None:
    """A shift is inside exactly when the test of the scores less that shift does not reject."""
    before, after = [8.0, 7.1, 9.3, 6.2], [2.4, 1.9, 3.3, 0.7, 2.8]
    low, high = shift_interval(before, after, chance=0.05)
    for shift, inside in ((low + 1e-6, True), (high - 1e-6, True), (low - 1e-6, False), (high + 1e-6, False)):
        chance = permutation_chance(before, [score - shift for score in after])
        assert (chance > 0.05) == inside


def test_no_interval_where_so_few_allow_none() -> None:
    assert shift_interval([8], [1, 1], chance=0.05) is None
    assert shift_interval([8, 8, 8], [1, 1, 1], chance=0.05) is None  # 2 of 20 at best
    assert shift_interval([8, 8, 8, 8], [1, 1, 1, 1], chance=0.05) == (-7, -7)


@pytest.mark.parametrize(("before", "after"), SIDES)
def test_overlap_is_counted_pair_by_pair(before, after) -> None:
    first = list(enumerate(before, start=-len(before)))
    last = list(enumerate(after, start=1))
    found = compare_phases(first, last, better=-1)
    pairs = [(old, new) for old in before for new in after]
    better = sum((new < old) + 0.5 * (new == old) for old, new in pairs) / len(pairs)
    assert found.nap == pytest.approx(better)
    assert found.tau == pytest.approx(2 * better - 1)
    falls = sum((old > new) - (old < new) for i, old in enumerate(before) for new in before[i + 1 :])
    assert found.tau_u == pytest.approx(found.tau - falls / len(pairs))
    assert compare_phases(first, last, better=1).nap == pytest.approx(1 - better)


def test_a_trend_before_treatment_takes_the_effect_away() -> None:
    """Pain that fell by half a point a day before goes on falling: the phase adds nothing."""
    first = [(day, 10 + 0.5 * (-10 - day)) for day in range(-10, 0)]
    last = [(day, 10 + 0.5 * (-10 - day)) for day in range(1, 8)]
    found = compare_phases(first, last, better=-1)
    assert found.nap == 1
    assert found.corrected.slope == pytest.approx(-0.5)
    assert found.corrected.tau == pytest.approx(0, abs=1e-9)
    assert found.tau_u == pytest.approx(1 - 45 / 70)


def test_without_a_trend_the_corrected_tau_is_kendalls() -> None:
    from scipy.stats import kendalltau

    before, after = [8, 7, 9, 8, 7], [3, 2, 4, 3]
    found = compare_phases(list(enumerate(before)), [(10 + i, s) for i, s in enumerate(after)], better=-1)
    tau = kendalltau([0] * 5 + [1] * 4, [-s for s in [*before, *after]]).statistic
    assert found.corrected.slope == 0
    assert found.corrected.tau == pytest.approx(tau)


def test_the_approximate_interval_solves_its_equation() -> None:
    for wins, before, after in ((38.5, 6, 7), (5, 3, 4), (2, 2, 3)):
        nap = wins / (before * after)
        for x in nap_interval(nap, before, after):
            v, half = x * (1 - x), (before + after) / 2 - 1
            variance = v / (before * after) * (2 + v + half * (1 + 2 * v)) / (2 + v)
            assert (nap - x) ** 2 == pytest.approx(1.959963984540054**2 * variance, rel=1e-6)
    assert nap_interval(1.0, 3, 3)[1] == 1
    assert nap_interval(0.0, 3, 3)[0] == 0


# --- claims -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [[(7, 1)], [(7, 1), (91, 1)], [(7, 1), (30, 1), (91, 1)]])
def test_two_to_four_points_prove_nothing_and_say_so(after) -> None:
    found = compare_phases([(0, 8)], after, better=-1)
    assert found.nap == 1
    assert not found.claim
    assert "no claim" in found.words
    assert f"1 measurement before and {len(after)} after" in found.words
    assert found.shift is None


def test_three_and_three_cannot_show_enough() -> None:
    found = compare_phases([(-3, 8), (-2, 8), (-1, 8)], [(1, 1), (2, 1), (3, 1)], better=-1)
    assert not found.claim
    assert "10 %" in found.words


def test_enough_points_may_speak_of_a_difference_and_of_no_cause() -> None:
    found = compare_phases(
        [(-i, 8 + i % 2) for i in range(1, 6)], [(i, i % 3) for i in range(1, 7)], better=-1
    )
    assert found.claim
    assert found.chance == pytest.approx(2 / math.comb(11, 5))
    assert "does not say what caused it" in found.words
    assert found.shift[1] < -5


def test_enough_points_without_a_difference() -> None:
    found = compare_phases([(-i, i % 3) for i in range(1, 7)], [(i, i % 3) for i in range(1, 7)], better=-1)
    assert not found.claim
    assert found.nap == pytest.approx(0.5)


def test_percent_is_of_the_first_mean() -> None:
    assert compare_phases([(0, 8)], [(7, 1)], better=-1).percent == 0.875
    assert compare_phases([(0, 0)], [(7, 1)], better=-1).percent is None
    assert compare_phases([(0, 45)], [(7, 90)], better=1, relative=False).percent is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], [(1, 1)], "no measurement on one side"),
        ([(0, 8)], [], "no measurement on one side"),
        ([(0, 8), (0, 7)], [(1, 1)], "before: two measurements stand on one day"),
        ([(0, 8)], [(1, math.nan)], "after: nan on day 1 is no measurement"),
        ([(-i, 8) for i in range(60)], [(i, 1) for i in range(1, 60)], "119 measurements are more than 100"),
    ],
)
def test_what_cannot_be_compared(before, after, said) -> None:
    with pytest.raises(InputError, match=said):
        compare_phases(before, after, better=-1)


def test_pairs() -> None:
    assert pairs_between([1, 2], [2, 3, 0]) == (3, 1, 2)


def test_reliable_change() -> None:
    found = reliable_change(8, 7, deviation=2, reliability=0.8, better=-1)
    assert found.index == pytest.approx(1 / (2 * math.sqrt(0.4)))
    assert not found.reliable
    assert reliable_change(8, 8 - found.needed - 1e-9, deviation=2, reliability=0.8, better=-1).reliable
    for deviation, reliability in ((0, 0.8), (2, 1.0), (2, -0.1), (math.nan, 0.8)):
        with pytest.raises(InputError):
            reliable_change(8, 1, deviation=deviation, reliability=reliability, better=-1)
