"""Lengths of a leg by age and sex, each with its standing, for what a case leaves open.

The level is the proximal third of the leg, just below the knee. Few of these lengths are published for
children: adult values are recalled, a child's are scaled from them by growth curves that are assumed too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cryonerve.errors import CaseError, Complaint, nearest
from cryonerve.sources.nerve import NerveKind
from cryonerve.sources.value import Sourced, Standing

__all__ = [
    "NERVES",
    "NEUROMA_LENGTH",
    "NEUROMA_WIDTH",
    "VESSEL_COEFFICIENT",
    "VESSEL_WALL",
    "Proportions",
    "plain_name",
    "proportions",
]

NERVES = ("tibial", "common peroneal", "sural", "saphenous")
ADULT_AGE = 18.0
NEUROMA_WIDTH = 2.0  # over the nerve's; median of 78 neuromas, doi:10.1007/s00256-024-04779-0
NEUROMA_LENGTH = 1.5  # over its width; assumed
VESSEL_WALL = {"artery": 0.16, "vein": 0.08}  # thickness of a vessel's wall over its radius; assumed
VESSEL_COEFFICIENT = 500.0  # W/m2/K between blood and vessel wall; assumed, range 200 to 2000

# Share of the adult length at an age in years, linear between; assumed.
GIRTH = ((0.0, 0.42), (2.0, 0.57), (6.0, 0.65), (10.0, 0.74), (14.0, 0.88), (18.0, 1.0))
BONE = ((0.0, 0.30), (2.0, 0.50), (6.0, 0.66), (10.0, 0.80), (14.0, 0.93), (18.0, 1.0))
SKIN = ((0.0, 0.65), (10.0, 0.80), (18.0, 1.0))


IN_WORDS = {
    "depth": "depth of",
    "area": "cross-section of",
    "fascicle count": "number of fascicles of",
    "fascicle area fraction": "share of the area that fascicles take in",
    "neuroma_width": "width of the neuroma of",
    "neuroma_length": "length of the neuroma of",
    "vessel_coefficient": "heat exchange between blood and vessel walls",
}


@dataclass(frozen=True, slots=True)
class _Adult:
    """One adult length, the curve that scales it to a child, and what it is in words."""

    millimetres: float
    female: float  # female over male
    growth: tuple[tuple[float, float], ...]
    about: str


ADULT: Mapping[str, _Adult] = {
    "circumference": _Adult(355.0, 0.98, GIRTH, "circumference of the proximal calf"),
    "skin_thickness": _Adult(1.5, 0.95, SKIN, "thickness of the skin"),
    "fat_thickness": _Adult(6.5, 1.5, GIRTH, "thickness of the subcutaneous fat"),
    "fascia_thickness": _Adult(0.8, 0.9, BONE, "thickness of the deep fascia"),
    "tibia_width": _Adult(36.0, 0.88, BONE, "width of the tibia from side to side"),
    "tibia_height": _Adult(36.0, 0.88, BONE, "height of the tibia from back to front"),
    "fibula_width": _Adult(13.0, 0.88, BONE, "width of the fibula"),
    "cortex": _Adult(4.5, 0.92, BONE, "thickness of the bone's cortex"),
    "artery_diameter": _Adult(3.5, 0.92, BONE, "diameter of the posterior tibial artery"),
    "vein_diameter": _Adult(3.0, 0.95, BONE, "diameter of each posterior tibial vein"),
    "artery_gap": _Adult(1.5, 1.0, BONE, "gap between nerve and artery"),
    "motor_branch": _Adult(1.2, 0.95, BONE, "diameter of the motor branch"),
    "stump_end": _Adult(30.0, 0.95, BONE, "soft tissue between the neuroma and the end of the stump"),
    "bone_cover": _Adult(22.0, 0.95, BONE, "soft tissue that covers the end of the tibia"),
}


@dataclass(frozen=True)
class Proportions:
    """Numbers of one leg, in SI units, by name.

    `values` holds the lengths named in `ADULT` and, for every nerve, "area NERVE", "depth NERVE",
    "fascicle count NERVE", "fascicle area fraction NERVE"; "neuroma_width", "neuroma_length" and
    "vessel_coefficient".
    """

    values: Mapping[str, Sourced]

    def __getitem__(self, name: str) -> float:
        return self.values[name].value

    def sentence(self, name: str) -> str:
        """What was assumed, in words with its number.

        >>> proportions(10.0, "", {}).sentence("circumference")
        'circumference of the proximal calf 260 mm (assumed: adult value recalled, scaled to 10 years)'
        """
        number = self.values[name]
        about = ADULT[name].about if name in ADULT else _in_words(name)
        if number.unit == "m":
            shown = f"{number.value * 1e3:.3g} mm"
        elif number.unit == "m2":
            shown = f"{number.value * 1e6:.3g} mm2"
        else:
            shown = f"{number.value:.3g} {number.unit}".removesuffix(" 1")
        source = "" if number.source in ("", "assumed", "case") else f" [{number.source}]"
        return f"{about} {shown} (assumed: {number.remark}{source})"


def _in_words(name: str) -> str:
    """Name of a number of a nerve as people say it.

    >>> _in_words("depth tibial")
    'depth of the tibial nerve'
    """
    for short, said in IN_WORDS.items():
        if name.startswith(f"{short} "):
            return f"{said} the {name.removeprefix(f'{short} ')} nerve"
    return IN_WORDS.get(name, name.replace("_", " "))


def proportions(age: float | None, sex: str, kinds: Mapping[str, NerveKind]) -> Proportions:
    """Everything `ADULT` lists, and the nerves, for a person.

    Parameters
    ----------
    age : years; None is taken as adult.
    sex : "female", "male" or "" (their mean).
    kinds : nerves as the literature describes them.

    Raises
    ------
    CaseError
        An age that is negative or not finite.
    """
    if age is not None and not 0.0 <= age <= 130.0:
        raise CaseError(
            Complaint(f"{age:g} years is no age", remedy="Give 0 to 130 years.", field="patient.age")
        )
    years = ADULT_AGE if age is None else min(age, ADULT_AGE)
    grown = years >= ADULT_AGE
    why = "adult value recalled" if grown else f"adult value recalled, scaled to {years:g} years"
    if age is None:
        why += "; age unknown, taken as adult"
    values = {}
    for name, adult in ADULT.items():
        by_sex = {"female": adult.female, "male": 1.0}.get(sex, 0.5 * (1.0 + adult.female))
        length = adult.millimetres * 1e-3 * by_sex * _curve(years, adult.growth)
        values[name] = _assumed(length, "m", why, "recalled" if grown else "derived")
    for nerve in NERVES:
        kind = kinds.get(nerve)
        if kind is not None:
            values.update(_of_nerve(nerve, kind, years))
    values["vessel_coefficient"] = _assumed(
        VESSEL_COEFFICIENT, "W/m2/K", "range 200 to 2000 W/m2/K", "assumed"
    )
    return Proportions(values)


def plain_name(nerve: str) -> str:
    """Name of a nerve of the leg, however written.

    >>> plain_name("Common-peroneal nerve")
    'common peroneal'

    Raises
    ------
    CaseError
        A nerve that is not in the leg.
    """
    name = nerve.strip().lower().removesuffix(" nerve").replace("-", " ")
    if name not in NERVES:
        raise CaseError(
            Complaint(
                f"no nerve of the leg is called '{nerve}'",
                remedy=nearest(nerve, NERVES),
                field="anatomy.nerve",
            )
        )
    return name


def _of_nerve(nerve: str, kind: NerveKind, years: float) -> dict[str, Sourced]:
    """Cross-section, depth, fascicles and terminal neuroma of one nerve."""
    area = kind.area_at(years)
    share = area / kind.area.value
    neuroma = NEUROMA_WIDTH * 2.0 * np.sqrt(area / np.pi)
    why = f"adult {kind.area.value * 1e6:.3g} mm2 [{kind.area.source}] x {share:.2g} for the age"
    girth = _curve(years, GIRTH)
    deep = f"adult {kind.depth.value * 1e3:.3g} mm ({kind.site}) scaled with the calf's girth; measure it"
    return {
        f"area {nerve}": _assumed(area, "m2", why, "derived"),
        f"depth {nerve}": _assumed(kind.depth.value * girth, "m", deep, "assumed"),
        f"fascicle count {nerve}": kind.fascicle_count,
        f"fascicle area fraction {nerve}": kind.fascicle_area_fraction,
        f"neuroma_width {nerve}": _assumed(neuroma, "m", "twice the nerve's width; measure it", "assumed"),
        f"neuroma_length {nerve}": _assumed(
            NEUROMA_LENGTH * neuroma, "m", "one and a half times its width", "assumed"
        ),
    }


def _curve(years: float, pairs: tuple[tuple[float, float], ...]) -> float:
    """Value at an age on a curve of straight pieces, level beyond its ends."""
    return float(np.interp(years, [age for age, _ in pairs], [share for _, share in pairs]))


def _assumed(value: float, unit: str, why: str, standing: Standing) -> Sourced:
    return Sourced(float(value), unit, "assumed", standing, remark=why)
