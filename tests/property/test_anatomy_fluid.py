"""Fluid injected anywhere takes soft tissue and nothing else, inside of its own outline, or is refused."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import cryonerve as cn
from cryonerve.anatomy import structure_at
from cryonerve.anatomy.fluid import STAYS, filling_of, label_of, with_fluid
from cryonerve.anatomy.volume import Volume
from cryonerve.case import Pool
from cryonerve.case.case import Case
from cryonerve.errors import CaseError

AROUND = 25e-3  # m from the treated nerve where pools are put


@cache
def limb() -> tuple[Case, Volume]:
    case = cn.load("tibial-neuroma-child")
    return case, cn.build(case)


def vectors(largest: float) -> st.SearchStrategy[tuple[float, float, float]]:
    part = st.floats(-largest, largest)
    return st.tuples(part, part, part)


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    size = tuple(draw(st.floats(2e-3, 25e-3)) for _ in range(3))
    turn = np.linalg.qr(np.random.default_rng(draw(st.integers(0, 10_000))).normal(size=(3, 3)))[0]
    centre = draw(vectors(AROUND))
    shape = draw(st.sampled_from(["ellipsoid", "slab"]))
    return Pool("p", centre, size, shape, along=tuple(turn[0]), facing=tuple(turn[1]))  # type: ignore[arg-type]


def wet(pool: Pool) -> tuple[Volume, Volume]:
    case, dry = limb()
    try:
        return dry, with_fluid(dry, replace(case, hydrodissection=(pool,)))
    except CaseError:  # nothing of it lies in soft tissue
        assume(False)
        raise


@settings(max_examples=10, deadline=None)
@given(pools(), st.integers(0, 10_000))
def test_only_soft_tissue_within_its_outline_becomes_fluid(pool: Pool, seed: int) -> None:
    dry, volume = wet(pool)
    assert pool.size is not None
    reach = 0.6 * np.linalg.norm(pool.size)
    points = np.asarray(pool.centre) + np.random.default_rng(seed).uniform(-reach, reach, (400, 3))
    before, after = structure_at(dry, points), structure_at(volume, points)
    changed, mine = before != after, after == label_of(pool, volume)
    np.testing.assert_array_equal(changed, mine)
    kinds = {item.label: item.kind for item in dry.structures}
    assert not {kinds[label] for label in set(before[changed].tolist())} & STAYS
    assert 0 not in before[changed]  # none outside of the body
    turn = np.stack([pool.along, np.cross(pool.facing, pool.along), pool.facing])
    across = np.abs((points[changed] - pool.centre) @ turn.T) / (0.5 * np.asarray(pool.size))
    outside = np.linalg.norm(across, axis=1) if pool.shape == "ellipsoid" else across.max(axis=1, initial=0.0)
    assert (outside <= 1.0 + 1e-6).all()


@settings(max_examples=6, deadline=None)
@given(pools())
def test_what_a_pool_got_and_what_it_could_not_have_are_the_whole(pool: Pool) -> None:
    _, volume = wet(pool)
    assert pool.size is not None
    whole = np.prod(pool.size) * (1.0 if pool.shape == "slab" else np.pi / 6.0)
    found = filling_of(pool, volume)
    missing = sum(found.taken.values()) + found.outside
    assert 0.0 < found.volume <= 1.05 * whole
    assert abs(found.volume / whole + missing - 1.0) < 0.05
