"""The lengths a leg is drawn from: what the case states, and a default in words for what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from cryonerve.anatomy.proportions import (
    NEUROMA_LENGTH,
    NEUROMA_WIDTH,
    Proportions,
    plain_name,
    proportions,
)
from cryonerve.anatomy.tracings import read_tracing
from cryonerve.case.case import Case, Limb
from cryonerve.errors import CaseError, Complaint
from cryonerve.sources import nerve_kinds

__all__ = ["Measures", "measure"]

# Stated lengths beyond these are slips of the pen, in metres (areas in m2).
PLAUSIBLE = {
    "length": (0.02, 0.4),
    "circumference": (0.08, 0.8),
    "skin_thickness": (0.2e-3, 6e-3),
    "fat_thickness": (0.2e-3, 60e-3),
    "nerve_depth": (0.5e-3, 0.12),
    "nerve_area": (0.2e-6, 150e-6),
    "nerve_flatness": (0.3, 5.0),
    "neuroma_width": (1e-3, 60e-3),
    "neuroma_length": (1e-3, 80e-3),
    "stump_end": (2e-3, 0.15),
    "artery_diameter": (0.3e-3, 10e-3),
    "vein_diameter": (0.3e-3, 14e-3),
    "artery_gap": (0.1e-3, 20e-3),
    "fascicle_area_fraction": (0.05, 0.8),
    "fascicle_count": (1, 200),
    "vessel_coefficient": (1.0, 1e5),
}


@dataclass(frozen=True)
class Measures:
    """Everything a leg is drawn from, SI units; see `case.Limb` for the meaning of the first group."""

    stump: bool
    left: bool
    nerve: str
    length: float | None
    circumference: float
    skin_thickness: float
    fat_thickness: float
    nerve_depth: float
    nerve_area: float
    nerve_flatness: float | None  # None: usual of the nerve
    fascicle_count: int
    fascicle_area_fraction: float
    neuroma_width: float
    neuroma_length: float
    length_follows: bool  # True when the neuroma's length was derived from its width
    stump_end: float
    artery_diameter: float
    vein_diameter: float
    artery_gap: float
    vessel_coefficient: float
    fascicles: str  # path of a traced cross-section
    seed: int
    highest: float  # z that the probes need above the origin, m
    lowest: float
    leg: Proportions
    assumptions: tuple[str, ...]

    def area_of(self, nerve: str) -> float:
        """Cross-section of a nerve, m2."""
        return self.nerve_area if nerve == self.nerve else self.leg[f"area {nerve}"]

    def depth_of(self, nerve: str) -> float:
        """Skin surface to the near surface of a nerve, m."""
        return self.nerve_depth if nerve == self.nerve else self.leg[f"depth {nerve}"]


def measure(case: Case, limb: Limb) -> Measures:
    """Stated lengths of a limb joined with defaults by age and sex.

    Raises
    ------
    CaseError
        A stated length that no limb has; names the field and the plausible range.
    """
    kinds = nerve_kinds()
    nerve = plain_name(limb.nerve)
    leg = proportions(case.patient.age, case.patient.sex, kinds)
    _plausible(limb)
    found: dict[str, float] = {}
    sentences: list[str] = []
    for name, default in _defaults(nerve).items():
        stated = getattr(limb, name)
        traced = bool(limb.fascicles) and name.startswith("fascicle")
        if name == "nerve_area" and stated is None and limb.fascicles:
            stated = _traced_area(limb.fascicles)
        found[name] = leg[default] if stated is None else stated
        if stated is None and not traced and (limb.kind == "stump" or name not in STUMP_ONLY):
            sentences.append(leg.sentence(default))
    _size_neuroma(limb, found, sentences)
    lowest, highest = _reach(case)
    return Measures(
        stump=limb.kind == "stump",
        left=limb.side == "left",
        nerve=nerve,
        length=limb.length,
        nerve_flatness=limb.nerve_flatness,
        fascicle_count=round(found.pop("fascicle_count")),
        length_follows=limb.neuroma_length is None,
        fascicles=limb.fascicles,
        seed=limb.seed,
        highest=highest,
        lowest=lowest,
        leg=leg,
        assumptions=tuple(sentences),
        **found,
    )


def _traced_area(path: str) -> float | None:
    """Area within a traced outline, m2; None when only fascicles were traced."""
    outline = read_tracing(Path(path)).outline
    return None if outline is None else float(np.pi * outline.prod())


STUMP_ONLY = ("neuroma_width", "neuroma_length", "stump_end")


def _defaults(nerve: str) -> dict[str, str]:
    """Field of the limb -> its name among the proportions; a limb without stump fills them all the same."""
    return {
        "circumference": "circumference",
        "skin_thickness": "skin_thickness",
        "fat_thickness": "fat_thickness",
        "nerve_depth": f"depth {nerve}",
        "nerve_area": f"area {nerve}",
        "fascicle_count": f"fascicle count {nerve}",
        "fascicle_area_fraction": f"fascicle area fraction {nerve}",
        "artery_diameter": "artery_diameter",
        "vein_diameter": "vein_diameter",
        "artery_gap": "artery_gap",
        "vessel_coefficient": "vessel_coefficient",
        "neuroma_width": f"neuroma_width {nerve}",
        "neuroma_length": f"neuroma_length {nerve}",
        "stump_end": "stump_end",
    }


def _size_neuroma(limb: Limb, found: dict[str, float], sentences: list[str]) -> None:
    """Derive the neuroma's size from what the case states of nerve and neuroma, and say so."""
    if limb.kind != "stump":
        return
    sentences[:] = [said for said in sentences if " of the neuroma " not in said]
    if limb.neuroma_width is None:
        width = NEUROMA_WIDTH * 2.0 * float(np.sqrt(found["nerve_area"] / np.pi))
        found["neuroma_width"] = width
        why = "twice the nerve's width"
        sentences.append(f"width of the neuroma {width * 1e3:.3g} mm (assumed: {why})")
    if limb.neuroma_length is None:
        length = found["neuroma_length"] = NEUROMA_LENGTH * found["neuroma_width"]
        sentences.append(f"length of the neuroma {length * 1e3:.3g} mm (assumed: 1.5 times its width)")


def _plausible(limb: Limb) -> None:
    """Complain about every stated number that no limb has."""
    complaints = []
    for item in fields(limb):
        value = getattr(limb, item.name)
        if item.name not in PLAUSIBLE or value is None:
            continue
        low, high = PLAUSIBLE[item.name]
        if not (np.isfinite(value) and low <= value <= high):
            complaints.append(_out_of_range(item.name, float(value), low, high))
        elif limb.kind == "limb" and item.name in STUMP_ONLY:
            complaints.append(
                Complaint(
                    "only a stump has it",
                    remedy="Remove it, or write phantom: stump.",
                    field=f"anatomy.{item.name}",
                )
            )
    if complaints:
        raise CaseError(*complaints)


def _out_of_range(name: str, value: float, low: float, high: float) -> Complaint:
    scale, unit = (1e6, " mm2") if name.endswith("area") else (1e3, " mm")
    if name.startswith("fascicle") or name == "nerve_flatness":
        scale, unit = 1.0, ""
    if name == "vessel_coefficient":
        scale, unit = 1.0, " W/m2/K"
    return Complaint(
        f"{value * scale:g}{unit} is no {name.replace('_', ' ')} of a limb",
        remedy=f"Give a value from {low * scale:g} to {high * scale:g}{unit}.",
        field=f"anatomy.{name}",
    )


def _reach(case: Case) -> tuple[float, float]:
    """Lowest and highest z of the probes' active parts, m."""
    ends = [0.0]
    for probe in case.probes:
        tip = probe.tip[2]
        device = case.devices.get(probe.device)
        active = device.active_length.value if device else 0.0
        ends += [tip, tip + active * probe.axis[2]]
    return min(ends), max(ends)
