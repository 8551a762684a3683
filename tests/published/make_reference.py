"""Make tests/published/reference/*.json with the axisymmetric judge.

    python -m tests.published.make_reference [NAME ...]

Each case is solved with rings of 1/16 mm (1/32 mm where tissue freezes at one temperature) and, for the
error, of twice that; the files hold the finer numbers and the difference of both. Volumes are extrapolated
from the two, because their error falls with the first power of the spacing: of gel that freezes at one
temperature 698.3, 704.2 and 707.0 mm3 are ice at 120 s with rings of 1/8, 1/16 and 1/32 mm. Fields, in the
judge's own frame (r from the probe's axis, z from the tip face; mm, s, degC, mm3, W):

    frames    moments of radii, extents and volumes; null where the isotherm does not exist
    levels    liquidus, -20, -40
    times     moments of `sensors`; power: heat drawn at the ends of freezes
    change    largest difference to the coarser mesh: radii (mm), volumes (mm3), sensors after 5 s (degC)
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from cryonerve.bioheat.axisymmetric import AxisymmetricResult, axisymmetric
from cryonerve.case import load
from tests.published.single_probe import FOLDER, REFERENCES, Written, case_text

AFTER_SWITCH = (1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120)
FRAMES_AFTER = (30, 60, 120)


def moments(seconds: list[float], after: tuple[int, ...]) -> list[float]:
    """Moments after every switch."""
    found, began = set(), 0.0
    for length in seconds:
        found |= {began + t for t in after if t <= length}
        began += length
    return sorted(found)


def solve(of: Written, spacing: float) -> tuple[AxisymmetricResult, list[float]]:
    """One case by the judge, spacing in mm."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.yaml"
        path.write_text(case_text(of), encoding="utf-8")
        case = load(path)
    seconds = [step.seconds for step in case.protocol]
    found = axisymmetric(
        case.tissues["reference-tissue"],
        case.devices["reference-probe"],
        case.protocol,
        body_temperature=case.body_temperature,
        spacing=spacing * 1e-3,
        points=[(r * 1e-3, z * 1e-3) for r, z in of.sensors.values()],
        frames=moments(seconds, FRAMES_AFTER),
    )
    return found, seconds


def rounded(values: Any, digits: int) -> Any:
    """Plain lists with few digits; nan becomes null."""
    array = np.round(np.asarray(values, float), digits)
    return [rounded(v, digits) if np.ndim(v) else (None if np.isnan(v) else float(v)) for v in array]


def numbers(of: Written) -> dict[str, Any]:
    """What the file holds."""
    fine, seconds = solve(of, of.spacing)
    coarse, _ = solve(of, 2.0 * of.spacing)
    times = moments(seconds, AFTER_SWITCH)
    at = [
        int(np.flatnonzero(np.isclose(fine.times, t))[0]) for t in times
    ]  # a step's end, not the next one's start
    switches = np.array([0.0, *np.cumsum(seconds)])
    late = [i for i, t in zip(at, times, strict=True) if t - switches[switches < t].max() >= 5.0]
    ends = np.cumsum(seconds)[::2]
    power = [fine.power[np.flatnonzero(np.isclose(fine.times, end))[0]] for end in ends]
    both = ~np.isnan(fine.radii) & ~np.isnan(coarse.radii)
    return {
        "case": of.name,
        "about": of.about,
        "spacing": of.spacing,
        "frames": rounded(fine.frames, 1),
        "levels": rounded(fine.levels, 2),
        "radii": rounded(fine.radii * 1e3, 3),
        "extents": rounded(fine.extents * 1e3, 2),
        "volumes": rounded(np.maximum(2.0 * fine.volumes - coarse.volumes, 0.0) * 1e9, 1),
        "power": rounded(power, 3),
        "times": times,
        "sensors": {name: rounded(fine.points[at, n], 2) for n, name in enumerate(of.sensors)},
        "change": {
            "radii": round(float(np.abs(fine.radii - coarse.radii)[both].max() * 1e3), 3),
            "volumes": round(float(np.abs(fine.volumes - coarse.volumes).max() * 1e9), 1),
            "sensors": round(float(np.abs(fine.points - coarse.points)[late].max()), 2),
        },
    }


def main(names: list[str]) -> None:
    """Write the files of the named cases, or of all."""
    FOLDER.mkdir(exist_ok=True)
    for name in names or list(REFERENCES):
        text = json.dumps(numbers(REFERENCES[name]), separators=(",", ":"))
        (FOLDER / f"{name}.json").write_text(text.replace(',"', ',\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
