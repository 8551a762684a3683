"""Cross-sections and centres of a traced curve, fitted to the grey values as the scanner blurs them.

Ellipses of all stations together are the likeliest by the voxels around them (`section_levels`, the share of
the ellipse in each as `blurred_ellipses` has it), by what is usual of a size and by how slowly it changes
along a nerve: Gauss and Newton's method, levels solved for on the way (variable projection). The inverse of
the last normal matrix, widened by how alike neighbouring residuals are, is the covariance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.blurred_ellipses import Ellipse, blurred_ellipse
from cryonerve.anatomy.section_levels import Levels
from cryonerve.anatomy.section_slabs import Slab
from cryonerve.anatomy.tracing_rules import Sizes

__all__ = ["Fitted", "fit_sections"]

Floats = NDArray[np.float64]
TURNS = 14  # of Gauss and Newton's method
LARGEST_STEP = np.array([0.4, 0.4, 0.2, 0.25, 0.25])  # of a turn: of the radius, of logarithms
NUDGE = np.array([0.02, 0.02, 0.01, 0.02, 0.02])  # for slopes: of the radius, of logarithms
SHARPER = 0.02  # the same of the logarithm of the point spread
AROUND, MORE = 1.6, 1.2e-3  # of the radius, and m: how far around the outline voxels are looked at
STILL = 0.02  # of the largest step: nothing moves any more
CELL = 1.5e-3  # m, side of cells whose residuals tell how alike neighbours are


@dataclass(frozen=True, eq=False)
class Fitted:
    """Ellipses at stations, and how sure they are.

    Attributes
    ----------
    ellipses : one per slab, centres in the plane across, m.
    pulls : (k, 2) m and (k, 2, 2) 1/m2: where each slab alone has the centre, and with what precision.
    sizes : (k,) standard deviation of the logarithm of each radius; size : of their mean.
    """

    ellipses: tuple[Ellipse, ...]
    places: Floats
    precision: Floats
    sizes: Floats
    size: float


def fit_sections(slabs: Sequence[Slab], start: Sequence[Ellipse], rules: Sizes, *, place: float) -> Fitted:
    """The likeliest ellipses of slabs.

    Parameters
    ----------
    start : an ellipse per slab to begin with. rules : what is usual.
    place : m, standard deviation of the centres from where the curve is.
    """
    state = np.array([[*item.centre, item.size, *item.flat] for item in start])
    prior, mean = _prior(np.array([slab.station for slab in slabs]), rules, place)
    reach = AROUND * float(np.median([one.semi_axes[0] for one in start])) + MORE
    seen = _Slabs([slab.within(reach) for slab in slabs], state)
    sharp = np.zeros(2)  # logarithm of how much wider the point spread is than taken
    for _ in range(TURNS):
        normal, slope = seen.normal(state, sharp)
        wide = seen.likeness(state) * rules.weight
        slope = slope / wide - prior @ np.concatenate([(state - mean).ravel(), sharp])
        step = np.linalg.solve(normal / wide + prior, slope)
        moved = step[:-2].reshape(state.shape)
        size = np.abs(moved / (LARGEST_STEP * _scale(state))).max(axis=1, keepdims=True)
        state += moved / np.maximum(size, 1.0)
        sharp += np.clip(step[-2:], -0.1, 0.1)
        seen.levels.straighten()
        if size.max() < STILL:
            break
    normal, _ = seen.normal(state, sharp)
    wide = seen.likeness(state) * rules.weight
    covariance = np.asarray(np.linalg.inv(normal / wide + prior)[:-2, :-2], float)
    return _fitted(state, covariance, place)


def _fitted(state: Floats, covariance: Floats, place: float) -> Fitted:
    count = len(state)
    table = covariance.reshape(count, 5, count, 5)
    own = table[np.arange(count), :, np.arange(count), :]
    whole = np.linalg.inv(own[:, :2, :2])
    precision = whole - np.eye(2) / place**2
    value, vector = np.linalg.eigh(precision)
    value = np.maximum(value, 1e-3 / place**2)
    precision = np.einsum("nab,nb,ncb->nac", vector, value, vector)
    pulled = np.einsum("nab,nb->na", whole, state[:, :2])
    places = np.linalg.solve(precision, pulled[:, :, None])[:, :, 0]
    return Fitted(
        tuple(Ellipse(row[:2].copy(), float(row[2]), row[3:].copy()) for row in state),
        places,
        precision,
        np.sqrt(own[:, 2, 2]),
        float(np.sqrt(table[:, 2, :, 2].mean())),
    )


def _scale(state: Floats) -> Floats:
    """(k, 5) what a step of each number is measured in."""
    radius = np.exp(state[:, [2]])
    return np.hstack([radius, radius, np.ones((len(state), 3))])


def _prior(stations: Floats, rules: Sizes, place: float) -> tuple[Floats, Floats]:
    """Precision (5 k + 2, 5 k + 2) and mean (k, 5) before the scan is looked at; last the point spread."""
    count = len(stations)
    apart = np.abs(stations[:, None] - stations)
    alike = np.exp(-apart / rules.along) + 1e-6 * np.eye(count)
    matrix = np.zeros((count, 5, count, 5))
    for axis in (0, 1):
        matrix[:, axis, :, axis] = np.eye(count) / place**2
    matrix[:, 2, :, 2] = np.linalg.inv(rules.spread**2 + rules.wander**2 * alike)
    for axis in (3, 4):
        matrix[:, axis, :, axis] = np.linalg.inv(rules.flat**2 + rules.flat_wander**2 * alike)
    mean = np.zeros((count, 5))
    mean[:, 2] = np.log(rules.usual)
    whole = np.eye(5 * count + 2) / rules.sharpness**2
    whole[:-2, :-2] = matrix.reshape(5 * count, 5 * count)
    return whole, mean


class _Slabs:
    """Slabs, and what they say of ellipses."""

    def __init__(self, slabs: Sequence[Slab], state: Floats) -> None:
        self.slabs = slabs
        self.levels = Levels(slabs, [self._share(k, row, np.zeros(2)) for k, row in enumerate(state)])

    def _share(self, number: int, row: Floats, sharp: Floats) -> Floats:
        slab = self.slabs[number]
        ellipse = Ellipse(row[:2], float(row[2]), row[3:])
        return blurred_ellipse(slab.offsets, ellipse, slab.blurred(np.exp(2.0 * sharp)))

    def normal(self, state: Floats, sharp: Floats) -> tuple[Floats, Floats]:
        """Normal matrix (5 k + 2, 5 k + 2) and slope (5 k + 2,) of all slabs; last the point spread."""
        count = len(state)
        whole, side = np.zeros((5 * count + 2, 5 * count + 2)), np.zeros(5 * count + 2)
        for number, row in enumerate(state):
            share = self._share(number, row, sharp)
            nudge = NUDGE * _scale(row[None])[0]
            moved = [self._share(number, row + nudge * one, sharp) for one in np.eye(5)]
            moved += [self._share(number, row, sharp + SHARPER * one) for one in np.eye(2)]
            widths = [*nudge, SHARPER, SHARPER]
            slopes = np.column_stack(
                [(one - share) / width for one, width in zip(moved, widths, strict=True)]
            )
            pull = self.levels.pull(number, share, slopes)
            mine = np.append(np.arange(5 * number, 5 * number + 5), [5 * count, 5 * count + 1])
            whole[np.ix_(mine, mine)] += pull.normal
            side[mine] += pull.slope
        return whole, side

    def likeness(self, state: Floats) -> float:
        """By how much the variance of a sum of residuals exceeds that of as many independent ones."""
        total: list[float] = []
        pairs: list[float] = []
        before: dict[tuple[int, ...], float] = {}
        for slab, rest, row in zip(self.slabs, self.levels.residuals, state, strict=True):
            cells, number, sizes = np.unique(
                np.floor((slab.offsets - row[:2]) / CELL).astype(int),
                axis=0, return_inverse=True, return_counts=True,
            )  # fmt: skip
            sums = np.bincount(number.ravel(), rest) / np.sqrt(sizes)
            here = {tuple(key): float(one) for key, one, n in zip(cells, sums, sizes, strict=True) if n > 1}
            pairs += [here[key] * before[key] for key in here.keys() & before.keys()]
            total += list(here.values())
            before = here
        if len(total) < 8:
            return 1.0
        each = float(np.mean(np.square(np.concatenate(self.levels.residuals))))
        square = float(np.mean(np.square(total)))
        along = float(np.clip(np.mean(pairs) / square, 0.0, 0.8)) if pairs else 0.0
        return max(1.0, square / max(each, 1e-12)) * (1.0 + along) / (1.0 - along)
