"""The protocol as the probes feel it: phases with exact switching times, temperatures along each phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.case.case import Case
from cryonerve.case.grammar import sentence
from cryonerve.case.protocol import Freeze, Step, Thaw
from cryonerve.sources.device import Device

__all__ = ["Act", "acts_of", "probe_temperatures"]

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


def acts_of(case: Case) -> tuple[Act, ...]:
    """The protocol's steps, numbered by kind; a step that names no probe acts on all."""
    everyone = tuple(probe.name for probe in case.probes)
    count: dict[str, int] = {}
    acts = []
    for step in case.protocol:
        kind = type(step).__name__.lower()
        count[kind] = count.get(kind, 0) + 1
        probes = (step.probes or everyone) if isinstance(step, (Freeze, Thaw)) else ()
        until = step.until if isinstance(step, Thaw) else None
        acts.append(Act(f"{kind} {count[kind]}", kind, step, sentence(step), probes, step.seconds, until))
    return tuple(acts)


def probe_temperatures(case: Case, act: Act, seconds: Floats) -> Floats:
    """What drives each probe, degC, at times after the act began; NaN where a probe exchanges no heat.

    A wall or gas falls from body temperature to its target with the device's time constant at every freeze.

    Returns
    -------
    (time, probe)
    """
    table = np.full((len(seconds), len(case.probes)), np.nan)
    for column, probe in enumerate(case.probes):
        if probe.name not in act.probes:
            continue
        device = case.device_of(probe)
        if isinstance(act.step, Freeze):
            target, constant = _coldest(device, act.step.temperature), device.wall.cooldown.value
        elif device.thaw.kind == "active" and device.thaw.to is not None:
            table[:, column] = _warming(device, device.thaw.to.value, seconds)
            continue
        else:
            continue
        start = case.body_temperature
        fall = np.exp(-seconds / constant) if constant > 0.0 else np.zeros_like(seconds)
        table[:, column] = target + (start - target) * fall
    return table


def _coldest(device: Device, console: float) -> float:
    gas = device.wall.gas_temperature
    return gas.value if device.wall.held_at == "gas" and gas is not None else console


def _warming(device: Device, target: float, seconds: Floats) -> Floats:
    """An active defrost rises to its target at once, or with the device's cooldown constant if it has one."""
    constant = device.wall.cooldown.value
    if constant <= 0.0:
        return np.full_like(seconds, target)
    start = min(0.0, target)
    return target + (start - target) * np.exp(-seconds / constant)
