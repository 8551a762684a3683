"""One person's course beside the published ones, as the command line shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped
from cryonerve.errors import Complaint, InputError
from cryonerve.registry.importance import Importance
from cryonerve.registry.measured import Measurement
from cryonerve.registry.responders_judged import Responding
from cryonerve.registry.single_case import SingleCase
from cryonerve.registry.trajectories import InstrumentCourse, Trajectory, person_course

__all__ = ["drawn", "trajectory_document", "trajectory_text"]


def drawn(found: Trajectory, path: Path) -> Path:
    """The picture at `path`.

    Raises
    ------
    InputError
        Where no pain was measured, or the folder is not there.
    """
    from cryonerve.reporting.figures.trajectory import draw_trajectory

    if path.suffix.casefold() != ".png":
        raise InputError(Complaint(f"'{path}' is no PNG file", "End the name in .png.", field="--out"))
    if not path.parent.is_dir():
        raise InputError(Complaint(f"there is no folder '{path.parent}'", "Make it first.", field="--out"))
    picture = draw_trajectory(person_course(found.person), path)
    if picture is None:
        raise InputError(Complaint("no pain was measured: there is nothing to draw", "Leave --out away."))
    return picture


def trajectory_document(found: Trajectory, picture: Path | None) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "title": found.person.title,
        "notice": found.notice,
        "against_sham": found.sham.sentence,
        "instruments": [_course_document(one) for one in found.by_instrument.values()],
        "beside": [
            {
                "course": one.course.name,
                "day": one.day,
                "points_of_10": one.value,
                "mean_day": one.mean_day,
                "mean": one.mean,
                "low": one.low,
                "high": one.high,
                "people": one.course.outcomes[0].n,
                "unit_of_analysis": one.course.unit,
                "transfer": one.course.transfer,
            }
            for one in found.beside
        ],
        "left_out": list(found.person.left_out),
        "transfer": {course.name: course.transfer for course in found.courses},
        "sources": list(found.sources),
        "file": None if picture is None else str(picture),
    }


def _course_document(one: InstrumentCourse) -> dict[str, Any]:
    return {
        "instrument": one.instrument.name,
        "series": one.name,
        "version": one.instrument.version,
        "measurements": [
            {"day": item.day, "score": item.value, "standing": item.standing} for item in one.measurements
        ],
        "change": None
        if one.change is None
        else {"points": one.change.points, "better": one.change.better, "share": one.change.share},
        "important": [
            {
                "rule": rule.rule.name,
                "who": rule.rule.who,
                "limit": rule.limit,
                "important": rule.important,
                "applies": rule.applies,
                "why_not": rule.why_not,
                "source": rule.shown_source,
            }
            for rule in one.importance
        ],
        "responder": [
            {
                "definition": item.definition.name,
                "met": item.met,
                "why_not": item.why_not,
                "source": _source(item),
            }
            for item in one.responding
        ],
        "single_case": None if one.single_case is None else _single_document(one.single_case),
        "remarks": list(one.words),
    }


def _single_document(one: SingleCase) -> dict[str, Any]:
    return {
        "claim": one.claim,
        "words": one.words,
        "nap": one.nap,
        "nap_interval": list(one.nap_interval),
        "tau": one.tau,
        "tau_u": one.tau_u,
        "corrected_tau": None if one.corrected is None else one.corrected.tau,
        "chance": one.chance,
        "smallest_chance": one.smallest_chance,
        "shift": None if one.shift is None else list(one.shift),
        "percent": None if one.percent is None else 100 * one.percent,
    }


def _source(item: Responding) -> str:
    number = item.definition.threshold
    return "assumed" if number.standing in ("recalled", "assumed", "unknown") else number.source


def trajectory_text(found: Trajectory, picture: Path | None) -> str:
    """Everything, for a person: that it is no prognosis and the sham trial first."""
    parts = [found.person.title, wrapped(found.notice), wrapped(found.sham.sentence)]
    parts += [_course_text(one) for one in found.by_instrument.values()]
    if found.beside:
        rows = [
            [
                f"day {one.day:g}: {one.value:g}",
                f"{one.mean:g}" + (f" ({one.low:g} to {one.high:g})" if one.low is not None else ""),
                f"{one.course.short}, mean of {one.course.outcomes[0].n} {one.course.unit}s, "
                f"day {one.mean_day:.0f}",
            ]
            for one in found.beside
        ]
        parts.append("Beside the nearest published means, points of 10\n" + columns(rows))
        parts.append(
            "Why these may not hold here\n"
            + "\n".join(wrapped(f"- {course.short}: {course.transfer}", indent=2) for course in found.courses)
        )
    if found.person.left_out:
        parts.append(
            "Recorded, and no score\n"
            + "\n".join(wrapped(f"- {words}", indent=2) for words in found.person.left_out)
        )
    if picture is not None:
        parts.append(str(picture))
    parts.append(RESEARCH_ONLY)
    return "\n\n".join(parts)


def _course_text(one: InstrumentCourse) -> str:
    chosen = one.instrument
    scores = ", ".join(f"day {item.day:g}: {_scored(item)}" for item in one.measurements)
    lines = [wrapped(f"{chosen.title} ({one.name}, version {chosen.version}): {scores}")]
    if one.change is not None:
        share = "" if one.change.share is None else f", {100 * one.change.share:.3g} % of the first score"
        word = "better" if one.change.better >= 0 else "worse"
        points = "points" if chosen.unit.startswith("of ") else chosen.unit
        lines.append(f"  {abs(one.change.better):g} {points} {word}{share}")
    lines += [_importance_text(rule) for rule in one.importance]
    if one.responding:
        lines.append(
            columns(
                [[_met(item.met), item.definition.title, f"[{_source(item)}]"] for item in one.responding]
            )
        )
    if one.single_case is not None:
        lines.append(wrapped(one.single_case.words, indent=2))
        if one.single_case.claim:
            lines.append(_statistics_text(one.single_case))
    lines += [wrapped(words, indent=2) for words in one.words]
    return "\n".join(lines)


def _scored(item: Measurement) -> str:
    """A score with its unit and band."""
    band = item.instrument.band(item.value)
    named = "" if band is None or item.instrument.change_itself else f" ({band.title})"
    return f"{item.value:g} {item.instrument.unit}{named}"


def _met(met: bool | None) -> str:
    return {True: "yes", False: "no", None: "cannot be told"}[met]


def _importance_text(rule: Importance) -> str:
    word = {True: "important", False: "not important", None: "cannot be told"}[rule.important]
    other = f"; {rule.why_not}" if rule.why_not else ""
    return wrapped(f"{word} by {rule.limit}: {rule.rule.who} [{rule.shown_source}]{other}", indent=2)


def _statistics_text(one: SingleCase) -> str:
    low, high = one.nap_interval
    rows = [["NAP", f"{one.nap:.2f} ({low:.2f} to {high:.2f})"], ["Tau-U", f"{one.tau_u:.2f}"]]
    if one.corrected is not None:
        rows.append(["corrected tau", f"{one.corrected.tau:.2f}"])
    if one.shift is not None:
        rows.append(["shift", f"{one.shift[0]:g} to {one.shift[1]:g} points (95 %)"])
    return columns(rows, indent=4)
