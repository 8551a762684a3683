"""`cryonerve case-report`: what the command line drafts, says and refuses."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cryonerve.app.cli import main
from cryonerve.registry.marks import is_mark
from cryonerve.reporting.folder import write_run
from tests.synthetic import synthetic_run

FILES = {"case-report.md", "case-report.docx", "timeline.png"}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CRYONERVE_REGISTRY", str(tmp_path / "registry.sqlite"))
    monkeypatch.setenv("CRYONERVE_USER", "anna")
    monkeypatch.chdir(tmp_path)


def asked(capsys, *words: str, code: int = 0) -> dict:
    assert main([*words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def complained(capsys, *words: str) -> str:
    assert main(list(words)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert "error in the program" not in captured.err
    return captured.err


def test_the_published_case_shows_what_its_report_left_out(capsys) -> None:
    found = asked(capsys, "case-report", "tibial-neuroma-child", "-o", "draft")
    silent = {
        question["question"]: question["items"]
        for question in found["questions"]
        if question["why"] == "the report does not say"
    }
    for words, item in (
        ("timeline", "7"),
        ("patient perspective", "12"),
        ("consent statement", "13"),
        ("How were adverse events looked for", "10d"),
        ("K-level did the person have after the treatment", "10a"),
        ("Which probe was used: type", "9b"),
        ("Which gas", "9b"),
    ):
        assert [item] in [items for question, items in silent.items() if words in question], words
    assert found["counts"]["parts"] == 30
    assert found["counts"]["questions"] == len(found["questions"])
    assert {path.name for path in Path("draft").iterdir()} == FILES


def test_the_terminal_says_counts_items_and_files(capsys) -> None:
    assert main(["case-report", "tibial-neuroma-child", "-o", "draft", "--no-docx"]) == 0
    out = capsys.readouterr().out
    assert "30 parts of 13 items: " in out
    assert "13.  Informed consent" in out
    assert str(Path("draft/case-report.md")) in out
    assert "docx" not in out
    assert "No consent to publication is recorded that still holds" in out
    assert out.rstrip().endswith("Research use only, no medical device.")


def test_a_case_of_the_registry_without_its_ids(capsys, tmp_path) -> None:
    added = asked(capsys, "record", "add", "tibial-neuroma-child")["added"]
    case = next(item["record"] for item in added if item["kind"] == "case")
    store = str(tmp_path / "registry.sqlite")
    found = asked(capsys, "case-report", case.lower(), "--store", store, "-o", "mine")
    of_file = asked(capsys, "case-report", "tibial-neuroma-child", "-o", "file")
    assert {**found, "files": 0} == {**of_file, "files": 0}
    text = Path("mine/case-report.md").read_text(encoding="utf-8")
    assert not [word for word in text.split() if is_mark(word.strip(".,()"))]
    assert "anna" not in text


def test_a_run_of_the_case_and_one_of_another(capsys) -> None:
    write_run(synthetic_run(), Path("RUN"))
    Path("mine.yaml").write_text(
        "cryonerve-record: 1\nperson: {age_years: 40}\ncase: {nerve: tibial, case_file_from: RUN/case.yaml}\n"
    )
    found = asked(capsys, "case-report", "mine.yaml", "--run", "RUN", "-o", "draft")
    assert found["supplements"][0]["title"] == "Supplement: a simulation of the procedure"
    assert "## Supplement: a simulation" in Path("draft/case-report.md").read_text(encoding="utf-8")
    words = complained(capsys, "case-report", "tibial-neuroma-child", "--run", "RUN", "-o", "other")
    assert "RUN: --run: this run is of another case" in words
    assert not Path("other").exists()


def test_hostile_words_and_names(capsys) -> None:
    Path("mine.yaml").write_text(
        "cryonerve-record: 1\nperson: {remark: 'seen by Dr. Miller'}\n"
        "case: {nerve: sural, remark: '<script>alert(1)</script> | x | [a](b)'}\n"
    )
    assert main(["case-report", "mine.yaml", "-o", "draft"]) == 0
    assert "Left out, because it may say who somebody is: person.remark." in capsys.readouterr().out
    text = Path("draft/case-report.md").read_text(encoding="utf-8")
    assert "Miller" not in text
    assert r"\<script\>alert(1)\</script\> \| x \| \[a\](b)" in text


def test_an_empty_record(capsys) -> None:
    Path("empty.yaml").write_text("cryonerve-record: 1\nperson: {}\ncase: {}\n")
    found = asked(capsys, "case-report", "empty.yaml", "-o", "draft")
    assert (found["counts"]["filled"], found["counts"]["open"]) == (0, 30)
    assert {path.name for path in Path("draft").iterdir()} == FILES - {"timeline.png"}


def test_a_draft_that_is_there_is_kept(capsys) -> None:
    asked(capsys, "case-report", "tibial-neuroma-child", "-o", "draft")
    Path("draft/case-report.md").write_text("mine now")
    assert "somebody may have worked on it" in complained(
        capsys, "case-report", "tibial-neuroma-child", "-o", "draft"
    )
    assert Path("draft/case-report.md").read_text() == "mine now"
    assert main(["case-report", "tibial-neuroma-child", "-o", "draft", "--replace"]) == 0
    assert Path("draft/case-report.md").read_text(encoding="utf-8").startswith("# Cryoneurolysis")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["tibial-neuroma-chil"], "Did you mean 'tibial-neuroma-child'?"),
        (["nothing.yaml"], "there is no record 'nothing.yaml'"),
        (["C-2222-2222-2222"], "its check letter does not fit"),
        (["tibial-neuroma-child", "--run", "nowhere"], "no whole run"),
        (["tibial-neuroma-child", "--store", "other.sqlite"], "is no id of this registry"),
        (["broken.yaml"], "broken.yaml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words_that_are_not_understood(capsys, words, hint) -> None:
    Path("broken.yaml").write_text("cryonerve-record: 1\nperson: {age: 10}\ncase: [")
    assert hint in complained(capsys, "case-report", *words, "-o", "draft")
    assert not Path("draft").exists()


def test_without_its_package_it_is_said_what_to_install(capsys, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    assert 'pip install "cryonerve[documents]"' in complained(
        capsys, "case-report", "tibial-neuroma-child", "-o", "draft"
    )
    assert not Path("draft").exists()
    assert main(["case-report", "tibial-neuroma-child", "-o", "draft", "--no-docx"]) == 0
