"""A case written back and read again is the same case."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from cryonerve.case import schema, write_yaml
from cryonerve.case.reading import read_case
from tests.strategies import case_data

NO_CLOCK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def round_trip(data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False)
    case = read_case(text.encode(), file="one.yaml", name="one")
    written = write_yaml(case)
    again = read_case(written.encode(), file="two.yaml", name="two")
    assert again == case
    assert write_yaml(again) == written


@settings(max_examples=60, **NO_CLOCK)
@given(case_data())
def test_a_written_case_reads_equal(data: dict[str, Any]) -> None:
    round_trip(data)


@pytest.mark.slow
@settings(max_examples=1500, **NO_CLOCK)
@given(case_data())
def test_thousands_of_written_cases_read_equal(data: dict[str, Any]) -> None:
    round_trip(data)


CHECKER = jsonschema.Draft202012Validator(schema())


@settings(max_examples=100, **NO_CLOCK)
@given(case_data())
def test_editors_accept_what_is_read(data: dict[str, Any]) -> None:
    assert [error.message for error in CHECKER.iter_errors(data)] == []
