import re
from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy.fit import laid_out
from cryonerve.anatomy.measures import measure
from cryonerve.case.case import Limb, Patient
from cryonerve.errors import CaseError
from tests.unit.anatomy.people import case_of, stump


def lay_out(case):
    return laid_out(measure(case, case.anatomy))


@pytest.mark.parametrize("age", [0.0, 1.0, 4.0, 10.0, 18.0, None])
@pytest.mark.parametrize("kind", ["limb", "stump"])
@pytest.mark.parametrize("sex", ["female", "male"])
def test_defaults_of_every_age_fit(age, kind, sex):
    lay_out(case_of(Limb(kind), patient=Patient(age=age, sex=sex)))


@pytest.mark.parametrize("nerve", ["tibial", "common peroneal", "sural", "saphenous"])
@pytest.mark.parametrize("kind", ["limb", "stump"])
def test_every_nerve_of_the_leg_can_be_treated(nerve, kind):
    lay_out(case_of(Limb(kind, nerve=nerve)))


NONSENSE = [
    ("nerve_depth", 60e-3),
    ("nerve_depth", 0.6e-3),
    ("neuroma_width", 40e-3),
    ("neuroma_width", 2e-3),
    ("stump_end", 2e-3),
    ("circumference", 0.12),
    ("fat_thickness", 30e-3),
    ("length", 0.03),
]


@pytest.mark.parametrize(("field", "value"), NONSENSE)
def test_what_does_not_fit_names_the_field_and_a_range_that_fits(field, value):
    with pytest.raises(CaseError) as caught:
        lay_out(stump(**{field: value}))
    complaint = caught.value.complaints[0]
    assert complaint.field == f"anatomy.{field}"
    low, high = map(float, re.search(r"([\d.]+) to ([\d.]+) mm fits", complaint.remedy).groups())
    assert not low * 1e-3 <= value <= high * 1e-3
    for length in (low * 1e-3 * 1.01, high * 1e-3 * 0.99):
        lay_out(stump(**{field: length}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nerve_depth", -1e-3),
        ("nerve_depth", np.nan),
        ("nerve_area", 0.0),
        ("artery_gap", 0.0),
        ("artery_gap", -1e-3),
        ("artery_diameter", np.inf),
        ("circumference", 26.0),
        ("vein_diameter", 19e-3),
        ("skin_thickness", 12e-3),
        ("fascicle_count", 0),
        ("fascicle_area_fraction", 1.2),
        ("vessel_coefficient", -5.0),
    ],
)
def test_numbers_no_limb_has(field, value):
    with pytest.raises(CaseError, match=r"Give a value from .* to ") as caught:
        lay_out(stump(**{field: value}))
    assert caught.value.complaints[0].field == f"anatomy.{field}"


def test_all_impossible_numbers_are_named_at_once():
    with pytest.raises(CaseError) as caught:
        lay_out(stump(nerve_depth=-1.0, circumference=9.0))
    assert {item.field for item in caught.value.complaints} == {
        "anatomy.nerve_depth",
        "anatomy.circumference",
    }


def test_only_a_stump_has_a_neuroma():
    with pytest.raises(CaseError, match="only a stump has it"):
        lay_out(case_of(Limb("limb", neuroma_width=8e-3)))


def test_unknown_nerve_is_offered_the_nearest():
    with pytest.raises(CaseError, match="Did you mean 'tibial'"):
        lay_out(stump(nerve="tibal"))


def test_neuroma_follows_a_stated_nerve():
    measures = measure(stump(nerve_area=30e-6), Limb("stump", nerve_area=30e-6))
    assert measures.neuroma_width == pytest.approx(4 * np.sqrt(30e-6 / np.pi))
    assert measures.neuroma_length == pytest.approx(1.5 * measures.neuroma_width)
    stated = measure(stump(), Limb("stump", neuroma_width=8e-3))
    assert stated.neuroma_length == pytest.approx(12e-3)


def test_probes_far_up_are_given_room():
    from tests.unit.anatomy.people import probe_at

    case = replace(stump(), probes=(probe_at(0, 0, 40),))
    leg, _, _ = lay_out(case)
    assert leg.high > 0.06


def test_everything_keeps_clear_of_everything():
    leg, nerves, vessels = lay_out(stump())
    inside = [v.points[(v.points[:, 2] > leg.low) & (v.points[:, 2] < leg.high)] for v in vessels]
    for vessel, points in zip(vessels, inside, strict=True):
        for nerve in nerves.values():
            if nerve.name != "motor branch":
                assert nerve.solid.distance(points).min() >= vessel.radius
        for other in vessels:
            if other is not vessel:
                assert other.solid.distance(points).min() >= vessel.radius
        for bone in (leg.tibia, leg.fibula):
            assert bone.distance(points).min() >= vessel.radius
