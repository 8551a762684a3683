"""Grey values in and around cross-sections: one level inside, and the tissues a voxel outside may be.

A voxel of which the structure fills the share S holds

    S inside + (1 - S) outside(tissue),  give or take the spreads of both,

with one of a few tissues outside (fat, muscle, blood), whose levels and shares are a mixture of normal laws
around the curve, or nothing known (septa, edges between them). Which tissue a voxel outside is, is summed
over (expectation-maximisation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.grey_mixture import fit_mixture, robust_deviation
from cryonerve.anatomy.section_slabs import Slab

__all__ = ["Levels", "Pull"]

Floats = NDArray[np.float64]
STRANGE = 0.2  # share of what is outside that lies between the tissues; assumed
SLIP = 1e-3  # the same inside
APART = 2.0  # spreads, below which two tissues outside are one
WINDOW = 10e-3  # m along the curve to either side, over which tissues outside have the same levels
FEWEST = 4  # voxels that tell the level inside
SURE = 0.75  # share of a voxel from which on it tells the level inside


@dataclass(frozen=True, eq=False)
class Pull:
    """What a slab says of numbers of its ellipse and of the point spread: normal matrix and slope."""

    normal: Floats
    slope: Floats


class Levels:
    """Levels of all slabs; they follow the ellipses as these move."""

    def __init__(self, slabs: Sequence[Slab], shares: Sequence[Floats]) -> None:
        self.slabs = slabs
        self.stations = np.array([slab.station for slab in slabs])
        full = [slab.values[_fullest(share)] for slab, share in zip(slabs, shares, strict=True)]
        self.inside = np.array([float(np.median(values)) for values in full])
        rest = np.concatenate([values - np.median(values) for values in full])
        self.spread = max(robust_deviation(rest), 1e-3 * max(float(np.ptp(rest)), 1e-6), 1e-9)
        self.tissues = [self._tissues(number, shares) for number in range(len(slabs))]
        self.residuals = [np.zeros(len(slab.values)) for slab in slabs]
        self.straighten()

    def straighten(self) -> None:
        """From now on levels inside lie near a straight line along the curve."""
        middle = float(np.median(self.inside))
        near = np.abs(self.inside - middle) <= 3.0 * max(robust_deviation(self.inside), 1e-9)
        order = 1 if near.sum() > 4 else 0
        self.line = np.polyval(np.polyfit(self.stations[near], self.inside[near], order), self.stations)
        self.sway = max(robust_deviation(self.inside - self.line), 0.2 * self.spread)

    def _tissues(self, number: int, shares: Sequence[Floats]) -> tuple[Floats, Floats, Floats]:
        """Means, spreads and shares (t,) of what is outside near a slab."""
        near = np.flatnonzero(np.abs(self.stations - self.stations[number]) <= WINDOW).tolist()
        values = np.concatenate([self.slabs[k].values[shares[k] < 0.03] for k in near])
        if len(values) < 30:
            values = np.concatenate([self.slabs[k].values for k in near])
        start = np.percentile(values, (5.0, 50.0, 95.0))
        found = fit_mixture(values, start, spread=1.2 * self.spread)
        return _apart(found.means, np.maximum(found.spreads, 0.5 * self.spread), found.shares)

    def gain(self, number: int, share: Floats) -> float:
        """Logarithm of how much likelier a slab's values are with the structure than without it."""
        found = []
        for one in (share, np.zeros_like(share)):
            _, _, law, strange = self._law(number, one)
            found.append(float(np.log(law.sum(axis=1) + strange).sum()))
        return found[0] - found[1]

    def _law(self, number: int, share: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Means and variances (n, t) by tissue, and densities of the values, (n, t) and (n,) of none."""
        means, spreads, parts = self.tissues[number]
        values, inside, out = self.slabs[number].values, self.inside[number], 1.0 - share
        expected = share[:, None] * inside + out[:, None] * means
        variance = share[:, None] * self.spread**2 + out[:, None] * spreads**2
        bell = np.exp(-0.5 * (values[:, None] - expected) ** 2 / variance) / np.sqrt(2 * np.pi * variance)
        even = 1.0 / (float(np.ptp(means)) + 6.0 * float(spreads.max()))
        return expected, variance, (1.0 - STRANGE) * parts * bell, even * np.maximum(STRANGE * out, SLIP)

    def pull(self, number: int, share: Floats, slopes: Floats) -> Pull:
        """What a slab says of its ellipse, and the levels that go with it.

        Parameters
        ----------
        share : (n,) of the structure in each voxel. slopes : (n, m) of it by these numbers.
        """
        means, values, inside = self.tissues[number][0], self.slabs[number].values, self.inside[number]
        out, spreads = 1.0 - share, self.tissues[number][1]
        expected, variance, law, strange = self._law(number, share)
        belongs = law / (law.sum(axis=1) + strange)[:, None]
        weight = belongs / variance
        rest = values[:, None] - expected
        self.residuals[number] = (np.sqrt(weight) * rest).sum(axis=1)
        step = inside - means
        # unknown levels first: inside, then each tissue
        rows = np.concatenate(
            [[(weight * share[:, None] ** 2).sum()], (weight * out[:, None] ** 2).sum(axis=0)]
        )
        table = np.diag(rows)
        table[0, 1:] = table[1:, 0] = (weight * (share * out)[:, None]).sum(axis=0)
        side = np.concatenate(
            [[(weight * rest * share[:, None]).sum()], (weight * rest * out[:, None]).sum(axis=0)]
        )
        table[0, 0] += 1.0 / self.sway**2
        side[0] += (self.line[number] - inside) / self.sway**2
        table[np.arange(1, len(table)), np.arange(1, len(table))] += 4.0 / spreads**2
        mixed = np.vstack(
            [
                ((weight * step).sum(axis=1) * share) @ slopes,
                ((weight * step) * out[:, None]).T @ slopes,
            ]
        )
        normal = slopes.T @ (slopes * (weight * step**2).sum(axis=1)[:, None])
        slope = slopes.T @ (weight * rest * step).sum(axis=1)
        held = np.linalg.solve(table, np.column_stack([mixed, side]))
        self.inside[number] += held[0, -1]
        return Pull(normal - mixed.T @ held[:, :-1], slope - mixed.T @ held[:, -1])


def _fullest(share: Floats) -> NDArray[np.bool_]:
    """Voxels that are surely inside, or the fullest ones of a thin structure."""
    return np.asarray(share >= min(SURE, float(np.sort(share)[-FEWEST])))


def _apart(means: Floats, spreads: Floats, shares: Floats) -> tuple[Floats, Floats, Floats]:
    """Laws whose means lie close are one; the few that hold next to nothing are none."""
    rows = [(m, s, p) for m, s, p in zip(means, spreads, shares, strict=True) if p > 0.02]
    done = [rows[0]]
    for mean, spread, share in rows[1:]:
        before, wide, part = done[-1]
        if mean - before > APART * max(spread, wide):
            done.append((mean, spread, share))
            continue
        whole = part + share
        middle = (part * before + share * mean) / whole
        square = part * (wide**2 + (before - middle) ** 2) + share * (spread**2 + (mean - middle) ** 2)
        done[-1] = (middle, float(np.sqrt(square / whole)), whole)
    found = np.array(done)
    return found[:, 0], found[:, 1], found[:, 2] / found[:, 2].sum()
