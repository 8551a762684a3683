"""Perfused tissue without freezing: cylinder, shell, sphere, plane, finite line sink, two sinks.

    k lap(T) - w (T - Ta) + q = c T_t     Pennes 1948; Carslaw & Jaeger 1959

One-dimensional chains with 0.1 mm rings; the finite line and the two sinks in boxes of 0.4-0.5 mm cubes,
read five cells or more away from a line (a line is one cell wide there).
"""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.enthalpy import curve_through
from tests.verification.box import box, settle
from tests.verification.chain import chain, march, tissue_of
from tests.verification.materials import Material
from tests.verification.pennes import REST, Perfused

mm = 1e-3
STILL = Perfused(REST.k, REST.c, 0.0, 0.0, 37.0)


def tissue(of: Perfused):
    """Tissue that never freezes: the range lies far below every temperature of the test."""
    material = Material(of.k, of.c, of.k, of.c, 1.0, -200.0, -200.0, -200.0)
    return tissue_of(material, mushy=False, perfusion=of.perfusion, metabolism=of.metabolism)


def check(record, name, unit_places, expected, got, *, tolerance=0.1) -> None:
    for place, want, have in zip(unit_places, expected, got, strict=True):
        record(
            f"{name} at {place}",
            expected=want,
            got=have,
            tolerance=tolerance,
            unit="degC",
            source="closed form",
        )


def read(what, h, places) -> np.ndarray:
    return np.interp(places, what.centres, what.temperature(h))


@pytest.mark.parametrize("outer", ["unbounded", "shell"])
def test_steady_cylinder(record, outer) -> None:
    a, b = 0.65 * mm, 15 * mm
    faces = np.linspace(a, b, 145)
    what = chain(faces, tissue(REST), "cylinder")
    rim = float(REST.cylinder(b, a, 2.0)) if outer == "unbounded" else 37.0
    h, _ = march(what, what.start(np.full(144, 37.0)), (0.0, 1500.0), lambda _: 2.0, lambda _: rim, scale=2.0)
    places = np.array([1.0, 2.0, 5.0, 10.0]) * mm
    exact = REST.cylinder(places, a, 2.0) if outer == "unbounded" else REST.shell(places, (a, b), (2.0, 37.0))
    check(
        record, f"steady cylinder, {outer}", [f"{p / mm:g} mm" for p in places], exact, read(what, h, places)
    )
    _, drawn = march(what, h, (0.0, 10.0), lambda _: 2.0, lambda _: rim)
    power = REST.cylinder_power(a, 2.0) if outer == "unbounded" else REST.shell_power((a, b), (2.0, 37.0))
    record(
        f"steady cylinder, {outer}: heat drawn",
        expected=power,
        got=2.0 * np.pi * drawn / 10.0,
        tolerance=0.005 * power,
        unit="W/m",
        source="closed form",
    )


def test_sphere(record) -> None:
    a, b = 2 * mm, 30 * mm
    what = chain(np.linspace(a, b, 281), tissue(REST), "sphere")
    start = what.start(np.full(280, REST.far))
    places = np.array([3.0, 5.0, 8.0]) * mm
    h, _ = march(what, start, (0.0, 120.0), lambda _: 2.0)
    names = [f"{p / mm:g} mm" for p in places]
    check(record, "sphere, 120 s", names, REST.sphere_transient(places, 120.0, a, 2.0), read(what, h, places))
    far = float(REST.sphere(b, a, 2.0))
    h, _ = march(what, start, (0.0, 4000.0), lambda _: 2.0, lambda _: far, scale=4.0)
    check(record, "sphere, steady", names, REST.sphere(places, a, 2.0), read(what, h, places))


def test_plane(record) -> None:
    what = chain(np.linspace(0.0, 40 * mm, 401), tissue(REST))
    h, _ = march(what, what.start(np.full(400, REST.far)), (0.0, 120.0), lambda _: 2.0)
    places = np.array([1.0, 3.0, 6.0]) * mm
    exact = REST.plane_transient(places, 120.0, 2.0)
    check(record, "plane, 120 s", [f"{p / mm:g} mm" for p in places], exact, read(what, h, places))


@pytest.mark.parametrize("when", ["steady", "120 s"])
def test_finite_line_sink(record, when) -> None:
    """300 W/m over 7 mm: an eighth of space, 0.5 mm cubes; the line is spread over the cells around it."""
    cell, reach, length, strength = 0.5 * mm, 20 * mm, 7 * mm, 300.0
    of = REST if when == "steady" else STILL
    f = np.arange(round(reach / cell) + 1) * cell
    shape = (f.size - 1,) * 3
    line = np.zeros(shape, bool)
    line[0, 0, : round(0.5 * length / cell)] = True
    held = np.zeros(shape, bool)
    if when == "steady":
        for axis in range(3):
            held[tuple(-1 if a == axis else slice(None) for a in range(3))] = True
    what = box((f, f, f), tissue(of), [(line, strength / 4.0 / cell**2)], held)
    start = np.full(shape, of.far)
    points = what.points
    for i, j, k in np.argwhere(held):
        x, y, z = points[i, j, k]
        start[i, j, k] = of.finite_line(float(np.hypot(x, y)), float(z), length, strength)
    got = (
        settle(what, start, 6000.0, 120, held) if when == "steady" else settle(what, start, 120.0, 120, held)
    )
    for i, j, k in ((6, 0, 0), (7, 7, 0), (10, 0, 0), (5, 0, 10), (14, 6, 3), (2, 0, 16)):
        x, y, z = points[i, j, k]
        r = float(np.hypot(x, y))
        want = (
            of.finite_line(r, z, length, strength)
            if when == "steady"
            else of.finite_line_transient((r, z), 120.0, length, strength)
        )
        record(
            f"line of 7 mm, {when}: r {r / mm:.2f}, z {z / mm:.2f} mm",
            expected=want,
            got=got[i, j, k],
            tolerance=0.3,
            unit="degC",
            source="closed form",
        )


def test_two_sinks(record) -> None:
    """Two parallel lines 10 mm apart, 100 W/m each, in a plane of 0.4 mm cells: superposition."""
    cell, reach = 0.4 * mm, 24 * mm
    fx = np.arange(round(reach / cell) + 1) * cell  # mirror at x = 0; the line's column is centred at 5 mm
    fy = (np.arange(2 * 60 + 2) - 60.5) * cell
    shape = (fx.size - 1, fy.size - 1, 1)
    sink = np.zeros(shape, bool)
    sink[12, 60, 0] = True
    held = np.zeros(shape, bool)
    held[-1], held[:, 0], held[:, -1] = True, True, True
    what = box((fx, fy, np.array([0.0, cell])), tissue(REST), [(sink, 100.0 / cell**2)], held)
    lines = [(-5 * mm, 0.0, 100.0), (5 * mm, 0.0, 100.0)]
    start = np.full(shape, REST.far)
    points = what.points[:, :, 0, :2]
    for i, j, _ in np.argwhere(held):
        start[i, j, 0] = REST.lines(*points[i, j], lines)
    got = settle(what, start, 8000.0, 80, held)[:, :, 0]
    for i, j in ((0, 60), (5, 60), (8, 64), (12, 66), (20, 60), (3, 72)):
        x, y = points[i, j]
        record(
            f"two sinks: x {x / mm:.2f}, y {y / mm:.2f} mm",
            expected=REST.lines(x, y, lines),
            got=got[i, j],
            tolerance=0.3,
            unit="degC",
            source="closed form",
        )


def test_decaying_sphere(record) -> None:
    """What is left of a sphere 10 K colder than its surroundings, with shells that reach the centre."""
    from tests.verification.ice import decaying_sphere

    of = STILL
    faces = np.linspace(0.0, 30 * mm, 301)
    what = chain(faces, tissue(of), "sphere")
    inside = faces[1:] <= 5 * mm + 1e-9
    start = what.start(np.where(inside, 20.0, 30.0))
    places = np.array([0.5, 1.0, 3.0, 6.0]) * mm
    for t in (60.0, 120.0):
        h, _ = march(what, start, (0.0, t), None)
        exact = 30.0 - 10.0 * decaying_sphere(places, t, 5 * mm, of.alpha)
        check(
            record,
            f"decaying sphere, {t:g} s",
            [f"{p / mm:g} mm" for p in places],
            exact,
            read(what, h, places),
        )


def test_curve_without_freezing_is_straight() -> None:
    knots = [(-273.15, -273.15 * REST.c, REST.k), (150.0, 150.0 * REST.c, REST.k)]
    straight = curve_through(knots, 37.0, solidus=-200.0, liquidus=-200.0)
    values = np.linspace(-150.0, 60.0, 7)
    assert np.allclose(straight.enthalpy_at(values), (values - 37.0) * REST.c)
