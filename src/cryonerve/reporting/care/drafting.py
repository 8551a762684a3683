"""A draft by the guideline: part by part, what is told, what is shown, and what has to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cryonerve import __version__
from cryonerve.registry.case_record import CaseRecord
from cryonerve.registry.kinds import kinds
from cryonerve.reporting.care.computed import computed
from cryonerve.reporting.care.days import events
from cryonerve.reporting.care.looking_up import applies, asked, look_up, told
from cryonerve.reporting.care.parts import (
    REASONS,
    CareDraft,
    Drawing,
    PartDraft,
    Question,
    Reason,
    Statement,
    Supplement,
    Table,
)
from cryonerve.reporting.care.saying import day_words, origin_of, plain, row_name, shown
from cryonerve.reporting.care.simulated import Simulated, simulated_of_record
from cryonerve.reporting.care.telling import TELLING, working_title
from cryonerve.sources.care import CareFact, CareGuideline, CarePart, care_guideline

__all__ = ["TIMELINE", "draft_of"]

TIMELINE = "timeline.png"
NO_CASE_FILE = (
    "Does the simulated case describe this procedure (placement, device, protocol)? The record holds no case "
    "file to compare it with."
)


@dataclass
class _Asking:
    """Gathers questions: one that several parts ask keeps its number."""

    record: CaseRecord
    guideline: CareGuideline
    found: dict[str, Question] = field(default_factory=dict)

    def ask(self, part: str, key: str, words: str, reason: Reason) -> str:
        """Ask, or add the part to the question that was asked already; answers with the key."""
        before = self.found.get(key)
        if before is None:
            self.found[key] = Question(len(self.found) + 1, plain(words), reason, (part,))
        elif part not in before.parts:
            self.found[key] = Question(before.number, before.words, before.reason, (*before.parts, part))
        return key

    @property
    def empty(self) -> Reason:
        """Why an empty field is asked about."""
        source = self.record.source
        return "silent" if source in self.guideline.left_out else "source" if source else "empty"


def draft_of(record: CaseRecord, simulated: Simulated | None = None) -> CareDraft:
    """A draft from what is recorded and, where there is one, from a simulation.

    Parameters
    ----------
    simulated : numbers of a run; None takes the predictions that are kept with the case.

    Examples
    --------
    >>> from cryonerve.registry.case_record import case_of_record_file
    >>> draft = draft_of(case_of_record_file("tibial-neuroma-child"))
    >>> draft.title
    'Cryoneurolysis of the tibial nerve for neuroma in a child: a case report'
    >>> [question.words for question in draft.questions if "gas" in question.words]
    ['Which gas cooled the probe, and at which pressure?']
    """
    guideline = care_guideline()
    simulated = simulated_of_record(record) if simulated is None else simulated
    asking = _Asking(record, guideline)
    supplements = () if simulated is None else (computed(simulated, record),)
    made = [(part, *_part(part, asking, simulated)) for part in guideline.parts.values()]
    parts = tuple(
        PartDraft(
            part.name, part.item, part.title, tuple(statements), tuple(tables), _drawings(part, record),
            tuple(asking.found[key] for key in dict.fromkeys(keys)),
        )
        for part, statements, tables, keys in made
    )  # fmt: skip
    return CareDraft(
        title=working_title(record),
        guideline=guideline.title,
        items=guideline.items,
        parts=parts,
        questions=tuple(asking.found.values()),
        supplements=supplements,
        references=tuple(dict.fromkeys(_cited(guideline, parts, supplements))),
        software=f"cryonerve {__version__}",
    )


def _part(
    part: CarePart, asking: _Asking, simulated: Simulated | None
) -> tuple[list[Statement], list[Table], list[str]]:
    """Statements, tables and keys of questions of one part."""
    record = asking.record
    statements: list[Statement] = []
    tables: list[Table] = []
    keys: list[str] = []
    for name in part.tells:
        made = TELLING[name](record)
        statements += made.statements
        tables += made.tables
        keys += [
            asking.ask(part.name, words, words, _reason(asking, reason)) for reason, words in made.questions
        ]
    for fact in part.facts:
        if not applies(fact, record):
            continue
        found = look_up(record, fact.about, fact.family)
        statements += told(fact, found, (record.source,) if record.source else ())
        words = asked(fact, record, found)
        if words:
            whole = fact.about if words == fact.ask else words
            keys.append(asking.ask(part.name, whole, words, asking.empty))
    if any(fact.row for fact in part.facts):
        tables += _intervention(part.facts, asking)
    for item in part.asks:
        reason: Reason = "silent" if record.source in item.silent else "no field"
        keys.append(asking.ask(part.name, item.ask, item.ask, reason))
    more, asked_more = _special(part, record, simulated)
    keys += [asking.ask(part.name, words, words, reason) for reason, words in asked_more]
    left_out = asking.guideline.left_out.get(record.source, {}).get(part.name)
    if left_out:
        more.append(Statement(left_out, "reading", (record.source,)))
    return [*statements, *more], tables, keys


def _reason(asking: _Asking, reason: Reason) -> Reason:
    return asking.empty if reason == "empty" else reason


def _special(
    part: CarePart, record: CaseRecord, simulated: Simulated | None
) -> tuple[list[Statement], list[tuple[Reason, str]]]:
    """What depends on more than the record's fields: the simulation, text that was withheld."""
    if part.name == "11a" and simulated is not None:
        words = "A simulation of the procedure is in the supplement. It is no observation and no prognosis."
        return [Statement(words, "computed")], [] if simulated.matched else [("judge", NO_CASE_FILE)]
    if part.name == "13" and record.withheld:
        return [], [("withheld", words) for words in _withheld(record)]
    return [], []


def _withheld(record: CaseRecord) -> Iterator[str]:
    for kind, name in record.withheld:
        yield (
            f"The {name.replace('_', ' ')} of the {kind.replace('_', ' ')} looks as if it says who "
            "somebody is, and is not in this draft: what of it must a reader know, told without that?"
        )


def _drawings(part: CarePart, record: CaseRecord) -> tuple[Drawing, ...]:
    if "timeline" not in part.tells or not events(record):
        return ()
    caption = "Timeline, days counted from the first procedure. Hollow marks: score or day is assumed."
    rows = "; ".join(
        f"{day_words(event.day, measured=event.before)}: {event.words}" for event in events(record)
    )
    longest = 1000  # letters of a description
    words = rows if len(rows) <= longest else f"{rows[: longest - 1]}…"
    return (Drawing(TIMELINE, caption, f"Timeline of the case. {words}"),)


def _intervention(facts: Iterable[CareFact], asking: _Asking) -> Iterator[Table]:
    """One table a procedure: device, dose, duration, place; gaps name their question."""
    record = asking.record
    fields = kinds()["procedure"].fields
    keys = (record.source,) if record.source else ()
    for procedure in record.of("procedure"):
        rows = []
        for fact in facts:
            name = fact.about.partition(".")[2]
            if not fact.row:
                continue
            if procedure.get(name) is not None:
                rows.append((fact.row, shown(fields[name], procedure[name])))
                continue
            question = next(
                (item for key, item in asking.found.items() if key == fact.about or key.startswith(fact.ask)),
                None,
            )
            number = f" (question {question.number})" if question else ""
            rows.append((fact.row, f"{REASONS[asking.empty]}{number}"))
        day = row_name(record, "procedure", procedure)
        yield Table(
            f"Intervention, {day}", ("what", "recorded"), tuple(rows), origin_of(procedure), keys, (40, 60)
        )


def _cited(
    guideline: CareGuideline, parts: tuple[PartDraft, ...], supplements: tuple[Supplement, ...]
) -> Iterator[str]:
    yield guideline.source
    yield guideline.ablation_source
    told: list[PartDraft | Supplement] = [*parts, *supplements]
    for piece in told:
        for statement in piece.statements:
            yield from statement.sources
        for table in piece.tables:
            yield from table.sources
