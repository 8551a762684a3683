"""Random registries: people with everything that belongs to them, as far as the registry takes it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cryonerve.registry import new_mark
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import checked, given_away
from cryonerve.registry.kinds import kinds
from tests.property.test_registry import drafts_of

BELOW_CASE = [name for name, kind in kinds().items() if kind.parent == "case"]


def taken(name: str, values: dict[str, Any]) -> dict[str, Any] | None:
    """Values without those that the registry refuses; None where nothing is left that it would take."""
    kind = kinds()[name]
    for _ in range(3):
        clean, wrong = checked(kind, values)
        refused = {item.field for item in wrong} | {item.field for item in given_away(kind, clean)}
        if not refused:
            return clean
        if any(kind.fields[field].wanted for field in refused):
            return None
        values = {field: value for field, value in values.items() if field not in refused}
    return None


@st.composite
def registries(draw) -> list[Draft]:
    """Drafts of one to three people."""
    drafts: list[Draft] = []
    for _ in range(draw(st.integers(1, 3))):
        person = new_mark("P")
        drafts.append(Draft("person", taken("person", draw(drafts_of("person"))) or {}, record=person))
        for values in draw(st.lists(drafts_of("consent"), max_size=2)):
            if (clean := taken("consent", values)) is not None:
                drafts.append(Draft("consent", clean, person, new_mark("S")))
        for _ in range(draw(st.integers(0, 2))):
            case = new_mark("C")
            drafts.append(Draft("case", taken("case", draw(drafts_of("case"))) or {}, person, case))
            drafts += draw(_below(case))
    return drafts


@st.composite
def _below(draw, case: str) -> list[Draft]:
    drafts: list[Draft] = []
    marks: dict[str, list[str]] = {}
    for name in BELOW_CASE:
        for values in draw(st.lists(drafts_of(name), max_size=3)):
            clean = taken(name, values)
            if clean is None:
                continue
            for field in kinds()[name].fields.values():
                if field.to and marks.get(field.to) and draw(st.booleans()):
                    clean[field.name] = draw(st.sampled_from(marks[field.to]))
            mark = new_mark(kinds()[name].letter)
            marks.setdefault(name, []).append(mark)
            drafts.append(Draft(name, clean, case, mark))
    return drafts
