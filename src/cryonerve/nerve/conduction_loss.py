"""What of a nerve does not conduct, moment by moment: blocked by cold, or interrupted for weeks.

Cold block ends when the nerve rewarms; an interrupted axon stays silent until it has grown back. A fascicle
counts as blocked for one class of axons while some stretch of it is colder than the block temperature of that
class for that length (`cold_block`), and as interrupted from when on some common stretch of sufficient length
has been below the covered threshold. Both are judged at the fascicle's centre: its warmer part may conduct a
little longer, its colder part a little less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.result import NerveHistory
from cryonerve.nerve.cold_block import blocked_axons
from cryonerve.nerve.exposure import area_weights
from cryonerve.sources.axons import axon_classes
from cryonerve.sources.injury import injury_rules

__all__ = ["ConductionLoss", "conduction_loss"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ConductionLoss:
    """What of one nerve does not conduct.

    Attributes
    ----------
    times : (time,) s.
    weights : (fascicle,) share of the nerve's fascicle area, mean over the simulated stations.
    axons : class -> (fascicle,) share of the nerve's axons of that class; without counts that of the area.
    blocked : class of axons -> (time, fascicle) True while cold stops it.
    interrupted : (time, fascicle) True from when on the fascicle's axons are interrupted.
    """

    nerve: str
    times: Floats
    weights: Floats
    blocked: Mapping[str, Flags]
    interrupted: Flags
    axons: Mapping[str, Floats] = field(default_factory=dict)

    def share_interrupted(self, axons: str = "") -> Floats:
        """(time,) share of this class's axons, or of the fascicle area, that is interrupted; never falls."""
        return np.asarray(self.interrupted @ self.axons.get(axons, self.weights))

    def share_lost(self, axons: str) -> Floats:
        """(time,) share of this class's axons that do not conduct, for either reason, 0..1."""
        return np.asarray((self.blocked[axons] | self.interrupted) @ self.axons.get(axons, self.weights))

    def conducts_again(self, axons: str) -> float | None:
        """Moment (s) from which on cold blocks no fascicle that is not interrupted; None: it still does."""
        cold = (self.blocked[axons] & ~self.interrupted).any(axis=1)
        if not cold.any():
            return float(self.times[0])
        last = int(np.flatnonzero(cold)[-1])
        return None if last + 1 == self.times.size else float(self.times[last + 1])


def conduction_loss(course: NerveCourse, history: NerveHistory) -> ConductionLoss:
    """What of a nerve does not conduct at every moment of its history.

    Raises
    ------
    InputError
        Fewer than two stations, or stations that do not rise along the nerve.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("tibial-neuroma-child")
    >>> volume = cn.build(case)
    >>> freezing = cn.freeze(volume, case)  # doctest: +SKIP
    >>> conduction_loss(volume.nerves[0], freezing.nerves["tibial"]).share_lost("c").max()  # doctest: +SKIP
    """
    from cryonerve.nerve.kernels.stretches import any_stretch  # noqa: PLC0415 -- loads Numba

    # Columns are followed as paths: a part of a divided fascicle has the fascicle's way before it left it.
    path = np.sqrt(course.path_areas)
    warmth = np.where(history.inside[:, None] & (path > 0.0), history.fascicles, np.nan).astype(np.float64)
    rules = injury_rules()
    weights = area_weights(path)
    known = history.inside & (weights.sum(axis=1) > 0.0)
    mean = weights[known].mean(axis=0) if known.any() else np.zeros(weights.shape[1])
    coldest = np.fmin.accumulate(warmth, axis=0)
    interrupted = np.zeros((warmth.shape[0], warmth.shape[2]), np.bool_)
    any_stretch(
        np.ascontiguousarray(coldest),
        np.asarray(course.arc, float),
        np.array([rules.sufficient_length.value]),
        np.array([rules.covered_below.value]),
        interrupted,
    )
    return ConductionLoss(
        course.name,
        np.asarray(history.times, float),
        mean,
        MappingProxyType(blocked_axons(course.arc, warmth)),
        interrupted,
        MappingProxyType(_axon_weights(course, mean)),
    )


def _axon_weights(course: NerveCourse, weights: Floats) -> dict[str, Floats]:
    """Share of the axons of each class in every path; parts of a divided fascicle share its by area."""
    if course.axon_counts is None:
        return {}
    whole = np.bincount(course.fascicle_of, weights, minlength=weights.size)[course.fascicle_of]
    part = np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0.0)
    found = {}
    for name, counts in zip(axon_classes(), course.axon_counts[course.fascicle_of].T, strict=True):
        mine = part * counts
        if mine.sum() > 0.0:  # a class the nerve does not have is shown as the area
            found[name] = mine / mine.sum()
    return found
