"""Published outcomes, pools and audits as sentences that a person reads."""

from __future__ import annotations

import math

from cryonerve.registry.effects import Effect, shown_value
from cryonerve.registry.pooling import Pooled
from cryonerve.reporting.wording import MONTH, bare, typeset
from cryonerve.sources import references
from cryonerve.sources.audit import AuditedReport, Statement
from cryonerve.sources.evidence import POINTS, Outcome, Study
from cryonerve.units import DAY

__all__ = [
    "alike_words",
    "audit_lines",
    "audit_summary",
    "citation",
    "counted",
    "interval_words",
    "measured",
    "outcome_sentence",
    "pool_sentences",
    "sham_sentence",
    "since",
    "study_line",
    "value_words",
    "when",
]

MANY = {
    "patient": "patients",
    "neuroma": "neuromas",
    "nerve": "nerves",
    "nerve treatment": "nerve treatments",
}
OUR_JUDGEMENT = "our judgement"


def since(seconds: float) -> str:
    """A time of follow-up, in the unit in which it is a plain number.

    >>> since(14 * 86400.0), since(194 * 86400.0), since(4 * 365.25 / 12 * 86400), since(86400.0)
    ('2 weeks', '194 days', '4 months', '1 day')
    """
    months, days = seconds / MONTH, seconds / DAY
    if abs(months - round(months)) < 1e-3 and round(months) > 0:
        return _plural(round(months), "month")
    if abs(days - round(days)) > 1e-3:
        return f"{bare(months, 3)} months"
    if round(days) % 7 == 0:
        return _plural(round(days) // 7, "week")
    return _plural(round(days), "day")


def when(outcome: Outcome) -> str:
    """When it was asked, "" where that is not said.

    >>> from cryonerve.sources.evidence import studies
    >>> when(studies()["cazzato2016"].outcomes[0]), when(studies()["lloyd1976"].outcomes[0])
    ('after a mean of 19.7 months', '')
    """
    if outcome.at is None:
        return ""
    joint = {"after": "after ", "at least": "after at least "}.get(
        outcome.at_is, f"after a {outcome.at_is} of "
    )
    return joint + since(outcome.at)


def counted(number: int | None, unit: str) -> str:
    """So many of a unit: "31 neuromas", "1 patient", "patients" where the number is not known."""
    if number is None:
        return MANY.get(unit, f"{unit}s")
    return f"{number} {unit if number == 1 else MANY.get(unit, f'{unit}s')}"


def interval_words(low: float, high: float, unit: str = "") -> str:
    """Words such as "95 % 22 to 58"; "" where there is no interval."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    ends = (_number(low, unit), _number(high, unit))
    return f"95 % {ends[0]} to {ends[1]}"


def value_words(effect: Effect) -> str:
    """The number of one row with its interval, "39 % (22 to 58)"; "" where it has none."""
    if not math.isfinite(effect.shown):
        return ""
    unit = "%" if effect.measure == "share" else ""
    value = _number(effect.shown, unit) + (" %" if unit else "")
    words = interval_words(effect.shown_low, effect.shown_high, unit).removeprefix("95 % ")
    return f"{value} ({words})" if words else value


def measured(effect: Effect) -> str:
    """What one row found, without the name of the study."""
    outcome = effect.outcome
    if outcome.kind == "share":
        return _share(effect)
    if outcome.kind == "mean":
        return _mean(effect)
    who = f" ({counted(outcome.n, outcome.unit)})" if outcome.n else ""
    value = _number(outcome.value or 0.0, "") if outcome.scale == POINTS else bare(outcome.value, 4)
    if outcome.baseline is not None and outcome.kind == "score":
        value = f"from {bare(outcome.baseline, 4)} to {value}"
    head = f"{outcome.definition}: {value} {outcome.scale}".rstrip()
    return f"{head}{_printed_interval(outcome)} {when(outcome)}".rstrip() + who


def outcome_sentence(effect: Effect) -> str:
    """One row as a sentence.

    >>> from cryonerve.registry import evidence
    >>> outcome_sentence(evidence().effects("caporusso2002 pain-free")[0])
    'Caporusso 2002: free of pain: 12 of 31 neuromas after 2 weeks, 39 % (95 % 22 to 58).'
    """
    return f"{effect.study.title}: {measured(effect)}."


def sham_sentence(effect: Effect) -> str:
    """The trial against sham, which stands first.

    >>> from cryonerve.registry import evidence
    >>> sham_sentence(evidence().sham_trial)[:68]
    'The one published trial against sham (Ilfeld 2023, 144 patients, pha'
    """
    none = effect.shown_low <= 0.0 <= effect.shown_high
    title = effect.study.title.partition(",")[0]
    found = "found no difference" if none else "found a difference"
    return (
        f"The one published trial against sham ({title}, {counted(effect.outcome.n, 'patient')}, phantom "
        f"limb pain) {found} {when(effect.outcome)}: {_number(effect.shown, '')} points of 10 "
        f"({interval_words(effect.shown_low, effect.shown_high)})."
    )


def study_line(study: Study) -> str:
    """Design, people, treatment and our judgement of bias.

    >>> from cryonerve.sources.evidence import studies
    >>> study_line(studies()["lloyd1976"])
    'series; intractable pain of many nerves; 64 patients; risk of bias high (our judgement)'
    """
    size = [] if study.patients is None else [counted(study.patients, "patient")]
    bias = f"risk of bias {study.bias} ({OUR_JUDGEMENT})"
    return "; ".join([study.design, study.population, *size, bias])


def citation(study: Study) -> str:
    """One line: the publication, by DOI or PMID where one was seen."""
    return str(references()[study.source]) if study.source in references() else study.source


def alike_words(effect: Effect) -> str:
    """What the rows of a pool have in common."""
    _, treatment, _, definition, unit, time = effect.kind
    return f"{definition}, by {unit}, {time}, {treatment}"


def pool_sentences(pooled: Pooled) -> list[str]:
    """What a pool says, what it cannot say, and by which assumptions; the first sentence is the result."""
    names = ", ".join(effect.study.title for effect in pooled.effects)
    value, low, high = pooled.shown
    unit = "%" if pooled.measure == "share" else ""
    shown = f"{_number(value, unit)} {unit or 'points'} ({interval_words(low, high, unit)})"
    found = [f"{pooled.random.k} studies pooled ({names}): {alike_words(pooled.effects[0])}: {shown}."]
    found += list(pooled.warnings[:1]) if pooled.few else []
    if pooled.beta is not None and pooled.few:
        wide = interval_words(100 * pooled.beta.low, 100 * pooled.beta.high, "%")
        found.append(
            "This interval holds only if the studies had one and the same share, which nothing tells. Where "
            f"they may differ (beta-binomial), it is {wide} %."
        )
    elif pooled.beta is not None and pooled.common is not None:
        found.append(
            "The share is the mean of a beta-binomial. If all studies had one and the same share, its exact "
            f"interval would be {interval_words(100 * pooled.common[0], 100 * pooled.common[1], '%')} %."
        )
    found.append(_random_words(pooled))
    found += [
        f"With a correlation of {correlation:g} between before and after (assumed): "
        f"{bare(again.estimate)} points ({interval_words(again.low, again.high)})."
        for correlation, again in pooled.by_correlation
    ]
    found += _without_words(pooled)
    if pooled.egger is not None:
        intercept, p = bare(pooled.egger.intercept), pooled.egger.p
        found.append(f"Egger's test of small-study effects: intercept {intercept}, p = {p:.2g}.")
    return found + list(pooled.warnings[1 if pooled.few else 0 :])


def audit_lines(statement: Statement) -> list[tuple[str, str]]:
    """One audited statement as pairs of heading and words."""
    source = references()[statement.source]
    return [
        ("the report", f"{statement.report_words} ({statement.where})"),
        ("its source", f"{statement.source_words} [{source}]"),
        ("found", statement.found),
    ]


def audit_summary(report: AuditedReport) -> str:
    """How many statements fell under which status."""
    statuses = [item.status for item in report.statements.values()]
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in dict.fromkeys(sorted(statuses)))
    return f"{len(statuses)} statements of {report.title}: {counts}."


# --- parts of sentences -------------------------------------------------------------------------------------


def _plural(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _number(value: float, unit: str) -> str:
    """Per cent without decimals (below 10 with one), points with one decimal."""
    decimals = 1
    if unit == "%":
        decimals = 1 if 0.0 < abs(value) < 10.0 or 99.0 < value < 99.95 else 0
        decimals = 2 if 0.0 < abs(value) < 0.1 else decimals
    return typeset(f"{value:.{decimals}f}".replace("-0.0", "0.0"))


def _share(effect: Effect) -> str:
    outcome = effect.outcome
    interval = interval_words(effect.shown_low, effect.shown_high, "%")
    if outcome.numerator is not None:
        head = f"{outcome.definition}: {outcome.numerator} of {counted(outcome.denominator, outcome.unit)}"
        return f"{head} {when(outcome)}".rstrip() + f", {_number(effect.shown, '%')} % ({interval})"
    head = f"{outcome.definition} {when(outcome)}".rstrip()
    who = f" of {counted(outcome.n, outcome.unit)}" if outcome.n else ""
    return f"{head}: {bare(outcome.value, 3)} %{who}" + (f" ({interval})" if interval else "")


def _mean(effect: Effect) -> str:
    outcome = effect.outcome
    spread = ("" if item is None else f" ± {bare(item)}" for item in (outcome.baseline_sd, outcome.sd))
    before, after = spread
    first = "" if outcome.baseline is None else f"from {bare(outcome.baseline)}{before} to "
    head = f"{outcome.definition} {first}{bare(outcome.value)}{after} of 10 {when(outcome)}".rstrip()
    who = f" ({counted(outcome.n, outcome.unit)})" if outcome.n else ""
    interval = interval_words(effect.shown_low, effect.shown_high)
    fall = f", less by {_number(effect.shown, '')} ({interval})" if interval else ""
    return f"{head}{who}{fall}"


def _printed_interval(outcome: Outcome) -> str:
    if outcome.high is None:
        return ""
    if outcome.low is None:
        return f" ({outcome.interval} {bare(outcome.high, 4)})"
    ends = outcome.low, outcome.high
    low, high = (_number(end, "") if outcome.scale == POINTS else bare(end, 4) for end in ends)
    return f" ({outcome.interval} {low} to {high})"


def _random_words(pooled: Pooled) -> str:
    random = pooled.random
    unit = "%" if pooled.measure == "share" else ""
    names = {"REML": "REML", "DL": "DerSimonian-Laird", "PM": "Paule-Mandel"}
    value, low, high = (
        shown_value(pooled.measure, end) for end in (random.estimate, random.low, random.high)
    )
    text = (
        f"Random effects ({names[random.method]}, Hartung-Knapp): {_number(value, unit)} {unit or 'points'} "
        f"({interval_words(low, high, unit)}); I² {100 * random.i2:.0f} %, τ² {bare(random.tau2)} "
        f"({bare(random.tau2_low)} to {bare(random.tau2_high)})"
    )
    further = interval_words(*pooled.further, unit)
    return text + (f"; a further such study: {further}." if further else ".")


def _without_words(pooled: Pooled) -> list[str]:
    if not pooled.without:
        return []
    unit = "%" if pooled.measure == "share" else ""
    values = [shown_value(pooled.measure, again.estimate) for again in pooled.without]
    low, high = min(values), max(values)
    which = pooled.effects[values.index(low)].study.title, pooled.effects[values.index(high)].study.title
    return [
        f"Leaving one study out moves the random-effects value between {_number(low, unit)} "
        f"(without {which[0]}) and {_number(high, unit)} {unit or 'points'} (without {which[1]})."
    ]
