"""What is listed for joined problems is what would be listed if they had been one from the start."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat.batching import Joined, join
from cryonerve.bioheat.discretise import discretise_together
from cryonerve.bioheat.kernels import gpu_arrays
from cryonerve.bioheat.kernels.layout import Layout, layout_of
from cryonerve.bioheat.kernels.ordering import order_of
from cryonerve.bioheat.problem import Problem
from tests.kernels.random_problems import draw
from tests.unit.bioheat.test_sharing import limbs, varied


def drawn() -> list[Problem]:
    return [draw(seed, film=seed % 2 == 0, bricks=1 + seed % 3).problem for seed in range(5)]


def discretised(cases: list[cn.Case]) -> list[Problem]:
    volume = cn.build(cases[0])
    return [grid.problem for grid in discretise_together([volume] * len(cases), cases)]


def same(one: Any, other: Any, name: str = "") -> None:
    if hasattr(one, "_fields"):
        for field in one._fields:
            same(getattr(one, field), getattr(other, field), f"{name}.{field}")
        return
    np.testing.assert_array_equal(one, other, name)
    assert np.asarray(one).dtype == np.asarray(other).dtype, name


def plain(joined: Joined) -> Problem:
    """The same without knowing what it was joined from."""
    return Problem(**{item.name: getattr(joined.problem, item.name) for item in fields(Problem)})


MEMBERS = {
    "drawn": drawn,
    "held": lambda: discretised(varied()),
    "film": lambda: discretised(varied(film=8e3)),
    "limb": lambda: discretised(limbs()),
}


@pytest.mark.parametrize("members", MEMBERS.values(), ids=MEMBERS)
def test_one_behind_the_other_is_as_made_at_once(members) -> None:
    joined = join(members())
    one, other = joined.problem, plain(joined)
    same(order_of(one), order_of(other))
    mine, its = Layout(one), Layout(other)
    for name in (
        "margin",
        "cells",
        "bridges",
        "faces",
        "joints",
        "exchanges",
        "sinks",
        "curves",
        "by_enthalpy",
    ):
        same(getattr(mine, name), getattr(its, name), name)
    probes, parts = joined.probes[-1].stop, [cells.start for cells in joined.cells]
    listed = [
        gpu_arrays.listed_of(problem, layout, probes) for problem, layout in ((one, mine), (other, its))
    ]
    same(*listed)
    chunks = gpu_arrays.chunks_of(mine, (64,), parts, threads=64, blocks=3)
    same(
        gpu_arrays.cells_of(one, mine, listed[0].cell, chunks),
        gpu_arrays.cells_of(other, its, listed[1].cell, chunks),
    )


@pytest.mark.parametrize("members", [MEMBERS["film"], MEMBERS["limb"]], ids=["film", "limb"])
def test_what_members_share_is_made_once(members) -> None:
    problems = members()
    problem = join(problems).problem
    order_of(problem)
    first = order_of(problems[0])
    assert order_of(problems[1]).chunks is first.chunks
    assert layout_of(problems[2]).order.faces is first.faces
    for one in problems:  # and it is right for each of them
        same(order_of(one), order_of(replace(one)))


def test_members_that_differ_in_what_is_listed_share_nothing() -> None:
    one = draw(7, film=True, bricks=2).problem
    dry = replace(one, flow=np.zeros_like(one.flow))  # no blood that flows in frozen tissue
    bare = replace(one, film_cell=one.film_cell[:0], film_g=one.film_g[:0])
    sinks = {name: getattr(one, name)[1:] for name in ("sink_cell", "sink_probe", "sink_g", "sink_film")}
    apart = replace(one, **sinks)  # a cell less beside the probes
    problem = join([one, dry, bare, apart]).problem
    order_of(problem)
    sizes = [len(order_of(member).exchanges.cell) for member in (one, dry, bare)]
    assert sizes[0] > max(sizes[1:])
    for member in (one, dry, bare, apart):
        same(order_of(member), order_of(replace(member)))
