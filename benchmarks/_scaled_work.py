"""What the workers of scale.py do; a module of its own, because workers import it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.ensemble import freeze_together
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze


def nothing(common: object, payload: object) -> Mapping[str, float]:  # noqa: ARG001
    """Takes no time, so that what remains is what the rest costs."""
    return {"nothing": 0.0}


def sample(common: tuple[Volume, Case], payload: float) -> Mapping[str, float]:
    """One lean procedure, its probes so many kelvins colder."""
    volume, case = common
    protocol = tuple(
        replace(step, temperature=step.temperature + payload) if isinstance(step, Freeze) else step
        for step in case.protocol
    )
    (outcome,) = freeze_together(volume, [replace(case, protocol=protocol)])
    return {
        f"isotherms / {row.phase} / {row.surface} / volume_mm3": 1e9 * row.volume for row in outcome.isotherms
    }
