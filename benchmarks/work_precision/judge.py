"""The converged answer by the axisymmetric solver, computed once and kept in a folder.

The name of the file carries what the answer depends on: tissue, device, protocol, places, rings. Should the
axisymmetric solver itself change, delete the folder.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import cryonerve as cn
from cryonerve.bioheat.axisymmetric import AxisymmetricResult, axisymmetric
from work_precision.problem import LEVELS, Answer, moments, places, rms, switches

__all__ = ["answer_for"]

TISSUE = "test-tissue"


def answer_for(case: cn.Case, spacing: float, folder: Path) -> Answer:
    """The answer by rings of `spacing` mm, kept or computed; its doubt from rings twice as large."""
    tissue, device = case.tissues[TISSUE], case.device_of(case.probes[0])
    asked = repr((tissue, device, case.protocol, case.body_temperature, places(case), moments(case), spacing))
    path = folder / f"{case.name}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}.json"
    if not path.exists():
        print(f"computing the converged answer, rings of {spacing:g} mm; kept as {path}", file=sys.stderr)
        kept = _computed(case, spacing)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    found = json.loads(path.read_text(encoding="utf-8"))
    radii = np.array([[np.nan if r is None else r for r in line] for line in found["radii_mm"]])
    return Answer(
        found["spacing_mm"],
        np.array(found["times_s"]),
        np.array(found["thermocouples_degC"]),
        np.array(found["ends_s"]),
        np.array(found["levels_degC"]),
        radii,
        found["known_mm"],
        found["known_kelvin"],
    )


def _solved(case: cn.Case, spacing: float) -> AxisymmetricResult:
    return axisymmetric(
        case.tissues[TISSUE],
        case.device_of(case.probes[0]),
        case.protocol,
        body_temperature=case.body_temperature,
        spacing=1e-3 * spacing,
        levels=LEVELS,
        points=[(1e-3 * r, 1e-3 * z) for r, z in places(case).values()],
    )


def _thermocouples(found: AxisymmetricResult, times: list[float]) -> NDArray[np.float64]:
    """(moment, place) degC: of the two rows at a switch the step's end, not the next one's start."""
    rows = [int(np.flatnonzero(np.isclose(found.times, t))[0]) for t in times]
    return np.asarray(found.points[rows])


def _computed(case: cn.Case, spacing: float) -> dict[str, object]:
    fine, coarse = _solved(case, spacing), _solved(case, 2.0 * spacing)
    times, ends = moments(case), switches(case)
    at = [fine.frame(end) for end in ends]
    radii, others = 1e3 * fine.radii[at], 1e3 * coarse.radii[at]
    warm, other = _thermocouples(fine, times), _thermocouples(coarse, times)
    return {
        "case": case.name,
        "spacing_mm": spacing,
        "times_s": times,
        "thermocouples_degC": np.round(warm, 3).tolist(),
        "ends_s": ends,
        "levels_degC": fine.levels.tolist(),
        "radii_mm": [[None if np.isnan(r) else round(float(r), 4) for r in line] for line in radii],
        "known_mm": round(float(np.nanmax(np.abs(radii - others))), 4),
        "known_kelvin": round(rms(warm - other, np.array(times)), 4),
    }
