"""Volumes inside isotherms, from fields whose isotherms are known."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat import grid as grids
from cryonerve.bioheat.enthalpy import curve_of
from cryonerve.bioheat.isotherms import SURFACES, ice_marker, surface_volumes
from cryonerve.bioheat.points import Acting
from tests.unit.bioheat.blocks import block, grid_of, probe, tissue


@pytest.fixture
def even(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells of 0.7 mm everywhere, also where there is no probe."""
    monkeypatch.setattr(grids, "COARSEST", 0.7e-3)


CURVE = curve_of(tissue(), 37.0)
ICE, COLD = 6.0, 3.3  # mm, radii of the isotherms of -0.5 and -40 degC
STEADY = np.array([[1.0, 1.0 / ICE], [1.0, 1.0 / COLD]])
LEVEL, SOURCE = np.linalg.solve(STEADY, CURVE.potential_at(np.array([-0.5, -40.0])))


def radius_of(temperature: float) -> float:
    """Where the steady field of a point has a temperature, mm."""
    return float(SOURCE / (CURVE.potential_at(temperature) - LEVEL))


RADII = {"ice": ICE, "-20C": radius_of(-20.0), "-40C": COLD}


def ball(grid, centre) -> np.ndarray:
    """Temperature (degC) around a point that draws heat: isotherms are spheres of `RADII`."""
    at = grid.grid.centre
    r = np.linalg.norm(at - np.array(centre) * 1e-3, axis=-1) * 1e3
    fine = np.linspace(-200.0, 60.0, 52001)
    return np.interp(LEVEL + SOURCE / np.maximum(r, 1.0), CURVE.potential_at(fine), fine)


def volumes(grid, temperature) -> dict[str, float]:
    liquidus = np.full(grid.live.shape, -0.5)
    rest = Acting.none(len(grid.placements))
    found = surface_volumes(grid, temperature, rest, liquidus)
    return {name: value * 1e9 for (name, _), value in zip(SURFACES, found, strict=True)}


def sphere(radius: float) -> float:
    return 4.0 / 3.0 * np.pi * radius**3


@pytest.mark.parametrize("centre", [(0.0, 0.0, 0.0), (0.31, -0.17, 0.44)])
def test_spheres(even, centre) -> None:
    grid = grid_of(block(probes=[], spacing=0.7))
    got = volumes(grid, ball(grid, centre))
    for name, radius in RADII.items():
        assert got[name] == pytest.approx(sphere(radius), rel=0.01), name


def test_the_probe_itself_is_no_tissue(even) -> None:
    """A straight probe from the centre upwards takes a cylinder out of a ball."""
    grid = grid_of(block(probes=[probe(tip=(0.2, 0.1, 0.0))], spacing=0.7))
    got = volumes(grid, ball(grid, (0.2, 0.1, 0.0)))
    for name, radius in RADII.items():
        cylinder = np.pi * 0.75**2 * radius
        assert got[name] == pytest.approx(sphere(radius) - cylinder, rel=0.015), name


def test_nothing_cold() -> None:
    grid = grid_of(block())
    assert volumes(grid, np.full(grid.live.shape, 37.0)) == {"ice": 0.0, "-20C": 0.0, "-40C": 0.0}


def test_all_cold() -> None:
    grid = grid_of(block())
    got = volumes(grid, np.full(grid.live.shape, -50.0))
    whole = grid.tissue_volume.sum() * 1e9
    assert got == pytest.approx({"ice": whole, "-20C": whole, "-40C": whole})
    assert whole == pytest.approx(16.0**3 - np.pi * 0.75**2 * 8.0, rel=1e-3)


def test_nested() -> None:
    rng = np.random.default_rng(3)
    grid = grid_of(block())
    got = volumes(grid, rng.uniform(-80.0, 37.0, grid.live.shape))
    assert got["ice"] >= got["-20C"] >= got["-40C"] > 0.0


def test_half_frozen_cells_count_half_where_a_tissue_freezes_at_one_temperature(even) -> None:
    """Temperature stands still there; only the latent heat tells ice from water."""
    case = block(probes=[], of=tissue(solidus=-0.6, liquidus=-0.6))
    grid = grid_of(case)
    curve = grid.materials[0].curve
    top = float(curve.enthalpy_at(-0.6))
    z = grid.grid.centre[:, 2]
    enthalpy = top - 250e6 * np.clip(0.5 - z / 4e-3, 0.0, 1.0)  # frozen below -2 mm, unfrozen above 2 mm
    marker = ice_marker(grid, enthalpy, curve.temperature_at(enthalpy))
    found = surface_volumes(grid, marker, Acting.none(0), np.full(grid.live.shape, -0.6))
    assert found[0] * 1e9 == pytest.approx(16.0 * 16.0 * 8.0, rel=0.03)


@pytest.mark.parametrize("temperature", [-60.0, -20.3, -5.0, 10.0, 37.0])
def test_marker_is_the_temperature_away_from_freezing(temperature: float) -> None:
    """The other isotherms are read from the same field: -20 degC must stay -20 degC."""
    grid = grid_of(block(probes=[], of=tissue(solidus=-0.6, liquidus=-0.6)))
    field = np.full(grid.live.shape, temperature)
    marker = ice_marker(grid, grid.materials[0].curve.enthalpy_at(field), field)
    np.testing.assert_allclose(marker, temperature, atol=1e-9)
