"""The record itself: what it says of a miss, and that the same numbers give the same text."""

from __future__ import annotations

from math import nan

from tests.validation_record import Recorder, as_markdown, dump, still_there

HERE = "tests/verification/test_record.py::test_a_miss_is_named"


def filled(test: str, *, reverse: bool = False) -> dict:
    found = {}
    for name in sorted([f"{test}[b]", f"{test}[a]"], reverse=reverse):
        record = Recorder(name)
        record("front", expected=5.0, got=5.04, tolerance=0.05, unit="mm", source="someone 1900")
        record("gone", expected=nan, got=nan, tolerance=0.1, unit="mm", source="someone 1900")
        record("ratio", expected=1.0, got=2.0, tolerance=None, unit="1", source="someone 1901")
        found[name] = record.comparisons
    return found


def test_a_miss_is_named() -> None:
    record = Recorder(HERE)
    record("front", expected=5.0, got=5.2, tolerance=0.05, unit="mm", source="someone")
    record("absent", expected=5.0, got=nan, tolerance=0.05, unit="mm", source="someone")
    assert "front: expected 5, got 5.2 mm, off by 0.2, tolerance 0.05" in record.complaint
    assert "absent" in record.complaint
    assert "**NO**" in as_markdown({"tests/analytic/x.py::t": record.comparisons})


def test_reported_numbers_carry_no_bar() -> None:
    record = Recorder(HERE)
    record("ratio", expected=1.0, got=9.0, tolerance=None, unit="1", source="someone")
    assert record.complaint == ""
    assert "reported" in as_markdown({"tests/analytic/x.py::t": record.comparisons})


def test_text_does_not_depend_on_the_order_of_tests() -> None:
    test = "tests/analytic/test_planar_freezing.py::test_melting"
    one, other = as_markdown(filled(test)), as_markdown(filled(test, reverse=True))
    assert one == other
    assert "4 of 4 comparisons lie within their tolerance; 2 more are reported only." in one
    assert "| front | 5.000 | 5.040 | 0.040 | 0.05 | mm | yes | someone 1900 |" in one


def test_comparisons_of_vanished_tests_are_forgotten() -> None:
    kept = {
        HERE: dump(filled(HERE)[f"{HERE}[a]"]),
        "tests/verification/test_record.py::test_that_never_was": dump(filled(HERE)[f"{HERE}[a]"]),
        "tests/no_such_file.py::test_x": [],
    }
    assert list(still_there(kept)) == [HERE]
