"""The rows of the literature: whole, consistent with the other tables, and honest about what was read."""

from __future__ import annotations

import pytest

from cryonerve.errors import InputError
from cryonerve.sources import audited_report, evidence_methods, modalities, references, studies
from cryonerve.sources.evidence import bias_schemes, read_outcome, windows
from cryonerve.sources.tables import Row

ROW = {
    "question": "foot-neuroma",
    "kind": "share",
    "definition": "x",
    "unit": "patient",
    "numerator": 1,
    "denominator": 2,
}
# percentages that the sources print, beside the counts of the rows
PRINTED = {
    "caporusso2002 pain-free": 38.7, "caporusso2002 no-relief": 16.1, "cazzato2016 satisfied": 77.7,
    "cazzato2016 minor": 4.2, "prologo2017 minor": 29.0, "morton2024 pain-free": 60.4,
    "morton2024 no-relief": 11.3,
    "winston2023 nerve-pain": 100 - 96.75, "pu2020 stump": 82.4, "pu2020 phantom": 69.2,
    "zhang2017 alcohol": 54.0,
    "friedman2012 any-relief": 75.0,
}  # fmt: skip


def outcomes():
    return {outcome.label: outcome for study in studies().values() for outcome in study.outcomes}


def test_there_are_24_rows_two_of_them_arms_of_the_trial_against_sham():
    assert len(studies()) == 24
    assert [name for name, study in studies().items() if study.source == "ilfeld2023"] == [
        "ilfeld2023-active",
        "ilfeld2023-sham",
    ]


@pytest.mark.parametrize("name", studies())
def test_a_row_is_cited_and_judged(name):
    study = studies()[name]
    assert study.source in references()
    assert study.bias_why
    assert study.audit_words
    assert study.outcomes
    trial = study.design.startswith("randomised")
    assert (study.bias_scheme == "rob-2") == trial
    assert bias_schemes()[study.bias_scheme].source in references()


def test_what_was_not_looked_at_is_unverifiable():
    for study in studies().values():
        assert (study.standing == "secondary") == (study.audit == "unverifiable")


@pytest.mark.parametrize("label", PRINTED)
def test_counts_give_the_percentages_that_are_printed(label):
    outcome = outcomes()[label]
    places = 2 if PRINTED[label] < 4 else 1
    tolerance = (
        0.5 if PRINTED[label] in (29.0, 54.0) else 0.1 if label.startswith("cazzato") else 0.5 * 10**-places
    )
    assert 100 * outcome.numerator / outcome.denominator == pytest.approx(
        PRINTED[label], abs=tolerance + 1e-9
    )


def test_figures_of_other_tables_agree_with_the_counts():
    shares = {key: number.value for item in modalities().values() for key, number in item.outcomes.items()}
    found = outcomes()
    for key, label in (("caporusso2002", "caporusso2002 pain-free"), ("pu2020", "pu2020 stump"),
                       ("zhang2017", "zhang2017 alcohol")):  # fmt: skip
        outcome = found[label]
        assert outcome.numerator / outcome.denominator == pytest.approx(shares[key], abs=5e-4)
    pooled = found["poppler2018 reduction"]
    assert (pooled.value, pooled.low, pooled.high) == (77.0, 73.0, 81.0)
    trial = found["ilfeld2023-active against-sham"]
    assert (trial.value, trial.low, trial.high, trial.n) == (-0.1, -1.0, 0.7, 144)


def test_parts_of_a_series_add_up():
    found = outcomes()
    for study, parts, rest in (("caporusso2002", 12 + 14, 5), ("morton2024", 32 + 15, 6)):
        assert found[f"{study} any-relief"].numerator == parts
        assert parts + rest == found[f"{study} any-relief"].denominator
        assert found[f"{study} no-relief"].numerator == rest
    assert studies()["ilfeld2023-active"].patients + studies()["ilfeld2023-sham"].patients == 144


def test_a_percentage_without_counts_keeps_none():
    """62.3 % fits no whole number of 121: its counts are not made up."""
    outcome = outcomes()["difiore2024 at-6-months"]
    assert outcome.numerator is None
    assert all(round(100 * count / 121, 1) != 62.3 for count in range(122))


def test_windows_are_in_order_and_end_open():
    ends = [window.until for window in windows()]
    assert ends == sorted(ends)
    assert ends[-1] == float("inf")


def test_methods_are_cited():
    assert {method.source for method in evidence_methods().values()} <= set(references())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"numerator": 3}, "3 of 2 cannot be"),
        ({"denominator": None}, "denominator: is missing"),
        ({"numerator": None, "denominator": None}, "A share is numerator and denominator"),
        ({"kind": "mean"}, ""),
        ({"kind": "mean", "numerator": None, "denominator": None}, "A mean is a number"),
        ({"numerator": True}, "is not a number"),
        ({"low": 3, "high": 2}, "do not rise"),
        ({"kind": "mean", "value": 3, "numerator": None, "denominator": None, "sd": -1}, "is negative"),
        (
            {"kind": "mean", "value": 3, "numerator": None, "denominator": None, "scale": "mm"},
            "is not 'points of 10'",
        ),
        ({"numerator": {"table": "pain.toml", "row": "trial.patients", "end": "low"}}, "has no range"),
    ],
)
def test_rows_that_cannot_be_are_refused(changes, words):
    fields = {key: value for key, value in {**ROW, **changes}.items() if value is not None}
    row = Row("evidence.toml", "study.x.outcome.y", fields)
    if not words:
        assert read_outcome(row, "x", "y").kind == "mean"
        return
    with pytest.raises(InputError, match=words):
        read_outcome(row, "x", "y")


# --- the audit ----------------------------------------------------------------------------------------------


def test_the_audit_has_words_of_both_sides_and_a_source_for_each():
    report = audited_report()
    assert report.source == "vega2026"
    assert report.left_out_source == "ilfeld2023"
    for item in report.statements.values():
        assert item.source in references()
        assert item.report_words
        assert item.source_words
        assert item.found


def test_the_audit_is_fair():
    """What an abstract words loosely is imprecise; only what its source plainly denies is contradicted."""
    statuses = {name: item.status for name, item in audited_report().statements.items()}
    assert statuses["caporusso"] == "imprecise"
    assert statuses["share-of-neuroma"] == "unverifiable"
    assert {name for name, status in statuses.items() if status == "contradicted"} == {
        "winston-share",
        "winston-resolved",
    }


def test_shares_of_patients_that_cannot_be():
    """The arithmetic behind two findings."""
    assert all(round(100 * count / 20, 1) not in (38.7, 45.2, 16.1) for count in range(21))
    assert [round(100 * count / 31, 1) for count in (12, 14, 5)] == [38.7, 45.2, 16.1]
    assert all(round(100 * count / 113, 2) != 96.75 for count in range(114))
    assert round(100 * 268 / 277, 2) == 96.75
