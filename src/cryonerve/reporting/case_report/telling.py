"""Sentences and tables that are made from a record, by the names that a guideline's parts give them.

Nothing is said that the record does not hold: where it is silent these functions return nothing, and the
guideline's question stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryonerve.registry.case_record import CaseRecord, Row
from cryonerve.registry.kinds import kinds
from cryonerve.reporting.case_report.days import timeline_table
from cryonerve.reporting.case_report.literature import audit_told, evidence_told
from cryonerve.reporting.case_report.parts import Origin, Statement, Table
from cryonerve.reporting.case_report.saying import (
    day_words,
    instrument_words,
    plain,
    quoted,
    row_name,
    score_words,
    shown,
)
from cryonerve.reporting.wording import bare
from cryonerve.sources.adverse_events import adverse_scales

__all__ = ["TELLING", "Told", "origin_of", "working_title"]

MODALITY = {
    "radiofrequency": "radiofrequency ablation",
    "chemical": "chemical neurolysis",
    "surgical": "surgery",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a name tells of a record, and what it makes one ask."""

    statements: tuple[Statement, ...] = ()
    tables: tuple[Table, ...] = ()
    questions: tuple[str, ...] = ()


def origin_of(row: Row) -> Origin:
    """Recorded as it was, or with something inferred."""
    return "assumed" if row.get("standing") == "assumed" else "record"


def _keys(record: CaseRecord) -> tuple[str, ...]:
    return (record.source,) if record.source else ()


def _modality(record: CaseRecord) -> str:
    names = dict.fromkeys(row["modality"] for row in record.of("procedure") if "modality" in row)
    return ", ".join(MODALITY.get(name, name) for name in names)


def working_title(record: CaseRecord) -> str:
    """A title made of what is recorded, "A case report" where nothing is.

    >>> from cryonerve.registry.case_record import case_of_record_file
    >>> working_title(case_of_record_file("tibial-neuroma-child"))
    'Cryoneurolysis of the tibial nerve for neuroma in a child: a case report'
    """
    nerve, indication = record.case.get("nerve"), record.case.get("indication")
    words = _modality(record)
    if nerve is not None:
        words += f" of the {plain(nerve)} nerve" if words else f"{plain(nerve)} nerve"
    if indication is not None and indication != "other":
        cause = str(indication).replace("-", " ")
        words += f" for {cause}" if words else cause
    if words and record.child:
        words += " in a child"
    return f"{words[0].upper()}{words[1:]}: a case report" if words else "A case report"


def _title(record: CaseRecord) -> Told:
    words = working_title(record)
    return Told((Statement(f"Working title: {words}."),)) if ":" in words else Told()


def _keywords(record: CaseRecord) -> Told:
    case = record.case
    found = [_modality(record), str(case.get("indication", "")).replace("-", " ")]
    found += [f"{plain(case['nerve'])} nerve"] if "nerve" in case else []
    found += [words for words, wanted in (("child", record.child), ("case report", True)) if wanted]
    words = [word for word in found if word and word != "other"]
    return Told((Statement(f"{', '.join(words[:5])}."),)) if len(words) > 1 else Told()


def _age(record: CaseRecord) -> Told:
    person, keys = record.person, _keys(record)
    if "age_years" in person:
        return Told((Statement(f"Age at the first procedure: {person['age_years']} years.", sources=keys),))
    if "age_band" in person:
        return Told((Statement(f"Age at the first procedure: {person['age_band']} years.", sources=keys),))
    return Told(questions=("How old was the person at the procedure, in years?",))


def _remark(kind: str, row: Row, record: CaseRecord) -> tuple[Statement, ...]:
    if "remark" not in row:
        return ()
    words = f"Remark in the record of {row_name(record, kind, row)}: {quoted(row['remark'])}."
    return (Statement(words, origin_of(row), _keys(record)),)


def _person_remark(record: CaseRecord) -> Told:
    return Told(_remark("person", record.person, record))


def _case_remark(record: CaseRecord) -> Told:
    return Told(_remark("case", record.case, record))


def _procedure_remarks(record: CaseRecord) -> Told:
    rows = record.of("procedure")
    questions = tuple(
        f"{row_name(record, 'procedure', row)}: values here are marked as assumed: which of them were measured "
        "or noted, and what were the others?"
        for row in rows
        if row.get("standing") == "assumed"
    )
    capital = tuple(f"{words[0].upper()}{words[1:]}" for words in questions)
    return Told(tuple(one for row in rows for one in _remark("procedure", row, record)), questions=capital)


def _measured(record: CaseRecord, row: Row) -> Statement:
    day = day_words(record.day_of("measurement", row, "day"), measured=True)
    words = f"{instrument_words(row)}, {day}: {score_words(row) or 'noted'}"
    fields = kinds()["measurement"].fields
    for name, joint in (("condition", "about"), ("respondent", "answered by")):
        if row.get(name) not in (None, "unknown"):
            words += f", {joint}: {shown(fields[name], row[name])}"
    if "answers" in row:
        words += ", answers item by item are recorded"
    if "remark" in row:
        words += f"; remark: {quoted(row['remark'])}"
    return Statement(f"{words}.", origin_of(row), _keys(record))


def _sides(record: CaseRecord, *, after: bool) -> list[Row]:
    """Measurements of one side of their procedure, in the order of their days."""
    rows = [row for row in record.of("measurement") if (int(row["day"]) > 0) is after]
    return sorted(rows, key=lambda row: record.day_of("measurement", row, "day"))


def _before(record: CaseRecord) -> Told:
    return Told(tuple(_measured(record, row) for row in _sides(record, after=False)))


def _course(record: CaseRecord) -> Told:
    """In short: for each instrument the last score before and the last one after."""
    found = []
    for name, (first, last) in _first_and_last(record).items():
        words = f"{plain(name)}: {score_words(first)} {day_words(0, measured=True)}, {score_words(last)} on "
        words += day_words(record.day_of("measurement", last, "day"))
        origin: Origin = "assumed" if "assumed" in (origin_of(first), origin_of(last)) else "record"
        found.append(Statement(f"{words}.", origin, _keys(record)))
    return Told(tuple(found))


def _first_and_last(record: CaseRecord) -> Mapping[str, tuple[Row, Row]]:
    """By instrument, version, unit and what it is about: the last score before, the last one after."""
    pairs: dict[str, tuple[Row, Row]] = {}
    for after in _sides(record, after=True):
        if after.get("score") is None:
            continue
        same = [
            row for row in _sides(record, after=False) if row.get("score") is not None and _alike(row, after)
        ]
        if same:
            pairs[str(after.get("instrument", ""))] = (same[-1], after)
    return pairs


def _alike(one: Row, other: Row) -> bool:
    names = ("instrument", "instrument_version", "unit", "condition", "respondent")
    return all(one.get(name) == other.get(name) for name in names)


def _treatment(record: CaseRecord) -> Told:
    """In short: what was done."""
    found = []
    fields = kinds()["procedure"].fields
    for row in record.of("procedure"):
        parts = [shown(fields["modality"], row["modality"])] if "modality" in row else []
        for name, words in (
            ("levels", "places: {}"),
            ("cycles", "freezes at each: {}"),
            ("freeze_s", "one freeze {}"),
            ("thaw_s", "one thaw {}"),
            ("guidance", "guided by {}"),
            ("anaesthesia", "anaesthesia: {}"),
        ):
            if name in row:
                parts.append(words.format(shown(fields[name], row[name])))
        if parts:
            day = day_words(int(row["day"]))
            found.append(Statement(f"On {day}: {', '.join(parts)}.", origin_of(row), _keys(record)))
    return Told(tuple(found))


def _timeline(record: CaseRecord) -> Told:
    table = timeline_table(record, _keys(record))
    unsure = dict.fromkeys(
        f"{plain(row.get('instrument', 'a measurement'))} "
        f"({day_words(record.day_of('measurement', row, 'day'), measured=True)})"
        for row in record.of("measurement")
        if row.get("standing") == "assumed"
    )
    asked = f"Score or day is marked as assumed: on which days were these taken: {', '.join(unsure)}?"
    return Told(tables=(table,) if table.rows else (), questions=(asked,) if unsure else ())


def _repeated(record: CaseRecord) -> Told:
    rows = record.of("procedure")
    if len(rows) < 2:
        return Told()
    days = ", ".join(day_words(int(row["day"])) for row in rows)
    return Told((Statement(f"{len(rows)} procedures are recorded: {days}.", sources=_keys(record)),))


def _outcomes(record: CaseRecord) -> Told:
    rows = _sides(record, after=True)
    found = [_measured(record, row) for row in rows]
    for name, (first, last) in _first_and_last(record).items():
        change = float(last["score"]) - float(first["score"])
        day = day_words(record.day_of("measurement", last, "day"))
        words = f"{plain(name)}: changed by {bare(change, 6)} from the last score before to {day}."
        found.append(Statement(words, "arithmetic", _keys(record)))
    if found:
        found.append(Statement("The record holds no error of measurement for these scores.", "record"))
    return Told(tuple(found))


def _adverse_events(record: CaseRecord) -> Told:
    fields = kinds()["adverse_event"].fields
    found = []
    for row in record.of("adverse_event"):
        name, version = (plain(row.get(key, "not recorded")) for key in ("scale", "scale_version"))
        known = [item for item in adverse_scales().values() if item.name == name and item.version == version]
        known += [item for item in adverse_scales().values() if item.name == f"{name}-{version}"]
        grade = plain(row.get("grade", "not recorded"))
        words = f"{row_name(record, 'adverse_event', row)}: scale {name}, version {version}, grade {grade}"
        if "relatedness" in row:
            words += f", related to the procedure: {shown(fields['relatedness'], row['relatedness'])}"
        words += f", from {day_words(record.day_of('adverse_event', row, 'onset_day'))}"
        if "resolved_day" in row:
            words += f" to {day_words(record.day_of('adverse_event', row, 'resolved_day'))}"
        else:
            words += ", no end is recorded"
        if "remark" in row:
            words += f"; remark: {quoted(row['remark'])}"
        sources = (*_keys(record), *(item.source for item in known[:1] if item.source != "assumed"))
        found.append(Statement(f"{words}.", sources=sources))
    return Told(tuple(found))


def _consents(record: CaseRecord) -> Told:
    fields = kinds()["consent"].fields
    found = []
    for row in record.of("consent"):
        parts = [shown(fields[name], row[name]) for name in ("what", "scope") if name in row]
        words = f"{parts[0][0].upper()}{parts[0][1:]} to {parts[1]}, by {shown(fields['given_by'], row['given_by'])}"
        form, version = (plain(row.get(key, "not named")) for key in ("form", "form_version"))
        words += f", form {form}, version {version}, {day_words(int(row['day']))}"
        if "withdrawn_day" in row:
            words += f", WITHDRAWN on {day_words(int(row['withdrawn_day']))}"
        if "reconsent_due_day" in row:
            words += f", to be asked anew on {day_words(int(row['reconsent_due_day']))}"
        found.append(Statement(f"{words}.", sources=_keys(record)))
    gone = [row for row in record.of("consent") if "withdrawn_day" in row]
    asked = "A consent was withdrawn: may this report be written at all?"
    return Told(tuple(found), questions=(asked,) if gone else ())


def _limits(record: CaseRecord) -> Told:
    """What is plain from the record itself: one person, how many measurements, how long."""
    rows = _sides(record, after=True)
    found = []
    if rows:
        last = max(record.day_of("measurement", row, "day") for row in rows)
        before = len(_sides(record, after=False))
        words = (
            f"One person, {before} measurements before and {len(rows)} after the procedure; the last is "
            f"recorded for {day_words(last)}."
        )
        found.append(Statement(words, "arithmetic", _keys(record)))
    many = [row for kind in ("procedure", "measurement") for row in record.of(kind)]
    guessed = sum(row.get("standing") == "assumed" for row in many)
    if guessed:
        words = (
            f"{guessed} of {len(many)} records of procedures and measurements are marked as assumed in part."
        )
        found.append(Statement(words, "arithmetic", _keys(record)))
    return Told(tuple(found))


def _evidence(_: CaseRecord) -> Told:
    return Told((evidence_told(),))


def _audit(record: CaseRecord) -> Told:
    found = audit_told(record.source)
    return Told() if found is None else Told((found[0],), (found[1],))


TELLING: Mapping[str, Callable[[CaseRecord], Told]] = {
    "title": _title,
    "keywords": _keywords,
    "age": _age,
    "person_remark": _person_remark,
    "case_remark": _case_remark,
    "procedure_remarks": _procedure_remarks,
    "before": _before,
    "treatment": _treatment,
    "course": _course,
    "timeline": _timeline,
    "repeated": _repeated,
    "outcomes": _outcomes,
    "adverse_events": _adverse_events,
    "consents": _consents,
    "limits": _limits,
    "evidence": _evidence,
    "audit": _audit,
}
