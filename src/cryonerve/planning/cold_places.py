"""How sure it is that a place gets cold: the samples of a spread in space.

Every sample leaves the coldest temperature of its procedure on one even box, the same for all. The box stands
in the body as it was planned: where a hand put the probe elsewhere, the ice has moved against nerve and
vessels as somebody sees them who believes the plan. What moves no tissue in a sample moves none here: a nerve
that was drawn thicker and the heat of a vessel change what gets cold, never the outlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.even_grid import STEP, EvenGrid, even_field, in_steps
from cryonerve.errors import Complaint, InputError
from cryonerve.planning.standard_errors import standard_errors

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case

__all__ = ["LEVELS", "LIMITS", "ColdPlaces", "box_of", "left_in_space", "places_of"]

Floats = NDArray[np.float64]
Steps = NDArray[np.int16]

LIMITS = (0.0, -20.0, -40.0)  # degC
LEVELS = (0.05, 0.5, 0.95)  # shares of the samples
SPACING = 1.0e-3  # m, as wide as the cells of a sample
MOST_PLACES = 100_000
ROOM = 3.0e-3  # m beyond the ice that is expected: where a hand or a colder wall may bring it


@dataclass(frozen=True, eq=False)
class ColdPlaces:
    """How often each place of a box got how cold, over the samples of a spread. Not a prognosis.

    The samples are computed on coarse cells (1 mm); `line_shift` says what that does to the plan's own lines.

    Attributes
    ----------
    grid : the box, in the coordinates of the planned case. samples : how many there are. effective : the same
        where samples weigh alike, less where they do not (the square of the sum of weights by the sum of
        squares).
    shares : (limit, x, y, z) weight of the samples in which the place ever fell below each of `LIMITS`.
    coldest : (level, x, y, z) degC that so large a share (`LEVELS`) of the samples reached there. Its surface
        at -20 degC holds the places that fell below -20 degC in at least that share of the samples.
    line_shift : by limit, m: mean and root mean square of how much farther out the plan's own run has its
        line than the plan computed as a sample; NaN where either is missing or there is no line.
    """

    grid: EvenGrid
    samples: int
    effective: float
    shares: NDArray[np.float32]
    coldest: NDArray[np.float32]
    line_shift: tuple[tuple[float, float], ...]

    def share(self, limit: float) -> NDArray[np.float32]:
        """(x, y, z) share of the samples in which each place fell below one of `LIMITS`, degC."""
        return np.asarray(self.shares[_number(LIMITS, limit, "limit")])

    def error(self, limit: float) -> Floats:
        """(x, y, z) standard error of `share`, as of independent samples; nowhere zero (Jeffreys' prior)."""
        return standard_errors(self.share(limit).astype(float), self.effective)

    def reached_by(self, level: float) -> NDArray[np.float32]:
        """(x, y, z) degC of `coldest` for one of `LEVELS`."""
        return np.asarray(self.coldest[_number(LEVELS, level, "level")])

    def volume(self, limit: float, level: float) -> float:
        """Places (m3) that fell below the limit in at least this share of the samples, counted by points."""
        return float((self.reached_by(level) < limit).sum()) * self.grid.spacing**3


def _number(known: Sequence[float], wanted: float, word: str) -> int:
    if wanted not in known:
        listed = ", ".join(f"{item:g}" for item in known)
        raise InputError(
            Complaint(f"places are not told for the {word} {wanted:g}", f"Take one of {listed}.")
        )
    return known.index(wanted)


def places_of(
    grid: EvenGrid,
    fields: Sequence[Steps],
    *,
    weights: Floats | None = None,
    planned: Steps | None = None,
    lean: Steps | None = None,
) -> ColdPlaces:
    """From what samples left in space to how sure each place is.

    Parameters
    ----------
    fields : (x, y, z) of every sample, hundredths of a degree, as `left_in_space` gives them.
    weights : (sample,), not negative; None: all alike.
    planned, lean : what the plan itself left, by its own run and as a sample is computed.

    Examples
    --------
    >>> grid = EvenGrid((2, 1, 1), (0.0, 0.0, 0.0), 1e-3)
    >>> from cryonerve.bioheat.even_grid import in_steps
    >>> samples = [in_steps(np.array([[[cold]], [[5.0]]])) for cold in (-50.0, -30.0, -10.0, 2.0)]
    >>> found = places_of(grid, samples)
    >>> found.share(-20.0).ravel().tolist(), found.reached_by(0.5).ravel().tolist()
    ([0.5, 0.0], [-30.0, 5.0])
    """
    count = len(fields)
    if count == 0:
        raise InputError(Complaint("no sample left its field", "Spread the plan anew."))
    shared = np.full(count, 1.0 / count) if weights is None else np.asarray(weights, float) / np.sum(weights)
    steps = np.stack(fields)
    shares = np.empty((len(LIMITS), *grid.shape), np.float32)
    coldest = np.empty((len(LEVELS), *grid.shape), np.float32)
    for x in range(grid.shape[0]):  # in layers: orders of all places at once would fill the memory
        layer = steps[:, x]
        for number, limit in enumerate(LIMITS):
            shares[number, x] = np.tensordot(shared, layer < round(limit / STEP), 1)
        coldest[:, x] = STEP * _lowest(layer, shared)
    both = None if planned is None or lean is None else (planned, lean)
    shift = tuple(_shift(both, limit, grid.spacing) for limit in LIMITS)
    effective = float(count) if weights is None else float(1.0 / (shared**2).sum())
    return ColdPlaces(grid, count, effective, shares, coldest, shift)


def _lowest(layer: Steps, shared: Floats) -> NDArray[np.float64]:
    """(level, ...) the smallest value that a share of the samples (sample, ...) does not exceed."""
    order = np.argsort(layer, axis=0, kind="stable")
    upto = np.cumsum(shared[order], axis=0)
    found = []
    for level in LEVELS:
        at = np.argmax(upto >= level - 1e-9, axis=0)
        chosen = np.take_along_axis(order, at[None], axis=0)
        found.append(np.take_along_axis(layer, chosen, axis=0)[0])
    return np.stack(found).astype(float)


def _shift(both: tuple[Steps, Steps] | None, limit: float, spacing: float) -> tuple[float, float]:
    """How much farther out the planned run's line is, at the places within half a step of the lean one."""
    if both is None or min(both[0].shape) < 2:
        return float("nan"), float("nan")
    planned, lean = (STEP * item.astype(float) for item in both)
    slope = np.sqrt(np.sum([part**2 for part in np.gradient(lean, spacing)], axis=0))
    near = (np.abs(lean - limit) <= 0.5 * spacing * slope) & (slope > 0.0)
    if not near.any():
        return float("nan"), float("nan")
    away = (lean - planned)[near] / slope[near]
    return float(away.mean()), float(np.sqrt((away**2).mean()))


def box_of(case: Case, volume: Volume) -> EvenGrid:
    """The box of a plan's spread: around the ice that its probes may make, with room, inside the volume.

    It costs milliseconds: how far ice may come is estimated in one dimension, as for the solver's own grid.
    """
    from cryonerve.bioheat.reach import ice_sleeves  # noqa: PLC0415  loads the solver

    tissues = {item.tissue for item in volume.structures if item.label != 0}
    sleeves = [
        item for index in range(len(case.probes)) for item in ice_sleeves([case], index, SPACING, tissues)
    ]
    ends = np.array([[item.start, item.end] for item in sleeves])
    reach = np.array([item.radius for item in sleeves])[:, None, None] + ROOM
    low = np.maximum((ends - reach).min(axis=(0, 1)), volume.bounds[0])
    high = np.minimum((ends + reach).max(axis=(0, 1)), volume.bounds[1])
    size = np.maximum(high - low, SPACING)
    spacing = max(SPACING, float(np.prod(size) / MOST_PLACES) ** (1 / 3))
    x, y, z = (int(np.floor(part / spacing + 1e-6)) + 1 for part in size)
    start = low + 0.5 * (size - spacing * (np.array([x, y, z]) - 1))
    return EvenGrid((x, y, z), (float(start[0]), float(start[1]), float(start[2])), spacing)


def left_in_space(freezing: Freezing, grid: EvenGrid) -> Steps:
    """The coldest temperature of a procedure on a box (x, y, z), in hundredths of a degree."""
    return in_steps(even_field(freezing.centres, freezing.nadir, grid.axes))
