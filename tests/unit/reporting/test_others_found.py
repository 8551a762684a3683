"""What others found in a report: what fits the case, the trial against sham first, nothing promised."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cryonerve.case import load
from cryonerve.case.case import Patient, Source
from cryonerve.registry import evidence
from cryonerve.reporting.evidence_rows import AUDIT_SIGNS, audit_row, evidence_row
from cryonerve.reporting.figures import forest
from cryonerve.reporting.others_found import others_found
from cryonerve.reporting.page import html, used_sources
from cryonerve.reporting.plain_pages import lines
from cryonerve.sources import references
from tests.synthetic import synthetic_run
from tests.unit.reporting.test_page import read

FOUND = evidence()
EFFECTS = [effect for name in FOUND.questions for effect in FOUND.answer(name).effects]


def of(indication: str, site: str = ""):
    run = synthetic_run()
    case = replace(run.case, patient=Patient(site=site, indication=indication))
    return replace(run, case=case)


@pytest.fixture(scope="module")
def published():
    return others_found(load("tibial-neuroma-child"), found=FOUND)


def test_the_trial_against_sham_stands_first_whatever_the_case():
    for run in (synthetic_run(), of("spasticity"), of("")):
        page = read(html(run, (), found=others_found(run.case, found=FOUND))).text
        section = page[page.index("What others found") :]
        sentence = "found no difference after 4 months: −0.1 points of 10 (95 % −1.0 to 0.7)"
        assert sentence in section
        for word in ("Neuroma after amputation", "No rows", "names no indication"):
            assert word not in section or section.index(sentence) < section.index(word)


@pytest.mark.parametrize(
    ("indication", "names"),
    [
        ("phantom limb pain", ["phantom-pain", "adverse-events"]),
        ("Morton's neuroma", ["foot-neuroma", "adverse-events"]),
        ("post-herpetic neuralgia", ["other-nerve-pain", "adverse-events"]),
        ("spasticity of the arm", []),
        ("", []),
    ],
)
def test_a_case_asks_what_its_own_words_say(indication, names):
    case = replace(of(indication).case, anatomy=load("gel-phantom").anatomy)
    assert [table.name for table in others_found(case, found=FOUND).tables] == names


def test_where_no_row_fits_that_is_said_and_nothing_is_drawn(tmp_path):
    case = replace(of("spasticity of the arm").case, anatomy=load("gel-phantom").anatomy)
    told = others_found(case, found=FOUND)
    assert "No rows of the literature in this package fit “spasticity of the arm”" in told.none
    assert told.answer is None
    assert told.tables == told.pools == ()
    assert "audited" not in told.audited


def test_every_row_has_its_numbers_unit_and_source(published):
    for table in published.tables:
        assert table.rows
        for row in table.rows:
            assert row.numbers
            assert row.unit in ("patient", "neuroma", "nerve", "nerve treatment", "procedure")
            assert row.audit_sign == AUDIT_SIGNS[row.audit]
            assert row.source
    assert set(published.sources) <= set(references())
    shown = [row.label for table in published.tables for row in table.rows]
    assert "vonfalck2022 at-27-months" in shown
    assert "ilfeld2023-active serious" in shown
    assert not [label for label in shown if label.startswith(("difiore", "zobel"))], "cold in open surgery"


def test_patients_and_neuromas_are_not_pooled(published):
    assert "Nothing here is pooled" in published.pools[0]
    assert "Patients, neuromas, nerves and procedures are never added up" in published.pools[0]


def test_a_pool_is_told_where_the_rows_of_it_are_shown(monkeypatch):
    from cryonerve.reporting import others_found as module

    monkeypatch.setattr(module, "TREATMENT", "cold in open surgery")
    told = others_found(load("tibial-neuroma-child"), found=FOUND)
    assert told.pools[0].startswith("2 studies pooled (DiFiore 2024, Zobel 2019)")


def test_the_audit_is_of_the_published_case_alone(published):
    assert [row.status for row in published.doubtful][:2] == ["contradicted", "contradicted"]
    assert "verified" not in {row.status for row in published.doubtful}
    assert "does not cite the sham-controlled trial" in published.audited
    other = replace(load("tibial-neuroma-child"), source=Source(key=""))
    assert others_found(other, found=FOUND).doubtful == ()


def test_the_pages_carry_it_and_its_sources():
    run = replace(synthetic_run(), case=load("tibial-neuroma-child"))
    told = others_found(run.case, found=FOUND)
    page = re.sub(r"\s+", " ", read(html(run, (), found=told)).text)
    plain = " ".join(line.text for line in lines(run, (), found=told))
    for words in ("8.3 → 2.1 of 10, n\xa0= 7", "nerve treatment", "prospective series", "contradicted"):
        assert words.replace("\xa0", " ") in page.replace("\xa0", " ")
    assert "8.3 → 2.1 of 10" in plain
    assert "CONTRADICTED: nerve pain after cold" in plain
    assert "vonfalck2022" in used_sources(run, told)
    assert "vonfalck2022" not in used_sources(run)
    assert not re.search(r"\bnan\b", page + plain)
    assert "will help" not in page


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.label)
def test_a_row_says_nothing_that_is_not_printed(effect):
    row = evidence_row(effect)
    assert "nan" not in f"{row.numbers} {row.value}"
    assert (
        (" of " in row.numbers and row.numbers.split()[0].isdigit()) == (effect.outcome.numerator is not None)
        or "→" in row.numbers
        or "," in row.numbers
    )
    assert row.locator == "" or row.locator.startswith(("doi:10.", "PMID "))


def test_a_row_names_its_publication_where_the_study_is_no_author():
    (row,) = (evidence_row(effect) for effect in FOUND.effects("morton2023 at-6-weeks"))
    assert row.named.startswith("Morton series 2023 (")
    (row,) = (evidence_row(effect) for effect in FOUND.effects("vonfalck2022 major"))
    assert row.named == "von Falck 2022"


def test_audited_statements_keep_the_words_of_both_sides():
    for item in FOUND.report.statements.values():
        row = audit_row(item)
        assert row.report_words
        assert row.source_words
        assert row.sign == AUDIT_SIGNS[item.status]


@pytest.mark.parametrize("name", FOUND.questions)
def test_the_brief_plot_begins_with_the_trial_once(name):
    answer = FOUND.answer(name)
    panels = [(measure, forest.forest_lines(answer, measure, brief=True)) for measure in forest.MEASURES]
    first, *_ = panels = forest.sham_first(panels, FOUND.sham_trial)
    assert first[0] == "difference"
    assert first[1][0].words == "Against sham: Ilfeld 2023"
    labels = [line.effect.label for _, rows in panels for line in rows if line.effect is not None]
    assert labels.count(FOUND.sham_trial.label) == 1
    expected = {effect.label for effect in answer.effects if effect.shown == effect.shown}
    assert set(labels) == expected | {FOUND.sham_trial.label}


def test_a_published_case_is_not_among_what_others_found() -> None:
    child = load("tibial-neuroma-child")
    own = replace(child, source=Source(key="vega2026"))
    mine = [row.study for table in others_found(own).tables for row in table.rows]
    anonymous = [
        row.study for table in others_found(replace(child, source=Source())).tables for row in table.rows
    ]
    assert not any(study.startswith("Vega") for study in mine)
    assert len(anonymous) == len(mine) + 3
