"""What is not known of a plan: its numbers, and a procedure drawn from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.case.case import FieldStanding
from cryonerve.nerve.closeness import gap_between
from cryonerve.planning.lean import COARSE, LONG, numbers_of
from cryonerve.planning.unknowns import Drawn, directions, drawn, resized, unknowns_of, values_of
from cryonerve.sources import references


@pytest.fixture(scope="module")
def child():
    case = cn.load("tibial-neuroma-child")
    case = replace(case, solver=replace(case.solver, spacing=2e-3))  # voxels do not matter here
    return case, cn.build(case)


def test_every_unknown_says_law_spread_and_source(child) -> None:
    found = unknowns_of(*child)
    assert len({item.name for item in found}) == len({item.title for item in found}) == len(found)
    for item in found:
        assert item.at(0.05) < item.at(0.5) < item.at(0.95), item.name
        assert item.number.source in {"assumed", "case", *references()}
        assert item.number.remark


def test_what_does_not_matter_is_left_out() -> None:
    case = cn.load("straight-probe-block")
    names = [item.name for item in unknowns_of(case, cn.build(case))]
    assert "film_factor" not in names  # the wall is held at the setpoint
    assert not [name for name in names if name.startswith(("law", "nerve", "vessel"))]


def test_a_spread_that_the_case_states_goes_before_the_table(child) -> None:
    case, volume = child
    own = FieldStanding("probes.distal.tip", "0 0 0 mm", "stated", spread=0.4e-3)
    depth = FieldStanding("anatomy.nerve_area", "16 mm2", "stated", spread=3.2e-6)
    case = replace(case, standings=(own, depth), anatomy=replace(case.anatomy, nerve_area=16e-6))
    numbers = {item.name: item.number for item in unknowns_of(case, volume)}
    assert numbers["distal / towards"].spread == 0.4e-3
    assert numbers["distal / towards"].source == "case"
    assert numbers["proximal / towards"].spread == 1e-3
    assert numbers["nerve_size"].spread == pytest.approx(0.1)  # half of the area's 20 %


def test_a_hand_errs_in_directions_square_to_each_other(child) -> None:
    case, volume = child
    for probe in case.probes:
        ways = np.array(list(directions(case, volume, probe).values()))
        assert np.allclose(ways @ ways.T, np.eye(3), atol=1e-9)


def test_nearer_to_the_nerve_is_nearer_and_a_tilt_keeps_the_middle(child) -> None:
    case, volume = child
    nerve = volume.nerves[0]
    moved = drawn(case, volume, {"distal / towards": -0.5e-3}).case
    before, after = (gap_between(nerve, placements_of(item)[0]).width for item in (case, moved))
    assert after - before == pytest.approx(0.5e-3, abs=0.05e-3)
    tilted = drawn(case, volume, {"distal / tilt": 5.0}).case
    for probe, other in zip(case.probes, tilted.probes, strict=True):
        half = 0.5 * case.device_of(probe).active_length.value
        middle, same = (np.array(item.tip) + half * np.array(item.axis) for item in (probe, other))
        assert np.allclose(middle, same, atol=1e-12)
    angle = np.degrees(np.arccos(np.dot(case.probes[0].axis, tilted.probes[0].axis)))
    assert angle == pytest.approx(5.0)
    assert tilted.probes[1] == case.probes[1]


def test_a_drawn_law_has_all_the_weight_and_no_bounds_left(child) -> None:
    case, volume = child
    believed = []
    for share in (0.1, 0.6, 0.7, 0.99):
        laws = drawn(case, volume, {"law": share, "law_midpoint": 0.0, "law_width": 1.0}).laws
        (only,) = [law for law in laws.values() if law.weight.value > 0.0]
        assert only.midpoint.bounds == (only.midpoint.value, only.midpoint.value)
        believed.append(only.name)
    assert believed == ["evans-1981", "evans-1981", "zhou-1983", "zhou-1983"]


def test_middle_shares_are_the_plan(child) -> None:
    case, volume = child
    found = unknowns_of(case, volume)
    mine = drawn(case, volume, values_of(found, np.full(len(found), 0.5)))
    for probe, same in zip(case.probes, mine.case.probes, strict=True):
        assert np.allclose(probe.tip, same.tip, atol=1e-9)
    assert mine.case.body_temperature == pytest.approx(case.body_temperature)
    assert np.allclose(mine.volume.nerves[0].points, volume.nerves[0].points)


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_a_resized_nerve_keeps_the_surface_that_the_probes_face(child, factor) -> None:
    case, volume = child
    nerve = volume.nerves[0]
    other = resized(nerve, factor, case)
    assert np.allclose(other.semi_axes, factor * nerve.semi_axes)
    assert np.allclose(other.fascicle_radii, factor * nerve.fascicle_radii)
    for place in placements_of(case):
        assert gap_between(other, place).width == pytest.approx(gap_between(nerve, place).width, abs=0.02e-3)


@pytest.mark.slow
def test_a_resized_nerve_is_as_good_as_one_drawn_anew() -> None:
    """The volume drawn with the larger nerve, the probes at the same distance, frozen alike."""
    case = cn.load("tibial-neuroma-child")
    volume = cn.build(case)
    factor, nerve = 1.15, volume.nerves[0]
    other = resized(nerve, factor, case)
    shift = np.array(other.points - nerve.points)[len(nerve.points) // 2]
    area = np.pi * float(nerve.semi_axes[-1].prod()) * factor**2
    probes = tuple(replace(item, tip=tuple(np.array(item.tip) - shift)) for item in case.probes)
    larger = replace(case, probes=probes, anatomy=replace(case.anatomy, nerve_area=area))
    laws = drawn(case, volume, {}).laws
    mine = replace(volume, nerves=(other, *volume.nerves[1:]))
    quick, anew = (
        numbers_of(Drawn(one, room, laws), spacing=COARSE, step_scale=LONG)
        for one, room in ((case, mine), (larger, cn.build(larger)))
    )
    share, coldest = "nerves / tibial / fascicle_area_below_-20C", "nerves / tibial / min_temperature_degC"
    assert quick[share] == pytest.approx(anew[share], abs=0.05)
    assert quick[coldest] == pytest.approx(anew[coldest], abs=3.0)
