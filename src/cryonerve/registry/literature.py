"""The verb `evidence`: what others found, the rows of the package and a person's own side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cryonerve.errors import Complaint, UnknownNameError, nearest
from cryonerve.registry.added_rows import read_added
from cryonerve.registry.answers import Answer, answer_to
from cryonerve.registry.effects import CORRELATION, Effect, effect_of
from cryonerve.sources.audit import AuditedReport, audited_report
from cryonerve.sources.evidence import Question, Study, evidence_methods, evidence_questions
from cryonerve.sources.evidence import studies as shipped

__all__ = ["Evidence", "evidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Published studies by name, the questions they answer, and the audit of a report that cites them."""

    studies: Mapping[str, Study]
    questions: Mapping[str, Question]
    report: AuditedReport

    @property
    def sham_trial(self) -> Effect:
        """The comparison with sham that stands first in every list."""
        for study in self.studies.values():
            for outcome in study.outcomes:
                if study.sham_trial and outcome.kind == "difference" and not study.origin:
                    return effect_of(study, outcome)
        raise LookupError("the trial against sham is missing from evidence.toml")

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys in references.bib of everything told, for `cite`."""
        keys = [study.source for study in self.studies.values() if not study.origin]
        keys += [item.source for item in self.report.statements.values()]
        keys += [method.source for method in evidence_methods().values()]
        return tuple(dict.fromkeys(keys))

    def answer(self, question: str, *, method: str = "REML", correlation: float = CORRELATION) -> Answer:
        """What the studies say to one question.

        Raises
        ------
        UnknownNameError
            No question has that name; the nearest one is offered.
        """
        if question not in self.questions:
            what = f"no question is called '{question}'"
            raise UnknownNameError(Complaint(what, nearest(question, self.questions)))
        return answer_to(
            self.questions[question], self.studies.values(), method=method, correlation=correlation
        )

    def effects(self, name: str) -> tuple[Effect, ...]:
        """Outcomes by name: "morton2024" (all of a study) or "morton2024 any-relief" (one).

        Raises
        ------
        UnknownNameError
            No study, or none of its outcomes, has that name.
        """
        study, _, outcome = name.strip().replace(":", " ").partition(" ")
        if study not in self.studies:
            what = f"no study is called '{study}'"
            raise UnknownNameError(Complaint(what, nearest(study, self.studies)))
        row = self.studies[study]
        found = [item for item in row.outcomes if outcome.strip() in ("", item.name)]
        if not found:
            known = [item.name for item in row.outcomes]
            what = f"{study} has no outcome called '{outcome.strip()}'"
            raise UnknownNameError(Complaint(what, nearest(outcome.strip(), known)))
        return tuple(effect_of(row, item) for item in found)


def evidence(*, add: str | Path | None = None) -> Evidence:
    """What others found: 24 rows of the literature, and a person's own rows beside them.

    Parameters
    ----------
    add : a CSV file with studies of one's own, a row an outcome; see `docs/evidence.md`. The package
        itself is never written to.

    Raises
    ------
    InputError
        The file is not understood; every mistake with its row and column.

    Examples
    --------
    >>> found = evidence()
    >>> found.sham_trial.label, found.sham_trial.shown_low, found.sham_trial.shown_high
    ('ilfeld2023-active against-sham', -1.0, 0.7)
    >>> [pooled.random.k for pooled in found.answer("adverse-events").pools]
    [2]
    """
    rows = dict(shipped())
    if add is not None:
        rows.update(read_added(Path(add), taken=tuple(rows)))
    return Evidence(MappingProxyType(rows), evidence_questions(), audited_report())
