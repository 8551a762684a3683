"""The whole procedure on small blocks: protocol, bookkeeping, odd plans, early ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.volume import Structure, Vessel
from cryonerve.bioheat import freezing
from cryonerve.bioheat.result import Freezing, Stop
from cryonerve.case.case import Environment
from cryonerve.case.protocol import Freeze, Thaw, Wait
from tests.unit.bioheat.blocks import block, device, frozen, probe, tissue, volume_below, voxels

AIR = Structure(0, "air", "", "other")
PAIR = [probe("a", tip=(-3, 0, 0)), probe("b", tip=(3, 0, 0))]


def column(run: Freezing, name: str) -> np.ndarray:
    return run.probes.values[:, run.probes.names.index(name)]


def check_shapes(run: Freezing) -> None:
    """Everything belongs together and is finite where it says there is tissue."""
    cells = (len(run.x) - 1, len(run.y) - 1, len(run.z) - 1)
    assert run.temperature.shape == (len(run.times), *cells)
    for field in (run.nadir, run.liquidus, run.labels, run.tissue_volume):
        assert field.shape == cells
    assert np.isfinite(run.temperature).all()
    assert np.isfinite(run.nadir).all()
    assert (np.diff(run.times) > 0.0).all()
    assert run.times[-1] == pytest.approx(run.solver.procedure)
    assert (run.nadir <= run.temperature.min(axis=0) + 1e-5).all()
    assert run.sensors.values.shape == (len(run.sensors.times), len(run.sensors.names))
    assert run.probes.values.shape == (len(run.probes.times), len(run.probes.names))
    assert len(run.isotherms) == 3 * len(run.phases)


# protocol


def test_phases_switch_at_their_exact_times() -> None:
    run = frozen(block(Freeze(-80.0, 7.3), Wait(1.1), Thaw(4.7), Freeze(-60.0, 2.2)))
    check_shapes(run)
    assert run.stop is Stop.finished
    assert [phase.name for phase in run.phases] == ["freeze 1", "wait 1", "thaw 1", "freeze 2"]
    edges = np.cumsum([0.0, 7.3, 1.1, 4.7, 2.2])
    np.testing.assert_allclose([phase.start for phase in run.phases], edges[:-1])
    np.testing.assert_allclose([phase.end for phase in run.phases], edges[1:])
    for edge in edges:
        assert np.abs(run.times - edge).min() < 1e-6
        assert np.abs(run.probes.times - edge).min() < 1e-6
    assert [row.phase for row in run.isotherms[::3]] == [phase.name for phase in run.phases]
    assert [row.surface for row in run.isotherms[:3]] == ["ice", "-20C", "-40C"]


def test_frames_at_least_every_ten_seconds() -> None:
    run = frozen(block(Freeze(-80.0, 34.0), Thaw(11.0), size=12.0))
    assert np.diff(run.times).max() <= 10.0 + 1e-9
    assert set(np.arange(0.0, 45.0, 10.0)) <= set(np.round(run.times, 6))


def test_thermocouples_every_second() -> None:
    run = frozen(block(Freeze(-80.0, 6.5), sensors=[(2, 0, 2), (0, 0, -1)]))
    assert run.sensors.names == ("s0", "s1")
    assert set(range(7)) <= set(np.round(run.sensors.times, 9))
    assert run.sensors.times[-1] == pytest.approx(6.5)
    np.testing.assert_allclose(run.sensors.values[0], 37.0)
    assert (np.diff(run.sensors.values[:, 0]) <= 1e-6).all()  # the first freeze only cools


def test_wait_and_passive_thaw_are_the_same() -> None:
    waiting = frozen(block(Freeze(-80.0, 5.0), Wait(5.0)))
    thawing = frozen(block(Freeze(-80.0, 5.0), Thaw(5.0)))
    np.testing.assert_array_equal(waiting.temperature, thawing.temperature)
    assert np.isnan(column(waiting, "a wall")[waiting.probes.times > 5.0]).all()


def test_thaw_until() -> None:
    run = frozen(block(Freeze(-80.0, 5.0), Thaw(300.0, until=5.0)))
    coldest = run.temperature[-1].min()
    assert run.stop is Stop.finished
    assert 5.0 <= coldest < 12.0
    assert run.phases[-1].end < 305.0
    assert run.temperature[-2].min() < 5.0


def test_thaw_until_has_a_time_limit() -> None:
    run = frozen(block(Freeze(-80.0, 10.0), Thaw(3.0, until=30.0)))
    assert run.phases[-1].end == pytest.approx(13.0)


def test_active_thaw_warms_faster() -> None:
    passive = frozen(block(Freeze(-80.0, 8.0), Thaw(6.0)))
    active = frozen(block(Freeze(-80.0, 8.0), Thaw(6.0), uses=device(thaw_to=30.0)))
    ice, slow = (run.isotherms[3].volume for run in (active, passive))  # at the end of the thaw
    assert ice < 0.7 * slow
    thawing = active.probes.times > 8.0 + 1e-9
    np.testing.assert_allclose(column(active, "a wall")[thawing], 30.0)
    assert (column(active, "a power")[thawing] < 0.0).all()  # heat goes in
    assert active.balance.error < 1e-3


def test_no_freeze_at_all() -> None:
    for protocol in ([Thaw(5.0)], [Wait(3.0), Thaw(2.0)]):
        run = frozen(block(*protocol))
        check_shapes(run)
        np.testing.assert_allclose(run.temperature, 37.0, atol=1e-4)
        assert all(row.volume == 0.0 for row in run.isotherms)


def test_no_steps_at_all() -> None:
    run = frozen(replace(block(), protocol=()))
    check_shapes(run)
    assert run.phases == ()
    assert run.times.tolist() == [0.0]
    assert run.stop is Stop.finished


def test_no_probe_at_all() -> None:
    run = frozen(block(Freeze(-80.0, 3.0), probes=[]))
    np.testing.assert_allclose(run.temperature, 37.0, atol=1e-4)


# probes


def test_a_probe_that_a_step_does_not_name_exchanges_nothing() -> None:
    run = frozen(block(Freeze(-80.0, 6.0, ("a",)), probes=PAIR))
    assert (column(run, "a power")[1:] > 0.0).all()
    assert (column(run, "b power") == 0.0).all()
    assert np.isnan(column(run, "b wall")).all()
    x = 0.5 * (run.x[1:] + run.x[:-1])
    cold = run.temperature[-1].min(axis=(1, 2))
    assert cold[np.abs(x + 3e-3).argmin()] < -20.0
    assert cold[np.abs(x - 4.5e-3).argmin()] > 20.0


def test_two_probes_at_once_freeze_more_than_each_alone() -> None:
    both = frozen(block(Freeze(-80.0, 10.0), probes=PAIR))
    one = frozen(block(Freeze(-80.0, 10.0, ("a",)), probes=PAIR))
    assert volume_below(both, -0.5) > 1.8 * volume_below(one, -0.5)
    assert column(both, "a power")[-1] == pytest.approx(column(both, "b power")[-1], rel=0.02)


def test_a_moved_probe_freezes_one_place_after_the_other() -> None:
    run = frozen(block(Freeze(-80.0, 6.0, ("a",)), Wait(4.0), Freeze(-80.0, 6.0, ("b",)), probes=PAIR))
    check_shapes(run)
    x = 0.5 * (run.x[1:] + run.x[:-1])
    left, right = np.abs(x + 4.5e-3).argmin(), np.abs(x - 4.5e-3).argmin()
    last = run.temperature[-1]
    assert run.nadir[left].min() < 0.0
    assert last[right].min() < last[left].min()
    # both sites are no tissue all along
    assert run.tissue_volume.sum() * 1e9 == pytest.approx(16.0**3 - 2 * np.pi * 0.75**2 * 8.0, rel=2e-3)


def test_a_dozen_probes() -> None:
    places = [(x, y, z) for x in (-5, 0, 5) for y in (-5, 5) for z in (-3, 3)]
    many = [
        probe(f"p{n}", tip=place, axis=(0.1 * n - 0.5, 0.2, 1.0 if n % 2 else -1.0))
        for n, place in enumerate(places)
    ]
    run = frozen(block(Freeze(-80.0, 4.0), Thaw(2.0), probes=many, spacing=1.0))
    check_shapes(run)
    assert run.stop is Stop.finished
    assert run.balance.error < 1e-3
    powers = [column(run, f"p{n} power")[5] for n in range(12)]
    assert min(powers) > 0.3 * max(powers)


def test_cooldown_follows_its_exponential() -> None:
    run = frozen(block(Freeze(-80.0, 10.0), uses=device(cooldown=4.0)))
    times, wall = run.probes.times[1:], column(run, "a wall")[1:]
    np.testing.assert_allclose(wall, -80.0 + 117.0 * np.exp(-times / 4.0), atol=1e-6)


def test_gas_behind_a_film_leaves_the_wall_warmer() -> None:
    run = frozen(block(Freeze(-70.0, 10.0), uses=device(gas=-90.0, coefficient=8e3)))
    wall, power = column(run, "a wall")[1:], column(run, "a power")[1:]
    area = np.pi * 0.75e-3 * (0.75e-3 + 8e-3)
    np.testing.assert_allclose(wall, -90.0 + power / (8e3 * area), atol=0.05)
    assert wall[-1] > -85.0
    assert (np.diff(wall) < 0.01).all()


def test_power_cap_holds() -> None:
    free = frozen(block(Freeze(-70.0, 10.0), uses=device(gas=-90.0, coefficient=8e3)))
    cap = 0.5 * column(free, "a power")[3]
    run = frozen(block(Freeze(-70.0, 10.0), uses=device(gas=-90.0, coefficient=8e3, cap=cap)))
    assert column(run, "a power").max() <= cap * (1.0 + 1e-6)
    assert column(run, "a power")[2] == pytest.approx(cap, rel=1e-6)
    assert volume_below(run, -0.5) < volume_below(free, -0.5)


@pytest.mark.parametrize("tip", [(0, 0, 7.9), (7.5, 7.5, 0), (0, 0, -30.0)], ids=["end", "corner", "through"])
def test_probes_at_the_edge_of_the_block(tip) -> None:
    run = frozen(block(Freeze(-80.0, 4.0), probes=[probe(tip=tip)]))
    check_shapes(run)
    assert run.stop is Stop.finished


def test_sensor_inside_a_probe_and_outside_the_block() -> None:
    run = frozen(block(Freeze(-80.0, 5.0), sensors=[(0, 0, 2), (50, 0, 0), (0.9, 0, 2)]))
    assert np.isfinite(run.sensors.values).all()
    assert run.sensors.values[-1, 0] < -40.0
    assert run.sensors.values[-1, 1] > 30.0
    assert -80.0 <= run.sensors.values[-1, 2] < -40.0


# heat


def limb(**vessel):
    """Skin over fat over muscle with an artery along x, air above: labels, structures, vessels."""
    labels = np.zeros((16, 16, 16), int)
    labels[:, :, :14] = 1
    labels[:, :, 9:13] = 2
    labels[:, :, 13] = 3
    labels[:, 10:12, 3:5] = 4
    structures = [
        AIR,
        Structure(1, "muscle", "muscle", "muscle"),
        Structure(2, "fat", "fat", "fat"),
        Structure(3, "skin", "skin", "skin"),
        Structure(4, "artery", "blood", "artery"),
    ]
    line = np.array([[-8e-3, 3e-3, -4e-3], [8e-3, 3e-3, -4e-3]])
    return voxels(labels, structures, vessels=(Vessel("artery", "artery", line, 1e-3, 0.15e-3, 800.0),))


@pytest.mark.parametrize(
    "uses",
    [
        device(),
        device(cooldown=3.0),
        device(gas=-90.0, coefficient=8e3),
        device(gas=-90.0, coefficient=8e3, cap=6.0),
    ],
    ids=["held", "cooldown", "film", "cap"],
)
@pytest.mark.parametrize("of", [{}, {"solidus": -1.0, "liquidus": -1.0}], ids=["range", "isothermal"])
def test_heat_balance(uses, of) -> None:
    run = frozen(block(Freeze(-80.0, 10.0), Thaw(5.0), Freeze(-80.0, 5.0), uses=uses, of=tissue(**of)))
    assert run.balance.extracted > 10.0
    assert run.balance.error < 1e-3


def test_heat_balance_of_a_limb() -> None:
    case = block(Freeze(-80.0, 10.0), Thaw(5.0), probes=[probe(tip=(0, 0, -2), axis=(0.2, 0.1, 1.0))])
    run = frozen(replace(case, environment=Environment(22.0, 10.0)), limb())
    check_shapes(run)
    assert run.balance.error < 1e-3
    assert (run.liquidus[run.labels == 0] == -np.inf).all()
    assert run.temperature[0][run.labels > 0].max() <= 37.5
    assert run.temperature[0][run.labels == 3].mean() < 36.0  # the skin is cooler to begin with


def test_flowing_blood_keeps_its_warmth() -> None:
    case = block(Freeze(-80.0, 20.0), probes=[probe(tip=(0, 0, -6))])
    run = frozen(replace(case, environment=Environment(22.0, 10.0)), limb())
    y = 0.5 * (run.y[1:] + run.y[:-1])
    z = 0.5 * (run.z[1:] + run.z[:-1])
    x = 0.5 * (run.x[1:] + run.x[:-1])
    i, k = np.abs(x).argmin(), np.abs(z + 4e-3).argmin()
    artery = run.temperature[-1][i, np.abs(y - 3e-3).argmin(), k]
    opposite = run.temperature[-1][i, np.abs(y + 3e-3).argmin(), k]
    assert artery > opposite + 5.0


def test_stasis_leaves_the_thawed_tissue_colder() -> None:
    of = tissue(perfusion=60000.0)
    flowing = frozen(block(Freeze(-80.0, 10.0), Thaw(60.0), of=of, size=12.0))
    stopped = frozen(
        block(Freeze(-80.0, 10.0), Thaw(60.0), of=of, size=12.0, perfusion_after_freezing="stasis")
    )
    assert stopped.temperature[-1].min() < flowing.temperature[-1].min() - 0.5
    assert stopped.balance.error < 1e-3


# early ends


def test_cancel_keeps_what_was_computed() -> None:
    asked = []

    def cancel() -> bool:
        asked.append(True)
        return len(asked) > 12

    run = frozen(block(Freeze(-80.0, 30.0), Thaw(10.0)), cancel=cancel)
    check_shapes(run)
    assert run.stop is Stop.cancelled
    assert not run.stop.good
    assert len(run.phases) == 1
    assert 0.5 < run.solver.procedure < 30.0
    assert run.phases[0].end == pytest.approx(run.solver.procedure)
    whole = frozen(block(Freeze(-80.0, 30.0), Thaw(10.0)))
    part = np.searchsorted(whole.probes.times, run.solver.procedure - 1e-9)
    np.testing.assert_allclose(run.probes.values[1 : part + 1], whole.probes.values[1 : part + 1], rtol=1e-6)


def test_cancel_at_once() -> None:
    run = frozen(block(), cancel=lambda: True)
    check_shapes(run)
    assert run.stop is Stop.cancelled
    assert run.solver.steps == 0


def test_an_unstable_step_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "stages_for", lambda *_: 3)
    run = frozen(block(Freeze(-80.0, 60.0), spacing=0.5, size=12.0), step_scale=30.0)
    assert run.stop is Stop.unstable
    check_shapes(run)
    assert run.temperature.min() > -273.15
    assert run.temperature.max() < 120.0


def test_progress_rises_to_the_end() -> None:
    seen = []
    frozen(block(Freeze(-80.0, 5.0), Thaw(2.0)), progress=lambda done, total: seen.append((done, total)))
    done = [item[0] for item in seen]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(7.0)
    assert {item[1] for item in seen} == {7.0}


# numbers


def test_same_numbers_every_time() -> None:
    case = block(probes=[probe(tip=(0.3, 0.1, -0.4), axis=(0.2, 0.3, 1.0))], sensors=[(2, 0, 2)])
    first, second = frozen(case), frozen(case)
    np.testing.assert_array_equal(first.temperature, second.temperature)
    np.testing.assert_array_equal(first.sensors.values, second.sensors.values)
    assert first.isotherms == second.isotherms


def test_one_or_two_threads() -> None:
    case = block(probes=[probe(tip=(0.3, 0.1, -0.4), axis=(0.2, 0.3, 1.0))])
    one, two = frozen(case, threads=1), frozen(case, threads=2)
    np.testing.assert_allclose(one.temperature, two.temperature, atol=1e-4)
    assert [a.volume for a in one.isotherms] == pytest.approx([b.volume for b in two.isotherms], rel=1e-5)


def test_reference_kernel_runs_the_same_procedure() -> None:
    case = block(Freeze(-80.0, 3.0), Thaw(1.0), size=8.0, spacing=1.3)
    reference, compiled = frozen(case, kernel="reference"), frozen(case, kernel="cpu")
    assert reference.solver.kernel == "reference"
    assert compiled.solver.kernel == "cpu"
    np.testing.assert_allclose(reference.temperature, compiled.temperature, atol=3e-3)
    assert reference.balance.error < 1e-9


def test_record_of_the_solver() -> None:
    case = block(Freeze(-80.0, 3.0))
    run = frozen(case)
    assert run.solver.spacing == pytest.approx(1e-3)
    assert run.solver.cells == (run.tissue_volume > 0).sum() or run.solver.cells < run.labels.size
    assert run.solver.steps > 5
    assert run.solver.stages >= 3 * run.solver.steps
    assert run.solver.wall > 0.0
    assert "case" not in run.sources


def test_shorter_steps_change_little() -> None:
    """The default step is less than 0.07 K off in the mean; half of it halves that.

    Single cells that just freeze through are a kelvin off: that hangs on the very moment at which they do.
    The order in time is asserted in tests/convergence.
    """
    case = block(Freeze(-80.0, 10.0), spacing=0.5)
    coarse, half, fine = (frozen(case, step_scale=scale) for scale in (1.0, 0.5, 0.1))
    assert fine.solver.steps > 6 * coarse.solver.steps
    wrong = [np.abs(run.temperature[-1] - fine.temperature[-1]) for run in (coarse, half)]
    mean = [float(np.sqrt((error**2).mean())) for error in wrong]
    assert wrong[0].max() < 1.6
    assert mean[0] < 0.07
    assert mean[1] < 0.6 * mean[0]
    assert coarse.isotherms[0].volume == pytest.approx(fine.isotherms[0].volume, rel=0.001)


def test_through_the_front_door() -> None:
    """`cn.freeze` is this function."""
    assert cn.freeze is freezing.freeze
