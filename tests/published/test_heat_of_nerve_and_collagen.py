"""Thermal dose against the rats it is calibrated to, collagen against what is commonly observed.

Wondergem and others 1988 (Int J Radiat Biol 53:429-38): half the function lost in half of the rats after 58,
32 and 12 min at 43, 44 and 45 degC. Vujaskovic and others 1994 (Int J Hyperthermia 10:41-9, doi
10.3109/02656739409009330): dogs, 60 min; 45 degC severe in five of five, more than 44 degC "likely to cause
significant, but not necessarily permanent" injury.
"""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.nerve.heat import collagen_denatured, heat_dose, heat_injury
from cryonerve.sources.comparators import heat_rules


def held(at, minutes):
    return np.array([0.0, 60.0 * minutes]), np.full(2, float(at))


@pytest.mark.parametrize(("at", "minutes"), [(43.0, 58.0), (44.0, 32.0), (45.0, 12.0)])
def test_three_temperatures_are_one_dose(record, at, minutes):
    record(
        f"rat sciatic nerve, half function lost after {minutes:g} min at {at:g} degC: dose at 43 degC",
        expected=heat_rules().nerve_half.value / 60.0,
        got=float(heat_dose(*held(at, minutes))) / 60.0,
        tolerance=10.0,
        unit="min",
        source="Wondergem 1988",
        remark="the rule of doubling makes 58, 64 and 48 min of them",
    )


def test_dogs_at_45_degrees_for_an_hour_were_severely_hurt(record):
    dose = float(heat_dose(*held(45.0, 60.0))) / 60.0
    record(
        "dog sciatic nerve, 60 min at 45 degC (severe in five of five): dose at 43 degC",
        expected=heat_rules().nerve_half.value / 60.0,
        got=dose,
        tolerance=None,
        unit="min",
        source="Vujaskovic 1994",
        remark="four times the rats' half dose",
    )
    assert heat_injury(*held(45.0, 60.0)).interrupted is True
    assert heat_injury(*held(42.0, 60.0)).interrupted is False


def test_collagen_denatures_within_a_minute_between_55_and_65_degrees(record):
    """Soft tissues denature from 55 to 75 degC (reviews); where half of it is gone within a minute."""
    at = np.linspace(50.0, 75.0, 2501)
    share = collagen_denatured(np.array([0.0, 60.0]), np.stack([at, at]))
    record(
        "collagen half denatured within a minute at",
        expected=60.0,
        got=float(at[np.searchsorted(share, 0.5)]),
        tolerance=5.0,
        unit="degC",
        source="Maitland & Walsh 1997",
        remark="by its own kinetics; commonly observed from 55 to 65",
    )
