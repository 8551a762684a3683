"""What stands before and after the items of a draft: how to read it, and the checklist of questions."""

from __future__ import annotations

from cryonerve.reporting.care.parts import HEADER, CareDraft, Table

__all__ = ["checklist", "preface"]


def preface(draft: CareDraft) -> tuple[str, ...]:
    """What a reader has to know first, in a few sentences."""
    marks = draft.marks(draft.references[:1])
    simulated = (
        "The supplement holds what a simulation computed; it is no observation."
        if draft.supplements
        else "No simulation is part of this draft."
    )
    return (
        f"{HEADER}; not a prognosis, no advice for a patient. Made by {draft.software} from a record, by the "
        f"items of {draft.guideline} {marks}; an author has to read and write it.",
        "Every sentence says where it is from: recorded (stated or assumed), arithmetic on the record, a "
        f"simulation, or published. {simulated} What is not known stands as a question to the author.",
        f"{draft.counted}.",
    )


def checklist(draft: CareDraft) -> Table:
    """Every question with the CARE items it belongs to, and why it is asked."""
    rows = tuple(
        (str(question.number), ", ".join(question.parts), question.words, question.why)
        for question in draft.questions
    )
    return Table(
        "Questions to the author", ("no.", "CARE item", "question", "why"), rows, widths=(7, 11, 60, 22)
    )
