"""What is not known of a procedure before it is done: read from planning.toml."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from cryonerve.sources.tables import read_table
from cryonerve.sources.value import Sourced

__all__ = ["PlanningUnknowns", "planning_unknowns"]

DIMENSIONS = {"placement": "length", "tilt": "angle"}


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
