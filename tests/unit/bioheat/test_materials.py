"""Which curve and which blood each cell has."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.anatomy.volume import Structure, Vessel
from cryonerve.bioheat import grid as grids
from cryonerve.bioheat.materials import tissue_curve
from cryonerve.sources import frozen_conductivity_laws, source_keys
from tests.unit.bioheat.blocks import NAME, block, grid_of, shaped, tissue, voxels

FAT = tissue(
    "fat-2", conductivity_unfrozen=0.2, perfusion=500.0, metabolic_heat=100.0, liquidus=-2.0, solidus=-9.0
)
STRUCTURES = [
    Structure(0, "air", "", "other"),
    Structure(1, "flesh", NAME, "muscle"),
    Structure(2, "fat", "fat-2", "fat"),
    Structure(3, "artery", NAME, "artery"),
]


def halves(cut: int, label: int = 2) -> np.ndarray:
    """Flesh below a height of `cut` half-millimetre voxels, something else above."""
    labels = np.ones((12, 12, 24), int)
    labels[:, :, cut:] = label
    return labels


def gridded(labels, monkeypatch, **volume):
    monkeypatch.setattr(grids, "COARSEST", 1e-3)
    return grid_of(block(probes=[], of=[tissue(), FAT]), voxels(labels, STRUCTURES, size=0.5, **volume))


def test_two_plain_tissues(monkeypatch) -> None:
    grid = gridded(halves(12), monkeypatch)
    assert len(grid.materials) == 2
    k = [float(item.curve.conductivity_at(37.0)) for item in grid.materials]
    assert sorted(k) == [0.2, 0.5]
    column = [k[n] for n in shaped(grid, grid.problem.material)[1, 1]]
    assert column == [0.5] * 6 + [0.2] * 6


@pytest.mark.parametrize("cut", [11, 13])
def test_a_cell_that_two_tissues_share_holds_the_heat_of_both(monkeypatch, cut: int) -> None:
    grid = gridded(halves(cut), monkeypatch)
    assert len(grid.materials) == 3
    mixed = grid.materials[shaped(grid, grid.problem.material)[1, 1, 5 if cut == 11 else 6]]
    both = [tissue_curve(tissue(), 37.0), tissue_curve(FAT, 37.0)]
    for temperature in (-40.0, 10.0):
        expected = 0.5 * sum(float(curve.enthalpy_at(temperature)) for curve in both)
        assert float(mixed.curve.enthalpy_at(temperature)) == pytest.approx(expected, rel=1e-9)
    assert mixed.flow == pytest.approx(0.5 * (2000.0 + 500.0))
    assert mixed.metabolism == pytest.approx(50.0)
    assert not mixed.always_flows


def test_mixed_boundaries_hold_as_much_heat_as_the_voxels(monkeypatch) -> None:
    """The same heat whichever way the boundary lies between the cells."""

    def heat(grid) -> float:
        p = grid.problem
        each = np.array([float(item.curve.enthalpy_at(-30.0)) for item in grid.materials])
        return float((each[p.material] / p.inverse_volume).sum())

    totals = [heat(gridded(halves(cut), monkeypatch)) for cut in (10, 11, 12)]
    assert totals[1] - totals[0] == pytest.approx(totals[2] - totals[1], rel=1e-6)


def test_blood_flows_on_and_never_mixes(monkeypatch) -> None:
    line = np.array([[-3e-3, 0.0, 3e-3], [3e-3, 0.0, 3e-3]])
    vessel = Vessel("artery", "artery", line, radius=1e-3, wall=0.2e-3, coefficient=400.0)
    grid = gridded(halves(13, label=3), monkeypatch, vessels=(vessel,))
    blood = [item for item in grid.materials if item.always_flows]
    assert len(blood) == 1
    assert blood[0].flow == pytest.approx(400.0 * 2.0 / 0.8e-3)
    assert len(grid.materials) == 2
    number = grid.materials.index(blood[0])
    assert grid.problem.flow_above[number] == -np.inf
    assert np.isfinite(np.delete(grid.problem.flow_above, number)).all()


def test_blood_without_a_course_is_a_tissue_like_others(monkeypatch) -> None:
    grid = gridded(halves(12, label=3), monkeypatch)
    assert not any(item.always_flows for item in grid.materials)


def test_air_is_not_alive(monkeypatch) -> None:
    grid = gridded(halves(12, label=0), monkeypatch)
    live = shaped(grid, grid.live)
    assert not live[:, :, 6:].any()
    assert live[:, :, :6].all()
    assert (shaped(grid, grid.problem.inverse_volume)[:, :, 6:] == 0.0).all()
    assert (shaped(grid, grid.tissue_volume)[:, :, 6:] == 0.0).all()
    # each column has one skin face: a film and half a cell of tissue in series
    assert grid.problem.film_g == pytest.approx(np.full(36, 1e-6 / (1.0 / 10.0 + 0.5e-3 / 0.5)), rel=0.02)


def test_named_laws_are_cited() -> None:
    law = frozen_conductivity_laws()["sweat-1973"].source
    assert law not in source_keys(tissue())
    assert law in source_keys(tissue("by-law", frozen_law="sweat-1973"))
