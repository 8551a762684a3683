"""Series that neither law was made from: grades and sheath (numbers: test_nerve_reenacted.py)."""

from __future__ import annotations

import pytest

from cryonerve.nerve.exposure import expose, longest_run
from cryonerve.nerve.injury import combined, deciding_temperature, grade, probability_band, sheath
from cryonerve.sources.injury import injury_laws
from unit.nerve.straight import course, history

WEIGHED = [law for law in injury_laws().values() if law.weight.value > 0]


def graded(nadir):
    nerve = course()
    exposure = expose(nerve, history(nerve, nadir))
    start, end = longest_run(exposure.arc, exposure.complete_nadir, -20.0)
    p = float(combined(deciding_temperature(exposure, 4e-3)))
    return grade(exposure, p=p, full_length=end - start), p


def test_hsu_stevenson_minus_55_loses_axons_and_keeps_the_sheath():
    """Muscle Nerve 2015;51:268-75, doi 10.1002/mus.24306: every rat weakened, its sheaths intact."""
    what, p = graded(-55.0)
    assert what == "axonotmesis"
    assert sheath(what)[0] is True
    assert max(probability_band(law, -55.0)[1] for law in WEIGHED) > 0.95
    assert p > 0.9


@pytest.mark.parametrize(("nadir", "expected"), [(20.0, "none"), (6.0, "block"), (-10.0, "mixed")])
def test_cold_without_ice_only_blocks(nadir, expected):
    """Morgan 2020 (cat C fibres, 5 degC, back on warming); Vanggaard 1975 (human ulnar nerve, 8-10 degC)."""
    assert graded(nadir)[0] == expected
