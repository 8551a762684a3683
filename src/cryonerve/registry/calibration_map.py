"""A correction of predictions by one's own outcomes: a file, written when asked for, applied when named."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from cryonerve import __version__
from cryonerve.errors import Complaint, InputError, RegistryError
from cryonerve.files import whole_file
from cryonerve.registry.calibrating import CLOCKS, PROBABILITY, Calibration
from cryonerve.registry.probability_calibration import corrected_probabilities
from cryonerve.registry.time_calibration import closed_bands, days_at
from cryonerve.sources.normal_law import MIDDLE_90

__all__ = ["FORMAT", "CalibrationMap", "map_of", "read_map", "write_map"]

FORMAT = "cryonerve.calibration-map/1"
SHIFTED, WIDENED, INTERCEPT, SLOPE = 25.0, (0.02, 50.0), 50.0, (0.0, 50.0)  # what a file may say
Band = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class CalibrationMap:
    """Corrections of "recovery" and "pain_return" (shift, widening) and of "axonotmesis" (intercept, slope).

    Attributes
    ----------
    people : by correction, from how many people it comes.
    where : conditions that their cases met; () for all cases of the registry.
    software : programs that made the predictions that were off.
    """

    corrections: Mapping[str, tuple[float, float]]
    people: Mapping[str, int]
    where: tuple[str, ...] = ()
    software: tuple[str, ...] = ()

    def band(self, clock: str, band: Band) -> Band | None:
        """A predicted band of days, corrected; None where this map does not correct that clock.

        A 95th percentile of inf (beyond the longest published follow-up) stays what it is.

        >>> CalibrationMap({"recovery": (0.0, 2.0)}, {"recovery": 120}).band("recovery", (50.0, 100.0, 200.0))
        (25.0, 100.0, 400.0)
        """
        if clock not in self.corrections:
            return None
        shift, widening = self.corrections[clock]
        places = shift + widening * np.array([-MIDDLE_90, 0.0, MIDDLE_90])
        closed = closed_bands(np.array([band], dtype=np.float64))[0].tolist()
        low, middle, high = (
            float(day) for day in days_at(places, (closed[0], closed[1], closed[2])).round(6)
        )
        return low, middle, math.inf if math.isinf(band[2]) else high

    def probability(self, p: float) -> float | None:
        """A predicted probability of axonotmesis, corrected; None where this map does not correct it."""
        if PROBABILITY not in self.corrections:
            return None
        return float(corrected_probabilities(np.array([p]), *self.corrections[PROBABILITY])[0])


def map_of(found: Calibration) -> CalibrationMap:
    """The corrections that a calibration proposes, and no others.

    Raises
    ------
    RegistryError
        It proposes none: too few people, or no correction is better for people it was not fitted to.
    """
    corrections, people = {}, {}
    for clock in CLOCKS:
        times = found.times[clock]
        if found.proposed(clock) and times is not None and times.law is not None:
            corrections[clock] = (times.law.shift[0], times.law.widening[0])
            people[clock] = times.people
    shares = found.axonotmesis
    if found.proposed(PROBABILITY) and shares is not None and shares.line is not None:
        corrections[PROBABILITY] = (shares.line.intercept[0], shares.line.slope[0])
        people[PROBABILITY] = shares.people
    if not corrections:
        what = "no correction is proposed, so that there is none to write"
        raise RegistryError(Complaint(what, "Leave --map out; the answer says why.", field="--map"))
    return CalibrationMap(
        MappingProxyType(corrections), MappingProxyType(people), found.where, tuple(sorted(found.software))
    )


def write_map(chosen: CalibrationMap, path: Path) -> Path:
    """The map as a JSON file, whole or not at all.

    Raises
    ------
    RegistryError
        It cannot be written there.
    """
    document = {
        "format": FORMAT,
        "cryonerve": __version__,
        "where": list(chosen.where),
        "predictions_by": list(chosen.software),
        "corrections": {
            name: dict(zip(_names(name), numbers, strict=True)) | {"people": chosen.people[name]}
            for name, numbers in chosen.corrections.items()
        },
    }
    try:
        with whole_file(path) as partial:
            partial.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        what = f"the map cannot be written: {error.strerror}"
        raise RegistryError(Complaint(what, "Give another place: --map FILE.", file=str(path))) from error
    return path


def read_map(path: Path) -> CalibrationMap:
    """A map that was written before.

    Raises
    ------
    InputError
        It cannot be read, or is no such map.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        what = f"the map cannot be read: {getattr(error, 'strerror', None) or 'it is no JSON'}"
        remedy = "Make one: cryonerve record calibration --map FILE"
        raise InputError(Complaint(what, remedy, file=str(path))) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _refused(path, f"this is no map of the form {FORMAT}", "format")
    rows = document.get("corrections")
    if not isinstance(rows, dict) or not rows:
        raise _refused(path, "it corrects nothing", "corrections")
    corrections = {str(name): _numbers(path, str(name), row) for name, row in rows.items()}
    people = {str(name): int(row["people"]) for name, row in rows.items()}
    where, software = (_words(path, document.get(name), name) for name in ("where", "predictions_by"))
    return CalibrationMap(MappingProxyType(corrections), MappingProxyType(people), where, software)


def _words(path: Path, found: Any, name: str) -> tuple[str, ...]:  # noqa: ANN401
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _refused(path, "this is no list of words", name)
    return tuple(found)


def _names(name: str) -> tuple[str, str]:
    return ("intercept", "slope") if name == PROBABILITY else ("shift", "widening")


def _numbers(path: Path, name: str, row: Any) -> tuple[float, float]:  # noqa: ANN401
    if name not in (*CLOCKS, PROBABILITY):
        raise _refused(path, f"'{name}' is nothing that can be corrected", "corrections")
    wanted = (*_names(name), "people")
    if not isinstance(row, dict) or sorted(row) != sorted(wanted):
        raise _refused(path, f"a correction has {', '.join(wanted)}", f"corrections.{name}")
    if any(isinstance(row[key], bool) or not isinstance(row[key], int | float) for key in wanted):
        raise _refused(path, "these are no numbers", f"corrections.{name}")
    first, second = (float(row[key]) for key in _names(name))
    far, (low, high) = (INTERCEPT, SLOPE) if name == PROBABILITY else (SHIFTED, WIDENED)
    fits = math.isfinite(first) and abs(first) <= far and low < second <= high
    if not fits or not 1 <= row["people"] <= 10**9 or row["people"] != int(row["people"]):
        raise _refused(path, "a number lies where none can", f"corrections.{name}")
    return first, second


def _refused(path: Path, what: str, field: str) -> InputError:
    remedy = "Make it anew: cryonerve record calibration --map FILE"
    return InputError(Complaint(what, remedy, field=field, file=str(path)))
