"""Evans PJ, Lloyd JW, Green CJ. Cryoanalgesia: the response to alterations in freeze cycle and temperature.

Br J Anaesth 1981;53:1121-7, doi 10.1093/bja/53.11.1121. 140 rat sciatic nerves: below -20 degC interruption
was complete, uninfluenced by greater cold, by the duration and by a repeated cycle; above it results were
unpredictable. Motor activity returned after 25 days, everything after 38 (means), in accord with a growth of
1 mm a day.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.nerve.exposure import expose
from cryonerve.nerve.injury import deciding_temperature, degenerated_share, probability, probability_band
from cryonerve.nerve.recovery import DAY, band_of
from cryonerve.sources.injury import injury_laws, recovery_priors
from cryonerve.sources.value import Sourced
from unit.nerve.straight import course, history

EVANS, ZHOU = (injury_laws()[name] for name in ("evans-1981", "zhou-1983"))
COMPLETE = 0.95


@pytest.mark.parametrize("nadir", [-20.0, -30.0, -60.0, -90.0])
def test_complete_at_and_below_minus_20(nadir):
    assert probability(EVANS, nadir) >= COMPLETE


@pytest.mark.parametrize("nadir", [-9.0, -12.0, -16.0])
def test_unpredictable_above(nadir):
    assert 0.05 < probability(EVANS, nadir) < COMPLETE
    low, high = probability_band(EVANS, nadir)
    assert low < 0.5 < high


def test_greater_cold_adds_nothing_that_could_be_seen():
    # 140 animals could not have told apart shares that differ by less than one animal
    assert float(probability(EVANS, -90.0) - probability(EVANS, -25.0)) < 1 / 140


def test_zhous_law_fails_this_series():
    assert probability(ZHOU, -20.0) < 0.05
    assert probability(ZHOU, -30.0) < COMPLETE
    assert float(probability(ZHOU, -60.0) - probability(ZHOU, -25.0)) > 0.5


def test_every_fibre_is_lost_where_the_nerve_is_interrupted():
    assert degenerated_share(EVANS, -20.0) == degenerated_share(EVANS, -60.0) == 1.0


def test_duration_and_repetition_change_nothing():
    nerve = course()
    once = history(nerve, -40.0)
    warm, cold = once.fascicles[0], once.fascicles[1]
    again = replace(
        once,
        times=np.array([0.0, 100.0, 400.0, 500.0, 600.0, 700.0]),
        centre=np.repeat(once.centre[:1], 6, axis=0),
        fascicles=np.stack([warm, cold, cold, warm, cold, warm]),
    )
    first, second = expose(nerve, once), expose(nerve, again)
    assert second.freezes.max() == 2
    assert second.seconds_below[-20.0].min() > 4 * first.seconds_below[-20.0].max()
    assert deciding_temperature(first, 4e-3) == deciding_temperature(second, 4e-3)


def test_one_millimetre_a_day_brings_function_back_in_the_reported_days():
    # rat sciatic nerve at mid-thigh: about 15 to 30 mm to what was tested (assumed), sprouting from day 8
    lag = Sourced(8 * DAY, "s", "case")
    way = Sourced(22.5e-3, "m", "case", law="uniform", bounds=(15e-3, 30e-3))
    band = band_of(lag, way, recovery_priors().speed)
    assert band.p5 < 25.0 < band.p95
    assert band.p5 < 38.0 < band.p95
