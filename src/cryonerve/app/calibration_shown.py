"""Calibration of a registry's predictions as the command line tells it; what it proves comes first."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped
from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.calibrating import CLOCKS, Calibration
from cryonerve.registry.calibration_map import CalibrationMap
from cryonerve.registry.outcome_pairs import Pair, Waited
from cryonerve.registry.probability_calibration import ProbabilityCalibration
from cryonerve.registry.time_calibration import TimeCalibration
from cryonerve.sources.calibration_rules import calibration_needs, observed_rules
from cryonerve.sources.responders import responder_definitions

__all__ = [
    "TITLES",
    "calibration_document",
    "calibration_text",
    "case_document",
    "case_text",
    "first_sentence",
    "recalibrated",
    "recalibrated_text",
]

TITLES = {"recovery": "Return of feeling", "pain_return": "Return of pain"}
NEVER = {"recovery": "feeling was never lost", "pain_return": "relief was never reached"}
FORMAT = "cryonerve.calibration/1"


def first_sentence(found: Calibration) -> str:
    """What the whole comes to, in one sentence that is read first."""
    needs = calibration_needs().cases
    people = len({pair.person for pair in found.pairs.pairs})
    if not found.enough:
        return (
            f"{people} followed {'person proves' if people == 1 else 'people prove'} nothing of predictions: "
            f"{needs.value:.0f} are asked for [{needs.source}, {needs.standing}]. No correction is proposed."
        )
    proposed = [*(clock for clock in CLOCKS if found.proposed(clock))]
    names = [TITLES[clock].lower() for clock in proposed]
    names += ["probability of axonotmesis"] * found.proposed("axonotmesis")
    if names:
        better = "Predictions are off beyond chance; corrected they are better for people left out"
        return f"{better}: {', '.join(names)}."
    return f"{people} followed people give no reason to correct the predictions."


def calibration_text(found: Calibration) -> str:
    """Everything, for a person."""
    parts = [wrapped(first_sentence(found)), _left_out_text(found)]
    parts += [_times_text(found, clock) for clock in CLOCKS]
    parts.append(_probability_text(found))
    parts.append(wrapped(_rules_text()))
    parts.append("Corrections are never applied by themselves: --map FILE writes what is proposed.")
    parts.append(RESEARCH_ONLY)
    return "\n\n".join(part for part in parts if part)


def _left_out_text(found: Calibration) -> str:
    rows = [[str(len(found.pairs.pairs)), "cases have a prediction that was entered before any follow-up"]]
    rows += [[str(count), f"left out: {why}"] for why, count in found.pairs.left_out.items()]
    return f"{found.pairs.cases} cases\n" + columns(rows)


def _times_text(found: Calibration, clock: str) -> str:
    times, never = found.times[clock], found.never[clock]
    if times is None:
        more = f" In {never} {NEVER[clock]}." if never else ""
        return wrapped(f"{TITLES[clock]}: nothing can be told.{more}")
    waited = f"{times.happened} seen to happen, {times.censored} not yet at the last follow-up"
    lines = [f"{TITLES[clock]}: {times.cases} cases ({waited}; in {never} more {NEVER[clock]})"]
    if times.gap_days is not None:
        lines.append(f"  known between two follow-ups only, half of them over {times.gap_days:g} days apart")
    cover = times.coverage
    rows = [
        [
            "within the predicted 90 % band",
            f"{_percent(cover.likely)} ({_percent(cover.low)} to {_percent(cover.high)}) most likely; "
            f"{cover.inside} surely, {cover.outside} surely not, {cover.untold} cannot be told",
        ]
    ]
    if times.law is None:
        rows.append(["shift and width", "too little happened to tell"])
    else:
        shift, wide = times.law.shift, times.law.widening
        rows += [
            ["later (+) or earlier (-) than predicted", f"{_three(shift)} of the band's own spread"],
            ["spread against the predicted one", f"{_three(wide)} times"],
        ]
    rows += _verdict_rows(found, clock, times)
    return "\n".join([*lines, columns(rows)])


def _verdict_rows(
    found: Calibration, what: str, one: TimeCalibration | ProbabilityCalibration
) -> list[list[str]]:
    rows = []
    if one.chance is not None:
        rows.append(
            [
                "so far off by chance alone",
                f"in {_percent(one.chance)} of clinics with calibrated predictions",
            ]
        )
    if one.gain is not None:
        gain = one.gain
        numbers = f"{gain.per_case:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
        rows.append(["gain of a correction, people left out", f"{numbers} in log probability a case"])
    words = "yes" if found.proposed(what) else ("no" if found.enough else "no: too few people")
    return [*rows, ["a correction is proposed", words]]


def _probability_text(found: Calibration) -> str:
    shares = found.axonotmesis
    if shares is None:
        return wrapped("Probability of axonotmesis against loss of feeling: nothing can be told.")
    head = (
        f"Probability of axonotmesis and loss of feeling: {shares.cases} cases, {shares.happened} lost it; "
        f"predicted {_percent(shares.predicted)}, observed {_percent(shares.observed)} "
        f"({_percent(shares.low)} to {_percent(shares.high)})"
    )
    rows = [["predicted", "cases", "mean", "observed (95 %)"]]
    rows += [
        [
            f"{100 * one.start:g} to {100 * one.end:g} %",
            str(one.cases),
            _percent(one.predicted),
            f"{_percent(one.observed)} ({_percent(one.low)} to {_percent(one.high)})",
        ]
        for one in shares.bins
    ]
    more = [
        [
            "Brier score",
            f"{shares.brier:.3f} (reliability {shares.reliability:.3f}, resolution {shares.resolution:.3f}, "
            f"uncertainty {shares.uncertainty:.3f})",
        ]
    ]
    if shares.line is None:
        more.append(["line that would correct it", "cannot be told"])
    else:
        more.append(["intercept; slope", f"{_three(shares.line.intercept)}; {_three(shares.line.slope)}"])
    more += _verdict_rows(found, "axonotmesis", shares)
    return "\n".join([wrapped(head), columns(rows), columns(more)])


def _rules_text() -> str:
    rules = observed_rules()
    relief, whole = responder_definitions()[rules.relief], f"{rules.feeling_whole.value:g}"
    days = [f"{value.value / 86400:g}" for value in (rules.lost_from, rules.lost_until, rules.relief_until)]
    return (
        f"What counts: feeling is lost when the instrument '{rules.feeling}' is below {whole} from day "
        f"{days[0]} to {days[1]}, and back when it is {whole} again; relief is {relief.title} "
        f"[{relief.threshold.source}] by day {days[2]}, and over at the first follow-up without it "
        "(assumed). A repeated procedure ends the wait."
    )


def case_text(pair: Pair) -> str:
    """One case: what was predicted, what was observed, and where that lies."""
    lines = []
    for clock in CLOCKS:
        waited = pair.recovery if clock == "recovery" else pair.pain_return
        band = pair.bands.get(clock)
        if waited is None:
            never = (pair.lost if clock == "recovery" else pair.relieved) is False
            lines.append(
                f"{TITLES[clock]}: {NEVER[clock] if never else 'cannot be told from the follow-ups'}."
            )
            continue
        said = f"{TITLES[clock]}: {_when(waited)}"
        if band is None:
            lines.append(f"{said}; nothing was predicted.")
        else:
            lines.append(
                f"{said}; predicted {band[0]:.0f} to {band[2]:.0f} days (median {band[1]:.0f}): "
                f"{_against(waited, band)}."
            )
    if pair.p_axonotmesis is not None and pair.lost is not None:
        lost = "lost" if pair.lost else "not lost"
        lines.append(
            f"Feeling was {lost}; predicted probability of axonotmesis {_percent(pair.p_axonotmesis)}."
        )
    lines.append("One case says nothing about how good predictions are.")
    return "\n".join(wrapped(line) for line in lines)


def case_document(pair: Pair) -> dict[str, Any]:
    """The same for programs; null as the later day where it had not happened yet."""
    times = {"recovery": pair.recovery, "pain_return": pair.pain_return}
    return {
        "case": pair.case,
        "prediction": pair.prediction,
        "predicted_days": {clock: list(band) for clock, band in pair.bands.items()},
        "p_axonotmesis": pair.p_axonotmesis,
        "lost": pair.lost,
        "relieved": pair.relieved,
        "observed_days": {
            clock: None
            if waited is None
            else [waited.earliest, None if math.isinf(waited.latest) else waited.latest]
            for clock, waited in times.items()
        },
    }


def _when(waited: Waited) -> str:
    if math.isinf(waited.latest):
        return f"not yet on day {waited.earliest:g}, the last follow-up"
    return f"between day {waited.earliest:g} and {waited.latest:g}"


def _against(waited: Waited, band: tuple[float, float, float]) -> str:
    low, _, high = band
    if waited.latest <= low:
        return "earlier than the 90 % band"
    if waited.earliest >= high:
        return "later than the 90 % band"
    if waited.earliest >= low and waited.latest <= high:
        return "within the 90 % band"
    return "whether within the 90 % band cannot be told"


def _percent(share: float) -> str:
    if 0 < share < 0.001:
        return "under 0.1 %"
    return f"{100 * share:.2g} %" if share < 0.0995 else f"{100 * share:.0f} %"


def _three(numbers: tuple[float, float, float]) -> str:
    return f"{numbers[0]:.2f} ({numbers[1]:.2f} to {numbers[2]:.2f})"


def calibration_document(found: Calibration, *, files: Mapping[str, Path]) -> dict[str, Any]:
    """Everything, for programs; `found.pairs` by its counts alone."""
    return {
        "format": FORMAT,
        "said": first_sentence(found),
        "cases": found.pairs.cases,
        "judged": len(found.pairs.pairs),
        "left_out": dict(found.pairs.left_out),
        "enough": found.enough,
        "times": {
            clock: None
            if times is None
            else asdict(times) | {"never": found.never[clock], "proposed": found.proposed(clock)}
            for clock, times in found.times.items()
        },
        "axonotmesis": None
        if found.axonotmesis is None
        else asdict(found.axonotmesis) | {"proposed": found.proposed("axonotmesis")},
        "files": {name: str(path) for name, path in files.items()},
    }


def recalibrated(folder: Path, chosen: CalibrationMap) -> dict[str, dict[str, Any]]:
    """Predictions of a run by nerve, beside those a map makes of them.

    Raises
    ------
    RegistryError
        The folder holds no summary of a run.
    """
    try:
        nerves = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["nerves"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "Give the folder of a run: cryonerve run CASE -o RUN"
        raise RegistryError(Complaint("there is no run's summary", remedy, file=str(folder))) from error
    found: dict[str, dict[str, Any]] = {}
    for nerve, numbers in nerves.items():
        row: dict[str, Any] = {}
        for clock in CLOCKS:
            days = numbers.get(f"{clock}_days")
            band = (
                None
                if not days or None in days.values()
                else chosen.band(clock, (days["p5"], days["p50"], days["p95"]))
            )
            if band is not None:
                row[clock] = {"predicted": [days["p5"], days["p50"], days["p95"]], "corrected": list(band)}
        p = numbers.get("p_axonotmesis")
        corrected = None if p is None else chosen.probability(p)
        if corrected is not None:
            row["axonotmesis"] = {"predicted": p, "corrected": corrected}
        if row:
            found[nerve] = row
    return found


def recalibrated_text(found: Mapping[str, Mapping[str, Any]], chosen: CalibrationMap) -> str:
    """The same for a person; each number says whose outcomes corrected it."""
    lines = ["Corrected by outcomes of your own registry; the run's files keep the model's own numbers"]
    for nerve, row in found.items():
        for what, numbers in row.items():
            people = f"corrected by {chosen.people[what]} people"
            if what == "axonotmesis":
                words = (
                    f"{_percent(numbers['predicted'])} as computed, {_percent(numbers['corrected'])} {people}"
                )
                lines.append(f"  {nerve}, probability of axonotmesis: {words}")
            else:
                one, two = (
                    "{1:.0f} days ({0:.0f} to {2:.0f})".format(*numbers[key])
                    for key in ("predicted", "corrected")
                )
                lines.append(f"  {nerve}, {TITLES[what].lower()}: {one} as computed, {two} {people}")
    if len(lines) == 1:
        lines.append("  nothing of this run is corrected by it")
    return "\n".join(lines)
