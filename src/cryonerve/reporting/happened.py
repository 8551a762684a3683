"""What happened afterwards: one person's record beside what was predicted and what others had."""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.errors import InputError
from cryonerve.nerve.lesion import PainReturn, Recovery
from cryonerve.nerve.pain import fitted
from cryonerve.nerve.pain_clock import span, spans
from cryonerve.registry.measured import Measurement
from cryonerve.registry.person_course import PersonCourse
from cryonerve.registry.person_record import PersonRecord, UnwantedEvent
from cryonerve.registry.responders_judged import responding
from cryonerve.registry.trajectories import InstrumentCourse, Trajectory, person_course, trajectory
from cryonerve.reporting.run import Run
from cryonerve.reporting.wording import bare, source_name, typeset
from cryonerve.sources.adverse_events import adverse_scale
from cryonerve.sources.calibration_rules import observed_rules

__all__ = ["Beside", "Happened", "happened"]

PAIN = "pain intensity"
MET = {True: "yes", False: "no", None: "cannot be told"}
DOUBTFUL = ("recalled", "assumed", "unknown")
NOT_NONE = "That is not the same as none having happened."
FEW_POINTS = "One person, without a control: this neither confirms nor refutes the prediction."


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing that was predicted, what was observed of it, and what may be said of both."""

    about: str
    predicted: str
    observed: str
    said: str
    source: str


@dataclass(frozen=True, slots=True)
class Happened:
    """What a report tells of a record.

    Attributes
    ----------
    course : what the figure draws; without pain there is no figure.
    sham : the trial against sham, in one sentence.
    scores : day, instrument, score with unit and standing.
    beside : prediction and observation of each treated nerve.
    responders : definition, answer, who says so.
    no_claim : what the statistics of this person may say, which of few scores is nothing.
    events : adverse events, graded; `events_words` says what an empty list means.
    left_out : what was recorded and is no score.
    """

    title: str
    notice: str
    sham: str
    course: PersonCourse
    scores: tuple[tuple[str, str, str], ...]
    beside: tuple[Beside, ...]
    responders: tuple[tuple[str, str, str], ...]
    no_claim: str
    events: tuple[tuple[str, str, str, str], ...]
    events_words: str
    left_out: tuple[str, ...]
    sources: tuple[str, ...]


def happened(run: Run, record: PersonRecord) -> Happened:
    """A record as the report tells it, held against the run's prediction.

    Parameters
    ----------
    run : whose plan was predicted; without a prediction only the record is told.
    record : of the same person; nothing checks that, and the report says so.

    >>> from cryonerve.registry import read_person_record
    >>> from synthetic import synthetic_run
    >>> told = happened(synthetic_run(), read_person_record("tibial-neuroma-child"))
    >>> [row[1] for row in told.responders if row[0] == "free of pain"]
    ['no (1 of 10)']
    """
    found = trajectory(record.person)
    pain = _pain(found)
    return Happened(
        title=record.person.title,
        notice=found.notice,
        sham=found.sham.sentence,
        course=person_course(record.person),
        scores=tuple(_score_row(one) for one in record.person.measurements),
        beside=tuple(_beside(run, found, pain)),
        responders=() if pain is None else tuple(_responders(pain)),
        no_claim=FEW_POINTS if pain is None or pain.single_case is None else pain.single_case.words,
        events=tuple(_event_row(event) for event in record.events),
        events_words=_events_words(record),
        left_out=tuple(typeset(words) for words in record.person.left_out),
        sources=found.sources,
    )


def _pain(found: Trajectory) -> InstrumentCourse | None:
    """The scale of pain that was used most often; the figure takes the same."""
    rows = [one for one in found.by_instrument.values() if one.instrument.family == PAIN]
    return max(rows, key=lambda one: len(one.measurements), default=None)


def _score_row(one: Measurement) -> tuple[str, str, str]:
    day = "before" if one.day <= 0 else f"day {bare(one.day)}"
    band = one.instrument.band(one.value)
    named = "" if band is None or one.instrument.change_itself else f" ({band.title})"
    assumed = f"; assumed: {one.remark}" if one.standing == "assumed" and one.day > 0 else ""
    return day, one.instrument.title, typeset(f"{bare(one.value)} {one.instrument.unit}{named}{assumed}")


# --- prediction and observation -----------------------------------------------------------------------------


def _beside(run: Run, found: Trajectory, pain: InstrumentCourse | None) -> list[Beside]:
    if run.prediction is None:
        return []
    rows = []
    for course in run.volume.nerves:
        back = run.prediction.pain.get(course.name)
        regrowth = run.prediction.recoveries.get(course.name)
        if course.treated and back is not None:
            rows.append(_pain_beside(course.name, back, pain))
        if course.treated and regrowth is not None:
            rows.append(_regrowth_beside(course.name, regrowth, found))
    return rows


def _pain_beside(nerve: str, back: PainReturn, pain: InstrumentCourse | None) -> Beside:
    predicted = typeset(back.sentence)
    who = ", ".join(title.partition(",")[0] for title in back.by_series) or "no series"
    about = f"Return of pain, {nerve} nerve"
    first = None if pain is None else pain.first
    later = () if pain is None else tuple(one for one in pain.measurements if one.day > 0)
    if first is None or not later:
        return Beside(about, predicted, "no pain before and after is recorded", FEW_POINTS, who)
    observed = ", ".join([f"{_of_ten(first)} of 10 before", *(_at(one) for one in later)])
    gone = [_relieved(first, one) for one in later]
    last = later[-1]
    if back.days is None or not any(gone):
        said = "There was no relief by half or more, so there was none to return."
        return Beside(about, predicted, observed, f"{said} {FEW_POINTS}", who)
    again = next((one for one, relief in _after_relief(later, gone) if not relief), None)
    when = again or last
    share = f"{100 * fitted().back_by(when.day):.0f} %"
    inferred = " (a score or day that was assumed)" if when.standing == "assumed" else ""
    said = (
        f"Counting relief as half or more, pain was {'' if again is not None else 'not '}back by day "
        f"{bare(when.day)}{inferred}. Of patients in the series who had relief, it was back in {share} "
        f"by then (model of these series). {FEW_POINTS}"
    )
    return Beside(about, predicted, observed, said, who)


def _regrowth_beside(nerve: str, regrowth: Recovery, found: Trajectory) -> Beside:
    days = regrowth.regrowth_days
    predicted = f"Axons back after about {span(days.p50)} ({spans(days.p5, days.p95)})"
    who = ", ".join(source_name(key) for key in regrowth.sources) or "assumed"
    last = max((one.day for one in found.person.measurements), default=0.0)
    where = "before" if last < days.p5 else "within" if last <= days.p95 else "after"
    observed = "nothing: no score of feeling or conduction is recorded"
    said = (
        f"The last score, of day {bare(last)}, lies {where} the predicted band. "
        "Less pain is no sign of regrowth, and pain that is still less none of its absence."
    )
    return Beside(f"Regrowth, {nerve} nerve", predicted, observed, said, who)


def _after_relief(later: tuple[Measurement, ...], gone: list[bool]) -> list[tuple[Measurement, bool]]:
    """Scores after the first relief, each with whether relief still held."""
    start = gone.index(True)
    return list(zip(later[start + 1 :], gone[start + 1 :], strict=True))


def _relieved(first: Measurement, one: Measurement) -> bool:
    judged = responding(one.instrument.name, first=first.value, last=one.value)
    return any(item.definition.name == observed_rules().relief and item.met is True for item in judged)


def _of_ten(one: Measurement) -> str:
    return bare(one.instrument.of_ten(one.value))


def _at(one: Measurement) -> str:
    return f"{_of_ten(one)} on day {bare(one.day)}" + (" (assumed)" if one.standing == "assumed" else "")


# --- responders, adverse events -----------------------------------------------------------------------------


def _responders(pain: InstrumentCourse) -> list[tuple[str, str, str]]:
    rows = []
    for item in pain.responding:
        number = item.definition.threshold
        who = (
            "assumed" if number.standing in ("recalled", "assumed", "unknown") else source_name(number.source)
        )
        reached = "" if item.reached is None else _reached(item.definition.measure, item.reached)
        why = item.why_not or reached
        rows.append((item.definition.title, MET[item.met] + (f" ({why})" if why else ""), who))
    return rows


def _reached(measure: str, reached: float) -> str:
    return f"{bare(100 * reached)} % less" if measure == "fall" else f"{bare(reached)} of 10"


def _event_row(event: UnwantedEvent) -> tuple[str, str, str, str]:
    days = "day not recorded" if event.onset is None else f"day {event.onset}"
    if event.onset is not None:
        days += " on, not over when recorded" if event.resolved is None else f" to day {event.resolved}"
    return typeset(event.term), _grade(event), event.relatedness, days


def _grade(event: UnwantedEvent) -> str:
    """The grade with its scale and, where the table has it, what it means."""
    if not event.grade:
        return "not graded"
    scale = f"{event.scale} {event.scale_version}".strip()
    try:
        grade, _ = adverse_scale(event.scale, version=event.scale_version).grade(event.grade)
    except InputError:
        return f"{event.grade} ({scale or 'scale not named'}; not in the tables)"
    return typeset(f"{event.grade} ({scale})" + (f": {grade.meaning}" if grade.meaning else ""))


def _events_words(record: PersonRecord) -> str:
    if not record.holds_events:
        return (
            "Adverse events: a file of measurements holds none. That is not the same as none having happened."
        )
    if record.events:
        return "Grades as recorded; how events were watched for is not part of the record."
    return "No adverse event is recorded. That is not the same as none having happened."
