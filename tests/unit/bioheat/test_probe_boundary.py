"""The probe's own steady field and what it makes of the cells beside a probe."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.linalg import spsolve

from cryonerve.bioheat import probe_boundary
from cryonerve.bioheat.probe_boundary import FAR, Placement, ProbeField, probe_field
from tests.unit.bioheat.blocks import block, device, grid_of, probe

RADIUS, LENGTH = 0.65e-3, 7e-3
STRAIGHT = Placement(np.zeros(3), np.array([0.0, 0.0, 1.0]), RADIUS, LENGTH)


def at(field: ProbeField, r, z, around: Placement = STRAIGHT) -> np.ndarray:
    r, z = np.broadcast_arrays(np.asarray(r, float), np.asarray(z, float))
    points = np.stack([r.ravel(), np.zeros(r.size), z.ravel()], axis=1)
    return field.at(around, points).reshape(r.shape)


def flux_through(field: ProbeField, reach: float, around: Placement = STRAIGHT) -> float:
    """Flux (m) of phi inwards through a closed cylinder `reach` away from the active part.

    Slopes span a fifth of the reach to either side (across: of the logarithm), wider than the mesh.
    """
    n, e, step = 400, 0.2, 0.2 * reach
    radius, low, high = around.radius + reach, -reach, around.active_length + reach
    middle = (np.arange(n) + 0.5) / n
    z = low + middle * (high - low)
    side = at(field, radius * np.exp(e), z, around) - at(field, radius * np.exp(-e), z, around)
    flux = 2.0 * np.pi * radius * (side / (2.0 * e * radius)).sum() * (high - low) / n
    r = middle * radius
    below = (at(field, r, low - step, around) - at(field, r, low + step, around)) / (2.0 * step)
    flux += (2.0 * np.pi * r * below).sum() * radius / n
    r = around.radius + middle * reach  # the shaft passes no heat
    above = (at(field, r, high + step, around) - at(field, r, high - step, around)) / (2.0 * step)
    return float(flux + (2.0 * np.pi * r * above).sum() * reach / n)


@pytest.mark.parametrize("film", [0.0, 0.2e-3])
def test_harmonic(film: float) -> None:
    """What enters one closed surface enters every other one around the same probe."""
    field = probe_field(RADIUS, LENGTH, film)
    fluxes = [flux_through(field, reach) for reach in (0.4e-3, 1.5e-3, 5e-3)]
    assert fluxes == pytest.approx([fluxes[1]] * 3, rel=0.01)


def test_held_wall_is_zero() -> None:
    field = probe_field(RADIUS, LENGTH)
    z = np.linspace(0.01e-3, LENGTH - 0.05e-3, 50)
    assert np.abs(at(field, RADIUS, z)).max() < 1e-9
    assert np.abs(at(field, np.linspace(0.0, RADIUS, 20), 0.0)).max() < 1e-9


def test_everywhere_between_wall_and_far_away() -> None:
    rng = np.random.default_rng(1)
    field = probe_field(RADIUS, LENGTH, 0.1e-3)
    values = at(field, rng.uniform(0.0, 40e-3, 4000), rng.uniform(-40e-3, 40e-3, 4000))
    assert values.min() > 0.0
    assert values.max() <= 1.0 + 1e-9
    rising = at(field, np.linspace(RADIUS, 40e-3, 300), 0.5 * LENGTH)
    assert (np.diff(rising) > 0.0).all()


def test_insulated_shaft_has_no_slope_across() -> None:
    field = probe_field(RADIUS, LENGTH)
    z = np.linspace(LENGTH + 3e-3, LENGTH + 15e-3, 13)
    slope = (at(field, RADIUS + 0.1e-3, z) - at(field, RADIUS, z)) / 0.1e-3
    beside = (at(field, RADIUS + 0.1e-3, 3.5e-3) - at(field, RADIUS, 3.5e-3)) / 0.1e-3
    assert np.abs(slope).max() < 0.02 * beside


def test_film_lies_between_none_and_no_exchange() -> None:
    z = 0.5 * LENGTH
    near = [float(at(probe_field(RADIUS, LENGTH, film), RADIUS + 0.2e-3, z)) for film in (0, 1e-7, 2e-4, 1.0)]
    assert near[1] == pytest.approx(near[0], abs=1e-3)
    assert near[0] < near[2] < near[3]
    assert near[3] > 0.99


@pytest.mark.parametrize("film", [1e-7, 2e-5, 1e-4, 5e-4, 1.0])
def test_a_film_is_solved_as_its_own_equations_would_be(film: float) -> None:
    """What is known of the held wall, changed at the wall only, against the equations behind the film."""
    bare = probe_boundary._bare(RADIUS, LENGTH)
    sink = np.bincount(bare.cells, bare.sinks(film), len(bare.phi))
    matrix, rim = probe_boundary._equations(bare.r, bare.z, RADIUS, sink)
    np.testing.assert_allclose(bare.behind(film), spsolve(matrix, rim), rtol=0.0, atol=1e-11)


def test_film_condition_holds_on_the_wall() -> None:
    """k / h times the slope equals phi on the wall."""
    film, step = 0.3e-3, 0.02e-3
    field = probe_field(RADIUS, LENGTH, film)
    z = np.array([2e-3, 3.5e-3, 5e-3])
    wall, beside = at(field, RADIUS, z), at(field, RADIUS + step, z)
    slope = (beside - wall) / (RADIUS * np.log(1.0 + step / RADIUS))  # of a radial flow, at the wall
    np.testing.assert_allclose(film * slope, wall, rtol=0.02)


def test_far_away_it_falls_off_like_a_point() -> None:
    """1 - phi goes as 1 / r - 1 / R once the probe is small and the rim (phi = 1 at R) far."""
    field = probe_field(RADIUS, LENGTH)
    strength = flux_through(field, 1.5e-3) / (4.0 * np.pi)
    r = np.array([15e-3, 20e-3, 25e-3])
    point = strength * (1.0 / r - 1.0 / FAR)
    np.testing.assert_allclose(1.0 - at(field, r, 0.5 * LENGTH), point, rtol=0.1)


@pytest.mark.parametrize("seed", range(8))
def test_cells_beside_the_probe_take_what_the_field_takes(seed: int) -> None:
    """Sum of gamma phi over a probe's cells is the flux of phi into the probe, in whatever pose."""
    rng = np.random.default_rng(seed)
    axis = rng.normal(size=3)
    tip = rng.uniform(-0.5, 0.5, 3) - 2.0 * axis / np.linalg.norm(axis)
    case = block(
        probes=[probe(tip=tip, axis=axis)], uses=device(diameter=1.3, active_length=5.0), spacing=0.5
    )
    grid = grid_of(case)
    p = grid.problem
    taken = float((p.sink_g * grid.phi[0, 0][p.sink_cell]).sum())
    alone = Placement(np.zeros(3), np.array([0.0, 0.0, 1.0]), 0.65e-3, 5e-3)
    strength = flux_through(grid.fields[0][0], 1.0e-3, alone)
    assert taken == pytest.approx(strength, rel=0.02)


def test_distance_and_area() -> None:
    tilted = Placement(np.array([1e-3, 0.0, 0.0]), np.array([1.0, 0.0, 0.0]), 1e-3, 5e-3)
    points = np.array([[0.0, 0.0, 0.0], [3e-3, 0.0, 2.5e-3], [3e-3, 0.0, 0.4e-3], [0.0, 2e-3, 0.0]])
    np.testing.assert_allclose(
        tilted.distance(points), [1e-3, 1.5e-3, -0.6e-3, np.sqrt(2) * 1e-3], atol=1e-12
    )
    assert tilted.active_area == pytest.approx(np.pi * (1.0 + 2.0 * 5.0) * 1e-6)
    along, across = tilted.along_and_across(points)
    np.testing.assert_allclose(along, [-1e-3, 2e-3, 2e-3, -1e-3])
    np.testing.assert_allclose(across, [0.0, 2.5e-3, 0.4e-3, 2e-3])


def test_the_nearest_point_of_a_probe_lies_as_far_as_the_distance_says() -> None:
    tilted = Placement(np.array([1e-3, 2e-3, -1e-3]), np.array([0.6, 0.0, 0.8]), 0.6e-3, 5e-3)
    points = np.random.default_rng(5).uniform(-6e-3, 9e-3, (200, 3))
    for point, distance in zip(points, tilted.distance(points), strict=True):
        near = tilted.nearest(point)
        assert np.linalg.norm(point - near) == pytest.approx(max(distance, 0.0), abs=1e-12)


def test_points_inside_a_probe_move_to_its_surface() -> None:
    """To the face or the wall, whichever is nearer, by just the depth; those outside stay."""
    axis = np.array([2.0, -1.0, 2.0]) / 3.0
    probe = Placement(np.array([1e-3, 2e-3, -1e-3]), axis, 0.75e-3, 7e-3)
    points = probe.tip + np.random.default_rng(3).uniform(-3e-3, 6e-3, (4000, 3))
    depth = probe.distance(points)
    moved = probe.onto_surface(points)
    inside = depth < 0.0
    assert inside.sum() > 20
    np.testing.assert_allclose(probe.distance(moved[inside]), 0.0, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(moved - points, axis=1)[inside], -depth[inside], atol=1e-12)
    np.testing.assert_array_equal(moved[~inside], points[~inside])


def test_a_point_on_the_axis_of_a_probe_stays() -> None:
    probe = Placement(np.zeros(3), np.array([0.0, 0.0, 1.0]), 0.75e-3, 7e-3)
    np.testing.assert_array_equal(probe.onto_surface(np.array([[0.0, 0.0, 3e-3]])), [[0.0, 0.0, 3e-3]])
    np.testing.assert_allclose(
        probe.onto_surface(np.array([[0.0, 0.0, 0.1e-3]])), np.zeros((1, 3)), atol=1e-18
    )
