"""How fine, and how far: what is decided before anything is computed."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.enthalpy import curve_of
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.bioheat.reach import Sleeve, chosen_spacing, ice_sleeves, radial_reach, watched_sleeves
from cryonerve.case.protocol import Freeze, Thaw
from tests.unit.bioheat.blocks import NAME, block, device, frozen, probe, tissue


def spacing_for(span: float, **options) -> float:
    case = block(of=tissue(solidus=-0.6 - span, liquidus=-0.6), **options)
    return chosen_spacing(case, {NAME})


def test_the_narrower_the_freezing_range_the_finer_the_grid() -> None:
    sizes = [spacing_for(span, spacing=None) for span in (0.0, 1.0, 2.0, 4.0, 6.0, 12.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[3] < sizes[-1]
    assert sizes[-1] == pytest.approx(0.5e-3)


def test_the_narrowest_tissue_decides() -> None:
    gel = tissue("gel-2", solidus=-1.0, liquidus=-0.5)
    case = block(of=[tissue(), gel], spacing=None)
    assert chosen_spacing(case, {NAME, "gel-2"}) == chosen_spacing(case, {"gel-2"})
    assert chosen_spacing(case, {NAME}) > chosen_spacing(case, {"gel-2"})


def test_the_cases_own_spacing_is_honoured() -> None:
    assert spacing_for(1.0, spacing=0.8) == pytest.approx(0.8e-3)
    run = frozen(block(Freeze(-80.0, 2.0), spacing=0.8))
    assert run.solver.spacing == pytest.approx(0.8e-3)
    x = 0.5 * (run.x[1:] + run.x[:-1])
    assert np.diff(run.x)[np.abs(x) < 2.5e-3].max() <= 0.8001e-3


def test_reach_grows_with_time_and_cold() -> None:
    curve = curve_of(tissue(), 37.0)
    reach = [radial_reach(curve, 0.75e-3, -80.0, seconds) for seconds in (0.0, 30.0, 120.0, 600.0)]
    assert reach[0] == 0.0
    assert (np.diff(reach) > 0.0).all()
    assert radial_reach(curve, 0.75e-3, -120.0, 120.0) > reach[2] > radial_reach(curve, 0.75e-3, -40.0, 120.0)
    assert radial_reach(curve, 0.75e-3, 5.0, 120.0) == 0.0


def test_reach_is_that_of_a_line_sink_frozen_for_long() -> None:
    """Against the closed form's order: a 1.5 mm cylinder at -80 degC freezes 5 to 7 mm in two minutes."""
    assert 4e-3 < radial_reach(curve_of(tissue(perfusion=0.0), 37.0), 0.75e-3, -80.0, 120.0) < 7e-3


@pytest.mark.parametrize("seconds", [10.0, 60.0, 200.0])
def test_the_ice_stays_in_the_sleeve(seconds: float) -> None:
    case = block(Freeze(-80.0, seconds), size=30.0, probes=[probe(axis=(0.3, 0.2, 1.0))])
    run = frozen(case)
    centres = np.stack(np.meshgrid(*run.centres, indexing="ij"), axis=-1)
    ice = centres[(run.nadir < -0.5) & (run.tissue_volume > 0.0)]
    around, close = ice_sleeves([case], 0, 1e-3, {NAME})
    assert np.minimum(around.away(ice), close.away(ice)).max() == 0.0
    assert around.away(ice).max() < 2e-3  # the spheroid alone is hardly too small


def test_distance_to_a_sleeve() -> None:
    sleeve = Sleeve(np.zeros(3), np.array([0.0, 0.0, 4.0]), 2.0, 0.5)
    points = np.array([[0.0, 0.0, 1.0], [5.0, 0.0, 2.0], [0.0, 0.0, -3.0], [0.0, 3.0, 8.0]])
    np.testing.assert_allclose(sleeve.away(points), [0.0, 3.0, 1.0, 3.0])
    ball = sleeve._replace(round=True)  # half axes 2 and sqrt(8) around (0, 0, 2)
    np.testing.assert_allclose(ball.away(np.array([[2.0, 0.0, 2.0], [0.0, 0.0, 3.0]])), 0.0, atol=1e-12)
    np.testing.assert_allclose(ball.away(np.array([[0.0, 0.0, 8.0]])), 6.0 - np.sqrt(8.0))
    assert 0.0 < ball.away(np.array([[5.0, 0.0, 2.0]]))[0] <= 3.0


def test_a_probe_that_never_freezes_has_a_small_sleeve() -> None:
    case = block(
        Freeze(-80.0, 100.0, ("a",)), Thaw(5.0), probes=[probe("a"), probe("b", tip=(5, 0, 0))], size=40.0
    )
    long, short = (ice_sleeves([case], n, 1e-3, {NAME})[0].radius for n in (0, 1))
    assert long > short


def test_gas_decides_not_the_console() -> None:
    cold = block(Freeze(-60.0, 60.0), uses=device(gas=-120.0, coefficient=1e4))
    mild = block(Freeze(-60.0, 60.0))
    assert ice_sleeves([cold], 0, 1e-3, {NAME})[0].radius > ice_sleeves([mild], 0, 1e-3, {NAME})[0].radius


def test_only_a_thermocouple_close_to_the_active_wall_makes_cells_finer() -> None:
    def watched(at) -> bool:
        case = block(sensors=[at])
        return len(watched_sleeves(case, placements_of(case)[0], 1e-3)) > 0

    assert watched((1.0, 0.0, 2.0))
    assert watched((0.0, 0.0, -0.3))
    assert not watched((3.0, 0.0, 2.0))
    assert not watched((0.9, 0.0, 7.0))  # beside the insulated shaft
    case = block()
    assert watched_sleeves(case, placements_of(case)[0], 1e-3) == ()


def test_sleeves_of_many_cases_hold_the_ice_of_all() -> None:
    cases = [
        block(Freeze(coldest, 120.0), of=tissue(conductivity_frozen=k))
        for coldest in (-40.0, -70.0, -100.0)
        for k in (1.4, 2.0, 2.6)
    ]
    alone = [[sleeve.radius for sleeve in ice_sleeves([case], 0, 1e-3, {NAME})] for case in cases]
    together = [sleeve.radius for sleeve in ice_sleeves(cases, 0, 1e-3, {NAME})]
    assert together == np.max(alone, axis=0).tolist()
    assert len(np.unique(alone)) > 4
