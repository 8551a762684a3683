"""The hidden -20 degC from the visible front, where the truth comes from another model than the members.

Truths have finer cells and steps, other conductivity laws (Rabin; Deng & Liu), other latent heat and
perfusion, half of them an artery 4.5 mm beside the probe, walls off by a few kelvins and a probe off its
place. What is seen of them has a biased edge, noise that is alike in neighbouring frames, gaps and wild
rays. Members know nothing of artery or laws. Steed 1997: of 85 points that operators judged on
ultrasound to be at or below -20 degC, 37 were.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from scipy.signal import lfilter

import cryonerve as cn
from cryonerve.anatomy.volume import Structure, Vessel
from cryonerve.case.protocol import Freeze
from cryonerve.ultrasound import Front, plane_of
from cryonerve.ultrasound.following import Following, follow
from cryonerve.ultrasound.members import Members, Trace, rays, run_members, trace

CASE = """
cryonerve: 1
title: One probe in muscle, seen across
anatomy: {phantom: block, size: 44 44 44 mm, tissue: muscle}
devices:
  twin:
    title: a clinical probe of 1.3 mm
    diameter: 1.3 mm
    active_length: 7 mm
    wall: {held_at: setpoint, cooldown: 5 s}
    thaw: passive
probes: [{name: one, device: twin, tip: 0 0 -3.5 mm, axis: 0 0 1}]
protocol: [Freeze at -80 degC for 2 min, Thaw for 20 s]
ultrasound: {frequency: 12 MHz, depth: 40 mm, plane: {through: 0 0 0 mm, normal: 0 0 1, up: 0 1 0}}
"""
LAWS = ("rabin", "deng-liu-2004")
ANGLES, TIMES = np.radians(np.arange(-75.0, 76.0, 5.0)), np.arange(20.0, 119.5, 0.5)
SETTLED = 40.0  # s; before that the ice is hardly larger than the probe

pytestmark = pytest.mark.slow


class Twin(NamedTuple):
    """A truth, what is seen of it, and what following makes of that."""

    truth: Trace
    front: Front
    thermocouple: tuple[np.ndarray, np.ndarray]
    artery: bool


def with_artery(volume: cn.anatomy.volume.Volume):  # type: ignore[name-defined]
    """The block with a tube of blood along z beside the probe."""
    centres = [
        volume.affine[a, a] * np.arange(n) + volume.affine[a, 3] for a, n in enumerate(volume.labels.shape)
    ]
    x, y = np.meshgrid(centres[0], centres[1], indexing="ij")
    labels = volume.labels.copy()
    labels[np.hypot(x - 4.5e-3, y + 1e-3) < 1.25e-3] = 2
    ends = np.array([[4.5e-3, -1e-3, z] for z in np.linspace(-0.022, 0.022, 45)])
    return replace(
        volume,
        labels=labels,
        shapes=(),
        structures=(*volume.structures, Structure(2, "artery", "blood", "artery")),
        vessels=(Vessel("artery", "artery", ends, 1.25e-3, 0.3e-3, 1000.0),),
    )


def truth_of(number: int, case, volume, plane) -> tuple[Trace, float]:
    random = np.random.default_rng([8, number])
    muscle = case.tissues["muscle"]
    times = {name: float(np.exp(random.normal(0.0, 0.1))) for name in ("latent_heat", "perfusion")}
    changed = {
        name: replace(getattr(muscle, name), value=getattr(muscle, name).value * by)
        for name, by in times.items()
    }
    other = replace(
        muscle, frozen_law=LAWS[number % 2], frozen_factor=float(np.exp(random.normal(0.0, 0.08))), **changed
    )
    if number % 8 >= 6:  # latent heat that leaves evenly between -0.6 and -8 degC
        other = replace(other, freezing_law="linear", solidus=replace(other.solidus, value=-8.0))
    off, wall = random.normal(0.0, 0.5e-3, 2), float(random.normal(0.0, 4.0))
    tip = np.array(case.probes[0].tip) + off[0] * plane.lateral + off[1] * plane.axial
    moved = replace(
        case,
        tissues={**case.tissues, "muscle": other},
        probes=(replace(case.probes[0], tip=tuple(tip.tolist())),),
        protocol=tuple(
            replace(step, temperature=step.temperature + wall) if isinstance(step, Freeze) else step
            for step in case.protocol
        ),
    )
    artery = number % 4 >= 2
    found = trace(
        with_artery(volume) if artery else volume,
        moved,
        rays(case, plane),
        "one",
        edge=float(random.uniform(-2.0, -0.5)),
        spacing=0.7e-3,
    )
    return found, wall


def seen(
    number: int, truth: Trace, wall: float, members: Members
) -> tuple[Front, tuple[np.ndarray, np.ndarray]]:
    random = np.random.default_rng([9, number])
    ring = np.stack([np.interp(TIMES, truth.times, column) for column in truth.edge.T], axis=1)
    radius = np.stack([np.interp(ANGLES, members.angles, row) for row in ring])
    alike = lfilter([np.sqrt(1.0 - 0.95**2)], [1.0, -0.95], random.normal(0.0, 0.12e-3, radius.shape), axis=0)
    radius += random.normal(0.0, 0.4e-3) + random.normal(0.0, 0.2e-3, radius.shape) + alike
    radius[random.random(radius.shape) < 0.2] = np.nan
    radius[random.random(radius.shape) < 0.03] += 2.5e-3
    sideways = ring * np.sin(members.angles)
    borders = np.stack([sideways.min(axis=1), sideways.max(axis=1)], axis=1)
    borders += np.array([-1.0, 1.0]) * random.normal(0.2e-3, 0.2e-3) + random.normal(
        0.0, 0.3e-3, borders.shape
    )
    front = Front(
        times=TIMES,
        centre=np.tile(members.centre, (len(TIMES), 1)),
        angles=ANGLES,
        radius=radius,
        confidence=np.isfinite(radius).astype(float),
        shadow=borders,
        edge="made for the test",
        bias=0.0,
        scatter=0.0,
        refused=("",) * len(TIMES),
    )
    told = np.full(len(TIMES), -80.0 + wall + random.normal(0.0, 2.0))
    return front, (TIMES, told)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> tuple[Members, list[Twin]]:
    file = tmp_path_factory.mktemp("twin") / "twin.yaml"
    file.write_text(CASE, encoding="utf-8")
    case = cn.load(file)
    volume = cn.build(case)
    plane = plane_of(case, volume)
    members = run_members(volume, case, plane, count=100, seed=1)
    twins = []
    for number in range(16):
        truth, wall = truth_of(number, case, volume, plane)
        twins.append(Twin(truth, *seen(number, truth, wall, members), number % 4 >= 2))
    return members, twins


def hidden(twin: Twin, found: Following) -> np.ndarray:
    """(look, ray) true radius of -20 degC."""
    return np.stack(
        [np.interp(found.times, twin.truth.times, column) for column in twin.truth.cold.T], axis=1
    )


@pytest.mark.parametrize("sensor", [False, True], ids=["picture only", "with the probe's thermocouple"])
def test_hidden_isotherm(record, world, sensor) -> None:
    members, twins = world
    off, inside, before = [], [], []
    for twin in twins:
        found = follow(twin.front, members, thermocouple=twin.thermocouple if sensor else None)
        late, truth = found.times > SETTLED, hidden(twin, found)
        off.append((found.cold.middle - truth)[late])
        inside.append(((found.cold.low <= truth) & (truth <= found.cold.high))[late])
        usual = np.stack(
            [np.interp(found.times, members.times, column) for column in members.cold.mean(axis=0).T], axis=1
        )
        before.append((usual - truth)[late])
    record(
        f"root mean square error of the hidden -20 degC radius, {len(twins)} twins of another model",
        expected=0.0,
        got=1e3 * float(np.sqrt(np.mean(np.square(off)))),
        tolerance=0.25,
        unit="mm",
        source="truth: finer cells, other laws, an artery in half of them, a biased edge",
        remark=f"without looking: {1e3 * float(np.sqrt(np.mean(np.square(before)))):.2f} mm",
    )
    record(
        "share of true radii inside the 90 % band",
        expected=0.885,
        got=float(np.mean(inside)),
        tolerance=0.085,
        unit="1",
        source="nominal 0.90; asked: 0.80 to 0.97",
    )


def test_steed_re_enacted(record, world) -> None:
    """A point is called "at or below -20 degC" where the band's near end says so."""
    members, twins = world
    called, colder = [], []
    for number, twin in enumerate(twins):
        found = follow(twin.front, members)
        random = np.random.default_rng([10, number])
        truth = hidden(twin, found)
        points = random.uniform(0.7e-3, 6e-3, (20, *truth.shape))
        called.append((points < found.cold.low)[:, found.times > SETTLED])
        colder.append((points < truth)[:, found.times > SETTLED])
    said, true = np.concatenate(called, axis=1), np.concatenate(colder, axis=1)
    operators = "steed 1997: 37 of 85 points (0.44) called by operators on ultrasound were"
    record(
        "of points called at or below -20 degC, share that are",
        expected=1.0, got=float(true[said].mean()), tolerance=0.05, unit="1", source=operators,
    )  # fmt: skip
    record(
        "of points truly colder, share that are called",
        expected=1.0, got=float(said[true].mean()), tolerance=0.5, unit="1", source="asked: at least half",
    )  # fmt: skip


def test_pictures_of_these_twins_are_believed(world) -> None:
    members, twins = world
    doubted = [bool(follow(twin.front, members).disagrees[-1]) for twin in twins]
    assert sum(doubted) <= 1


def test_a_picture_of_twice_the_ice_is_not(world) -> None:
    members, twins = world
    for twin in twins[:4]:
        front = replace(twin.front, radius=2.2 * twin.front.radius, shadow=2.2 * twin.front.shadow)
        assert follow(front, members).disagrees[-1]
