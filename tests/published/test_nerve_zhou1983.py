"""Zhou L, Shao Z, Qu S. Changes in nerve after freezing with different temperatures.

Med J Chin PLA 1983 (abstract read). Rabbit sciatic nerves: -20 degC no change in form or function; -60 degC
degeneration and conduction lost, recovers; -100 degC about half of the fibres in Wallerian degeneration,
repair delayed but complete; -140 and -180 degC immediate necrosis, basement membrane destroyed.
"""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.nerve.exposure import expose
from cryonerve.nerve.injury import degenerated_share, grade, probability, sheath
from cryonerve.sources.injury import injury_laws
from unit.nerve.straight import course, history

EVANS, ZHOU = (injury_laws()[name] for name in ("evans-1981", "zhou-1983"))


def test_no_change_at_minus_20():
    assert probability(ZHOU, -20.0) < 0.05


def test_conduction_lost_at_minus_60():
    assert probability(ZHOU, -60.0) > 0.95


def test_half_of_the_fibres_at_minus_100():
    assert degenerated_share(ZHOU, -100.0) == pytest.approx(0.5)


def test_all_of_them_at_minus_140_and_still_no_word_of_neurotmesis():
    nerve = course()
    what = grade(expose(nerve, history(nerve, -140.0)), p=1.0, full_length=10e-3)
    assert degenerated_share(ZHOU, -140.0) == 1.0
    assert what == "outside evidence"
    assert sheath(what)[0] is None


def test_evans_law_fails_this_series():
    assert probability(EVANS, -20.0) > 0.9
    assert degenerated_share(EVANS, -100.0) > 0.9


def test_the_share_of_fibres_never_falls_with_cold():
    shares = [degenerated_share(ZHOU, nadir) for nadir in np.linspace(20.0, -180.0, 101)]
    assert (np.diff(shares) >= 0).all()
