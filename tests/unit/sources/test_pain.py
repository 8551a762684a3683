"""The tables of published series: read whole, and complaints for counts nobody can have counted."""

from __future__ import annotations

import pytest

from cryonerve.errors import InputError
from cryonerve.sources import pain, pain_series
from cryonerve.sources.tables import Row, read_table

LLOYD = read_table("pain.toml").below("series").below("lloyd-1976").fields
GRIGSBY = read_table("pain.toml").below("series").below("grigsby-2021").fields


def changed(fields, **changes):
    return Row("pain.toml", "series.made-up", {**fields, **changes})


def test_every_series_says_what_relief_was_and_when_it_was_asked():
    for item in pain_series().values():
        assert item.relief
        assert item.followed > 0
        assert item.source != "assumed"


def test_visits_are_in_the_order_of_time():
    first, second = GRIGSBY["visits"].values()
    read = pain._series("x", changed(GRIGSBY, visits={"late": second, "early": first}))
    assert list(read.visits) == ["early", "late"]


def test_relief_that_grows_is_a_complaint():
    more = {**GRIGSBY["visits"], "third": {
        "after": {"value": "90 days", "source": "grigsby2021", "standing": "stated"},
        "relieved": {"value": "20", "source": "grigsby2021", "standing": "stated"},
    }}  # fmt: skip
    with pytest.raises(InputError, match="more have relief"):
        pain._series("x", changed(GRIGSBY, visits=more))


def test_a_median_alone_is_a_complaint():
    fields = {key: value for key, value in LLOYD.items() if key != "last_back_after"}
    with pytest.raises(InputError, match="half_back_after"):
        pain._series("x", changed(fields))


def test_an_unknown_key_is_a_complaint():
    with pytest.raises(InputError, match="cured"):
        pain._series("x", changed(LLOYD, cured="yes"))
