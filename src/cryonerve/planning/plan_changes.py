"""In what two plans differ, in sentences: probes moved and turned, steps longer or colder, fluid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.case.case import Block, Case, Limb, Probe
from cryonerve.case.protocol import Freeze, Step, Thaw, Wait
from cryonerve.nerve.closeness import gap_between
from cryonerve.units import show

__all__ = ["changes", "other_body"]

Floats = NDArray[np.float64]
SAME_PLACE = 0.05e-3  # m
SAME_ANGLE = 0.5  # degrees
SAME_GAP = 0.05e-3  # m
SAME_TIME = 1.0  # s
SAME_COLD = 0.5  # K
BODY = ("anatomy", "tissues", "body_temperature", "environment", "perfusion_after_freezing")
WORDS = {"body_temperature": "body temperature", "perfusion_after_freezing": "perfusion after freezing"}


def changes(first: Case, second: Case, volume: Volume) -> tuple[str, ...]:
    """What the second case does otherwise than the first, one sentence each.

    Parameters
    ----------
    volume : of either; says on which side of the treated nerve a probe came to lie.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> shorter = replace(case, protocol=(replace(case.protocol[0], seconds=95.0), *case.protocol[1:]))
    >>> changes(case, shorter, cn.build(case))
    ('freeze 1 lasts 95 s instead of 2 min',)
    """
    return (*_probes(first, second, volume), *_protocol(first, second), *_fluid(first, second))


def other_body(first: Case, second: Case) -> tuple[str, ...]:
    """Parts of the body itself that two cases do not share, in words; empty for plans of one body.

    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> other_body(case, replace(case, body_temperature=36.0))
    ('body temperature',)
    """
    return tuple(WORDS.get(name, name) for name in BODY if _body(first, name) != _body(second, name))


def _body(case: Case, name: str) -> object:
    """A part of the body, without what follows a plan: how much of it is drawn."""
    anatomy = case.anatomy
    if name != "anatomy" or isinstance(anatomy, Block):
        return getattr(case, name)
    return replace(anatomy, length=None) if isinstance(anatomy, Limb) else replace(anatomy, crop=None)


def _probes(first: Case, second: Case, volume: Volume) -> Iterator[str]:
    before = {probe.name: probe for probe in first.probes}
    after = {probe.name: probe for probe in second.probes}
    for name in after.keys() - before.keys():
        yield f"{name} is one probe more ({second.device_of(after[name]).title})"
    for name in before.keys() - after.keys():
        yield f"{name} is not there"
    nerve = volume.treated_nerve
    for probe in first.probes:
        if probe.name in after:
            yield from _probe(first, second, after[probe.name], probe=probe, nerve=nerve)


def _probe(
    first: Case, second: Case, other: Probe, *, probe: Probe, nerve: NerveCourse | None
) -> Iterator[str]:
    if probe.device != other.device:
        yield f"{probe.name} is {second.device_of(other).title} instead of {first.device_of(probe).title}"
    shift = np.asarray(other.tip) - np.asarray(probe.tip)
    away = float(np.linalg.norm(shift))
    angle = float(np.degrees(np.arccos(np.clip(np.dot(probe.axis, other.axis), -1.0, 1.0))))
    said = []
    if away >= SAME_PLACE:
        said.append(f"the tip of {probe.name} lies {1e3 * away:.1f} mm away")
    if angle >= SAME_ANGLE:
        said.append(f"{'it' if said else probe.name} is turned by {angle:.0f} degrees")
    if said and nerve is not None:
        farther = _gap(second, other, nerve) - _gap(first, probe, nerve)
        if abs(farther) >= SAME_GAP:
            side = "farther from" if farther > 0.0 else "nearer to"
            said.append(f"{1e3 * abs(farther):.1f} mm {side} the {nerve.name} nerve")
    if said:
        yield ", ".join(said)


def _gap(case: Case, probe: Probe, nerve: NerveCourse) -> float:
    (placement,) = placements_of(replace(case, probes=(probe,)))
    return gap_between(nerve, placement).width


def _protocol(first: Case, second: Case) -> Iterator[str]:
    for kind, word in ((Freeze, "freeze"), (Thaw, "thaw"), (Wait, "wait")):
        before = [step for step in first.protocol if isinstance(step, kind)]
        after = [step for step in second.protocol if isinstance(step, kind)]
        for number, (one, two) in enumerate(zip(before, after, strict=False), start=1):
            yield from _step(f"{word} {number}", one, two)
        for number in range(len(after) + 1, len(before) + 1):
            yield f"{word} {number} of {_long(before[number - 1])} is not there"
        for number in range(len(before) + 1, len(after) + 1):
            yield f"{word} {number} of {_long(after[number - 1])} is one more"


def _step(name: str, one: Step, two: Step) -> Iterator[str]:
    if abs(one.seconds - two.seconds) >= SAME_TIME:
        yield f"{name} lasts {_long(two)} instead of {_long(one)}"
    if isinstance(one, Freeze) and isinstance(two, Freeze):
        if abs(one.temperature - two.temperature) >= SAME_COLD:
            yield f"{name} is at {two.temperature:g} degC instead of {one.temperature:g} degC"
        if set(one.probes) != set(two.probes):
            yield f"{name} is with {_names(two.probes)} instead of {_names(one.probes)}"


def _names(probes: Sequence[str]) -> str:
    return " and ".join(probes) or "all probes"


def _long(step: Step) -> str:
    """A length of time as people say it: 95 s, 2 min."""
    whole_minutes = step.seconds >= 60.0 and abs(step.seconds / 60.0 - round(step.seconds / 60.0)) < 1e-9
    return show(step.seconds, "min" if whole_minutes else "s")


def _fluid(first: Case, second: Case) -> Iterator[str]:
    before = {pool.name: pool for pool in first.hydrodissection}
    after = {pool.name: pool for pool in second.hydrodissection}
    for name in (*before, *(name for name in after if name not in before)):
        if name not in after:
            yield f"the fluid '{name}' is not there"
        elif name not in before:
            yield f"the fluid '{name}' is there"
        elif before[name] != after[name]:
            yield f"the fluid '{name}' is another"
