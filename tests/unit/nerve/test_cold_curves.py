"""How much got how cold: volumes that can be counted by hand, shares of a stated whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.nerve.cold_curves import cold_curves
from tests.synthetic import synthetic_run
from tests.unit.nerve.straight import STEP, course, history


@pytest.fixture(scope="module")
def run():
    return synthetic_run()


def with_nerve(run, nerve, nadir):
    """The volume and freezing of a run with one made-up nerve only."""
    volume = replace(run.volume, nerves=(nerve,))
    return replace(run.freezing, nerves={nerve.name: history(nerve, nadir)}), volume


def of(curves, kind):
    return next(curve for curve in curves if curve.kind == kind)


def test_half_of_two_equal_fascicles_is_half(run) -> None:
    nerve = course()
    freezing, volume = with_nerve(run, nerve, [[-30.0, 10.0]])
    curve = of(cold_curves(freezing, volume, length=5e-3), "nerve")
    assert curve.over == "over its coldest 5 mm"
    assert curve.below(-20.0) / curve.whole == pytest.approx(0.5)
    assert curve.below(-31.0) == 0.0
    assert curve.below(11.0) == pytest.approx(curve.whole)
    # two fascicles of 0.1 mm radius over ten stations
    assert curve.whole == pytest.approx(2 * np.pi * 1e-8 * 10 * STEP)


def test_fascicles_count_by_area(run) -> None:
    nerve = course(radii=((1.0, 3.0),))
    freezing, volume = with_nerve(run, nerve, [[-30.0, 10.0]])
    curve = of(cold_curves(freezing, volume, length=5e-3), "nerve")
    assert curve.below(-20.0) / curve.whole == pytest.approx(0.1)


def test_the_coldest_stretch_is_found_wherever_it_lies(run) -> None:
    nerve = course(stations=61)
    nadir = np.full((61, 2), 5.0)
    nadir[20:30] = -40.0
    freezing, volume = with_nerve(run, nerve, nadir)
    assert of(cold_curves(freezing, volume, length=10 * STEP), "nerve").share[
        np.searchsorted(cold_curves(freezing, volume)[0].temperatures, -20.0)
    ] == pytest.approx(1.0)
    longer = of(cold_curves(freezing, volume, length=20 * STEP), "nerve")
    assert longer.below(-20.0) / longer.whole == pytest.approx(0.5)


def test_where_nothing_got_cold_the_coldest_stretch_still_counts(run) -> None:
    nerve = course(stations=61)
    nadir = np.full((61, 2), 30.0)
    nadir[40:50] = 12.0
    freezing, volume = with_nerve(run, nerve, nadir)
    curve = of(cold_curves(freezing, volume, length=10 * STEP), "nerve")
    assert curve.below(15.0) == pytest.approx(curve.whole)


def test_a_neuroma_is_counted_apart(run) -> None:
    bulb = np.arange(61) < 20
    nerve = course(stations=61, neuroma=bulb)
    nadir = np.where(bulb[:, None], -25.0, 10.0)
    freezing, volume = with_nerve(run, nerve, nadir)
    curves = cold_curves(freezing, volume)
    neuroma = of(curves, "neuroma")
    assert neuroma.below(-20.0) == pytest.approx(neuroma.whole)
    assert of(curves, "nerve").below(-20.0) == 0.0


def test_a_nerve_outside_of_the_simulated_part_has_no_curve(run) -> None:
    nerve = course()
    freezing, volume = with_nerve(run, nerve, [[-30.0, 10.0]])
    nowhere = replace(freezing.nerves[nerve.name], inside=np.zeros(len(nerve.arc), bool))
    freezing = replace(freezing, nerves={nerve.name: nowhere})
    assert not [curve for curve in cold_curves(freezing, volume) if curve.kind == "nerve"]


@given(shift=st.floats(-30.0, 30.0))
@settings(max_examples=20, deadline=None)
def test_structures_are_the_cells_counted_and_rise_with_temperature(run, shift) -> None:
    freezing = replace(run.freezing, nadir=(run.freezing.nadir + np.float32(shift)).astype(np.float32))
    curves = [curve for curve in cold_curves(freezing, run.volume) if not curve.over]
    assert curves
    for curve in curves:
        assert np.all(np.diff(curve.volume) >= 0.0)
        assert 0.0 <= curve.share.min() <= curve.share.max() <= 1.0 + 1e-12
        if curve.kind == "neuroma":
            continue
        labels = [item.label for item in run.volume.structures if item.kind == curve.kind]
        cells = np.isin(freezing.labels, labels) & np.isfinite(freezing.nadir) & (freezing.tissue_volume > 0)
        cold = cells & (freezing.nadir < -20.0)
        assert curve.below(-20.0) == pytest.approx(freezing.tissue_volume[cold].sum(), rel=1e-9, abs=1e-18)
        assert curve.whole == pytest.approx(freezing.tissue_volume[cells].sum(), rel=1e-9)
