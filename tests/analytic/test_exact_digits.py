"""The exact solutions themselves, against digits worked out beforehand with mpmath to ten figures.

Roots and fields of tests/verification must be right before they may judge a solver. Each set of numbers was
confirmed by a global energy balance (stored heat = heat drawn) to 3e-13 when it was made.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.validation_record import Recorder
from tests.verification.ice import (
    ICE_LAWS,
    Kirchhoff,
    decaying_sphere,
    instant_line,
    instant_point,
    steady_ice_cylinder,
    steady_ice_sphere,
)
from tests.verification.materials import BT, BW, Material
from tests.verification.pennes import REST, Perfused
from tests.verification.planar import melting, mushy, neumann, robin, stefan
from tests.verification.radial import line_sink, mushy_line_sink, point_sink

mm = 1e-3


def same(record: Recorder, what: str, expected: object, got: object, digits: int = 7) -> None:
    """All numbers agree to `digits` significant figures; one row of the record for the worst of them."""
    want, have = np.atleast_1d(np.asarray(expected, float)), np.atleast_1d(np.asarray(got, float))
    worst = float(np.max(np.abs(have - want) / np.abs(want)))
    record(
        f"{what}: worst relative difference of {want.size} printed figures",
        expected=0.0,
        got=worst,
        tolerance=0.6 * 10.0 ** (1 - digits),
        unit="1",
        source="closed form",
    )


@pytest.mark.parametrize(
    ("material", "wall", "start", "lam", "fronts", "profile", "flux"),
    [
        (
            BT,
            -80,
            37,
            0.3888690351,
            (6.197165, 8.764115),
            (-70.53571, -51.75540, -24.49134, 12.92290),
            18941.01,
        ),
        (
            BT,
            -20,
            37,
            0.1837472098,
            (2.928266, 4.141193),
            (-15.36330, -6.162548, 13.41789, 30.75960),
            9279.485,
        ),
        (
            BW,
            -80,
            20,
            0.4082947216,
            (6.582319, 9.308805),
            (-70.93182, -52.93432, -26.78723, 4.428353),
            20144.26,
        ),
    ],
)
def test_neumann(record, material: Material, wall, start, lam, fronts, profile, flux) -> None:  # noqa: PLR0917
    exact = neumann(material, wall, start)
    same(record, f"Neumann {wall} degC: lambda", lam, exact.lam, 10)
    same(record, f"Neumann {wall} degC: fronts", fronts, [exact.front(60) / mm, exact.front(120) / mm], 7)
    same(
        record,
        f"Neumann {wall} degC: profile and wall flux",
        [*profile, flux],
        [*exact.temperature(np.array([1, 3, 6, 10]) * mm, 120.0), exact.wall_flux(120.0)],
        7,
    )


def test_stefan(record) -> None:
    roots = [0.07059327656, 0.2200162727, 0.4647859206, 0.6200626333]
    same(record, "Stefan one-phase roots", roots, [stefan(s) for s in (0.01, 0.1, 0.5, 1.0)], 10)


@pytest.mark.parametrize(
    ("h0", "lam", "wall", "front"),
    [(5000, 0.3215782558, -54.82972, 7.247553), (20000, 0.3846890488, -78.25510, 8.669909)],
)
def test_robin(record, h0, lam, wall, front) -> None:
    exact = robin(BT, -88.5, 37.0, h0)
    same(record, f"Robin wall {h0}/sqrt(t): lambda", lam, exact.lam, 10)
    same(record, f"Robin wall {h0}/sqrt(t): wall, front", [wall, front], [exact.wall, exact.front(120) / mm])


@pytest.mark.parametrize(
    ("strength", "material", "start", "lam", "fronts", "profile"),
    [
        (
            300,
            BT,
            37,
            0.1783233235,
            (2.841829, 4.018952),
            (-44.12572, -33.85510, -17.37775, -1.109331, 29.01970),
        ),
        (
            600,
            BT,
            37,
            0.2757046453,
            (4.393734, 6.213679),
            (-107.0285, -86.48725, -53.53256, -20.99572, 18.60000),
        ),
        (
            1000,
            BT,
            37,
            0.3633341517,
            (5.790232, 8.188624),
            (-197.5607, -163.3253, -108.4008, -54.17275, -2.630089),
        ),
        (
            300,
            BW,
            20,
            0.1939303672,
            (3.126446, 4.421463),
            (-40.84326, -31.59017, -16.74427, -2.082346, 14.92215),
        ),
    ],
)
def test_line_sink(record, strength, material, start, lam, fronts, profile) -> None:  # noqa: PLR0917
    exact = line_sink(material, strength, start)
    same(record, f"line sink {strength} W/m: lambda", lam, exact.lam, 10)
    radii = np.array([0.65, 1, 2, 4, 8]) * mm
    got = [exact.front(60) / mm, exact.front(120) / mm, *exact.temperature(radii, 120.0)]
    same(record, f"line sink {strength} W/m: fronts and profile", [*fronts, *profile], got)


def test_point_sink(record) -> None:
    one, half, gel = (point_sink(*item) for item in ((BT, 1.0, 37.0), (BT, 0.5, 37.0), (BW, 1.0, 20.0)))
    lams = [0.3020297518, 0.2288910465, 0.3114630404]
    same(record, "point sink: lambdas", lams, [one.lam, half.lam, gel.lam], 10)
    expected = [
        -19.33953594,
        4.813261,
        6.806979,
        -150.8601,
        -43.59467,
        16.43459,
        5.158620,
        -12.74987,
        7.101117,
    ]
    got = [one.amplitude, one.front(60) / mm, one.front(120) / mm]
    got += list(one.temperature(np.array([2, 4, 8]) * mm, 120.0))
    got += [half.front(120) / mm, float(half.temperature(4 * mm, 120.0)), gel.front(120) / mm]
    same(record, "point sink: amplitude, fronts, profile", expected, got)


@pytest.mark.parametrize(
    ("fraction", "lam", "mu", "fronts"),
    [
        (0.0, 0.3551032915, 0.3904845543, (8.003122, 8.800525)),
        (0.3, 0.3554256421, 0.3944031969, (8.010386, 8.888841)),
    ],
)
def test_mushy_planar(record, fraction, lam, mu, fronts) -> None:
    exact = mushy(BT, -80.0, 37.0, fraction)
    same(record, f"mushy planar, {fraction} at the solidus: roots", [lam, mu], [exact.lam, exact.mu], 10)
    got = [exact.solidus(120) / mm, exact.liquidus(120) / mm]
    same(record, f"mushy planar, {fraction} at the solidus: fronts", fronts, got)


def test_mushy_planar_profile(record) -> None:
    exact = mushy(BT, -80.0, 37.0)
    expected = [-70.63003, -52.03689, -25.04454, -8.025802, 26.33933, 18752.24, 5.659062, 6.222911]
    got = [*exact.temperature(np.array([1, 3, 6, 8, 12]) * mm, 120.0), exact.wall_flux(120.0)]
    same(
        record,
        "mushy planar: profile, flux",
        expected,
        [*got, exact.solidus(60) / mm, exact.liquidus(60) / mm],
    )


@pytest.mark.parametrize(
    ("strength", "fraction", "expected"),
    [
        (
            600,
            0.0,
            (
                0.2492544575,
                0.2837178928,
                5.617559,
                6.394277,
                -109.5333,
                -88.99203,
                -56.03735,
                -23.50050,
                17.24581,
            ),
        ),
        (
            1000,
            0.0,
            (
                0.3390064696,
                0.3695851747,
                7.640340,
                8.329506,
                -199.6852,
                -165.4498,
                -110.5254,
                -56.29729,
                -3.640107,
            ),
        ),
        (
            600,
            0.3,
            (
                0.2500124585,
                0.2870037805,
                5.634642,
                6.468332,
                -109.6695,
                -89.12825,
                -56.17357,
                -23.63672,
                16.65936,
            ),
        ),
    ],
)
def test_mushy_line_sink(record, strength, fraction, expected) -> None:
    exact = mushy_line_sink(BT, strength, 37.0, fraction)
    profile = exact.temperature(np.array([0.65, 1, 2, 4, 8]) * mm, 120.0)
    got = [exact.lam, exact.mu, exact.solidus(120) / mm, exact.liquidus(120) / mm, *profile]
    same(record, f"mushy line sink {strength} W/m, {fraction} at the solidus", expected, got)


def test_pennes_steady(record) -> None:
    r = np.array([1, 2, 5, 10, 20]) * mm
    expected = [61.7737808, 37.2620545, 5.04761905e-4]
    same(record, "Pennes: m, T at rest, rate", expected, [REST.m, REST.far, REST.rate], 8)
    cylinder = [*REST.cylinder(r, 0.65 * mm, 2.0), REST.cylinder_power(0.65 * mm, 2.0)]
    same(
        record,
        "Pennes: cylinder",
        [6.5369968, 13.780598, 23.022774, 29.275170, 34.050768, 33.136976],
        cylinder,
    )
    radii, walls = (0.65 * mm, 15 * mm), (2.0, 37.0)
    shell = [*REST.shell(r[:4], radii, walls), REST.shell_power(radii, walls)]
    same(record, "Pennes: shell", [7.0953835, 15.239061, 25.700999, 33.038006, 37.208833], shell)
    sphere = [*REST.sphere(np.array([3, 5, 10]) * mm, 2 * mm, 2.0), REST.sphere_power(2 * mm, 2.0)]
    same(record, "Pennes: sphere", [15.162255, 25.543243, 32.959628, 0.49786195], sphere)


def test_pennes_transient(record) -> None:
    sphere = REST.sphere_transient(np.array([3, 5, 8]) * mm, 120.0, 2 * mm, 2.0)
    same(record, "Pennes: transient sphere", [17.223633, 29.046276, 34.814665], sphere)
    plane = REST.plane_transient(np.array([1, 3, 6]) * mm, 120.0, 2.0)
    same(record, "Pennes: transient plane", [7.2044230, 16.722609, 27.472496], plane)


def test_pennes_sinks(record) -> None:
    places = ((2, 0), (5, 0), (10, 0), (2, 5), (1, 8))
    steady = [REST.finite_line(r * mm, z * mm, 7 * mm, 300.0) for r, z in places]
    same(
        record,
        "Pennes: finite line sink",
        [-70.372653, -7.4971946, 19.804100, -14.906752, 9.2483253],
        steady,
    )
    still = Perfused(0.5, 3.78e6, 0.0, 0.0, 37.0)
    passing = [
        still.finite_line_transient((r * mm, z * mm), 120.0, 7 * mm, 300.0)
        for r, z in ((2, 0), (5, 0), (2, 5))
    ]
    same(record, "finite line sink switched on", [-44.204028, 15.683067, 7.8513104], passing)
    two = [(-5 * mm, 0.0, 100.0), (5 * mm, 0.0, 100.0)]
    got = [REST.lines(x * mm, y * mm, two) for x, y in ((0, 0), (2, 0), (0, 5))]
    same(record, "Pennes: two sinks", [-48.414411, -54.179235, -28.840287], got)


def test_steady_ice(record) -> None:
    cylinders, spheres = [], []
    for rate in (5e-4, 2e-3, 1e-2):
        perfusion = rate * 3.816e6
        far = 37.0 + 500.0 / perfusion
        cylinders.append(steady_ice_cylinder(BT, 0.65 * mm, -80.0, perfusion, far) / mm)
        spheres += [steady_ice_sphere(BT, a * mm, -80.0, perfusion, far) / mm for a in (1, 2, 4)]
    same(record, "steady ice around a cylinder", [28.165806, 16.914862, 9.5268000], cylinders)
    expected = [
        6.8126338,
        11.616680,
        19.138255,
        5.8267685,
        9.5964554,
        15.426863,
        4.6421258,
        7.4410046,
        11.803843,
    ]
    same(record, "steady ice around a sphere", expected, spheres)


def test_thaw(record) -> None:
    exact = melting(BT, 37.0, -40.0)
    same(record, "melting: lambda", 0.3130011307, exact.lam, 10)
    same(record, "melting: front", 2.494053, exact.front(120.0) / mm)
    alpha = BT.alpha_l
    sphere = [*decaying_sphere(np.array([0.0, 1 * mm]), 60.0, 5 * mm, alpha)]
    sphere.append(float(decaying_sphere(6 * mm, 120.0, 5 * mm, alpha)))
    same(record, "decaying sphere", [0.33492841, 0.32747484, 0.091048939], sphere)
    rate = REST.rate
    got = [instant_line(3 * mm, 60.0, -1e4, BT, rate), instant_point(3 * mm, 60.0, -100.0, BT, rate)]
    same(record, "instantaneous line and point", [-19.381772, -19.407689], got)


@pytest.mark.parametrize(
    ("law", "expected"),
    [("A", (2.6968746, 656.13097, -40.190817)), ("B", (2.5874071, 629.49828, -39.226474))],
)
def test_kirchhoff(record, law, expected) -> None:
    exact = Kirchhoff(ICE_LAWS[law], (0.65 * mm, 5 * mm), (-80.0, -1.0))
    got = [exact.mean_conductivity, exact.power, exact.temperature(2 * mm)]
    same(record, f"k(T) law {law}: mean k, power, profile", expected, got)
