"""A complaint says what, where, and what would be right."""

from __future__ import annotations

import pytest

from cryonerve import errors
from cryonerve.errors import CaseError, Complaint, InputError, ProtocolError, nearest


def test_a_complaint_prints_place_text_caret_and_remedy() -> None:
    complaint = Complaint(
        "'parsecs' is not a unit of time",
        "Write minutes.",
        field="protocol.1",
        file="a.yaml",
        line=7,
        text="Freeze for 2 parsecs",
        caret=(13, 20),
    )
    assert str(complaint) == (
        "a.yaml:7: protocol.1: 'parsecs' is not a unit of time\n"
        "    Freeze for 2 parsecs\n"
        "                 ^^^^^^^\n"
        "  Write minutes."
    )


def test_what_is_not_known_is_left_out() -> None:
    assert str(Complaint("too cold")) == "too cold"
    assert str(Complaint("too cold", file="a.yaml")) == "a.yaml: too cold"
    assert str(Complaint("", "Remedy.", text="x", caret=(1, 1))) == "\n    x\n     ^\n  Remedy."


def test_an_error_keeps_all_complaints_and_takes_words_too() -> None:
    error = CaseError(Complaint("one"), "two")
    assert [complaint.what for complaint in error.complaints] == ["one", "two"]
    assert str(error) == "one\ntwo"


def test_located_fills_only_what_is_unknown_and_keeps_the_kind() -> None:
    error = ProtocolError(Complaint("one", line=3), Complaint("two")).located(file="f", line=9, field="x")
    assert isinstance(error, ProtocolError)
    assert [str(complaint) for complaint in error.complaints] == ["f:3: x: one", "f:9: x: two"]


@pytest.mark.parametrize(
    ("name", "known", "sentence"),
    [
        ("tibal", ["sural", "tibial"], "Did you mean 'tibial'? Known: sural, tibial."),
        ("zzz", ["b", "a"], "Known: a, b."),
        ("x", [], "Known: ."),
    ],
)
def test_nearest(name: str, known: list[str], sentence: str) -> None:
    assert nearest(name, known) == sentence


def test_every_error_is_in_the_tree() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in kinds)
    assert issubclass(ProtocolError, CaseError)
    assert issubclass(CaseError, InputError)
