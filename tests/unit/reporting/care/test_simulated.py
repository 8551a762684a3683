"""A run beside a record: whose run it is, what it computed, what it does not say."""

from __future__ import annotations

import json
import shutil

import pytest

from cryonerve.errors import RegistryError, RunFolderError
from cryonerve.registry import (
    case_of_record_file,
    case_of_registry,
    drafts_of_run,
    new_mark,
    open_registry,
    record,
)
from cryonerve.registry.belonging import Draft
from cryonerve.reporting.care.drafting import draft_of
from cryonerve.reporting.care.simulated import simulated_of_record, simulated_of_run
from cryonerve.reporting.folder import write_run
from tests.synthetic import synthetic_run
from tests.unit.reporting.care.records import record_of


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "RUN"
    write_run(synthetic_run(), folder)
    return folder


@pytest.fixture
def same(run, tmp_path):
    """A record that holds the case file of the run."""
    text = f"person: {{}}\ncase: {{nerve: tibial, case_file_from: {run / 'case.yaml'}}}\n"
    text += "procedures: [{day: 0, console_temperature_degC: -80}]\n"
    return record_of(tmp_path, text)


@pytest.fixture
def changed(run, tmp_path):
    """A copy of the run whose files may be changed."""
    folder = tmp_path / "changed"
    shutil.copytree(run, folder)
    return folder


def statements(draft):
    (supplement,) = draft.supplements
    return [(item.words, item.who) for item in supplement.statements]


def test_a_run_adds_its_numbers_as_a_simulation(run, same) -> None:
    said = statements(draft_of(same, simulated_of_run(run, same)))
    summary = json.loads((run / "summary.json").read_text())["nerves"]["tibial"]
    words = " ".join(words for words, _ in said)
    assert (
        f"{100 * summary['fascicle_area_below_-20C']:.3g} % of the fascicle area went below −20 °C" in words
    )
    assert f"Coldest point of the nerve: −{-summary['min_temperature_degC']:.3g} °C" in words
    assert "probability of axonotmesis 55 %" in words
    assert "are back after 38 days (median; 5 to 95 %: 21 to 70 days)" in words
    assert "Return of pain, of patients in published series who had relief" in words
    assert "whether this patient has relief it does not say" in words
    assert {who for _, who in said} == {"a simulation", "published"}


def test_what_is_seen_is_not_what_was_done(run, same) -> None:
    words = " ".join(words for words, _ in statements(draft_of(same, simulated_of_run(run, same))))
    assert "Visible ice is not the lesion" in words
    assert "−80 °C is the console's reading and not the tissue's temperature; in the simulation" in words
    assert "carry no band: cryonerve spread gives one" in words


def test_findings_stand_in_a_table_the_gravest_first(run, same) -> None:
    draft = draft_of(same, simulated_of_run(run, same))
    table = next(table for table in draft.supplements[0].tables if table.title.startswith("Findings"))
    assert [row[0] for row in table.rows] == ["stop", "warning", "note"]
    assert "1 more" in table.title
    assert "evans1981" in draft.references


def test_a_run_of_another_case_is_refused(run) -> None:
    other = case_of_record_file("tibial-neuroma-child")
    with pytest.raises(RunFolderError, match="this run is of another case: it treats tibial nerve"):
        simulated_of_run(run, other)


def test_without_a_case_file_the_nerve_decides_and_it_is_asked(run, tmp_path) -> None:
    fits = record_of(tmp_path, "person: {}\ncase: {nerve: tibial}\n")
    found = simulated_of_run(run, fits)
    assert not found.matched
    draft = draft_of(fits, found)
    assert any("only the nerve was compared" in words for words, _ in statements(draft))
    assert any("holds no case file to compare it with" in question.words for question in draft.questions)
    for text in ("person: {}\ncase: {nerve: sural}\n", "person: {}\ncase: {}\n"):
        with pytest.raises(RunFolderError, match="another case"):
            simulated_of_run(run, record_of(tmp_path, text))


def test_a_run_that_was_changed_or_is_none_is_refused(changed, same) -> None:
    (changed / "case.yaml").write_text((changed / "case.yaml").read_text() + "\n# more\n")
    with pytest.raises(RegistryError, match="changed after it ran"):
        simulated_of_run(changed, same)
    with pytest.raises(RegistryError, match="no whole run"):
        simulated_of_run(changed / "nowhere", same)


@pytest.mark.parametrize(
    "damage", [{"findings": [{}]}, {"nerves": {"tibial": 3}}, {"solver": None}, {"findings": 1}]
)
def test_a_damaged_summary_is_a_sentence(changed, same, damage) -> None:
    summary = json.loads((changed / "summary.json").read_text())
    (changed / "summary.json").write_text(json.dumps({**summary, **damage}))
    with pytest.raises(RunFolderError, match="lack what a run writes"):
        simulated_of_run(changed, same)


def test_a_title_and_findings_that_name_somebody_stay_out(changed, same) -> None:
    summary = json.loads((changed / "summary.json").read_text())
    summary["title"] = "stump of Mr. Miller"
    summary["findings"][1]["about"] = "probe of Dr. Smith"
    (changed / "summary.json").write_text(json.dumps(summary))
    text = repr(draft_of(same, simulated_of_run(changed, same)))
    assert "Miller" not in text
    assert "Smith" not in text
    assert "left out: it may say who somebody is" in text


def test_predictions_of_a_registry_are_told_without_a_run(run, tmp_path) -> None:
    person, case = new_mark("P"), new_mark("C")
    drafts = [
        Draft("person", {"age_years": 40}, record=person),
        Draft("case", {"nerve": "tibial"}, person, case),
    ]
    with open_registry(tmp_path / "registry.sqlite", who="anna") as registry:
        record(registry, [*drafts, *drafts_of_run(run, case=case)])
        kept = case_of_registry(registry, case)
    found = simulated_of_record(kept)
    assert found is not None
    assert found.kept
    words = " ".join(words for words, _ in statements(draft_of(kept)))
    assert "kept with the case in the registry" in words
    assert "are back after 38 days" in words
    assert simulated_of_run(run, kept).matched


def test_without_predictions_there_is_no_supplement(same) -> None:
    assert simulated_of_record(same) is None
    assert draft_of(same).supplements == ()
