"""What tracing takes for granted, read from its table."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.labels import Labels
from cryonerve.scans.legends import plain_nerve
from cryonerve.scans.traced_curve import CurveKind
from cryonerve.sources import nerve_kinds

__all__ = [
    "Sizes",
    "barred_at",
    "barred_labels",
    "bends",
    "click_deviation",
    "deepest_click",
    "least_gain",
    "least_visible",
    "likelihood_weight",
    "most_flat",
    "radius_of",
    "scanner_blur",
    "sizes_of",
    "unmodelled",
]

TABLE = Path(__file__).parent / "tracing.toml"


def click_deviation() -> float:
    """Standard deviation of a click in each direction, m."""
    return 1e-3 * float(_table()["click"]["deviation"]["value"])


def deepest_click() -> float:
    """How deep in bone or air a click may lie, m."""
    return 1e-3 * float(_table()["click"]["deepest"]["value"])


def bends(kind: CurveKind) -> float:
    """Variance of the change of direction per metre of the course, 1/m.

    A course whose second derivative is white noise of density q sways by s^2 = q l^3 / 3 over a length l.

    >>> round(bends("nerve"), 2)
    1.08
    """
    sway, length = 1e-3 * float(_table()["smoothness"][kind]["value"]), 10e-3
    return 3.0 * sway**2 / length**3


def radius_of(kind: CurveKind, name: str = "") -> tuple[float, float, float, float]:
    """Usual, least and largest radius, m, and the spread of its logarithm; a known nerve has its own.

    >>> [round(1e3 * radius_of("nerve", name)[0], 2) for name in ("tibial nerve", "sural nerve", "a branch")]
    [2.63, 0.87, 2.2]
    """
    row = _table()["radius"][kind]
    usual, known = 1e-3 * float(row["value"]), nerve_kinds().get(plain_nerve(name))
    if kind == "nerve" and known is not None:
        usual = math.sqrt(known.area.value / math.pi)
    return usual, 1e-3 * row["least"], 1e-3 * row["most"], float(row["spread"])


def most_flat() -> float:
    """Largest width over height of a fitted ellipse."""
    return float(_table()["flatness"]["most"]["value"])


def least_visible() -> float:
    """Likeness over its spread, below which a scan shows nothing."""
    return float(_table()["visible"]["least"]["value"])


def least_gain() -> float:
    """Logarithm of how much likelier a scan must be with fitted cross-sections than without them."""
    return float(_table()["visible"]["gain"]["value"])


def likelihood_weight() -> float:
    """By how much the logarithm of a place's likelihood exceeds what the spread around it says."""
    return float(_table()["likelihood"]["weight"]["value"])


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is usual of cross-sections before a scan is looked at.

    Attributes
    ----------
    usual : radius, m. spread : of its logarithm from one nerve to the other.
    wander : of the logarithm along one nerve; along : m over which it stays alike.
    flat, flat_wander : the same of the logarithm of width over height.
    sharpness : of the logarithm of the point spread's width over what is taken.
    weight : by how much the variance of what is fitted exceeds what residuals say.
    """

    usual: float
    spread: float
    wander: float
    along: float
    flat: float
    flat_wander: float
    sharpness: float
    weight: float


def sizes_of(kind: CurveKind, name: str = "") -> Sizes:
    """What is usual of one structure.

    >>> round(1e3 * sizes_of("nerve", "sural nerve").usual, 2)
    0.87
    """
    usual, _, _, spread = radius_of(kind, name)
    rows = {key: value for key, value in _table()["section"].items() if key != "model"}
    row = {key: float(value[kind] if kind in value else value["value"]) for key, value in rows.items()}
    wide = [row[key] for key in ("flat", "flat_wander", "sharpness", "weight")]
    return Sizes(usual, spread, row["wander"], 1e-3 * row["along"], *wide)


def unmodelled(modality: str) -> float:
    """Standard deviation of the logarithm of an area by what the model of a voxel does not know.

    >>> unmodelled("CT") < unmodelled("MR")
    True
    """
    row = _table()["section"]["model"]
    return float(row.get(modality, row["other"]))


def scanner_blur() -> float:
    """Standard deviation of a scanner's point spread in the slice, in voxels."""
    return float(_table()["section"]["blur"]["value"])


def barred_labels(labels: Labels) -> list[int]:
    """Numbers of labels that nothing runs through: bone, and 0 where the labels are of the whole body."""
    kinds = _table()["barrier"]
    stopped = [item.number for item in labels.legend if item.kind in kinds["kinds"]]
    return [0, *stopped] if any(item.kind in kinds["body"] for item in labels.legend) else stopped


def barred_at(labels: Labels, places: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether nothing runs through places (..., 3), m, by the nearest voxel of the labels."""
    voxel = np.rint((places - labels.origin) / labels.spacing).astype(int)
    voxel = np.clip(voxel, 0, np.array(labels.numbers.shape) - 1)
    return np.isin(labels.numbers[tuple(np.moveaxis(voxel, -1, 0))], barred_labels(labels))


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
