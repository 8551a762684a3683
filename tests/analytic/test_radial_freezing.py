"""Freezing around a line and around a point: isothermal and over a range.

    frozen T = Tf - Q'/(4 pi ks) [E1(r2/4 as t) - E1(lam2)],  R = 2 lam sqrt(as t)

Line: Frank 1950; Paterson 1952; Ozisik & Uzzell 1979, J. Heat Transfer 101:331 (mushy annulus). Point sink
Qs sqrt(t): the spherical member of the family. The exact field is the start at t0 and the exact temperature
is imposed at r = a. Resolution: freezing at one temperature, where the field moves in steps as the front
passes from ring to ring, rings of 0.05 mm and a fifth of the solver's time steps; over a range, rings of
0.1 mm and the solver's steps; from a = 0.65 mm (line) or 1.5 mm (point) to 35 mm.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.verification.chain import chain, march, tissue_of, where_crosses
from tests.verification.materials import BT, BW
from tests.verification.radial import line_sink, mushy_line_sink, point_sink

mm, CELL, REACH = 1e-3, 0.05e-3, 35e-3


def rings(a: float, cell: float = CELL) -> np.ndarray:
    return np.linspace(a, REACH, round((REACH - a) / cell) + 1)


def front_of(what, h, latent) -> float:
    """Radius inside which heat was given off: front without interpolation, from frozen volume."""
    top = float(what.curve.enthalpy_at(what.curve.liquidus))
    return np.clip((top - h[:, 0, 0]) / latent, 0.0, 1.0)


def profile(record, name, exact, places, carried) -> None:
    what, h = carried
    got = np.interp(places, what.centres, what.temperature(h))
    for r, want, have in zip(places, exact.temperature(places, 120.0), got, strict=True):
        record(
            f"{name}: temperature at {r / mm:g} mm",
            expected=want,
            got=have,
            tolerance=0.3,
            unit="degC",
            source="closed form",
        )


@pytest.mark.parametrize(
    ("material", "strength", "start"), [(BT, 300.0, 37.0), (BT, 600.0, 37.0), (BW, 300.0, 20.0)]
)
def test_line_sink(record, material, strength, start) -> None:
    a, first = 0.65 * mm, 4.0
    exact = line_sink(material, strength, start)
    what = chain(rings(a), tissue_of(material, mushy=False), "cylinder", body=start)
    h, _ = march(
        what,
        what.start(exact.temperature(what.centres, first)),
        (first, 120.0),
        lambda t: float(exact.temperature(a, t)),
        scale=0.2,
    )
    share = front_of(what, h, material.latent)
    radius = np.sqrt(a**2 + 2.0 * (share * what.volumes).sum())
    name = f"line sink {strength:g} W/m, start {start:g} degC"
    front = exact.front(120.0)
    record(
        f"{name}: front after 120 s",
        expected=front / mm,
        got=radius / mm,
        tolerance=0.01 * front / mm,
        unit="mm",
        source="Frank 1950; Paterson 1952",
    )
    places = np.array([1.0, 2.0, 3.0, 8.0, 12.0]) * mm
    profile(record, name, exact, places[np.abs(places - front) > 2 * CELL], (what, h))


@pytest.mark.parametrize(("strength", "at_solidus"), [(600.0, 0.0), (600.0, 0.3), (1000.0, 0.0)])
def test_mushy_line_sink(record, strength, at_solidus) -> None:
    a, first = 0.65 * mm, 4.0
    exact = mushy_line_sink(BT, strength, 37.0, at_solidus)
    what = chain(rings(a, 2 * CELL), tissue_of(BT, mushy=True, at_solidus=at_solidus), "cylinder")
    h, _ = march(
        what,
        what.start(exact.temperature(what.centres, first)),
        (first, 120.0),
        lambda t: float(exact.temperature(a, t)),
    )
    name = f"line sink {strength:g} W/m freezing over -8..-1 degC, {at_solidus:g} at the solidus"
    got = what.temperature(h)
    for label, level, front in (
        ("liquidus", -1.0, exact.liquidus(120.0)),
        ("solidus", -8.0, exact.solidus(120.0)),
    ):
        record(
            f"{name}: {label} after 120 s",
            expected=front / mm,
            got=where_crosses(what.centres, got, level + (1e-9 if level == -8.0 else 0.0)) / mm,
            tolerance=0.01 * front / mm,
            unit="mm",
            source="Ozisik & Uzzell 1979",
        )
    profile(record, name, exact, np.array([1.0, 2.0, 4.0, 8.0, 12.0]) * mm, (what, h))


@pytest.mark.parametrize(
    ("material", "strength", "start"), [(BT, 1.0, 37.0), (BT, 0.5, 37.0), (BW, 1.0, 20.0)]
)
def test_point_sink(record, material, strength, start) -> None:
    a, first = 1.5 * mm, 10.0
    exact = point_sink(material, strength, start)
    what = chain(rings(a), tissue_of(material, mushy=False), "sphere", body=start)
    h, _ = march(
        what,
        what.start(exact.temperature(what.centres, first)),
        (first, 120.0),
        lambda t: float(exact.temperature(a, t)),
        scale=0.2,
    )
    share = front_of(what, h, material.latent)
    radius = (a**3 + 3.0 * (share * what.volumes).sum()) ** (1.0 / 3.0)
    name = f"point sink {strength:g} sqrt(t) W, start {start:g} degC"
    front = exact.front(120.0)
    record(
        f"{name}: front after 120 s",
        expected=front / mm,
        got=radius / mm,
        tolerance=0.01 * front / mm,
        unit="mm",
        source="closed form, spherical similarity",
    )
    places = np.array([2.0, 4.0, 6.0, 8.0, 12.0]) * mm
    profile(record, name, exact, places[np.abs(places - front) > 2 * CELL], (what, h))
