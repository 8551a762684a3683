"""Plausible nerves: cross-sections drawn from the published table, each seed another person.

A case draws its nerve with the table's middle values; here count, area and the fascicles' share vary as the
table says people do. Count and share are drawn apart from each other and from the area: how they hang
together no publication in the table says. The count is taken to be the same at every age (assumed).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.fascicles import pack
from cryonerve.errors import CaseError, Complaint, UnknownNameError, nearest
from cryonerve.sources import nerve_kinds
from cryonerve.sources.nerve import NerveKind
from cryonerve.sources.quantiles import quantile
from cryonerve.sources.value import Sourced

__all__ = ["CrossSection", "NerveSize", "plausible_section", "plausible_size"]

Floats = NDArray[np.float64]
FLATNESS = 1.25  # width over height; assumed, as the tibial nerve is drawn
SHARES = (0.25, 0.7)  # beyond them fascicles leave no room for septa, or are hardly any; assumed
EASIER = 0.95  # a share for which no packing is found is lowered by this factor until one is


@dataclass(frozen=True, slots=True)
class NerveSize:
    """How large one person's nerve is: area in m2, number of fascicles, their share of the area."""

    area: float
    count: int
    area_fraction: float


@dataclass(frozen=True, eq=False)
class CrossSection:
    """One person's nerve across: half axes (2,) m, centres (fascicle, 2) m and radii (fascicle,) m."""

    size: NerveSize
    semi_axes: Floats
    centres: Floats
    radii: Floats

    @property
    def area_fraction(self) -> float:
        """Share of the area that the fascicles take."""
        return float((self.radii**2).sum() / self.semi_axes.prod())


def plausible_size(nerve: str, age: float | None, seed: int) -> NerveSize:
    """Area, count and share of one plausible nerve.

    Parameters
    ----------
    nerve : name in the table of nerves; age : years, None for an adult; seed : another seed, another person.

    Raises
    ------
    UnknownNameError
        A nerve that is not in the table.

    Examples
    --------
    >>> size = plausible_size("tibial", 10.0, 1)
    >>> 5 < size.count < 80 and 8e-6 < size.area < 26e-6
    True
    """
    kind = _kind(nerve)
    rng = np.random.default_rng([seed, 4])
    grown = kind.area_at(age) / kind.area.value
    adult = _drawn(kind.area, rng)
    if grown < 1.0:
        # Spread of the share of the adult area, one standard deviation, as the table gives it.
        grown = max(0.1, grown + kind.child_area_spread * float(rng.normal()))
    count = max(1, round(_drawn(kind.fascicle_count, rng)))
    fraction = 0.0
    while not SHARES[0] <= fraction <= SHARES[1]:
        fraction = _drawn(kind.fascicle_area_fraction, rng)
    return NerveSize(adult * grown, count, fraction)


def _drawn(figure: Sourced, rng: np.random.Generator) -> float:
    """One value of a figure's distribution, above zero."""
    return float(quantile(figure, rng.uniform(1e-9, 1.0 - 1e-9), least=1e-3 * figure.value))


def plausible_section(nerve: str, age: float | None, seed: int) -> CrossSection:
    """One plausible nerve with its fascicles packed; parameters and errors as of `plausible_size`.

    A share that leaves no room for the septa is lowered until the fascicles fit; `size` says what was drawn.

    Examples
    --------
    >>> section = plausible_section("sural", 10.0, 1)
    >>> len(section.radii) == section.size.count
    True
    """
    size = plausible_size(nerve, age, seed)
    semi = np.sqrt(size.area / np.pi * np.array([FLATNESS, 1.0 / FLATNESS]))
    fraction, rng = size.area_fraction, np.random.default_rng([seed, 5])
    # A single fascicle cannot fill an ellipse beyond the circle in it.
    fraction = min(fraction, 0.9 / FLATNESS) if size.count == 1 else fraction
    while True:
        try:
            centres, radii = pack((semi[0], semi[1]), size.count, fraction, rng)
        except CaseError:
            fraction *= EASIER
            if fraction < SHARES[0]:
                raise
            continue
        return CrossSection(size, semi, centres, radii)


def _kind(nerve: str) -> NerveKind:
    kinds = nerve_kinds()
    if nerve not in kinds:
        raise UnknownNameError(Complaint(f"no nerve of the table is called '{nerve}'", nearest(nerve, kinds)))
    return kinds[nerve]
