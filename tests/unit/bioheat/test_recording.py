"""What is kept of a run: nerves with their fascicles, samples, frames, thermocouples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.recording import RIM_ANGLES, disc_samples
from cryonerve.case.protocol import Freeze, Thaw
from tests.unit.bioheat.blocks import block, frozen


def nerve(offset: float = 3e-3, stations: int = 17, along: float = 8e-3) -> NerveCourse:
    """A straight nerve along z beside the probe, two fascicles, the second thinner."""
    z = np.linspace(-along, along, stations)
    points = np.stack([np.full(stations, offset), np.zeros(stations), z], axis=1)
    return NerveCourse(
        name="tibial",
        points=points,
        arc=z - z[0],
        across=np.broadcast_to(np.eye(3)[:2], (stations, 2, 3)),
        semi_axes=np.full((stations, 2), 1.2e-3),
        fascicle_offsets=np.broadcast_to(np.array([[-0.5e-3, 0.0], [0.5e-3, 0.0]]), (stations, 2, 2)),
        fascicle_radii=np.broadcast_to(np.array([0.4e-3, 0.2e-3]), (stations, 2)),
        neuroma=np.zeros(stations, dtype=bool),
        treated=True,
    )


def run_with(course: NerveCourse, *protocol, **options):
    case = block(*protocol, **options)
    return frozen(case, replace(cn.build(case), nerves=(course,)))


def test_samples_stand_for_equal_areas() -> None:
    disc = disc_samples()
    r2 = (disc**2).sum(axis=1)
    assert (r2 <= 1.0).all()
    assert r2.mean() == pytest.approx(0.5, abs=0.02)  # of a disc
    np.testing.assert_allclose(disc.mean(axis=0), 0.0, atol=1e-12)


def test_history_of_a_nerve_beside_the_probe() -> None:
    run = run_with(nerve(), Freeze(-80.0, 20.0), Thaw(5.0))
    kept = run.nerves["tibial"]
    n = len(kept.times)
    assert kept.centre.shape == (n, 17)
    assert kept.fascicles.shape == (n, 17, 2)
    assert kept.nadir_samples.shape == (17, 2, len(disc_samples()))
    assert kept.rim_nadir.shape == (17, RIM_ANGLES)
    assert kept.inside.all()
    np.testing.assert_allclose(kept.centre[0], 37.0, atol=1e-6)
    # the near fascicle is colder, the near rim coldest of all, and the nadir is what history went through
    middle = 10  # beside the active length
    assert kept.fascicles[:, middle, 0].min() < kept.fascicles[:, middle, 1].min()
    assert kept.rim_nadir[middle].argmin() == RIM_ANGLES // 2
    assert kept.nadir_samples[middle, 0].min() <= kept.fascicles[:, middle, 0].min() + 1e-3
    assert kept.nadir_samples[middle].max() < 37.0
    centre_sample = kept.nadir_samples[:, :, 0]
    np.testing.assert_allclose(centre_sample, kept.fascicles.min(axis=0), atol=0.2)
    cool = kept.fascicles.min(axis=0) < 20.0
    assert cool.any()
    np.testing.assert_allclose(centre_sample[cool], kept.fascicles.min(axis=0)[cool], atol=1e-3)


def test_a_nerve_that_leaves_the_block_or_meets_the_probe_says_so() -> None:
    kept = run_with(nerve(offset=0.0, along=12e-3), Freeze(-80.0, 3.0)).nerves["tibial"]
    z = np.linspace(-12.0, 12.0, 17)
    expected = (np.abs(z) <= 8.0) & (z < 1e-9)  # outside above 8 mm, in the probe from its tip upwards
    np.testing.assert_array_equal(kept.inside, expected)
    assert np.isfinite(kept.centre).all()
    assert np.isfinite(kept.nadir_samples).all()


def test_a_nerve_far_outside() -> None:
    kept = run_with(nerve(offset=80e-3), Freeze(-80.0, 3.0)).nerves["tibial"]
    assert not kept.inside.any()
    assert np.isfinite(kept.centre).all()


def test_thermocouples_are_read_where_time_steps_are_long() -> None:
    """Rows every second lie on a smooth curve through the steps, and never overshoot it."""
    run = frozen(block(Freeze(-80.0, 40.0), Thaw(20.0), sensors=[(2.0, 0.0, 2.0)], size=12.0))
    line = run.sensors.values[:, 0]
    frozen_part = run.sensors.times <= 40.0
    assert (np.diff(line[frozen_part]) <= 1e-9).all()
    assert line.min() >= -80.0


def test_no_sensors() -> None:
    run = frozen(block(Freeze(-80.0, 3.0)))
    assert run.sensors.names == ()
    assert run.sensors.values.shape == (len(run.sensors.times), 0)
