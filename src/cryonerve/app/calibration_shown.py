"""Calibration of a registry's predictions as the command line tells it; what it proves comes first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped
from cryonerve.registry.calibrating import CLOCKS, PROBABILITY, Calibration
from cryonerve.registry.outcome_pairs import Pair, Waited
from cryonerve.registry.probability_calibration import ProbabilityCalibration
from cryonerve.registry.time_calibration import EDGES, TimeCalibration
from cryonerve.sources.calibration_rules import calibration_methods, calibration_needs, observed_rules
from cryonerve.sources.responders import responder_definitions
from cryonerve.units import DAY

__all__ = [
    "TITLES",
    "band_words",
    "calibration_document",
    "calibration_text",
    "case_document",
    "case_text",
    "counted",
    "first_sentence",
    "left_out_document",
    "percent",
]

TITLES = {
    "recovery": "Return of feeling",
    "pain_return": "Return of pain",
    PROBABILITY: "Probability of axonotmesis",
}
NEVER = {"recovery": "feeling was never lost", "pain_return": "relief was never reached"}
FORMAT, ONE_FORMAT = "cryonerve.calibration/1", "cryonerve.calibration-case/1"
OPEN = "its upper end lies beyond the published follow-up"


def first_sentence(found: Calibration) -> str:
    """What the whole comes to, in one sentence that is read first."""
    if not found.enough:
        return _proves_nothing(found)
    by_verdict: dict[str, list[str]] = {}
    for what, title in TITLES.items():
        by_verdict.setdefault(found.verdict(what), []).append(f"{title.lower()}{_way(found, what)}")
    parts = []
    if names := by_verdict.get("correct"):
        better = "Predictions are off beyond chance; corrected they are better for people left out"
        parts.append(f"{better}: {', '.join(names)}.")
    if names := by_verdict.get("off"):
        no_better = "off beyond chance, but no correction is better for people left out"
        parts.append(f"{'Also' if parts else 'Predictions are'} {no_better}: {', '.join(names)}.")
    if not parts:
        names = by_verdict["no reason"]
        parts.append(f"{found.people} followed people give no reason to correct: {', '.join(names)}.")
    if names := by_verdict.get("too few"):
        parts.append(f"Too few people to tell: {', '.join(names)}.")
    return " ".join(parts)


def _proves_nothing(found: Calibration) -> str:
    needs = calibration_needs().cases
    asked = f"{needs.value:.0f} are asked for [{needs.source}, {needs.standing}]. No correction is proposed."
    if found.people < needs.value:
        prove = "person proves" if found.people == 1 else "people prove"
        return f"{found.people} followed {prove} nothing of predictions: {asked}"
    told = [one.people for one in (*found.times.values(), found.axonotmesis) if one is not None]
    return (
        f"{found.people} people were followed, but no prediction can be held against more than "
        f"{max(told, default=0)} of them, which proves nothing: {asked}"
    )


def _way(found: Calibration, what: str) -> str:
    """In which way a prediction is off, in brackets; "" where it is not known to be."""
    if found.verdict(what) not in ("correct", "off"):
        return ""
    if what == PROBABILITY:
        shares = found.axonotmesis
        if shares is None or shares.low <= shares.predicted <= shares.high:
            return ""
        return " (too low)" if shares.predicted < shares.low else " (too high)"
    times = found.times[what]
    if times is None or times.law is None:
        return ""
    (_, early, late), (_, narrow, wide) = times.law.shift, times.law.widening
    words = ["later than predicted"] * (early > 0) + ["earlier than predicted"] * (late < 0)
    words += ["bands too narrow"] * (narrow > 1) + ["bands too wide"] * (wide < 1)
    return f" ({', '.join(words)})" if words else ""


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
    rows = [[str(len(found.pairs.pairs)), "with a prediction that was entered before any follow-up"]]
    rows += [[str(count), f"left out: {why}"] for why, count in found.pairs.left_out.items()]
    asked = f" with {', '.join(found.where)}" if found.where else ""
    made = [f"{count} by {name}" for name, count in found.software.items() if len(found.software) > 1]
    mixed = f"\n  predictions of several programs are put together: {', '.join(made)}" if made else ""
    return f"{counted(found.pairs.cases)}{asked}\n{columns(rows)}{mixed}"


def _times_text(found: Calibration, clock: str) -> str:
    times, counts = found.times[clock], found.counts[clock]
    if times is None:
        more = f" In {counts.never} {NEVER[clock]}." if counts.never else ""
        more += f" In {counts.unpredicted} it was observed, but no band was predicted." * bool(
            counts.unpredicted
        )
        return wrapped(f"{TITLES[clock]}: nothing can be told.{more}")
    waited = f"{times.happened} seen to happen, {times.censored} not yet at the last follow-up"
    lines = [f"{TITLES[clock]}: {counted(times.cases)} ({waited}; in {counts.never} more {NEVER[clock]})"]
    if counts.unpredicted:
        lines.append(f"  {counts.unpredicted} more observed, for which no band was predicted")
    if counts.opened:
        lines.append(
            f"  in {counts.opened} the upper end of the band lies beyond the published follow-up: "
            "taken as far above the median as the lower end is below, by factors (assumed)"
        )
    if times.gap_days is not None:
        lines.append(f"  known between two follow-ups only, half of them over {times.gap_days:g} days apart")
    rows = [["within the predicted 90 % band", _coverage_words(times)]]
    if times.law is None:
        rows.append(["shift and width", "cannot be fitted: too little is known, or it lies too far off"])
    else:
        shift, wide = times.law.shift, times.law.widening
        rows += [
            ["later (+) or earlier (-) than predicted", f"{_three(shift)} of the band's own spread"],
            ["spread against the predicted one", f"{_three(wide)} times"],
        ]
    rows += _verdict_rows(found, clock, times)
    return "\n".join([*lines, columns(rows)])


def _coverage_words(times: TimeCalibration) -> str:
    cover = times.coverage
    counts = f"{cover.inside} surely, {cover.outside} surely not, {cover.untold} cannot be told"
    if cover.untold == times.cases:
        return counts
    return f"{percent(cover.likely)} ({percent(cover.low)} to {percent(cover.high)}) most likely; {counts}"


def _verdict_rows(
    found: Calibration, what: str, one: TimeCalibration | ProbabilityCalibration
) -> list[list[str]]:
    rows = []
    if one.chance is not None:
        rows.append(
            [
                "so far off by chance alone",
                f"in {percent(one.chance)} of clinics with calibrated predictions",
            ]
        )
    if one.gain is not None:
        gain = one.gain
        numbers = f"{gain.per_case:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
        rows.append(["gain of a correction, people left out", f"{numbers} in log probability a case"])
    words = {
        "correct": "yes",
        "too few": "no: too few people",
        "off": "no: none is better for people left out",
    }
    return [*rows, ["a correction is proposed", words.get(found.verdict(what), "no")]]


def _probability_text(found: Calibration) -> str:
    shares = found.axonotmesis
    if shares is None:
        return wrapped("Probability of axonotmesis against loss of feeling: nothing can be told.")
    head = (
        f"Probability of axonotmesis and loss of feeling: {counted(shares.cases)}, "
        f"{shares.happened} lost it; "
        f"predicted {percent(shares.predicted)}, observed {percent(shares.observed)} "
        f"({percent(shares.low)} to {percent(shares.high)})"
    )
    rows = [["predicted", "cases", "mean", "observed (95 %)"]]
    rows += [
        [
            f"{100 * one.start:g} to {100 * one.end:g} %",
            str(one.cases),
            percent(one.predicted),
            f"{percent(one.observed)} ({percent(one.low)} to {percent(one.high)})",
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
    days = [f"{value.value / DAY:g}" for value in (rules.lost_from, rules.lost_until, rules.relief_until)]
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
            lines.append(f"{said}; predicted {band_words(band)}: {_against(waited, band)}.")
    if pair.p_axonotmesis is not None and pair.lost is not None:
        lost = "lost" if pair.lost else "not lost"
        lines.append(
            f"Feeling was {lost}; predicted probability of axonotmesis {percent(pair.p_axonotmesis)}."
        )
    lines.append("One case says nothing about how good predictions are.")
    return "\n".join(wrapped(line) for line in lines)


def case_document(pair: Pair) -> dict[str, Any]:
    """The same for programs; null as a later day: not yet, or (predicted) beyond the published follow-up."""
    times = {"recovery": pair.recovery, "pain_return": pair.pain_return}
    return {
        "format": ONE_FORMAT,
        "case": pair.case,
        "prediction": pair.prediction,
        "predicted_by": pair.software,
        "predicted_days": {clock: [_finite(day) for day in band] for clock, band in pair.bands.items()},
        "p_axonotmesis": pair.p_axonotmesis,
        "lost": pair.lost,
        "relieved": pair.relieved,
        "observed_days": {
            clock: None if waited is None else [waited.earliest, _finite(waited.latest)]
            for clock, waited in times.items()
        },
        "against": {
            clock: _against(waited, pair.bands[clock])
            for clock, waited in times.items()
            if waited is not None and clock in pair.bands
        },
    }


def left_out_document(case: str, why: str) -> dict[str, Any]:
    """Of a case that cannot be judged."""
    return {"format": ONE_FORMAT, "case": case, "left_out": why}


def _finite(day: float) -> float | None:
    return None if math.isinf(day) else day


def band_words(band: tuple[float, float, float]) -> str:
    """A predicted band of days in words; inf as its upper end: beyond what any series followed.

    >>> band_words((30.0, 75.0, 150.0)), band_words((2.0, 214.0, math.inf))[:28]
    ('30 to 150 days (median 75)', 'day 2 or later (median 214; ')
    """
    low, middle, high = band
    if math.isinf(high):
        return f"day {low:.0f} or later (median {middle:.0f}; {OPEN})"
    return f"{low:.0f} to {high:.0f} days (median {middle:.0f})"


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


def counted(cases: int) -> str:
    """How many cases, in words.

    >>> counted(1), counted(3)
    ('1 case', '3 cases')
    """
    return f"{cases} case{'' if cases == 1 else 's'}"


def percent(share: float) -> str:
    """A share as people read it."""
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
        "where": list(found.where),
        "cases": found.pairs.cases,
        "judged": len(found.pairs.pairs),
        "left_out": dict(found.pairs.left_out),
        "predictions_by": dict(found.software),
        "enough": found.enough,
        "times": {
            clock: None if times is None else asdict(times) | {"verdict": found.verdict(clock)}
            for clock, times in found.times.items()
        },
        "counts": {clock: asdict(counts) for clock, counts in found.counts.items()},
        "axonotmesis": None
        if found.axonotmesis is None
        else asdict(found.axonotmesis) | {"verdict": found.verdict(PROBABILITY)},
        "rank_edges": list(EDGES),
        "methods": {name: method.source for name, method in calibration_methods().items()},
        "files": {name: str(path) for name, path in files.items()},
    }
