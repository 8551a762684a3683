"""Several problems as one, kept as they are: arrays over all cells are made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.problem import Floats, Problem

__all__ = ["Chain", "Link", "behind", "chained", "links_in"]

Tuple = TypeVar("Tuple", bound=tuple[Any, ...])


class Link(NamedTuple):
    """One problem among several: where its cells, probes and materials stand among all."""

    problem: Problem
    cells: slice
    probes: slice
    materials: slice


class Chain(Problem):
    """Several problems as one.

    Parameters
    ----------
    links : the problems in order. others : the attributes of `Problem` that are not arrays over all cells.
    """

    def __init__(self, links: Sequence[Link], **others: Any) -> None:  # noqa: ANN401
        self.__dict__.update(others, links=tuple(links))

    links: tuple[Link, ...]

    @property
    def count(self) -> int:
        """Cells, unused places counted."""
        return int(self.links[-1].cells.stop)

    def _over_cells(self, name: str, first: Callable[[Link], int] | None = None) -> NDArray[Any]:
        out = np.zeros(self.count, getattr(self.links[0].problem, name).dtype)
        for link in self.links:
            np.add(getattr(link.problem, name), first(link) if first else 0, out=out[link.cells])
        return out

    @cached_property
    def material(self) -> NDArray[np.int32]:
        """See `Problem`."""
        return self._over_cells("material", lambda link: int(link.materials.start))

    @cached_property
    def inverse_volume(self) -> Floats:
        """See `Problem`."""
        return self._over_cells("inverse_volume")

    @cached_property
    def gx(self) -> Floats:
        """See `Problem`."""
        return self._over_cells("gx")

    @cached_property
    def gy(self) -> Floats:
        """See `Problem`."""
        return self._over_cells("gy")

    @cached_property
    def gz(self) -> Floats:
        """See `Problem`."""
        return self._over_cells("gz")


def links_in(problem: Problem) -> tuple[Link, ...]:
    """The problems that one was joined from, or itself alone."""
    if isinstance(problem, Chain):
        return problem.links
    probes = int(problem.sink_probe.max(initial=-1)) + 1
    return (Link(problem, *(slice(0, size) for size in (problem.count, probes, len(problem.pieces)))),)


def chained(
    parts: Sequence[Tuple], numbers: Mapping[str, Sequence[int]], fences: Mapping[str, str] | None = None
) -> Tuple:
    """Named tuples of arrays one behind the other.

    Parameters
    ----------
    numbers : names of arrays that hold numbers, and what is added to those of each part.
    fences : names of arrays that tell where the rows of something begin, one entry more than there are such,
        and the name of what has these rows.

    Examples
    --------
    >>> class Rows(NamedTuple):
    ...     first: NDArray[np.int64]
    ...     cell: NDArray[np.int64]
    >>> one = Rows(np.array([0, 2, 3]), np.array([5, 6, 7]))
    >>> chained([one, one], {"cell": [0, 10]}, {"first": "cell"})
    Rows(first=array([0, 2, 3, 5, 6]), cell=array([ 5,  6,  7, 15, 16, 17]))
    """
    kind: Any = type(parts[0])
    columns = dict(zip(kind._fields, zip(*parts, strict=True), strict=True))
    made = {}
    for name, column in columns.items():
        added = numbers.get(name)
        if fences and name in fences:
            rows = np.cumsum([0, *(len(one) for one in columns[fences[name]])])
            added = rows[:-1].tolist()
            column = [*(one[:-1] for one in column[:-1]), column[-1]]  # noqa: PLW2901
        made[name] = behind(column, added)
    return kind(**made)  # type: ignore[no-any-return]


def behind(arrays: Sequence[NDArray[Any]], added: Sequence[int] | None = None) -> NDArray[Any]:
    """Arrays one behind the other, to each something added."""
    if added is None:
        return np.concatenate(arrays)
    out = np.empty(sum(len(one) for one in arrays), arrays[0].dtype)
    first = 0
    for one, more in zip(arrays, added, strict=True):
        np.add(one, out.dtype.type(more), out=out[first : first + len(one)])
        first += len(one)
    return out
