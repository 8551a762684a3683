"""Freezing around a line and around a point: isothermal and over a range.

    frozen T = Tf - Q'/(4 pi ks) [E1(r2/4 as t) - E1(lam2)],  R = 2 lam sqrt(as t)

Line: Frank 1950; Paterson 1952; Ozisik & Uzzell 1979, J. Heat Transfer 101:331 (mushy annulus). Point sink
Qs sqrt(t): the spherical member of the family. The exact field is the start at t0 and the exact temperature
is imposed at r = a. Resolution: freezing at one temperature, where the field moves in steps as the front
passes from ring to ring, rings of 0.04 mm and a fifth of the solver's time steps; over a range, rings of
0.1 mm and the solver's steps; from a = 0.65 mm (line) or 1.5 mm (point) to 35 mm.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.analytic.comparing import END, compare_front, compare_mushy_fronts, compare_profile
from tests.verification.chain import Chain, chain, frozen_volume, march, tissue_of
from tests.verification.materials import BT, BW
from tests.verification.radial import line_sink, mushy_line_sink, point_sink

mm, CELL, MUSHY_CELL, REACH = 1e-3, 0.04e-3, 0.1e-3, 35e-3


def rings(a: float, cell: float = CELL) -> np.ndarray:
    return np.linspace(a, REACH, round((REACH - a) / cell) + 1)


def carried(what: Chain, exact, a: float, first: float, *, scale: float = 1.0) -> np.ndarray:
    """Enthalpy at the end, from the exact field at `first` s and with the exact temperature at `a`."""
    start = what.start(exact.temperature(what.centres, first))
    h, _ = march(what, start, (first, END), lambda t: float(exact.temperature(a, t)), scale=scale)
    return h


def compare_at(record, name: str, exact, places: np.ndarray, *, what: Chain, h: np.ndarray) -> None:
    got = np.interp(places, what.centres, what.temperature(h))
    compare_profile(record, name, places, expected=exact.temperature(places, END), got=got)


@pytest.mark.parametrize(
    ("material", "strength", "start"), [(BT, 300.0, 37.0), (BT, 600.0, 37.0), (BW, 300.0, 20.0)]
)
def test_line_sink(record, material, strength, start) -> None:
    a, exact = 0.65 * mm, line_sink(material, strength, start)
    what = chain(rings(a), tissue_of(material, mushy=False), "cylinder", body=start)
    h = carried(what, exact, a, 4.0, scale=0.2)
    radius = np.sqrt(a**2 + 2.0 * frozen_volume(what, h, material.latent))
    name, front = f"line sink {strength:g} W/m, start {start:g} degC", exact.front(END)
    source = "Frank 1950; Paterson 1952"
    compare_front(record, f"{name}: front", expected=front, got=radius, source=source)
    places = np.array([1.0, 2.0, 3.0, 8.0, 12.0]) * mm
    compare_at(record, name, exact, places[np.abs(places - front) > 2 * CELL], what=what, h=h)


@pytest.mark.parametrize(("strength", "at_solidus"), [(600.0, 0.0), (600.0, 0.3), (1000.0, 0.0)])
def test_mushy_line_sink(record, strength, at_solidus) -> None:
    a, exact = 0.65 * mm, mushy_line_sink(BT, strength, 37.0, at_solidus)
    what = chain(rings(a, MUSHY_CELL), tissue_of(BT, mushy=True, at_solidus=at_solidus), "cylinder")
    h = carried(what, exact, a, 4.0)
    name = f"line sink {strength:g} W/m freezing over -8..-1 degC, {at_solidus:g} at the solidus"
    got, source = what.temperature(h), "Ozisik & Uzzell 1979"
    compare_mushy_fronts(record, name, exact, where=what.centres, temperature=got, source=source)
    compare_at(record, name, exact, np.array([1.0, 2.0, 4.0, 8.0, 12.0]) * mm, what=what, h=h)


@pytest.mark.parametrize(
    ("material", "strength", "start"), [(BT, 1.0, 37.0), (BT, 0.5, 37.0), (BW, 1.0, 20.0)]
)
def test_point_sink(record, material, strength, start) -> None:
    a, exact = 1.5 * mm, point_sink(material, strength, start)
    what = chain(rings(a), tissue_of(material, mushy=False), "sphere", body=start)
    h = carried(what, exact, a, 10.0, scale=0.2)
    radius = (a**3 + 3.0 * frozen_volume(what, h, material.latent)) ** (1.0 / 3.0)
    name, front = f"point sink {strength:g} sqrt(t) W, start {start:g} degC", exact.front(END)
    source = "closed form, spherical similarity"
    compare_front(record, f"{name}: front", expected=front, got=radius, source=source)
    places = np.array([2.0, 4.0, 6.0, 8.0, 12.0]) * mm
    compare_at(record, name, exact, places[np.abs(places - front) > 2 * CELL], what=what, h=h)
