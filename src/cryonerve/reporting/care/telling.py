"""Sentences and tables that are made from a record, by the names that a guideline's parts give them.

Nothing is said that the record does not hold: where it is silent these functions return nothing, and the
guideline's question stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryonerve.registry.case_record import CaseRecord, Row
from cryonerve.registry.kinds import kinds
from cryonerve.reporting.care.days import timeline_table
from cryonerve.reporting.care.literature import audit_told, evidence_told, series_told
from cryonerve.reporting.care.parts import Origin, Reason, Statement, Table
from cryonerve.reporting.care.saying import (
    capital,
    day_words,
    ended,
    instrument_words,
    measured_day,
    name_words,
    origin_of,
    plain,
    quoted,
    row_name,
    score_words,
    shown,
)
from cryonerve.reporting.wording import bare
from cryonerve.sources.adverse_events import adverse_scales

__all__ = ["TELLING", "Told", "working_title"]

MODALITY = {
    "radiofrequency": "radiofrequency ablation",
    "chemical": "chemical neurolysis",
    "surgical": "surgery",
}


UNSAID = {"condition": "what it is about", "respondent": "who answered"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a name tells of a record, and what it makes one ask."""

    statements: tuple[Statement, ...] = ()
    tables: tuple[Table, ...] = ()
    questions: tuple[tuple[Reason, str], ...] = ()


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
    return Told((Statement(f"Working title: {words}.", sources=_keys(record)),)) if ":" in words else Told()


def _keywords(record: CaseRecord) -> Told:
    case = record.case
    found = [_modality(record), str(case.get("indication", "")).replace("-", " ")]
    found += [f"{plain(case['nerve'])} nerve"] if "nerve" in case else []
    found += [words for words, wanted in (("child", record.child), ("case report", True)) if wanted]
    words = [word for word in found if word and word != "other"]
    return (
        Told((Statement(capital(f"{', '.join(words[:5])}."), sources=_keys(record)),))
        if len(words) > 1
        else Told()
    )


def _age(record: CaseRecord) -> Told:
    person, keys = record.person, _keys(record)
    if "age_years" in person:
        return Told((Statement(f"Age at the first procedure: {person['age_years']} years.", sources=keys),))
    if "age_band" in person:
        return Told(
            (
                Statement(
                    f"Age at the first procedure: {str(person['age_band']).replace('+', ' or more')} years.",
                    sources=keys,
                ),
            )
        )
    return Told(questions=(("empty", "How old was the person at the procedure, in years?"),))


def _remark(kind: str, row: Row, record: CaseRecord) -> tuple[Statement, ...]:
    if "remark" not in row:
        return ()
    name = row_name(record, kind, row)
    name = name if name.startswith("the ") else f"the {name}"
    words = ended(f"Remark on {name}: {quoted(row['remark'])}")
    return (Statement(words, origin_of(row), _keys(record)),)


def _person_remark(record: CaseRecord) -> Told:
    return Told(_remark("person", record.person, record))


def _case_remark(record: CaseRecord) -> Told:
    return Told(_remark("case", record.case, record))


def _procedure_remarks(record: CaseRecord) -> Told:
    rows = record.of("procedure")
    questions = tuple(
        f"{row_name(record, 'procedure', row)}: values here are marked as assumed: which of them were "
        "measured or noted, and what were the others?"
        for row in rows
        if row.get("standing") == "assumed"
    )
    asked: tuple[tuple[Reason, str], ...] = tuple(("assumed", capital(words)) for words in questions)
    return Told(tuple(one for row in rows for one in _remark("procedure", row, record)), questions=asked)


def _measured(record: CaseRecord, row: Row) -> Statement:
    day = measured_day(record, row)
    words = f"{capital(instrument_words(row))}, {day}: {score_words(row) or 'noted'}"
    fields = kinds()["measurement"].fields
    for name, joint in (("condition", "about"), ("respondent", "answered by")):
        if row.get(name) not in (None, "unknown"):
            words += f", {joint}: {shown(fields[name], row[name])}"
    if "answers" in row:
        words += ", answers item by item are recorded"
    if "remark" in row:
        words += f"; remark: {quoted(row['remark'])}"
    return Statement(ended(words), origin_of(row), _keys(record))


def _sides(record: CaseRecord, *, after: bool) -> list[Row]:
    """Measurements of one side of their procedure, in the order of their days."""
    rows = [row for row in record.of("measurement") if (int(row["day"]) > 0) is after]
    return sorted(rows, key=lambda row: record.day_of("measurement", row, "day"))


def _before(record: CaseRecord) -> Told:
    return Told(tuple(_measured(record, row) for row in _sides(record, after=False)))


def _course(record: CaseRecord) -> Told:
    """In short: for each instrument the last score before and the last one after."""
    found = []
    for first, last in _first_and_last(record).values():
        words = (
            f"{name_words(last)}: {score_words(first)} {measured_day(record, first)}, {score_words(last)} on "
        )
        words += f"{day_words(record.day_of('measurement', last, 'day'))}{_unsaid(first, last)}"
        origin: Origin = "assumed" if "assumed" in (origin_of(first), origin_of(last)) else "record"
        found.append(Statement(f"{words}.", origin, _keys(record)))
    return Told(tuple(found))


def _first_and_last(record: CaseRecord) -> Mapping[str, tuple[Row, Row]]:
    """By instrument: the last score before, and the last after of those that may be about the same."""
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
    same = all(one.get(name) == other.get(name) for name in ("instrument", "instrument_version", "unit"))
    return same and not any(
        None not in (one.get(name), other.get(name)) and one[name] != other[name] for name in UNSAID
    )


def _unsaid(one: Row, other: Row) -> str:
    """What two scores may differ in without anybody saying so."""
    names = [words for name, words in UNSAID.items() if one.get(name) != other.get(name)]
    return f" ({' and '.join(names)} recorded for one of the two alone)" if names else ""


def _treatment(record: CaseRecord) -> Told:
    """In short: what was done."""
    return Told(
        tuple(
            Statement(f"{capital(day_words(int(row['day'])))}: {words}.", origin_of(row), _keys(record))
            for row in record.of("procedure")
            if (words := ", ".join(_done(row)))
        )
    )


def _done(row: Row) -> list[str]:
    """Parts of a sentence about one procedure."""
    fields = kinds()["procedure"].fields
    told = {name: shown(fields[name], row[name]) for name in fields if name in row}
    parts = [told["modality"]] if "modality" in told else []
    if "levels" in told:
        parts.append(f"{told['levels']} place{'s' * (row['levels'] != 1)} of the nerve")
    if "cycles" in told:
        freezes = f"{told['cycles']} freeze{'s' * (row['cycles'] != 1)}"
        parts.append(f"{freezes} of {told['freeze_s']} each" if "freeze_s" in told else freezes)
    parts += [f"thaw of {told['thaw_s']}"] if "thaw_s" in told else []
    parts += [f"guided by {told['guidance']}"] if "guidance" in told else []
    parts += [f"anaesthesia: {told['anaesthesia']}"] if "anaesthesia" in told else []
    return parts


def _console(record: CaseRecord) -> Told:
    """What a console's reading is not."""
    name = "console_temperature_degC"
    field = kinds()["procedure"].fields[name]
    found = {shown(field, row[name]): row for row in record.of("procedure") if name in row}
    return Told(
        tuple(
            Statement(
                f"{words} is the console's reading and not the tissue's temperature, which is not recorded.",
                origin_of(row),
                _keys(record),
            )
            for words, row in found.items()
        )
    )


def _timeline(record: CaseRecord) -> Told:
    table = timeline_table(record, _keys(record))
    unsure = dict.fromkeys(
        row_name(record, "measurement", row)
        for row in record.of("measurement")
        if row.get("standing") == "assumed"
    )
    asked = f"Score or day is marked as assumed: on which days were these taken: {'; '.join(unsure)}?"
    return Told(tables=(table,) if table.rows else (), questions=(("assumed", asked),) if unsure else ())


def _repeated(record: CaseRecord) -> Told:
    rows = record.of("procedure")
    if len(rows) < 2:
        return Told()
    days = ", ".join(day_words(int(row["day"])) for row in rows)
    return Told((Statement(f"{len(rows)} procedures are recorded: {days}.", sources=_keys(record)),))


def _outcomes(record: CaseRecord) -> Told:
    rows = _sides(record, after=True)
    found = [_measured(record, row) for row in rows]
    for first, last in _first_and_last(record).values():
        change = float(last["score"]) - float(first["score"])
        day = day_words(record.day_of("measurement", last, "day"))
        words = f"{name_words(last)}: changed by {bare(change, 6)} from the last score before to {day}"
        words += f"{_unsaid(first, last)}."
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
        words = f"{capital(row_name(record, 'adverse_event', row))}: scale {name}, version {version}, "
        words += f"grade {grade}"
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
        words = f"{parts[0][0].upper()}{parts[0][1:]} to {parts[1]}, by "
        words += shown(fields["given_by"], row["given_by"])
        form, version = (plain(row.get(key, "not named")) for key in ("form", "form_version"))
        words += f", form {form}, version {version}, {day_words(int(row['day']))}"
        if "withdrawn_day" in row:
            words += f", WITHDRAWN on {day_words(int(row['withdrawn_day']))}"
        if "reconsent_due_day" in row:
            words += f", to be asked anew on {day_words(int(row['reconsent_due_day']))}"
        found.append(Statement(f"{words}.", sources=_keys(record)))
    gone = [row for row in record.of("consent") if "withdrawn_day" in row]
    asked = "A consent was withdrawn: may this report be written at all?"
    return Told(tuple(found), questions=(("judge", asked),) if gone else ())


def _recognised(record: CaseRecord) -> Told:
    """The small cell: what together may say who somebody is."""
    person, case = record.person, record.case
    age = f"{person['age_years']} years" if "age_years" in person else str(person.get("age_band", ""))
    told = [age, *(str(person.get(name, "")) for name in ("sex", "amputation_level", "amputation_cause"))]
    told += [f"{plain(case['nerve'])} nerve"] if "nerve" in case else []
    known = ", ".join(words.replace("-disarticulation", " disarticulation") for words in told if words)
    asked = (
        "Could somebody who knows the person recognise them by age, sex, level and cause of the amputation "
        f"and nerve together{f' ({known})' if known else ''}? Few people share such a combination: write "
        "less where they could, a band of ages for example."
    )
    return Told(questions=(("judge", asked),))


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


def _evidence(record: CaseRecord) -> Told:
    series = series_told(record)
    return Told((evidence_told(),), () if series is None else (series,))


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
    "console": _console,
    "recognised": _recognised,
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
