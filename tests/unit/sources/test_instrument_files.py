"""Instruments: what stands in the package, and what a site's own file may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryonerve.errors import InputError
from cryonerve.sources import instruments, read_instrument, references
from cryonerve.sources.instrument_files import FOLDER, instrument

EVERY = sorted(instruments())

SMALL = """
title = "A small one"
version = "1"
family = "pain intensity"
direction = "higher is worse"
unit = "of 4"
scoring = "sum"
missing = "none may be missing"
answered_by = ["person"]
recall = "now"
beside = ["site"]
source = "assumed"
standing = "assumed"
licence = "free"
text_may_be_shipped = true
[items.a]
title = "first"
codes = [0, 1, 2]
[items.b]
title = "second"
codes = [0, 1, 2]
"""


FIRST = "codes = [0, 1, 2]\n[items.b]"


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "small.toml"
    file.write_text(text, encoding="utf-8")
    return file


# --- what stands in the package -----------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_an_instrument_says_where_it_is_from_and_what_may_be_shipped(name) -> None:
    one = instruments()[name]
    assert (FOLDER / f"{name}.toml").is_file()
    assert one.source == "assumed" or one.source in references()
    assert one.source != "assumed" or one.standing in ("assumed", "recalled")
    assert one.licence
    assert one.beside
    assert one.version
    assert one.text_path == ""
    assert one.conversion_path == ""
    low, high = one.reach
    assert low < high
    for band in one.bands:
        assert low <= band.start <= high
        assert band.source == "assumed" or band.source in references()


@pytest.mark.parametrize("name", EVERY)
def test_text_that_may_not_be_shipped_is_not_in_the_file(name) -> None:
    one = instruments()[name]
    if not one.text_may_be_shipped:
        assert all(not item.labels for item in one.items.values())
        assert all("?" not in item.title and len(item.title) < 45 for item in one.items.values())


# Items, lowest, highest; thresholds; as the definitions print them.
DEFINED = {
    "vas": (1, 0, 100),
    "nrs": (1, 0, 10),
    "fps-r": (1, 0, 10),
    "barthel-mahoney": (10, 0, 100),
    "barthel-shah": (11, 0, 100),
    "barthel-collin": (10, 0, 20),
    "k-level-actual": (1, 0, 4),
    "k-level-potential": (1, 0, 4),
    "pgic": (1, 1, 7),
    "subjective-improvement": (1, -100, 100),
    "dn4": (10, 0, 10),
    "dn4-interview": (7, 0, 7),
    "flacc": (5, 0, 10),
    "r-flacc": (5, 0, 10),
    "pedsql-4.0-child": (23, 0, 100),
    "pedsql-4.0-teen": (23, 0, 100),
    "promis-pain-interference-child": (8, 8, 40),
    "promis-pain-interference-parent": (8, 8, 40),
    "wong-baker": (1, 0, 10),
    "feeling": (1, 0, 2),
}


@pytest.mark.parametrize("name", EVERY)
def test_items_and_reach(name) -> None:
    one = instruments()[name]
    assert (len(one.items), *one.reach) == DEFINED[name]


def test_barthel_of_1965_has_the_codes_of_its_tasks() -> None:
    codes = {name: item.codes for name, item in instruments()["barthel-mahoney"].items.items()}
    assert codes == {
        "feeding": (0, 5, 10), "bathing": (0, 5), "grooming": (0, 5), "dressing": (0, 5, 10),
        "bowels": (0, 5, 10), "bladder": (0, 5, 10), "toilet": (0, 5, 10), "transfer": (0, 5, 10, 15),
        "mobility": (0, 5, 10, 15), "stairs": (0, 5, 10),
    }  # fmt: skip
    assert instruments()["barthel-shah"].items["transfer"].codes == (0, 3, 8, 12, 15)


def test_collin_counts_the_steps_of_1965() -> None:
    """Twenty points are the hundred in steps of five, task by task."""
    old, new = instruments()["barthel-mahoney"].items, instruments()["barthel-collin"].items
    assert {name: tuple(code / 5 for code in item.codes) for name, item in old.items()} == {
        name: item.codes for name, item in new.items()
    }


def test_bands_of_the_barthel_index() -> None:
    words = [words for words, _ in instruments()["barthel-mahoney"].band_words()]
    assert words == ["0 to 20", "21 to 60", "61 to 90", "91 to 99", "100"]
    assert instruments()["barthel-mahoney"].band(90).title == "moderate dependence"


@pytest.mark.parametrize(
    ("name", "rule", "value", "bounds", "said_by"),
    [
        ("vas", "children-acute", 10, (7, 12), "powell2001"),
        ("vas", "adults-after-surgery", 9.9, None, "myles2017, assumed"),
        ("vas", "adults-chronic-share", 0.30, None, "farrar2001"),
        ("nrs", "adults-chronic-points", 2, None, "farrar2001"),
        ("nrs", "adults-chronic-share", 0.30, None, "farrar2001"),
        ("nrs", "adults-chronic-finished", 4.15, None, "datapain2021"),
        ("nrs", "adults-chronic-ongoing", 2.16, None, "datapain2021"),
        ("nrs", "adolescents-chronic-points", 1, None, "hirschfeld2014"),
        ("nrs", "adolescents-chronic-share", 0.125, None, "hirschfeld2014"),
        ("fps-r", "children-acute-points", 2, None, "tsze2015"),
        ("fps-r", "children-acute-share", 0.25, None, "tsze2015"),
        ("pedsql-4.0-child", "children", 4.4, None, "varni2003, assumed"),
    ],
)
def test_smallest_changes_that_matter(name, rule, value, bounds, said_by) -> None:
    number = instruments()[name].important[rule].at_least
    assert (number.value, number.bounds) == (value, bounds)
    assumed = ", assumed" if number.standing in ("recalled", "assumed") else ""
    assert number.source + assumed == said_by


def test_every_rule_of_importance_is_one_of_those_checked() -> None:
    rules = {(name, rule) for name, one in instruments().items() for rule in one.important}
    assert len(rules) == 13  # the twelve above, and the teen form's copy of the child form's


def test_cut_offs_of_the_screening_for_neuropathic_pain() -> None:
    assert [band.start for band in instruments()["dn4"].bands] == [0, 4]
    assert [band.start for band in instruments()["dn4-interview"].bands] == [0, 3]


def test_ages() -> None:
    ages = {
        name: (one.ages.low, one.ages.high, one.ages.rule) for name, one in instruments().items() if one.ages
    }
    assert ages["flacc"] == (0, 7, "validated")
    assert ages["pedsql-4.0-child"] == (8, 12, "required")
    assert ages["pedsql-4.0-teen"] == (13, 18, "required")
    assert ages["promis-pain-interference-child"] == (8, 17, "validated")
    assert ages["promis-pain-interference-parent"] == (5, 17, "validated")
    assert ages["dn4"][0] == 10


def test_codes_are_there_only_where_they_were_verified() -> None:
    assert {one.name: one.loinc for one in instruments().values() if one.loinc} == {
        "vas": "38214-3", "nrs": "38208-5", "wong-baker": "38221-8",
    }  # fmt: skip


# --- names ---------------------------------------------------------------------------------------


def test_a_variant_must_be_named() -> None:
    with pytest.raises(InputError, match="barthel-collin, barthel-mahoney, barthel-shah"):
        instrument("barthel")


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(InputError, match="Did you mean 'pgic'"):
        instrument("pigc")


# --- a site's own file --------------------------------------------------------------------------------


def test_a_new_instrument_is_a_file(tmp_path) -> None:
    one = read_instrument(written(tmp_path, SMALL))
    assert (one.name, one.reach) == ("small", (0.0, 4.0))
    assert instrument(tmp_path / "small.toml") == one


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('version = "1"', "", r"small\.toml: version: is missing"),
        ('version = "1"', 'vresion = "1"', "no key is called 'vresion' here"),
        ('direction = "higher is worse"', 'direction = "up"', "'up' is not known here"),
        ('scoring = "sum"', 'scoring = "mean"', "'mean' is not known here"),
        ('scoring = "sum"', 'scoring = "single"', "'single' has one item, not 2"),
        ('missing = "none may be missing"', 'missing = "half of each scale"', "needs a scale for every item"),
        ('answered_by = ["person"]', 'answered_by = ["neighbour"]', "'neighbour' is not known here"),
        ("text_may_be_shipped = true", "", "is neither true nor false"),
        (FIRST, "codes = [0, 1, 1]\n[items.b]", "names a code twice"),
        (FIRST, "codes = [0, 1]\nlow = 0\n[items.b]", "stand beside low and high"),
        (FIRST, "\n[items.b]", "are missing"),
        (FIRST, 'codes = [0, 1]\nlabels = ["no"]\n[items.b]', "1 labels for 2 codes"),
        (FIRST, 'codes = [0, 1]\nonly_where_zero = "c"\n[items.b]', "no item is called 'c'"),
        ("[items.a]", '[ages]\nfrom = "9 years"\nto = "4 years"\nrule = "required"\nsource = "assumed"\n'
         'standing = "assumed"\n[items.a]', "ends at 4 and begins at 9 years"),
        ("[items.a]", '[bands.x]\nfrom = 1\ntitle = "x"\nsource = "assumed"\nstanding = "assumed"\n[items.a]',
         "begin at 1, scores at 0"),
        ("[items.a]", '[important.x]\nwho = "all"\nmeasure = "share"\nat_least = { value = "30 %", '
         'source = "assumed", standing = "assumed" }\n[items.a]', "a share needs relative = true"),
        ("[items.a]", "[items.a", "is not TOML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_key(tmp_path, old, new, said) -> None:
    assert old in SMALL
    with pytest.raises(InputError, match=said):
        read_instrument(written(tmp_path, SMALL.replace(old, new, 1)))


def test_an_id_of_the_package_cannot_be_taken(tmp_path) -> None:
    file = tmp_path / "nrs.toml"
    file.write_text(SMALL, encoding="utf-8")
    with pytest.raises(InputError, match="'nrs' is that of an instrument of the package"):
        instrument(file)
    assert instrument(FOLDER / "nrs.toml") == instruments()["nrs"]


def test_a_file_that_is_not_there(tmp_path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        instrument(tmp_path / "none.toml")
