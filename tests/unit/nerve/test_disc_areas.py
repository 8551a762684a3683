"""Fascicles smaller than a voxel are weighed by the area that is cold, not by the samples that are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryonerve.anatomy.fascicles import pack
from cryonerve.bioheat.recording import disc_samples
from cryonerve.bioheat.sampling import sample_field
from cryonerve.nerve.completeness import points_of
from cryonerve.nerve.disc_areas import refined
from cryonerve.nerve.exposure import REPORTED, area_share_below, area_weights, expose, quantile_nadir
from synthetic import coldest, synthetic_freezing, synthetic_nerve
from unit.nerve.straight import course, history

VOXEL = 0.6e-3  # m, finest cell of the synthetic run
ANGLES = st.floats(0.0, 2 * np.pi)


def chord(at):
    """Share of the unit disc's area on the cold side of a straight front at `at` (closed form)."""
    at = np.clip(at, -1.0, 1.0)
    return 1.0 - (np.arccos(at) - at * np.sqrt(1.0 - at**2)) / np.pi


def dense(count=20000):
    """Equal-area points of the unit disc, many."""
    order = np.arange(count) + 0.5
    radius, angle = np.sqrt(order / count), np.pi * (3 - np.sqrt(5)) * order
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


@given(ANGLES, st.floats(-1.2, 1.2), st.floats(1.0, 100.0))
def test_a_straight_front_is_right_to_a_ninetieth_of_the_fascicle(angle, at, steep):
    across = disc_samples() @ [np.cos(angle), np.sin(angle)]
    share = (refined(-20.0 + steep * (across - at)) < -20.0).mean()
    assert share == pytest.approx(chord(at), abs=0.0115)


@given(ANGLES, st.floats(0.0, 1.0), st.floats(4.0, 30.0))
def test_ice_around_a_probe_is_right_to_a_fiftieth_of_the_fascicle(angle, share, away):
    def around(points):
        return 60.0 * np.log(np.hypot(*(away * np.array([np.cos(angle), np.sin(angle)]) + points).T) / away)

    truth = np.sort(around(dense()))
    limit = truth[int(share * (len(truth) - 1))]
    got = (refined(around(disc_samples())) < limit).mean()
    assert got == pytest.approx((truth < limit).mean(), abs=0.02)


def test_counting_the_samples_themselves_was_off_by_a_seventh():
    across = disc_samples()[:, 0]
    worst = max(abs((across < at).mean() - chord(at)) for at in np.linspace(-1.0, 1.0, 401))
    assert 0.1 < worst < 0.15


def test_a_uniform_fascicle_keeps_its_temperature_and_other_counts_of_samples_stay():
    assert refined(np.full((2, 3, 13), -7.0)) == pytest.approx(-7.0)
    few = np.array([[[-1.0, -2.0]]])
    assert refined(few) is few
    assert np.isnan(refined(np.full(13, np.nan))).all()


def test_a_lone_cold_sample_makes_nothing_colder_than_it_was_by_much():
    samples = np.full(13, 30.0)
    samples[0] = -80.0
    assert refined(samples).min() >= -80.0 - 0.15 * 110.0


@given(ANGLES, st.floats(-2.2e-3, 2.2e-3), st.sampled_from([1, 2, 5, 34]))
def test_the_share_of_a_whole_nerve_is_right_to_two_percent(angle, front, count):
    semi = (2.25e-3, 1.9e-3)
    centres, radii = pack(semi, count, 0.5, np.random.default_rng(count))
    normal = np.array([np.cos(angle), np.sin(angle)])
    places = (centres[:, None] + radii[:, None, None] * disc_samples()) @ normal
    weights = area_weights(radii[None])
    areas = refined(-20.0 + 15e3 * (places - front))[None]
    truth = float((weights[0] * chord((front - centres @ normal) / radii)).sum())
    share = float(area_share_below(areas, weights, -20.0)[0])
    assert share == pytest.approx(truth, abs=0.02)
    # both views of "complete" agree
    assert (quantile_nadir(areas, weights)[0] < -20.0) == (share >= 0.95 - 1e-9)


def test_fascicles_smaller_than_a_voxel_are_weighed_from_a_coarse_grid():
    """34 fascicles of 0.05 to 0.3 mm radius on cells of 0.6 mm; truth: the same field, densely.

    How well a field between cells of that size is known at all is another question: its formula moves the
    share by up to 0.03 of the nerve's fascicle area.
    """
    base, freezing = synthetic_nerve(), synthetic_freezing()
    centres, radii = pack((1.0e-3, 0.8e-3), 34, 0.5, np.random.default_rng(3))
    assert radii.max() < 0.5 * VOXEL
    stations = len(base.points)
    nerve = replace(
        base,
        fascicle_offsets=np.broadcast_to(centres, (stations, 34, 2)),
        fascicle_radii=np.broadcast_to(radii, (stations, 34)),
    )
    rows, columns = np.indices((stations, 34)).reshape(2, -1)
    samples = sample_field(freezing, freezing.nadir, points_of(nerve, rows, columns).reshape(-1, 3))
    felt = replace(
        history(nerve, 37.0),
        nadir_samples=samples.reshape(stations, 34, -1),
        inside=np.ones(stations, dtype=bool),
    )
    exposure = expose(nerve, felt)
    disc, weights, cut, known_better = dense(2000), area_weights(radii[None])[0], 0, []
    for station in range(stations):
        offsets = centres[:, None] + radii[:, None, None] * disc
        points = nerve.points[station] + offsets @ nerve.across[station]
        truth = sample_field(freezing, freezing.nadir, points.reshape(-1, 3)).reshape(34, -1)
        known_better.append((weights * ((truth < -20.0).mean(1) - (coldest(points) < -20.0).mean(1))).sum())
        for limit in REPORTED:
            share = float(((truth < limit).mean(axis=1) * weights).sum())
            cut += 0.02 < share < 0.98
            assert exposure.area_fraction[limit][station] == pytest.approx(share, abs=0.02)
    assert cut > 10  # fronts that pass through the nerve, so that the bar means something
    assert np.abs(known_better).max() < 0.03


def test_weights_are_the_areas_whatever_the_voxel():
    radii = np.array([[0.05, 0.1, 0.2]])
    exposure = expose(course(radii=radii * 10), history(course(radii=radii * 10), 37.0))
    assert exposure.weights[0] == pytest.approx(radii[0] ** 2 / (radii**2).sum(), rel=1e-12)
