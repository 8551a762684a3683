"""Following on an ensemble written down by hand: ice that grows with the root of time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.errors import ClipError, InputError
from cryonerve.ultrasound import Front
from cryonerve.ultrasound.following import follow
from cryonerve.ultrasound.member_files import read_members, write_members
from cryonerve.ultrasound.members import Members
from tests.unit.ultrasound.ensemble import CENTRE, GROWTH, SHARE, TIMES, ice, written_members


@pytest.fixture(scope="module")
def members() -> Members:
    return written_members()


def seen(growth=GROWTH, *, bias=0.0, noise=0.2e-3, moved=(0.0, 0.0), until=100.0, seed=7) -> Front:
    """What a tracker would report of such ice: its upper half, twice a second."""
    times, angles = np.arange(20.0, until, 0.5), np.radians(np.arange(-75.0, 76.0, 5.0))
    rng = np.random.default_rng(seed)
    edge, _ = ice(growth, SHARE, *moved, times=times, angles=angles)
    radius = edge + bias + rng.normal(0.0, noise, edge.shape)
    half = growth * np.sqrt(times)
    shadow = moved[0] + np.stack([-half, half], axis=1) + rng.normal(0.0, 0.3e-3, (len(times), 2))
    return Front(
        times=times,
        centre=np.tile(CENTRE, (len(times), 1)),
        angles=angles,
        radius=radius,
        confidence=np.ones_like(radius),
        shadow=shadow,
        edge="",
        bias=0.0,
        scatter=0.0,
        refused=("",) * len(times),
    )


@pytest.mark.parametrize("growth", [0.9 * GROWTH, 1.15 * GROWTH])
def test_the_hidden_isotherm_is_found_within_its_band(members, growth) -> None:
    found = follow(seen(growth), members)
    _, truth = ice(growth, SHARE, 0.0, 0.0, times=found.times)
    assert (found.cold.low <= truth).mean() > 0.85
    assert (truth <= found.cold.high).mean() > 0.85
    prior = members.cold[:, 99].std(axis=0).mean()
    after = (found.cold.high - found.cold.low)[-1].mean() / 3.29
    assert after < 0.75 * prior
    assert not found.disagrees.any()


def test_a_moved_probe_is_noticed(members) -> None:
    found = follow(seen(moved=(0.7e-3, 0.0)), members)
    mean, deviation = found.parameters["offset_lateral"]
    assert mean == pytest.approx(0.7e-3, abs=2.0 * deviation)
    assert mean > 0.35e-3


def test_a_biased_edge_widens_no_lie(members) -> None:
    found = follow(seen(bias=0.6e-3), members)
    _, truth = ice(GROWTH, SHARE, 0.0, 0.0, times=found.times[-1:])
    assert np.all((found.cold.low[-1] <= truth) & (truth <= found.cold.high[-1]))
    assert found.parameters["edge_bias"][0] > 0.1e-3


def test_a_picture_of_another_world_is_said_to_disagree(members) -> None:
    found = follow(seen(1.9 * GROWTH), members)
    assert found.disagrees[-1]
    assert not follow(seen(GROWTH), members).disagrees.any()


def test_wild_rays_do_not_carry_the_band_away(members) -> None:
    front = seen()
    radius = front.radius.copy()
    radius[:, ::6] += 4e-3
    calm, wild = follow(front, members), follow(replace(front, radius=radius), members)
    assert wild.cold.middle[-1] == pytest.approx(calm.cold.middle[-1], abs=0.15e-3)


def test_the_forecast_tells_when_before_it_happens(members) -> None:
    found = follow(seen(until=40.0), members)
    _, cold = ice(GROWTH, SHARE, 0.0, 0.0)
    truth = TIMES[np.argmax(cold.mean(axis=1) / 3.0e-3 >= 0.95)]
    last = found.reach[-1]
    assert last.low <= truth <= last.high
    assert last.high - last.low < found.reach[0].high - found.reach[0].low
    assert 40.0 < truth < 120.0


def test_a_thermocouple_tells_of_the_wall(members) -> None:
    times = np.arange(20.0, 100.0)
    found = follow(seen(), members, thermocouple=(times, np.full(len(times), -72.0)))
    mean, deviation = found.parameters["wall_offset"]
    assert mean == pytest.approx(8.0, abs=2.5)
    assert deviation < 2.0


def test_nothing_seen_changes_nothing(members) -> None:
    front = seen()
    blank = replace(
        front, radius=np.full_like(front.radius, np.nan), shadow=np.full_like(front.shadow, np.nan)
    )
    found = follow(blank, members)
    assert set(found.innovations) == {None}
    assert found.parameters["wall_offset"][1] == pytest.approx(members.parameter("wall_offset").std(ddof=1))


def test_one_picture_is_one_look(members) -> None:
    found = follow(at(seen(), slice(120, 121)), members)
    assert found.times.tolist() == [80.0]
    assert found.cold.middle.shape == (1, len(members.angles))


def test_a_look_without_an_edge_has_no_innovation_of_its_own(members) -> None:
    front = seen()
    radius, shadow = front.radius.copy(), front.shadow.copy()
    radius[:20], shadow[:20] = np.nan, np.nan
    found = follow(replace(front, radius=radius, shadow=shadow), members)
    assert [item is None for item in found.innovations[:3]] == [True, True, False]
    assert len(found.innovations) == len(found.times)


def at(front: Front, rows: slice) -> Front:
    """Some pictures of a front."""
    names = ("times", "centre", "radius", "confidence", "shadow", "refused")
    return replace(front, **{name: getattr(front, name)[rows] for name in names})


def test_another_clock_is_refused(members) -> None:
    front = seen()
    with pytest.raises(InputError, match="since the procedure began"):
        follow(replace(front, times=front.times + 1000.0), members)
    with pytest.raises(InputError, match="one temperature for each time"):
        follow(front, members, thermocouple=(np.zeros(2), np.zeros(3)))


def test_an_ensemble_comes_back_from_disk(members, tmp_path) -> None:
    file = tmp_path / "members.npz"
    write_members(members, file, of="abc")
    back = read_members(file, of="abc")
    assert (back.names, back.centre, back.seed, back.probe) == (members.names, members.centre, 1, "one")
    assert back.plane.depth == members.plane.depth
    assert back.cold == pytest.approx(members.cold, rel=1e-6)
    one, other = follow(seen(), members), follow(seen(), back)
    assert other.cold.middle == pytest.approx(one.cold.middle, abs=1e-6)


@pytest.mark.parametrize("spoil", ["gone", "cut", "text", "other case"])
def test_a_spoilt_ensemble_says_so(members, tmp_path, spoil) -> None:
    file = tmp_path / "members.npz"
    write_members(members, file, of="abc")
    if spoil == "gone":
        file.unlink()
    elif spoil == "cut":
        file.write_bytes(file.read_bytes()[:2000])
    elif spoil == "text":
        file.write_text("not an ensemble", encoding="utf-8")
    with pytest.raises(
        ClipError, match="another case" if spoil == "other case" else "cannot be read"
    ) as caught:
        read_members(file, of="xyz" if spoil == "other case" else "abc")
    assert "computed again" in str(caught.value)
