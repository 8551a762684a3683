"""From a volume and a case to the discrete problem: conductances, sinks, stiffness."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.kernels.reference import rate
from cryonerve.bioheat.probe_boundary import Placement, probe_field
from cryonerve.bioheat.problem import Drive
from cryonerve.bioheat.stability import stiffness
from tests.unit.bioheat.blocks import block, device, grid_of, probe, tissue
from tests.unit.bioheat.test_probe_boundary import flux_through


def test_volumes_add_up_to_the_block_without_the_probe() -> None:
    grid = grid_of(block(size=(12.0, 16.0, 20.0)))
    solid = 12.0 * 16.0 * 20.0 - np.pi * 0.75**2 * 10.0
    assert grid.tissue_volume.sum() * 1e9 == pytest.approx(solid, rel=1e-3)
    inverse = grid.problem.inverse_volume
    stored = 1.0 / inverse[inverse > 0.0]
    assert stored.sum() * 1e9 == pytest.approx(solid, rel=1e-3)
    assert ((inverse > 0.0) == grid.live).all()


def test_closed_faces() -> None:
    """No heat by conduction into a closed cell, whichever way."""
    grid = grid_of(block(probes=[probe(axis=(0.3, 0.2, 1.0))]))
    p = grid.problem
    for box in grid.grid.boxes:
        live = grid.live[box.brick.cells].reshape(box.brick.shape)
        for axis, g in enumerate((p.gx, p.gy, p.gz)):
            low = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
            high = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
            inner = g[box.brick.cells].reshape(box.brick.shape)
            assert ((inner[low] > 0.0) == (live[low] & live[high])).all()
            assert inner.sum() == pytest.approx(inner[low].sum())  # nothing leads out at the end
    assert grid.live[p.face_a].all()
    assert grid.live[p.face_b].all()


def test_sinks_belong_to_live_cells_beside_the_active_part() -> None:
    pair = [probe("a", tip=(-3, 0, 0)), probe("b", tip=(3, 0, 0), axis=(0, 0.2, 1))]
    grid = grid_of(block(probes=pair, spacing=0.5))
    p = grid.problem
    points = grid.grid.centre.reshape(-1, 3)[p.sink_cell]
    assert grid.live[p.sink_cell].all()
    assert (p.sink_g > 0.0).all()
    assert set(p.sink_probe) == {0, 1}
    for number, item in enumerate(grid.placements):
        mine = points[p.sink_probe == number]
        assert np.abs(mine[:, 0] - item.tip[0]).max() < 3e-3
        assert item.distance(mine).max() < 1.2e-3
        along, _ = item.along_and_across(mine)
        assert along.max() < item.active_length + 2.1e-3
    assert len(np.unique(p.sink_cell)) == len(p.sink_cell)


@pytest.mark.parametrize("coefficient", [200.0, 2e3, 2e4, 1e9])
def test_film_and_wall_in_series_take_what_the_probes_field_takes(coefficient: float) -> None:
    """Frozen tissue of 2 W/m/K around: the sinks draw the flux of the field behind this film."""
    uses = device(gas=-90.0, coefficient=coefficient)
    grid = grid_of(block(uses=uses, spacing=0.5, probes=[probe(axis=(0.3, 0.2, 1.0))]))
    p = grid.problem
    seen = 1.0 / (1.0 / p.sink_g + 2.0 / p.films)
    taken = float((seen * grid.phi[0, 0][p.sink_cell]).sum())
    alone = Placement(np.zeros(3), np.array([0.0, 0.0, 1.0]), 0.75e-3, 4e-3)
    field = probe_field(0.75e-3, 4e-3, 2.0 / coefficient)
    assert taken == pytest.approx(flux_through(field, 1e-3, alone), rel=0.02)


@pytest.mark.parametrize("of", [{}, {"solidus": -1.0, "liquidus": -1.0}, {"perfusion": 1e6}], ids=str)
def test_stiffness_bounds_the_fastest_decay(of) -> None:
    """Power iteration on the frozen problem's own rate: the largest eigenvalue stays below the bound."""
    grid = grid_of(block(of=tissue(**of), probes=[probe(axis=(0.3, 0.2, 1.0))], size=12.0))
    p = grid.problem
    for above, level in ((-np.inf, -40.0), (20.0, 30.0)):
        base = np.where(grid.live, float(grid.materials[0].curve.enthalpy_at(level)), 0.0)
        drive = Drive(1.0, 3, np.full((3, 1), level), np.array([np.inf]), np.ones(1))
        start = rate(p, base, drive.probe_temperature[0], drive)[0]
        step = np.random.default_rng(0).normal(size=p.count) * grid.live
        size = 0.0
        for _ in range(60):
            step *= 1e3 / np.abs(step).max()
            change = rate(p, base + step, drive.probe_temperature[0], drive)[0] - start
            size = np.abs(change).max() / 1e3
            step = change
        bound = stiffness(p, grid.materials, above=above)
        assert 0.3 * bound < size <= 1.001 * bound


def test_a_uniform_block_at_the_probes_temperature_is_in_balance() -> None:
    grid = grid_of(block(of=tissue(perfusion=0.0), probes=[probe(axis=(0.3, 0.2, 1.0))]))
    p = grid.problem
    drive = Drive(1.0, 3, np.full((3, 1), -30.0), np.array([np.inf]), np.ones(1))
    level = np.where(grid.live, float(grid.materials[0].curve.enthalpy_at(-30.0)), 0.0)
    change, power, entering, _ = rate(p, level, drive.probe_temperature[0], drive)
    assert np.abs(change).max() < 1.0  # W/m3
    assert np.abs(power).max() < 1e-9
    assert np.abs(entering).max() < 1e-9


def test_probe_in_the_corner_of_two_tissues_finds_what_surrounds_it() -> None:
    """Without tissue around the tip there is nothing to choose from, and nothing breaks."""
    grid = grid_of(block(probes=[probe(tip=(0, 0, -40))], uses=device(gas=-90.0, coefficient=1e4)))
    assert len(grid.fields[0]) == 1
