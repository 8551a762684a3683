"""A preview says at once what the full solver says later, as far as it states; it refuses the rest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.volume import Structure
from cryonerve.bioheat import previewing
from cryonerve.bioheat.lone_probe import STEP, lone_field, windows_of
from cryonerve.bioheat.materials import tissue_curve
from cryonerve.bioheat.preview_limits import LONGEST, MOVED
from cryonerve.bioheat.superposition import thermal_of
from cryonerve.bioheat.surface_distance import isotherm_points, surface_distances
from cryonerve.case.protocol import Freeze, Thaw, Wait
from cryonerve.errors import InputError
from tests.unit.bioheat.blocks import block, device, frozen, probe, tissue, voxels

SIZE = 24.0  # mm
PAIR = (probe("a", tip=(-4.0, 0.0, 0.0)), probe("b", tip=(4.0, 0.5, 0.0), axis=(0.2, 0.1, 1.0)))
LONE = block(Freeze(-80.0, 15.0), Thaw(5.0), size=SIZE, spacing=0.5)
BOTH = block(Freeze(-80.0, 15.0), Thaw(5.0), size=SIZE, spacing=0.7, probes=PAIR)


@cache
def prepared(two: bool = False) -> cn.bioheat.Preview:
    case = BOTH if two else LONE
    return cn.preview(cn.build(case), case)


def posed(case, *poses):
    """The case with its probes at these (tip in mm, axis)."""
    moved = [probe(item.name, *pose) for item, pose in zip(case.probes, poses, strict=True)]
    return replace(case, probes=tuple(moved))


def random_pose(seed: int):
    random = np.random.default_rng(seed)
    return random.uniform(-2.0, 2.0, 3), random.normal(size=3)


# what it shows


@pytest.mark.parametrize("seed", [1, 2])
def test_a_single_probe_in_uniform_tissue_is_the_full_solvers(seed: int) -> None:
    case = posed(LONE, random_pose(seed))
    glimpse = prepared().at(case)
    for name, ways in surface_distances(glimpse, frozen(case)).items():
        assert len(ways) > 100
        assert np.percentile(ways, 95) < min(glimpse.error[name], 0.25e-3), name


def test_two_probes_within_the_stated_error() -> None:
    case = posed(BOTH, ((-3.5, 0.4, 0.3), (0.1, 0.0, 1.0)), ((3.5, -0.3, 0.0), (0.0, 0.2, 1.0)))
    glimpse = prepared(two=True).at(case)
    assert glimpse.warnings == ()
    full = frozen(case)
    for name, ways in surface_distances(glimpse, full).items():
        assert np.percentile(ways, 95) < min(glimpse.error[name], 0.4e-3), name
    for name, level in (("ice", -0.5), ("-20C", -20.0)):
        counted = float(full.tissue_volume[full.nadir < level].sum())
        assert glimpse.volumes[name] == pytest.approx(counted, rel=0.1)


def kelvin_off(ready, case, full) -> float:
    """Mean difference of a preview and the full solver around the edge of the ice, K."""
    points = np.stack(np.meshgrid(*full.centres, indexing="ij"), axis=-1).reshape(-1, 3)
    shown = ready.at(case).reading(points).reshape(full.nadir.shape)
    edge = (full.labels > 0) & (full.nadir > -15.0) & (full.nadir < 25.0)
    return float(np.abs(shown - full.nadir)[edge].mean())


def test_an_anchor_corrects_what_is_not_uniform() -> None:
    labels = np.ones((28, 28, 28), np.int16)
    labels[16:] = 2  # from 2 mm beside the axis on
    other = tissue("other", conductivity_unfrozen=0.2, conductivity_frozen=0.4, latent_heat=80e6)
    case = block(Freeze(-80.0, 40.0), of=[tissue(), other], size=28.0, spacing=0.7)
    volume = voxels(labels, (Structure(1, "one", "test-tissue"), Structure(2, "two", "other")))
    anchor = frozen(case, volume)
    bare, corrected = cn.preview(volume, case), cn.preview(volume, case, anchor=anchor)
    assert kelvin_off(corrected, case, anchor) < 0.1
    assert kelvin_off(bare, case, anchor) > 1.0
    moved = posed(case, ((-0.3, 0.5, 0.5), (0.0, 0.05, 1.0)))
    full = frozen(moved, volume)
    assert kelvin_off(corrected, moved, full) < 0.7 * kelvin_off(bare, moved, full)


def test_turned_about_its_axis_a_probe_shows_the_same() -> None:
    case = posed(LONE, ((0.0, 0.0, -2.0), (0.0, 0.0, 1.0)))
    points = np.array([[2e-3, 0.0, 1e-3], [0.0, 2e-3, 1e-3], [-2e-3, 0.0, 1e-3], [0.0, -2e-3, 1e-3]])
    shown = prepared().at(case).reading(points)
    np.testing.assert_allclose(shown, shown[0], atol=1e-3)


def test_a_move_moves_the_field() -> None:
    points = np.random.default_rng(4).uniform(-4e-3, 4e-3, (50, 3))
    still = prepared().at(posed(LONE, ((0.0, 0.0, 0.0), (0.0, 0.0, 1.0)))).reading(points)
    moved = prepared().at(posed(LONE, ((1.0, -2.0, 0.5), (0.0, 0.0, 1.0))))
    np.testing.assert_allclose(moved.reading(points + np.array([1e-3, -2e-3, 0.5e-3])), still, atol=0.05)


def test_order_of_probes_does_not_matter() -> None:
    swapped = replace(BOTH, probes=BOTH.probes[::-1])
    one, other = prepared(two=True).at(BOTH), cn.preview(cn.build(swapped), swapped).at(swapped)
    np.testing.assert_allclose(one.nadir, other.nadir, atol=0.02)


def test_field_and_reading_agree() -> None:
    glimpse = prepared(two=True).at(BOTH)
    centres = prepared(two=True).ground.centres
    points = np.stack(np.meshgrid(*centres, indexing="ij"), axis=-1).reshape(-1, 3)
    np.testing.assert_allclose(glimpse.reading(points), glimpse.nadir.ravel(), atol=0.3)
    assert glimpse.nadir.dtype == np.float32
    assert glimpse.nadir.shape == tuple(len(faces) - 1 for faces in (glimpse.x, glimpse.y, glimpse.z))
    assert 0.0 < glimpse.volumes["-40C"] < glimpse.volumes["-20C"] < glimpse.volumes["ice"]
    assert "not the full solver" in glimpse.note


def test_points_are_read_without_the_field_of_the_grid(monkeypatch) -> None:
    """The very answers of a glimpse; and of a preview prepared anew, where only the plan is another."""
    case = posed(LONE, random_pose(3))
    points = np.random.default_rng(5).uniform(-8e-3, 8e-3, (200, 3))
    longer = replace(LONE, protocol=(Freeze(-80.0, 25.0), Thaw(5.0)))
    seen = prepared().at(case).reading(points)
    anew = cn.preview(cn.build(longer), longer).at(longer).reading(points)

    def never(*_: object) -> None:
        raise AssertionError("a field was filled")

    monkeypatch.setattr(previewing, "fill_field", never)
    np.testing.assert_array_equal(prepared().reading(case, points), seen)
    planned = prepared().planned(longer)
    np.testing.assert_array_equal(planned.reading(planned.case, points), anew)
    with pytest.raises(InputError):
        prepared().reading(longer, points)


def test_one_after_another_each_counts_where_it_acts() -> None:
    steps = (Freeze(-80.0, 12.0, ("a",)), Wait(30.0), Freeze(-80.0, 12.0, ("b",)))
    case = block(*steps, size=SIZE, spacing=0.6, probes=PAIR)
    assert [window.probes for window in windows_of(case)] == [("a",), ("b",)]
    glimpse = cn.preview(cn.build(case), case).at(case)
    for name, ways in surface_distances(glimpse, frozen(case)).items():
        assert np.percentile(ways, 95) < min(glimpse.error[name], 0.4e-3), name


# its parts


def test_a_lone_field_is_computed_once() -> None:
    field = lone_field(LONE, LONE.probes[0], LONE.tissues["test-tissue"])
    other = replace(BOTH, solver=LONE.solver)
    again = lone_field(other, other.probes[1], other.tissues["test-tissue"])
    assert field is again
    table = field.temperature[0]
    assert table[0, round((2e-3 - field.start) / STEP)] == pytest.approx(-80.0, abs=0.1)  # the wall
    assert (np.diff(table[:, round((2e-3 - field.start) / STEP)]) > -0.1).all()


def test_warmth_and_temperature_are_two_ways() -> None:
    thermal = thermal_of(tissue_curve(tissue(), 37.0), -80.0)
    celsius = np.linspace(-80.0, 37.0, 500)
    np.testing.assert_allclose(thermal.temperature_of(thermal.warmth(celsius)), celsius, atol=0.02)


def test_points_of_an_isotherm() -> None:
    lines = np.linspace(-3e-3, 3e-3, 31)
    away = np.linalg.norm(np.stack(np.meshgrid(lines, lines, lines, indexing="ij"), axis=-1), axis=-1)
    vertices, spread = isotherm_points(away * 1e3, (lines, lines, lines), 2.0)
    for points in (vertices, spread):
        np.testing.assert_allclose(np.linalg.norm(points, axis=1), 2e-3, atol=0.02e-3)
    assert len(isotherm_points(away, (lines, lines, lines), -1.0)[0]) == 0


# how far it says it can be trusted


def test_it_says_when_it_left_what_was_measured() -> None:
    close = posed(BOTH, ((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)), ((1.5, 0.0, 0.0), (0.0, 0.0, 1.0)))
    (warning,) = prepared(two=True).at(close).warnings
    assert "2.5 mm apart" in warning
    anchored = cn.preview(cn.build(LONE), LONE, anchor=frozen(LONE))
    far = anchored.at(posed(LONE, ((MOVED[-1] * 1e3 + 1.0, 0.0, 0.0), (0.0, 0.0, 1.0))))
    assert any("moved by" in warning for warning in far.warnings)
    assert far.error["ice"] > anchored.at(LONE).error["ice"]
    assert all(warning in far.note for warning in far.warnings)
    long = block(Freeze(-80.0, LONGEST + 1.0), size=SIZE, spacing=2.0)
    assert any("freezes for" in warning for warning in cn.preview(cn.build(long), long).at(long).warnings)


def test_other_tissue_at_the_tip_is_said() -> None:
    labels = np.ones((20, 20, 20), np.int16)
    labels[12:] = 2
    case = block(
        Freeze(-80.0, 5.0), of=[tissue(), tissue("other")], size=20.0, probes=[probe("a", (-4, 0, 0))]
    )
    structures = (Structure(1, "one", "test-tissue"), Structure(2, "two", "other"))
    ready = cn.preview(voxels(labels, structures), case)
    assert ready.at(case).warnings == ()
    (warning,) = ready.at(posed(case, ((7.0, 0.0, 0.0), (0.0, 0.0, 1.0)))).warnings
    assert "now in other, prepared for test-tissue" in warning


# what it refuses


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("protocol", replace(LONE, protocol=(Freeze(-70.0, 15.0), Thaw(5.0)))),
        ("devices", replace(LONE, devices={**LONE.devices, "probe": device(diameter=2.0)})),
        ("body_temperature", replace(LONE, body_temperature=36.0)),
        ("probes", replace(LONE, probes=PAIR)),
        ("anatomy", block(*LONE.protocol, size=22.0, spacing=0.7)),
        ("tissues", replace(LONE, tissues={**LONE.tissues, "test-tissue": tissue(perfusion=0.0)})),
    ],
)
def test_another_case_is_refused(field: str, changed) -> None:
    with pytest.raises(InputError) as caught:
        prepared().at(changed)
    assert field in {complaint.field for complaint in caught.value.complaints}
    assert all("cryonerve.preview" in complaint.remedy for complaint in caught.value.complaints)


def test_what_does_not_change_heat_may_differ() -> None:
    assert prepared().at(replace(LONE, title="other words", goals=None, sensors=())).warnings == ()


def test_a_tip_outside_is_refused() -> None:
    with pytest.raises(InputError, match="outside of the body") as caught:
        prepared().at(posed(LONE, ((40.0, 0.0, 0.0), (0.0, 0.0, 1.0))))
    assert caught.value.complaints[0].field == "probes.a.tip"


def test_nothing_to_freeze_is_refused() -> None:
    case = block(Thaw(5.0))
    with pytest.raises(InputError, match="no probe freezes"):
        cn.preview(cn.build(case), case)


def test_an_anchor_of_something_else_is_refused() -> None:
    volume = cn.build(LONE)
    elsewhere = frozen(posed(LONE, ((6.0, 0.0, 0.0), (0.0, 0.0, 1.0))))
    short = frozen(LONE, cancel=lambda: True)
    for anchor in (elsewhere, short, frozen(BOTH)):
        with pytest.raises(InputError, match="anchor"):
            cn.preview(volume, LONE, anchor=anchor)


# what follows


def test_the_full_solver_follows() -> None:
    moved = posed(LONE, ((0.5, 0.0, 0.0), (0.0, 0.0, 1.0)))
    freezing, anchored = prepared().follow(moved)
    assert freezing.stop.good
    assert anchored.anchored
    assert anchored.at(moved).moved == 0.0
    cancelled, same = prepared().follow(moved, cancel=lambda: True)
    assert not cancelled.stop.good
    assert same is prepared()
