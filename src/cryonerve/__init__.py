"""cryonerve: follow one cryoneurolysis case from a file to a report, on real physics.

Research software, no medical device. Names below stand in the order of the road and load on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROAD = {
    "load": "cryonerve.case",
    "check": "cryonerve.case",
    "build": "cryonerve.anatomy",
    "freeze": "cryonerve.bioheat",
    "predict": "cryonerve.nerve",
    "report": "cryonerve.reporting",
    "cite": "cryonerve.sources",
}

__all__ = ["__version__", *_ROAD]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _ROAD:
        return getattr(import_module(_ROAD[name]), name)
    raise AttributeError(f"module 'cryonerve' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
