"""All cases a line each: what is found, in which order, how many; pain of one scale only."""

from __future__ import annotations

import random

import pytest

from cryonerve.errors import InputError
from cryonerve.registry import Draft, correct, erase, new_mark, record
from cryonerve.registry.case_overview import COLUMNS, FACETS, overview
from cryonerve.sources.instrument_files import instrument

from .entering import measurement, person_and_case


def enter(registry, person=None, case=None, scores=(), more=()):
    """A person with one case and scores; the id of the case."""
    above = person_and_case(**(person or {}))
    draft = Draft("case", {**above[1].values, **(case or {})}, above[0].record, above[1].record)
    rows = [
        Draft("measurement", {"instrument": "vas", "unit": "0 to 10", **row}, draft.record, new_mark("M"))
        for row in scores
    ]
    consents = [Draft("consent", {**CONSENT, **row}, above[0].record) for row in more]
    record(registry, [above[0], draft, *rows, *consents])
    return draft.record


CONSENT = {
    "what": "consent", "given_by": "person", "form": "registry", "form_version": "2", "scope": "registry",
    "day": -3,
}  # fmt: skip


def row_of(registry, case):
    return next(row for row in overview(registry, limit=500).rows if row["case"] == case)


def pain(registry, *scores, **more):
    row = row_of(registry, enter(registry, scores=scores, **more))
    return row["pain_before"], row["pain_last"], row["pain_unit"]


def test_a_row_says_what_is_known_of_a_case(registry) -> None:
    case = enter(
        registry,
        {"age_years": 10, "sex": "female"},
        {"title": "A child", "side": "left"},
        [{"day": 0, "score": 8}, {"day": 28, "score": 2}],
        [{"reconsent_due_day": 2900}],
    )
    procedure = {"day": 0, "cycles": 2}
    event = {"term": "bruise", "scale": "cirse", "scale_version": "2017", "grade": "1", "onset_day": 1}
    record(registry, [Draft("procedure", procedure, case), Draft("adverse_event", event, case)])
    row = row_of(registry, case)
    assert set(row) == {*COLUMNS, "pain_unit"}
    assert row | {
        "title": "A child", "age": 10, "sex": "female", "amputation_level": "transtibial", "nerve": "tibial",
        "side": "left", "procedures": 1, "adverse_events": 1, "last_day": 28, "pain_before": 8.0,
        "pain_last": 2.0, "pain_unit": "0 to 10", "consent": "given", "reconsent_due_day": 2900,
    } == row  # fmt: skip
    bare = row_of(registry, enter(registry, {"age_years": None, "age_band": "90+", "sex": None}))
    assert (bare["age"], bare["sex"], bare["last_day"], bare["consent"]) == ("90+", None, None, "none")
    assert (bare["pain_before"], bare["pain_last"], bare["pain_unit"]) == (None, None, None)


def test_pain_is_the_last_score_before_and_the_last_one_after(registry) -> None:
    days = [(-20, 9), (0, 8), (-3, 7), (91, 1), (7, 4)]
    assert pain(registry, *({"day": day, "score": score} for day, score in days)) == (8.0, 1.0, "0 to 10")
    assert pain(registry, {"day": -1, "score": 5}) == (5.0, None, "0 to 10")
    assert pain(registry, {"day": 1, "score": 0}) == (None, 0.0, "0 to 10")
    same_day = [{"day": 3, "score": 6}, {"day": 3, "score": 5}]
    assert pain(registry, *same_day) == (None, 5.0, "0 to 10")


def test_scores_of_two_scales_are_never_set_beside_each_other(registry) -> None:
    in_mm = [{"day": day, "score": 80, "unit": "mm", "instrument_version": "100-mm"} for day in (-9, 1, 2)]
    assert pain(registry, *in_mm, {"day": -1, "score": 8}, {"day": 5, "score": 2}) == (80.0, 80.0, "mm")
    other = {"instrument": "nrs", "unit": None, "instrument_version": "0-10"}
    assert pain(registry, {"day": 0, "score": 8}, {**other, "day": 9, "score": 1}) == (8.0, None, "0 to 10")
    assert pain(registry, {"instrument": "dn4", "day": 0, "score": 8, "unit": None}) == (None, None, None)
    assert pain(registry, {**other, "day": 9, "score": 1}) == (None, 1.0, instrument("nrs").unit)
    assert pain(registry, {"day": 9, "score": 1, "unit": None}) == (
        None,
        1.0,
        "",
    )  # of which range is not known


def test_pain_at_rest_is_not_compared_with_pain_in_movement(registry) -> None:
    rest = [{"day": day, "score": score, "condition": "rest"} for day, score in ((0, 6), (7, 5), (30, 4))]
    moving = [
        {"day": 0, "score": 9, "condition": "movement"},
        {"day": 31, "score": 8, "condition": "movement"},
    ]
    assert pain(registry, *moving, *rest) == (6.0, 4.0, "0 to 10")
    silent = [{"day": 60, "score": 3}, {"day": 61, "score": 2, "condition": "unknown"}]
    assert pain(registry, *rest, *silent) == (
        6.0,
        2.0,
        "0 to 10",
    )  # only one condition is told: the rest is it
    parents = [{"day": 1, "score": 7, "respondent": "parent"}, {"day": 0, "score": 8, "respondent": "person"}]
    assert pain(registry, *parents) == (None, 7.0, "0 to 10")  # used as often: the one that came first


def test_days_count_from_the_first_procedure(registry) -> None:
    case = enter(registry)
    done = Draft("procedure", {"day": 100}, case, new_mark("D"))
    late = {"procedure": done.record}
    record(registry, [done, measurement(case, -5, 7, **late), measurement(case, 10, 1, **late)])
    row = row_of(registry, case)
    assert (row["last_day"], row["pain_before"], row["pain_last"]) == (110, None, 1.0)


def test_what_was_corrected_or_entered_in_error_does_not_count(registry) -> None:
    case = enter(registry, scores=[{"day": 0, "score": 8}])
    wrong = measurement(case, 90, 9)
    slip = measurement(case, 7, 2)
    record(registry, [wrong, slip])
    correct(registry, wrong.record, void=True, why="of another person")
    correct(registry, slip.record, {"score": 3}, why="read wrongly")
    row = row_of(registry, case)
    assert (row["last_day"], row["pain_before"], row["pain_last"]) == (7, 8.0, 3.0)
    erase(registry, row["person"], why="asked for")
    assert overview(registry).total == 0


def test_consent(registry) -> None:
    cases = {
        "none": enter(registry),
        "given": enter(
            registry, more=[{"withdrawn_day": 5, "reconsent_due_day": 1}, {"reconsent_due_day": 9}]
        ),
        "withdrawn": enter(registry, more=[{"withdrawn_day": 5, "reconsent_due_day": 1}]),
    }
    for state, case in cases.items():
        assert [row["case"] for row in overview(registry, [f"consent={state}"]).rows] == [case]
        assert overview(registry, [f"consent!={state}"]).total == 2
    assert row_of(registry, cases["given"])["reconsent_due_day"] == 9
    assert row_of(registry, cases["withdrawn"])["reconsent_due_day"] is None


@pytest.mark.parametrize(
    "asked", [["consent=gone"], ["consent<given"], ["nerf=tibial"], ["case.nerve"], ["'; --"]]
)
def test_what_is_no_condition_is_refused(registry, asked) -> None:
    with pytest.raises(InputError) as raised:
        overview(registry, asked)
    assert raised.value.complaints[0].remedy


@pytest.mark.parametrize("sort", ["record; DROP TABLE cases", "entered", "person_remark", "pain_unit", "1"])
def test_only_columns_sort(registry, sort) -> None:
    with pytest.raises(InputError, match="no column"):
        overview(registry, sort=sort)


def many(registry):
    """Sixty cases whose values are drawn; the ids in the order in which they were entered."""
    draw = random.Random(3)
    drafts = []
    for _ in range(60):
        person, case = person_and_case(
            age_years=draw.choice([None, 8, 40, 70]), sex=draw.choice(["female", "male", None]),
            amputation_level=draw.choice(["transtibial", "transfemoral"]),
        )  # fmt: skip
        case = Draft(
            "case",
            {"nerve": draw.choice(["tibial", "sural"]), "side": draw.choice(["left", "right", None])},
            person.record,
            case.record,
        )
        drafts += [person, case]
        for day in draw.sample([-9, 0, 7, 30, 91], draw.randint(0, 4)):
            scale = draw.choice(["0 to 10", "0 to 100"])
            high = int(scale.split()[-1])
            drafts.append(measurement(case.record, day, draw.randint(0, high), unit=scale))
    record(registry, drafts)
    return [draft.record for draft in drafts if draft.kind == "case"]


def test_every_order_is_whole_and_pages_fit_together(registry) -> None:
    entered = many(registry)
    assert [row["case"] for row in overview(registry, limit=100).rows] == entered
    for sort in COLUMNS:
        for down in (False, True):
            rows = overview(registry, sort=sort, down=down, limit=100).rows
            assert sorted(row["case"] for row in rows) == sorted(entered)
            pages = [
                row for start in range(0, 70, 7)
                for row in overview(registry, sort=sort, down=down, limit=7, offset=start).rows
            ]  # fmt: skip
            assert pages == list(rows)
            values = [_key(row, sort) for row in rows]
            known = [value for value in values if value is not None]
            assert values[len(known) :] == [None] * (len(values) - len(known)), sort
            if sort not in ("case", "person", "title", "nerve", "side", "sex", "amputation_level"):
                assert known == sorted(known, reverse=down), sort


def _key(row, sort):
    if sort.startswith("pain") and row[sort] is not None:
        return row[sort] / float(row["pain_unit"].split()[-1])
    return row[sort]


def test_facets_count_what_the_other_conditions_leave(registry) -> None:
    many(registry)
    rows = overview(registry, limit=100).rows
    whole = overview(registry)
    assert set(whole.facets) == set(FACETS)
    for name, values in whole.facets.items():
        assert dict(values) == _tally(rows, name)
        assert [count for _, count in values] == sorted((count for _, count in values), reverse=True)
    told = overview(registry, ["nerve=tibial", "person.sex=female", "person.age_years<18"], limit=100)
    young = [row for row in rows if row["age"] == 8]
    fit = [row for row in young if row["nerve"] == "tibial" and row["sex"] == "female"]
    assert told.total == len(told.rows) == len(fit)
    assert dict(told.facets["nerve"]) == _tally([row for row in young if row["sex"] == "female"], "nerve")
    assert dict(told.facets["sex"]) == _tally([row for row in young if row["nerve"] == "tibial"], "sex")
    assert dict(told.facets["side"]) == _tally(fit, "side")


def _tally(rows, name):
    values = [row[name] for row in rows]
    return {value: values.count(value) for value in values}
