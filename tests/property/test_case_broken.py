"""Whatever stands in a case file: it is read, or refused with a complaint that has a place and a remedy."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryonerve.case import Case, check, write_yaml
from cryonerve.case.reading import read_case
from cryonerve.errors import InputError
from tests.strategies import broken_texts

NO_CLOCK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def judged(content: bytes) -> None:
    try:
        case = read_case(content, file="broken.yaml", name="broken")
    except InputError as error:
        for complaint in error.complaints:
            assert complaint.file == "broken.yaml"
            assert complaint.what
            assert complaint.remedy
            assert "Traceback" not in str(complaint)
    else:
        assert isinstance(case, Case)
        check(case)
        assert read_case(write_yaml(case).encode(), file="again.yaml", name="again") == case


@settings(max_examples=150, **NO_CLOCK)
@given(broken_texts)
def test_broken_cases_are_refused_or_read(text: str) -> None:
    judged(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=100, **NO_CLOCK)
@given(st.binary(max_size=200))
def test_bytes_are_refused(content: bytes) -> None:
    judged(content)


@pytest.mark.slow
@settings(max_examples=4000, **NO_CLOCK)
@given(broken_texts)
def test_thousands_of_broken_cases(text: str) -> None:
    judged(text.encode("utf-8", "surrogatepass"))
