"""The guideline as a table: thirteen items, thirty parts, questions, and what each looks up."""

from __future__ import annotations

import pytest

from cryonerve.reporting.care.looking_up import read_about
from cryonerve.reporting.care.telling import TELLING
from cryonerve.sources import references
from cryonerve.sources.care import care_guideline
from cryonerve.sources.instrument_files import instruments

FACTS = [(part.name, fact) for part in care_guideline().parts.values() for fact in part.facts]


def test_thirteen_items_in_order_and_thirty_parts() -> None:
    guideline = care_guideline()
    assert list(guideline.items) == list(range(1, 14))
    assert [part.item for part in guideline.parts.values()] == sorted(
        part.item for part in guideline.parts.values()
    )
    assert len(guideline.parts) == 30
    assert all(guideline.of(item) for item in guideline.items)


def test_its_sources_are_publications() -> None:
    guideline = care_guideline()
    silent = {key for part in guideline.parts.values() for ask in part.asks for key in ask.silent}
    assert {guideline.source, guideline.ablation_source, *guideline.left_out, *silent} <= set(references())


@pytest.mark.parametrize(("name", "fact"), FACTS, ids=[f"{name} {fact.about}" for name, fact in FACTS])
def test_a_fact_is_about_something_a_registry_holds(name, fact) -> None:
    assert read_about(fact.about).kind
    assert fact.ask.endswith(("?", "."))
    assert not fact.say or "{value}" in fact.say
    assert not fact.family or fact.family in {item.family for item in instruments().values()}


def test_every_part_tells_or_asks_something_and_knows_its_sentences() -> None:
    for part in care_guideline().parts.values():
        assert set(part.tells) <= set(TELLING)
        assert part.tells or part.facts or part.asks


def test_what_a_report_leaves_out_is_named_by_part() -> None:
    guideline = care_guideline()
    assert set(guideline.left_out["vega2026"]) == {"7", "9b", "10a", "10d", "12", "13"}
    assert all(set(parts) <= set(guideline.parts) for parts in guideline.left_out.values())
