"""The protocol as the probes feel it: phases with exact switching times, temperatures along each phase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.case.case import Case
from cryonerve.case.grammar import sentence
from cryonerve.case.protocol import Freeze, Step, Thaw
from cryonerve.sources.device import Device

__all__ = ["Act", "Approach", "acts_of", "approach_of", "probe_temperatures"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Act:
    """One step of the protocol: name "freeze 1", who acts, and until when."""

    name: str
    kind: str
    step: Step
    sentence: str
    probes: tuple[str, ...]
    seconds: float
    until: float | None = None
    left_at: Mapping[str, float] = field(default_factory=dict)  # degC each probe's last freeze ended with


def acts_of(case: Case) -> tuple[Act, ...]:
    """The protocol's steps, numbered by kind; a step that names no probe acts on all."""
    everyone = tuple(probe.name for probe in case.probes)
    count: dict[str, int] = {}
    acts: list[Act] = []
    left_at: dict[str, float] = {}
    for step in case.protocol:
        kind = type(step).__name__.lower()
        count[kind] = count.get(kind, 0) + 1
        probes = (step.probes or everyone) if isinstance(step, (Freeze, Thaw)) else ()
        until = step.until if isinstance(step, Thaw) else None
        name = f"{kind} {count[kind]}"
        acts.append(Act(name, kind, step, sentence(step), probes, step.seconds, until, dict(left_at)))
        if kind == "freeze":
            ends = probe_temperatures(case, acts[-1], np.array([step.seconds]))[0]
            left_at |= {
                probe.name: float(end)
                for probe, end in zip(case.probes, ends, strict=True)
                if probe.name in probes
            }
    return tuple(acts)


class Approach(NamedTuple):
    """How what drives each probe moves during an act: exponentially, at once where the constant is zero.

    Attributes
    ----------
    start, target : (probe,) degC; NaN where a probe exchanges no heat. constant : (probe,) s.
    """

    start: Floats
    target: Floats
    constant: Floats

    def at(self, seconds: Floats) -> Floats:
        """(time, probe) degC at times after the act began."""
        slow = self.constant > 0.0
        left = np.where(slow, np.exp(-seconds[:, None] / np.where(slow, self.constant, 1.0)), 0.0)
        return np.asarray(self.target + (self.start - self.target) * left)


def approach_of(case: Case, act: Act) -> Approach:
    """What the probes of a case do during an act.

    A wall or gas falls from body temperature to its target with the device's time constant at every freeze;
    an active defrost rises with the same constant from where the probe's last freeze ended.
    """
    start, target, constant = np.full((3, len(case.probes)), np.nan)
    for column, probe in enumerate(case.probes):
        device = case.device_of(probe)
        constant[column] = device.wall.cooldown.value
        if probe.name not in act.probes:
            continue
        if isinstance(act.step, Freeze):
            start[column], target[column] = case.body_temperature, _coldest(device, act.step.temperature)
        elif device.thaw.kind == "active" and device.thaw.to is not None:
            target[column] = device.thaw.to.value
            start[column] = act.left_at.get(probe.name, target[column])
    return Approach(start, target, constant)


def probe_temperatures(case: Case, act: Act, seconds: Floats) -> Floats:
    """What drives each probe, degC, at times after the act began; NaN where a probe exchanges no heat.

    Returns
    -------
    (time, probe)
    """
    return approach_of(case, act).at(seconds)


def _coldest(device: Device, console: float) -> float:
    gas = device.wall.gas_temperature
    return gas.value if device.wall.held_at == "gas" and gas is not None else console
