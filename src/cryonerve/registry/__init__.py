"""What happened afterwards, and what others found: the literature by question, pooled only where it is alike.

>>> from cryonerve.registry import evidence
>>> len(evidence().studies)
24
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Answer": "cryonerve.registry.answers",
    "BetaBinomial": "cryonerve.registry.proportions",
    "Evidence": "cryonerve.registry.literature",
    "Pool": "cryonerve.registry.random_effects",
    "Pooled": "cryonerve.registry.pooling",
    "change": "cryonerve.registry.importance",
    "compare_phases": "cryonerve.registry.single_case",
    "evidence": "cryonerve.registry.literature",
    "important": "cryonerve.registry.importance",
    "pool": "cryonerve.registry.pooling",
    "random_effects": "cryonerve.registry.random_effects",
    "read_measurements": "cryonerve.registry.measurements",
    "responding": "cryonerve.registry.responders_judged",
    "score": "cryonerve.registry.scoring",
    "trajectory": "cryonerve.registry.trajectories",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'cryonerve.registry' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
