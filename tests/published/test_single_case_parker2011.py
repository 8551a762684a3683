"""The worked example of Parker, Vannest and Davis 2011: six measurements before, seven after, more is better.

Published: NAP 38.5 of 42 pairs, Tau (38 - 3) of 42. Tau-U is held against counting by hand.
"""

from __future__ import annotations

import pytest

from cryonerve.registry import compare_phases

BEFORE = [20, 20, 26, 25, 22, 23]
AFTER = [28, 25, 24, 27, 30, 30, 29]


def test_overlap_of_the_published_example() -> None:
    found = compare_phases(
        list(enumerate(BEFORE, start=1)), list(enumerate(AFTER, start=7)), better=1, relative=False
    )
    assert found.nap == pytest.approx(38.5 / 42)
    assert found.tau == pytest.approx((38 - 3) / 42)
    assert found.tau_u == pytest.approx((38 - 3 - 4) / 42)  # nine rises, five falls, one tie before treatment
