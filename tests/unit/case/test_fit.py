"""The size of the grid is told before anything is allocated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cryonerve.anatomy import build
from cryonerve.bioheat.discretise import discretise
from cryonerve.bioheat.showing import display_of
from cryonerve.case import SolverOptions, fit, load
from cryonerve.case.fit import estimate, fits, memory
from cryonerve.errors import GridError

GIB = 2.0**30


@pytest.mark.parametrize(
    ("name", "spacing"),
    [("straight-probe-block", None), ("straight-probe-block", 0.3e-3), ("tibial-neuroma-child", None)],
)
def test_the_estimate_is_near_the_grid_that_is_written(name: str, spacing: float | None) -> None:
    """An estimate may be twice as large, hardly smaller."""
    case = load(name)
    case = replace(case, solver=SolverOptions(spacing)) if spacing else case
    grid = discretise(build(case), case)
    cells = display_of(grid).leaf.size
    assert 0.9 * cells < estimate(case).cells < 2.0 * cells
    if name == "tibial-neuroma-child":
        assert grid.live.sum() < 110_000  # the published case stays quick


def test_a_grid_that_does_not_fit_is_refused_with_one_that_does() -> None:
    case = replace(load("straight-probe-block"), solver=SolverOptions(5e-6))
    with pytest.raises(GridError) as caught:
        fits(case, available=16 * GIB)
    (complaint,) = caught.value.complaints
    assert complaint.what == (
        "a spacing of 0.005 mm gives a grid of 2,760 x 2,760 x 4,360 cells, "
        "which needs about 18,500 GiB of memory; 16 GiB can be used"
    )
    assert complaint.remedy.startswith("Write 'solver: {spacing: 0.0")
    offered = float(complaint.remedy.split("spacing: ")[1].split(" ")[0]) * 1e-3
    assert fits(replace(case, solver=SolverOptions(offered)), available=16 * GIB).bytes <= 16 * GIB


def test_too_little_room_for_any_spacing() -> None:
    with pytest.raises(GridError, match="Use fewer probes"):
        fits(load("straight-probe-block"), available=1000.0)


def test_too_coarse_for_its_block() -> None:
    case = load("straight-probe-block")
    fits(replace(case, solver=SolverOptions(15e-3)))  # 60 mm
    with pytest.raises(GridError) as caught:
        fits(replace(case, solver=SolverOptions(16e-3)))
    (complaint,) = caught.value.complaints
    assert complaint.what == "a spacing of 16 mm leaves fewer than 4 cells across the block's 60 mm"
    assert complaint.remedy == "Write 'solver: {spacing: 15 mm}' or finer, or enlarge the block."


def test_finer_is_larger() -> None:
    case = load("tibial-neuroma-child")
    sizes = [estimate(case, spacing).cells for spacing in (1e-3, 0.5e-3, 0.25e-3, 0.1e-3)]
    assert sizes == sorted(sizes)


def test_probes_far_apart_are_not_fine_between() -> None:
    case = load("tibial-neuroma-child")
    x, y, _ = case.probes[1].tip
    near = replace(case, probes=(case.probes[0], replace(case.probes[1], tip=(x, y, 0.05))))
    far = replace(case, probes=(case.probes[0], replace(case.probes[1], tip=(x, y, 0.35))))
    assert estimate(far).along[2] < 3 * estimate(near).along[2]


def test_a_container_sets_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "CONTAINER_LIMIT", tmp_path / "memory.max")
    whole = memory()
    (tmp_path / "memory.max").write_text("max\n")
    assert memory() == whole
    (tmp_path / "memory.max").write_text("1048576\n")
    assert memory() == 1048576.0
