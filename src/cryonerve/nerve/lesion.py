"""What the cold did to a nerve, and the road back, with bands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.nerve.completeness import Completeness
from cryonerve.nerve.conduction_loss import ConductionLoss
from cryonerve.nerve.exposure import Exposure
from cryonerve.sources.value import Sourced

__all__ = [
    "Band",
    "Degeneration",
    "Grade",
    "GradeOdds",
    "Lesion",
    "PainReturn",
    "Prediction",
    "Recovery",
    "Stage",
]

Floats = NDArray[np.float64]
Grade = Literal["none", "block", "mixed", "axonotmesis", "outside evidence"]


@dataclass(frozen=True, slots=True)
class Band:
    """5th, 50th and 95th percentile."""

    p5: float
    p50: float
    p95: float


@dataclass(frozen=True, eq=False)
class GradeOdds:
    """Probability of each grade, of one shape; together 1 everywhere.

    Attributes
    ----------
    none : conduction is never stopped.
    block : stopped while cold and back on rewarming, axons whole (Seddon: neurapraxia at most).
    axonotmesis : axons interrupted (Sunderland II where the sheath is intact, which temperature alone does
        not always tell: `Lesion.sheath_preserved`). Never neurotmesis.
    """

    none: Floats
    block: Floats
    axonotmesis: Floats


@dataclass(frozen=True, eq=False)
class Lesion:
    """Exposure and injury of one nerve.

    Attributes
    ----------
    arc : (station,) m along the nerve.
    area_fraction : temperature (-10, -20, -40 degC) -> (station,) share of fascicle area that went below.
    fascicle_nadir : (station, fascicle) warmest of a fascicle's coldest temperatures, degC (the last part to
        freeze); NaN where the fascicle does not exist or was not simulated.
    best_area_fraction : best cross-section's share below the covered threshold (-20 degC), 0..1.
    full_length : longest unbroken length with >= 95 % of fascicle area below -20 degC, m.
    min_temperature : coldest point of the nerve, degC.
    warmest_fascicle_nadir : at the best-covered station, nadir of the warmest fascicle, degC.
    missing : how far the -20 degC surface falls short of the nerve's far rim at the best station, m: of all
        warmer points of the rim the largest shortest distance to the surface (to the coldest tissue where
        nothing got that cold); 0 when the section is complete.
    p_axonotmesis : combined probability that one unbroken stretch of sufficient length has >= 95 % of its
        fascicle area interrupted, the sheath intact; by_law : each law alone, also those without weight.
    sentence : the finding in one sentence a physician can read first.
    deciding_temperature : degC that a complete section reached everywhere along the sufficient length; the
        probabilities are the laws' at this temperature. Infinite where the nerve was not simulated that far.
    full_extent : arc lengths of the start and end of `full_length`, m; equal when there is none.
    best_station : index of the best-covered station.
    sheath_preserved, sheath_reason : True, or None where the evidence does not say; and why.
    exposure : everything measured along the nerve (times below, rates, freezes).
    completeness : which fascicles are interrupted over a sufficient length, and what the others lack.
    conduction_loss : what does not conduct, moment by moment.
    weights : share of each law in `p_axonotmesis`; empty: as in sources/injury.toml.
    odds : probability per grade of the whole nerve over the sufficient length; its `axonotmesis` is
        `p_axonotmesis`. fascicle_odds : the same for each fascicle by itself, (fascicle,) arrays.
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
    grade: Grade
    p_axonotmesis: float
    by_law: Mapping[str, float]
    sentence: str
    sources: tuple[str, ...] = ()
    deciding_temperature: float = float("inf")
    full_extent: tuple[float, float] = (0.0, 0.0)
    best_station: int = 0
    sheath_preserved: bool | None = None
    sheath_reason: str = ""
    exposure: Exposure | None = None
    completeness: Completeness | None = None
    conduction_loss: ConductionLoss | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    odds: GradeOdds | None = None
    fascicle_odds: GradeOdds | None = None


@dataclass(frozen=True, slots=True)
class Recovery:
    """Days until axons are back (regrowth); the return of pain is another clock, `PainReturn`."""

    nerve: str
    distance: Sourced  # m from the lesion to its target or to the stump's end
    speed: Sourced  # m/s
    lag: Sourced  # s
    regrowth_days: Band
    remark: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PainReturn:
    """When pain was back in patients of published series; never a promise, and apart from regrowth.

    Attributes
    ----------
    days : of a new patient who had relief at first, after a lasting lesion; infinite where it is later than
        any series followed its patients. None where nothing froze.
    followed_days : longest follow-up of a fitted series.
    relieved_beyond : probability that pain is not back by then, of those relieved at first.
    by_series : title -> days until pain was back in half of those relieved.
    sentence : the band in words, with how much the series differ.
    evidence : what trials against a sham treatment found, and what no series tells.
    """

    nerve: str
    days: Band | None
    followed_days: float
    relieved_beyond: float
    by_series: Mapping[str, Band]
    sentence: str
    evidence: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of degeneration or repair; days after the freezing."""

    name: str
    begins: Band
    ends: Band
    remark: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Degeneration:
    """What becomes of the nerve beyond the lesion (Wallerian degeneration); no stages where nothing froze."""

    nerve: str
    stages: tuple[Stage, ...]
    sentence: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prediction:
    """Lesions, recoveries, returns of pain (treated nerves) and degenerations by nerve name."""

    lesions: Mapping[str, Lesion]
    recoveries: Mapping[str, Recovery]
    pain: Mapping[str, PainReturn] = field(default_factory=dict)
    degenerations: Mapping[str, Degeneration] = field(default_factory=dict)
