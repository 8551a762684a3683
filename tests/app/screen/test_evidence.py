"""Routes of the page of evidence: the trial against sham first, the command's words, refusals."""

from __future__ import annotations

import json

import pytest

from cryonerve.app.evidence_answers import evidence_document
from cryonerve.registry import evidence
from cryonerve.reporting.evidence_wording import audit_summary, pool_sentences, sham_sentence
from cryonerve.sources import evidence_questions

FOUND = evidence()


def question(client, name):
    answer = client.get(f"/api/evidence/questions/{name}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_nobody_without_the_token_reads_it(stranger):
    assert stranger.get("/api/evidence").status_code == 401


def test_the_overview_begins_with_the_trial_against_sham(client):
    told = client.get("/api/evidence").json()
    assert list(told)[:2] == ["notice", "sham"]
    assert told["sham"]["sentence"] == sham_sentence(FOUND.sham_trial)
    assert told["sham"]["plot"]["low"] == -1.0
    assert [one["name"] for one in told["questions"]] == list(evidence_questions())
    outcomes = [outcome for study in FOUND.studies.values() for outcome in study.outcomes]
    assert sum(one["rows"] for one in told["questions"]) == len(outcomes)
    assert {one["sign"] for one in told["audits"]} == {"✓", "≈", "✕", "?"}


@pytest.mark.parametrize("name", evidence_questions())
def test_a_question_says_what_the_command_says(client, name):
    told = question(client, name)
    (spoken,) = evidence_document(FOUND, [FOUND.answer(name)])["questions"]
    assert [row["label"] for row in told["rows"]] == [row["row"] for row in spoken["rows"]]
    assert [pool["sentences"] for pool in told["pools"]] == [pool["sentences"] for pool in spoken["pools"]]
    assert {row["label"]: row["apart"] for row in told["rows"] if row["apart"]} == {
        row["row"]: row["why"].replace("-0", "−0") for row in spoken["apart"]
    }
    assert bool(told["unpooled"]) == (not told["pools"])
    text = json.dumps(told)
    assert "NaN" not in text
    assert "Infinity" not in text


@pytest.mark.parametrize("name", evidence_questions())
def test_every_row_with_a_number_is_drawn_once(client, name):
    told = question(client, name)
    drawn = [line["label"] for panel in told["panels"] for line in panel["lines"] if line["kind"] == "row"]
    expected = [effect.label for effect in FOUND.answer(name).effects if effect.shown == effect.shown]
    assert sorted(drawn) == sorted(expected)
    for panel in told["panels"]:
        for line in panel["lines"]:
            if line["kind"] == "pool":
                assert set(line["members"]) <= set(drawn)


def test_rows_that_are_not_alike_are_refused_with_the_reason(client):
    chosen = {"rows": ["caporusso2002 any-relief", "morton2024 any-relief"]}
    told = client.post("/api/evidence/pool", json=chosen).json()
    assert told["pool"] is None
    (reason,) = told["refused"]
    assert "differ in unit of analysis and stretch of time" in reason["what"]
    assert [row.split(":")[0] for row in reason["rows"]] == chosen["rows"]


def test_alike_rows_are_pooled_as_by_the_command(client):
    chosen = {"rows": ["difiore2024 neuropathic", "zobel2019 neuropathic-young"]}
    told = client.post("/api/evidence/pool", json=chosen).json()
    (pooled,) = FOUND.answer("adverse-events").pools
    assert told["refused"] == []
    assert told["pool"]["sentences"] == pool_sentences(pooled)
    assert told["pool"]["line"]["few"]
    assert told["pool"]["line"]["further"] is None
    assert told["pool"]["without"] == []


def test_one_row_is_no_pool_and_an_unknown_one_is_refused(client):
    told = client.post("/api/evidence/pool", json={"rows": ["lloyd1976 relief"]}).json()
    assert told["refused"][0]["what"] == "one row is no pool"
    answer = client.post("/api/evidence/pool", json={"rows": ["loyd1976"]})
    assert answer.status_code == 422
    assert "lloyd1976" in answer.json()["error"]["remedy"]


def test_the_audit_has_the_words_of_both_sides(client):
    told = client.get("/api/evidence/audit").json()
    assert told["summary"] == audit_summary(FOUND.report)
    assert told["left_out"] == FOUND.report.left_out
    assert len(told["statements"]) == len(FOUND.report.statements)
    for one in told["statements"]:
        assert one["report_words"]
        assert one["source_words"]
        assert one["sign"]


def test_a_question_that_is_not_there_is_404_with_the_nearest(client):
    answer = client.get("/api/evidence/questions/foot-neurom")
    assert answer.status_code == 404
    assert "foot-neuroma" in answer.json()["error"]["remedy"]


def test_leaving_one_out_is_told_from_three_studies_on():
    from cryonerve.app.screen.evidence_pages import _pool
    from cryonerve.registry.pooling import Pooled
    from cryonerve.registry.random_effects import leave_one_out, random_effects

    effects = FOUND.effects("caporusso2002")[:3]
    y, v = [one.estimate for one in effects], [one.variance for one in effects]
    pooled = Pooled(tuple(effects), random_effects(y, v), leave_one_out(y, v), None, None, (), None, ())
    told = _pool(pooled)
    assert [one["label"] for one in told["without"]] == [one.label for one in effects]
    assert all(0 <= one["low"] <= one["value"] <= one["high"] <= 100 for one in told["without"])
    assert told["line"]["further"] is not None
