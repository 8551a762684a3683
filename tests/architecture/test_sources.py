"""Every number of the tables has unit, source, standing and an honest spread; every key is a publication."""

from __future__ import annotations

import math
import re
import tomllib
from typing import get_args

from cryonerve import units
from cryonerve.bioheat.provenance import METHODS
from cryonerve.sources import frozen_conductivity_laws, nerve_kinds, numbers, references
from cryonerve.sources.catalogue import KINDS
from cryonerve.sources.value import Law, Standing

from .source import PACKAGE, rule_for

TABLES = sorted((PACKAGE / "sources").rglob("*.toml"))
# publications the reports name without taking a number of the tables from them
BACKGROUND: set[str] = {  # methods of registration, named where they are used
    "kabsch1976", "horn1987", "fitzpatrick1998", "mattes2003", "tustison2010", "besl1992", "chen1992",
    "chetverikov2005", "satterthwaite1946",
}  # fmt: skip
EVERY = [
    (f"{kind} {name} {quantity}", number)
    for kind, read in KINDS.items()
    for name, noun in read().items()
    for quantity, number in numbers(noun)
]


def written(node):
    """Every inline table with `value` and `source` in a TOML document (a study has one for all)."""
    if isinstance(node, dict):
        if {"value", "source"} <= set(node):
            yield node
        for item in node.values():
            yield from written(item)
    elif isinstance(node, list):
        for item in node:
            yield from written(item)


def keys_in(node):
    """Every text under a key that names a source."""
    if isinstance(node, dict):
        for key, item in node.items():
            if key.endswith("source") and isinstance(item, str):
                yield item
            yield from keys_in(item)
    elif isinstance(node, list):
        for item in node:
            yield from keys_in(item)


@rule_for(lambda: EVERY, lambda named: named[0])
def test_a_number_has_unit_source_standing_and_honest_spread(named):
    _, number = named
    assert math.isfinite(number.value)
    assert number.unit in set(units.DIMENSIONS.values())
    assert number.standing in get_args(Standing)
    assert number.law in get_args(Law)
    assert number.source == "assumed" or number.source in references()
    assert number.source != "assumed" or number.standing in {"assumed", "unknown"}
    assert math.isfinite(number.spread)
    assert number.spread >= 0.0
    if number.bounds is not None:
        low, high = number.bounds
        assert low <= number.value <= high
        assert number.spread > 0.0
    if number.law in {"uniform", "loguniform", "triangular"}:
        assert number.bounds is not None


def test_no_written_number_is_left_unread():
    documents = [tomllib.loads(path.read_text(encoding="utf-8")) for path in TABLES]
    assert sum(1 for document in documents for _ in written(document)) == len(EVERY)


@rule_for(lambda: TABLES, lambda path: path.name)
def test_every_source_is_a_publication_or_says_assumed(path):
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {key for key in keys_in(document) if key != "assumed"} <= set(references())


def test_no_publication_is_kept_that_nothing_uses():
    used = {key for path in TABLES for key in keys_in(tomllib.loads(path.read_text(encoding="utf-8")))}
    assert set(references()) - used == BACKGROUND | set(METHODS)


@rule_for(lambda: TABLES, lambda path: path.name)
def test_a_table_cites_publications_and_never_a_page_of_the_web(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?:|www\.|\[(?:R|M|D|C|U)\b", text)
    assert text.isascii()


def test_laws_and_growth_are_sourced_too():
    for law in frozen_conductivity_laws().values():
        assert law.source in references()
        assert law.standing in get_args(Standing)
    for kind in nerve_kinds().values():
        assert kind.child_area_source == "assumed" or kind.child_area_source in references()
        assert kind.child_area_standing in get_args(Standing)
        assert kind.child_area_spread > 0


def test_what_is_recalled_or_assumed_is_never_called_measured():
    recalled = {"hasgall2018", "rabin1998", "rossi2007", "deng2004", "trescot2003", "haynes2014"}
    for _, number in EVERY:
        if number.source in recalled:
            assert number.standing == "recalled"
