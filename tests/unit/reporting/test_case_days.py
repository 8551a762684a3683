"""The timeline of a case: days told apart, no word on another."""

from __future__ import annotations

import hashlib
from itertools import combinations, pairwise

import pytest

from cryonerve.registry import case_of_record_file
from cryonerve.reporting.care.days import Event, events
from cryonerve.reporting.figures import case_days
from cryonerve.reporting.figures.sheet import sheet
from tests.unit.reporting.care.records import rich

MANY = [Event(day, f"scale {day % 20}", f"{day}", "score") for day in range(-30, 400, 3)]


def of_record(name, folder):
    if name == "published":
        return events(case_of_record_file("tibial-neuroma-child"))
    return events(rich(folder)) if name == "rich" else tuple(MANY)


def drawn(found):
    """Boxes of all words of the figure, in pixels."""
    with sheet(case_days.WIDTH, case_days._height(found)) as figure:
        case_days.lay_out(figure, found)
        figure.canvas.draw()
        (axes,) = figure.axes
        texts = [*figure.texts, *axes.texts, *axes.get_xticklabels(), axes.xaxis.label]
        boxes = {text: text.get_window_extent() for text in texts if text.get_text()}
        return axes, boxes, figure.bbox


@pytest.mark.parametrize("which", ["published", "rich", "many"])
def test_no_word_lies_on_another_or_outside(which, tmp_path) -> None:
    _, boxes, page = drawn(of_record(which, tmp_path))
    for (one, box), (other, second) in combinations(boxes.items(), 2):
        assert not box.overlaps(second), (one.get_text(), other.get_text())
    for text, box in boxes.items():
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, text.get_text()
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, text.get_text()


def test_the_days_of_the_published_case_are_told_apart(tmp_path) -> None:
    axes, _, _ = drawn(of_record("published", tmp_path))
    places = dict(zip((text.get_text() for text in axes.get_xticklabels()), axes.get_xticks(), strict=True))
    assert set(places) == {"day 0", "day 7", "day 14", "day 91"}
    low, high = axes.get_xlim()
    ordered = sorted(places.values())
    assert min(b - a for a, b in pairwise(ordered)) > 0.08 * (high - low)


def test_what_is_assumed_is_hollow(tmp_path) -> None:
    axes, _, _ = drawn(of_record("published", tmp_path))
    marks = [line for line in axes.lines if line.get_marker() == "o"]
    hollow = [line for line in marks if line.get_markerfacecolor() == "white"]
    assert (len(marks), len(hollow)) == (7, 4)


def test_what_was_measured_before_stands_before_the_procedure() -> None:
    before, day = Event(0, "a", "8", "", before=True), Event(0, "a", "1", "")
    assert case_days._place(Event(-1, "a", "", "")) < case_days._place(before) < case_days._place(day) == 0.0


def test_the_same_record_is_the_same_picture(tmp_path) -> None:
    found = of_record("published", tmp_path)
    one, two = (
        hashlib.sha256(case_days.draw_case_days(found, tmp_path / name).read_bytes()).hexdigest()
        for name in ("one.png", "two.png")
    )
    assert one == two
