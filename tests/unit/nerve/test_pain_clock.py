from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from cryonerve.case.case import Patient
from cryonerve.nerve.pain import fitted
from cryonerve.nerve.pain_clock import pain_return, span, trial_found
from synthetic import synthetic_case


@pytest.mark.parametrize("what", ["axonotmesis", "mixed", "outside evidence"])
def test_what_froze_has_days_and_they_end_where_follow_up_ends(what):
    found = pain_return("tibial", what, synthetic_case())
    model = fitted().days()
    assert (found.days.p5, found.days.p50) == (model.p5, model.p50)
    assert found.followed_days == pytest.approx(2.5 * 365.25)
    assert model.p95 > found.followed_days
    assert math.isinf(found.days.p95)
    assert found.relieved_beyond == pytest.approx(1 - fitted().back_by(found.followed_days))


@pytest.mark.parametrize("what", ["none", "block"])
def test_what_did_not_freeze_has_none(what):
    found = pain_return("tibial", what, synthetic_case())
    assert found.days is None
    assert not found.by_series
    assert "minutes after rewarming" in found.sentence
    assert trial_found() in found.evidence


def test_the_words_hold_the_null_trial_the_disagreement_and_no_promise():
    found = pain_return("tibial", "mixed", synthetic_case())
    assert trial_found() in found.evidence
    assert "may not come at all" in found.evidence
    assert "in part" in found.evidence
    assert "No series of children" in found.evidence
    assert "The series disagree" in found.sentence
    assert "12 days in one" in found.sentence
    assert "ilfeld2023" in found.sources
    assert len(found.by_series) == len(found.sources) - 1
    assert not re.search(r"\bwill\b|expect|cure", found.sentence + found.evidence)


def test_an_adult_is_not_told_of_children():
    adult = replace(synthetic_case(), patient=Patient(age=40.0))
    assert "children" not in pain_return("tibial", "axonotmesis", adult).evidence
    assert "in part" not in pain_return("tibial", "axonotmesis", adult).evidence


def test_the_trial_in_words():
    assert trial_found().endswith("144 patients, difference -0.1 points, 95 % CI -1.0 to 0.7")


def test_spans_never_run_backwards():
    order = ["day", "week", "month", "year"]
    units = [order.index(span(float(days)).split()[1].rstrip("s")) for days in range(1, 1500, 3)]
    assert units == sorted(units)
