"""What was predicted for a case beside what happened: which prediction counts, and what a follow-up can tell.

A prediction counts where it was entered in a transaction before the first follow-up of its case: numbers of
the chain tell, not anybody's word. What happened lies between two follow-ups; a repeated procedure ends the
wait.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, and_, func, select

from cryonerve.registry.access import Registry, looking
from cryonerve.registry.listing import Condition, find
from cryonerve.registry.measured import UNKNOWN
from cryonerve.registry.responders_judged import is_met
from cryonerve.registry.schema import AUDIT, RECORDS, VERSIONS, newest
from cryonerve.sources.calibration_rules import observed_rules
from cryonerve.sources.instrument_files import instruments
from cryonerve.sources.responders import responder_definitions

__all__ = ["OutcomePairs", "Pair", "Waited", "outcome_pairs"]

DAY = 86400.0  # s
NO_PREDICTION = "no prediction for the treated nerve"
LATER = "the prediction was entered, or changed, after a follow-up"
TOGETHER = "the prediction came in one import with the follow-ups: which was first nobody can tell"
NOT_FOLLOWED = "no follow-up of pain or feeling"
WITHDRAWN = "every consent was withdrawn"
BANDS = {"recovery": "recovery_p{}_days", "pain_return": "pain_return_p{}_days"}
PERCENTILES = (5, 50, 95)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Waited:
    """Between which days something happened; `latest` is inf where it had not happened at the last look."""

    earliest: float
    latest: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One case: its prediction and what is known of the outcome.

    Attributes
    ----------
    prediction : id of the record that counts.
    bands : predicted 5th, 50th and 95th percentile by clock ("recovery", "pain_return"), where there are any.
    p_axonotmesis : predicted probability of axonotmesis, None where it was not predicted.
    lost : was feeling lost soon after? None where nobody looked then.
    recovery, pain_return : when feeling was back, and when relief ended; None where that cannot be told.
    relieved : was relief reached? None where no pain was measured before and after.
    """

    case: str
    person: str
    prediction: str
    bands: Mapping[str, tuple[float, float, float]]
    p_axonotmesis: float | None
    lost: bool | None
    recovery: Waited | None
    pain_return: Waited | None
    relieved: bool | None


@dataclass(frozen=True, slots=True)
class OutcomePairs:
    """Cases that can be judged, and how many cannot, by why."""

    pairs: tuple[Pair, ...]
    left_out: Mapping[str, int]
    cases: int


@dataclass
class _Seen:
    """What is recorded of one case, gathered while rows are read."""

    person: str
    nerve: str | None
    procedures: dict[str, int] = field(default_factory=dict)  # record -> day
    predictions: list[Row] = field(default_factory=list)
    scores: list[Row] = field(default_factory=list)  # as `_scores` gives them


def outcome_pairs(
    registry: Registry, conditions: Iterable[Condition | str] = (), *, only: str = "", together: bool = False
) -> OutcomePairs:
    """Predictions beside what happened, for all cases or for those that meet conditions (as in `find`).

    Parameters
    ----------
    only : id of one case; "" for all of them.
    together : count predictions too that came in one import with the follow-ups.

    Examples
    --------
    >>> from cryonerve.registry import open_registry, read_record_file, record
    >>> with open_registry("pairs.sqlite", who="anna") as registry:
    ...     entered = record(registry, read_record_file("tibial-neuroma-child"))
    ...     outcome_pairs(registry).left_out
    mappingproxy({'no prediction for the treated nerve': 1})
    """
    chosen = [row for row in find(registry, "case", conditions).rows if only in ("", row["record"])]
    with looking(registry) as connection:
        seen = {str(row["record"]): _Seen(row["person"], row["nerve"]) for row in chosen}
        withdrawn = _withdrawn(connection)
        _read(connection, seen)
    left_out: Counter[str] = Counter()
    pairs = []
    for case, one in seen.items():
        found = WITHDRAWN if one.person in withdrawn else _pair(case, one, together=together)
        if isinstance(found, str):
            left_out[found] += 1
        else:
            pairs.append(found)
    return OutcomePairs(tuple(pairs), MappingProxyType(dict(left_out)), len(seen))


def _withdrawn(connection: Connection) -> set[str]:
    """People all of whose consents were withdrawn."""
    table = VERSIONS["consent"]
    query = newest("consent").with_only_columns(
        RECORDS.c.person, func.count(), func.count(table.c.withdrawn_day)
    )
    rows = connection.execute(query.group_by(RECORDS.c.person))
    return {person for person, all_of_them, gone in rows if all_of_them == gone}


def _read(connection: Connection, seen: Mapping[str, _Seen]) -> None:
    """One query for each kind; rows of cases that were not asked for are passed over."""
    table = VERSIONS["procedure"]
    query = newest("procedure").with_only_columns(RECORDS.c.parent, RECORDS.c.record, table.c.day)
    for case, record, day in connection.execute(query).all():
        if case in seen:
            seen[case].procedures[record] = day
    for case, *values in connection.execute(_predictions()).all():
        if case in seen:
            seen[case].predictions.append(tuple(values))
    for case, *values in connection.execute(_scores()).all():
        if case in seen:
            seen[case].scores.append(tuple(values))


def _predictions() -> Any:  # noqa: ANN401
    """Parent, record, nerve, treated, procedure, number, last of its transaction, p, percentiles."""
    table = VERSIONS["prediction"]
    same = AUDIT.alias("same")
    transactions = (
        select(same.c.at, func.max(same.c.number).label("last"))
        .where(same.c.at.in_(select(AUDIT.c.at).where(AUDIT.c.kind == "prediction")))
        .group_by(same.c.at)
        .subquery()
    )
    return (
        newest("prediction")
        .join(AUDIT, and_(AUDIT.c.record == table.c.record, AUDIT.c.version == table.c.version))
        .join(transactions, transactions.c.at == AUDIT.c.at)
        .with_only_columns(
            RECORDS.c.parent,
            RECORDS.c.record,
            table.c.nerve,
            table.c.treated,
            table.c.procedure,
            AUDIT.c.number,
            transactions.c.last,
            table.c.p_axonotmesis,
            *(table.c[name.format(part)] for name in BANDS.values() for part in PERCENTILES),
        )
        .order_by(AUDIT.c.number)
    )


def _scores() -> Any:  # noqa: ANN401
    """Parent, instrument, unit, condition, procedure, day, score, entered; in the order of days."""
    table = VERSIONS["measurement"]
    pain = [one.name for one in instruments().values() if one.family == "pain intensity"]
    columns = ("instrument", "unit", "condition", "procedure", "day", "score")
    return (
        newest("measurement", long=False)
        .where(table.c.instrument.in_([*pain, observed_rules().feeling]), table.c.score.is_not(None))
        .with_only_columns(RECORDS.c.parent, *(table.c[name] for name in columns), RECORDS.c.entered)
        .order_by(table.c.day)
    )


def _pair(case: str, one: _Seen, *, together: bool) -> Pair | str:
    """The case's pair, or why there is none."""
    first, second = _procedure_days(one)
    scores = [(*row[:3], row[4] + one.procedures.get(row[3], first) - first, *row[5:]) for row in one.scores]
    scores = [row for row in scores if row[3] <= second - first]
    after = [row[5] for row in scores if row[3] > 0]
    mine = _treated(one)
    if not mine:
        return NO_PREDICTION
    if not after:
        return NOT_FOLLOWED
    known = min(after)
    before = [row for row in mine if row[4] < known]
    apart = [row for row in before if row[5] < known]
    if not before:
        return LATER
    if not apart and not together:
        return TOGETHER
    chosen = (apart or before)[-1]
    bands = {}
    for place, clock in enumerate(BANDS):
        band = chosen[7 + 3 * place : 10 + 3 * place]
        if None not in band and 0 < band[0] < band[1] < band[2]:
            bands[clock] = (float(band[0]), float(band[1]), float(band[2]))
    lost, recovery = _feeling(scores)
    relieved, pain_return = _relief(scores)
    p = None if chosen[6] is None else float(chosen[6])
    return Pair(
        case, one.person, chosen[0], MappingProxyType(bands), p, lost, recovery, pain_return, relieved
    )


def _procedure_days(one: _Seen) -> tuple[int, float]:
    """Days of the first procedure and of the next one (inf)."""
    days = sorted(one.procedures.values())
    return (days[0] if days else 0), (days[1] if len(days) > 1 else math.inf)


def _treated(one: _Seen) -> list[Row]:
    """Predictions for the nerve that was to be reached, of the first procedure, in the order of the chain."""
    first = min(one.procedures, key=lambda record: one.procedures[record], default=None)
    rows = [row for row in one.predictions if row[3] in (None, first)]
    return (
        [row for row in rows if row[2]]
        or [row for row in rows if row[1] == one.nerve]
        or (rows if len({row[1] for row in rows}) == 1 else [])
    )


def _feeling(scores: Sequence[Row]) -> tuple[bool | None, Waited | None]:
    """Was feeling lost soon after, and between which follow-ups did it come back?"""
    rules = observed_rules()
    whole = rules.feeling_whole.value
    looked = [(row[3], row[4]) for row in scores if row[0] == rules.feeling and row[3] > 0]
    soon = [score for day, score in looked if rules.lost_from.value <= day * DAY <= rules.lost_until.value]
    if not soon:
        return None, None
    if min(soon) >= whole:
        return False, None
    lost = next(place for place, (day, score) in enumerate(looked) if score < whole)
    return True, _until(looked[lost:], [score >= whole for _, score in looked[lost:]])


def _relief(scores: Sequence[Row]) -> tuple[bool | None, Waited | None]:
    """Was relief reached, and between which follow-ups did it end?"""
    rules = observed_rules()
    definition = responder_definitions()[rules.relief]
    series = _longest(scores)
    before = [row[4] for row in series if row[3] <= 0]
    later = [(row[3], row[4]) for row in series if row[3] > 0]
    if not before or before[-1] <= 0 or not later:
        return None, None
    until = rules.relief_until.value / DAY
    met = is_met(definition, [(before[-1] - score) / before[-1] for _, score in later]).tolist()
    early = [place for place, (day, _) in enumerate(later) if met[place] and day <= until]
    if not early:
        return False, None
    return True, _until(later[early[0] :], [not one for one in met[early[0] :]])


def _longest(scores: Sequence[Row]) -> list[Row]:
    """Pain of one instrument, unit and condition, as it was measured most often."""
    feeling = observed_rules().feeling
    groups: dict[tuple[str, str | None], list[Row]] = {}
    for row in scores:
        if row[0] != feeling:
            groups.setdefault((row[0], row[1]), []).append(row)
    series: list[list[Row]] = []
    for rows in groups.values():
        told = {row[2] for row in rows} - {None, UNKNOWN}
        if len(told) < 2:
            series.append(rows)
        else:
            series += [[row for row in rows if row[2] == condition] for condition in sorted(told)]
    return max(series, key=len, default=[])


def _until(looked: Sequence[tuple[float, float]], happened: Sequence[bool]) -> Waited:
    """Between which of these days it happened; the first is the day from which it is waited for."""
    last = looked[0][0]
    for (day, _), now in zip(looked, happened, strict=True):
        if now:
            return Waited(float(last), float(day))
        last = day
    return Waited(float(last), math.inf)
