"""Which fascicles are interrupted, and what the others lack: fields of coldest temperature in closed form."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.anatomy.volume import Vessel
from cryonerve.errors import InputError
from cryonerve.nerve.completeness import completeness, points_of
from cryonerve.nerve.first_sentence import sentence
from cryonerve.nerve.reaching import located, smallest_move, towards_skin
from synthetic import (
    TIP,
    coldest,
    distance_from_probe,
    synthetic_case,
    synthetic_freezing,
    synthetic_nerve,
    synthetic_volume,
)
from unit.nerve.straight import STEP, course, history

RADIUS = 0.75e-3 * (7.5 / 0.75) ** (60.0 / 79.5)  # of the synthetic -20 degC surface, m


def frozen(field):
    """The synthetic freezing with another field of coldest temperatures, `field` of points (..., 3)."""
    freezing = synthetic_freezing()
    points = np.stack(np.meshgrid(*freezing.centres, indexing="ij"), axis=-1)
    return replace(
        freezing, nadir=field(points), tissue_volume=np.ones(points.shape[:3]), nerves={}, isotherms=()
    )


def nerve_with(offsets, radii=0.1e-3, stations=25):
    """A straight nerve along z with fascicles at these offsets (m), the same at every station."""
    offsets = np.asarray(offsets, float)
    return course(
        radii=[np.full(len(offsets), radii / 1e-4)],
        stations=stations,
        fascicle_offsets=np.broadcast_to(offsets, (stations, *offsets.shape)),
    )


def gone_through(nerve, field):
    """History of a nerve that met this field of coldest temperatures."""
    stations, fascicles = np.indices(nerve.fascicle_radii.shape)
    points = points_of(nerve, stations.ravel(), fascicles.ravel())
    samples = field(points).reshape(*nerve.fascicle_radii.shape, -1)
    return replace(history(nerve, samples.max(axis=2)), nadir_samples=samples)


def outcome(nerve, field, **options):
    return completeness(nerve, gone_through(nerve, field), frozen(field), **options)


def wall(points):
    """Colder by 10 K for every mm towards -x; -20 degC at x = 0."""
    return -20.0 + 1e4 * points[..., 0]


def test_nothing_spared_where_all_is_cold():
    nerve = nerve_with([[-2e-3, 0], [-1e-3, 1e-3]])
    what = outcome(nerve, wall)
    assert what.complete
    assert what.interrupted == (0, 1)
    assert what.spared == ()
    assert what.common_length == pytest.approx(12e-3)
    said = "all 2 fascicles of the tibial nerve, all together over 12.0 mm (below -20 degC)."
    assert sentence(what, freezes=2) == f"Both freezes interrupt {said}"


def test_a_plane_of_cold_spares_by_the_distance_of_the_farthest_sample():
    nerve = nerve_with([[-1e-3, 0], [0.8e-3, 0], [1.7e-3, 0.5e-3]], radii=0.2e-3)
    what = outcome(nerve, wall)
    assert what.interrupted == (0,)
    assert [item.index for item in what.spared] == [1, 2]
    reach = (
        points_of(nerve, np.array([0]), np.array([0]))[0, :, 0] + 1e-3
    ).max()  # of the samples, towards x
    for item, middle in zip(what.spared, (0.8e-3, 1.7e-3), strict=True):
        assert item.missing == pytest.approx(middle + reach, abs=1e-6)
        assert item.length == 0.0
    assert not what.complete
    assert 0 < what.uncertainty <= 1e-3


@pytest.mark.parametrize("shift", [1.0e-3, 1.5e-3, 2.5e-3])
def test_a_tube_of_cold_around_a_probe_spares_by_the_distance_from_it(shift):
    """The synthetic field is logarithmic around the probe: the surface is not on the grid and not flat."""
    base = synthetic_nerve()
    nerve = replace(base, points=base.points - [shift, 0.0, 0.0])
    what = completeness(nerve, gone_through(nerve, coldest), frozen(coldest))
    assert what.spared
    for item in what.spared:
        samples = points_of(nerve, np.array([item.station]), np.array([item.index]))
        away = distance_from_probe(samples).max() - RADIUS
        assert item.missing == pytest.approx(max(away, 0.0), abs=0.1e-3)
        assert item.missing <= max(away, 0.0) + what.uncertainty


def test_cold_enough_but_too_short_is_spared_by_length_alone():
    """3 mm below -20 degC are no interruption where 4 mm are asked for; asked for 3 mm, they are."""
    nerve = nerve_with([[0, 0]])
    middle = nerve.arc.mean()

    def slab(points):
        return -20.0 + 1e4 * (np.abs(points[..., 2] - middle) - 1.5e-3)

    what = outcome(nerve, slab)
    (spared,) = what.spared
    assert spared.missing == 0.0
    assert spared.length == pytest.approx(3e-3, abs=1e-6)
    assert spared.at == pytest.approx(middle)
    assert "cold enough, but over 3.0 mm at most" in sentence(what)
    assert outcome(nerve, slab, sufficient=2.9e-3).complete
    assert outcome(nerve, slab, below=-30.0).spared[0].length == pytest.approx(1e-3, abs=1e-6)


def test_every_fascicle_interrupted_somewhere_is_not_yet_complete():
    nerve = nerve_with([[-1.5e-3, 0], [1.5e-3, 0]])
    temperatures = np.full((25, 2), 20.0)
    temperatures[2:12, 0] = temperatures[10:20, 1] = -40.0
    what = completeness(nerve, history(nerve, temperatures), frozen(wall))
    assert what.spared == ()
    assert not what.complete
    assert 0 < what.common_length < what.sufficient
    assert "but all together only over" in sentence(what)


def test_a_fascicle_that_ends_holds_no_other_up():
    radii = np.ones((25, 2))
    radii[12:, 1] = 0.0
    nerve = course(radii=radii, stations=25)
    what = completeness(nerve, history(nerve, -40.0), frozen(wall))
    assert what.complete
    assert what.common_length == pytest.approx(12e-3)
    assert what.lengths == pytest.approx([12e-3, 11 * STEP])


def test_fascicles_below_a_voxel_are_weighed_by_their_samples():
    """A tenth of a cell wide: half of such a fascicle beyond the surface still spares it."""
    nerve = nerve_with([[-0.06e-3, 0], [0.0, 0]], radii=0.05e-3)
    what = outcome(nerve, wall)
    assert what.interrupted == (0,)
    assert 0 < what.spared[0].missing < 0.05e-3
    assert "spared by 0.1 mm" in sentence(what)


def test_equal_fascicles_are_spared_by_the_same():
    what = outcome(nerve_with([[1e-3, 1e-3], [1e-3, -1e-3], [1e-3, 0]]), wall)
    gaps = [item.missing for item in what.spared]
    assert max(gaps) - min(gaps) < 1e-9
    assert "interrupts none of the 3 fascicles" in sentence(what)
    assert f"they are spared by {1e3 * gaps[0]:.1f} mm" in sentence(what)


def test_without_a_zone_nothing_is_promised():
    nerve = nerve_with([[0, 0]])
    what = outcome(nerve, lambda points: 10.0 + 1e3 * points[..., 0])
    assert not what.zone
    what = smallest_move(
        what,
        nerve,
        history(nerve, 10.0),
        frozen(lambda points: 10.0 + points[..., 0]),
        case=synthetic_case(),
        volume=synthetic_volume(),
    )
    assert what.move is None
    assert not what.tried
    assert "no tissue gets below -20 degC" in sentence(what)


def test_a_nerve_that_leaves_the_volume_in_the_cold_says_so():
    nerve = nerve_with([[-1e-3, 0]])
    met = gone_through(nerve, wall)
    part = replace(met, inside=np.arange(25) < 15)
    what = completeness(nerve, part, frozen(wall))
    assert what.cut
    assert what.common_length == pytest.approx(14 * STEP)
    assert "where the simulated part of the nerve ends" in sentence(what)
    assert not completeness(nerve, met, frozen(wall)).cut
    with pytest.raises(InputError, match="leaves the simulated volume"):
        completeness(nerve, replace(met, inside=np.zeros(25, dtype=bool)), frozen(wall))


def test_a_history_too_short_is_refused():
    nerve = nerve_with([[0, 0]])
    met = gone_through(nerve, wall)
    short = replace(met, times=met.times[:1], fascicles=met.fascicles[:1], centre=met.centre[:1])
    with pytest.raises(InputError, match="1 moment"):
        completeness(nerve, short, frozen(wall))


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    colder=st.lists(st.floats(0.0, 30.0), min_size=2, max_size=4),
)
def test_colder_everywhere_never_spares_more(seed, colder):
    nerve = nerve_with([[-1e-3, 0], [0, 0], [1e-3, 0], [0, 1e-3]])
    rough = np.random.default_rng(seed).uniform(-35.0, 0.0, (25, 4))
    smooth = (rough[2:] + rough[1:-1] + rough[:-2])[[0, *range(23), 22]] / 3.0
    found = [
        completeness(
            nerve, history(nerve, smooth - drop), frozen(lambda points, drop=drop: wall(points) - drop)
        )
        for drop in sorted(colder)
    ]
    for warmer, cooler in pairwise(found):
        assert set(warmer.interrupted) <= set(cooler.interrupted)
        assert (cooler.lengths >= warmer.lengths - 1e-12).all()


def test_where_the_spared_ones_lie_is_said_exactly_or_by_side():
    """The synthetic limb's skin is behind the nerve (-y): deep is +y."""
    skin = towards_skin(synthetic_volume(), np.zeros(3))
    assert skin == pytest.approx([0.0, -1.0, 0.0], abs=0.15)
    nerve = nerve_with([[0, -1e-3], [0.5e-3, -0.5e-3], [-0.5e-3, 0.8e-3], [0, 1.2e-3], [0.4e-3, 1.1e-3]])

    def by_depth(points):
        return -20.0 + 1e4 * points[..., 1]

    what = located(outcome(nerve, by_depth), nerve, synthetic_volume(), synthetic_case())
    assert what.where == "deepest"
    assert what.exact
    assert "the three deepest are spared by up to 1." in sentence(what)
    alone = nerve_with([[0, -1e-3], [0.5e-3, -0.5e-3], [0, 1.2e-3]])
    what = located(outcome(alone, by_depth), alone, synthetic_volume(), synthetic_case())
    assert "the deepest one is spared by 1." in sentence(what)


def test_a_move_that_would_reach_them_is_the_one_that_does():
    """A cold tube beside the nerve falls short of its far fascicle: moved that way by what is missing."""
    case = synthetic_case()
    nerve = nerve_with([[-0.6e-3, 0], [0.6e-3, 0]], stations=33)
    nerve = replace(nerve, semi_axes=np.full((33, 2), 1e-3))

    def tube(points):
        return -20.0 + 1e4 * (np.hypot(points[..., 0] - TIP[0], points[..., 1]) - 3e-3)

    met, freezing = gone_through(nerve, tube), frozen(tube)
    what = completeness(nerve, met, freezing)
    assert [item.index for item in what.spared] == [0]
    tried = smallest_move(what, nerve, met, freezing, case=case, volume=synthetic_volume())
    assert tried.move is not None
    assert tried.move.way == "more lateral"  # towards -x, on a left leg
    assert what.spared[0].missing <= tried.move.distance <= what.spared[0].missing + 0.5e-3
    assert f"a tip {1e3 * tried.move.distance:g} mm more lateral would reach it (estimated" in sentence(tried)
    shift = np.array([-tried.move.distance, 0.0, 0.0])

    def after(points):
        return tube(points - shift)

    assert completeness(nerve, gone_through(nerve, after), frozen(after)).complete
    # an artery that the probe passes by now, and would not after that move
    away = 0.5 * case.device_of(case.probes[0]).diameter.value + 0.6e-3
    line = np.array(TIP) - [away, 0.0, 0.0] + np.linspace(-0.02, 0.02, 81)[:, None] * [[0.0, 0.0, 1.0]]
    artery = Vessel("artery", "artery", line, 0.4e-3, 0.1e-3, 1000.0)
    beside = replace(synthetic_volume(), vessels=(*synthetic_volume().vessels, artery))
    other = smallest_move(what, nerve, met, freezing, case=case, volume=beside)
    assert other.move is None or other.move.way != tried.move.way


def test_no_move_into_the_nerve_is_proposed():
    case = synthetic_case()
    nerve = nerve_with([[-1.8e-3, 0], [1.8e-3, 0]], stations=33)

    def tube(points):
        return -20.0 + 1e4 * (np.hypot(points[..., 0] - TIP[0], points[..., 1]) - 2e-3)

    met, freezing = gone_through(nerve, tube), frozen(tube)
    tried = smallest_move(
        completeness(nerve, met, freezing), nerve, met, freezing, case=case, volume=synthetic_volume()
    )
    assert tried.move is None
    assert tried.tried > 0.0
    assert "outside the nerve, is not enough to reach it (estimated)" in sentence(tried)
