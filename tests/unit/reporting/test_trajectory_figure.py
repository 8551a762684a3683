"""The picture of one person's course: what may not be missing on it, and nothing outside of the sheet."""

from __future__ import annotations

import pytest

from cryonerve.registry.person_course import CoursePoint, PersonCourse
from cryonerve.reporting.figures import trajectory
from cryonerve.reporting.figures.trajectory import draw_trajectory

PUBLISHED = PersonCourse(
    "somebody",
    (CoursePoint(0, 8.0), CoursePoint(7, 1.0), CoursePoint(91, 1.0, assumed=True)),
    (CoursePoint(0, 45.0), CoursePoint(91, 90.0)),
    "Barthel index",
    (0.0, 100.0),
    ((0, "total dependence"), (61, "moderate dependence"), (100, "independent")),
)


@pytest.fixture
def seen(monkeypatch, tmp_path):
    """Draws a course and gives the figure as it is saved."""
    kept = {}

    def keep(figure, path):
        figure.canvas.draw()
        kept["figure"] = figure
        path.write_bytes(b"drawn")
        return path

    monkeypatch.setattr(trajectory, "save", keep)

    def draw(course):
        assert draw_trajectory(course, tmp_path / "course.png") == tmp_path / "course.png"
        return kept["figure"]

    return draw


def words_on(figure):
    texts = [*figure.texts]
    for axes in figure.axes:
        texts += [*axes.texts, axes.xaxis.label, axes.yaxis.label]
    return [text for text in texts if text.get_text()]


def test_it_says_that_it_is_no_prognosis_and_what_the_trial_found(seen) -> None:
    words = " ".join(text.get_text() for text in words_on(seen(PUBLISHED)))
    for needed in (
        "This is not a prognosis", "found no difference after 4 months", "Pain: 8 before, 1 at 7 days",
        "Yoon 2016, mean\nof 22 patients", "von Falck 2022, mean\nof 7 patients",
        "Prologo 2017, mean\nof 21 patients",
        "intercostal is not tibial", "(assumed)", "none of these series had a control",
    ):  # fmt: skip
        assert needed in words


def test_no_words_leave_the_sheet(seen) -> None:
    figure = seen(PUBLISHED)
    width, height = figure.canvas.get_width_height()
    renderer = figure.canvas.get_renderer()
    for text in words_on(figure):
        box = text.get_window_extent(renderer)
        assert box.x0 >= -1, text.get_text()
        assert box.x1 <= width + 1, text.get_text()
        assert box.y0 >= -1, text.get_text()
        assert box.y1 <= height + 1, text.get_text()


def test_an_inferred_score_is_hollow(seen) -> None:
    marks = [
        line
        for line in seen(PUBLISHED).axes[0].lines
        if line.get_marker() == "o" and line.get_markersize() > 8
    ]
    assert [line.get_markerfacecolor() == "white" for line in marks] == [False, False, True]


def test_early_means_before_most_had_their_feeling_back(seen) -> None:
    def told(day):
        figure = seen(PersonCourse("x", (CoursePoint(0, 8.0), CoursePoint(day, 1.0))))
        return any("before feeling returns in most" in text.get_text() for text in words_on(figure))

    assert told(91)
    assert not told(200)


def test_pain_alone_and_pain_before_alone_are_drawn(seen) -> None:
    assert len(seen(PersonCourse("x", (CoursePoint(-3, 8.0),))).axes) == 2
    assert len(seen(PUBLISHED).axes) == 3


def test_an_index_without_bands_many_scores_and_a_long_title_are_drawn(seen) -> None:
    many = tuple(CoursePoint(day, 8 - day / 100) for day in (0, 1, 3, 7, 14, 30, 60, 90, 180, 365, 700))
    course = PersonCourse(
        "a long title " * 20,
        many,
        (CoursePoint(0, 12), CoursePoint(3, 14)),
        "Barthel index, Collin's scoring",
        (0, 20),
    )
    figure = seen(course)
    width, _ = figure.canvas.get_width_height()
    assert all(text.get_window_extent().x1 <= width + 1 for text in words_on(figure))
    bold = [text.get_text() for text in figure.axes[0].texts if text.get_fontweight() == "bold"]
    assert bold == ["8", "1"]  # the first and the last alone


def test_without_pain_there_is_no_picture(tmp_path) -> None:
    assert draw_trajectory(PersonCourse("x", ()), tmp_path / "none.png") is None
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_a_picture(tmp_path) -> None:
    file = draw_trajectory(PUBLISHED, tmp_path / "course.png")
    assert file.read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["course.png"]
