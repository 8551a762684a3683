from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cryonerve.anatomy.live_wire import livewire
from cryonerve.anatomy.tracing_edits import (
    moved_click,
    traced_again,
    with_click,
    with_section,
    without_click,
    without_section,
)
from cryonerve.anatomy.tracing_paths import trace_curve
from cryonerve.errors import ScanError
from cryonerve.scans.polygons import shoelace
from cryonerve.scans.traced_curve import Section
from tests.unit.anatomy.test_tracing_paths import oval_scan

CLICKS = np.array([[15e-3, 14e-3, z] for z in (1e-3, 8e-3, 14e-3, 18e-3)])


@cache
def traced():
    scan = oval_scan()
    return scan, trace_curve(scan, CLICKS, name="a branch", kind="nerve", treated=True)


def test_a_moved_click_is_traced_anew_and_what_a_person_drew_stays():
    scan, curve = traced()
    drawn = with_section(curve, Section(10e-3, np.array([2e-3, 1e-3])))
    place = CLICKS[1] + [0.4e-3, 0.0, 1e-3]
    moved = moved_click(drawn, 1, place, scan)
    assert moved.drawn_by == "person"
    assert moved.treated
    assert np.array_equal(moved.clicks[1], place)
    (mine,) = [section for section in moved.sections if section.drawn_by == "person"]
    assert mine.semi_axes.tolist() == [2e-3, 1e-3]
    assert np.linalg.norm(moved.at(mine.station)[0] - drawn.at(10e-3)[0]) < 0.6e-3
    assert np.array_equal(curve.clicks, CLICKS)  # the old one stays


def test_clicks_come_and_go_in_their_order():
    scan, curve = traced()
    more = with_click(curve, np.array([15e-3, 14e-3, 11e-3]), scan)
    assert more.clicks[:, 2].round(4).tolist() == [0.001, 0.008, 0.011, 0.014, 0.018]
    beyond = with_click(curve, np.array([15e-3, 14e-3, 19.4e-3]), scan)
    assert beyond.clicks[-1, 2] == pytest.approx(19.4e-3)
    assert len(without_click(more, 2, scan).clicks) == 4
    with pytest.raises(ScanError, match="no click"):
        without_click(more, 9, scan)


def test_sections_come_and_go_and_a_contour_beside_the_curve_bends_it():
    _, curve = traced()
    turn = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    rim = 2e-3 * np.stack([np.cos(turn), np.sin(turn)], axis=1) + [0.5e-3, 0.0]
    drawn = with_section(curve, Section.of_contour(8e-3, rim, neuroma=True))
    assert drawn.at(8e-3)[0][0, 0] - curve.at(8e-3)[0][0, 0] == pytest.approx(0.5e-3, abs=0.05e-3)
    assert np.abs(drawn.points[-1] - curve.points[-1]).max() < 0.05e-3
    at = next(n for n, section in enumerate(drawn.sections) if section.neuroma)
    assert drawn.sections[at].area == pytest.approx(np.pi * 4e-6, rel=0.01)
    again = with_section(drawn, Section(8.2e-3, np.full(2, 1e-3)))  # in place of the one beside it
    assert len(again.sections) == len(drawn.sections)
    assert len(without_section(drawn, at).sections) == len(drawn.sections) - 1
    with pytest.raises(ScanError, match="beyond"):
        with_section(curve, Section(0.5, np.full(2, 1e-3)))


def test_the_live_wire_clings_to_an_edge_in_noise():
    x, y = np.meshgrid(np.arange(80.0), np.arange(70.0), indexing="ij")
    rng = np.random.default_rng(3)
    disc = 100.0 * (np.hypot(x - 40, y - 34) < 18) + rng.normal(0.0, 8.0, x.shape)
    around = np.radians([0.0, 80.0, 170.0, 260.0])
    clicks = np.array([40, 34]) + 18.0 * np.stack([np.cos(around), np.sin(around)], axis=1)
    rim = livewire(disc, clicks + rng.uniform(-0.7, 0.7, clicks.shape))
    assert np.abs(np.hypot(*(rim - [40, 34]).T) - 18.0).mean() < 1.0
    assert abs(shoelace(rim)) == pytest.approx(np.pi * 18**2, rel=0.06)


@pytest.mark.parametrize("radius", [3, 4, 6, 12])
def test_an_outline_of_few_pixels_keeps_its_area(radius):
    """A nerve is some pixels wide: evening the steps must not draw its outline in."""
    fine = (np.arange(320) - 3.5) / 8.0  # eight by eight places a pixel
    x, y = np.meshgrid(fine, fine, indexing="ij")
    disc = (100.0 * (np.hypot(x - 20, y - 19) < radius)).reshape(40, 8, 40, 8).mean(axis=(1, 3))
    around = np.radians([0.0, 72.0, 144.0, 216.0, 288.0])
    rim = livewire(disc, [20, 19] + radius * np.stack([np.cos(around), np.sin(around)], axis=1))
    assert abs(shoelace(rim)) == pytest.approx(np.pi * radius**2, rel=0.1)


@pytest.mark.parametrize("clicks", [[[1, 1], [5, 5]], [[1, 1], [5, 5], [99, 3]], [[1, 1], [1, 1], [1, 1]]])
def test_clicks_without_a_contour_are_said(clicks):
    with pytest.raises(ScanError):
        livewire(np.zeros((30, 30)), np.array(clicks, float))


def test_a_drawn_section_far_beside_the_new_curve_is_none_of_it():
    _, curve = traced()
    drawn = with_section(curve, Section(10e-3, np.array([2e-3, 1e-3])))
    for aside, kept in ((2.5e-3, 1), (3.5e-3, 0)):
        again = traced_again(
            drawn, replace(curve, points=curve.points + np.array([aside, 0.0, 0.0]), treated=False)
        )
        assert again.treated
        assert sum(section.drawn_by == "person" for section in again.sections) == kept
