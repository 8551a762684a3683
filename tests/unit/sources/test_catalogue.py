"""Rows of the tables as people read them."""

from __future__ import annotations

import json

import pytest

from cryonerve.errors import UnknownNameError
from cryonerve.sources import catalogue_rows, cite, devices, numbers, source_keys, tissues
from cryonerve.sources.catalogue import KINDS


def found(kind, name, quantity):
    (row,) = [row for row in catalogue_rows(kind) if (row["name"], row["quantity"]) == (name, quantity)]
    return row


def test_a_row_reads_in_peoples_units():
    row = found("devices", "cryo-s-a13", "active length")
    assert (row["value"], row["unit"], row["range"], row["standing"]) == ("7", "mm", "5.5 to 8.5", "assumed")
    row = found("tissues", "muscle", "heat capacity unfrozen")
    assert (row["value"], row["unit"]) == ("3.729", "MJ/m3/K")
    row = found("nerves", "tibial", "area")
    assert (row["value"], row["unit"], row["source"]) == ("21.7", "mm2", "senarai2023")
    row = found("devices", "cryo-s-a13", "wall coefficient")
    assert (row["value"], row["unit"], row["range"]) == ("10", "kW/m2/K", "3 to 30")
    assert found("limits", "skin", "stop")["unit"] == "degC"


def test_a_lognormal_spread_is_shown_as_a_factor():
    assert found("tissues", "muscle", "conductivity frozen")["spread"] == "factor 1.17"


def test_a_law_that_is_held_at_its_bound_says_so():
    assert found("conductivity laws", "deng-liu-2004", "conductivity at -40 degC")["value"] == "2"
    assert found("conductivity laws", "sweat-1973", "conductivity at -75 degC")["range"] == ""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_gives_rows_that_are_plain_text(kind):
    rows = catalogue_rows(kind)
    assert rows
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    for row in rows:
        assert row["value"]
        assert row["source"]
        assert row["standing"]


def test_an_unknown_kind_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'tissues'"):
        catalogue_rows("tissue")


def test_numbers_walks_into_nested_nouns():
    words = dict(numbers(devices()["iceseed-17g"]))
    assert words["thaw to"].value == 20.0
    assert words["wall gas temperature"].unit == "degC"


def test_the_keys_behind_nouns_are_publications_that_can_be_cited():
    keys = source_keys(*tissues().values(), *devices().values())
    assert keys == tuple(sorted(set(keys)))
    assert "assumed" not in keys
    assert {"sweat1973", "hasgall2018", "okajima2013"} <= set(keys)
    assert cite(keys).count("\n@") == len(keys) - 1


def test_a_named_law_is_cited_even_when_the_number_beside_it_is_the_cases_own():
    from dataclasses import replace

    own = replace(tissues()["benchmark-gel"], frozen_law="rabin")
    assert source_keys(own) == ("rossi2007",)
