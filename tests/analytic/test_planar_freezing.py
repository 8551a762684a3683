"""Planar freezing and thawing: Neumann's solution, the mushy layer, a convective wall, melting.

    k T_xx = c T_t on both sides, T continuous, the jump of k T_x at the front = rho L dX/dt

Carslaw & Jaeger 1959, 11.2 (Neumann); Tien & Geiger 1967 (freezing range); Tarzia 1981 (Robin wall,
h = h0 / sqrt t). Resolution: for freezing at one temperature, where the
field moves in steps as the front passes from cell to cell, cells of 0.05 mm over 40 mm and a fifth of the
solver's time steps; over a range, cells of 0.1 mm and the solver's steps. The wall jumps at t = 0.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from tests.analytic.comparing import compare_front, compare_mushy_fronts, compare_profile
from tests.verification.chain import chain, frozen_volume, march, tissue_of
from tests.verification.materials import BT, BW
from tests.verification.planar import melting, mushy, neumann, robin

CELL, DEPTH, mm = 0.05e-3, 40e-3, 1e-3
FACES = np.linspace(0.0, DEPTH, round(DEPTH / CELL) + 1)
COARSE = FACES[::2]
PLACES = np.array([1.0, 3.0, 6.0, 10.0, 12.0]) * mm


@pytest.mark.parametrize(
    ("kernel", "material", "wall", "start"),
    [
        ("cpu", BT, -80.0, 37.0),
        ("cpu", BT, -20.0, 37.0),
        ("cpu", BW, -80.0, 20.0),
        pytest.param("reference", BT, -80.0, 37.0, marks=pytest.mark.slow),
    ],
)
def test_neumann(record, kernel, material, wall, start) -> None:
    exact = neumann(material, wall, start)
    slab = chain(FACES, tissue_of(material, mushy=False), body=start)
    h, drawn = march(
        slab,
        slab.start(np.full(FACES.size - 1, start)),
        (0.0, 120.0),
        lambda _: wall,
        kernel=kernel,
        scale=0.2,
    )
    name = f"Neumann, wall {wall:g}, start {start:g} degC, {kernel} kernel"
    front = exact.front(120.0)
    compare_front(
        record,
        f"{name}: front",
        expected=front,
        got=frozen_volume(slab, h, material.latent),
        source="Neumann; Carslaw & Jaeger 1959",
    )
    heat = 2.0 * 120.0 * exact.wall_flux(120.0)  # the flux falls as 1 / sqrt(t)
    record(
        f"{name}: heat drawn",
        expected=heat / 1e3,
        got=drawn / 1e3,
        tolerance=0.01 * heat / 1e3,
        unit="kJ/m2",
        source="Neumann; Carslaw & Jaeger 1959",
    )
    far = PLACES[np.abs(PLACES - front) > CELL]
    got = np.interp(far, slab.centres, slab.temperature(h))
    compare_profile(record, name, far, expected=exact.temperature(far, 120.0), got=got)


def test_block_is_as_good_as_a_row(record) -> None:
    """The same slab three cells wide: all three rows agree with each other to rounding."""
    faces = FACES[::8]
    tissue = tissue_of(BT, mushy=True)
    row, block = chain(faces, tissue), chain(faces, tissue, across=3)
    one, _ = march(row, row.start(np.full(faces.size - 1, 37.0)), (0.0, 30.0), lambda _: -80.0)
    start = np.broadcast_to(row.start(np.full(faces.size - 1, 37.0)), block.problem.bricks[0].shape).copy()
    many, _ = march(block, start, (0.0, 30.0), lambda _: -80.0)
    worst = float(np.abs(many - one).max() / np.abs(one).max())
    record(
        "block of 3 x 3 rows against one row",
        expected=0.0,
        got=worst,
        tolerance=1e-11,
        unit="1",
        source="symmetry",
    )


@pytest.mark.parametrize("at_solidus", [0.0, 0.3])
def test_mushy_layer(record, at_solidus) -> None:
    exact = mushy(BT, -80.0, 37.0, at_solidus)
    slab = chain(COARSE, tissue_of(BT, mushy=True, at_solidus=at_solidus))
    h, drawn = march(slab, slab.start(np.full(COARSE.size - 1, 37.0)), (0.0, 120.0), lambda _: -80.0)
    got = slab.temperature(h)
    name = f"freezing over -8..-1 degC, {at_solidus:g} of the heat at the solidus"
    source = "Tien & Geiger 1967"
    compare_mushy_fronts(record, name, exact, where=slab.centres, temperature=got, source=source)
    heat = 2.0 * 120.0 * exact.wall_flux(120.0)
    record(
        f"{name}: heat drawn",
        expected=heat / 1e3,
        got=drawn / 1e3,
        tolerance=0.01 * heat / 1e3,
        unit="kJ/m2",
        source="Tien & Geiger 1967",
    )
    compare_profile(
        record,
        name,
        PLACES,
        expected=exact.temperature(PLACES, 120.0),
        got=np.interp(PLACES, slab.centres, got),
    )


@pytest.mark.parametrize("h0", [5000.0, 20000.0])
def test_convective_wall(record, h0) -> None:
    """A film h0 / sqrt(t) keeps the wall at one temperature: the exact test of a convective boundary."""
    gas, first = -88.5, 2.0
    exact = robin(BT, gas, 37.0, h0)
    slab = chain(FACES, tissue_of(BT, mushy=False))
    slab = replace(slab, problem=replace(slab.problem, film_temperature=gas))
    half = 0.5 * CELL / BT.ks

    def conductance(t: float) -> float:
        return 1.0 / (sqrt(t) / h0 + half)

    start = slab.start(exact.temperature(slab.centres, first))
    h, _ = march(slab, start, (first, 120.0), None, film=conductance, scale=0.2)
    name = f"film {h0:g}/sqrt(t) to a gas at {gas:g} degC"
    got = slab.temperature(h)
    compare_front(
        record,
        f"{name}: front",
        expected=exact.front(120.0),
        got=frozen_volume(slab, h, BT.latent),
        source="Tarzia 1981",
    )
    flux = (got[0] - gas) * conductance(120.0)
    record(
        f"{name}: wall",
        expected=exact.wall,
        got=gas + flux * sqrt(120.0) / h0,
        tolerance=0.3,
        unit="degC",
        source="Tarzia 1981",
    )
    compare_profile(
        record,
        name,
        PLACES,
        expected=exact.temperature(PLACES, 120.0),
        got=np.interp(PLACES, slab.centres, got),
    )


def test_melting(record) -> None:
    exact = melting(BT, 37.0, -40.0)
    slab = chain(FACES, tissue_of(BT, mushy=False))
    first = slab.start(np.full(FACES.size - 1, -40.0))
    h, _ = march(slab, first, (0.0, 120.0), lambda _: 37.0, scale=0.2)
    thawed = DEPTH - frozen_volume(slab, h, BT.latent)
    compare_front(
        record,
        "melting from -40 degC by a wall at 37 degC: front",
        expected=exact.front(120.0),
        got=thawed,
        source="Neumann; Carslaw & Jaeger 1959",
    )
    places = np.array([0.5, 1.0, 2.0, 4.0, 8.0]) * mm
    got = np.interp(places, slab.centres, slab.temperature(h))
    compare_profile(record, "melting", places, expected=exact.temperature(places, 120.0), got=got)
