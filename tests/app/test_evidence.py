"""`cryonerve evidence`: the trial against sham first, pools and refusals, files, documents."""

from __future__ import annotations

import csv
import io
import json

import pytest

from cryonerve.app.cli import main
from tests.unit.registry.test_added_rows import RIGHT, written

SHAM = (
    "The one published trial against sham (Ilfeld 2023, 144 patients, phantom limb pain) found no difference"
)


def told(capsys, *words, code=0):
    assert main(["evidence", *words]) == code
    captured = capsys.readouterr()
    return " ".join(captured.out.split()), " ".join(captured.err.split())


@pytest.mark.parametrize(
    "words",
    [(), ("--pool",), ("--question", "comparators"), ("--study", "woo2016"), ("--audit",)],
    ids=" ".join,
)
def test_the_trial_against_sham_stands_first_in_every_answer(capsys, words):
    out, _ = told(capsys, *words)
    assert out.startswith(f"First, against sham {SHAM}")
    assert "doi:10.1097/ALN.0000000000004429" in out
    assert out.endswith("Research use only, no medical device.")


def test_rows_are_sentences(capsys):
    out, _ = told(capsys, "--question", "foot-neuroma")
    assert "Free of pain: 12 of 31 neuromas after 2 weeks, 39 % (95 % 22 to 58)." in out
    assert "risk of bias high (our judgement)" in out
    assert "Prologo" not in out


def test_pools_say_how_little_they_mean(capsys):
    out, _ = told(capsys, "--question", "adverse-events", "--pool")
    assert "0 % (95 % 0 to 2.4)" in out
    assert "how much studies differ cannot be told from so few" in out
    assert "nct06071715 serious: the arms are not told apart in what was read" in out


def test_unlike_rows_are_refused_with_their_names(capsys):
    pair = ("--study", "caporusso2002 any-relief", "--study", "morton2024:any-relief", "--pool")
    _, err = told(capsys, *pair, code=2)
    assert "differ in unit of analysis and stretch of time" in err
    out, _ = told(capsys, *pair, "--json", code=2)
    assert json.loads(out)["error"] == "PoolingError"


def test_alike_rows_are_pooled(capsys):
    pair = ("--study", "difiore2024 neuropathic", "--study", "zobel2019 neuropathic-young", "--pool")
    out, _ = told(capsys, *pair)
    assert out.startswith("2 studies pooled (DiFiore 2024, Zobel 2019)")
    document = json.loads(told(capsys, *pair, "--json", "--method", "DL")[0])
    assert document["random_effects"]["method"] == "DL"
    assert document["common_share_exact"][1] == pytest.approx(0.0241, abs=1e-4)
    assert document["random_effects"]["prediction_low"] is None


def test_a_study_whole(capsys):
    out, _ = told(capsys, "--study", "caporusso2002")
    for words in ("bias: high, our judgement by jbi-case-series", "audit: imprecise", "read: read abstract",
                  "source: Caporusso et al. (2002)", "doi:10.1016/S1067-2516(02)80046-1"):  # fmt: skip
        assert words in out


def test_the_audit_has_both_sides(capsys):
    out, _ = told(capsys, "--audit")
    assert "2 contradicted, 4 imprecise, 1 unverifiable, 3 verified" in out
    assert "does not cite the sham-controlled trial" in out
    assert "the report: '96.75% of patients'" in out
    assert "its source: '96.75% of nerve treatments'" in out
    assert len(json.loads(told(capsys, "--audit", "--json")[0])["statements"]) == 10


def test_one_document(capsys):
    document = json.loads(told(capsys, "--json")[0])
    assert document["sham_trial"]["sentence"]
    assert len(document["studies"]) == 24
    assert document["studies"]["pu2020"]["citation"].endswith("doi:10.2147/JPR.S283986")
    rows = [row for question in document["questions"] for row in question["rows"]]
    assert all(row["outcome"]["unit"] for row in rows)
    one = json.loads(told(capsys, "--json", "--study", "woo2016", "--question", "comparators")[0])
    assert {row["outcome"]["study"] for row in one["questions"][0]["rows"]} == {"woo2016"}


def test_rows_as_csv(capsys):
    assert main(["evidence", "--csv", "--question", "stump-neuroma"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["id"] for row in rows} == {"vonfalck2022", "vega2026"}


def test_a_folder_of_tables_and_figures(capsys, tmp_path):
    file = written(tmp_path, RIGHT)
    folder = tmp_path / "found"
    told(capsys, "--add", str(file), "--question", "foot-neuroma", "-o", str(folder))
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "evidence.csv", "pools.csv", "apart.csv", "audit.csv", "forest-foot-neuroma.png",
        "forest-foot-neuroma.svg",
    }  # fmt: skip
    (pool,) = csv.DictReader((folder / "pools.csv").read_text("utf-8-sig").splitlines())
    assert pool["rows"] == "caporusso2002 any-relief; clinic-2026 relief"
    assert len((folder / "audit.csv").read_text("utf-8-sig").splitlines()) == 11


def test_a_file_that_is_not_understood_is_told_by_row_and_column(capsys, tmp_path):
    file = written(tmp_path, {**RIGHT, "unit": "neuromas", "at": "2"})
    _, err = told(capsys, "--add", str(file), code=2)
    assert "mine.csv:2: column unit: 'neuromas' is not known here" in err
    assert "mine.csv:2: column at: '2' has no unit" in err


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("--question", "foot"), "Did you mean 'foot-neuroma'"),
        (("--study", "winston"), "Did you mean 'winston2023'"),
        (("--method", "reml"), "no method is called 'reml'"),
        (("--audit", "--pool"), "the audit cannot be narrowed"),
        (("--add", "nowhere.csv"), "cannot be read"),
    ],
)
def test_what_is_not_understood(capsys, tmp_path, monkeypatch, words, answer):
    monkeypatch.chdir(tmp_path)
    _, err = told(capsys, *words, code=2)
    assert answer in err
