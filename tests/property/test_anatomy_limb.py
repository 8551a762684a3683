"""Thousands of limbs a person could ask for: each is drawn soundly, or refused with a field and a remedy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.anatomy.fit import Misfit, _attempt
from cryonerve.anatomy.measures import PLAUSIBLE, measure
from cryonerve.case.case import Limb, Patient
from cryonerve.errors import CaseError
from tests.unit.anatomy.people import case_of

NUMBERS = {
    name: st.none() | st.none() | st.floats(low, high)
    for name, (low, high) in PLAUSIBLE.items()
    if name
    not in ("fascicle_count", "fascicle_area_fraction", "neuroma_width", "neuroma_length", "stump_end")
}
STUMP = {
    name: st.none() | st.floats(*PLAUSIBLE[name]) for name in ("neuroma_width", "neuroma_length", "stump_end")
}


@settings(max_examples=120, deadline=None)
@given(
    st.fixed_dictionaries(NUMBERS),
    st.fixed_dictionaries(STUMP),
    st.sampled_from(["limb", "stump"]),
    st.sampled_from(["tibial", "common peroneal", "sural", "saphenous"]),
    st.none() | st.floats(0.0, 100.0),
)
def test_any_limb_is_laid_out_or_refused(numbers, stump, kind, nerve, age):
    lengths = numbers | (stump if kind == "stump" else {})
    case = case_of(Limb(kind, nerve=nerve, **lengths), patient=Patient(age=age))
    found = _attempt(measure(case, case.anatomy))
    if isinstance(found, Misfit):
        assert found.field in PLAUSIBLE
        assert found.what
        return
    leg, nerves, vessels = found
    for run in nerves.values():
        assert np.isfinite(run.points).all()
        assert (run.semi_axes > 0).all()
        inside = (run.points[:, 2] > leg.low) & (run.points[:, 2] < leg.high)
        assert (leg.outline.distance(run.points[inside]) < 0).all()
    for vessel in vessels:
        inside = (vessel.points[:, 2] > leg.low) & (vessel.points[:, 2] < leg.high)
        assert (leg.outline.distance(vessel.points[inside]) < -vessel.radius).all()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(PLAUSIBLE)), st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_is_accepted_or_named(field, value):
    low, high = PLAUSIBLE[field]
    case = case_of(Limb("stump", **{field: value}))
    if np.isfinite(value) and low <= value <= high:
        measure(case, case.anatomy)
        return
    with pytest.raises(CaseError) as caught:
        measure(case, case.anatomy)
    assert caught.value.complaints[0].field == f"anatomy.{field}"
