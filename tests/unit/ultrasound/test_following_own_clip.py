"""A simulated procedure's own pictures, followed over freeze, thaw, freeze and thaw.

Members are the procedure itself, of other sizes and delays of thaw: how they are drawn is tested elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.case.case import SolverOptions
from cryonerve.case.protocol import Freeze, Thaw
from cryonerve.sources import follow_priors
from cryonerve.sources.quantiles import even_draws, quantile
from cryonerve.ultrasound import Front, image, plane_of, track
from cryonerve.ultrasound.following import follow
from cryonerve.ultrasound.members import PARAMETERS, Members, Trace, rays, trace

SPACING, EDGE = 0.8e-3, -1.0  # m, degC
LENGTHS = {"freeze": 90.0, "thaw": 60.0}  # s
TIMES = (0.0, 60.0, 90.0, 110.0, 120.0, 130.0, 140.0, 200.0, 240.0, 260.0, 275.0, 290.0)

pytestmark = pytest.mark.slow


class World(NamedTuple):
    """Members, what the tracker makes of the procedure's own clip, and where its edge truly is (m)."""

    members: Members
    front: Front
    truth: np.ndarray


def members_of(case: cn.Case, found: Trace, lines, plane) -> Members:
    """60 members about a procedure: each its size, and how much quicker or slower it thaws."""
    count, priors = 60, follow_priors()
    shares = even_draws(count, len(PARAMETERS) + 2, 1)
    columns = [
        quantile(getattr(priors, name, priors.tip_offset), shares[:, n]) for n, name in enumerate(PARAMETERS)
    ]
    size = np.exp(0.1 * (2.0 * shares[:, -2] - 1.0))
    lag = 10.0 * (2.0 * shares[:, -1] - 1.0)  # s
    start = np.searchsorted(found.times, LENGTHS["freeze"])
    edge, cold = [], []
    for factor, late in zip(size, lag, strict=True):
        seconds = np.where(np.arange(len(found.times)) > start, found.times - late, found.times)
        for kept, own in ((edge, found.edge), (cold, found.cold)):
            kept.append(factor * np.stack([np.interp(seconds, found.times, ray) for ray in own.T], axis=1))
    same = np.ones(count)[:, None]
    return Members(
        PARAMETERS, np.stack(columns, axis=1), found.times, lines.angles, lines.centre, np.stack(edge),
        np.stack(cold), same * found.wall, same * found.covered, plane, 1, case.probes[0].name,
    )  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    block = cn.load("straight-probe-block")
    steps = []
    for step in block.protocol:
        assert isinstance(step, Freeze | Thaw)
        steps.append(replace(step, seconds=LENGTHS["freeze" if isinstance(step, Freeze) else "thaw"]))
    case = replace(block, protocol=tuple(steps), solver=SolverOptions(SPACING, "auto"))
    volume = cn.build(case)
    plane = plane_of(case, volume, view="across")
    lines = rays(case, plane)
    found = trace(volume, case, lines, case.probes[0].name, edge=EDGE, spacing=SPACING)
    clip = image(cn.freeze(volume, case), volume, case, times=TIMES, view="across")
    radius = 0.5 * case.device_of(case.probes[0]).diameter.value
    front = track(clip, centre=lines.centre, probe_radius=radius, known_ice=True, freezing_from=0.0)
    at = [int(np.argmin(np.abs(found.times - time))) for time in TIMES]
    return World(members_of(case, found, lines, plane), front, found.edge[at].mean(axis=1))


def test_the_edge_is_found_in_freezes_and_thaws(world) -> None:
    large = world.truth > 2.4e-3
    assert large.sum() >= 9
    seen = np.nanmedian(world.front.radius[large], axis=1)
    assert seen == pytest.approx(world.truth[large], abs=0.4e-3)


def test_its_own_pictures_do_not_contradict_the_model(world) -> None:
    found = follow(world.front, world.members)
    assert sum(item is not None for item in found.innovations) >= 9
    assert not found.disagrees.any()


def test_ice_that_thaws_much_quicker_does(world) -> None:
    radius, shadow = world.front.radius.copy(), world.front.shadow.copy()
    end = TIMES.index(90.0)
    thaw = slice(end + 1, TIMES.index(140.0) + 1)
    radius[thaw], shadow[thaw] = 0.5 * radius[thaw], 0.5 * shadow[thaw]
    found = follow(replace(world.front, radius=radius, shadow=shadow), world.members)
    assert not found.disagrees[: end + 1].any()
    assert found.disagrees[thaw].any()


def test_ice_half_as_large_does(world) -> None:
    half = replace(world.front, radius=0.5 * world.front.radius, shadow=0.5 * world.front.shadow)
    assert follow(half, world.members).disagrees.any()
