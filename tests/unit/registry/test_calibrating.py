"""Predictions against what happened: which count, what is proposed, and that few cases prove nothing."""

from __future__ import annotations

import math

import pytest

from cryonerve.errors import RegistryError
from cryonerve.registry import Draft, calibrate, correct, find, new_mark, open_registry, record
from cryonerve.registry.calibration_map import CalibrationMap, map_of, read_map, write_map
from cryonerve.registry.outcome_pairs import (
    LATER,
    NO_PREDICTION,
    NOT_FOLLOWED,
    TOGETHER,
    WITHDRAWN,
    outcome_pairs,
)
from tests.unit.registry.made_up_clinic import fill, predicted


@pytest.fixture
def clinic(tmp_path):
    with open_registry(tmp_path / "clinic.sqlite", who="anna") as registry:
        yield registry


def a_case(registry, **fields):
    person, case = new_mark("P"), new_mark("C")
    record(
        registry,
        [Draft("person", {}, "", person), Draft("case", {"nerve": "tibial", **fields}, person, case)],
    )
    return person, case


def predict(registry, case, **more):
    return record(registry, [Draft("prediction", {**predicted(90, 120, 0.8), **more}, case)])[0].record


def follow(registry, case, instrument, scores, **more):
    rows = [{"instrument": instrument, "day": day, "score": score, **more} for day, score in scores.items()]
    record(registry, [Draft("measurement", row, case) for row in rows])


def pair_of(registry, case, **more):
    found = outcome_pairs(registry, only=case, **more)
    return found.pairs[0] if found.pairs else next(iter(found.left_out))


def test_times_lie_between_two_follow_ups(clinic) -> None:
    _, case = a_case(clinic)
    predict(clinic, case)
    follow(clinic, case, "nrs", {0: 8, 7: 2, 91: 3, 182: 7})
    follow(clinic, case, "feeling", {7: 0, 42: 1, 91: 2})
    found = pair_of(clinic, case)
    assert (found.lost, found.recovery.earliest, found.recovery.latest) == (True, 42, 91)
    assert (found.relieved, found.pain_return.earliest, found.pain_return.latest) == (True, 91, 182)
    assert found.bands["recovery"] == pytest.approx((45, 90, 198))


def test_what_has_not_happened_is_waited_for(clinic) -> None:
    _, case = a_case(clinic)
    predict(clinic, case)
    follow(clinic, case, "nrs", {0: 8, 7: 2, 91: 3})
    follow(clinic, case, "feeling", {7: 0, 42: 1})
    found = pair_of(clinic, case)
    assert (found.recovery.earliest, found.pain_return.earliest) == (42, 91)
    assert math.isinf(found.recovery.latest)
    assert math.isinf(found.pain_return.latest)


def test_a_repeated_procedure_ends_the_wait(clinic) -> None:
    _, case = a_case(clinic)
    record(clinic, [Draft("procedure", {"day": day}, case) for day in (0, 100)])
    predict(clinic, case)
    follow(clinic, case, "nrs", {0: 8, 7: 2, 91: 3, 182: 8})
    assert pair_of(clinic, case).pain_return.earliest == 91
    assert math.isinf(pair_of(clinic, case).pain_return.latest)


def test_no_loss_and_no_relief_are_told_apart_from_not_looked(clinic) -> None:
    _, case = a_case(clinic)
    predict(clinic, case)
    follow(clinic, case, "nrs", {0: 8, 7: 7, 91: 2})  # better on day 91 only: no relief by the rule
    follow(clinic, case, "feeling", {7: 2})
    assert (pair_of(clinic, case).lost, pair_of(clinic, case).relieved) == (False, False)
    _, other = a_case(clinic)
    predict(clinic, other)
    follow(clinic, other, "nrs", {7: 7})
    assert (pair_of(clinic, other).lost, pair_of(clinic, other).relieved) == (None, None)


def test_pain_at_rest_and_in_the_socket_are_no_one_series(clinic) -> None:
    _, case = a_case(clinic)
    predict(clinic, case)
    follow(clinic, case, "nrs", {0: 8, 7: 2, 91: 2}, condition="socket-contact")
    follow(clinic, case, "nrs", {0: 2, 30: 2}, condition="rest")
    assert pair_of(clinic, case).pain_return.earliest == 91


def test_only_predictions_from_before_count(clinic) -> None:
    _, late = a_case(clinic)
    follow(clinic, late, "nrs", {0: 8, 7: 2})
    predict(clinic, late)
    assert pair_of(clinic, late) == LATER
    _, changed = a_case(clinic)
    mark = predict(clinic, changed)
    follow(clinic, changed, "nrs", {0: 8, 7: 2})
    correct(clinic, mark, {"p_axonotmesis": 0.1}, why="wished it were so")
    assert pair_of(clinic, changed) == LATER
    _, twice = a_case(clinic)
    predict(clinic, twice, p_axonotmesis=0.1)
    last = predict(clinic, twice, p_axonotmesis=0.2)
    follow(clinic, twice, "nrs", {0: 8, 7: 2})
    predict(clinic, twice, p_axonotmesis=0.3)
    assert (pair_of(clinic, twice).prediction, pair_of(clinic, twice).p_axonotmesis) == (last, 0.2)


def test_what_came_in_one_import_is_left_out_and_can_be_asked_for(clinic) -> None:
    _, case = a_case(clinic)
    rows = [Draft("prediction", predicted(90, 120, 0.8), case)]
    rows += [Draft("measurement", {"instrument": "nrs", "day": day, "score": 2}, case) for day in (0, 7)]
    record(clinic, rows)
    assert pair_of(clinic, case) == TOGETHER
    assert pair_of(clinic, case, together=True).case == case


def test_why_a_case_is_left_out(clinic) -> None:
    _, bare = a_case(clinic)
    assert pair_of(clinic, bare) == NO_PREDICTION
    predict(clinic, bare, nerve="sural", treated=False)
    assert pair_of(clinic, bare) == NOT_FOLLOWED  # the only nerve that was predicted
    predict(clinic, bare, nerve="peroneal", treated=False)
    assert pair_of(clinic, bare) == NO_PREDICTION
    person, case = a_case(clinic)
    predict(clinic, case)
    follow(clinic, case, "nrs", {0: 8, 7: 2})
    agreed = {
        "what": "consent",
        "given_by": "person",
        "form": "a",
        "form_version": "1",
        "scope": "registry",
        "day": 0,
    }
    record(clinic, [Draft("consent", {**agreed, "withdrawn_day": 9}, person)])
    assert pair_of(clinic, case) == WITHDRAWN
    assert calibrate(clinic).pairs.left_out == {NO_PREDICTION: 1, WITHDRAWN: 1}


def test_voided_rows_say_nothing(clinic) -> None:
    _, case = a_case(clinic)
    predict(clinic, case)
    follow(clinic, case, "nrs", {0: 8, 7: 2, 91: 8})
    last = find(clinic, "measurement", ["day=91"]).rows[0]["record"]
    correct(clinic, last, void=True, why="another person's")
    assert math.isinf(pair_of(clinic, case).pain_return.latest)


def test_what_was_entered_in_error_was_known_all_the_same(clinic) -> None:
    _, case = a_case(clinic)
    follow(clinic, case, "nrs", {0: 8, 7: 2})
    seen = find(clinic, "measurement", ["day=7"]).rows[0]["record"]
    correct(clinic, seen, void=True, why="entered again, after the prediction")
    predict(clinic, case)
    follow(clinic, case, "nrs", {7: 2})
    assert pair_of(clinic, case) == LATER


def test_of_two_answers_of_one_day_the_worse_counts(clinic) -> None:
    _, case = a_case(clinic)
    predict(clinic, case)
    follow(clinic, case, "feeling", {7: 0, 42: 1, 91: 2})
    follow(clinic, case, "feeling", {7: 2, 42: 2, 91: 2}, respondent="parent")
    follow(clinic, case, "nrs", {0: 8, 7: 2, 91: 2, 182: 8})
    follow(clinic, case, "nrs", {0: 8, 91: 7, 182: 2}, respondent="parent")
    found = pair_of(clinic, case)
    assert (found.recovery.earliest, found.recovery.latest) == (42, 91)
    assert (found.pain_return.earliest, found.pain_return.latest) == (7, 91)


def test_numbness_of_the_first_day_is_no_loss(clinic) -> None:
    _, case = a_case(clinic)
    predict(clinic, case)
    follow(clinic, case, "feeling", {1: 0, 7: 2, 14: 1, 42: 2})  # a local anaesthetic on day 1
    assert pair_of(clinic, case).recovery.earliest == 14


def test_a_band_without_upper_end_counts_and_says_so(clinic) -> None:
    """As runs enter it: of the return of pain the 95th percentile lies beyond any series."""
    for place in range(3):
        _, case = a_case(clinic)
        predict(clinic, case, pain_return_p95_days=None)
        follow(clinic, case, "nrs", {0: 8, 7: 2, 91: 3, 182: 7 if place else 2})
    assert math.isinf(pair_of(clinic, case).bands["pain_return"][2])
    found = calibrate(clinic)
    assert (found.times["pain_return"].happened, found.times["pain_return"].censored) == (2, 1)
    assert found.counts["pain_return"].opened == 3
    predict(clinic, a_case(clinic)[1], pain_return_p50_days=None, pain_return_p95_days=None)
    _, bare = a_case(clinic)
    predict(clinic, bare, pain_return_p50_days=None, pain_return_p95_days=None)
    follow(clinic, bare, "nrs", {0: 8, 7: 2, 91: 3})
    assert calibrate(clinic).counts["pain_return"].unpredicted == 1


def test_predictions_turned_round_are_off_and_no_line_is_proposed(clinic) -> None:
    """A map with a falling line could not be read again, and would call the coldest nerve the safest."""
    for place in range(240):
        _, case = a_case(clinic, nerve="tibial" if place % 9 else "sural")
        predict(clinic, case, p_axonotmesis=0.9 if place % 2 else 0.1)
        follow(clinic, case, "feeling", {7: 2 if bool(place % 2) == bool(place % 9) else 0})
    found = calibrate(clinic)
    assert found.axonotmesis.line.slope[2] < 0
    assert found.axonotmesis.gain.real
    assert found.verdict("axonotmesis") == "off"
    without_exception = calibrate(clinic, ["nerve=tibial"])
    assert without_exception.axonotmesis.line is None  # told apart without error, the wrong way round
    assert without_exception.verdict("axonotmesis") == "off"


def test_a_quantity_that_few_tell_is_too_few_among_many(clinic) -> None:
    fill(clinic, 120)
    found = calibrate(clinic)
    assert found.verdict("recovery") == "too few"  # feeling was lost in some 90 of 120
    assert found.verdict("pain_return") == "no reason"
    assert found.people == 120


def test_times_too_far_off_for_a_fit_are_off_all_the_same(clinic) -> None:
    for _ in range(110):
        _, case = a_case(clinic)
        narrow = dict(zip((5, 50, 95), (99.9, 100.0, 100.1), strict=True))
        predict(clinic, case, **{f"pain_return_p{part}_days": days for part, days in narrow.items()})
        follow(clinic, case, "nrs", {0: 8, 7: 2, 14: 8})
    found = calibrate(clinic)
    assert found.times["pain_return"].law is None
    assert found.verdict("pain_return") == "off"


def test_both_databases_tell_the_same(registry) -> None:
    fill(registry, 30)
    _, case = a_case(registry)
    predict(registry, case)
    follow(registry, case, "nrs", {0: 8, 7: 2, 91: 8})
    last = find(registry, "measurement", ["day=91", "case.nerve=tibial"]).rows[-1]["record"]
    correct(registry, last, void=True, why="another person's")
    found = calibrate(registry, ["nerve=tibial"])
    assert (len(found.pairs.pairs), found.pairs.left_out) == (31, {})
    assert math.isinf(pair_of(registry, case).pain_return.latest)
    assert found.times["pain_return"].cases == 31


def test_few_cases_propose_nothing_however_far_off(clinic) -> None:
    fill(clinic, 40, shift=3.0)
    found = calibrate(clinic)
    assert found.times["recovery"].chance < 1e-6
    assert not found.enough
    assert not found.proposed("recovery")
    with pytest.raises(RegistryError, match="no correction is proposed"):
        map_of(found)


def test_a_clinic_that_is_off_is_found_and_mended(clinic, tmp_path) -> None:
    fill(clinic, 400, shift=0.9, widening=1.3)
    found = calibrate(clinic)
    law = found.times["recovery"].law
    assert law.shift[1] < 0.9 < law.shift[2]
    assert law.widening[1] < 1.3 < law.widening[2]
    assert found.times["recovery"].coverage.high < 0.9
    assert [found.proposed(what) for what in ("recovery", "pain_return", "axonotmesis")] == [
        True,
        False,
        False,
    ]
    made = map_of(calibrate(clinic, ["nerve=tibial", "person.age_years>=18"]))
    assert set(made.corrections) == {"recovery"}
    assert made.where == ("nerve=tibial", "person.age_years>=18")
    assert read_map(write_map(made, tmp_path / "map.json")) == made
    low, middle, high = made.band("recovery", (45.0, 90.0, 198.0))
    assert 90 < middle < high
    assert high > 198
    assert low > 0
    assert made.band("pain_return", (1.0, 2.0, 3.0)) is None
    assert made.probability(0.5) is None
    assert math.isinf(made.band("recovery", (45.0, 90.0, math.inf))[2])


def test_calibrated_predictions_are_left_alone(clinic) -> None:
    fill(clinic, 400, seed=5)
    found = calibrate(clinic)
    cover = found.times["recovery"].coverage
    assert cover.least <= cover.low < 0.9 < cover.high <= cover.most
    assert found.enough
    assert not any(found.proposed(what) for what in ("recovery", "pain_return", "axonotmesis"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[]", "no map of the form"),
        ('{"format": "cryonerve.calibration-map/1"}', "corrects nothing"),
        (
            '{"format": "cryonerve.calibration-map/1", "corrections": {"pain": {}}}',
            "nothing that can be corrected",
        ),
        (
            '{"format": "cryonerve.calibration-map/1", "corrections": {"recovery": {"shift": 1}}}',
            "a correction has",
        ),
        (
            '{"format": "cryonerve.calibration-map/1", "corrections": '
            '{"recovery": {"shift": 1, "widening": NaN, "people": 200}}}',
            "where none can",
        ),
        (
            '{"format": "cryonerve.calibration-map/1", "where": "nerve=tibial", "corrections": '
            '{"recovery": {"shift": 1, "widening": 1, "people": 200}}}',
            "no list of words",
        ),
        (
            '{"format": "cryonerve.calibration-map/1", "corrections": '
            '{"recovery": {"shift": true, "widening": 1, "people": 200}}}',
            "no numbers",
        ),
    ],
)
def test_a_file_that_is_no_map_is_refused(tmp_path, text, said) -> None:
    (tmp_path / "map.json").write_text(text)
    with pytest.raises(Exception, match=said) as caught:
        read_map(tmp_path / "map.json")
    assert caught.value.complaints[0].remedy


def test_a_map_of_nothing_changes_nothing() -> None:
    same = CalibrationMap(
        {"recovery": (0.0, 1.0), "axonotmesis": (0.0, 1.0)}, {"recovery": 100, "axonotmesis": 100}
    )
    assert same.band("recovery", (45.0, 90.0, 198.0)) == pytest.approx((45, 90, 198))
    assert same.probability(0.8) == pytest.approx(0.8)
