"""What stands in the files: no address that can rot, no place of one machine, nothing unfinished."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, label, rule_for, tracked_files

TEXT = {
    ".py",
    ".toml",
    ".md",
    ".yaml",
    ".yml",
    ".bib",
    ".html",
    ".css",
    ".cff",
    ".txt",
    ".csv",
    ".json",
    ".cfg",
    ".svg",
    "",
}
ADDRESS = re.compile(r"https?:" + r"//([A-Za-z0-9.-]+)")
# Permanent identifiers and names of formats; everything else is cited as a publication.
PERMANENT = {
    "doi.org",
    "dx.doi.org",
    "creativecommons.org",
    "json-schema.org",
    "www.w3.org",
    "opensource.org",
    "spdx.org",
    "hl7.org",  # names that FHIR gives to extensions and code systems; nothing is fetched from them
    "loinc.org",
    "snomed.info",
    "unitsofmeasure.org",
}
# Names that a format has for itself, whole: 3D Slicer refuses a file of Markups without it.
FORMAT_NAMES = (
    "https:" + "//raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/Schema/",
)
MACHINE_PLACES = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]


def text_files() -> list[Path]:
    return [path for path in tracked_files() if path.suffix in TEXT]


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@rule_for(text_files, label)
def test_text(path: Path) -> None:
    text = read(path)
    for name in FORMAT_NAMES:
        text = text.replace(name, "")
    hosts = set(ADDRESS.findall(text)) - PERMANENT
    assert hosts == set(), "cite the publication (DOI, PMID) instead of an address"
    assert [place for place in MACHINE_PLACES if place in text] == []
    if path.suffix == ".py":
        assert [word for word in UNFINISHED if re.search(rf"\b{word}\b", text)] == []


def test_the_rule_itself_sees_an_address() -> None:
    assert ADDRESS.findall("see https:" + "//example.com/page") == ["example.com"]
    assert ADDRESS.findall("doi: 10.1000/x, https:" + "//doi.org/10.1000/x") == ["doi.org"]


def test_a_rule_for_many_names_all_that_break_it() -> None:
    def odd(number: int) -> None:
        assert number % 2 == 1, "even"

    rule_for(lambda: [1, 3], str)(odd)()
    with pytest.raises(AssertionError, match=r"(?s)2: .*even.*4: .*even"):
        rule_for(lambda: [1, 2, 3, 4], str)(odd)()
    with pytest.raises(AssertionError, match="nothing to look at"):
        rule_for(lambda: [], str)(odd)()


def test_files_are_small() -> None:
    """A repository is no store of results."""
    large = {label(path): path.stat().st_size for path in tracked_files() if path.stat().st_size > 1_000_000}
    assert large == {}


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [label(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
