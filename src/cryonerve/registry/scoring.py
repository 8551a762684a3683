"""Answers to a score: pure functions, one rule by name each, and why there is none where it is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.findings import Finding
from cryonerve.registry.conversion import Conversion, Converted
from cryonerve.sources.instrument import Band, Instrument, Item
from cryonerve.sources.instrument_files import instrument as instrument_called

__all__ = ["HALF", "Score", "age_complaints", "age_findings", "score"]

LARGEST = 1e300  # more is no float
HALF = 0.5  # share of a scale's items that must be answered
Answers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Score:
    """What one set of answers comes to.

    Attributes
    ----------
    instrument, version : which was scored; a score means nothing without both.
    value : the score; None where it is refused.
    unit : of the score.
    parts : scores of scales and summaries; None where one is refused.
    answers : the answers that were given, by item.
    missing : items without an answer.
    refused : why there is no score, and what would give one; "" where there is one.
    band : the band the score falls in; None where the instrument has none.
    converted : the score of the site's own table; None where there is none.
    findings : what is odd (age outside of those studied, an observer's scale for a person who speaks).
    """

    instrument: str
    version: str
    value: float | None
    unit: str
    answers: Answers
    missing: tuple[str, ...] = ()
    refused: str = ""
    parts: Mapping[str, float | None] = field(default_factory=dict)
    band: Band | None = None
    converted: Converted | None = None
    findings: tuple[Finding, ...] = ()


def score(
    instrument: Instrument | str,
    answers: Mapping[str, object],
    *,
    version: str,
    age: float | None = None,
    conversion: Conversion | None = None,
) -> Score:
    """The score of one set of answers.

    Parameters
    ----------
    instrument : the instrument, its id, or the path of a site's own file.
    answers : item -> answer; None is no answer.
    version : the version that was used; must be the instrument's.
    age : years, with parts of one; None where it is not known.
    conversion : the site's own table (raw sum to T score), from `read_conversion`.

    Returns
    -------
    Score
        With `value` None and a reason where too many answers are missing.

    Raises
    ------
    InputError
        An unknown item, an answer that does not exist, another version, an age for which another form exists;
        names the item and the remedy. All of them at once.

    Examples
    --------
    >>> score("vas", {"pain": 80}, version="100-mm", age=10).value
    80.0
    >>> found = score("dn4-interview", {"interview-1": 1}, version="2005")
    >>> found.value, len(found.missing)
    (None, 6)
    """
    chosen = instrument if isinstance(instrument, Instrument) else instrument_called(instrument)
    complaints = [*_version_complaints(chosen, version), *age_complaints(chosen, age)]
    given = _given(chosen, answers, complaints)
    if conversion is not None and not chosen.conversion:
        complaints.append(Complaint(f"'{chosen.name}' has no second score", "Leave the table out."))
    if complaints:
        raise InputError(*complaints)
    asked = _asked(chosen, given)
    missing = tuple(item.name for item in asked if item.name not in given)
    value, parts, refused = RULES[chosen.scoring](chosen, asked, given)
    return Score(
        instrument=chosen.name,
        version=chosen.version,
        value=value,
        unit=chosen.unit,
        answers=MappingProxyType(dict(given)),
        missing=missing,
        refused=refused,
        parts=MappingProxyType(parts),
        band=None if value is None else chosen.band(value),
        converted=None if value is None or conversion is None else conversion.of(value),
        findings=age_findings(chosen, age),
    )


# --- what is refused ----------------------------------------------------------------------------------------


def _version_complaints(chosen: Instrument, version: str) -> list[Complaint]:
    if version == chosen.version:
        return []
    what = f"'{chosen.name}' is version {chosen.version}, the answers are of {version or 'no version'}"
    remedy = f"Write version {chosen.version} if it is, else name the instrument that was used."
    return [Complaint(what, remedy, field="version")]


def age_complaints(chosen: Instrument, age: float | None) -> list[Complaint]:
    """What is wrong with an age: none at all, or one for which another form exists."""
    if age is None:
        return []
    if not (math.isfinite(age) and 0 <= age <= 130):
        return [Complaint(f"{age:g} is no age in years", field="age")]
    ages = chosen.ages
    if ages is None or ages.rule != "required" or ages.hold(age):
        return []
    what = f"'{chosen.name}' is for {ages.words}, this person is {age:g}"
    return [Complaint(what, f"Use the form for this age: {ages.remark}.", field="age")]


def _given(
    chosen: Instrument, answers: Mapping[str, object], complaints: list[Complaint]
) -> dict[str, float]:
    """The answers as numbers, in the order of the items; what is wrong with them goes to `complaints`."""
    for name in answers:
        if name not in chosen.items:
            what = f"'{chosen.name}' has no such item"
            complaints.append(Complaint(what, nearest(str(name), chosen.items), field=str(name)))
    given: dict[str, float] = {}
    for item in chosen.items.values():
        answer = answers.get(item.name)
        if answer is None:
            continue
        if not _is_answer(item, answer):
            shown = f"'{answer[:40]}'" if isinstance(answer, str) else f"{answer}"[:40]
            what = f"{shown} is no answer to '{item.title}'"
            remedy = f"Write {item.allowed}; leave it out if it was not answered."
            complaints.append(Complaint(what, remedy, field=item.name))
            continue
        given[item.name] = float(answer)  # type: ignore[arg-type]
    for item in chosen.items.values():
        other = item.only_where_zero
        if item.name in given and other and given.get(other) != 0:
            what = f"is asked only where '{other}' is 0"
            complaints.append(Complaint(what, f"Leave it out, or write {other}: 0.", field=item.name))
    return given


def _is_answer(item: Item, answer: object) -> bool:
    """Is it a number that the item takes? One with hundreds of digits is none."""
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return False
    return abs(answer) < LARGEST and item.takes(float(answer))


def _asked(chosen: Instrument, given: Answers) -> tuple[Item, ...]:
    """Items that had to be answered, given what was."""
    return tuple(
        item
        for item in chosen.items.values()
        if not item.only_where_zero or given.get(item.only_where_zero) == 0
    )


def age_findings(chosen: Instrument, age: float | None) -> tuple[Finding, ...]:
    """Is the person outside of the ages the instrument was studied for: a finding, no error."""
    ages = chosen.ages
    if age is None or ages is None or ages.hold(age):
        return ()
    limit = ages.low if age < ages.low else ages.high
    shown = "assumed" if ages.standing in ("assumed", "recalled", "unknown") else ages.source
    reason = f"The instrument is for {ages.words}" + (f": {ages.remark}." if ages.remark else ".")
    return (Finding("warn", f"age for {chosen.title}", age, limit, "years", shown, reason),)


# --- the rules ----------------------------------------------------------------------------------------------

Scored = tuple[float | None, dict[str, float | None], str]


def _sum(chosen: Instrument, asked: tuple[Item, ...], given: Answers) -> Scored:
    """Sum of all items; refused when one is missing. One item alone is its own sum."""
    del chosen
    missing = [item.name for item in asked if item.name not in given]
    if missing:
        return None, {}, f"{_listed(missing)} not answered, and this score allows none missing."
    return float(sum(given[item.name] for item in asked)), {}, ""


def _mean_of_reversed(chosen: Instrument, asked: tuple[Item, ...], given: Answers) -> Scored:
    r"""Mean over the answered items of 100 (high - answer) / (high - low).

    A scale needs half of its items; a summary, and the whole, need every scale they are made of.
    """
    scales = {name: [item for item in asked if item.scale == name] for name in chosen.scales}
    parts: dict[str, float | None] = {name: _reversed_mean(items, given) for name, items in scales.items()}
    short = [name for name in scales if parts[name] is None]
    for name, made_of in chosen.groups.items():
        items = [item for scale in made_of for item in scales[scale]]
        parts[name] = None if set(made_of) & set(short) else _reversed_mean(items, given)
    if short:
        answered = {name: sum(item.name in given for item in scales[name]) for name in short}
        counts = ", ".join(f"{name} {answered[name]} of {len(scales[name])}" for name in short)
        return None, parts, f"Fewer than half of the items are answered ({counts})."
    return _reversed_mean(list(asked), given), parts, ""


def _reversed_mean(items: list[Item], given: Answers) -> float | None:
    answered = [item for item in items if item.name in given]
    if len(answered) < HALF * len(items):
        return None
    turned = [
        100.0 * (max(item.codes) - given[item.name]) / (max(item.codes) - min(item.codes))
        for item in answered
    ]
    return math.fsum(turned) / len(turned)


def _listed(names: list[str]) -> str:
    """At most four names, and how many more."""
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(names[:4]) + more


RULES: Mapping[str, Callable[[Instrument, tuple[Item, ...], Answers], Scored]] = MappingProxyType(
    {"single": _sum, "sum": _sum, "mean of reversed items": _mean_of_reversed}
)
