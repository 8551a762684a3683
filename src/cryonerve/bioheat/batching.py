"""Several problems as one: bricks one behind the other, materials one below the other, probes counted on.

Nothing leads from one member to another, so each goes on as if alone; one call of a kernel carries all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.chain import Chain, Link, behind
from cryonerve.bioheat.nesting import ALIGNED
from cryonerve.bioheat.problem import Problem
from cryonerve.errors import Complaint, GridError, InputError

__all__ = ["Joined", "join"]

Floats = NDArray[np.float64]

MOST_MATERIALS = 2**16  # a cell's number of its material is kept in 16 bits


@dataclass(frozen=True, eq=False)
class Joined:
    """Several problems as one.

    Attributes
    ----------
    problem : all of them. cells, probes, materials : where each member's stand among all.
    """

    problem: Problem
    cells: tuple[slice, ...]
    probes: tuple[slice, ...]
    materials: tuple[slice, ...]

    def together(self, values: Sequence[NDArray[np.generic]], between: float = 0.0) -> NDArray[np.generic]:
        """One array over all cells from one (cell,) of each member; `between` in unused places."""
        out = np.full(self.problem.count, between, np.result_type(*values))
        for cells, mine in zip(self.cells, values, strict=True):
            out[cells] = mine
        return out


def join(problems: Sequence[Problem], probes: Sequence[int] | None = None) -> Joined:
    """Several problems as one.

    Parameters
    ----------
    problems : with one body temperature, and one air temperature where they have skin.
    probes : how many each has; None: up to the last one that has a cell.

    Raises
    ------
    InputError
        No problem at all, or body or air of several temperatures: a problem has one of each.
    GridError
        More materials than a cell's number can tell apart.

    Examples
    --------
    >>> join([])
    Traceback (most recent call last):
    cryonerve.errors.InputError: there is no problem to join
        Give at least one.
    """
    if not problems:
        raise InputError(Complaint("there is no problem to join", "Give at least one."))
    if probes is None:
        probes = [int(one.sink_probe.max(initial=-1)) + 1 for one in problems]
    air = _one_air(problems)
    cells, materials = _places(problems), _after_another([len(one.pieces) for one in problems])
    if materials[-1].stop > MOST_MATERIALS:
        what = f"{len(problems)} problems have {materials[-1].stop} materials in all"
        raise GridError(Complaint(what, f"Join fewer at a time: at most {MOST_MATERIALS} materials."))
    counted = _after_another(probes)
    links = [Link(*row) for row in zip(problems, cells, counted, materials, strict=True)]
    return Joined(_chain(links, air), cells, counted, materials)


def _one_air(problems: Sequence[Problem]) -> float:
    """Air temperature of all that have skin."""
    skin = [one.film_temperature for one in problems if len(one.film_cell)]
    bodies = [one.body_temperature for one in problems]
    for what, degrees in (("body", bodies), ("air", skin)):
        if len(set(degrees)) > 1:
            said = f"problems to join have {what} temperatures from {min(degrees):g} to {max(degrees):g} degC"
            raise InputError(Complaint(said, "Join those with the same one."))
    return skin[0] if skin else problems[0].film_temperature


def _after_another(counts: Sequence[int]) -> tuple[slice, ...]:
    return tuple(slice(a, b) for a, b in pairwise(np.cumsum([0, *counts]).tolist()))


def _places(problems: Sequence[Problem]) -> tuple[slice, ...]:
    """Where each member's cells stand.

    Between two are as many unused places as either has cells in a plane: what a kernel reads beyond the end
    of one, times a conductance of 0, is then never a cell of the other, which may not be a number.
    """
    places: list[slice] = []
    stop = plane = 0
    for one in problems:
        gap = max(plane, one.bricks[0].strides[0]) if places else 0
        first = -(-(stop + gap) // ALIGNED) * ALIGNED
        stop, plane = first + one.count, one.bricks[-1].strides[0]
        places.append(slice(first, stop))
    return tuple(places)


def _chain(links: Sequence[Link], air: float) -> Chain:
    problems = [link.problem for link in links]
    most = max(one.pieces.shape[1] for one in problems)
    firsts = [link.cells.start for link in links]

    def listed(name: str, added: Sequence[int] | None = None) -> NDArray[np.generic]:
        return behind([getattr(one, name) for one in problems], added)

    pieces = [
        np.pad(one.pieces, ((0, 0), (0, most - one.pieces.shape[1]), (0, 0)), "edge") for one in problems
    ]
    return Chain(
        links,
        pieces=np.concatenate(pieces),
        sink_probe=listed("sink_probe", [link.probes.start for link in links]),
        sink_film=listed("films"),
        **{name: listed(name, firsts) for name in ("face_a", "face_b", "sink_cell", "film_cell")},
        **{name: listed(name) for name in ("face_g", "sink_g", "film_g", "flow", "metabolism", "flow_above")},
        bricks=tuple(
            brick._replace(first=brick.first + link.cells.start)
            for link in links
            for brick in link.problem.bricks
        ),
        film_temperature=air,
        body_temperature=problems[0].body_temperature,
    )
