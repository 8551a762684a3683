"""From before to after: what the correlation does, and what is refused."""

from __future__ import annotations

import pytest

from cryonerve.errors import InputError
from cryonerve.registry.changes import (
    CORRELATIONS,
    spread_of_interval,
    variance_of_change,
    variance_of_interval,
)


def test_the_error_falls_with_the_correlation():
    found = [variance_of_change(2.0, 2.0, 10, r) for r in CORRELATIONS]
    assert found == pytest.approx([0.56, 0.4, 0.16])
    assert variance_of_change(2.0, 2.0, 10, 1.0) == 0.0


def test_an_interval_gives_back_its_spread():
    half = 2.085963447 * 2.307 / 21**0.5  # t, 20 degrees of freedom
    assert spread_of_interval(6.2 - half, 6.2 + half, 21) == pytest.approx(2.307, rel=1e-6)
    assert variance_of_interval(-1.959964, 1.959964) == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("bad", [(1.0, 1.0, 0, 0.5), (-1.0, 1.0, 5, 0.5), (1.0, 1.0, 5, 1.5)])
def test_what_cannot_be_is_refused(bad):
    with pytest.raises(InputError):
        variance_of_change(*bad)
    with pytest.raises(InputError, match="says nothing"):
        spread_of_interval(0.0, 1.0, 1)
