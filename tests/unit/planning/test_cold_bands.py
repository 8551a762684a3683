"""Curves of cold of many runs become bands at the temperatures that are kept."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.nerve.cold_curves import ColdCurve
from cryonerve.nerve.lesion import Band
from cryonerve.planning.cold_bands import cold_bands
from cryonerve.planning.measuring import KEPT, measured
from tests.synthetic import synthetic_freezing

TEMPERATURES = np.arange(-100.0, 45.0, 0.5)


def curve(name: str, kind: str, scale: float) -> ColdCurve:
    """A volume that grows linearly from -60 to +20 degC."""
    volume = scale * np.clip((TEMPERATURES + 60.0) / 80.0, 0.0, 1.0) * 1e-9
    return ColdCurve(name, kind, TEMPERATURES, volume, 2.0 * scale * 1e-9)


def test_bands_of_measured_curves_come_back_as_curves() -> None:
    """What `measured` names is what `cold_bands` reads: names, units and temperatures survive the way."""
    freezing = synthetic_freezing()
    rows = [
        measured(freezing, None, curves=[curve("muscle", "muscle", s), curve("a / b", "nerve", s)])
        for s in (1.0, 2.0, 3.0)
    ]
    bands = {name: Band(*sorted(row[name] for row in rows)) for name in rows[0]}
    muscle, nerve = cold_bands(bands)
    assert (muscle.name, muscle.unit, nerve.name, nerve.unit) == ("muscle", "mm3", "a / b", "share")
    assert muscle.temperatures.tolist() == sorted(KEPT)
    assert muscle.high[muscle.temperatures == 20.0] == pytest.approx(3.0)
    assert muscle.middle[muscle.temperatures == -20.0] == pytest.approx(1.0)
    assert nerve.low == pytest.approx(nerve.high)  # a share does not know how large the whole is
    assert nerve.low[nerve.temperatures == 20.0] == pytest.approx(0.5)


def test_other_numbers_are_no_curves() -> None:
    band = Band(0.0, 1.0, 2.0)
    assert cold_bands({"isotherms / freeze 1 / ice / volume_mm3": band, "cold / muscle / below": band}) == ()
