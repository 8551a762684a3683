"""Published studies, what each counted or measured, which question it answers: read from evidence.toml."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.errors import nearest
from cryonerve.sources.evidence_cells import count_in, number_in, time_in
from cryonerve.sources.tables import Row, read_table

__all__ = [
    "AUDITS",
    "BIASES",
    "DESIGNS",
    "INTERVALS",
    "KINDS",
    "MODALITIES",
    "OUTCOME_KEYS",
    "POINTS",
    "STANDINGS",
    "STUDY_KEYS",
    "TIMES",
    "UNITS",
    "Method",
    "Outcome",
    "Question",
    "Study",
    "Window",
    "bias_schemes",
    "evidence_methods",
    "evidence_questions",
    "read_outcome",
    "read_study",
    "studies",
    "windows",
]

DESIGNS = (
    "randomised sham-controlled trial", "randomised trial", "prospective series", "retrospective series",
    "series", "case report", "systematic review",
)  # fmt: skip
MODALITIES = (
    "cold through the skin", "cold in open surgery", "cold, way not said", "sham", "radiofrequency heat",
    "alcohol, then radiofrequency heat", "alcohol", "surgery", "several",
)  # fmt: skip
UNITS = ("patient", "neuroma", "nerve", "nerve treatment", "procedure")
KINDS = ("share", "mean", "change", "difference", "effect", "score", "time")
TIMES = ("after", "mean", "median", "at least", "planned")
INTERVALS = ("", "95 %", "quartiles", "range", "longest")
STANDINGS = ("read abstract", "secondary", "full")
BIASES = ("low", "some concerns", "high")
AUDITS = ("verified", "imprecise", "contradicted", "unverifiable")

STUDY_KEYS = (
    "title", "year", "design", "population", "modality", "technique", "patients", "lesions", "follow_up",
    "follow_up_is", "source", "standing", "bias", "bias_scheme", "bias_why", "audit", "audit_words",
    "adverse",
)  # fmt: skip
OUTCOME_KEYS = (
    "question", "kind", "definition", "unit", "at", "at_is", "numerator", "denominator", "baseline",
    "baseline_sd", "baseline_low", "baseline_high", "value", "sd", "low", "high", "interval", "scale", "n",
    "remark", "apart",
)  # fmt: skip
COUNTS = ("numerator", "denominator", "n")
NUMBERS = ("baseline", "baseline_sd", "baseline_low", "baseline_high", "value", "sd", "low", "high")
POINTS = "points of 10"
SCALE = 10.0
YEARS = range(1850, 2101)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time after treatment; outcomes of different stretches answer different questions."""

    name: str
    title: str
    until: float  # s; infinite for the last
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the literature.

    Attributes
    ----------
    windowed : whether the time of the outcome is part of the question.
    fits : entries of words; a case whose own words hold all of one entry asks this question.
    beside : it is about the treatment, and shown beside any other question.
    """

    name: str
    title: str
    short: str
    windowed: bool
    windowed_why: str = ""
    fits: tuple[str, ...] = ()
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """A statistical method or a scheme of judging bias, and the publication it is from."""

    name: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that one study counted or measured.

    Attributes
    ----------
    study, name : together its name, "morton2024 any-relief".
    kind : "share"; "mean" (score after, and before where known), "change" (fall of pain), "difference"
        (between arms): points of 10; "effect", "score", "time": on `scale`, never pooled.
    definition : what was counted or scored; outcomes are alike only where the words are the same.
    unit : the unit of analysis, one of `UNITS`.
    at, at_is : s after the treatment, and whether that is a mean, a median, at least; None where not said.
    numerator, denominator : counts of a share.
    baseline, baseline_sd, baseline_low, baseline_high : score before treatment.
    value, sd, low, high, interval : score after, fall, difference, share in % where counts are not printed.
    n : how many were counted or scored.
    apart : why this outcome is never pooled; "" where nothing forbids it.
    """

    study: str
    name: str
    question: str
    kind: str
    definition: str
    unit: str
    at: float | None = None
    at_is: str = "after"
    numerator: int | None = None
    denominator: int | None = None
    baseline: float | None = None
    baseline_sd: float | None = None
    baseline_low: float | None = None
    baseline_high: float | None = None
    value: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    scale: str = POINTS
    n: int | None = None
    remark: str = ""
    apart: str = ""

    @property
    def label(self) -> str:
        """Name of the outcome among all studies."""
        return f"{self.study} {self.name}"


@dataclass(frozen=True, slots=True)
class Study:
    """One row of the literature.

    Attributes
    ----------
    follow_up, follow_up_is : s, and whether it is a mean, at least, planned; None where not said.
    source : key of references.bib, or of a row from a user's file the citation as written there.
    standing : how it was read: "read abstract", "secondary" (what others say of it), "full".
    bias, bias_scheme, bias_why : our own judgement, by which scheme, and why.
    audit, audit_words : does the source's own text carry this row, and in which words.
    origin : "" for the rows that come with the package, else the user's file.
    """

    name: str
    title: str
    year: int
    design: str
    population: str
    modality: str
    technique: str
    patients: int | None
    lesions: int | None
    follow_up: float | None
    follow_up_is: str
    source: str
    standing: str
    bias: str
    bias_scheme: str
    bias_why: str
    audit: str
    audit_words: str
    adverse: str
    outcomes: tuple[Outcome, ...] = ()
    origin: str = ""

    @property
    def sham_trial(self) -> bool:
        """A randomised trial against a sham treatment."""
        return self.design == DESIGNS[0]


@cache
def windows() -> tuple[Window, ...]:
    """Stretches of time, the earliest first.

    >>> [window.title for window in windows()]
    ['up to 6 weeks', '6 weeks to 9 months', 'after 9 months']
    """
    found = []
    for name, row in read_table("evidence.toml").below("window").rows().items():
        row.known("title", "until", "why")
        until = row.quantity("until", "time") if "until" in row.fields else math.inf
        found.append(Window(name, row.text("title"), until, row.text("why")))
    return tuple(found)


@cache
def evidence_questions() -> Mapping[str, Question]:
    """Every question by name, in the order in which they are shown.

    >>> list(evidence_questions())[:2]
    ['phantom-pain', 'stump-neuroma']
    """
    found = {}
    for name, row in read_table("evidence.toml").below("question").rows().items():
        row.known("title", "short", "windowed", "windowed_why", "fits", "beside")
        found[name] = Question(
            name=name,
            title=row.text("title"),
            short=row.text("short"),
            windowed=row.fields["windowed"] is True,
            windowed_why=row.text("windowed_why", ""),
            fits=tuple(str(words) for words in row.fields.get("fits", ())),
            beside=row.fields.get("beside") is True,
        )
    return MappingProxyType(found)


@cache
def evidence_methods() -> Mapping[str, Method]:
    """The statistical methods by name, each with the publication it is from."""
    return MappingProxyType(dict(read_methods("evidence.toml", "method")))


@cache
def bias_schemes() -> Mapping[str, Method]:
    """The schemes by which risk of bias is judged, by name.

    >>> bias_schemes()["rob-2"].source
    'sterne2019'
    """
    return MappingProxyType(dict(read_methods("evidence.toml", "scheme")))


def read_methods(table: str, kind: str = "method") -> Iterator[tuple[str, Method]]:
    """Methods of one kind that a table lists, each with its name and the publication it is from."""
    for name, row in read_table(table).below(kind).rows().items():
        row.known("title", "source")
        yield name, Method(name, row.text("title"), row.text("source"))


@cache
def studies() -> Mapping[str, Study]:
    """The rows that come with the package, by name; those against sham first.

    >>> len(studies()), next(iter(studies()))
    (24, 'ilfeld2023-active')
    """
    rows = read_table("evidence.toml").below("study").rows()
    return MappingProxyType({name: _study(name, row) for name, row in rows.items()})


def _study(name: str, row: Row) -> Study:
    row.known(*STUDY_KEYS, "outcome")
    outcomes = row.below("outcome").rows().items()
    for key, cells in outcomes:
        cells.known(*OUTCOME_KEYS)
        del key
    return read_study(row, name, tuple(read_outcome(cells, name, key) for key, cells in outcomes))


def read_study(row: Row, name: str, outcomes: tuple[Outcome, ...], *, origin: str = "") -> Study:
    """The study of one row, checked.

    Raises
    ------
    InputError
        A word that is none of those allowed, a count that is none, a time without unit; names the place.
    """
    year = count_in(row, "year")
    if year is None or year not in YEARS:
        what = "is missing" if year is None else f"{year} is no year of publication"
        raise row.complaint("year", what, "Write the year of publication.")
    return Study(
        name=name,
        title=row.text("title"),
        year=year,
        design=row.choice("design", DESIGNS),
        population=row.text("population"),
        modality=row.choice("modality", MODALITIES),
        technique=row.text("technique", ""),
        patients=count_in(row, "patients"),
        lesions=count_in(row, "lesions"),
        follow_up=time_in(row, "follow_up"),
        follow_up_is=row.choice("follow_up_is", TIMES, "after"),
        source=row.text("source"),
        standing=row.choice("standing", STANDINGS),
        bias=row.choice("bias", BIASES),
        bias_scheme=row.choice("bias_scheme", tuple(bias_schemes())),
        bias_why=row.text("bias_why"),
        audit=row.choice("audit", AUDITS),
        audit_words=row.text("audit_words"),
        adverse=row.text("adverse", ""),
        outcomes=outcomes,
        origin=origin,
    )


def read_outcome(row: Row, study: str, name: str) -> Outcome:
    """One outcome of a study, checked.

    Raises
    ------
    InputError
        As `read_study`; also counts and ends of intervals that cannot be.
    """
    counts = {key: count_in(row, key) for key in COUNTS}
    numbers = {key: number_in(row, key) for key in NUMBERS}
    question = row.text("question")
    if question not in evidence_questions():
        raise row.complaint(
            "question", f"no question is called '{question}'", nearest(question, evidence_questions())
        )
    found = Outcome(
        study=study,
        name=name,
        question=question,
        kind=row.choice("kind", KINDS),
        definition=row.text("definition"),
        unit=row.choice("unit", UNITS),
        at=time_in(row, "at"),
        at_is=row.choice("at_is", TIMES, "after"),
        interval=row.choice("interval", INTERVALS, ""),
        scale=row.text("scale", POINTS),
        remark=row.text("remark", ""),
        apart=row.text("apart", ""),
        numerator=counts["numerator"],
        denominator=counts["denominator"],
        n=counts["n"],
        **numbers,
    )
    _checked(found, row)
    return found


def _checked(found: Outcome, row: Row) -> None:
    """What nobody can have counted or measured is a complaint."""
    if (found.numerator is None) != (found.denominator is None):
        missing = "numerator" if found.numerator is None else "denominator"
        raise row.complaint(missing, "is missing", "Write both counts, or neither.")
    if found.numerator is not None and found.denominator is not None:
        if found.denominator < 1:
            raise row.complaint("denominator", "is 0: nobody was counted")
        if found.numerator > found.denominator:
            raise row.complaint("numerator", f"{found.numerator} of {found.denominator} cannot be")
    elif found.kind != "share" and found.value is None:
        raise row.complaint("value", "is missing", f"A {found.kind} is a number.")
    elif found.kind == "share" and (found.value is None or not 0 <= found.value <= 100 or found.scale != "%"):
        raise row.complaint("numerator", "is missing", "A share is numerator and denominator, or value in %.")
    for low, middle, high in (("low", "value", "high"), ("baseline_low", "baseline", "baseline_high")):
        ends = [getattr(found, key) for key in (low, middle, high) if getattr(found, key) is not None]
        if ends != sorted(ends):
            raise row.complaint(low, f"{low}, {middle} and {high} do not rise: {ends}")
    for key in ("sd", "baseline_sd"):
        spread = getattr(found, key)
        if spread is not None and spread < 0:
            raise row.complaint(key, f"{spread:g} is negative")
    if found.kind not in ("mean", "change", "difference"):
        return
    for key in NUMBERS:
        number = getattr(found, key)
        if number is not None and abs(number) > SCALE:
            raise row.complaint(key, f"{number:g} lies outside of 0 to 10", "Bring scores to 0 to 10.")
    if found.scale != POINTS:
        remedy = "Bring it to 0 to 10, or write kind 'score', which is shown and not pooled."
        raise row.complaint("scale", f"'{found.scale}' is not '{POINTS}'", remedy)
