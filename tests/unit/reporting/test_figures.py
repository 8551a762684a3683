"""Figures: the geometry behind the pictures, and what may not be missing on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from cryonerve.anatomy import structure_at
from cryonerve.case.case import Limb
from cryonerve.nerve import predict
from cryonerve.reporting.figures import cold_curves, plan, slices, timeline
from cryonerve.reporting.figures.naming import spread_apart
from cryonerve.reporting.figures.nerve_charts import draw_strip_into
from cryonerve.reporting.figures.planes import (
    across_plane,
    along_planes,
    axial_plane,
    fields_on,
    ice_extent,
    labels_on,
    letters,
    points_labels,
)
from cryonerve.reporting.figures.raster import Camera, Surface, render, vertex_normals
from cryonerve.reporting.figures.sheet import ISOTHERMS, sheet
from cryonerve.reporting.figures.solids import ice_shells, tube
from tests.synthetic import BOX, coldest, synthetic_case, synthetic_run, temperature


@dataclass(frozen=True)
class Ball:
    """A sphere as a shape."""

    label: int
    centre: tuple[float, float, float]
    radius: float

    def distance(self, points):
        return np.linalg.norm(points - np.array(self.centre), axis=1) - self.radius


# --- planes ------------------------------------------------------------------------------------------------


def test_axial_picture_is_seen_from_distal() -> None:
    plane = axial_plane(np.zeros(3), 10e-3)
    flat, height = plane.project(np.array([[5e-3, 2e-3, -1e-3]]))
    assert flat[0] == pytest.approx([-5.0, 2.0])  # the patient's right lies on the left
    assert height[0] == pytest.approx(1.0)  # distal is nearer to the reader


def test_letters_name_medial_by_side() -> None:
    case = synthetic_case()
    plane = axial_plane(np.zeros(3), 10e-3)
    left = letters(plane, case)
    assert (left["left"], left["right"], left["top"]) == ("R (medial)", "L (lateral)", "A")
    assert isinstance(case.anatomy, Limb)
    right = letters(plane, replace(case, anatomy=replace(case.anatomy, side="right")))
    assert (right["left"], right["right"]) == ("R (lateral)", "L (medial)")


def test_long_cuts_stand_proximal_up_and_hold_the_nerve() -> None:
    run = synthetic_run()
    for plane in along_planes(run.case, run.volume, np.array([0.0, 0.0, 5e-3]), 10e-3):
        assert plane.up @ [0, 0, 1] > 0.99
        assert np.cross(plane.right, plane.up) @ plane.normal == pytest.approx(1.0)
        assert letters(plane, run.case)["top"] == "Prox"
        _, height = plane.project(run.volume.nerves[0].points)
        assert np.abs(height).max() < 0.01


def test_cut_across_the_nerve_agrees_with_the_axial_one() -> None:
    course = synthetic_run().volume.nerves[0]
    plane = across_plane(course, 10, course.points[10], 5e-3)
    assert plane.right == pytest.approx([-1, 0, 0])
    assert plane.up == pytest.approx([0, 1, 0])


def test_fields_on_a_plane_follow_the_closed_form() -> None:
    run = synthetic_run()
    plane = axial_plane(np.array([3e-3, 0.0, 6e-3]), 9e-3)
    frame = int(np.argmin(np.abs(run.freezing.times - 360.0)))
    fields, liquidus = fields_on(run.freezing, plane, [frame], 0.2e-3)
    points, shape = plane.pixels(0.2e-3)
    exact = temperature(points, 360.0).reshape(shape)
    outside = exact > -60.0  # near the wall the profile is steeper than the grid can follow
    assert np.abs(fields[0] - exact)[outside].mean() < 0.5
    assert liquidus == pytest.approx(np.full(shape, -0.5))


def test_outside_of_the_grid_there_is_no_temperature() -> None:
    run = synthetic_run()
    plane = axial_plane(BOX[1] + 20e-3, 3e-3)
    fields, _ = fields_on(run.freezing, plane, [0], 0.5e-3)
    assert np.isnan(fields).all()
    assert (labels_on(run.volume, plane, 0.5e-3) == 0).all()


def test_ice_extent_encloses_all_that_froze() -> None:
    run = synthetic_run()
    box = ice_extent(run.freezing)
    assert box is not None
    rng = np.random.default_rng(1)
    points = rng.uniform(BOX[0], BOX[1], (4000, 3))
    frozen = points[coldest(points) < -1.5]
    assert len(frozen) > 20
    assert (frozen >= box[0] - 1e-3).all()
    assert (frozen <= box[1] + 1e-3).all()
    assert ice_extent(replace(run.freezing, nadir=np.full_like(run.freezing.nadir, 37.0))) is None


@pytest.mark.parametrize("seed", range(4))
def test_labels_of_shapes_are_exactly_those_of_every_point(seed) -> None:
    rng = np.random.default_rng(seed)
    balls = tuple(
        Ball(label, tuple(rng.uniform(-8e-3, 8e-3, 3)), float(rng.uniform(0.3e-3, 7e-3)))
        for label in range(1, 9)
    )
    volume = replace(synthetic_run().volume, shapes=balls)
    across = rng.normal(size=3)
    plane = replace(axial_plane(rng.uniform(-2e-3, 2e-3, 3), 9e-3), up=across / np.linalg.norm(across))
    points, _ = plane.pixels(0.2e-3)
    assert (points_labels(volume, points, 0.2e-3) == structure_at(volume, points)).all()


# --- probes and nerve --------------------------------------------------------------------------------------


def test_overview_holds_the_whole_limb() -> None:
    run = synthetic_run()
    axial, along = plan.plan_planes(run, (9.6, 7.9), (8.0, 7.9))
    corners = np.array(np.meshgrid(*run.volume.bounds.T)).reshape(3, -1).T
    for plane in (axial, along):
        flat, _ = plane.project(corners)
        assert np.abs(flat[:, 0]).max() <= plane.half_width * 1e3
        assert np.abs(flat[:, 1]).max() <= plane.half_height * 1e3


def test_the_bar_of_the_strip_is_as_long_as_the_length_that_is_told() -> None:
    run = synthetic_run()
    predicted = predict(run.freezing, run.volume, run.case)
    lesion = predicted.lesions["tibial"]
    assert lesion.full_length > 0
    for prediction in (predicted, run.prediction):
        with sheet(18.0, 9.4) as figure:
            axes, lane = figure.add_subplot(2, 1, 1), figure.add_subplot(2, 1, 2)
            assert draw_strip_into(axes, lane, replace(run, prediction=prediction))
            orange = to_rgba(ISOTHERMS[1].colour)
            bars = [bar for bar in axes.patches if bar.get_facecolor() == orange]
            told = prediction.lesions["tibial"].full_length
            assert [bar.get_width() for bar in bars] == [pytest.approx(1e3 * told)]
            assert any(text.get_text() == f"covered {1e3 * told:.1f} mm" for text in axes.texts)


# --- moments ----------------------------------------------------------------------------------------------


def test_a_long_protocol_shows_the_freezes_with_most_ice_and_the_end() -> None:
    freezing = synthetic_run().freezing
    assert slices.shown_phases(freezing) == freezing.phases
    many = tuple(
        replace(freezing.phases[index % 2], name=f"phase {index}", start=20.0 * index, end=20.0 * index + 20)
        for index in range(24)
    )
    shown = slices.shown_phases(replace(freezing, phases=many))
    assert len(shown) == slices.MOST_PHASES
    assert shown[-1] == many[-1]
    assert all(phase.kind == "freeze" for phase in shown[:-1])
    assert list(shown) == sorted(shown, key=lambda phase: phase.start)


def test_console_is_silent_while_thawing() -> None:
    run = synthetic_run()
    minutes, values = timeline.setpoints(run.case, run.freezing)
    assert minutes.tolist() == [0, 2, 2, 4, 6, 6]
    assert np.nanmax(values) == -80.0
    assert np.isnan(values).sum() == 2


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_names_never_lie_on_top_of_each_other(seed) -> None:
    rng = np.random.default_rng(seed)
    wanted = sorted(rng.uniform(0, 10, int(rng.integers(1, 9))))
    placed = spread_apart(wanted, 1.0, -1.0, 11.0)
    assert all(after - before >= 1.0 - 1e-6 for before, after in pairwise(placed))
    assert min(placed) >= -1.0
    assert max(placed) <= 11.0 + 1e-6


# --- space ------------------------------------------------------------------------------------------------


def square(depth: float, size: float, colour, alpha=1.0) -> Surface:
    points = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * size + [0, 0, depth]
    return Surface(f"{depth}", points, np.array([[0, 1, 2], [0, 2, 3]]), colour, alpha)


CAMERA = Camera(np.zeros(3), np.array([1.0, 0, 0]), np.array([0.0, 1, 0]), 1.0, 1.0)


def test_what_is_nearer_hides_what_is_further() -> None:
    near, far = square(0.5, 0.5, (1.0, 0.0, 0.0)), square(-0.5, 0.9, (0.0, 0.0, 1.0))
    for order in ((near, far), (far, near)):
        picture, which = render(order, CAMERA, (40, 40))
        assert order[which[20, 20]] is near
        assert order[which[2, 20]] is far if which[2, 20] >= 0 else True
        assert picture[20, 20, 0] > picture[20, 20, 2]
        assert which[0, 0] == -1
        assert picture[0, 0] == pytest.approx([1, 1, 1])


def test_glass_lets_through_what_is_behind_but_not_what_is_before() -> None:
    glass = square(0.0, 0.9, (0.0, 0.0, 1.0), alpha=0.5)
    behind, _ = render([square(-0.5, 0.5, (1.0, 0.0, 0.0)), glass], CAMERA, (40, 40))
    before, _ = render([square(0.5, 0.5, (1.0, 0.0, 0.0)), glass], CAMERA, (40, 40))
    assert behind[20, 20, 2] > 0.1
    assert before[20, 20, 2] < 0.3 * before[20, 20, 0]


def test_tube_is_closed_and_faces_outwards() -> None:
    line = np.stack([np.full(5, 5.0), np.full(5, 6.0), np.linspace(7.0, 11.0, 5)], axis=1)
    points, faces = tube(line, np.tile([1.0, 0, 0], (5, 1)), np.tile([0.0, 1, 0], (5, 1)), sides=40)
    corners = points[faces]
    volume = np.einsum("ij,ij->", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6
    assert volume == pytest.approx(4 * 20 * np.sin(2 * np.pi / 40))  # of a prism with forty sides
    around = vertex_normals(points, faces)[:40]
    assert np.einsum("ij,ij->i", around[:, :2], (points[:40] - line[0])[:, :2]).min() > 0.99


def test_shells_of_cold_are_nested() -> None:
    run = synthetic_run()
    frame = int(np.argmin(np.abs(run.freezing.times - 360.0)))
    shells = {item.name: item.points for item in ice_shells(run.freezing, frame)}
    assert list(shells) == ["−40 °C", "−20 °C", "ice edge"]
    spans = [np.ptp(points, axis=0) for points in shells.values()]
    assert (spans[0] < spans[1]).all()
    assert (spans[1] < spans[2]).all()
    felt = temperature(shells["−20 °C"], 360.0)
    assert np.median(felt) == pytest.approx(-20.0, abs=1.5)


# --- how much got how cold ----------------------------------------------------------------------------------


def test_curves_of_cold_are_drawn_only_where_something_got_cold(tmp_path) -> None:
    run = synthetic_run()
    path = cold_curves.draw(run, tmp_path / "cold-curves.png")
    assert path is not None
    assert path.read_bytes()[1:4] == b"PNG"
    warm = np.full_like(run.freezing.nadir, 37.0)
    bare = replace(
        run,
        freezing=replace(run.freezing, nadir=warm, nerves={}),
        volume=replace(run.volume, nerves=()),
    )
    assert cold_curves.draw(bare, tmp_path / "none.png") is None
    assert not (tmp_path / "none.png").exists()
