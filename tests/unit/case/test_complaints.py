"""Every complaint about a case file, word for word as people see it (complaints.txt beside this file)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cryonerve.case.reading import read_case
from cryonerve.errors import CaseError
from tests.unit.case.bundled_text import text_of

LISTED = Path(__file__).with_name("complaints.txt").read_text("utf-8")
BLOCKS = re.findall(r"^change: (.*)\n    to: (.*)\n((?:.+\n)+)", LISTED, re.MULTILINE)


def unfolded(text: str) -> str:
    return "" if text == "(nothing)" else text.replace("|", "\n").replace("\\t", "\t")


def test_the_list_is_read_whole() -> None:
    assert len(BLOCKS) == LISTED.count("change: ")
    assert len(BLOCKS) > 80


@pytest.mark.parametrize(("change", "to", "complaint"), BLOCKS, ids=[block[1][:60] for block in BLOCKS])
def test_complaint(change: str, to: str, complaint: str) -> None:
    before = text_of("straight-probe-block")
    assert unfolded(change) in before
    with pytest.raises(CaseError) as caught:
        read_case(before.replace(unfolded(change), unfolded(to), 1).encode(), file="a.yaml", name="a")
    assert re.sub(r"Known: .*", "Known: ...", str(caught.value)) + "\n" == complaint


def test_all_complaints_come_at_once_in_the_order_of_lines() -> None:
    broken = text_of("straight-probe-block")
    for change, to in (
        ("37 degC", "37"),
        ("held_at: setpoint", "held_at: tap"),
        ("at: 3 0 4 mm", "at: 99 0 0 mm"),
    ):
        broken = broken.replace(change, to, 1)
    with pytest.raises(CaseError) as caught:
        read_case(broken.encode(), file="a.yaml", name="a")
    lines = [complaint.line for complaint in caught.value.complaints]
    fields = [complaint.field for complaint in caught.value.complaints]
    assert fields == ["body_temperature", "devices.ideal-1.5mm.wall.held_at", "sensors.r3.at"]
    assert lines == sorted(lines)


def test_more_complaints_than_anybody_reads_are_counted() -> None:
    broken = text_of("straight-probe-block") + "".join(f"key-{number}: 1\n" for number in range(500))
    with pytest.raises(CaseError) as caught:
        read_case(broken.encode(), file="a.yaml", name="a")
    assert len(caught.value.complaints) == 51
    assert str(caught.value.complaints[-1]).startswith("a.yaml: and 450 more complaints")
