"""One patient against the world: measurements over published courses, every rule and definition beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryonerve.errors import InputError
from cryonerve.registry.importance import Change, Importance, change, important
from cryonerve.registry.measured import PAIN, Measurement, PersonMeasurements
from cryonerve.registry.person_course import CoursePoint, PersonCourse
from cryonerve.registry.responders_judged import Responding, responding
from cryonerve.registry.scoring import Score, age_findings
from cryonerve.registry.single_case import SingleCase, compare_phases
from cryonerve.sources.courses import AgainstSham, PublishedCourse, against_sham, published_courses
from cryonerve.sources.instrument import Instrument

__all__ = ["Beside", "InstrumentCourse", "Trajectory", "person_course", "trajectory"]

NEAR = 2.0  # a published mean stands beside a measurement when their times differ by less than this factor
FUNCTION = "independence"
NOT_A_PROGNOSIS = "This is not a prognosis: it shows what was measured, beside what groups of others had."


@dataclass(frozen=True, slots=True)
class Beside:
    """One measurement of pain beside the nearest mean of one series.

    Attributes
    ----------
    day, value : of the person, points of 10.
    mean_day, mean : of the series; `low`, `high` its 95 % interval, None where it is not printed.
    """

    course: PublishedCourse
    day: float
    value: float
    mean_day: float
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class InstrumentCourse:
    """What the measurements with one instrument come to; pain of several conditions is kept apart.

    Attributes
    ----------
    name : of the instrument, with condition and respondent where several are told.
    first, last : the last measurement before treatment (None where there is none), the last one after it.
    change, importance : from first to last, and what each rule says of it; None and empty where there is no
        first, or the instrument asks for the change itself.
    responding : each definition of a responder that fits.
    single_case : statistics of this person alone; None where one side has no measurement.
    """

    name: str
    instrument: Instrument
    measurements: tuple[Measurement, ...]
    first: Measurement | None
    last: Measurement | None
    change: Change | None
    importance: tuple[Importance, ...]
    responding: tuple[Responding, ...]
    single_case: SingleCase | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One person's course, judged by everything that is known, and promising nothing.

    `by_instrument` is by the name of each series: "vas", or "vas, rest" and "vas, movement".
    """

    person: PersonMeasurements
    by_instrument: Mapping[str, InstrumentCourse]
    beside: tuple[Beside, ...]
    sham: AgainstSham
    courses: tuple[PublishedCourse, ...]
    notice: str = NOT_A_PROGNOSIS

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of references.bib that stand behind it."""
        keys = {self.sham.study.source, *(course.study.source for course in self.courses), self.person.source}
        for one in self.by_instrument.values():
            keys |= {rule.rule.at_least.source for rule in one.importance}
            keys |= {found.definition.threshold.source for found in one.responding}
        return tuple(sorted(keys - {"", "assumed"}))


def trajectory(person: PersonMeasurements) -> Trajectory:
    """The person's course over the published ones.

    Examples
    --------
    >>> from cryonerve.registry.measurements import read_measurements
    >>> found = trajectory(read_measurements("tibial-neuroma-child"))
    >>> found.by_instrument["vas"].change.share, found.by_instrument["vas"].single_case.claim
    (0.875, False)
    """
    by_instrument = {name: _course(name, rows, person) for name, rows in person.series.items()}
    return Trajectory(
        person=person,
        by_instrument=MappingProxyType(by_instrument),
        beside=tuple(_beside(person)),
        sham=against_sham(),
        courses=tuple(published_courses().values()),
    )


def person_course(person: PersonMeasurements) -> PersonCourse:
    """What the picture needs: pain in points of 10, and function where it was measured.

    Scores of several pain scales are never drawn as one line: the one measured most often is taken.
    """
    pain = _most_used(person, PAIN)
    function = _most_used(person, FUNCTION)
    chosen = function[0].instrument if function else None
    return PersonCourse(
        title=person.title,
        pain=tuple(_point(one, _of_ten(one)) for one in pain),
        function=tuple(_point(one, one.value) for one in function),
        function_title="" if chosen is None else chosen.title,
        function_reach=(0.0, 100.0) if chosen is None else chosen.reach,
        function_bands=() if chosen is None else tuple((band.start, band.title) for band in chosen.bands),
    )


def _point(one: Measurement, value: float) -> CoursePoint:
    """A mark; before treatment no day is shown, so that an inferred one is no reason for a hollow mark."""
    return CoursePoint(one.day, value, one.standing == "assumed" and one.day > 0)


def _most_used(person: PersonMeasurements, family: str) -> tuple[Measurement, ...]:
    rows = [rows for rows in person.series.values() if rows[0].instrument.family == family]
    return max(rows, key=len, default=())


def _of_ten(measurement: Measurement) -> float:
    """A score of pain intensity as points of 10."""
    return measurement.instrument.of_ten(measurement.value)


def _course(name: str, rows: tuple[Measurement, ...], person: PersonMeasurements) -> InstrumentCourse:
    chosen = rows[0].instrument
    before, after = [one for one in rows if one.day <= 0], [one for one in rows if one.day > 0]
    first, last = (before[-1] if before else None), (after[-1] if after else None)
    words = [
        f"{one.value:g} {chosen.unit} on day {one.day:g} is assumed: {one.remark}"
        for one in rows
        if one.standing == "assumed"
    ]
    words += [
        f"This person is {finding.value:g} years old. {finding.reason}"
        for finding in age_findings(chosen, person.age)
    ]
    if chosen.change_itself:
        words.append(
            "What a person feels and what a score falls by are two measures; neither replaces the other."
        )
    found: Change | None = None
    rules: tuple[Importance, ...] = ()
    if first is not None and last is not None and not chosen.change_itself:
        found = change(_score(first), _score(last), instrument=chosen)
        rules = important(found, age=person.age, course=person.course, instrument=chosen)
        if not rules:
            words.append("No smallest important change is known here: nothing can be said of its importance.")
        elif not any(rule.applies for rule in rules):
            words.append("No rule was made for such a person; those of others are shown.")
    return InstrumentCourse(
        name=name,
        instrument=chosen,
        measurements=rows,
        first=first,
        last=last,
        change=found,
        importance=rules,
        responding=()
        if last is None
        else responding(chosen.name, first=None if first is None else first.value, last=last.value),
        single_case=_single_case(chosen, before, after, words),
        words=tuple(words),
    )


def _score(measurement: Measurement) -> Score:
    chosen = measurement.instrument
    return Score(chosen.name, chosen.version, measurement.value, chosen.unit, MappingProxyType({}))


def _single_case(
    chosen: Instrument, before: list[Measurement], after: list[Measurement], words: list[str]
) -> SingleCase | None:
    if not before or not after or chosen.change_itself:
        return None
    points = [[(one.day, one.value) for one in side] for side in (before, after)]
    try:
        return compare_phases(points[0], points[1], better=chosen.better, relative=chosen.relative)
    except InputError as error:
        words.append(f"Not compared by statistics: {error.complaints[0].what}.")
        return None


def _beside(person: PersonMeasurements) -> list[Beside]:
    """Each measurement of pain after treatment beside the mean of each series that is nearest in time."""
    found = []
    means = [course for course in published_courses().values() if course.kind == "mean"]
    for one in _most_used(person, PAIN):
        if one.day <= 0:
            continue
        for course in means:
            apart = [max(day, one.day) / min(day, one.day) for day in course.days]
            place = apart.index(min(apart))
            if apart[place] >= NEAR:
                continue
            outcome = course.outcomes[place]
            found.append(
                Beside(
                    course,
                    one.day,
                    _of_ten(one),
                    course.days[place],
                    course.values[place],
                    outcome.low,
                    outcome.high,
                )
            )
    return found
