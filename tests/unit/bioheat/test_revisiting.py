"""What is read only now and then is what reading every point at every moment would have found."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat import recording
from cryonerve.bioheat.deepest import deepest_of
from cryonerve.bioheat.points import Acting, locate, read
from cryonerve.bioheat.revisiting import STILL, groups_of, revisited
from cryonerve.case.protocol import Freeze, Thaw
from tests.unit.bioheat.blocks import block, device, frozen, grid_of, probe
from tests.unit.bioheat.test_recording import nerve

REST, COLD = Acting.none(1), Acting(np.array([-80.0]), np.array([-80.0]))
COOL = 15.0  # degC; points that stay warmer are read only now and then, on purpose


@dataclass
class Watched:
    """At every moment: points of histories as kept and as read anew; fine points as read anew."""

    kept: np.ndarray
    anew: np.ndarray
    deepest: np.ndarray
    coldest: np.ndarray


def watched(case: cn.Case) -> Watched:
    """A run with a nerve beside its probe; everything is also read anew at every moment."""
    kept, anew, fine, recorders = [], [], [], []
    note = recording.Recorder.note

    def noting(self, time, temperature, acting, probes) -> None:
        note(self, time, temperature, acting, probes)
        recorders[:] = [self]
        kept.append(self.rows[-1])
        anew.append(read(self.grid, self.points.groups.points, temperature, acting))
        fine.append(read(self.grid, self.samples.deepest.groups.points, temperature, acting))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording.Recorder, "note", noting)
        frozen(case, replace(cn.build(case), nerves=(nerve(offset=2.2e-3),)))
    deepest = recorders[0].samples.deepest.nadir
    return Watched(np.array(kept), np.array(anew), deepest, np.array(fine).min(axis=0))


@pytest.fixture(scope="module", params=["held wall", "gas behind a film, slowly"])
def run(request: pytest.FixtureRequest) -> Watched:
    uses = device() if request.param == "held wall" else device(gas=-88.0, coefficient=1e4, cooldown=4.0)
    return watched(block(Freeze(-80.0, 25.0), Thaw(15.0), Freeze(-80.0, 12.0), uses=uses))


def test_histories_are_as_read_at_every_moment(run: Watched) -> None:
    assert (run.anew.max(axis=0) - run.anew.min(axis=0)).max() > 50.0
    np.testing.assert_allclose(run.kept, run.anew, atol=STILL)


def test_most_points_are_not_read_again_while_nothing_moves(run: Watched) -> None:
    again = np.diff(run.kept, axis=0) != 0.0
    assert 0.05 < again.mean() < 0.95


def test_the_coldest_is_that_of_every_moment(run: Watched) -> None:
    cool = run.coldest < COOL
    assert 50 < cool.sum() < cool.size
    np.testing.assert_allclose(run.deepest[cool], run.coldest[cool], atol=1e-3)
    assert (run.deepest >= run.coldest - 1e-6).all()


def test_a_probe_that_begins_to_act_is_seen_though_no_cell_moves() -> None:
    """Near its wall the probe's own field is read, which is there at once."""
    grid = grid_of(block(probes=[probe()]))
    points = locate(grid, np.array([[1.0e-3, 0.0, 2e-3], [1.6e-3, 0.0, 2e-3], [6e-3, 0.0, 2e-3]]))
    field = np.linspace(20.0, 30.0, grid.problem.count, dtype=np.float32)
    kept = revisited(grid, groups_of(points, [(3, 1)]))
    for acting in (REST, COLD, REST):
        np.testing.assert_array_equal(kept.read(field, acting), read(grid, points, field, acting))
    assert (read(grid, points, field, COLD) < read(grid, points, field, REST) - 1.0).sum() == 2


def test_the_coldest_is_seen_while_all_cells_warm_and_the_wall_is_cold() -> None:
    grid = grid_of(block(probes=[probe()]))
    points = locate(grid, np.array([[1.0e-3, 0.0, 2e-3], [6e-3, 0.0, 2e-3]]))
    deepest, due, found = deepest_of(grid, groups_of(points, [(2, 1)])), np.ones(2, np.bool_), []
    for moment, acting in enumerate((REST, REST, COLD, REST, REST)):
        field = np.full(grid.problem.count, 20.0 + 0.1 * moment, np.float32)
        deepest.note(field, acting, due)
        found.append(read(grid, points, field, acting))
    np.testing.assert_allclose(deepest.finish(), np.min(found, axis=0), atol=1e-6)
    assert np.argmin(found, axis=0).tolist() == [2, 0]
