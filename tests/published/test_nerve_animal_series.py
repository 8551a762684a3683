"""Series that neither law was made from: the predicted band must hold what they report."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.nerve.exposure import expose, longest_run
from cryonerve.nerve.injury import combined, deciding_temperature, grade, probability_band, sheath
from cryonerve.nerve.recovery import DAY, band_of
from cryonerve.sources.injury import injury_laws, recovery_priors
from cryonerve.sources.value import Sourced
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


def test_hsu_stevenson_function_is_back_within_eight_weeks():
    """The same rats: normal function by 8 weeks; 15 to 30 mm from the mid-thigh to what was tested."""
    way = Sourced(22.5e-3, "m", "case", law="uniform", bounds=(15e-3, 30e-3))
    band = band_of(Sourced(8 * DAY, "s", "case"), way, recovery_priors().speed)
    assert band.p50 < 56.0


def test_guitron_38_of_40_complete_and_both_misses_outside_of_the_ice():
    """J Clin Med 2024;13:3304, doi 10.3390/jcm13113304: pig intercostal nerves, two minutes.

    The temperature of the nerves was not reported: -30 to -60 degC in the ice, above freezing outside.
    """
    frozen, missed = np.linspace(-30.0, -60.0, 38), np.array([5.0, 15.0])
    complete = [graded(nadir)[0] == "axonotmesis" for nadir in np.concatenate([frozen, missed])]
    assert sum(complete) == 38
    assert complete[-2:] == [False, False]


@pytest.mark.parametrize(("nadir", "expected"), [(20.0, "none"), (6.0, "block"), (-10.0, "mixed")])
def test_cold_without_ice_only_blocks(nadir, expected):
    """Morgan 2020 (cat C fibres, 5 degC, back on warming); Vanggaard 1975 (human ulnar nerve, 8-10 degC)."""
    assert graded(nadir)[0] == expected
