"""Fields for readers: every cell filled, nothing invented that is colder or warmer."""

from __future__ import annotations

import numpy as np

from cryonerve.anatomy.volume import Structure
from cryonerve.bioheat.points import Acting
from cryonerve.bioheat.showing import shown_field
from tests.unit.bioheat.blocks import NAME, block, grid_of, probe, voxels


def test_probe_cells_show_the_wall_while_it_acts() -> None:
    grid = grid_of(block(probes=[probe(tip=(0.2, 0.1, -3.0))], size=20.0, spacing=0.5))
    field = np.where(grid.live, 20.0, np.nan)
    shown = shown_field(grid, field, Acting(np.array([-80.0]), np.array([-71.0])))
    dead = ~grid.live & grid.grid.leaf
    assert np.isfinite(shown[grid.grid.leaf]).all()
    along, _ = grid.placements[0].along_and_across(grid.grid.centre[dead])
    assert (shown[dead][along < 3.9e-3] == -71.0).all()
    assert (shown[dead][along > 4.1e-3] == 20.0).all()  # the shaft shows its surroundings
    assert (shown[grid.live] == 20.0).all()


def test_a_resting_probe_shows_its_surroundings() -> None:
    grid = grid_of(block())
    shown = shown_field(grid, np.where(grid.live, -12.0, np.nan), Acting.none(1))
    np.testing.assert_allclose(shown[grid.grid.leaf], -12.0)


def test_air_is_filled_smoothly() -> None:
    labels = np.ones((12, 12, 12), int)
    labels[:, :, 9:] = 0
    structures = [Structure(0, "air", "", "other"), Structure(1, "flesh", NAME, "muscle")]
    grid = grid_of(block(), voxels(labels, structures))
    shown = shown_field(grid, np.where(grid.live, 30.0, 0.0), Acting.none(1))
    np.testing.assert_allclose(shown[grid.labels == 0], 30.0)


def test_small_cold_cells_do_not_make_the_air_cold() -> None:
    """Half of the cells may be small and full of ice: they are little of the body."""
    labels = np.ones((30, 30, 30), int)
    labels[:, :, 27:] = 0
    structures = [Structure(0, "air", "", "other"), Structure(1, "flesh", NAME, "muscle")]
    grid = grid_of(block(probes=[probe()], spacing=0.5), voxels(labels, structures))
    small = grid.grid.size.min(axis=1) < 0.6e-3
    assert small[grid.live].mean() > 0.3
    shown = shown_field(grid, np.where(small, -40.0, 37.0), Acting.none(1))
    assert shown[(grid.labels == 0) & grid.grid.leaf].min() > 25.0


def test_input_is_left_alone() -> None:
    grid = grid_of(block())
    field = np.where(grid.live, 10.0, 99.0)
    before = field.copy()
    shown_field(grid, field, Acting.none(1))
    np.testing.assert_array_equal(field, before)
