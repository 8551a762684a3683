"""Which fibres a cold stretch of nerve blocks: computed once by size and length, then looked up.

A fibre is blocked where an unbroken stretch of length L is colder than its block temperature for that length.
The table holds this temperature for the published sizes. It is found by bisection on whole fibres
(`conduction`): warm at both ends, the stretch at one temperature, and between them edges of 1 mm, as tissue
has no steps (a step of 32 K stops a C fibre by itself). A myelinated fibre has the fewest nodes in the
stretch that its length allows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cryonerve.errors import Complaint, InputError
from cryonerve.nerve.conduction import BODY, Fibre, Outcome, conduct
from cryonerve.sources.axons import FibreKind, axon_classes, fibre_models

__all__ = [
    "BlockTable",
    "block_table",
    "block_temperature",
    "blocked",
    "blocked_axons",
    "computed_rows",
    "profile",
]

Floats = NDArray[np.float64]
EDGE = 1e-3  # m from the cold stretch to warm tissue
LOWEST, HIGHEST = -5.0, 25.0  # degC between which a block temperature is looked for
EXACT = 0.05  # K
WARM_NODES, WARM_LENGTH = 12, 1.5e-3  # of either end, myelinated; m, unmyelinated
NODES = (2, 3, 4, 5, 6, 8, 12)  # cooled nodes of a myelinated fibre
LENGTHS = (0.2e-3, 0.4e-3, 0.8e-3, 1.2e-3, 2e-3, 3e-3, 4e-3)  # m, cooled stretch of an unmyelinated fibre
DIAMETERS = (0.2e-6, 0.4e-6, 0.6e-6, 0.8e-6, 1.0e-6, 1.2e-6, 1.5e-6)  # m, unmyelinated
FILE = "block_table.csv"
COLUMNS = ("kind", "diameter_um", "cooled_mm", "block_degC")


@dataclass(frozen=True, eq=False)
class BlockTable:
    """Block temperatures of one kind of fibre.

    Attributes
    ----------
    diameters : (size,) m.
    lengths : (size, column) m of the cooled stretch, rising.
    temperatures : (size, column) degC at and below which it blocks; minus infinity: not above -5 degC.
    """

    kind: FibreKind
    diameters: Floats
    lengths: Floats
    temperatures: Floats

    def at(self, diameter: float) -> tuple[Floats, Floats]:
        """Lengths (m) and block temperatures (degC) of one diameter (m), linear between tabulated sizes.

        >>> lengths, temperatures = block_table()["myelinated"].at(10e-6)
        >>> bool(4 * 1.15e-3 in lengths and (temperatures[-1] > temperatures[0]))
        True
        """
        Fibre(self.kind, diameter)
        place = float(np.interp(diameter, self.diameters, np.arange(self.diameters.size)))
        row = min(int(place), self.diameters.size - 2)
        share = place - row

        def between(values: Floats) -> Floats:
            if share in (0.0, 1.0):
                return np.asarray(values[row + int(share)])
            return np.asarray((1.0 - share) * values[row] + share * values[row + 1])

        return between(self.lengths), between(self.temperatures)

    def temperature(self, diameter: float, length: float) -> float:
        """Block temperature (degC) of a stretch of `length` m: that of the next shorter tabulated one."""
        lengths, temperatures = self.at(diameter)
        return float(np.max(temperatures[lengths <= length + 1e-12], initial=-np.inf))

    def shortest(self, diameter: float, *, within: float = 0.5) -> float:
        """Shortest tabulated length (m) that blocks within 0.5 K of what any longer one needs."""
        lengths, temperatures = self.at(diameter)
        return float(lengths[np.argmax(temperatures >= temperatures[-1] - within)])


@cache
def block_table() -> Mapping[FibreKind, BlockTable]:
    """The table that comes with the package, by kind of fibre; `scripts/block-table.py` makes it.

    >>> table = block_table()["unmyelinated"]
    >>> 3.0 < table.temperature(0.8e-6, 4e-3) < 5.0
    True
    """
    text = files("cryonerve.nerve").joinpath(FILE).read_text(encoding="utf-8")
    tables: dict[FibreKind, BlockTable] = {}
    lines = list(csv.DictReader(text.splitlines()))
    for kind in get_args(FibreKind):
        mine = [line for line in lines if line["kind"] == kind]
        sizes = sorted({float(line["diameter_um"]) for line in mine})
        by_size = [[line for line in mine if float(line["diameter_um"]) == size] for size in sizes]
        cold = [[float(line["block_degC"] or "-inf") for line in rows] for rows in by_size]
        lengths = [[float(line["cooled_mm"]) / 1e3 for line in rows] for rows in by_size]
        tables[kind] = BlockTable(kind, np.array(sizes) / 1e6, np.array(lengths), np.array(cold))
    return MappingProxyType(tables)


def profile(fibre: Fibre, length: float, to: float, *, edge: float = EDGE) -> Floats:
    """Temperatures (node,) of a fibre whose middle `length` m is at `to` degC, straight edges to 37 degC.

    >>> profile(Fibre("myelinated", 10e-6), 2 * 1.15e-3, 7.0).round(1).tolist()[11:15]
    [24.2, 7.0, 7.0, 24.2]
    """
    spacing = fibre.spacing
    warm = WARM_NODES if fibre.kind == "myelinated" else round(WARM_LENGTH / spacing)
    inside = int(length / spacing + 1e-9)
    nodes = inside + 2 * (warm + int(edge / spacing))
    outside = np.abs(np.arange(nodes) - 0.5 * (nodes - 1)) * spacing - 0.5 * length
    return np.asarray(to + (BODY - to) * np.clip(outside / edge, 0.0, 1.0))


def block_temperature(fibre: Fibre, length: float, *, availability: bool = True, edge: float = EDGE) -> float:
    """Temperature (degC) at and below which a cooled stretch stops a fibre, computed to 0.05 K.

    Parameters
    ----------
    length : m of the stretch.
    availability : False leaves temperature to the kinetics alone.

    Returns
    -------
    degC; minus infinity when the fibre conducts at -5 degC.
    """

    def stops(to: float) -> bool:
        found = conduct(
            fibre, profile(fibre, length, to, edge=edge), availability=availability, until_arrival=True
        )
        if found.outcome not in (Outcome.arrived, Outcome.blocked):
            raise InputError(
                Complaint(f"{fibre} at {to:g} degC: {found.outcome.value}", field="block_temperature")
            )
        return found.outcome is Outcome.blocked

    cold, warm = LOWEST, HIGHEST
    if not stops(cold):
        return float("-inf")
    while warm - cold > EXACT:
        middle = 0.5 * (cold + warm)
        cold, warm = (middle, warm) if stops(middle) else (cold, middle)
    return cold


def computed_rows(kind: FibreKind) -> Iterator[tuple[str, float, float, float]]:
    """Rows of the table anew: kind, diameter um, cooled mm, degC."""
    myelin = kind == "myelinated"
    sizes = tuple(size.fibre for size in fibre_models()[kind].sizes) if myelin else DIAMETERS
    for diameter in sizes:
        fibre = Fibre(kind, diameter)
        for length in tuple(count * fibre.spacing for count in NODES) if myelin else LENGTHS:
            found = block_temperature(fibre, length)
            yield kind, round(diameter * 1e6, 6), round(length * 1e3, 6), round(found, 2)


def blocked(fibre: Fibre, arc: ArrayLike, temperature: ArrayLike) -> NDArray[np.bool_]:
    """Is a fibre blocked, at every moment, in every fascicle of a nerve? Read from the table.

    Parameters
    ----------
    arc : (station,) m along the nerve, rising.
    temperature : (time, station, fascicle) degC; NaN, where nothing is known, counts as warm.

    Returns
    -------
    (time, fascicle) True where some stretch is colder than the fibre's block temperature for its length.

    Examples
    --------
    >>> arc = np.linspace(0.0, 40e-3, 81)
    >>> cold = np.where(np.abs(arc - 20e-3) < 5e-3, 2.0, 37.0)[None, :, None]
    >>> fibre = Fibre("myelinated", 10e-6)
    >>> blocked(fibre, arc, cold).tolist(), blocked(fibre, arc, cold + 9.0).tolist()
    ([[True]], [[False]])
    """
    from cryonerve.nerve.kernels.stretches import any_stretch  # noqa: PLC0415 -- loads Numba

    stations, warmth = np.asarray(arc, float), np.asarray(temperature)
    if warmth.ndim != 3 or warmth.shape[1] != stations.size or stations.size < 2:
        raise InputError(
            Complaint(
                f"temperatures of shape {warmth.shape} do not fit {stations.size} stations",
                "Give (time, station, fascicle), at least two stations.",
                field="temperature",
            )
        )
    if not (np.diff(stations) > 0).all():
        raise InputError(Complaint("stations do not rise along the nerve", field="arc"))
    lengths, limits = block_table()[fibre.kind].at(fibre.diameter)
    out = np.zeros((warmth.shape[0], warmth.shape[2]), np.bool_)
    any_stretch(np.ascontiguousarray(warmth, dtype=np.float64), stations, lengths, limits, out)
    return out


def blocked_axons(arc: ArrayLike, temperature: ArrayLike) -> dict[str, NDArray[np.bool_]]:
    """`blocked` for the middle diameter of every axon class: A-alpha, A-beta, A-delta and C.

    >>> arc = np.linspace(0.0, 40e-3, 81)
    >>> warm = np.full((1, 81, 2), 37.0)
    >>> {name: bool(found.any()) for name, found in blocked_axons(arc, warm).items()}["c"]
    False
    """
    return {
        name: blocked(Fibre(axons.kind, axons.diameter.value), arc, temperature)
        for name, axons in axon_classes().items()
    }
