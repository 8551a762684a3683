"""Complaints of later steps get the file and the line of the case."""

import pytest

from cryonerve.case import load
from cryonerve.case.pointing import pointing
from cryonerve.errors import CaseError, Complaint, GridError, InputError, ScanError

TEXT = """\
cryonerve: 1
title: A block
anatomy: {phantom: block, size: 30 30 36 mm, tissue: muscle}
probes:
  - name: one
    device: cryo-s-a13
    tip: 0 0 -3 mm
    axis: 0 0 1
protocol: [Freeze at -80 degC for 2 min]
"""


@pytest.fixture
def case(tmp_path):
    (tmp_path / "case.yaml").write_text(TEXT)
    return load(tmp_path / "case.yaml")


def pointed(case, error):
    with pytest.raises(InputError) as caught, pointing(case):
        raise error
    assert type(caught.value) is type(error)
    return caught.value.complaints


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("probes.one.tip", 7),
        ("probes.one.tip.x", 7),
        ("probes.one", 6),
        ("probes", 6),
        ("anatomy.nerve_depth", 3),
        ("solver.spacing", 0),
        ("", 0),
    ],
)
def test_the_line_is_the_fields_or_that_of_what_is_around_it(case, field, line):
    (item,) = pointed(case, CaseError(Complaint("wrong", field=field)))
    assert (item.file, item.line, item.field) == (case.file, line, field)


def test_every_complaint_is_placed(case):
    found = pointed(case, GridError(Complaint("a", field="probes.one.tip"), Complaint("b")))
    assert [item.line for item in found] == [7, 0]


def test_other_places_are_kept(case):
    (item,) = pointed(case, ScanError(Complaint("torn", file="seg.nii", field="probes.one.tip")))
    assert (item.file, item.line) == ("seg.nii", 0)
    (item,) = pointed(case, CaseError(Complaint("too fine", field="--spacing")))
    assert (item.file, item.line) == ("", 0)


def test_other_errors_pass(case):
    with pytest.raises(ZeroDivisionError), pointing(case):
        raise ZeroDivisionError
