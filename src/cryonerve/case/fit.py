"""How large the grid of a case would be, before anything is allocated."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryonerve.case.case import Block, Case, Limb, Probe
from cryonerve.case.protocol import Freeze
from cryonerve.case.spacing import (
    COARSEST,
    DEFAULT_SPACING,
    GROWTH,
    LARGEST_MARGIN,
    LEAST_MARGIN,
    spacing_for,
)
from cryonerve.errors import Complaint, GridError
from cryonerve.sources.tissue import Tissue
from cryonerve.units import show

__all__ = ["SHARE", "Size", "estimate", "fits", "memory"]

ICE_SPEED = 0.5e-3  # m per square root of a second that ice comes from a wall of about -80 degC
BYTES_PER_CELL = 600  # work arrays in double precision and some fifty kept frames in single
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
FEWEST_ACROSS = 4  # cells across the smallest side of a block
SHARE = 0.8  # of the machine's memory that a grid may take
LIMB_REACH = 40.0e-3  # m around the probes that matter in a limb or a scan


@dataclass(frozen=True, slots=True)
class Size:
    """Cells along each axis, all cells, and the memory they take."""

    along: tuple[float, float, float]
    cells: float
    bytes: float


def memory() -> float:
    """Bytes of memory this machine, or the container it is, has; 8 GiB where it does not say.

    >>> memory() > 0
    True
    """
    try:
        whole = float(os.sysconf("SC_PAGE_SIZE")) * float(os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        whole = 8.0 * 2**30
    try:
        return min(whole, float(CONTAINER_LIMIT.read_text("ascii")))
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return whole


def estimate(case: Case | Mapping[str, Any], spacing: float | None = None) -> Size:
    """Cells and bytes of the grid that a run is written on, to some tens of percent.

    At a spacing (None: the case's own). The solver itself works on nested boxes with fewer cells. The finer
    cells beside a wall that a virtual thermocouple watches are not counted.
    """
    parts = case if isinstance(case, Mapping) else vars(case)
    fine = spacing or _spacing(parts)
    boxes = [_fine_box(parts, probe, fine) for probe in parts["probes"]]
    cells: list[float] = []
    for axis in range(3):
        intervals = _merged([(low[axis], high[axis]) for low, high in boxes])
        bottom, top = _bounds(parts["anatomy"], axis, intervals[0][0], intervals[-1][1])
        inside = [(max(low, bottom), min(high, top)) for low, high in intervals]
        ends = (inside[0][0] - bottom, top - inside[-1][1])
        gaps = [after[0] - before[1] for before, after in itertools.pairwise(inside)]
        count = sum((high - low) / fine for low, high in inside) + sum(_graded(end, fine) for end in ends)
        cells.append(max(1.0, count + sum(2 * _graded(gap / 2, fine) for gap in gaps)))
    total = cells[0] * cells[1] * cells[2]
    return Size((cells[0], cells[1], cells[2]), total, total * BYTES_PER_CELL)


def fits(case: Case | Mapping[str, Any], *, available: float | None = None) -> Size:
    """The estimated size; raises GridError with a spacing that would fit when it would not.

    Too fine a grid does not fit into memory, too coarse a one not into its block. `available` is the memory
    in bytes that may be used, by default most of this machine's.
    """
    parts = case if isinstance(case, Mapping) else vars(case)
    _cells_across(parts)
    room = SHARE * memory() if available is None else available
    size = estimate(parts)
    if size.bytes <= room:
        return size
    spacing = _spacing(parts)
    possible = spacing
    while possible < 0.05 and estimate(parts, possible).bytes > room:
        possible *= 1.25
    along = " x ".join(_counted(cells) for cells in size.along)
    what = (
        f"a spacing of {show(spacing, 'mm')} gives a grid of {along} cells, which needs about "
        f"{_counted(size.bytes / 2**30)} GiB of memory; {_counted(room / 2**30)} GiB can be used"
    )
    if possible < 0.05:
        rounded = math.ceil(possible * 1e5 - 1e-6) / 1e5
        coarser = f"solver: {{spacing: {show(rounded, 'mm', 4)}}}"
        remedy = f"Write '{coarser}' or coarser, or place the probes closer together."
    else:
        remedy = "Use fewer probes or place them closer together."
    raise GridError(Complaint(what, remedy))


def _cells_across(parts: Mapping[str, Any]) -> None:
    """Refuse a spacing that leaves hardly a cell across a block."""
    spacing, anatomy = _spacing(parts), parts["anatomy"]
    if not isinstance(anatomy, Block) or spacing <= min(anatomy.size) / FEWEST_ACROSS * (1 + 1e-9):
        return
    side, most = min(anatomy.size), math.floor(min(anatomy.size) / FEWEST_ACROSS * 1e6) / 1e6
    raise GridError(
        Complaint(
            f"a spacing of {show(spacing, 'mm')} leaves fewer than {FEWEST_ACROSS} cells across the block's "
            f"{show(side, 'mm')}",
            f"Write 'solver: {{spacing: {show(most, 'mm')}}}' or finer, or enlarge the block.",
        )
    )


def _counted(number: float) -> str:
    """A large number people can read."""
    if number < 1e6:
        return f"{float(f'{number:.3g}'):,.0f}" if number >= 10 else f"{number:.2g}"
    if number < 1e9:
        return f"{number / 1e6:.3g} million"
    return f"{number / 1e9:.3g} thousand million" if number < 1e12 else f"{number:.1e}"


def _spacing(parts: Mapping[str, Any]) -> float:
    """The case's spacing, or about what the solver would choose: finer where tissue freezes at one point."""
    if parts["solver"].spacing is not None:
        return float(parts["solver"].spacing)
    if not isinstance(parts["anatomy"], Block):
        return DEFAULT_SPACING
    tissue: Tissue = parts["tissues"][parts["anatomy"].tissue]
    return spacing_for(tissue.liquidus.value - tissue.solidus.value)


def _fine_box(parts: Mapping[str, Any], probe: Probe, fine: float) -> tuple[list[float], list[float]]:
    """Corners of the box around an active part that its ice stays in."""
    device = parts["devices"][probe.device]
    seconds = max((step.seconds for step in parts["protocol"] if isinstance(step, Freeze)), default=0.0)
    reach = ICE_SPEED * math.sqrt(1.2 * seconds) + device.diameter.value / 2
    margin = min(LARGEST_MARGIN, max(LEAST_MARGIN, reach + fine))
    ends = [
        (tip, tip + device.active_length.value * axis)
        for tip, axis in zip(probe.tip, probe.axis, strict=True)
    ]
    return [min(pair) - margin for pair in ends], [max(pair) + margin for pair in ends]


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Overlapping intervals as one, from low to high."""
    merged: list[tuple[float, float]] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _bounds(anatomy: object, axis: int, near: float, far: float) -> tuple[float, float]:
    """Where the grid ends along an axis."""
    if isinstance(anatomy, Block):
        return -anatomy.size[axis] / 2, anatomy.size[axis] / 2
    reach = LIMB_REACH
    if isinstance(anatomy, Limb) and anatomy.length is not None and axis == 2:
        reach = min(reach, anatomy.length)
    return near - reach, far + reach


def _graded(distance: float, fine: float) -> float:
    """Cells along a distance on which the spacing grows from `fine` to the coarsest."""
    if distance <= 0:
        return 0.0
    coarsest = max(COARSEST, fine)
    growing = min(distance, (coarsest - fine) / GROWTH)
    return math.log1p(GROWTH * growing / fine) / GROWTH + (distance - growing) / coarsest
