"""What is not known of a procedure before it is done, and how a new case begins: planning.toml."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from cryonerve.sources.tables import read_table
from cryonerve.sources.value import Sourced

__all__ = [
    "Beginning",
    "PlanningUnknowns",
    "ScanUnknowns",
    "beginning",
    "planning_unknowns",
    "scan_unknowns",
]

DIMENSIONS = {"placement": "length", "tilt": "angle"}
OF_A_SCAN = {
    "nerve_least": "length", "nerve_voxels": "fraction", "boundary_least": "length",
    "boundary_voxels": "fraction", "correlation": "length",
}  # fmt: skip
OF_BEGINNING = {
    "gap": "length", "flatness": "fraction", "slope": "angle", "levels_apart": "length", "sideways": "length",
    "stump_level": "length",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanningUnknowns:
    """How far a procedure may be from its plan; m, degrees, factors.

    Attributes
    ----------
    placement : true minus planned place of a probe, in each direction.
    tilt : of its shaft, about each of two axes across it.
    nerve_size : diameter of the treated nerve over the drawn one.
    vessel_factor : heat transfer between blood and the wall of a vessel over the case's.
    """

    placement: Sourced
    tilt: Sourced
    nerve_size: Sourced
    vessel_factor: Sourced


@cache
def planning_unknowns() -> PlanningUnknowns:
    """The table.

    >>> planning_unknowns().placement.spread, planning_unknowns().tilt.spread
    (0.001, 5.0)
    """
    row = read_table("planning.toml").below("unknowns")
    names = [field.name for field in fields(PlanningUnknowns)]
    row.known(*names)
    return PlanningUnknowns(**{name: row.needed(name, DIMENSIONS.get(name, "fraction")) for name in names})


@dataclass(frozen=True, slots=True)
class ScanUnknowns:
    """How far what was seen in a scan may be from where it is, where nobody says more; m and shares.

    Attributes
    ----------
    nerve_least, nerve_voxels : standard deviation of a nerve's place, at least, and as a share of a voxel.
    boundary_least, boundary_voxels : of the boundary between two tissues.
    correlation : along a nerve over which its place errs alike.
    """

    nerve_least: Sourced
    nerve_voxels: Sourced
    boundary_least: Sourced
    boundary_voxels: Sourced
    correlation: Sourced


@cache
def scan_unknowns() -> ScanUnknowns:
    """The table.

    >>> scan_unknowns().nerve_least.value, scan_unknowns().correlation.value
    (0.0005, 0.02)
    """
    row = read_table("planning.toml").below("scan")
    row.known(*OF_A_SCAN)
    return ScanUnknowns(**{name: row.needed(name, dimension) for name, dimension in OF_A_SCAN.items()})


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where probes of a new case stand; m, degrees, factors.

    Attributes
    ----------
    gap : between the probe's wall and the nerve's outline.
    flatness : half width of a nerve over the radius of a circle as large.
    slope : of the shaft to the nerve's direction.
    levels_apart, sideways : from one placement to the next, along the nerve and beside it.
    stump_level : of the middle placement above the origin in a stump.
    """

    gap: Sourced
    flatness: Sourced
    slope: Sourced
    levels_apart: Sourced
    sideways: Sourced
    stump_level: Sourced


@cache
def beginning() -> Beginning:
    """The table.

    >>> beginning().gap.value, beginning().slope.value
    (0.0003, 53.13)
    """
    row = read_table("planning.toml").below("beginning")
    row.known(*OF_BEGINNING)
    return Beginning(**{name: row.needed(name, dimension) for name, dimension in OF_BEGINNING.items()})
