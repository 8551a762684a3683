"""What the voxels of a scan hide near the probes: too thin branches, too narrow gaps, with their size."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.scan_curves import Followed

__all__ = ["hidden_sizes"]

Floats = NDArray[np.float64]
TABLE = Path(__file__).parent / "hidden_sizes.toml"
AXES = ("from left to right", "from back to front", "along the limb")


def hidden_sizes(
    spacing: Floats, followed: Sequence[Followed], probes: Sequence[tuple[str, Floats, Floats]]
) -> tuple[str, ...]:
    """Sentences on what may be there and not be seen.

    Parameters
    ----------
    spacing : (3,) m of the voxels that were labelled.
    followed : nerves and vessels. probes : name, and ends (3,) of the active part of each, m.

    Examples
    --------
    >>> hidden_sizes(np.array([0.5e-3, 0.5e-3, 3.3e-3]), (), ())[0].partition(":")[0]
    'voxels lie 3.3 mm apart along the limb'
    >>> hidden_sizes(np.full(3, 0.4e-3), (), ())
    ()
    """
    widest = float(spacing.max())
    if 1e3 * widest < _number("said", "least"):
        return ()
    axis = int(spacing.argmax())
    thin, gap = _number("between_slices", "share") * widest, _number("gap", "share") * widest
    said = [
        f"voxels lie {1e3 * widest:.2g} mm apart {AXES[axis]}: a nerve branch or vessel thinner than "
        f"{1e3 * thin:.2g} mm that does not run that way, or a gap of fat narrower than {1e3 * gap:.2g} mm, "
        "cannot be seen"
    ]
    near = 1e-3 * _number("said", "near")
    for item in followed:
        closest = min(
            ((_between(item.trace.points, *ends), name) for name, *ends in probes), default=(np.inf, "")
        )
        width = 2.0 * float(np.sqrt(np.median(item.trace.semi_axes.prod(axis=1))))
        if closest[0] > near or width >= 2.0 * widest:
            continue
        said.append(
            f"{item.name}, {1e3 * width:.2g} mm wide, {1e3 * closest[0]:.2g} mm from the axis of probe "
            f"'{closest[1]}', is less than two voxels across: how far it is from the probe is not known to "
            f"better than {1e3 * gap:.2g} mm" + ("; trace it as a curve" if item.curve is None else "")
        )
    return tuple(said)


def _between(points: Floats, start: Floats, end: Floats) -> float:
    """Shortest way between a curve and a straight piece, m."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0.0, 1.0) if length > 0.0 else np.zeros(len(points))
    away = np.linalg.norm(points - start - share[:, None] * along, axis=1)
    return float(away.min())


def _number(part: str, key: str) -> float:
    return float(_table()[part][key]["value"])


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
