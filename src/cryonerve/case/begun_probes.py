"""Probes of a case that a program begins: rows of YAML in which every place says that it is assumed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["WHY_DEVICE", "WHY_PLACED", "millimetres", "probe_row"]

Floats = NDArray[np.float64]
WHY_PLACED = "placed beside the nerve when the case was begun; move it to where it shall stand"
WHY_DEVICE = "chosen when the case was begun"


def probe_row(name: str, device: str, tip: Floats, axis: Floats) -> dict[str, Any]:
    """A probe; tip (3,) in m, axis a unit vector from the tip to the handle.

    >>> row = probe_row("distal", "cryo-s-a13", np.array([0.0, 1e-3, 0.0]), np.array([0.0, 0.0, 1.0]))
    >>> row["tip"]["value"]
    '0.00 1.00 0.00 mm'
    """
    assumed = {"standing": "assumed", "why": WHY_PLACED}
    return {
        "name": name,
        "device": {"value": device, "standing": "assumed", "why": WHY_DEVICE},
        "tip": {"value": millimetres(tip), **assumed},
        "axis": {"value": " ".join(f"{part:.4g}" for part in axis.round(6) + 0.0), **assumed},
    }


def millimetres(place: Floats) -> str:
    """A place in m as a case writes it.

    >>> millimetres(np.array([0.0, -0.0, 0.0012345]))
    '0.00 0.00 1.23 mm'
    """
    return " ".join(f"{part:.2f}" for part in (1e3 * place).round(2) + 0.0) + " mm"  # no minus before a zero
