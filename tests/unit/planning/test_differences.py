"""Two plans side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat.result import Stop
from cryonerve.case import Pool
from cryonerve.errors import InputError
from cryonerve.findings import Finding
from cryonerve.planning import Side, changes, compare
from cryonerve.planning.differences import as_document
from cryonerve.planning.likelihood import likelihoods
from cryonerve.planning.weighing import weight_of
from tests.synthetic import synthetic_run

RUN = synthetic_run()
COVERED = "nerves / tibial / full_section_length_mm"
SKIN = "findings / coldest skin / value"


def side(title="A", **changes_) -> Side:
    whole = Side(title, RUN.case, RUN.volume, RUN.freezing, RUN.prediction, RUN.findings)
    return replace(whole, **changes_)


def covering(length: float) -> Side:
    lesion = replace(RUN.prediction.lesions["tibial"], full_length=length)
    prediction = replace(RUN.prediction, lesions={**RUN.prediction.lesions, "tibial": lesion})
    return side("B", prediction=prediction)


def finding(level, value) -> tuple[Finding, ...]:
    return (Finding(level, "coldest skin", value, 5.0, "degC", "assumed"),)


def test_a_plan_beside_itself_is_the_same_in_every_number() -> None:
    found = compare(side(), side("B"))
    assert found.changes == ()
    assert found.remarks == ()
    assert all(row.same and row.change == 0.0 and row.better == 0 for row in found.differences)
    assert len(found.differences) > 20


def test_the_nerve_stands_first_and_less_covered_is_worse() -> None:
    before = 1e3 * RUN.prediction.lesions["tibial"].full_length
    found = compare(side(), covering(1e-3 * before + 4e-3))
    row = found.differences[0]
    assert (row.name, row.group, row.better) == (COVERED, "The treated nerve", 1)
    assert row.change == pytest.approx(4.0)
    assert compare(covering(1e-3 * before + 4e-3), side()).of(COVERED).better == -1


def test_levels_that_change_are_key_and_warmer_skin_is_better() -> None:
    found = compare(side(findings=finding("ok", 12.0)), side("B", findings=finding("stop", -3.0)))
    row = found.of(SKIN)
    assert row.levels == ("ok", "stop")
    assert row.key
    assert not row.same
    assert row.better == -1


def test_what_only_one_has_stays_and_says_so() -> None:
    found = compare(side(findings=finding("warn", 3.0)), side("B", findings=()))
    row = found.of(SKIN)
    assert (row.first, row.second, row.change) == (3.0, None, None)
    assert not compare(side(), side("B", prediction=None)).of(COVERED).same


def test_other_bodies_and_early_stops_are_told() -> None:
    other = side("B", case=replace(RUN.case, body_temperature=35.0))
    other = replace(other, freezing=replace(RUN.freezing, stop=Stop.cancelled))
    said = " ".join(compare(side(), other).remarks)
    assert "not of one body: body temperature" in said
    assert "stopped early" in said


def test_plans_with_nothing_in_common_are_refused(monkeypatch) -> None:
    monkeypatch.setattr("cryonerve.planning.differences._numbers", lambda one: {one.title: 1.0})
    with pytest.raises(InputError, match="no number in common"):
        compare(side(), side("B"))


def test_the_document_holds_every_number() -> None:
    found = compare(side(), covering(1e-3))
    document = as_document(found)
    assert len(document["numbers"]) == len(found.differences)
    assert next(row for row in document["numbers"] if row["name"] == COVERED)["second"] == pytest.approx(1.0)


# --- how sure -----------------------------------------------------------------------------------------------


def test_what_both_share_drops_out_of_a_paired_difference() -> None:
    rng = np.random.default_rng(3)
    patient, hand = rng.normal(8.0, 3.0, 400), rng.normal(0.0, 0.3, 400)
    first, second = {COVERED: patient}, {COVERED: patient + 0.5 + hand}
    odds = compare(side(), covering(9e-3), draws=(first, second)).of(COVERED).odds
    assert odds.more == pytest.approx(0.952, abs=0.03)  # of a normal number at 5/3 of its spread
    assert odds.low == pytest.approx(0.5 - 1.645 * 0.3, abs=0.1)
    mixed = likelihoods(first, {COVERED: rng.permutation(second[COVERED])})[COVERED]
    assert mixed.more < 0.7  # unpaired draws would hide it


def test_the_error_of_a_share_is_that_of_repeated_draws() -> None:
    rng = np.random.default_rng(5)
    shares = []
    for _ in range(300):
        found = likelihoods({"x": np.zeros(100)}, {"x": rng.normal(0.3, 1.0, 100)})["x"]
        shares.append(found.more)
    assert float(np.std(shares)) == pytest.approx(found.error, rel=0.15)
    sure = likelihoods({"x": np.zeros(100)}, {"x": np.ones(100)})["x"]
    assert sure.more == 1.0
    assert 0.0 < sure.error < 0.02


def test_draws_that_are_not_paired_are_refused_and_missing_ones_left_out() -> None:
    with pytest.raises(InputError, match="3 draws on one side and 2"):
        likelihoods({"x": [1.0, 2.0, 3.0]}, {"x": [1.0, 2.0]})
    assert likelihoods({"x": [1.0, np.nan, 3.0]}, {"x": [2.0, 2.0, 3.0]})["x"].count == 2
    assert likelihoods({"x": [np.nan]}, {"x": [1.0]}) == {}


# --- what differs between the plans -------------------------------------------------------------------------

CHILD = cn.load("tibial-neuroma-child")


def test_changes_of_probes_steps_and_fluid_are_sentences() -> None:
    freeze, *rest = CHILD.protocol
    distal, proximal = CHILD.probes
    pool = Pool("shield", (0.0, -8e-3, 0.0), size=(20e-3, 10e-3, 3e-3))
    other = replace(
        CHILD,
        protocol=(replace(freeze, temperature=-70.0, probes=("distal",)), *rest[:-2]),
        probes=(replace(distal, device="cryo-s-a20"), replace(proximal, axis=(0.0, -0.6, 0.8))),
        hydrodissection=(pool,),
    )
    volume = cn.build(replace(CHILD, solver=replace(CHILD.solver, spacing=2e-3)))
    said = changes(CHILD, other, volume)
    assert any(text.startswith("distal is ") and "instead of" in text for text in said)
    assert any(text.startswith("proximal is turned by 16 degrees") for text in said)
    assert "freeze 1 is at -70 degC instead of -80 degC" in said
    assert "freeze 1 is with distal instead of all probes" in said
    assert "freeze 2 of 2 min is not there" in said
    assert "the fluid 'shield' is there" in said
    back = changes(other, CHILD, volume)
    assert "freeze 2 of 2 min is one more" in back
    assert "the fluid 'shield' is not there" in back


def test_every_number_of_a_run_has_words() -> None:
    for name in (row.name for row in compare(side(), side()).differences):
        weight = weight_of(name, ["tibial"])
        assert weight.title, name
        assert "_" not in weight.title, name


def test_a_colder_treated_nerve_is_no_harm_and_a_colder_other_one_is() -> None:
    own, other = (
        weight_of(f"findings / coldest point of the {name} / value", ["tibial"])
        for name in ("tibial nerve", "sural nerve")
    )
    assert (own.better, other.better) == (0, 1)
