"""Cases of one probe in uniform tissue, as a person would write them, and the places where they are read.

`REFERENCES` names them; `case_text` writes one as a case file with the probe at any position and direction.
The same text feeds the axisymmetric judge (tests/published/make_reference.py) and the road under test.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["FOLDER", "REFERENCES", "Written", "across", "case_text", "in_space", "reference"]

FOLDER = Path(__file__).parent / "reference"

BENCHMARK_TISSUE = """\
conductivity: {unfrozen: 0.5 W/m/K, frozen: 2.0 W/m/K}
heat_capacity: {unfrozen: 3.78 MJ/m3/K, frozen: 1.89 MJ/m3/K}
latent_heat: 262.5 MJ/m3
freezing_range: [-8 degC, -1 degC]
perfusion: 1908 W/m3/K
metabolic_heat: 0 W/m3"""

GEL = """\
conductivity: {{unfrozen: 0.58 W/m/K, frozen: 2.22 W/m/K}}
heat_capacity: {{unfrozen: 4.1 MJ/m3/K, frozen: 1.95 MJ/m3/K}}
latent_heat: 320 MJ/m3
freezing_range: [{solidus} degC, {liquidus} degC]
perfusion: 0 W/m3/K
metabolic_heat: 0 W/m3"""

PROTOCOL = ("Freeze at {} degC for 120 s", "Thaw for 120 s", "Freeze at {} degC for 120 s", "Thaw for 120 s")
HELD = "{held_at: setpoint, cooldown: 0 s}"


@dataclass(frozen=True)
class Written:
    """One case: tissue and wall as YAML, sizes in mm, console temperature in degC."""

    name: str
    diameter: float
    length: float
    console: float
    tissue: str = BENCHMARK_TISSUE
    wall: str = HELD
    thaw: str = "passive"
    body: float = 37.0
    protocol: tuple[str, ...] = PROTOCOL
    about: str = ""
    spacing: float = field(default=0.0625)  # mm, of the judge

    @property
    def sensors(self) -> dict[str, tuple[float, float]]:
        """Virtual thermocouples: (r, z) in mm, z from the tip face towards the handle."""
        a, middle = 0.5 * self.diameter, 0.5 * self.length
        return {
            "wall+0.3": (a + 0.3, middle),
            "wall+1": (a + 1.0, middle),
            "wall+2": (a + 2.0, middle),
            "wall+3.5": (a + 3.5, middle),
            "wall+5.5": (a + 5.5, middle),
            "tip-0.3": (0.0, -0.3),
            "tip-1.5": (0.0, -1.5),
            "quarter+0.3": (a + 0.3, 0.25 * self.length),
            "shaft": (a + 1.0, self.length + 1.0),
        }


TABLE = (
    Written("table-1.3x7-80", 1.3, 7.0, -80.0, about="published protocol"),
    Written("table-1.3x7-55", 1.3, 7.0, -55.0, about="published protocol, warmer wall"),
    Written("table-2.0x10-80", 2.0, 10.0, -80.0, about="published protocol, larger tip"),
    Written("table-2.0x4-60", 2.0, 4.0, -60.0, about="published protocol, short tip"),
)
EXTRA = (
    Written(
        "gel-2K",
        1.5,
        8.0,
        -60.0,
        tissue=GEL.format(solidus=-2.2, liquidus=-0.2),
        body=22.0,
        about="gel that freezes within 2 K",
    ),
    Written(
        "gel-isothermal",
        2.0,
        5.0,
        -50.0,
        tissue=GEL.format(solidus=-0.5, liquidus=-0.5),
        body=20.0,
        about="gel that freezes at one temperature",
        spacing=0.03125,
    ),
    Written(
        "gas-film",
        1.3,
        7.0,
        -80.0,
        wall="{held_at: gas, gas_temperature: -88.5 degC, coefficient: 10 kW/m2/K, cooldown: 8 s}",
        about="nitrous oxide behind a film, cooling down with 8 s",
    ),
    Written(
        "power-cap",
        1.7,
        9.0,
        -80.0,
        wall="{held_at: gas, gas_temperature: -88.5 degC, coefficient: 20 kW/m2/K, "
        "power_cap: 5 W, cooldown: 0 s}",
        about="gas behind a film, heat limited to 5 W",
    ),
    Written(
        "released-at-solidus",
        1.3,
        7.0,
        -70.0,
        tissue=BENCHMARK_TISSUE + "\nmushy: mean\nreleased_at_solidus: 0.3",
        about="30 % of the latent heat at the solidus, mean conductivity in the range",
    ),
    Written("needle-0.9x5", 0.9, 5.0, -65.0, about="thin needle"),
    Written("probe-2.4x15", 2.4, 15.0, -75.0, about="thick probe, long tip"),
    Written(
        "active-thaw",
        1.5,
        8.0,
        -70.0,
        thaw="{active: {to: 20 degC}}",
        protocol=(
            "Freeze at {} degC for 120 s",
            "Thaw for 60 s",
            "Freeze at {} degC for 120 s",
            "Thaw for 60 s",
        ),
        about="the probe defrosts to 20 degC",
    ),
)
REFERENCES: dict[str, Written] = {item.name: item for item in (*TABLE, *EXTRA)}


@cache
def reference(name: str) -> Mapping[str, object]:
    """What the judge found for a case; see make_reference.py for the fields."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def across(axis: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two unit vectors that span the plane across `axis`."""
    seed = np.array([1.0, 0.0, 0.0]) if abs(axis[0]) < 0.9 else np.array([0.0, 1.0, 0.0])
    one = np.cross(axis, seed)
    one /= np.linalg.norm(one)
    return one, np.cross(axis, one)


def in_space(
    tip: Sequence[float], axis: Sequence[float], place: tuple[float, float], angle: float
) -> tuple[float, float, float]:
    """The point (r, z) mm of a probe's own frame, in the case's frame, mm."""
    along = np.array(axis, float) / np.linalg.norm(axis)
    one, two = across(along)
    r, z = place
    x, y, z = np.array(tip, float) + z * along + r * (np.cos(angle) * one + np.sin(angle) * two)
    return float(x), float(y), float(z)


def case_text(
    of: Written,
    tip: Sequence[float] = (0.0, 0.0, 0.0),
    axis: Sequence[float] = (0.0, 0.0, 1.0),
    sensors: Mapping[str, Sequence[float]] | None = None,
    size: str = "62 62 72 mm",
) -> str:
    """The case file; `tip` in mm, `sensors` name -> (x, y, z) mm."""

    def indented(text: str) -> str:
        return "\n".join("    " + line for line in text.splitlines())

    steps = "\n".join(f"  - {step.format(f'{of.console:g}')}" for step in of.protocol)
    lines = [
        "cryonerve: 1",
        f"title: Reference {of.name}",
        f"body_temperature: {of.body:g} degC",
        "anatomy:",
        "  phantom: block",
        f"  size: {size}",
        "  tissue: reference-tissue",
        "tissues:",
        "  reference-tissue:",
        indented(of.tissue),
        "devices:",
        "  reference-probe:",
        f"    diameter: {of.diameter:g} mm",
        f"    active_length: {of.length:g} mm",
        f"    wall: {of.wall}",
        "    shaft: insulated",
        f"    thaw: {of.thaw}",
        "probes:",
        "  - name: probe",
        "    device: reference-probe",
        "    tip: " + " ".join(f"{v:.6f}" for v in tip) + " mm",
        "    axis: " + " ".join(f"{v:.9f}" for v in axis),
        "protocol:",
        steps,
    ]
    if sensors:
        lines.append("sensors:")
        lines += [
            f"  - {{name: {name}, at: {x:.6f} {y:.6f} {z:.6f} mm}}" for name, (x, y, z) in sensors.items()
        ]
    return "\n".join(lines) + "\n"
