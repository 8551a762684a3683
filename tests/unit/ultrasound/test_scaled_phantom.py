from __future__ import annotations

from dataclasses import replace

import pytest

import cryonerve as cn
from cryonerve.case.case import Patient
from cryonerve.case.writing import write_yaml
from cryonerve.errors import CaseError
from cryonerve.ultrasound.calipers import typed
from cryonerve.ultrasound.drawn_calipers import drawn_lengths
from cryonerve.ultrasound.scaled_phantom import scaled

CHILD, ADULT = "tibial-neuroma-child", "tibial-neuroma-adult"
SIX = {
    "skin thickness": 0.9, "fat thickness": 4.1, "nerve depth": 9.6, "nerve width": 4.4, "nerve height": 2.6,
    "artery diameter": 1.9, "artery distance": 1.6, "vein diameter": 2.2, "bone depth": 38.0,
}  # fmt: skip
TEN = {
    "nerve depth": 16.4,
    "nerve width": 5.9,
    "nerve height": 5.6,
    "fat thickness": 9.0,
    "neuroma width": 11.0,
}
GROWN = {
    "skin thickness": 1.8, "fat thickness": 11.0, "nerve depth": 24.0, "nerve width": 7.1,
    "nerve height": 3.9, "artery diameter": 3.9, "artery distance": 3.1, "circumference": 390.0,
    "neuroma length": 21.0,
}  # fmt: skip
PATIENTS = [
    (CHILD, Patient(6.0, "male"), SIX),
    (CHILD, None, TEN),
    (ADULT, Patient(51.0, "male"), GROWN),
    (ADULT, Patient(30.0, "female"), {"nerve height": 4.0}),
]


def lengths(millimetres):
    return [typed(name, 1e-3 * value) for name, value in millimetres.items()]


@pytest.mark.parametrize(("like", "patient", "asked"), PATIENTS)
def test_the_drawn_limb_measures_what_was_measured(like, patient, asked, tmp_path):
    done = scaled(cn.load(like), lengths(asked), patient=patient)
    (tmp_path / "case.yaml").write_text(write_yaml(done.case))
    read = cn.load(tmp_path / "case.yaml")
    assert read.anatomy == done.case.anatomy
    assert {item.path for item in read.standings if item.spread} == {
        item.path for item in done.case.standings if item.spread
    }
    drawn = drawn_lengths(cn.build(replace(read, solver=replace(read.solver, spacing=2e-3))))
    for name in asked.keys() - {"circumference"}:
        assert 1e3 * drawn[name] == pytest.approx(asked[name], abs=0.3), name
    assert [item.about for item in done.findings if "as drawn" in item.about] == []


def test_the_file_says_where_each_length_comes_from():
    done = scaled(cn.load(CHILD), lengths({"nerve depth": 12.0, "nerve width": 5.0, "nerve height": 4.0}))
    books = {item.path: item for item in done.case.standings}
    depth = books["anatomy.nerve_depth"]
    assert depth.standing == "stated"
    assert depth.why == "nerve depth measured with the scanner's calipers: 12.0 mm +- 0.3 mm"
    assert depth.spread == pytest.approx(0.29e-3, abs=0.02e-3)
    # Both diameters are off by some 4 and 5 %, apart from each other.
    assert books["anatomy.nerve_area"].spread == pytest.approx(1.04e-6, rel=0.1)
    assert books["anatomy.fat_thickness"].standing == "unknown"
    assert done.case.follow_up == ()
    assert "vega2026" not in write_yaml(done.case)


def test_spread_draws_the_nerve_from_the_caliper():
    from cryonerve.planning.unknowns import unknowns_of

    done = scaled(cn.load(CHILD), lengths({"nerve width": 5.0, "nerve height": 4.0}))
    size = next(item for item in unknowns_of(done.case, cn.build(done.case)) if item.name == "nerve_size")
    assert size.number.source == "case"
    area = next(item for item in done.case.standings if item.path == "anatomy.nerve_area")
    assert size.number.spread == pytest.approx(0.5 * area.spread / done.case.anatomy.nerve_area)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"nerve depth": 20.0, "bone depth": 15.0},
            "the nerve ends 20.0 mm below the skin, but the bone begins",
        ),
        ({"artery depth": 30.0, "bone depth": 25.0}, "the artery ends 30.0 mm"),
        ({"skin thickness": 3.0, "nerve depth": 2.0}, "the skin alone is 3.0 mm"),
        ({"neuroma width": 4.0, "nerve width": 5.0}, "narrower than its nerve"),
        ({"bone depth": 90.0, "circumference": 250.0}, "more than the limb is wide"),
        ({"bone depth": 150.0}, "no limb of this age"),
        ({}, "nothing was measured"),
    ],
)
def test_lengths_that_contradict_each_other_are_refused(asked, said):
    with pytest.raises(CaseError, match=said):
        scaled(cn.load(CHILD), lengths(asked))


def test_a_length_that_cannot_be_drawn_with_the_others_is_a_finding():
    done = scaled(cn.load(CHILD), lengths({"nerve depth": 12.0, "artery depth": 13.0}))
    (finding,) = [item for item in done.findings if "artery depth" in item.about]
    assert finding.level == "warn"
    assert finding.limit == pytest.approx(13.0)


def test_a_block_has_no_lengths():
    with pytest.raises(CaseError, match="only a drawn limb or stump"):
        scaled(cn.load("gel-phantom"), lengths({"nerve depth": 12.0}))


def test_a_length_twice_is_refused():
    with pytest.raises(CaseError, match="measured twice"):
        scaled(cn.load(CHILD), [typed("nerve depth", 12e-3), typed("nerve depth", 13e-3)])


def test_what_was_said_of_another_person_is_assumed_of_this_one():
    like = cn.load("tibial-neuroma-child")
    found = scaled(like, [typed("nerve depth", 12e-3)]).case
    books = {item.path: item for item in found.standings}
    assert books["anatomy.nerve_depth"].standing == "stated"
    assert books["anatomy.circumference"].why == "not measured; as the phantom draws it"
    tip = next(item for path, item in books.items() if path.endswith("tip"))
    assert tip.why == "as in tibial-neuroma-child"
    stated = [path for path, item in books.items() if item.standing == "stated" and "anatomy" in path]
    assert stated == ["anatomy.nerve_depth"]


def test_no_reason_of_another_person_is_given_for_this_one():
    """A man of 41 years had been warm "because general anaesthesia cools a child"."""
    adult = Patient(age=41.0, sex="male")
    found = scaled(cn.load(CHILD), [typed("nerve depth", 16e-3)], patient=adult).case
    text = write_yaml(found)
    for word in ("cools a child", "the report", "at this age"):
        assert word not in text
    books = {item.path: item.why for item in found.standings}
    assert books["body_temperature"] == "as in tibial-neuroma-child"
