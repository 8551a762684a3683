"""What the cold did to a nerve, and the road back, with bands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.sources.value import Sourced

__all__ = ["Band", "Grade", "Lesion", "Prediction", "Recovery"]

Floats = NDArray[np.float64]
Grade = Literal["none", "block", "mixed", "axonotmesis", "outside evidence"]


@dataclass(frozen=True, slots=True)
class Band:
    """5th, 50th and 95th percentile."""

    p5: float
    p50: float
    p95: float


@dataclass(frozen=True, eq=False)
class Lesion:
    """Exposure and injury of one nerve.

    Attributes
    ----------
    arc : (station,) m along the nerve.
    area_fraction : temperature (-10, -20, -40 degC) -> (station,) share of fascicle area whose nadir is below.
    fascicle_nadir : (station, fascicle) warmest sample of each fascicle's nadir, degC (the last part to freeze).
    best_area_fraction : best cross-section's share below -20 degC, 0..1.
    full_length : longest unbroken length with >= 95 % of fascicle area below -20 degC, m.
    min_temperature : coldest point of the nerve, degC.
    warmest_fascicle_nadir : at the best-covered station, nadir of the warmest fascicle, degC.
    missing : millimetres the -20 degC surface falls short of the far side at the best station, m; 0 when covered.
    spared : indices of fascicles that are nowhere fully below -20 degC.
    p_axonotmesis : combined probability; by_law : each law alone.
    """

    nerve: str
    arc: Floats
    area_fraction: Mapping[float, Floats]
    fascicle_nadir: Floats
    best_area_fraction: float
    full_length: float
    min_temperature: float
    warmest_fascicle_nadir: float
    missing: float
    spared: tuple[int, ...]
    grade: Grade
    p_axonotmesis: float
    by_law: Mapping[str, float]
    sentence: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recovery:
    """Days until axons are back (regrowth); pain is another clock and is not modelled here yet."""

    nerve: str
    distance: Sourced  # m from the lesion to its target or to the stump's end
    speed: Sourced  # m/s
    lag: Sourced  # s
    regrowth_days: Band
    remark: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prediction:
    """Lesions and recoveries by nerve name."""

    lesions: Mapping[str, Lesion]
    recoveries: Mapping[str, Recovery]
