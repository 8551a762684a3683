"""References and what `cite` writes of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

import cryonerve
from cryonerve.errors import InputError, UnknownNameError
from cryonerve.sources import cite, references
from cryonerve.sources.citations import read_references


def test_bibtex_is_what_a_bibliography_program_reads():
    from pybtex.database import parse_string

    entries = parse_string(cite(references()), "bibtex").entries
    assert set(entries) == set(references())
    for key, entry in entries.items():
        assert entry.fields["title"]
        assert int(entry.fields.get("year", 0)) == references()[key].year


def test_what_is_cited_is_what_the_file_says(tmp_path):
    file = tmp_path / "cited.bib"
    file.write_text(cite(references()), encoding="utf-8")
    assert read_references(file) == dict(references())


def test_a_result_cites_what_it_used_once_and_without_assumptions():
    @dataclass(frozen=True)
    class Result:
        sources: tuple[str, ...] = ("evans1981", "assumed", "evans1981", "case", "sweat1973")

    text = cryonerve.cite(Result())
    assert text.count("@article") == 2
    assert text.index("evans1981") < text.index("sweat1973")
    assert text == cite(["evans1981", "sweat1973"])


def test_nothing_to_cite_is_empty():
    assert cite([]) == cite("assumed") == ""


def test_an_unknown_key_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'evans1981'"):
        cite("evan1981")


def test_people_read_names_with_their_accents():
    assert references()["pusnik2025"].authors[0] == "Pušnik, L."
    assert references()["warchol2021"].authors[0] == "Warchoł, Ł."
    assert str(references()["evans1981"]) == (
        "Evans et al. (1981). Cryoanalgesia: the response to alterations in freeze cycle and temperature. "
        "British Journal of Anaesthesia. doi:10.1093/bja/53.11.1121"
    )
    assert str(references()["deng2004"]).startswith("Deng and Liu (2004). ")
    assert str(references()["lard2025"]).startswith("Authors not seen (2025). ")


def test_no_web_addresses():
    for reference in references().values():
        assert "http" not in reference.bibtex
        assert "www" not in reference.bibtex
        assert not reference.doi or reference.doi.startswith("10.")
        assert not reference.pmid or reference.pmid.isdigit()


ENTRY = """@article{{{key},
  author = {{One, A. and Two, B.}},
  title = {{Something}},
  journal = {{Somewhere}},
  year = {{1999}},
}}
"""


def test_a_broken_bibliography_names_the_entry_and_line(tmp_path):
    file = tmp_path / "references.bib"
    file.write_text(ENTRY.format(key="a") + ENTRY.format(key="a"), encoding="utf-8")
    with pytest.raises(InputError, match=r"references.bib:7: a: stands twice"):
        read_references(file)
    file.write_text(ENTRY.format(key="a").replace("  year = {1999},\n", ""), encoding="utf-8")
    with pytest.raises(InputError, match=r"references.bib:1: a: lacks year"):
        read_references(file)
    file.write_text(ENTRY.format(key="a").replace("  journal = {Somewhere},\n", ""), encoding="utf-8")
    with pytest.raises(InputError, match=r"a: lacks journal"):
        read_references(file)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            "{One, A. and Two, B.}",
            "{One, {A. and Two, B.}",
            r"references.bib:\d+: a: syntax error: premature end of file",
        ),
        ("title =", "title", r"references.bib:3: a: syntax error: '=' expected"),
        ("{Somewhere}", "Somewhere", r"references.bib:4: a: undefined string: Somewhere"),
        ("{1999}", "{in press}", r"references.bib:1: a: the year 'in press' is no number"),
        ("One, A. and", "One, A, B, C, D and", r"references.bib:1: a: .*Too many commas"),
        ("year =", "title = {Twice}, year =", r"references.bib:1: a: .*duplicate title"),
    ],
)
def test_what_is_no_bibtex_is_told_with_its_line(tmp_path, before, after, says):
    text = ENTRY.format(key="a")
    assert before in text
    file = tmp_path / "references.bib"
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_references(file)


def test_any_bibtex_is_read_however_it_is_laid_out(tmp_path):
    file = tmp_path / "references.bib"
    text = (
        '@string{place = "Some" # "where"} @Article(a, AUTHOR="M{\\\'e}li, \\v{C}. and {An Office, Ltd.}", '
    )
    file.write_text(text + 'title="A {B}", journal=place, year=1999)', encoding="utf-8")
    (found,) = read_references(file).values()
    assert found.authors == ("Méli, Č.", "An Office Ltd.")
    assert (found.title, found.venue, found.year, found.kind) == ("A B", "Somewhere", 1999, "article")
